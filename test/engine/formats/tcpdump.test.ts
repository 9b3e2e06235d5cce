import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Conversation } from '../../../src/engine/model/conversations.ts';
import type { Packets } from '../../../src/engine/model/packets.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const capture = (name: string) => readFileSync(`test/captures/tcpdump/${name}.txt`, 'utf8');

async function packets(text: string): Promise<Packets> {
  const { sections } = await paste(text);
  const documents = sections.flatMap(({ document }) => (document.kind === 'packets' ? document : []));
  expect(documents).toHaveLength(1);
  return documents[0] as Packets;
}

const fromClient = ({ flows }: Conversation) => flows.filter(flow => flow.fromClient);
const fromServer = ({ flows }: Conversation) => flows.filter(flow => !flow.fromClient);

/** Stamps of the lines that hold `part`, in seconds, read the plain way. */
function stamps(text: string, part: string): number[] {
  return text
    .split('\n')
    .filter(line => line.includes(part))
    .map(line => (/^(\d\d):(\d\d):([\d.]+)/.exec(line) as RegExpExecArray).slice(1).map(Number))
    .map(([h = 0, m = 0, s = 0]) => h * 3600 + m * 60 + s);
}

/** Everything of the packets that does not depend on when and where they were recorded. */
const shape = ({ kept }: Packets) =>
  kept.map(({ tcp, length, source, destination }) => [source?.port, destination?.port, tcp?.flags, length]);

