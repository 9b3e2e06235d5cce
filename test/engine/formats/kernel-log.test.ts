import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/engine/analyze.ts';
import { readPacket, shorten } from '../../../src/engine/formats/kernel-log/packet.ts';
import type { LogEvents } from '../../../src/engine/model/log-events.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { capture, collapsed } from './read-all.ts';

const FULL = 'nf_conntrack: nf_conntrack: table full, dropping packet';

async function log(text: string): Promise<LogEvents> {
  const analysis = await paste(text);
  const document = analysis.sections[0]?.document;
  if (document?.kind !== 'log-events') throw new Error(`Read as ${document?.kind ?? 'nothing'}.`);
  return document;
}

describe('the prefixes of a kernel log', () => {
  test.each([
    [`[12345.678901] ${FULL}`, 'uptime', 12345.678901, null],
    [`[12345.678901][  T411] ${FULL}`, 'uptime', 12345.678901, null],
    [`<4>[    5.000001] ${FULL}`, 'uptime', 5.000001, null],
    [`kern  :warn  : [    5.000001] ${FULL}`, 'uptime', 5.000001, null],
    [`[Sun Nov 22 03:07:41 2026] ${FULL}`, 'wall', Date.UTC(2026, 10, 22, 3, 7, 41) / 1000, null],
    [`2026-11-22T03:07:41,123456+00:00 ${FULL}`, 'wall', Date.UTC(2026, 10, 22, 3, 7, 41) / 1000, null],
    [
      `2026-11-22T03:07:41.123456+09:00 node-3 kernel: ${FULL}`,
      'wall',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
      'node-3',
    ],
    [
      `2026-11-22T03:07:41+0900 node-3 kernel: ${FULL}`,
      'wall',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
      'node-3',
    ],
    [`Nov 22 03:07:41 node-3 kernel: ${FULL}`, 'wall', Date.UTC(2000, 10, 22, 3, 7, 41) / 1000, 'node-3'],
    [
      `/var/log/messages:118:Nov 22 03:07:41 node-3 kernel: ${FULL}`,
      'wall',
      Date.UTC(2000, 10, 22, 3, 7, 41) / 1000,
      'node-3',
    ],
    [
      `Nov  2 03:07:41 node-3 kernel: [12345.678901] ${FULL}`,
      'wall',
      Date.UTC(2000, 10, 2, 3, 7, 41) / 1000,
      'node-3',
    ],
  ])('%j', async (line, clock, seconds, host) => {
    const { events } = await log(line);
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({ message: 'conntrack-table-full', prefixed: true, host, netns: null });
    expect(events[0]?.stamp).toMatchObject({ clock, seconds });
  });
});

describe('the messages', () => {
  test.each([
    ['ip_conntrack: table full, dropping packet.', 'conntrack-table-full'],
    ['nf_conntrack: table full in netns 4026532315, dropping packet', 'conntrack-table-full'],
    ['nf_conntrack: expectation table full', 'expectation-table-full'],
    ['neighbour: arp_cache: neighbor table overflow!', 'neighbour-table-overflow'],
    ['Neighbour table overflow.', 'neighbour-table-overflow'],
    ['TCP: time wait bucket table overflow', 'time-wait-bucket-overflow'],
    ['net_ratelimit: 612 callbacks suppressed', 'callbacks-suppressed'],
  ])('%j', async (message, expected) => {
    const { events } = await log(`[    1.000000] ${message}`);
    expect(events.map(event => event.message)).toEqual([expected]);
  });

  test('the network namespace and the number of swallowed messages are read', async () => {
    const { events } = await log(
      '[    1.000000] nf_conntrack: table full in netns 4026532315, dropping packet\n[    2.000000] net_ratelimit: 612 callbacks suppressed',
    );
    expect(events[0]?.netns).toBe('4026532315');
    expect(events[1]?.suppressed).toBe(612);
  });

  test.each([
    'net_warn_ratelimited("nf_conntrack: table full, dropping packet\\n");',
    'When the log says nf_conntrack: table full, dropping packet, raise the limit.',
    '/* nf_conntrack: table full, dropping packet */',
  ])('%j is no log line', async text => {
    const analysis = await paste(text);
    expect(analysis.sections).toEqual([]);
    expect(analysis.unread).toHaveLength(1);
  });

  test('other lines of the log are read and counted, and the newest stamp is known', async () => {
    const document = await log('[    1.000000] eth0: link up\n[    9.000000] random: crng init done\n');
    expect(document).toMatchObject({ lines: 2, events: [], newest: { seconds: 9 } });
  });

  test('the message is marked, not the prefix', async () => {
    const { events } = await log(`[12345.678901] ${FULL}\n`);
    expect(events[0]?.place.mark).toEqual({ start: 15, end: 15 + FULL.length });
  });
});

