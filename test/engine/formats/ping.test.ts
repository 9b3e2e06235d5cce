import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/engine/analyze.ts';
import type { PingRun } from '../../../src/engine/model/pings.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { capture, collapsed, documents, only } from './read-all.ts';

const runs = async (text: string): Promise<readonly PingRun[]> => (await only('pings', text)).runs;
const run = async (name: string) => (await runs(capture(`path/${name}`)))[0] as PingRun;
const errors = ({ errors: all }: PingRun) => all.map(({ error, from, seq, mtu }) => [error, from, seq, mtu]);

describe('what came back', () => {
  test('replies and summary, checked against each other', async () => {
    const { replies, summary, ...head } = await run('ping.ok');
    expect(head).toMatchObject({
      target: '10.77.3.2',
      address: '10.77.3.2',
      payload: 56,
      packetBytes: 84,
      errors: [],
      resolved: true,
    });
    expect(replies.map(({ seq, ttl, bytes, from }) => [seq, ttl, bytes, from])).toEqual(
      [1, 2, 3, 4].map(seq => [seq, 62, 64, '10.77.3.2']),
    );
    const times = replies.map(({ milliseconds }) => milliseconds as number);
    expect(summary).toMatchObject({ transmitted: 4, received: 4, duplicates: 0, errors: 0, lossPercent: 0 });
    expect(summary?.rtt?.min).toBe(Math.min(...times));
    expect(summary?.rtt?.max).toBe(Math.max(...times));
    expect(summary?.rtt?.average).toBeCloseTo(times.reduce((sum, time) => sum + time, 0) / 4, 2);
  });

  test('a name: the address behind it', async () => {
    const { target, address, replies } = await run('ping.name');
    expect([target, address, replies[0]?.from]).toEqual(['db-1.example.net', '10.77.3.2', '10.77.3.2']);
  });

  test('answers that came back cut have no time', async () => {
    const [cut] = await runs(
      [
        'PING 8.8.8.8 (8.8.8.8) 1472(1500) bytes of data.',
        '76 bytes from 8.8.8.8: icmp_seq=1 ttl=117 (truncated)',
        '',
        '--- 8.8.8.8 ping statistics ---',
        '1 packets transmitted, 1 received, 0% packet loss, time 0ms',
      ].join('\n'),
    );
    expect(cut).toMatchObject({ payload: 1472, replies: [{ seq: 1 }], summary: { received: 1 } });
  });

  test('loss', async () => {
    const { replies, summary } = await run('ping.loss');
    expect(replies.map(({ seq }) => seq)).toEqual([1, 3, 4, 6]);
    expect(summary?.lossPercent).toBeCloseTo(100 / 3, 3);
  });

  test('busybox counts from zero and has no deviation', async () => {
    const { replies, summary, payload, packetBytes } = await run('ping.busybox-loss');
    expect([payload, packetBytes]).toEqual([56, null]);
    expect(replies.map(({ seq }) => seq)).toEqual([0, 2, 3, 5]);
    expect(summary).toMatchObject({
      transmitted: 6,
      received: 4,
      lossPercent: 33,
      milliseconds: null,
      rtt: { deviation: null },
    });
  });

  test('nothing came back: no round trip, not one of zero', async () => {
    const { replies, summary } = await run('ping.silent');
    expect(replies).toEqual([]);
    expect(summary).toMatchObject({ transmitted: 3, received: 0, lossPercent: 100, rtt: null });
  });

  test('duplicates', async () => {
    const { replies, summary } = await run('written.ping.duplicates');
    expect(replies.map(({ seq, duplicate }) => [seq, duplicate])).toEqual([
      [1, false],
      [1, true],
      [2, false],
    ]);
    expect(summary?.duplicates).toBe(1);
  });

  test.each(['ping.v6', 'ping.stamped', 'ping.interface', 'ping.quiet'])('%s', async name => {
    const { summary, replies } = await run(name);
    expect(summary?.received).toBe(name === 'ping.quiet' ? 5 : 2);
    expect(replies).toHaveLength(name === 'ping.quiet' ? 0 : 2);
  });

  test('-I says from where', async () => {
    expect((await run('ping.interface')).from).toBe('eth0');
    const [bySource] = await runs('PING 10.0.0.1 (10.0.0.1) from 10.0.0.7 : 56(84) bytes of data.\n');
    expect(bySource?.from).toBe('10.0.0.7');
  });
});