describe('the same visit in every form', () => {
  test.each([
    'one-tttt',
    'link',
    'verbose',
    'most-verbose-link',
    'unix-time',
    'no-time',
    'since-first',
    'delta',
    'absolute',
  ])('%s: 20 packets, two conversations, nothing sent again', async name => {
    const found = await packets(capture(name));
    expect(found.packets).toBe(20);
    expect(found.footer).toMatchObject({ captured: 20, received: 20, droppedByKernel: 0 });
    expect(found.conversations.map(({ family, server }) => [family, server.address, server.port])).toEqual([
      [4, '10.244.1.2', 8080],
      [6, 'fd77:244::2', 8080],
    ]);
    for (const { flows, copies, clientKnown } of found.conversations) {
      expect(clientKnown).toBe(true);
      expect(copies).toBe(0);
      expect(flows).toMatchObject([
        {
          fromClient: true,
          packets: 6,
          syns: 1,
          synAcks: 0,
          fins: 1,
          resets: 0,
          retransmissions: 0,
          segments: 2,
        },
        {
          fromClient: false,
          packets: 4,
          bytes: 67,
          syns: 0,
          synAcks: 1,
          fins: 1,
          retransmissions: 0,
          segments: 2,
        },
      ]);
    }
  });

  test('flags and lengths are the same in all of them', async () => {
    const all = await Promise.all(
      ['one-tttt', 'link', 'verbose', 'unix-time', 'no-time'].map(name => packets(capture(name))),
    );
    const [first, ...others] = all.map(found => shape(found).map(packet => packet.slice(2)));
    for (const other of others) expect(other).toEqual(first);
  });

  test('names: ports become services, and stay no number', async () => {
    const found = await packets(capture('names'));
    expect(found.conversations[0]?.server).toEqual({
      address: '10.244.1.2',
      port: null,
      service: 'http-alt',
    });
    expect(found.conversations[0]?.client.port).toBeGreaterThan(1024);
  });

  test('-q: lengths, and no flags', async () => {
    const found = await packets(capture('quick'));
    expect(found.kept[3]).toMatchObject({ protocol: 'tcp', length: 79, tcp: { flags: null, seqFrom: null } });
    expect(found.conversations).toHaveLength(2);
  });

  test('-i any: each interface for itself, and a packet on its way through is a copy', async () => {
    const found = await packets(capture('any'));
    expect(found).toMatchObject({ listening: 'any', linkType: 'LINUX_SLL2' });
    const [first] = found.conversations as [Conversation];
    expect(first.flows.map(flow => [flow.fromClient, flow.interface, flow.direction])).toEqual([
      [true, 'ens192', 'in'],
      [true, 'cali0', 'out'],
      [false, 'cali0', 'in'],
      [false, 'ens192', 'out'],
    ]);
    expect(first.copiesDecidedBy).toBe('interface');
    expect(first.copies).toBeGreaterThan(5);
    expect(first.flows.map(flow => flow.retransmissions)).toEqual([0, 0, 0, 0]);
  });

  test('-i any before 4.99 has no interfaces: less than a millisecond tells a copy', async () => {
    const found = await packets(capture('sll-plain'));
    const lines = capture('sll-plain')
      .split('\n')
      .filter(line => / IP6? /.test(line));
    expect(found.packets).toBe(lines.length);
    const bare = lines.map(text => text.replace(/^\S+ /, ''));
    const twice = bare.filter((text, i) => text === bare[i - 1]).length;
    expect(twice).toBeGreaterThan(15);
    const { conversations } = found;
    expect(conversations.reduce((sum, { copies }) => sum + copies, 0)).toBe(twice);
    expect(conversations.map(({ copiesDecidedBy }) => copiesDecidedBy)).toEqual(['gap', 'gap']);
    const flows = conversations.flatMap(conversation => conversation.flows);
    expect(flows.reduce((sum, flow) => sum + flow.packets, 0)).toBe(lines.length - twice);
    expect(flows.map(flow => [flow.retransmissions, flow.undecided])).toEqual(flows.map(() => [0, 0]));
  });

  test('-e -i any: direction without a name (LINUX_SLL), and with one (LINUX_SLL2)', async () => {
    const old = await packets(capture('sll'));
    expect(old.kept.slice(0, 2).map(packet => [packet.interface, packet.direction])).toEqual([
      [null, 'in'],
      [null, 'out'],
    ]);
    const today = await packets(capture('any-link'));
    expect(today.kept[1]).toMatchObject({ interface: 'cali0', direction: 'out', family: 4, protocol: 'tcp' });
  });

  test('-v: header fields, and the checksum remark with its place', async () => {
    const found = await packets(capture('verbose'));
    const [syn] = found.kept;
    expect(syn?.ip).toMatchObject({ ttl: 64, flags: 'DF', offset: 0, length: 60, tos: 0 });
    expect(syn?.checksum).toMatchObject({ header: 'tcp', verdict: 'bad', found: '0x1773' });
    expect(syn?.checksum?.expected).toMatch(/^0x[\da-f]{1,4}$/);
    expect(syn?.tcp).toMatchObject({ flags: 'S', mss: 1460, wscale: 10 });
    expect(found.checksums).toMatchObject([
      { header: 'tcp', verdict: 'bad', inner: false, outer: false, packets: 20 },
    ]);
    const six = found.kept.find(packet => packet.family === 6);
    expect(six?.ip).toMatchObject({ ttl: 64, id: null, flags: null });
  });

  test('-tttt, -tt, and the time of day are the same moments', async () => {
    const [day, date, epoch] = await Promise.all(
      ['names', 'one-tttt', 'unix-time'].map(name => packets(capture(name))),
    );
    expect([day?.clock, date?.clock, epoch?.clock]).toEqual(['time-of-day', 'date', 'epoch']);
    expect(day?.firstTime).toBeCloseTo((date?.firstTime ?? 0) % 86_400, 3);
    expect(day?.firstTime).toBeCloseTo(stamps(capture('names'), ' IP')[0] as number, 6);
    expect((epoch?.firstTime ?? 0) % 86_400).toBeCloseTo(stamps(capture('quick'), ' IP')[0] ?? 0, -2);
  });

  test('-ttt is added up, -ttttt is not, and without the command neither is guessed', async () => {
    const since = await packets(`# tcpdump -nnttttt -i ens192\n${capture('since-first')}`);
    const delta = await packets(`# tcpdump -nn -ttt -i ens192\n${capture('delta')}`);
    expect([since.clock, delta.clock]).toEqual(['since-first', 'since-first']);
    const sum = capture('delta').matchAll(/^ 00:00:(\d\d\.\d+) /gm);
    const expected = [...sum].reduce((total, match) => total + Number(match[1]), 0);
    expect(delta.lastTime).toBeCloseTo(expected, 9);
    const unknown = await packets(capture('delta'));
    expect([unknown.clock, unknown.firstTime, unknown.kept[1]?.time]).toEqual(['unknown', null, null]);
  });

  test('hex dumps are no packets', async () => {
    expect((await packets(capture('hex'))).packets).toBe(4);
    expect((await packets(capture('hex-link'))).packets).toBe(3);
  });
});

