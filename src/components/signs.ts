/** What one can see of an incident without a tool, by the question that it answers. */
export const questions = {
  where: ['pod-pod', 'pod-service', 'node-service', 'outside-node', 'pod-outside'],
  how: ['always', 'sometimes', 'peak', 'deploy'],
  shape: ['1s', '3s', '5s', 'timeout', 'refused', 'reset'],
  since: ['upgrade', 'growth', 'plugin'],
} as const;

export type Question = keyof typeof questions;
export type Sign = (typeof questions)[Question][number];

export const questionNames = Object.keys(questions) as Question[];

const anywhere = questions.where.join(' ');

/**
 * What each incident is known for. A question without a sign is one that does not tell: the incident then fits every
 * answer. Facts as in the runbooks; `test/i18n/finder.test.ts` holds that every incident is here.
 */
const known: Readonly<Record<string, string>> = {
  'accept-queue-overflow': `${anywhere} sometimes peak 1s 3s timeout growth`,
  'connection-refused-rst': `${anywhere} always deploy refused`,
  'conntrack-invalid-drop': 'pod-service outside-node pod-outside sometimes timeout reset',
  'conntrack-max-misconfigured': `${anywhere} sometimes peak timeout upgrade growth`,
  'conntrack-table-full': `${anywhere} sometimes peak 1s 3s timeout growth`,
  'dns-conntrack-race-5s': 'pod-service sometimes 5s',
  'dns-slow-or-timeout': 'pod-service pod-outside always sometimes 5s timeout',
  'duplicate-iptables-rules': `${anywhere} always timeout upgrade growth`,
  'ephemeral-port-exhaustion': 'pod-service node-service pod-outside sometimes peak timeout growth',
  'established-timeout-idle-leak': `${anywhere} sometimes timeout reset growth`,
  'externaltrafficpolicy-local-drop': 'outside-node always sometimes deploy timeout',
  'forward-policy-drop': 'pod-pod outside-node pod-outside always timeout upgrade plugin',
  'host-firewall-reject': 'pod-pod node-service outside-node always timeout refused',
  'iptables-scale-sync-slow': 'pod-service node-service outside-node deploy timeout refused growth',
  'ipvs-conn-reuse': 'pod-service node-service sometimes peak deploy 1s refused',
  'kube-firewall-drop-all': `${anywhere} always timeout upgrade plugin`,
  'kube-postrouting-double-snat': 'node-service outside-node always 1s 3s timeout upgrade',
  'kube-proxy-nftables-mode': 'node-service always refused upgrade',
  'loadbalancersourceranges-drop': 'outside-node always timeout',
  'missing-masquerade-hairpin': 'pod-service always sometimes timeout plugin',
  'mixed-iptables-backends': `${anywhere} always timeout upgrade plugin`,
  'mtu-pmtu': 'pod-pod pod-service pod-outside always timeout plugin',
  'neighbour-table-overflow': 'pod-pod pod-service outside-node sometimes timeout growth',
  'networkpolicy-drop': 'pod-pod pod-service always deploy timeout refused plugin',
  'nodelocaldns-down': 'pod-service always timeout refused',
  'overlay-udp-blocked': 'pod-pod pod-service always timeout plugin',
  'reply-path-drop': 'outside-node pod-outside always sometimes timeout',
  'rp-filter-drop': 'pod-pod outside-node always timeout upgrade plugin',
  'service-no-endpoints': 'pod-service node-service outside-node always deploy refused',
  'snat-port-race': 'pod-service node-service pod-outside sometimes peak 1s 3s growth',
  'stale-udp-conntrack': 'pod-service outside-node deploy timeout',
  'syn-retransmission': `${anywhere} sometimes 1s 3s`,
  'syn-sent-unreplied': `${anywhere} always timeout`,
  'timewait-bucket-overflow': `${anywhere} peak reset growth`,
  'tls-handshake-slow': 'pod-service outside-node always peak timeout growth',
  'udp-reply-wrong-source': 'pod-service outside-node always timeout',
  'udp-unreplied': 'pod-service pod-outside always timeout',
  'unexpected-snat': 'pod-pod outside-node always plugin',
  'vxlan-checksum-offload': 'node-service outside-node always 1s 3s timeout upgrade',
  'xtables-lock-contention': 'pod-service deploy timeout growth',
};

/** The signs of an incident, by question. Null for one that the table does not know. */
export function signsOf(slug: string): Readonly<Record<Question, readonly Sign[]>> | null {
  const signs = known[slug]?.split(' ');
  if (!signs) return null;
  const of = (question: Question) => questions[question].filter(sign => signs.includes(sign));
  return { where: of('where'), how: of('how'), shape: of('shape'), since: of('since') };
}

/** The incidents that the table knows. */
export const knownSlugs: readonly string[] = Object.keys(known);
