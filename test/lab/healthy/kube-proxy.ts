import { pathToFileURL } from 'node:url';
import { type Cluster, clusterPorts, type Table, table } from './kube-proxy-cluster.ts';
import { filter } from './kube-proxy-filter.ts';
import { nat } from './kube-proxy-nat.ts';

export type { Release, Table } from './kube-proxy-cluster.ts';

/**
 * The rules that kube-proxy and the kubelet write in iptables mode, in the words and the order of iptables-save.
 *
 *   node kube-proxy.ts RELEASE SERVICES ENDPOINTS [POD-NETWORK]      prints them, for iptables-restore
 *
 * Sources: pkg/proxy/iptables/proxier.go and pkg/kubelet/kubelet_network_linux.go of the releases named. 1.18 has the
 * chains before KUBE-EXT (KUBE-XLB, KUBE-MARK-DROP), 1.30 those of today, 1.36 the named counters (nfacct) that came with 1.31 and 1.32.
 */

/** All three tables. */
export function kubeProxyTables(cluster: Cluster): readonly Table[] {
  const ports = clusterPorts(cluster);
  return [mangle(), filter(cluster, ports), nat(cluster, ports)];
}

function mangle(): Table {
  return table(
    'mangle',
    ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
    [
      ['KUBE-IPTABLES-HINT', []],
      ['KUBE-KUBELET-CANARY', []],
      ['KUBE-PROXY-CANARY', []],
    ],
  );
}

/** `iptables-save` of the tables, without its `# Generated` and `# Completed` lines; with -c if `counted`. */
export function saved(tables: readonly Table[], counted = false): string {
  return tables
    .map(({ name, builtIn, chains }) =>
      [
        `*${name}`,
        ...[...chains.keys()].map(chain => `:${chain} ${builtIn.includes(chain) ? 'ACCEPT' : '-'} [0:0]`),
        ...rulesOf(chains).map(rule => (counted ? `[0:0] ${rule}` : rule)),
        'COMMIT\n',
      ].join('\n'),
    )
    .join('');
}

/** `iptables -t TABLE -S`. */
export function listed({ builtIn, chains }: Table): string {
  const heads = [...chains.keys()].map(chain =>
    builtIn.includes(chain) ? `-P ${chain} ACCEPT` : `-N ${chain}`,
  );
  return `${[...heads, ...rulesOf(chains)].join('\n')}\n`;
}

function rulesOf(chains: Table['chains']): string[] {
  return [...chains].flatMap(([chain, rules]) => rules.map(rule => `-A ${chain} ${rule}`));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [release, services, endpoints, network] = process.argv.slice(2);
  const known = (['1.18', '1.30', '1.36'] as const).find(each => each === release);
  if (!known) throw new Error('kube-proxy.ts RELEASE SERVICES ENDPOINTS [POD-NETWORK]');
  const cluster = { release: known, services: Number(services), endpoints: Number(endpoints) };
  process.stdout.write(saved(kubeProxyTables(network ? { ...cluster, network } : cluster)));
}
