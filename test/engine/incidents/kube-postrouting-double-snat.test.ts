import { describe, expect, test } from 'vitest';
import { finding, paste, reasonKeys } from '../paste.ts';

const judge = async (text: string) => finding(await paste(text), 'kube-postrouting-double-snat');

const OLD = (mark: string) =>
  `-A KUBE-POSTROUTING -m mark --mark ${mark}/${mark} -j MASQUERADE --random-fully\n`;
const NEW = (mark: string) =>
  `-A KUBE-POSTROUTING -m mark ! --mark ${mark}/${mark} -j RETURN\n-A KUBE-POSTROUTING -j MARK --set-xmark ${mark}/0x0\n-A KUBE-POSTROUTING -j MASQUERADE --random-fully\n`;
const MARK = (mark: string) =>
  `root@node-3:~# iptables -t nat -S KUBE-MARK-MASQ\n-N KUBE-MARK-MASQ\n-A KUBE-MARK-MASQ -j MARK --set-xmark ${mark}/${mark}\n`;
const CHAIN = 'root@node-3:~# iptables -t nat -S KUBE-POSTROUTING\n-N KUBE-POSTROUTING\n';
const flow = (sport: number, reply: number, answer = '10.77.0.1') =>
  `udp      17 29 src=10.77.0.1 dst=10.77.0.2 sport=${sport} dport=8472 [UNREPLIED] src=10.77.0.2 dst=${answer} sport=8472 dport=${reply} mark=0 use=1\n`;

describe('the order of the rules, and whose mark it is', () => {
  test.each([
    ['the old rule first', CHAIN + OLD('0x4000') + NEW('0x4000'), ['both-layouts']],
    [
      'the old rule behind the new ones is never reached',
      CHAIN + NEW('0x4000') + OLD('0x4000'),
      ['-mark-cleared'],
    ],
    ['another bit, as KUBE-MARK-MASQ sets it', MARK('0x80000') + CHAIN + OLD('0x80000'), ['old-layout']],
    ['a mark that KUBE-MARK-MASQ does not set', MARK('0x4000') + CHAIN + OLD('0x2000'), []],
    ['a mask of two bits is no such mark', CHAIN + OLD('0x6000'), []],
  ])('%s', async (_name, text, keys) => {
    expect(reasonKeys(await judge(text))).toEqual(keys);
  });
});

describe('flows of tunnel packets', () => {
  test.each([
    ['another port, the same address', flow(44771, 2584), 'confirmed'],
    ['the same port', flow(44771, 44771), 'undecided'],
    ['another address: a router between others', flow(44771, 2584, '192.0.2.9'), 'undecided'],
    ['against rules that take the mark off', flow(44771, 2584) + CHAIN + NEW('0x4000'), 'suspected'],
  ])('%s', async (_name, text, verdict) => {
    expect((await judge(text)).verdict).toBe(verdict);
  });
});
