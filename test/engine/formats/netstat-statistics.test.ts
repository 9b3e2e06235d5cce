import { describe, expect, test } from 'vitest';
import { SENTENCES } from '../../../src/engine/formats/netstat-statistics/sentences.ts';
import { TCP_SENTENCES } from '../../../src/engine/formats/netstat-statistics/tcp-sentences.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces } from './host.ts';

async function values(text: string): Promise<Record<string, number>> {
  const { counters } = await only('network-counters', text);
  return Object.fromEntries(counters.map(({ name, value }) => [name, value]));
}

/** Counters that are not the same in two runs a moment apart: each run is a packet itself, or they are settings. */
const MOVING = /^(?:Ip6?(?:In|Out)|IpExt|Icmp|TcpExtTCP(?:Orig|Delivered|Pure|HP)|TcpOutSegs|TcpInSegs)/;

describe('netstat -s', () => {
  test('says what nstat says of the same namespace', async () => {
    const netstat = await values(recorded('netstat-s'));
    const nstat = await values(recorded('nstat-az'));
    const names = Object.keys(netstat).filter(name => !MOVING.test(name) && name in nstat);
    expect(names).toContain('TcpExtListenOverflows');
    expect(names).toContain('TcpRetransSegs');
    expect(names.length).toBeGreaterThan(15);
    for (const name of names) expect([name, netstat[name]]).toEqual([name, nstat[name]]);
  });

  test('every name that it gives is one of nstat', async () => {
    const nstat = await values(recorded('nstat-az'));
    const settings = new Set(['IpForwarding', 'TcpCurrEstab']);
    for (const file of ['netstat-s', 'netstat-s6']) {
      const names = Object.keys(await values(recorded(file))).filter(name => !settings.has(name));
      expect(names.filter(name => !(name in nstat))).toEqual([]);
    }
  });

  test('IPv6 under its own names', async () => {
    const counters = await values(recorded('netstat-s6'));
    expect(Object.keys(counters)).toEqual(
      expect.arrayContaining(['Ip6InReceives', 'Icmp6OutMsgs', 'Udp6InDatagrams']),
    );
  });

  test('a number, its sentence and its place', async () => {
    const text = recorded('netstat-s-grep');
    const { counters, complete, basis } = await only('network-counters', text);
    const overflows = counters.find(({ name }) => name === 'TcpExtListenOverflows');
    expect(overflows?.sentence).toBe(`${overflows?.value} times the listen queue of a socket overflowed`);
    expect(text.slice(overflows?.place.mark?.start, overflows?.place.mark?.end)).toBe(overflows?.sentence);
    expect([complete, basis]).toEqual([false, 'since-boot']);
  });

  test('the sentences of net-tools 1.60', async () => {
    const old = `Ip:
    1204 total packets received
    0 forwarded
    0 incoming packets discarded
    1190 incoming packets delivered
    1100 requests sent out
    7 packet reassembles failed
Icmp:
    3 ICMP messages received
    1 input ICMP message failed.
    ICMP input histogram:
        destination unreachable: 2
        source quenchs: 1
    5 ICMP messages sent
    0 ICMP messages failed
    ICMP output histogram:
        destination unreachable: 5
IcmpMsg:
        InType3: 2
        OutType3: 5
Tcp:
    10 active connections openings
    4 passive connection openings
    2 failed connection attempts
    1 connection resets received
    3 connections established
    900 segments received
    910 segments send out
    12 segments retransmited
    0 bad segments received.
    6 resets sent
Udp:
    20 packets received
    1 packets to unknown port received.
    0 packet receive errors
    21 packets sent
TcpExt:
    18 SYNs to LISTEN sockets ignored
    17 times the listen queue of a socket overflowed
    9 packets rejects in established connections because of timestamp
    Quick ack mode was activated 5 times
    33 packets header predicted
    TCPLossProbes: 8
    TCPSynRetrans: 4
IpExt:
    InOctets: 99999
`;
    expect(await values(old)).toEqual({
      IpInReceives: 1204,
      IpForwDatagrams: 0,
      IpInDiscards: 0,
      IpInDelivers: 1190,
      IpOutRequests: 1100,
      IpReasmFails: 7,
      IcmpInMsgs: 3,
      IcmpInErrors: 1,
      IcmpInDestUnreachs: 2,
      IcmpInSrcQuenchs: 1,
      IcmpOutMsgs: 5,
      IcmpOutErrors: 0,
      IcmpOutDestUnreachs: 5,
      IcmpMsgInType3: 2,
      IcmpMsgOutType3: 5,
      TcpActiveOpens: 10,
      TcpPassiveOpens: 4,
      TcpAttemptFails: 2,
      TcpEstabResets: 1,
      TcpCurrEstab: 3,
      TcpInSegs: 900,
      TcpOutSegs: 910,
      TcpRetransSegs: 12,
      TcpInErrs: 0,
      TcpOutRsts: 6,
      UdpInDatagrams: 20,
      UdpNoPorts: 1,
      UdpInErrors: 0,
      UdpOutDatagrams: 21,
      TcpExtListenDrops: 18,
      TcpExtListenOverflows: 17,
      TcpExtPAWSEstab: 9,
      TcpExtDelayedACKLost: 5,
      TcpExtTCPHPHits: 33,
      TcpExtTCPLossProbes: 8,
      TcpExtTCPSynRetrans: 4,
      IpExtInOctets: 99999,
    });
    expect(await values(collapsed(old))).toEqual(await values(old));
  });

  test('no two sentences of a section are the same counter of the same release', () => {
    for (const sentences of Object.values({ ...SENTENCES, ...TCP_SENTENCES })) {
      for (const sentence of Object.keys(sentences)) expect(sentence.split('#')).toHaveLength(2);
    }
  });

  test('what grep leaves is read only where one section alone can have said it', async () => {
    expect(
      await values('    12 segments retransmitted\n    TCPSynRetrans: 40\n    3 fast retransmits\n'),
    ).toEqual({
      TcpRetransSegs: 12,
      TcpExtTCPSynRetrans: 40,
      TcpExtTCPFastRetrans: 3,
    });
    for (const line of [
      '    12 forwarded',
      '    4 packets received',
      '    InCsumErrors: 3',
      '    echo replies: 4',
    ])
      expect((await paste(line)).unreadLines, line).toBe(1);
  });

  test('two runs are two readings; a cut one is read as far as it goes', async () => {
    const text = recorded('netstat-s');
    const readings = await documents('network-counters', `# netstat -s; sleep 5; netstat -s\n${text}${text}`);
    expect(readings.map(({ counters }) => counters.length)).toEqual([
      readings[0]?.counters.length,
      readings[0]?.counters.length,
    ]);
    expect(readings).toHaveLength(2);
    const whole = await values(text);
    for (const cut of [100, 700, 1500]) {
      const part = await values(text.slice(0, text.indexOf('\n', cut)));
      for (const [name, value] of Object.entries(part)) expect([name, value]).toEqual([name, whole[name]]);
    }
  });

  test('with its blanks collapsed', async () => {
    const text = recorded('netstat-s');
    expect(withoutPlaces(await only('network-counters', collapsed(text)))).toEqual(
      withoutPlaces(await only('network-counters', text)),
    );
  });
});

test.each([
  '3 packets were dropped',
  'Tcp:',
  'we saw 12 times the listen queue of a socket overflowed',
  'the listen queue of a socket overflowed 4 times',
  'TcpExtListenOverflows: 4 or so',
  'Name: 12',
])('%j is no counter of netstat', async line => {
  expect((await paste(line)).sections.filter(({ format }) => format === 'netstat-statistics')).toEqual([]);
});

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`${' '.repeat(n)}1 segments retransmitted\n`), 10_000);
  await expectLinear(n => paste(`${'1 '.repeat(n)}segments retransmitted\n`), 10_000);
});
