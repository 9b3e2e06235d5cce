import { createHash } from 'node:crypto';

export type Release = '1.18' | '1.30' | '1.36';

export interface Cluster {
  readonly release: Release;
  /** Services beside those that every cluster has; the second to the sixth are odd ones, see `oddities`. */
  readonly services: number;
  readonly endpoints: number;
  /** The first two numbers of the addresses of Pods; 10.244 if not given. */
  readonly network?: string;
}

/** A table: chains in the order of iptables-save (its own ones by hook, then by name), and their rules. */
export interface Table {
  readonly name: 'mangle' | 'filter' | 'nat';
  readonly builtIn: readonly string[];
  readonly chains: ReadonlyMap<string, readonly string[]>;
}

type Policy = 'Cluster' | 'Local';

/** A service port; its four chains share the hash. */
export interface Port {
  readonly name: string;
  readonly hash: string;
  readonly vip: string;
  readonly port: number;
  readonly protocol: 'tcp' | 'udp';
  readonly endpoints: readonly string[];
  readonly nodePort?: number;
  readonly balancer?: string;
  readonly ranges?: readonly string[];
  readonly policy: Policy;
  readonly affinity?: boolean;
  readonly healthPort?: number;
}

/** First 16 characters of base32 of SHA-256: kube-proxy's portProtoHash and servicePortEndpointChainName. */
export function hash(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...createHash('sha256').update(text).digest().subarray(0, 10)]
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('');
  return (bits.match(/.{5}/g) ?? []).map(five => alphabet[Number.parseInt(five, 2)]).join('');
}

/** The name of the chain of one endpoint. */
export const endpointChain = ({ name, protocol }: Port, endpoint: string) =>
  `KUBE-SEP-${hash(`${name}${protocol}${endpoint}`)}`;

/** A comment match, as iptables-save writes one of several words. */
export const comment = (text: string) => `-m comment --comment "${text}"`;

function port(name: string, vip: string, number: number, protocol: 'tcp' | 'udp', endpoints: string[]): Port {
  return { name, hash: hash(name + protocol), vip, port: number, protocol, endpoints, policy: 'Cluster' };
}

/** All service ports of a cluster, in the order in which kube-proxy wrote them here. */
export function clusterPorts({ services, endpoints, network = '10.244' }: Cluster): Port[] {
  const dns = (name: string, number: number, protocol: 'tcp' | 'udp') =>
    port(`kube-system/kube-dns:${name}`, '10.96.0.10', number, protocol, [`${network}.1.2:${number}`]);
  const shops = Array.from({ length: services }, (_, index) => {
    const vip = `10.96.${1 + (index >> 8)}.${index & 255}`;
    const pods = Array.from({ length: endpoints }, (_, pod) =>
      index + pod === 0 ? `${network}.1.2:8080` : `${network}.${2 + (index % 200)}.${2 + pod}:8080`,
    );
    return {
      ...port(`shop/app-${String(index + 1).padStart(4, '0')}:http`, vip, 80, 'tcp', pods),
      ...oddities(index),
    };
  });
  return [
    port('default/kubernetes:https', '10.96.0.1', 443, 'tcp', ['10.77.1.1:6443']),
    dns('dns', 53, 'udp'),
    dns('dns-tcp', 53, 'tcp'),
    dns('metrics', 9153, 'tcp'),
    ...shops,
  ];
}

/** A node port; a balancer with source ranges; one whose Pods are all on other nodes; affinity; a forgotten service. */
function oddities(index: number): Partial<Port> {
  if (index === 1) return { nodePort: 31080 };
  if (index === 2)
    return { nodePort: 31081, balancer: '192.0.2.81', ranges: ['10.77.0.0/16', '198.51.100.0/24'] };
  if (index === 3) return { nodePort: 31082, balancer: '192.0.2.82', policy: 'Local', healthPort: 32082 };
  if (index === 4) return { affinity: true };
  return index === 5 ? { endpoints: [] } : {};
}

/** A table of chains; chains that are named twice are one. */
export function table(name: Table['name'], builtIn: readonly string[], chains: [string, string[]][]): Table {
  const merged = new Map<string, string[]>(builtIn.map(chain => [chain, []]));
  const own = [...new Set(chains.map(([chain]) => chain).filter(chain => !merged.has(chain)))].sort();
  for (const chain of own) merged.set(chain, []);
  for (const [chain, rules] of chains) merged.get(chain)?.push(...rules);
  return { name, builtIn, chains: merged };
}
