import { describe, expect, test } from 'vitest';
import { finding, paste, reasonKeys } from '../paste.ts';

const judge = async (text: string) => finding(await paste(text), 'duplicate-iptables-rules');

const BODY =
  '-m comment --comment "kubernetes firewall for dropping marked packets" -m mark --mark 0x8000/0x8000 -j DROP';
const rules = (count: number, chain = 'KUBE-FIREWALL') =>
  `root@node-3:~# iptables -S ${chain}\n-N ${chain}\n${`-A ${chain} ${BODY}\n`.repeat(count)}`;
const listed = (count: number) =>
  `root@node-3:~# iptables -nL KUBE-FIREWALL\nChain KUBE-FIREWALL (2 references)\ntarget     prot opt source               destination\n${'DROP       all  --  0.0.0.0/0            0.0.0.0/0            /* kubernetes firewall for dropping marked packets */ mark match 0x8000/0x8000\n'.repeat(count)}`;
const grepped = (count: number, chain: string) =>
  `root@node-3:~# iptables-save | grep 0x8000\n${`-A ${chain} ${BODY}\n`.repeat(count)}`;

describe('how many copies speak', () => {
  test.each([
    ['four with all that tells rules apart are noted', rules(4), 'undecided'],
    ['five confirm', rules(5), 'confirmed'],
    ['without interfaces, 49 with an equal comment are suspected', listed(49), 'suspected'],
    ['without interfaces, 50 confirm', listed(50), 'confirmed'],
    ['lines of any table: twenty are four in one of them', grepped(20, 'OUTPUT'), 'undecided'],
    ['lines of any table and family: forty-one are five', grepped(41, 'OUTPUT'), 'confirmed'],
  ])('%s', async (_name, text, verdict) => {
    expect((await judge(text)).verdict).toBe(verdict);
  });
});

test('copies in two chains of the same reading are told with the worse one first', async () => {
  const found = await judge(rules(7) + rules(90, 'KUBE-ROUTER-INPUT'));
  expect(found).toMatchObject({
    severity: 'critical',
    summary: { key: 'confirmed', values: { chain: 'KUBE-ROUTER-INPUT', count: 90, rules: 2, extra: 95 } },
  });
});

test('a reading without copies behind one with them counts', async () => {
  const found = await judge(rules(9) + rules(1));
  expect(reasonKeys(found)).toEqual([]);
});

test('rules that were blacked out, or lost their target, are no copies', async () => {
  const masked = `-P INPUT ACCEPT\n${'-A INPUT -s x.x.x.x/32 -j DROP\n'.repeat(60)}`;
  const counting = `-P INPUT ACCEPT\n${'-A INPUT -p tcp -m tcp\n'.repeat(60)}`;
  expect((await judge(masked)).verdict).not.toBe('confirmed');
  expect((await judge(counting)).verdict).not.toBe('confirmed');
});
