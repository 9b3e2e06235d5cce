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

test('load averages', async () => {
  const line = ' 10:12:33 up 12 days,  3:04,  1 user,  load average: 4.51, 0,20, 0.05';
  expect((await paste(line)).sections[0]?.document).toMatchObject({ stamps: [{ load: [4.51, 0.2, 0.05] }] });
  const cut = ' 10:12:33 up 5 min,  2 users,  load average: 0.00, 0.';
  expect((await paste(cut)).sections[0]?.document).toMatchObject({
    stamps: [{ stamp: { seconds: 300 }, load: null }],
  });
  const date = 'Sun Nov 22 03:07:41 UTC 2026';
  expect((await paste(date)).sections[0]?.document).toMatchObject({ stamps: [{ load: null }] });
});

test.each([
  ['2026年 11月 22日 日曜日 15:07:41 JST', at(15)],
  ['2026年11月22日 星期日 03:07:41 CST', at(3)],
  ['2026년 11월 22일 일요일 03:07:41 KST', null],
  ['2026. 11. 22. (일) 03:07:41 KST', at(3)],
  ['2026. 11. 22. (일) 오후 03:07:41 KST', at(15)],
  ['$ date -Is\n2026-11-22T03:07:41+00:00', at(3)],
  ["$ date '+%F %T'\n2026-11-22 03:07:41", at(3)],
  ['2026-11-22T03:07:41+00:00', null],
])('%j', async (text, seconds) => {
  const [section] = (await paste(text)).sections;
  if (seconds === null) expect(section).toBeUndefined();
  else
    expect(section?.document).toMatchObject({
      kind: 'clock',
      stamps: [{ stamp: { clock: 'wall', seconds } }],
    });
});

test('the head of w', async () => {
  const analysis = await paste(
    ' 10:12:33 up 5 min,  2 users,  load average: 1.00, 0.01, 0.05\nUSER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT\n',
  );
  expect(analysis.unreadLines).toBe(0);
});

test.each(['Sun Foo 22 03:07:41 UTC 2026', 'up 5 min', 'Sun Nov 22'])('%j is no moment', async line => {
  expect((await paste(line)).sections).toEqual([]);
});