describe('what goes wrong', () => {
  test('SYNs again: their gaps, at both interfaces, and the answer at last', async () => {
    const text = capture('lost-syn');
    const [conversation] = (await packets(text)).conversations as [Conversation];
    const times = stamps(text, 'ens192 In  IP 10.77.1.2').slice(0, 3) as [number, number, number];
    for (const flow of fromClient(conversation)) {
      expect(flow.syns).toBe(3);
      expect(flow.synGaps).toHaveLength(2);
      expect(flow.retransmissions).toBe(0);
    }
    const [ens192] = fromClient(conversation);
    expect(ens192?.synGaps[0]).toBeCloseTo(times[1] - times[0], 6);
    expect(ens192?.synGaps[1]).toBeCloseTo(times[2] - times[1], 6);
    expect(ens192?.syn?.seq).toBe(Number(/seq (\d+)/.exec(text)?.[1]));
    expect(ens192?.places.syns).toHaveLength(3);
  });

  test('SYN/ACKs again', async () => {
    const text = capture('lost-synack');
    const [conversation] = (await packets(text)).conversations as [Conversation];
    const [server] = fromServer(conversation);
    const times = stamps(text, 'Flags [S.]');
    expect(server?.synAcks).toBe(times.length);
    expect(server?.synGaps).toHaveLength(times.length - 1);
  });

  test('a closed port: a reset from the server, at once', async () => {
    const found = await packets(capture('closed'));
    const [conversation] = found.conversations as [Conversation];
    expect(fromServer(conversation).map(flow => [flow.interface, flow.direction, flow.resets])).toEqual([
      ['cali0', 'in', 1],
      ['ens192', 'out', 1],
    ]);
  });

  test('a rejected port: an ICMP error, and what it quotes with -v', async () => {
    const plain = await packets(capture('rejected'));
    expect(plain.icmpErrors).toMatchObject([
      {
        kind: 'port-unreachable',
        about: '10.244.1.2',
        protocol: 'tcp',
        port: 8082,
        from: '10.77.1.1',
        to: '10.77.1.2',
        direction: 'out',
      },
    ]);
    const verbose = await packets(capture('rejected-verbose'));
    expect(verbose.packets).toBe(2);
    expect(verbose.conversations).toHaveLength(1);
    expect(verbose.icmpErrors[0]?.quoted).toMatchObject({
      destination: { address: '10.244.1.2', port: 8082 },
      protocol: 'tcp',
    });
  });

  test('ICMP errors of both families', async () => {
    const found = await packets(capture('icmp'));
    const kinds = new Map(found.icmpErrors.map(error => [`${error.kind} ${error.family}`, error]));
    expect([...kinds.keys()].sort()).toEqual([
      'admin-prohibited 4',
      'need-to-frag 4',
      'net-unreachable 4',
      'packet-too-big 6',
      'port-unreachable 4',
      'port-unreachable 6',
      'time-exceeded 4',
    ]);
    expect(kinds.get('need-to-frag 4')).toMatchObject({ mtu: 1400, about: '10.244.1.2', packets: 1 });
    expect(kinds.get('packet-too-big 6')).toMatchObject({ mtu: 1400, from: 'fd77:1::1' });
    expect(kinds.get('port-unreachable 6')).toMatchObject({
      protocol: 'udp',
      port: 9999,
      about: 'fd77:244::2',
    });
  });

  test('a large segment again and again while small ones pass', async () => {
    const found = await packets(capture('stuck'));
    const [conversation] = found.conversations as [Conversation];
    const [server] = fromServer(conversation);
    expect(server?.retransmissions).toBeGreaterThanOrEqual(3);
    const gaps = server?.retransmissionGaps as number[];
    expect(gaps[0]).toBeGreaterThan(0.19);
    for (const [i, gap] of gaps.slice(1).entries()) expect(gap).toBeGreaterThan((gaps[i] as number) * 1.5);
    expect(server?.largestRetransmitted).toBeGreaterThan(1000);
  });
});

