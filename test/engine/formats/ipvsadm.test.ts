import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ipvsadm } from '../../../src/engine/formats/ipvsadm/index.ts';
import type { VirtualServices } from '../../../src/engine/model/virtual-services.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const capture = (name: string) => readFileSync(`test/captures/ipvsadm/${name}.txt`, 'utf8');

async function read(text: string): Promise<VirtualServices> {
  const { sections } = await paste(text);
  const [document] = sections.flatMap(section =>
    section.document.kind === 'virtual-services' ? [section.document] : [],
  );
  if (!document) throw new Error(`no services: ${sections.map(section => section.format).join()}`);
  return document;
}

const exactly = (number: number) => ({ low: number, high: number });
const servers = (document: VirtualServices) =>
  document.services.map(({ protocol, text, servers: all }) => [
    protocol,
    text,
    all.map(server => server.text),
  ]);

describe('the plain listing', async () => {
  const list = await read(capture('written.list'));

  test('services', () => {
    expect(list).toMatchObject({
      form: 'list',
      version: '1.2.1',
      tableSize: 4096,
      orphans: [],
      connections: null,
    });
    expect(
      list.services.map(({ protocol, address, port, fwmark, scheduler, persistent }) => [
        protocol,
        address,
        port,
        fwmark,
        scheduler,
        persistent,
      ]),
    ).toEqual([
      ['TCP', '10.96.0.1', 443, null, 'rr', null],
      ['TCP', '10.96.0.10', 53, null, 'rr', null],
      ['TCP', '10.96.44.5', 80, null, 'rr', 10800],
      ['TCP', '10.96.70.9', 8080, null, 'rr', null],
      ['UDP', '10.96.0.10', 53, null, 'rr', null],
      ['SCTP', '10.96.3.3', 3868, null, 'wlc', 360],
      ['TCP', 'fd00:10:96::1', 443, null, 'sh', null],
      ['FWM', null, null, 1, 'mh', null],
      ['FWM', null, null, 7, 'wrr', 600],
    ]);
    expect(list.services[4]?.ops).toBe(true);
    expect(list.services[5]).toMatchObject({
      mask: '255.255.255.0',
      schedulerFlags: ['flag-1'],
      totals: null,
      rates: null,
    });
    expect(list.services[6]?.schedulerFlags).toEqual(['sh-fallback', 'sh-port']);
    expect(list.services[8]?.mask).toBe('64');
  });

  test('servers: weight 0 is a number', () => {
    expect(list.services[3]?.servers).toMatchObject([
      { address: '10.244.1.8', port: 8080, method: 'Masq', weight: 0, active: 0, inactive: 28000 },
      { address: '10.244.2.9', port: 8080, method: 'Masq', weight: 1, active: 210, inactive: 30011 },
    ]);
    expect(list.services[2]?.servers).toEqual([]);
    expect(list.services.flatMap(({ servers: all }) => all.map(({ method }) => method))).toEqual([
      'Masq',
      'Masq',
      'Masq',
      'Masq',
      'Masq',
      'Masq',
      'Route',
      'Tunnel',
      'Local',
    ]);
  });

  test('the same with tunnels, from /proc and from -Sn', async () => {
    expect((await read(capture('written.tun-info'))).services[0]?.servers).toMatchObject([
      { method: 'Tunnel', weight: 1, active: 7, inactive: 2 },
      { method: 'Masq', weight: 1, active: 7, inactive: 2 },
    ]);
    const proc = await read(capture('written.proc'));
    expect(proc.form).toBe('proc');
    expect(servers(proc)).toEqual([
      ['TCP', '10.96.0.1:443', ['192.0.2.5:6443']],
      ['UDP', '10.96.0.10:53', []],
      [
        'TCP',
        '[fd00:0010:0096:0000:0000:0000:0000:0001]:443',
        ['[fd00:0010:0244:0000:0000:0000:0000:0005]:6443'],
      ],
      ['FWM', '00000010', []],
    ]);
    expect(proc.services[1]).toMatchObject({ ops: true, persistent: 10800, mask: '255.255.255.0' });
    expect(proc.services[3]?.fwmark).toBe(16);
    const save = await read(capture('written.save'));
    expect(save.form).toBe('save');
    expect(servers(save).slice(0, 4)).toEqual([
      ['TCP', '10.96.0.1:443', ['192.0.2.5:6443', '192.0.2.6:6443']],
      ['TCP', '10.96.44.5:80', []],
      ['UDP', '10.96.0.10:53', ['10.244.0.2:53']],
      ['SCTP', '10.96.3.3:3868', ['10.244.0.7:3868']],
    ]);
    expect(save.services[0]?.servers[1]).toMatchObject({ weight: 0, method: 'Masq', active: null });
    expect(save.services[3]).toMatchObject({
      persistent: 360,
      mask: '255.255.255.0',
      schedulerFlags: ['sh-fallback', 'sh-port'],
    });
    expect(save.services[4]?.servers[0]).toMatchObject({ address: 'fd00::2', method: 'Tunnel' });
  });
});