describe('more prefixes', () => {
  test.each([
    ['dmesg -d', `[12345.678901 <    0.000123>] ${FULL}`, 'uptime', 12345.678901, null],
    ['short-monotonic', `[12345.678901] node-3 kernel: ${FULL}`, 'uptime', 12345.678901, 'node-3'],
    ['short-unix', `1795316861.123456 node-3 kernel: ${FULL}`, 'wall', 1795316861, 'node-3'],
    [
      'short-full',
      `Sun 2026-11-22 03:07:41 UTC node-3 kernel: ${FULL}`,
      'wall',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
      'node-3',
    ],
    ['dmesg -H, a new minute', `[Nov22 03:07] ${FULL}`, 'wall', Date.UTC(2000, 10, 22, 3, 7) / 1000, null],
  ])('%s', async (_name, line, clock, seconds, host) => {
    const { events } = await log(line);
    expect(events).toMatchObject([
      { message: 'conntrack-table-full', host, program: 'kernel', stamp: { clock, seconds } },
    ]);
  });

  test('dmesg -H: lines of the same minute have its stamp; without one they have none', async () => {
    const same = `[  +0.000123] ${FULL}`;
    expect((await log(`[Nov22 03:07] a: b\n${same}\n`)).events[0]?.stamp?.text).toBe('Nov22 03:07');
    expect((await log(same)).events[0]?.stamp).toBeNull();
  });

  test('a level is no host', async () => {
    const analysis = await paste('2026-11-22 03:07:41 ERROR main: something happened');
    expect(analysis.sections).toEqual([]);
  });

  test('boots are marked, the oldest and the newest stamp are known', async () => {
    const document = await log(capture('logs/written.journal-boots'));
    expect(document.boots.map(({ line }) => line)).toEqual([3]);
    expect([document.oldest?.text, document.newest?.text]).toEqual(['Nov 21 23:59:58', 'Nov 22 00:01:09']);
    expect(document.events.map(({ message }) => message)).toEqual([
      'conntrack-table-full',
      'conntrack-version',
      'device-renamed',
    ]);
  });
});