describe('what went wrong', () => {
  test('a router whose link is smaller', async () => {
    const found = await run('ping.frag-needed');
    expect(found).toMatchObject({ payload: 1472, packetBytes: 1500, replies: [] });
    expect(errors(found)).toEqual([
      ['fragmentation-needed', '10.77.2.2', 1, 1400],
      ['message-too-long', null, null, 1400],
      ['message-too-long', null, null, 1400],
    ]);
    expect(found.summary?.errors).toBe(3);
  });

  test('IPv6 says it in other words', async () => {
    expect(errors(await run('ping.v6-too-big'))).toEqual([
      ['fragmentation-needed', 'fd77:2::2', 1, 1400],
      ['message-too-long', null, null, 1400],
    ]);
  });

  test('the own interface', async () => {
    expect(errors(await run('ping.too-long'))[0]).toEqual(['message-too-long', null, null, 1500]);
    expect(errors(await run('written.ping.old-too-long'))[1]).toEqual(['message-too-long', null, null, 1450]);
  });

  test.each([
    ['ping.unreachable', 'host-unreachable', '10.77.1.2'],
    ['ping.no-host', 'host-unreachable', '10.77.2.2'],
    ['ping.no-net', 'net-unreachable', '10.77.1.1'],
    ['ping.prohibited', 'host-prohibited', '10.77.1.1'],
    ['ping.port-unreachable', 'port-unreachable', '10.77.1.1'],
    ['ping.ttl', 'time-exceeded', '10.77.1.1'],
    ['ping.outstanding', 'no-answer', null],
    ['written.ping.not-permitted', 'not-permitted', null],
  ])('%s', async (name, error, from) => {
    expect(errors(await run(name))[0]?.slice(0, 2)).toEqual([error, from]);
  });

  test('a name that is not found: nothing was sent', async () => {
    expect(await run('ping.unknown-name')).toMatchObject({
      target: 'nothing.example.net',
      resolved: false,
      summary: null,
    });
  });
});

describe('damaged', () => {
  const text = capture('path/ping.frag-needed');

  test('collapsed', async () => {
    expect(errors((await runs(collapsed(text)))[0] as PingRun)).toEqual(
      errors((await runs(text))[0] as PingRun),
    );
  });

  test('several runs in a row, one without its head, one interrupted', async () => {
    const ok = capture('path/ping.ok');
    const all = await runs(ok.split('\n').slice(2).join('\n') + text + ok.split('\n').slice(0, 3).join('\n'));
    expect(
      all.map(({ target, replies, summary }) => [target, replies.length, summary?.received ?? null]),
    ).toEqual([
      ['10.77.3.2', 3, 4],
      ['10.77.3.2', 0, 0],
      ['10.77.3.2', 2, null],
    ]);
  });

  test('cut off anywhere: never a loss that is not printed', async () => {
    for (let cut = 0; cut < text.length; cut += 5)
      for (const piece of [text.slice(0, cut), text.slice(cut)])
        for (const { runs: found } of await documents('pings', piece))
          for (const { summary } of found) expect(summary?.lossPercent ?? 100).toBe(100);
  });

  test('what lost its end is unread, not read short', async () => {
    const head = capture('path/ping.ok').split('\n').slice(0, 2).join('\n');
    for (const cut of [
      '64 bytes from 10.77.3.2: icmp_seq=1',
      '64 bytes from 10.77.3.2: icmp_seq=12 ttl=6',
      'ping: local error: message too long, mtu=140',
    ]) {
      const { runs: found, unread } = await only('pings', `${head}\n${cut}\n`);
      expect([cut, found[0]?.replies.length, found[0]?.errors.length, unread]).toEqual([cut, 1, 0, 1]);
    }
    const [small] = await runs('16 bytes from 10.77.3.2: icmp_seq=1 ttl=62\n');
    expect(small?.replies[0]).toMatchObject({ seq: 1, ttl: 62, milliseconds: null });
    const [cut] = await runs('From 10.77.2.2 icmp_seq=1 Frag needed and DF set (mtu = 14\n');
    expect(cut?.errors[0]).toMatchObject({ error: 'fragmentation-needed', mtu: null });
  });

  test('masked addresses are text', async () => {
    const masked = (await runs(capture('path/ping.ok').replaceAll('10.77.3.2', '10.xx.3.2')))[0];
    expect(masked).toMatchObject({ target: '10.xx.3.2', summary: { received: 4 } });
    expect(masked?.replies[0]?.from).toBe('10.xx.3.2');
  });

  test.each([
    'PING is a tool',
    '64 bytes from somewhere',
    'From node-3 with love',
    '--- statistics ---',
    'connect: Network is unreachable',
    '3 packets transmitted',
  ])('%j begins nothing', async line => {
    expect((await paste(line)).sections).toEqual([]);
  });

  test('hostile lines take time in proportion', async () => {
    for (const unit of ['64 bytes from ', 'PING (', 'From a icmp_seq=1 ', '[1.1] ', ' (DUP!)'])
      await expectLinear(
        length => analyze(new Blob([`${unit.repeat(length / unit.length)}\n`.repeat(5)])),
        4000,
      );
  });
});