describe('DNS', () => {
  test('questions and answers by id, with their delays', async () => {
    const { dns } = await packets(capture('dns-one'));
    const by = (name: string, type: string) =>
      dns.queries.find(query => query.name === `${name}.example.com.` && query.type === type);
    expect(dns.queries).toHaveLength(10);
    expect(by('nx', 'A')?.answer).toMatchObject({ rcode: 'NXDomain', answers: 0, fromAsked: true });
    expect(by('fail', 'AAAA')?.answer?.rcode).toBe('ServFail');
    expect(by('slow', 'A')?.delay).toBeGreaterThan(1.2);
    expect(by('slow', 'A')?.delay).toBeLessThan(1.4);
    const dropped = by('dropaaaa', 'AAAA');
    expect(dropped?.asked).toHaveLength(2);
    expect((dropped?.asked[1]?.time ?? 0) - (dropped?.asked[0]?.time ?? 0)).toBeGreaterThan(0.99);
    expect(by('dropaaaa', 'A')?.asked).toHaveLength(1);
    expect(dns.questions).toBe(capture('dns-one').match(/\? /g)?.length);
  });

  test('on -i any each interface has its own', async () => {
    const { dns } = await packets(capture('dns'));
    expect(new Set(dns.queries.map(query => query.interface))).toEqual(new Set(['ens192', 'cali0']));
    expect(dns.queries).toHaveLength(20);
  });

  test('with -v the question stands in the answer, and the checksum before it', async () => {
    const { dns, checksums, kept } = await packets(capture('dns-verbose'));
    expect(dns.queries.filter(query => query.answer === null)).toEqual([]);
    expect(checksums[0]).toMatchObject({ header: 'udp', verdict: 'bad' });
    expect(kept[1]?.dns).toMatchObject({
      response: true,
      type: 'A',
      name: 'shop.default.svc.cluster.local.',
      answers: 1,
    });
  });

  test('a question without an answer waits to the end of the capture', async () => {
    const { dns } = await packets(
      [
        '10:00:00.000000 IP 10.0.0.9.4000 > 10.96.0.10.53: 7+ A? shop. (22)',
        '10:00:00.000100 IP 10.0.0.9.4000 > 10.96.0.10.53: 8+ AAAA? shop. (22)',
        '10:00:00.000900 IP 10.96.0.10.53 > 10.0.0.9.4000: 7* 1/0/0 A 10.1.1.1 (38)',
        '10:00:05.005000 IP 10.0.0.9.4000 > 10.96.0.10.53: 8+ AAAA? shop. (22)',
        '10:00:07.000000 IP 10.0.0.9.4000 > 10.96.0.10.53: 9+ PTR? 1.1.1.10.in-addr.arpa. (39)',
      ].join('\n'),
    );
    const unanswered = dns.queries.filter(query => query.answer === null);
    expect(unanswered.map(query => [query.type, query.asked.length, query.waited])).toEqual([
      ['AAAA', 2, 1.995],
      ['PTR', 1, 0],
    ]);
  });

  test('an answer from somebody else', async () => {
    const { dns } = await packets(
      '10:00:00.000000 IP 10.0.0.9.4000 > 10.96.0.10.53: 7+ A? shop. (22)\n10:00:00.000900 IP 10.244.0.5.53 > 10.0.0.9.4000: 7 1/0/0 A 10.1.1.1 (38)\n',
    );
    expect(dns.queries[0]).toMatchObject({
      delay: null,
      answer: { fromAsked: false, from: { address: '10.244.0.5', port: 53 } },
    });
  });
});

describe('tunnels', () => {
  test.each([
    ['vxlan', 'vxlan', 4789],
    ['otv', 'otv', 8472],
  ] as const)('%s: the packet inside, with its own conversation', async (name, kind, port) => {
    for (const file of [name, `${name}-link`, `${name}-verbose`]) {
      const found = await packets(capture(file));
      const inner = found.conversations.filter(conversation => conversation.inner);
      expect(inner).toHaveLength(1);
      expect(inner[0]).toMatchObject({
        protocol: 'tcp',
        server: { address: '10.200.0.1', port: 8000 },
        tunnel: null,
      });
      expect(inner[0]?.flows.map(flow => flow.syns + flow.synAcks)).toEqual([1, 1]);
      const outer = found.conversations.filter(conversation => !conversation.inner);
      expect(
        outer.every(conversation => conversation.tunnel === kind && conversation.server.port === port),
      ).toBe(true);
      expect(found.packets).toBe(found.footer?.captured);
      const withTcp = found.kept.find(packet => packet.inner?.tcp?.flags === 'S');
      expect(withTcp?.tunnel).toEqual({ kind, vni: 1 });
      expect(withTcp?.inner?.time).toBe(withTcp?.time);
    }
  });

  test('checksums of the outer and of the inner packet are told apart', async () => {
    const { checksums } = await packets(capture('vxlan-verbose'));
    const remarks = checksums.map(remark => [remark.header, remark.verdict, remark.inner, remark.outer]);
    expect(remarks).toContainEqual(['tcp', 'bad', true, false]);
    expect(remarks.filter(remark => remark[3])).toHaveLength(1);
  });

  test('on one line: IPIP, Geneve, GRE', async () => {
    const found = await packets(
      [
        '10:00:00.000000 IP 10.77.0.1 > 10.77.0.2: IP 10.244.1.2.41000 > 10.244.2.2.80: Flags [S], seq 1, win 64240, options [mss 1460], length 0',
        '10:00:00.100000 IP 10.77.0.1.51234 > 10.77.0.2.6081: Geneve, Flags [C], vni 0x2a, proto TEB (0x6558): IP 10.244.1.2.41001 > 10.244.2.2.80: Flags [S], seq 2, win 64240, options [mss 1410], length 0',
        '10:00:00.200000 IP 10.77.0.1 > 10.77.0.2: GREv0, length 88: IP 10.244.1.2 > 10.244.2.2: ICMP echo request, id 1, seq 1, length 64',
      ].join('\n'),
    );
    expect(
      found.kept.map(packet => [packet.tunnel, packet.inner?.protocol, packet.inner?.tcp?.mss ?? null]),
    ).toEqual([
      [{ kind: 'ipip', vni: null }, 'tcp', 1460],
      [{ kind: 'geneve', vni: 42 }, 'tcp', 1410],
      [{ kind: 'gre', vni: null }, 'icmp', null],
    ]);
  });
});