describe('packets that a rule logged', () => {
  const text = capture('logs/rule-log');

  test('TCP, ICMP, UDP, an ICMP error with its packet, IPv6', async () => {
    const { events } = await log(text);
    expect(events.every(({ message }) => message === 'rule-log')).toBe(true);
    expect(events[0]?.packet).toMatchObject({
      prefix: 'calico-packet:',
      in: 'ens192',
      out: 'cali0',
      source: '10.77.1.2',
      destination: '10.244.1.2',
      length: 60,
      ttl: 63,
      dontFragment: true,
      protocol: 'TCP',
      sourcePort: Number(/SPT=(\d+) DPT=8080/.exec(text)?.[1]),
      destinationPort: 8080,
      tcpFlags: ['SYN'],
      seq: null,
      window: 64240,
      icmpType: null,
      uid: null,
    });
    const [, echo, , udp, error, out, , fin, six] = events.map(({ packet }) => packet);
    expect(echo).toMatchObject({
      prefix: '[UFW BLOCK]',
      protocol: 'ICMP',
      icmpType: 8,
      icmpCode: 0,
      seq: null,
      sourcePort: null,
    });
    expect(udp).toMatchObject({ prefix: '', protocol: 'UDP', destinationPort: 9999, length: 30 });
    expect(error).toMatchObject({
      icmpType: 3,
      icmpCode: 3,
      source: '10.244.1.2',
      quoted: { source: '10.77.1.2', destination: '10.244.1.2', protocol: 'UDP', destinationPort: 9999 },
    });
    expect(out).toMatchObject({ prefix: 'OUT', in: null, out: 'cali0', uid: 0, ack: 0, tcpFlags: ['SYN'] });
    expect(fin?.tcpFlags).toEqual(['ACK', 'FIN']);
    expect(six).toMatchObject({
      prefix: 'fwd6:',
      source: 'fd77:1::2',
      destination: 'fd77:244::2',
      protocol: 'ICMPv6',
      icmpType: 128,
      ttl: 63,
    });
  });

  test.each(['T', 'x', 'iso', 'H', 't'])('dmesg -%s reads the same packets', async form => {
    const plain = (await log(text)).events.slice(0, 3).map(({ packet }) => packet);
    const { events } = await log(capture(`logs/rule-log-${form}`));
    expect(events.map(({ packet }) => packet)).toEqual(plain);
    expect(
      events.every(({ stamp, prefixed }) => (form === 't') === (stamp === null) || form === 'H' || prefixed),
    ).toBe(true);
  });

  test('a prefix without a blank at its end', async () => {
    const { events } = await log(
      '[    1.000000] DROP:IN=eth0 OUT= MAC= SRC=10.0.0.1 DST=10.0.0.2 LEN=60 PROTO=TCP SPT=1 DPT=2 SYN URGP=0 MARK=0x4000',
    );
    expect(events[0]?.packet).toMatchObject({ prefix: 'DROP:', out: null, mark: 0x4000 });
  });

  test('need to frag: the MTU', async () => {
    const { events } = await log(
      '[    1.000000] IN=eth0 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=576 PROTO=ICMP TYPE=3 CODE=4 [SRC=10.0.0.2 DST=10.9.9.9 LEN=1500 PROTO=TCP SPT=1 DPT=2 ] MTU=1400',
    );
    expect(events[0]?.packet).toMatchObject({
      mtu: 1400,
      quoted: { destination: '10.9.9.9', destinationPort: 2 },
    });
  });

  test.each([60, 80, 100, 120, 132])('broken at %i columns it is joined', async width => {
    const plain = (await log(text)).events.map(({ packet }) => packet);
    const broken = text
      .split('\n')
      .flatMap(line => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [])
      .join('\n');
    const analysis = await paste(broken);
    const packets = analysis.sections.flatMap(({ document }) =>
      document.kind === 'log-events' ? document.events.map(({ packet }) => packet) : [],
    );
    expect(packets).toHaveLength(plain.length);
    // What stands behind the end that the kernel's format sets (`OPT (…) UID=0 GID=0`) may be lost; nothing is made up.
    for (const [i, packet] of packets.entries())
      expect([{ ...plain[i] }, { ...plain[i], uid: null }]).toContainEqual(packet);
  });

  test.each([90, 110, 130, 150, 163, 170])(
    'lines cut off at %i characters: never a number that lost its end',
    async width => {
      const plain = (await log(text)).events.map(({ packet }) => packet);
      const { events } = await log(text.replaceAll(new RegExp(`^(.{${width}}).*$`, 'gm'), '$1'));
      for (const { packet } of events) {
        const like = plain.filter(
          other => other?.source === packet?.source && other?.destination === packet?.destination,
        );
        for (const key of [
          'length',
          'ttl',
          'sourcePort',
          'destinationPort',
          'seq',
          'ack',
          'window',
          'icmpType',
          'icmpCode',
        ] as const)
          expect([null, ...like.map(other => other?.[key])]).toContain(packet?.[key]);
      }
    },
  );

  test('masked addresses are text; without both addresses it is no packet', async () => {
    const masked = await log(
      '[    1.000000] IN=eth0 OUT= SRC=10.xx.0.1 DST=x.x.x.x LEN=60 PROTO=UDP SPT=1 DPT=2 LEN=40',
    );
    expect(masked.events[0]?.packet).toMatchObject({ source: '10.xx.0.1', destination: 'x.x.x.x' });
    expect((await log('[    1.000000] IN=eth0 OUT= SRC=10.0.0.1 PROTO=UDP')).events).toEqual([]);
  });

  test('collapsed blanks', async () => {
    expect((await log(collapsed(text))).events.map(({ packet }) => packet)).toEqual(
      (await log(text)).events.map(({ packet }) => packet),
    );
  });

  test.each([
    ['fd77:0244:0000:0000:0000:0000:0000:0002', 'fd77:244::2'],
    ['0000:0000:0000:0000:0000:0000:0000:0001', '::1'],
    ['fe80:0000:0000:0000:1234:0000:0000:0000', 'fe80::1234:0:0:0'],
    ['2001:0db8:0000:0001:0001:0001:0001:0001', '2001:db8:0:1:1:1:1:1'],
    ['10.0.0.1', '10.0.0.1'],
  ])('%s is %s', (long, short) => {
    expect(shorten(long)).toBe(short);
  });

  test('the lines of xtables-monitor are of another tool', () => {
    expect(
      readPacket('PACKET: 2 dff6c75d IN=ens192 MACSRC=0:1:2:3:4:5 SRC=10.0.0.1 DST=10.0.0.2'),
    ).toBeNull();
  });
});

