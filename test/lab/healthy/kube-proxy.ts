import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

/**
 * The rules that kube-proxy and the kubelet write in iptables mode, in the words and the order of iptables-save.
 *
 *   node kube-proxy.ts RELEASE SERVICES ENDPOINTS [POD-NETWORK]      prints them, for iptables-restore
 *
 * Sources: pkg/proxy/iptables/proxier.go and pkg/kubelet/kubelet_network_linux.go of the releases named. 1.18 has the
 * chains before KUBE-EXT (KUBE-XLB, KUBE-MARK-DROP), 1.30 those of today, 1.36 the named counters of KEP-4815 and later.
 */
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

interface Port {
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
function hash(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...createHash('sha256').update(text).digest().subarray(0, 10)]
    .map(byte => byte.toString(2).padStart(8, '0'))
    .join('');
  return (bits.match(/.{5}/g) ?? []).map(five => alphabet[Number.parseInt(five, 2)]).join('');
}

const endpointChain = ({ name, protocol }: Port, endpoint: string) =>
  `KUBE-SEP-${hash(`${name}${protocol}${endpoint}`)}`;

const comment = (text: string) => `-m comment --comment "${text}"`;
const NOT_LOOPBACK = '! -s 127.0.0.0/8 -d 127.0.0.0/8';

function port(name: string, vip: string, number: number, protocol: 'tcp' | 'udp', endpoints: string[]): Port {
  return { name, hash: hash(name + protocol), vip, port: number, protocol, endpoints, policy: 'Cluster' };
}