test('ARP requests with and without an answer', async () => {
  const { arp } = await packets(capture('arp'));
  expect(arp.map(({ target, replies }) => [target, replies > 0])).toEqual([
    ['10.77.1.1', true],
    ['10.77.1.77', false],
  ]);
  expect(arp[1]?.requests).toBeGreaterThan(1);
});

const line = (time: string, ends: string, rest: string) => `${time} IP ${ends}: ${rest}`;
const OUT = '10.0.0.1.4000 > 10.0.0.2.80';
const data = (from: number, to: number) => `Flags [.], seq ${from}:${to}, ack 1, win 63, length ${to - from}`;

describe('sequence numbers', () => {
  test('out of order, sent again, and cut anew', async () => {
    const found = await packets(
      `listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n${[
        line('10:00:00.000000', OUT, data(1, 101)),
        line('10:00:00.001000', OUT, data(201, 301)),
        line('10:00:00.002000', OUT, data(101, 201)),
        line('10:00:00.300000', OUT, data(201, 251)),
        line('10:00:00.900000', OUT, data(201, 301)),
      ].join('\n')}`,
    );
    expect(found.conversations[0]?.flows[0]).toMatchObject({
      segments: 5,
      lateSegments: 1,
      retransmissions: 2,
      retransmissionGaps: [0.299, 0.6],
      largestRetransmitted: 100,
    });
  });

  test('the first segment absolute, its repetition relative', async () => {
    const found = await packets(
      [
        line('10:00:00.000000', OUT, data(2118200301, 2118200380)),
        line('10:00:00.200000', OUT, data(0, 79)),
        line('10:00:00.600000', OUT, data(0, 79)),
        line('10:00:00.700000', OUT, data(79, 80)),
      ].join('\n'),
    );
    expect(found.conversations[0]?.flows[0]).toMatchObject({
      retransmissions: 2,
      retransmissionGaps: [0.2, 0.4],
      segments: 4,
    });
  });

  test('numbers wrap', async () => {
    const found = await packets(
      [
        line('10:00:00.000000', OUT, data(4294967000, 4294967290)),
        line('10:00:00.001000', OUT, 'Flags [.], seq 4294967290:94, ack 1, win 63, length 100'),
        line('10:00:00.002000', OUT, data(94, 194)),
        line('10:00:00.300000', OUT, data(94, 194)),
      ].join('\n'),
    );
    expect(found.conversations[0]?.flows[0]).toMatchObject({
      retransmissions: 1,
      lateSegments: 0,
      segments: 4,
    });
  });

  test('a keep-alive is no retransmission', async () => {
    const found = await packets(
      [
        line('10:00:00.000000', OUT, data(1, 101)),
        line('10:00:10.000000', OUT, data(100, 101)),
        line('10:00:20.000000', OUT, data(101, 201)),
      ].join('\n'),
    );
    expect(found.conversations[0]?.flows[0]).toMatchObject({ retransmissions: 0, probes: 1 });
  });

  test('the same IP id is the same packet, another one is not, however close', async () => {
    const two = (id: number, time: string) =>
      `${time} IP (tos 0x0, ttl 64, id ${id}, offset 0, flags [DF], proto TCP (6), length 140)\n    ${OUT}: ${data(1, 101)}`;
    const copied = await packets([two(7, '10:00:00.000000'), two(7, '10:00:00.000040')].join('\n'));
    expect(copied.conversations[0]).toMatchObject({
      copies: 1,
      copiesDecidedBy: 'ip-id',
      flows: [{ packets: 1, retransmissions: 0 }],
    });
    const again = await packets([two(7, '10:00:00.000000'), two(8, '10:00:00.000040')].join('\n'));
    expect(again.conversations[0]).toMatchObject({ copies: 0, flows: [{ packets: 2, retransmissions: 1 }] });
  });

  test('without stamps a repetition is counted, and its gap is not known', async () => {
    const found = await packets(
      `listening on eth0, link-type EN10MB (Ethernet)\nIP ${OUT}: ${data(1, 101)}\nIP ${OUT}: ${data(1, 101)}\n`,
    );
    expect(found.clock).toBe('none');
    expect(found.conversations[0]?.flows[0]).toMatchObject({
      retransmissions: 1,
      retransmissionGaps: [null],
    });
  });

  test('duplicate ACKs and closed windows', async () => {
    const ack = (time: string, win: number) => line(time, OUT, `Flags [.], ack 500, win ${win}, length 0`);
    const found = await packets(
      `listening on eth0, link-type EN10MB (Ethernet)\n${[ack('10:00:00.0', 63), ack('10:00:00.1', 63), ack('10:00:00.2', 63), ack('10:00:00.3', 0)].join('\n')}`,
    );
    expect(found.conversations[0]?.flows[0]).toMatchObject({ duplicateAcks: 2, zeroWindows: 1 });
  });
});

