import { describe, expect, test } from 'vitest';
import { finding, paste, reasonKeys } from '../paste.ts';

const judge = async (text: string) => finding(await paste(text), 'kube-firewall-drop-all');

const table = (came: number, dropped: number) => `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-FIREWALL - [0:0]
[${came}:${came * 60}] -A INPUT -j KUBE-FIREWALL
[${dropped}:${dropped * 60}] -A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -j DROP
COMMIT
`;

describe('what the counter says of a rule that is printed without its mark', () => {
  test.each([
    ['nothing dropped', table(4000, 0), 'clear'],
    ['few of many', table(4000, 40), 'clear'],
    ['half of them: the rule may be younger than the jump', table(4000, 2400), 'suspected'],
    ['nearly all', table(4000, 3600), 'confirmed'],
    ['all of too few', table(19, 19), 'suspected'],
  ])('%s', async (_name, text, verdict) => {
    expect((await judge(text)).verdict).toBe(verdict);
  });
});

test('between two readings the rise counts, not the sum since boot', async () => {
  expect(reasonKeys(await judge(table(90_000, 300) + table(90_400, 690)))).toEqual(['drops-all']);
  expect(reasonKeys(await judge(table(90_000, 89_000) + table(90_400, 89_004)))).toEqual(['-passes-most']);
});
