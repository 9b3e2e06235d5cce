import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces } from './host.ts';

/** Name and number of each row, taken with nothing but blanks. */
function pairs(text: string): [string, number][] {
  return text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split(/\s+/))
    .map(([name, value]) => [name as string, Number(value)]);
}

/** The two lines of each group of /proc/net/snmp. */
function groups(text: string): [string, number][] {
  const lines = text.trimEnd().split('\n');
  return lines.flatMap((line, i) => {
    if (i % 2 === 0) return [];
    const [prefix, ...names] = (lines[i - 1] as string).split(' ');
    const [, ...values] = line.split(' ');
    return names.map(
      (name, at) => [`${prefix?.replace(':', '')}${name}`, Number(values[at])] as [string, number],
    );
  });
}

const named = (counters: readonly { name: string; value: number }[]) =>
  counters.map(({ name, value }) => [name, value]);

describe('nstat', () => {
  test('every counter with its value', async () => {
    const counters = await only('network-counters', recorded('nstat-az'));
    expect(named(counters.counters)).toEqual(pairs(recorded('nstat-az')));
    expect(counters.counters.length).toBeGreaterThan(350);
    expect(counters).toMatchObject({ source: 'nstat', basis: 'unknown', complete: false });
    expect(counters.counters.find(({ name }) => name === 'TcpExtListenOverflows')).toMatchObject({ rate: 0 });
  });

  test.each([
    ['nstat -az', 'since-boot', true],
    ['nstat -saz', 'since-boot', true],
    ['nstat', 'unknown', false],
    ['nstat -z', 'unknown', true],
    ['nstat -a', 'since-boot', false],
    ['nstat -az TcpExtListen*', 'since-boot', false],
    ['nstat -az | grep Listen', 'since-boot', false],
    ['nstat --ignore --zeros', 'since-boot', true],
  ])('%s: %s, complete %s', async (command, basis, complete) => {
    const text = `root@node-3:~# ${command}\n#kernel\nTcpExtListenOverflows           4                  0.0\n`;
    expect(await only('network-counters', text)).toMatchObject({ basis, complete });
  });

  test('a history that was thrown away: all since boot', async () => {
    const text =
      '$ nstat\nnstat: history is aged out, resetting\n#kernel\nIpInReceives                    9                  0.0\n';
    expect(await only('network-counters', text)).toMatchObject({ basis: 'since-boot' });
  });

  test('a run in which nothing moved is an empty answer, below its command only', async () => {
    expect((await only('network-counters', '# nstat\n#kernel\n')).counters).toEqual([]);
    expect((await paste('#kernel\n')).sections).toEqual([]);
  });

  test('rates of the daemon, and a counter that ran over', async () => {
    const { counters } = await only(
      'network-counters',
      '#1234.1804289383 sampling_interval=1 time_const=60\nTcpRetransSegs                  1204               12.5\nIpInReceives                    7                  0.3 (overflow)\n',
    );
    expect(counters.map(({ value, rate }) => [value, rate])).toEqual([
      [1204, 12.5],
      [7, 0.3],
    ]);
  });

  test('JSON', async () => {
    const { counters } = await only('network-counters', recorded('nstat-json'));
    expect(counters.length).toBeGreaterThan(20);
    const object = JSON.parse(recorded('nstat-json')) as { kernel: Record<string, number> };
    expect(named(counters)).toEqual(Object.entries(object.kernel));
    const pretty = `# nstat -jp\n${JSON.stringify(object, null, 4)}\n`;
    expect(withoutPlaces((await only('network-counters', pretty)).counters)).toEqual(withoutPlaces(counters));
  });

  test('two runs are two readings', async () => {
    const text = recorded('nstat-two');
    const readings = await documents('network-counters', `$ nstat -az; sleep 10; nstat -az\n${text}${text}`);
    expect(readings).toHaveLength(2);
    const headless = text.replace('#kernel\n', '');
    expect(await documents('network-counters', `${headless}${headless}`)).toHaveLength(2);
  });

  test('with its blanks collapsed', async () => {
    const text = recorded('nstat-az');
    expect(withoutPlaces(await only('network-counters', collapsed(text)))).toEqual(
      withoutPlaces(await only('network-counters', text)),
    );
  });
});

describe('the files below /proc/net', () => {
  test.each([
    ['proc-snmp', '/proc/net/snmp'],
    ['proc-netstat', '/proc/net/netstat'],
  ])('%s', async (name, source) => {
    const counters = await only('network-counters', recorded(name));
    expect(named(counters.counters)).toEqual(groups(recorded(name)));
    expect(counters).toMatchObject({ source, basis: 'since-boot' });
  });

  test('snmp6', async () => {
    const counters = await only('network-counters', recorded('proc-snmp6'));
    expect(named(counters.counters)).toEqual(pairs(recorded('proc-snmp6')));
    expect(counters.source).toBe('/proc/net/snmp6');
  });

  test('a settings among them is negative', async () => {
    const { counters } = await only('network-counters', recorded('proc-snmp'));
    expect(counters.find(({ name }) => name === 'TcpMaxConn')?.value).toBe(-1);
  });

  test('values without names, or of another length, are not guessed at', async () => {
    expect((await paste('Tcp: 1 200 120000 -1 5\n')).sections).toEqual([]);
    const short = 'Udp: InDatagrams NoPorts InErrors\nUdp: 1 2\n';
    expect((await paste(short)).sections).toEqual([]);
  });

  test('all of them in one paste say what nstat says', async () => {
    const files = ['proc-netstat', 'proc-snmp6', 'proc-snmp'].map(recorded).join('');
    const together = new Map(
      (await documents('network-counters', files)).flatMap(({ counters }) =>
        counters.map(({ name, value }) => [name, value] as const),
      ),
    );
    const { counters } = await only('network-counters', recorded('nstat-az'));
    for (const { name } of counters) expect(together.has(name), name).toBe(true);
  });
});

test.each(['TcpExtListenOverflows', 'IpInReceives: 7', 'Tcp 12 0.0', 'the kernel: 12 packets', '# kernel'])(
  '%j is no counter of nstat',
  async line => {
    expect((await paste(line)).sections.filter(({ format }) => format === 'nstat')).toEqual([]);
  },
);

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`Tcp: ${'A1 '.repeat(n)}x\n`), 10_000);
  await expectLinear(n => paste(`Tcp: ${'Aa'.repeat(n)}!\n`), 1_000);
  await expectLinear(n => paste(`Tcp: ${'1'.repeat(n)}!\n`), 1_000);
  await expectLinear(n => paste(`TcpExt${'A'.repeat(n)} 1 0.0\n`), 10_000);
  await expectLinear(n => paste(`{"kernel":{${'"TcpInSegs":1,'.repeat(n)}\n`), 1_000);
});