describe('address translation', () => {
  const syn = (point: string, ends: string, time: string) =>
    `${time} ${point} IP ${ends}: Flags [S], seq 77, win 64240, options [mss 1460], length 0`;

  test('the same SYN before and after', async () => {
    const found = await packets(
      `${syn('ens192 In ', '10.77.1.2.52912 > 10.96.0.5.80', '10:00:00.000000')}\n${syn('cali0 Out', '10.77.1.2.52912 > 10.244.0.19.8080', '10:00:00.000100')}\n`,
    );
    expect(found.conversations.map(conversation => conversation.twins)).toEqual([[1], [0]]);
  });

  test('an answer from another address than was asked', async () => {
    const found = await packets(
      `${syn('eth0 Out', '10.0.0.9.4000 > 10.96.0.5.80', '10:00:00.000000')}\n10:00:00.000300 eth0 In  IP 10.244.0.19.8080 > 10.0.0.9.4000: Flags [S.], seq 900, ack 78, win 65160, options [mss 1460], length 0\n`,
    );
    expect(found.conversations.map(conversation => conversation.answersTo)).toEqual([null, 0]);
  });
});

describe('other versions', () => {
  test('before 4.0: flags without brackets', async () => {
    const found = await packets(
      [
        '10:00:00.000000 IP 10.0.0.1.4000 > 10.0.0.2.80: S 2340116947:2340116947(0) win 43690 <mss 65495,sackOK,timestamp 1 0,nop,wscale 7>',
        '10:00:01.000000 IP 10.0.0.1.4000 > 10.0.0.2.80: S 2340116947:2340116947(0) win 43690 <mss 65495,sackOK,timestamp 2 0,nop,wscale 7>',
        '10:00:01.000200 IP 10.0.0.2.80 > 10.0.0.1.4000: S 5:5(0) ack 2340116948 win 43690 <mss 1460>',
        '10:00:01.000300 IP 10.0.0.1.4000 > 10.0.0.2.80: . ack 1 win 342',
        '10:00:01.000400 IP 10.0.0.1.4000 > 10.0.0.2.80: P 1:80(79) ack 1 win 342',
      ].join('\n'),
    );
    expect(found.kept.map(packet => [packet.tcp?.flags, packet.length])).toEqual([
      ['S', 0],
      ['S', 0],
      ['S.', 0],
      ['.', 0],
      ['P.', 79],
    ]);
    expect(found.conversations[0]?.flows[0]).toMatchObject({ syns: 2, synGaps: [1] });
  });

  test('VLAN tags, host names, nanoseconds', async () => {
    const found = await packets(
      [
        '10:00:00.000000001 d6:86:75:d0:9c:d0 (oui Unknown) > 3e:a8:b9:c9:e4:60 (oui Unknown), ethertype 802.1Q (0x8100), length 78: vlan 10, p 0, ethertype IPv4 (0x0800), web-0.shop.example.com.41000 > kube-dns.kube-system.svc.cluster.local.domain: Flags [S], seq 1, win 64240, options [mss 1460], length 0',
      ].join('\n'),
    );
    expect(found.kept[0]).toMatchObject({
      family: 4,
      source: { address: 'web-0.shop.example.com', port: 41000 },
      destination: { address: 'kube-dns.kube-system.svc.cluster.local', port: null, service: 'domain' },
    });
    expect(found.kept[0]?.time).toBe(36_000.000000001);
  });

  test('midnight', async () => {
    const found = await packets(
      [line('23:59:59.500000', OUT, data(1, 2)), line('00:00:00.500000', OUT, data(2, 3))].join('\n'),
    );
    expect((found.lastTime ?? 0) - (found.firstTime ?? 0)).toBe(1);
  });
});

