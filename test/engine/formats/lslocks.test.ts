import { expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces } from './host.ts';

test('who holds the lock of iptables, and who waits', async () => {
  const { source, locks } = await only('file-locks', recorded('lslocks'));
  expect(source).toBe('lslocks');
  const [waiter, holder] = locks;
  expect(waiter).toMatchObject({
    command: 'flock',
    type: 'FLOCK',
    mode: 'WRITE',
    waiting: true,
    xtables: true,
  });
  expect(holder).toMatchObject({ waiting: false, blocker: null, path: '/run/xtables.lock', xtables: true });
  const columns = await only('file-locks', recorded('lslocks-o'));
  expect(columns.locks[0]?.blocker).toBe(holder?.pid);
  expect(columns.locks.map(({ pid, waiting }) => [pid, waiting])).toEqual(
    locks.map(({ pid, waiting }) => [pid, waiting]),
  );
});

test('fuser and lsof tell who has it open, not who holds it', async () => {
  const pids = (locks: readonly { pid: number | null }[]) => locks.map(({ pid }) => pid);
  const lsof = await only('file-locks', recorded('lsof'));
  expect(lsof.locks).toMatchObject([{ command: 'flock', type: null, mode: null, xtables: true }, {}, {}]);
  for (const name of ['fuser', 'fuser-v']) {
    const { source, locks } = await only('file-locks', recorded(name));
    expect(source).toBe('fuser');
    expect(pids(locks)).toEqual(pids(lsof.locks));
    expect(locks.every(({ xtables }) => xtables)).toBe(true);
  }
});

test('processes that are gone, sizes, ranges, names with blanks', async () => {
  const { locks } = await only(
    'file-locks',
    [
      'COMMAND           PID   TYPE SIZE MODE  M      START        END PATH',
      '(unknown)          -1 OFDLCK   0B READ  0          0          0 /...',
      'iptables-restor 28123  FLOCK   0B WRITE 0          0          0 /run/xtables.lock',
      'cron              601  FLOCK   4B WRITE 0          0          0 /run/crond.pid',
      'master           1204  POSIX  33B WRITE 0 1073741824 1073742335 /var/lib/x.db',
    ].join('\n'),
  );
  expect(locks.map(({ pid, type, path }) => [pid, type, path])).toEqual([
    [null, 'OFDLCK', '/...'],
    [28123, 'FLOCK', '/run/xtables.lock'],
    [601, 'FLOCK', '/run/crond.pid'],
    [1204, 'POSIX', '/var/lib/x.db'],
  ]);
});

test('rows alone, as grep leaves them; collapsed; twice', async () => {
  const rows = recorded('lslocks').split('\n').slice(1).join('\n');
  expect((await only('file-locks', rows)).locks).toHaveLength(2);
  for (const name of ['lslocks', 'lslocks-o', 'lsof', 'fuser-v']) {
    const text = name === 'fuser-v' ? `# fuser -v /run/xtables.lock\n${recorded(name)}` : recorded(name);
    if (name !== 'fuser-v')
      expect(withoutPlaces(await only('file-locks', collapsed(text)))).toEqual(
        withoutPlaces(await only('file-locks', text)),
      );
    expect((await documents('file-locks', `${text}${recorded(name)}`)).length).toBe(2);
  }
});

test.each(['flock 5 FLOCK', 'COMMAND PID of the process', '/etc/passwd: 12', 'iptables 12 is waiting'])(
  '%j is no lock',
  async line => {
    expect((await paste(line)).sections).toEqual([]);
  },
);

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`${'a '.repeat(n)} 1 FLOCK WRITE 0 0 0\n`), 10_000);
  await expectLinear(n => paste(`/x.lock: ${'1 '.repeat(n)}x\n`), 10_000);
});
