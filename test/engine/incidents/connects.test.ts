import { describe, expect, test } from 'vitest';
import { connects } from '../../../src/engine/facts/connects.ts';
import { Facts } from '../../../src/engine/facts/facts.ts';
import { finding, paste, reasonKeys } from '../paste.ts';

/** Requests as `curl -w` prints them, by their connect phase in seconds. */
const requests = (...seconds: readonly number[]) =>
  seconds
    .map(
      connect =>
        `dns=0.000020 connect=${(connect + 0.00002).toFixed(6)} total=${(connect + 0.01).toFixed(6)}`,
    )
    .join('\n');

const measured = async (...seconds: readonly number[]) =>
  connects(new Facts(null, (await paste(requests(...seconds))).sections));

describe('late connects', () => {
  test.each([
    [1.03, 1],
    [2.05, 2],
    [3.002, 3],
    [7.14, 7],
    [11.4, 11],
    [15.6, 15],
    [35.7, 35],
    [63.1, 63],
    [69.8, 67],
  ])('%f s is the step of %i s', async (seconds, cluster) => {
    expect((await measured(0.003, seconds)).late.map(late => late.cluster)).toEqual([cluster]);
  });

  test.each([0.9, 1.3, 2.9, 6.5, 9, 25, 50])('%f s is slow in another way', async seconds => {
    const { late, slow } = await measured(0.003, seconds);
    expect([late.length, slow.length]).toEqual([0, 1]);
  });

  test('one is no firm sign, two are, unless as many are slow otherwise', async () => {
    expect((await measured(0.003, 1.02)).firm).toBe(false);
    expect((await measured(0.003, 1.02, 3.05)).firm).toBe(true);
    expect((await measured(0.003, 1.02, 3.05, 1.4, 2.6)).firm).toBe(false);
  });

  test('always the same second is the way of a slow path, too', async () => {
    expect((await measured(1.02, 1.03, 1.02)).firm).toBe(false);
  });
});

/** `ss -lnt` with one socket. */
const listening = (waiting: number, limit: number) =>
  `$ ss -lnt\nState  Recv-Q Send-Q Local Address:Port Peer Address:Port\nLISTEN ${waiting}      ${limit}      0.0.0.0:80      0.0.0.0:*\n`;

test.each([
  [127, 128, 'undecided'],
  [128, 128, 'suspected'],
  [129, 128, 'confirmed'],
  [1, 0, 'confirmed'],
  [0, 0, 'undecided'],
])('%i of %i in the accept queue: %s', async (waiting, limit, verdict) => {
  expect(finding(await paste(listening(waiting, limit)), 'accept-queue-overflow').verdict).toBe(verdict);
});

test('a capture that lost packets, or whose filter is one-sided, says nothing of answers', async () => {
  const syn = (at: string, port: number) =>
    `${at} IP 10.0.0.1.${port} > 10.0.0.2.80: Flags [S], seq ${port}000, win 64240, options [mss 1460], length 0\n`;
  const ports = [40001, 40002, 40003];
  const syns = ['08:00:00.000000', '08:00:01.000000', '08:00:03.000000']
    .flatMap(at => ports.map(port => syn(at, port)))
    .join('');
  const verdict = async (command: string, footer: string) =>
    finding(
      await paste(
        `$ ${command}\nlistening on eth0, link-type EN10MB (Ethernet), capture size 262144 bytes\n${syns}\n${footer}`,
      ),
      'syn-sent-unreplied',
    ).verdict;
  expect(
    await verdict('tcpdump -nn -i eth0 port 80', '9 packets captured\n0 packets dropped by kernel\n'),
  ).toBe('suspected');
  expect(
    await verdict('tcpdump -nn -i eth0 port 80', '9 packets captured\n4 packets dropped by kernel\n'),
  ).toBe('undecided');
  expect(await verdict('tcpdump -nn -i eth0 dst port 80', '9 packets captured\n')).toBe('undecided');
});

test('a handshake that is slow because the path is long is none of the server', async () => {
  const line = (connect: number, tls: number) =>
    `dns=0.000020 connect=${connect.toFixed(6)} tls=${tls.toFixed(6)} ttfb=${(tls + 0.1).toFixed(6)} total=${(tls + 0.2).toFixed(6)}\n`;
  const far = finding(await paste(line(0.6, 2.0) + line(0.6, 2.1)), 'tls-handshake-slow');
  expect([far.verdict, ...reasonKeys(far)]).toEqual(['undecided', '-path-is-long']);
  expect(finding(await paste(line(0.3, 1.4) + line(0.3, 1.5)), 'tls-handshake-slow').verdict).toBe(
    'confirmed',
  );
});
