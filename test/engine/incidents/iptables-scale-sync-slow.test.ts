import { describe, expect, test } from 'vitest';
import { kubeProxyTables, saved } from '../../lab/healthy/kube-proxy.ts';
import { finding, paste, reasonKeys } from '../paste.ts';

const SLUG = 'iptables-scale-sync-slow';

const judged = async (text: string) => finding(await paste(text), SLUG);
const verdict = async (text: string) => (await judged(text)).verdict;

const reloaded =
  'I1123 08:10:01.611203       1 proxier.go:1547] "Reloading service iptables data" ipFamily="IPv4" numServices=900 numEndpoints=2700 numFilterChains=6 numFilterRules=14 numNATChains=4100 numNATRules=9900\n';
const synced = (minute: number, elapsed: string) =>
  `I1123 08:${minute}:14.104417       1 proxier.go:822] "SyncProxyRules complete" ipFamily="IPv4" elapsed="${elapsed}"\n`;
const log = (...elapsed: string[]) => reloaded + elapsed.map((each, i) => synced(10 + i, each)).join('');

const rules = (services: number) => saved(kubeProxyTables({ release: '1.30', services, endpoints: 3 }));

describe('syncs', () => {
  test.each([
    ['three of 5 s', log('5s', '5s', '5s'), 'confirmed'],
    ['three just below 5 s', log('4.999s', '4.999s', '4.999s'), 'undecided'],
    ['two', log('9s', '9s'), 'suspected'],
    ['each second one is of IPv6', log('90ms', '9s', '90ms', '9s', '90ms', '9s', '90ms'), 'confirmed'],
    ['three of eight', log('9s', '9s', '9s', '90ms', '90ms', '90ms', '90ms', '90ms'), 'suspected'],
    ['minutes', log('1m2.5s', '1m3s', '1m3s'), 'confirmed'],
    ['five quick ones', log('90ms', '90ms', '90ms', '90ms', '999ms'), 'clear'],
    ['five, one of a second', log('90ms', '90ms', '90ms', '90ms', '1s'), 'undecided'],
  ])('%s', async (_name, text, expected) => {
    expect(await verdict(text)).toBe(expected);
  });
});

describe('sizes', () => {
  test.each([
    [500, 'clear'],
    [1000, 'undecided'],
    [2500, 'suspected'],
  ])('%d services of three endpoints', async (services, expected) => {
    expect(await verdict(rules(services))).toBe(expected);
  });

  test('slow syncs are not laid on few rules', async () => {
    expect(reasonKeys(await judged(log('9s', '9s', '9s') + rules(100)))).toEqual(['sync-slow', '-few-rules']);
  });

  test('a rule that stands there thousands of times is not the number of Services', async () => {
    const copied = '-A KUBE-FIREWALL -m mark --mark 0x8000/0x8000 -j DROP\n'.repeat(3000);
    const text = `${log('9s', '9s', '9s')}*filter\n:INPUT ACCEPT [0:0]\n:KUBE-FIREWALL - [0:0]\n${copied}COMMIT\n`;
    expect(reasonKeys(await judged(text))).toEqual(['sync-slow', '-copies']);
  });
});