function clusterPorts({ services, endpoints, network = '10.244' }: Cluster): Port[] {
  const dns = (name: string, number: number, protocol: 'tcp' | 'udp') =>
    port(`kube-system/kube-dns:${name}`, '10.96.0.10', number, protocol, [`${network}.1.2:${number}`]);
  const shops = Array.from({ length: services }, (_, index) => {
    const vip = `10.96.${1 + (index >> 8)}.${index & 255}`;
    const pods = Array.from({ length: endpoints }, (_, pod) =>
      index + pod === 0 ? `${network}.1.2:8080` : `${network}.${2 + (index % 200)}.${2 + pod}:8080`,
    );
    return { ...port(`shop/app-${String(index + 1).padStart(4, '0')}:http`, vip, 80, 'tcp', pods), ...oddities(index) };
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
  if (index === 2) return { nodePort: 31081, balancer: '192.0.2.81', ranges: ['10.77.0.0/16', '198.51.100.0/24'] };
  if (index === 3) return { nodePort: 31082, balancer: '192.0.2.82', policy: 'Local', healthPort: 32082 };
  if (index === 4) return { affinity: true };
  return index === 5 ? { endpoints: [] } : {};
}

/** All three tables. */
export function kubeProxyTables(cluster: Cluster): readonly Table[] {
  const ports = clusterPorts(cluster);
  return [mangle(), filter(cluster, ports), nat(cluster, ports)];
}

function mangle(): Table {
  return table('mangle', [], [
    ['KUBE-IPTABLES-HINT', []],
    ['KUBE-KUBELET-CANARY', []],
    ['KUBE-PROXY-CANARY', []],
  ]);
}

function table(name: Table['name'], builtIn: readonly string[], chains: [string, string[]][]): Table {
  const merged = new Map<string, string[]>(builtIn.map(chain => [chain, []]));
  const own = [...new Set(chains.map(([chain]) => chain).filter(chain => !merged.has(chain)))].sort();
  for (const chain of own) merged.set(chain, []);
  for (const [chain, rules] of chains) merged.get(chain)?.push(...rules);
  return { name, builtIn, chains: merged };
}

// ------------------------------------------------------------------------------------------------------- filter

const NEW = '-m conntrack --ctstate NEW';
const BALANCER = `${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`;
const PORTALS = `${NEW} ${comment('kubernetes service portals')} -j KUBE-SERVICES`;
const VISIBLE = `${NEW} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`;
const HEALTH = `${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`;
const FORWARDING = `${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`;

function filter(cluster: Cluster, ports: readonly Port[]): Table {
  const old = cluster.release === '1.18';
  return table('filter', ['INPUT', 'FORWARD', 'OUTPUT'], [
    ['INPUT', old ? [VISIBLE, '-j KUBE-FIREWALL'] : [BALANCER, HEALTH, VISIBLE, '-j KUBE-FIREWALL']],
    ['FORWARD', old ? [FORWARDING, PORTALS] : [BALANCER, FORWARDING, PORTALS, VISIBLE]],
    ['OUTPUT', old ? [PORTALS, '-j KUBE-FIREWALL'] : [BALANCER, PORTALS, '-j KUBE-FIREWALL']],
    ['KUBE-FIREWALL', firewall(old)],
    ['KUBE-FORWARD', forward(cluster)],
    ['KUBE-KUBELET-CANARY', []],
    ['KUBE-PROXY-CANARY', []],
    ['KUBE-SERVICES', ports.filter(({ endpoints }) => endpoints.length === 0).map(withoutEndpoints)],
    ['KUBE-EXTERNAL-SERVICES', old ? [] : ports.flatMap(withoutLocalEndpoints)],
    ...(old ? [] : newFilter(ports)),
  ]);
}

function newFilter(ports: readonly Port[]): [string, string[]][] {
  return [
    ['KUBE-PROXY-FIREWALL', ports.flatMap(outsideOfRanges)],
    ['KUBE-NODEPORTS', ports.flatMap(({ name, healthPort }) => (healthPort === undefined ? [] : [
      `-p tcp ${comment(`${name} health check node port`)} -m tcp --dport ${healthPort} -j ACCEPT`,
    ]))],
  ];
}

function firewall(old: boolean): string[] {
  const localnet = `${NOT_LOOPBACK} ${comment('block incoming localnet connections')} -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP`;
  const marked = `${comment('kubernetes firewall for dropping marked packets')} -m mark --mark 0x8000/0x8000 -j DROP`;
  return old ? [marked, localnet] : [localnet];
}

function forward({ release, network = '10.244' }: Cluster): string[] {
  const counter = release === '1.36' ? '-m nfacct --nfacct-name  ct_state_invalid_dropped_pkts ' : '';
  const answers = '-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT';
  const rule = (whose: string) => comment(`kubernetes forwarding conntrack ${whose}rule`);
  return [
    `-m conntrack --ctstate INVALID ${counter}-j DROP`,
    `${comment('kubernetes forwarding rules')} -m mark --mark 0x4000/0x4000 -j ACCEPT`,
    ...(release === '1.18'
      ? [
          `-s ${network}.0.0/16 ${rule('pod source ')} ${answers}`,
          `-d ${network}.0.0/16 ${rule('pod destination ')} ${answers}`,
        ]
      : [`${rule('')} ${answers}`]),
  ];
}

function withoutEndpoints({ name, vip, port, protocol }: Port): string {
  return `-d ${vip}/32 -p ${protocol} ${comment(`${name} has no endpoints`)} -m ${protocol} --dport ${port} -j REJECT --reject-with icmp-port-unreachable`;
}

function withoutLocalEndpoints({ name, policy, balancer, nodePort, port }: Port): string[] {
  if (policy !== 'Local') return [];
  const why = comment(`${name} has no local endpoints`);
  return [
    `-d ${balancer}/32 -p tcp ${why} -m tcp --dport ${port} -j DROP`,
    `-p tcp ${why} -m addrtype --dst-type LOCAL -m tcp --dport ${nodePort} -j DROP`,
  ];
}

function outsideOfRanges({ name, hash, ranges, balancer, port }: Port): string[] {
  if (!ranges) return [];
  return [`-d ${balancer}/32 -p tcp ${comment(`${name} traffic not accepted by KUBE-FW-${hash}`)} -m tcp --dport ${port} -j DROP`];
}

// ---------------------------------------------------------------------------------------------------------- nat

const TO_SERVICES = `${comment('kubernetes service portals')} -j KUBE-SERVICES`;
const TO_NODE_PORTS = `${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`;

function nat(cluster: Cluster, ports: readonly Port[]): Table {
  const served = ports.filter(({ endpoints }) => endpoints.length > 0);
  const perPort = cluster.release === '1.18' ? portOf118 : portOfToday;
  return table('nat', ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'], [
    ['PREROUTING', [TO_SERVICES]],
    ['OUTPUT', [TO_SERVICES]],
    ['POSTROUTING', [`${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`]],
    ...(cluster.release === '1.18' ? [['KUBE-MARK-DROP', ['-j MARK --set-xmark 0x8000/0x8000']] as [string, string[]]] : []),
    ['KUBE-MARK-MASQ', ['-j MARK --set-xmark 0x4000/0x4000']],
    ['KUBE-POSTROUTING', [
      '-m mark ! --mark 0x4000/0x4000 -j RETURN',
      '-j MARK --set-xmark 0x4000/0x0',
      `${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
    ]],
    ['KUBE-KUBELET-CANARY', []],
    ['KUBE-PROXY-CANARY', []],
    ['KUBE-NODEPORTS', []],
    ...served.flatMap(each => perPort(each, cluster)),
    ...served.flatMap(endpointChains),
    ['KUBE-SERVICES', [TO_NODE_PORTS]],
  ]);
}

const to = ({ protocol, port }: Port, address: string, text: string) =>
  `-d ${address}/32 -p ${protocol} ${comment(text)} -m ${protocol} --dport ${port}`;

function portOfToday(each: Port, { release, network = '10.244' }: Cluster): [string, string[]][] {
  const { name, hash, vip, nodePort, balancer, ranges } = each;
  const clusterIp = to(each, vip, `${name} cluster IP`);
  const entry = ranges ? `KUBE-FW-${hash}` : `KUBE-EXT-${hash}`;
  const node = `-p tcp ${comment(name)} -m tcp --dport ${nodePort}`;
  const loopback = release === '1.36' ? [`-d 127.0.0.0/8 ${node} -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j KUBE-EXT-${hash}`] : [];
  return [
    ['KUBE-SERVICES', [`${clusterIp} -j KUBE-SVC-${hash}`]],
    ['KUBE-SERVICES', balancer ? [`${to(each, balancer, `${name} loadbalancer IP`)} -j ${entry}`] : []],
    ['KUBE-NODEPORTS', nodePort ? [...loopback, `${node} -j KUBE-EXT-${hash}`] : []],
    ...(nodePort ? [[`KUBE-EXT-${hash}`, external(each, network)] as [string, string[]]] : []),
    ...(ranges ? [[`KUBE-FW-${hash}`, allowList(each, ranges)] as [string, string[]]] : []),
    [`KUBE-SVC-${hash}`, [`! -s ${network}.0.0/16 ${clusterIp} -j KUBE-MARK-MASQ`, ...balancing(each, true)]],
  ];
}

/** The chain of external traffic; of policy Local without the last jump, because no endpoint is on this node. */
function external({ name, hash, policy }: Port, network: string): string[] {
  const of = (what: string) => comment(`${what} ${name} external destinations`);
  if (policy === 'Cluster')
    return [`${of('masquerade traffic for')} -j KUBE-MARK-MASQ`, `-j KUBE-SVC-${hash}`];
  return [
    `-s ${network}.0.0/16 ${of('pod traffic for')} -j KUBE-SVC-${hash}`,
    `${of('masquerade LOCAL traffic for')} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`,
    `${of('route LOCAL traffic for')} -m addrtype --src-type LOCAL -j KUBE-SVC-${hash}`,
  ];
}

function allowList({ name, hash }: Port, ranges: readonly string[]): string[] {
  return [
    ...ranges.map(range => `-s ${range} ${comment(`${name} loadbalancer IP`)} -j KUBE-EXT-${hash}`),
    comment(`other traffic to ${name} will be dropped by KUBE-PROXY-FIREWALL`),
  ];
}

function portOf118(each: Port, { network = '10.244' }: Cluster): [string, string[]][] {
  const { name, hash, vip, nodePort, balancer, policy } = each;
  const clusterIp = to(each, vip, `${name} cluster IP`);
  const local = policy === 'Local';
  const node = `-p tcp ${comment(name)} -m tcp --dport ${nodePort}`;
  const named = comment(`${name} loadbalancer IP`);
  return [
    ['KUBE-SERVICES', [
      `! -s ${network}.0.0/16 ${clusterIp} -j KUBE-MARK-MASQ`,
      `${clusterIp} -j KUBE-SVC-${hash}`,
      ...(balancer ? [`${to(each, balancer, `${name} loadbalancer IP`)} -j KUBE-FW-${hash}`] : []),
    ]],
    ['KUBE-NODEPORTS', nodePort ? [
      `${local ? '-s 127.0.0.0/8 ' : ''}${node} -j KUBE-MARK-MASQ`,
      `${node} -j KUBE-${local ? 'XLB' : 'SVC'}-${hash}`,
    ] : []],
    ...(balancer ? [[`KUBE-FW-${hash}`, [
      ...(local ? [`${named} -j KUBE-XLB-${hash}`] : [`${named} -j KUBE-MARK-MASQ`, `${named} -j KUBE-SVC-${hash}`]),
      `${named} -j KUBE-MARK-DROP`,
    ]] as [string, string[]]] : []),
    ...(local ? [[`KUBE-XLB-${hash}`, oldExternal(each, network)] as [string, string[]]] : []),
    [`KUBE-SVC-${hash}`, balancing(each, false)],
  ];
}

function oldExternal({ name, hash }: Port, network: string): string[] {
  return [
    `-s ${network}.0.0/16 ${comment('Redirect pods trying to reach external loadbalancer VIP to clusterIP')} -j KUBE-SVC-${hash}`,
    `${comment(`masquerade LOCAL traffic for ${name} LB IP`)} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`,
    `${comment(`route LOCAL traffic for ${name} LB IP to service chain`)} -m addrtype --src-type LOCAL -j KUBE-SVC-${hash}`,
    `${comment(`${name} has no local endpoints`)} -j KUBE-MARK-DROP`,
  ];
}

/** One rule an endpoint, taken with probability 1/n, 1/(n-1), ..., always; before them, those of affinity. */
function balancing(each: Port, named: boolean): string[] {
  const { name, endpoints, affinity } = each;
  const text = (endpoint: string) => comment(named ? `${name} -> ${endpoint}` : name);
  const recent = affinity ? endpoints.map(endpoint => {
    const chain = endpointChain(each, endpoint);
    return `${text(endpoint)} -m recent --rcheck --seconds 10800 --reap --name ${chain} --mask 255.255.255.255 --rsource -j ${chain}`;
  }) : [];
  const random = endpoints.map((endpoint, index) => {
    const left = endpoints.length - index;
    const chance = left > 1 ? ` -m statistic --mode random --probability ${probability(1 / left)}` : '';
    return `${text(endpoint)}${chance} -j ${endpointChain(each, endpoint)}`;
  });
  return [...recent, ...random];
}

/** As the kernel gives it back: kube-proxy writes ten decimals, xt_statistic keeps a fraction of 2^31. */
function probability(chance: number): string {
  return (Math.round(Number(chance.toFixed(10)) * 2 ** 31) / 2 ** 31).toFixed(11);
}

function endpointChains(each: Port): [string, string[]][] {
  const { name, protocol, endpoints, affinity } = each;
  return endpoints.map(endpoint => {
    const chain = endpointChain(each, endpoint);
    const set = affinity ? `-m recent --set --name ${chain} --mask 255.255.255.255 --rsource ` : '';
    return [chain, [
      `-s ${endpoint.split(':')[0]}/32 ${comment(name)} -j KUBE-MARK-MASQ`,
      `-p ${protocol} ${comment(name)} ${set}-m ${protocol} -j DNAT --to-destination ${endpoint}`,
    ]];
  });
}

// -------------------------------------------------------------------------------------------------- what is printed

/** `iptables-save` of the tables, without its `# Generated` and `# Completed` lines; with -c if `counted`. */
export function saved(tables: readonly Table[], counted = false): string {
  return tables.map(({ name, builtIn, chains }) => [
    `*${name}`,
    ...[...chains.keys()].map(chain => `:${chain} ${builtIn.includes(chain) ? 'ACCEPT' : '-'} [0:0]`),
    ...rulesOf(chains).map(rule => (counted ? `[0:0] ${rule}` : rule)),
    'COMMIT\n',
  ].join('\n')).join('');
}

/** `iptables -t TABLE -S`. */
export function listed({ builtIn, chains }: Table): string {
  const heads = [...chains.keys()].map(chain => (builtIn.includes(chain) ? `-P ${chain} ACCEPT` : `-N ${chain}`));
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