describe('what the kernel says of packets, ports and devices', () => {
  test('invalid packets, with the reason', async () => {
    const { events } = await log(capture('logs/invalid'));
    expect(events.map(({ message, values }) => [message, values])).toEqual([
      ['conntrack-invalid', { protocolNumber: 17, reason: 'bad checksum' }],
      ['conntrack-invalid', { protocolNumber: 6, reason: 'invalid tcp flag combination' }],
      [
        'conntrack-invalid',
        {
          protocolNumber: 6,
          reason: expect.stringMatching(/^SEQ is over upper bound \d+ \(over the window of the receiver\)$/),
          limit: expect.any(Number),
        },
      ],
    ]);
    expect(events[2]?.packet?.seq).toBeGreaterThan(events[2]?.values.limit as number);
  });

  test('a state, and the words before 4.20', async () => {
    const packet = 'IN=ens192 OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=52 PROTO=TCP SPT=1 DPT=2 ACK URGP=0';
    const { events } = await log(
      `[    1.000000] nf_ct_proto_6: packet (index 3) in dir 0 invalid, state SYN_SENT ${packet}\n[    2.000000] nf_ct_tcp: SEQ is over the upper bound (over the window of the receiver) ${packet}\n`,
    );
    expect(events.map(({ values }) => values)).toEqual([
      { protocolNumber: 6, reason: 'packet (index 3) in dir 0 invalid, state SYN_SENT', state: 'SYN_SENT' },
      { protocolNumber: 6, reason: 'SEQ is over the upper bound (over the window of the receiver)' },
    ]);
  });

  test('traced packets', async () => {
    const { events } = await log(capture('logs/trace'));
    expect(events.map(({ message, values }) => [message, values])).toEqual([
      ['rule-trace', { table: 'raw', chain: 'PREROUTING', verdict: 'policy', number: 2 }],
      ['rule-trace', { table: 'filter', chain: 'FORWARD', verdict: 'rule', number: 1 }],
      ['rule-trace', { table: 'raw', chain: 'PREROUTING', verdict: 'policy', number: 2 }],
      ['rule-trace', { table: 'filter', chain: 'FORWARD', verdict: 'rule', number: 1 }],
    ]);
    expect(events[1]?.packet).toMatchObject({ prefix: '', out: 'cali0', protocol: 'ICMP' });
  });

  test('what was recorded', async () => {
    const values = async (name: string) =>
      (await log(capture(`logs/${name}`))).events.map(event => [event.message, event.values]);
    expect(await values('martian')).toEqual([
      ['martian-source', { target: '10.77.1.1', source: '10.244.1.55', device: 'ens192' }],
    ]);
    expect(await values('syn-flood')).toEqual([
      ['syn-flooding', { name: 'request_sock_TCP', address: '0.0.0.0', port: 80, action: 'cookies' }],
      ['syn-flooding', { name: 'request_sock_TCP', address: '0.0.0.0', port: 81, action: 'dropped' }],
    ]);
    expect(await values('set-full')).toEqual([
      ['ipset-full', { name: 'KUBE-LAB', limit: 1 }],
      ['ipset-full', { name: 'KUBE-LAB', limit: 1 }],
    ]);
    expect(await values('devices')).toEqual([['device-renamed', { device: 'eth9', was: 'vethlab1' }]]);
  });

  test('every other message that an incident rests on', async () => {
    const { events } = await log(capture('logs/written.incidents'));
    expect(events.map(({ message }) => message)).toEqual([
      'conntrack-version',
      'conntrack-vmalloc',
      'helper-not-assigned',
      'neighbour-table-overflow',
      'tcp-out-of-memory',
      'too-many-orphans',
      'ipvs-no-destination',
      'transmit-timeout',
      'transmit-timeout',
      'link-down',
      'link-up',
      'hardware-checksum-failure',
      'udp-bad-checksum',
      'out-of-memory-kill',
      'soft-lockup',
      'suspect-gro',
      'bridge-netfilter-off',
      'own-address-received',
      'nfqueue-full',
      'callbacks-suppressed',
    ]);
    const values = (message: string) => events.find(event => event.message === message)?.values;
    expect(values('conntrack-version')).toEqual({ buckets: 16384, limit: 65536 });
    expect(values('ipvs-no-destination')).toEqual({
      name: 'rr',
      protocol: 'tcp',
      address: '10.96.0.80',
      port: 80,
    });
    expect(events[8]?.values).toEqual({ device: 'eth0', driver: 'ixgbe', cpu: 3, queue: 2, seconds: 5.012 });
    expect(values('udp-bad-checksum')).toEqual({
      source: '10.77.1.2',
      sourcePort: 40100,
      address: '10.77.1.1',
      port: 8472,
      count: 58,
    });
    expect(values('out-of-memory-kill')).toEqual({ scope: 'cgroup', pid: 812, process: 'java' });
    expect(values('soft-lockup')).toEqual({ cpu: 1, seconds: 22, process: 'ksoftirqd/1' });
  });

  test.each([
    [
      'TCP: request_sock_TCPv6: Possible SYN flooding on port [::]:443. Sending cookies.',
      'syn-flooding',
      { name: 'request_sock_TCPv6', address: '::', port: 443, action: 'cookies' },
    ],
    [
      'TCP: Possible SYN flooding on port 80. Dropping request.  Check SNMP counters.',
      'syn-flooding',
      { port: 80, action: 'dropped' },
    ],
    [
      'possible SYN flooding on port 4671. Sending cookies.',
      'syn-flooding',
      { port: 4671, action: 'cookies' },
    ],
    [
      'martian source 10.0.0.1 from 10.0.0.2, on dev eth0',
      'martian-source',
      { target: '10.0.0.1', source: '10.0.0.2', device: 'eth0' },
    ],
    [
      'Out of memory: Kill process 812 (java) score 900 or sacrifice child',
      'out-of-memory-kill',
      { scope: 'node', pid: 812, process: 'java' },
    ],
    ['e1000e: eth0 NIC Link is Down', 'link-down', { device: 'eth0' }],
    ['r8169 0000:02:00.0 eth0: Link is Down', 'link-down', { device: 'eth0' }],
    ['bond0: (slave eth1): link status definitely down, disabling slave', 'link-down', { device: 'eth1' }],
    [
      'nf_ct_ftp: dropping packet: cannot mangle packet IN= OUT= SRC=10.0.0.1 DST=10.0.0.2 LEN=60',
      'helper-dropped',
      { name: 'ftp', reason: 'cannot mangle packet' },
    ],
  ])('%s', async (text, message, values) => {
    const { events } = await log(`[    1.000000] ${text}`);
    expect(events.map(event => [event.message, event.values])).toEqual([[message, values]]);
  });

  test('below dmesg, a refusal is noise and a message without a stamp is one', async () => {
    const analysis = await paste(
      'root@n:~# dmesg -t\nrandom: crng init done\nTCP: too many orphaned sockets\n',
    );
    expect(analysis.sections[0]?.document).toMatchObject({
      kind: 'log-events',
      lines: 2,
      events: [{ message: 'too-many-orphans', prefixed: true }],
    });
    const refused = await paste('$ dmesg\ndmesg: read kernel buffer failed: Operation not permitted\n');
    expect(refused.sections).toEqual([]);
  });

  test('hostile lines take time in proportion', async () => {
    for (const unit of [
      'IN=',
      'IN=a OUT=b ',
      'SRC=1.1.1.1 ',
      '[SRC=',
      'eth0: ',
      'nf_ct_proto_6: ',
      'NIC Link is ',
      '[  +0.000001] ',
    ])
      await expectLinear(
        length => analyze(new Blob([`[1.000000] ${unit.repeat(length / unit.length)}\n`.repeat(5)])),
        4000,
      );
  });
});