describe('numbers', () => {
  test('totals: cut off, not rounded', async () => {
    const [service, dns] = (await read(capture('written.stats'))).services;
    expect(service?.totals).toEqual({
      connections: exactly(1021),
      inPackets: { low: 123_456_000, high: 123_456_999 },
      outPackets: exactly(99_999_999),
      inBytes: { low: 1_234_000_000_000, high: 1_234_999_999_999 },
      outBytes: { low: 345_000_000_000, high: 345_999_999_999 },
    });
    expect(service?.servers[0]?.totals).toEqual(service?.totals);
    expect(service).toMatchObject({ scheduler: null, rates: null });
    expect(dns?.totals?.connections).toEqual(exactly(0));
    const exact = (await read(capture('written.stats-exact'))).services[0]?.totals;
    for (const key of ['connections', 'inPackets', 'outPackets', 'inBytes', 'outBytes'] as const) {
      expect(exact?.[key].low).toBe(exact?.[key].high);
      expect(exact?.[key].low).toBeGreaterThanOrEqual(service?.totals?.[key].low ?? Number.NaN);
      expect(exact?.[key].high).toBeLessThanOrEqual(service?.totals?.[key].high ?? Number.NaN);
    }
  });

  test('rates, thresholds, persistence', async () => {
    const rate = (await read(capture('written.rate'))).services[0];
    expect(rate).toMatchObject({
      totals: null,
      rates: { connections: exactly(12), outBytes: exactly(1_250_000) },
    });
    expect(rate?.servers[0]?.rates).toEqual(rate?.rates);
    expect((await read(capture('written.thresholds'))).services[0]?.servers[0]).toMatchObject({
      upperThreshold: 5000,
      lowerThreshold: 4000,
      active: 12,
      inactive: 3,
      weight: null,
    });
    expect((await read(capture('written.persistent-conn'))).services[0]?.servers[0]).toMatchObject({
      weight: 1,
      persistent: 40,
      active: 12,
      inactive: 3,
    });
    expect((await read(capture('written.timeout'))).timeouts).toMatchObject({
      tcp: 900,
      tcpFin: 120,
      udp: 300,
    });
  });

  test('without a head, four or five bare numbers mean nothing', async () => {
    const line = '  -> 192.0.2.5:6443               1         40          12         3\n';
    expect((await paste(line)).sections).toEqual([]);
    const { unread } = await paste(`TCP  10.96.0.1:443 rr\n${line}`);
    expect(unread).toHaveLength(1);
    const told = await read(`root@node-3:~# ipvsadm -Ln --persistent-conn | grep 192.0\n${line}`);
    expect(told.orphans[0]).toMatchObject({ weight: 1, persistent: 40 });
  });
});

