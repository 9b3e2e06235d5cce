import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces } from './host.ts';

describe('top', () => {
  test('head and rows', async () => {
    const text = recorded('top-b');
    const { source, summary, rows, total } = await only('processes', text);
    expect(source).toBe('top');
    const load = /load average: ([\d.]+), ([\d.]+), ([\d.]+)/.exec(text)?.slice(1).map(Number);
    expect(summary?.load).toEqual(load);
    expect(summary?.tasks).toMatchObject({ total: 6, stopped: 0, zombie: 0 });
    expect(summary?.cpus).toMatchObject([{ cpu: null, softIrq: 0, hardIrq: 0 }]);
    expect(total).toBe(6);
    expect(rows[0]).toMatchObject({ pid: 1, user: 'root', state: 'S', command: 'bash' });
    expect(rows.at(-1)).toMatchObject({ state: 'R', command: 'top' });
  });

  test('a node whose softirq eats a CPU', async () => {
    const { summary, rows } = await only(
      'processes',
      [
        'top - 10:12:33 up 12 days,  3:04,  2 users,  load average: 4.51, 4.20, 3.98',
        'Tasks: 164 total,   3 running, 161 sleeping,   0 stopped,   0 zombie',
        '%Cpu0  :  2.0 us,  3.1 sy,  0.0 ni,  0.0 id,  0.0 wa,  0.0 hi, 94.9 si,  0.0 st',
        '%Cpu1  :  4,0 us,  5,2 sy,  0,0 ni, 88,0 id,  0,8 wa,  0,0 hi,  2,0 si,  0,0 st',
        'MiB Mem :   3794.3 total,    412.9 free,   1408.1 used,   1973.3 buff/cache',
        'MiB Swap:    100.0 total,    100.0 free,      0.0 used.   2251.5 avail Mem ',
        '',
        '  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
        '    9 root      20   0       0      0      0 R  98.7   0.0 512:03.04 ksoftirqd/0',
        ' 1412 root      20   0  892.1m  71.2m  28.1m S  12.3   1.9  80:12.33 k3s server',
        '   21 root      rt   0       0      0      0 S   0.0   0.0   0:01.10 migration/1',
      ].join('\n'),
    );
    expect(summary?.uptime).toBe(12 * 86400 + 3 * 3600 + 240);
    expect(summary?.cpus.map(({ cpu, softIrq, idle }) => [cpu, softIrq, idle])).toEqual([
      [0, 94.9, 0],
      [1, 2, 88],
    ]);
    expect(rows[0]).toMatchObject({ cpu: 98.7, state: 'R', command: 'ksoftirqd/0', time: '512:03.04' });
    expect(rows[1]).toMatchObject({ command: 'k3s server', other: { VIRT: '892.1m', NI: '0' } });
  });

  test('the head of old procps, and of busybox', async () => {
    const old = await only(
      'processes',
      'Cpu(s):  3.3%us,  1.2%sy,  0.0%ni, 60.0%id,  0.3%wa,  0.1%hi, 35.1%si,  0.0%st\n',
    );
    expect(old.summary?.cpus).toMatchObject([{ user: 3.3, softIrq: 35.1, steal: 0 }]);
    const busybox = await only(
      'processes',
      [
        'Mem: 1023456K used, 1012345K free, 1234K shrd, 12345K buff, 456789K cached',
        'CPU:   3% usr   6% sys   0% nic  60% idle   0% io   0% irq  31% sirq',
        'Load average: 2.12 1.05 0.51 3/412 9988',
        '  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND',
        '    9     2 root     RW       0   0%   0  31% [ksoftirqd/0]',
      ].join('\n'),
    );
    expect(busybox.summary).toMatchObject({ load: [2.12, 1.05, 0.51], cpus: [{ softIrq: 31, idle: 60 }] });
    expect(busybox.rows).toMatchObject([
      { pid: 9, parent: 2, state: 'RW', cpu: 31, command: '[ksoftirqd/0]' },
    ]);
  });

  test('two screens are two readings; rows alone are read', async () => {
    const text = recorded('top-b');
    expect(await documents('processes', `# top -b -n2\n${text}${text}`)).toHaveLength(2);
    const row = '    9 root      20   0       0      0      0 R  98.7   0.0 512:03.04 ksoftirqd/0\n';
    expect((await only('processes', row)).rows).toMatchObject([{ cpu: 98.7, command: 'ksoftirqd/0' }]);
  });
});

describe('ps', () => {
  test('aux, -ef and -eo name the same processes', async () => {
    const [aux, full, own] = await Promise.all(
      ['ps-aux', 'ps-ef', 'ps-eo'].map(async name => (await only('processes', recorded(name))).rows),
    );
    const names = (rows: typeof aux) =>
      rows?.filter(row => !/^ps\b/.test(row.command)).map(row => [row.pid, row.command.split(' ')[0]]);
    expect(names(full)).toEqual(names(aux));
    expect(names(own)).toEqual(names(aux));
    expect(own?.[0]).toMatchObject({
      parent: 0,
      other: { STARTED: expect.stringMatching(/^\w{3} \w{3} +\d+ \d\d:/) },
    });
    expect(aux?.find(row => row.command.startsWith('flock'))).toMatchObject({ state: 'S', cpu: 0 });
  });

  test('rows alone, as grep leaves them', async () => {
    const { rows, states } = await only('processes', recorded('ps-aux-grep'));
    expect(rows.every(row => row.command.includes('sleep'))).toBe(true);
    expect(states[0]).toMatchObject({ state: 'S' });
    const full = await only('processes', 'root        13       2  2 Nov22 ?        00:12:03 [ksoftirqd/0]\n');
    expect(full.rows).toMatchObject([{ pid: 13, parent: 2, cpu: 2, command: '[ksoftirqd/0]' }]);
  });

  test('a process that hangs in D state', async () => {
    const { states } = await only(
      'processes',
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nroot       28123  0.0  0.0  14560  2412 ?        D<   03:02   0:00 iptables-restore -w 5 --noflush\n',
    );
    expect(states).toMatchObject([{ state: 'D', count: 1 }]);
  });

  test('a row that does not fit its header is not guessed at', async () => {
    const { unreadLines } = await paste(
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND\nroot wrapped rest of a command\n',
    );
    expect(unreadLines).toBeGreaterThan(0);
  });

  test.each(['ps-aux', 'ps-ef', 'ps-eo', 'top-b'])('%s with its blanks collapsed', async name => {
    const text = name === 'top-b' ? recorded(name) : `# ps\n${recorded(name)}`;
    const plain = (document: unknown) => JSON.stringify(withoutPlaces(document)).replaceAll(/ +/g, ' ');
    expect(plain(await only('processes', collapsed(text)))).toBe(plain(await only('processes', text)));
  });

  test('thousands are counted, the first kept', async () => {
    const rows = Array.from(
      { length: 3000 },
      (_, i) => `root ${i + 1} 0.0 0.0 0 0 ? S Nov22 0:00 [kworker/${i}]`,
    );
    expect(await only('processes', rows.join('\n'))).toMatchObject({ total: 3000, rowsLeft: 2500 });
  });
});

test.each([
  'PID of the process',
  'root 1 was here',
  'Tasks: 12 open',
  'Cpu: 12',
  'Load average: high',
  'PID COMMAND',
])('%j is no process', async line => {
  expect((await paste(line)).sections).toEqual([]);
});

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`root 1 0.0 0.0 0 0 ? S Nov22 0:00 ${'a '.repeat(n)}\n`), 4_000);
  await expectLinear(n => paste(`PID ${'PID '.repeat(n)}\n`), 10_000);
});
