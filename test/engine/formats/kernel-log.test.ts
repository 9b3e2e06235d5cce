import { describe, expect, test } from 'vitest';
import type { LogEvents } from '../../../src/engine/model/log-events.ts';
import { paste } from '../paste.ts';

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