test('connections, added up', async () => {
  const { connections, form } = await read(capture('written.connections'));
  expect(form).toBe('connections');
  expect(connections).toMatchObject({ total: 5, serversLeft: 0, rowsLeft: 0 });
  expect(connections?.states).toContainEqual({ protocol: 'TCP', state: 'TIME_WAIT', count: 1 });
  expect(connections?.servers[0]).toMatchObject({
    virtual: '10.96.0.1:443',
    server: '192.0.2.5:6443',
    count: 2,
  });
  expect(connections?.rows[2]).toMatchObject({ state: 'NONE', expires: 149 * 60 + 1, client: '10.0.0.7:0' });
  expect((await read(capture('written.proc-conn'))).connections?.rows).toMatchObject([
    { client: '10.0.0.7:40122', virtual: '10.96.0.1:443', server: '192.0.2.5:6443', expires: 899 },
    { protocol: 'UDP', server: '10.244.0.2:53', state: 'UDP' },
  ]);
});

test('a kernel without IPVS', async () => {
  const document = await read(capture('no-ipvs'));
  expect(document).toMatchObject({ services: [], notices: [{ notice: 'unavailable' }] });
});

describe('damage', async () => {
  const plain = servers(await read(capture('written.list')));

  test.each([
    ['blanks collapsed', (text: string) => text.replaceAll(/[ \t]+/g, ' ')],
    ['indentation lost', (text: string) => text.replaceAll(/^[ \t]+/gm, '')],
    ['heads lost', (text: string) => text.split('\n').slice(3).join('\n')],
    ['CRLF', (text: string) => text.replaceAll('\n', '\r\n')],
  ])('%s', async (_name, damage) => {
    expect(servers(await read(damage(capture('written.list'))))).toEqual(plain);
  });

  test('grep: servers without their service', async () => {
    const document = await read(
      `root@node-3:~# ipvsadm -Ln | grep Masq\n${capture('written.list')
        .match(/.*Masq.*\n/g)
        ?.join('')}`,
    );
    expect(document.services).toEqual([]);
    expect(document.orphans).toHaveLength(6);
  });

  test('blacked out: not known, and no service lost', async () => {
    const document = await read(
      capture('written.list')
        .replaceAll(/10\.96\.\d+\.\d+/g, '10.xx.xx.xx')
        .replaceAll('28000', 'xxxxx'),
    );
    expect(document.services).toHaveLength(plain.length);
    expect(document.services[3]?.servers[0]?.inactive).toBe(null);
  });

  test('two runs are two documents', async () => {
    for (const name of ['written.list', 'written.stats', 'written.connections', 'written.save']) {
      const { sections, unreadLines } = await paste(capture(name) + capture(name));
      expect(sections.map(({ format }) => format)).toEqual(['ipvsadm', 'ipvsadm']);
      expect(unreadLines).toBe(0);
    }
  });

  test('cut at any byte, it never throws and no address is made up', async () => {
    const text = capture('written.list');
    for (let end = 10; end < text.length; end += 9) {
      const { sections } = await paste(text.slice(0, end));
      for (const { document } of sections) {
        if (document.kind !== 'virtual-services') continue;
        for (const server of document.services.flatMap(service => service.servers))
          expect(text).toContain(`-> ${server.text} `);
      }
    }
  }, 30_000);
});

test.each([
  'TCP 10.0.0.1:80',
  '-A INPUT -s 10.0.0.1 -j DROP',
  '-> 10.0.0.1:80',
  'tcp 0 0 10.0.0.1:22 10.0.0.2:4022 ESTABLISHED',
  'UDP port 53 is open',
  '-a -t -r',
])('not of ipvsadm: %s', text =>
  expect(ipvsadm.detect(text, { command: null })?.score ?? 0).toBeLessThan(0.5),
);

test('hostile lines take time in proportion to their length', async () => {
  for (const piece of ['-> ', '1:', 'TCP ', '1 ', ' persistent 1', 'A0']) {
    await expectLinear(
      length =>
        paste(
          `IP Virtual Server version 1.2.1 (size=4096)\nTCP  10.0.0.1:1 rr${piece.repeat(length / piece.length)}\n`,
        ),
      4096,
    );
  }
}, 60_000);