describe('a damaged paste', () => {
  test('masked addresses stay text', async () => {
    const found = await packets(
      '10:00:00.000000 IP 10.xx.1.7.443 > x.x.x.x.51000: Flags [S.], seq 5, ack 6, win 1, length 0\n10:00:00.1 IP 10.0.0.1 > x.x.x.x: ICMP echo request, id 1, seq 1, length 64\n10:00:00.2 IP 10.0.0.1.xxxx > 10.0.0.2.80: Flags [R], seq 5, win 0, length 0\n',
    );
    expect(found.kept.map(packet => [packet.source, packet.destination])).toMatchObject([
      [
        { address: '10.xx.1.7', port: 443 },
        { address: 'x.x.x.x', port: 51000 },
      ],
      [{ address: '10.0.0.1' }, { address: 'x.x.x.x', port: null, service: null }],
      [
        { address: '10.0.0.1', port: null, service: null },
        { address: '10.0.0.2', port: 80 },
      ],
    ]);
  });

  test.each([80, 100, 120])('wrapped at %i columns', async width => {
    for (const name of ['any', 'one-tttt', 'lost-syn', 'vxlan', 'dns-one']) {
      const text = capture(name);
      const wrapped = text.replaceAll(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n');
      const [plain, damaged] = [await packets(text), await packets(wrapped)];
      expect(shape(damaged), name).toEqual(shape(plain));
      expect(damaged.footer).toMatchObject({ captured: plain.footer?.captured });
    }
  });

  test('a number cut in two by the edge of the terminal is one again', async () => {
    const named = line(
      '10:00:00.000000',
      'h12.1 > j.2',
      'Flags [P.], seq 1:1449, ack 1, win 63, length 1448: HTTP: GET /',
    );
    expect(named.slice(79, 81)).toBe('44');
    const found = await packets(`${named.slice(0, 80)}\n${named.slice(80)}\n`);
    expect(found.kept[0]?.length).toBe(1448);
  });

  test.each(['one-tttt', 'any', 'icmp', 'dns', 'lost-syn', 'arp'])(
    '%s: cut at any column, a value is what it was or not known',
    async name => {
      const text = capture(name);
      const whole = new Map((await packets(text)).kept.map(packet => [packet.place.line, packet]));
      for (let width = 40; width < 200; width += 7) {
        const { sections } = await paste(text.replaceAll(new RegExp(`^(.{${width}}).*$`, 'gm'), '$1'));
        for (const { document } of sections) {
          if (document.kind !== 'packets') continue;
          for (const { place, tcp, dns, icmp, source, destination } of document.kept) {
            const was = whole.get(place.line);
            expect([source, destination]).toEqual([was?.source, was?.destination]);
            if (icmp) expect(icmp).toEqual(was?.icmp);
            if (dns) expect(dns).toEqual(was?.dns);
            for (const field of ['flags', 'seqFrom', 'seqTo', 'ack', 'win', 'mss'] as const) {
              if (tcp && tcp[field] !== null)
                expect(tcp[field], `${field} at ${width}`).toBe(was?.tcp?.[field]);
            }
          }
        }
      }
    },
  );

  test.each(['verbose', 'any', 'otv-verbose', 'dns-verbose', 'link', 'arp'])(
    '%s, blanks collapsed and tabs gone',
    async name => {
      const text = capture(name);
      const collapsed = text.replaceAll(/[ \t]+/g, ' ');
      const [plain, damaged] = [await packets(text), await packets(collapsed)];
      expect(shape(damaged)).toEqual(shape(plain));
    },
  );

  test('cut anywhere, it never throws and never has more than was there', async () => {
    const text = capture('any-verbose');
    const whole = (await packets(text)).packets;
    for (let i = 1; i < 40; i++) {
      const { sections } = await paste(text.slice(Math.floor((text.length * i) / 40)));
      const sum = sections.reduce(
        (n, { document }) => n + (document.kind === 'packets' ? document.packets : 0),
        0,
      );
      expect(sum).toBeLessThanOrEqual(whole);
    }
  });

  test('two runs are two captures', async () => {
    const { sections } = await paste(capture('closed') + capture('closed'));
    expect(sections.map(section => section.format)).toEqual(['tcpdump', 'tcpdump']);
    expect(
      sections.map(section => (section.document.kind === 'packets' ? section.document.packets : 0)),
    ).toEqual([5, 5]);
  });

  test('-A: the text of packets is noise only where the command says so, or it begins as a packet does', async () => {
    const below = (text: string) =>
      `${line('10:00:00.000000', OUT, data(1, 19))}\n${text}\nGET / HTTP/1.1\n${line('10:00:00.100000', OUT, data(19, 29))}\n`;
    const prose = below('then I asked again:');
    expect((await paste(`# tcpdump -nnA -i eth0\n${prose}`)).unreadLines).toBe(0);
    expect((await paste(prose)).unreadLines).toBe(2);
    expect((await paste(below('E..<.o@.@.s.'))).unreadLines).toBe(0);
  });

  test('nothing was captured: that too is a document', async () => {
    const found = await packets(
      'listening on eth0, link-type EN10MB (Ethernet), snapshot length 262144 bytes\n^C0 packets captured\n3 packets received by filter\n0 packets dropped by kernel\n',
    );
    expect(found).toMatchObject({ packets: 0, footer: { captured: 0, received: 3 }, kept: [] });
  });
});

describe('lines of others', () => {
  test.each([
    ['prose', 'In the ticket a > b: the first is larger than the second'],
    ['a log', '10:00:00.000000 ERROR upstream > downstream: connection lost'],
    ['a mail header', 'From: someone > to: someone else'],
    ['git', '03:51:11.578 remote: a > b: done'],
    ['a route', '10.0.0.0/24 via 10.0.0.1 dev eth0'],
    ['strace', '10:00:00.000000 connect(3, {sa_family=AF_INET, sin_port=htons(80)}, 16) = 0'],
    ['markup', 'IP addresses > names: a short history'],
  ])('%s', async (_name, text) => {
    const { sections } = await paste(`${text}\n`);
    expect(sections.filter(section => section.format === 'tcpdump')).toEqual([]);
  });
});

describe('size', () => {
  test('100,000 packets: all counted, 20,000 kept', async () => {
    const lines = Array.from({ length: 100_000 }, (_, i) => {
      const time = `10:${String(Math.floor(i / 60_000) % 60).padStart(2, '0')}:${String(Math.floor(i / 1000) % 60).padStart(2, '0')}.${String((i % 1000) * 1000).padStart(6, '0')}`;
      return line(
        time,
        `10.0.${i % 200}.1.4000 > 10.0.0.2.80`,
        data(Math.floor(i / 200) * 100 + 1, Math.floor(i / 200) * 100 + 101),
      );
    });
    const found = await packets(`${lines.join('\n')}\n`);
    expect(found).toMatchObject({ packets: 100_000, packetsLeftOut: 0 });
    expect(found.kept).toHaveLength(20_000);
    expect(found.conversations).toHaveLength(200);
    expect(found.conversations[7]?.flows[0]).toMatchObject({
      packets: 500,
      bytes: 50_000,
      retransmissions: 0,
      lateSegments: 0,
    });
    expect(found.kept[777]?.place.line).toBe(778);
  });

  test.each([
    ['arrows', '10:00:00.000000 IP a > b: ', 'a > b: '],
    ['parentheses', '10:00:00.000000 IP (tos ', '('],
    ['options', '10:00:00.000000 IP 1.1.1.1.1 > 2.2.2.2.2: Flags [S], options [', 'nop,[],'],
    ['answers', '10:00:00.000000 IP 1.1.1.1.53 > 2.2.2.2.2: 5 q: A? ', 'x. '],
    ['dots', '10:00:00.000000 IP 1.1.1.1.53 > ', '1.'],
    ['tunnels', '10:00:00.000000 IP 1.1.1.1 > 2.2.2.2: ', 'IP 1.1.1.1 > 2.2.2.2: '],
  ])('hostile: %s', async (_name, head, unit) => {
    const text = (length: number) => `${head}${unit.repeat(Math.ceil(length / unit.length))}\n`.repeat(10);
    await expectLinear(length => paste(text(length)), 3_000);
  });
});
