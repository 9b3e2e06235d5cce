import { expect, test } from 'vitest';
import { paste } from '../paste.ts';

const at = (hour: number, day = 22) => Date.UTC(2026, 10, day, hour, 7, 41) / 1000;

test.each([
  ['Sun Nov 22 03:07:41 UTC 2026', 'wall', at(3)],
  ['Mon Nov  2 03:07:41 UTC 2026', 'wall', at(3, 2)],
  ['Mon Nov 2 03:07:41 +09 2026', 'wall', at(3, 2)],
  ['Sun Nov 22 03:07:41 PM JST 2026', 'wall', at(15)],
  ['Sun 22 Nov 2026 12:07:41 AM JST', 'wall', at(0)],
  [
    ' 10:12:33 up 12 days,  3:04,  1 user,  load average: 0.00, 0.01, 0.05',
    'uptime',
    12 * 86400 + 3 * 3600 + 240,
  ],
  [' 10:12:33 up 5 min,  2 users,  load average: 0.00, 0.01, 0.05', 'uptime', 300],
  [' 10:12:33 up 1 day, 12 min,  2 users,  load average: 0.00, 0.01, 0.05', 'uptime', 86400 + 720],
  [' 10:12:33 up  3:04,  0 users,  load average: 0.00, 0.01, 0.05', 'uptime', 3 * 3600 + 240],
])('%j', async (line, clock, seconds) => {
  const [section] = (await paste(line)).sections;
  expect(section?.document).toMatchObject({ kind: 'clock', stamps: [{ stamp: { clock, seconds } }] });
});

test.each(['Sun Foo 22 03:07:41 UTC 2026', 'up 5 min', 'Sun Nov 22'])('%j is no moment', async line => {
  expect((await paste(line)).sections).toEqual([]);
});
