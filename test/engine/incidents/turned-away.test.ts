import { describe, expect, test } from 'vitest';
import { finding, paste, reasonKeys } from '../paste.ts';

const PROMPT = 'root@node-3:~# ';

function chain(
  packets: string,
  { service = '10.96.44.5', words = 'has no endpoints', target = 'REJECT' } = {},
): string {
  return [
    `${PROMPT}iptables -nvL KUBE-SERVICES`,
    'Chain KUBE-SERVICES (2 references)',
    ' pkts bytes target     prot opt in     out     source               destination         ',
    ` ${packets}  1234 ${target}     tcp  --  *      *       0.0.0.0/0            ${service}           /* shop/cart:http ${words} */ tcp dpt:80`,
    '',
  ].join('\n');
}

const refused = (address: string, host = 'node-3') =>
  `root@${host}:~# curl -sS http://${address}/\ncurl: (7) Failed to connect to ${address} port 80 after 0 ms: Connection refused\n`;

describe('counters of rules', () => {
  test('rounded counters grow only where the intervals leave no doubt', async () => {
    const same = finding(await paste(chain(' 12M') + chain(' 12M')), 'service-no-endpoints');
    expect(reasonKeys(same)).toEqual(['has-refused']);
    const more = finding(await paste(chain(' 12M') + chain(' 14M')), 'service-no-endpoints');
    expect(more.verdict).toBe('confirmed');
  });

  test('a counter that became smaller is no growth', async () => {
    const found = finding(await paste(chain('  90') + chain('   4')), 'service-no-endpoints');
    expect(found.verdict).toBe('suspected');
  });

  test('a refusal at another address says nothing of the rule', async () => {
    const found = finding(await paste(chain('   0') + refused('10.96.44.6')), 'service-no-endpoints');
    expect(found.verdict).toBe('undecided');
  });

  test('a refusal while the counter is zero is no proof', async () => {
    const found = finding(await paste(chain('   0') + refused('10.96.44.5')), 'service-no-endpoints');
    expect(found.verdict).toBe('suspected');
  });

  const verdictsOf = async (text: string, slug: string) =>
    (await paste(text)).findings.filter(({ incident }) => incident === slug).map(({ verdict }) => verdict);

  test('a client on another host of the paste was refused at the very address: kube-proxy has the rule on every node', async () => {
    const met = await verdictsOf(chain('   3') + refused('10.96.44.5', 'shop-7c9d'), 'service-no-endpoints');
    expect(met).toContain('confirmed');
    const elsewhere = await verdictsOf(
      chain('   3') + refused('10.96.44.6', 'shop-7c9d'),
      'service-no-endpoints',
    );
    expect(elsewhere).not.toContain('confirmed');
  });

  test('a masked address of the rule matches no connection', async () => {
    const found = finding(
      await paste(chain('   3', { service: 'x.x.x.x' }) + refused('10.96.44.5')),
      'service-no-endpoints',
    );
    expect(found.verdict).not.toBe('confirmed');
  });
});

describe('FORWARD', () => {
  const forward = (policy: string, ...rules: string[]) =>
    [
      '*filter',
      ':INPUT ACCEPT [0:0]',
      `:FORWARD ${policy}`,
      ':OUTPUT ACCEPT [0:0]',
      ':KUBE-FORWARD - [0:0]',
      '[9:9] -A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
      ...rules,
      '[0:0] -A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT',
      'COMMIT',
      '',
    ].join('\n');

  const twice = async (...rules: string[]) =>
    finding(
      await paste(forward('DROP [5:300]', ...rules) + forward('DROP [9:540]', ...rules)),
      'forward-policy-drop',
    );

  test('a policy that counts with nothing before it is confirmed', async () => {
    expect((await twice()).verdict).toBe('confirmed');
  });

  test('known flows, ICMP and Docker’s bridge open no way for pods', async () => {
    const found = await twice(
      '[0:0] -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
      '[0:0] -A FORWARD -p icmp -j ACCEPT',
      '[0:0] -A FORWARD -i docker0 ! -o docker0 -j ACCEPT',
    );
    expect(found.verdict).toBe('confirmed');
  });

  test('an accept for a network, or a chain that is not printed, leaves it open', async () => {
    expect((await twice('[3:180] -A FORWARD -s 10.42.0.0/16 -j ACCEPT')).verdict).toBe('undecided');
    expect((await twice('[3:180] -A FORWARD -j LOCAL-RULES')).verdict).toBe('suspected');
  });

  test('the plug-in’s chain clears it, but not while the policy still counts', async () => {
    const once = finding(
      await paste(forward('DROP [5:300]', '[3:180] -A FORWARD -j cali-FORWARD')),
      'forward-policy-drop',
    );
    expect(once.verdict).toBe('clear');
    expect((await twice('[3:180] -A FORWARD -j cali-FORWARD')).verdict).toBe('undecided');
  });
});
