import { type Cluster, comment, type Port, type Table, table } from './kube-proxy-cluster.ts';

const NOT_LOOPBACK = '! -s 127.0.0.0/8 -d 127.0.0.0/8';
const NEW = '-m conntrack --ctstate NEW';
const BALANCER = `${NEW} ${comment('kubernetes load balancer firewall')} -j KUBE-PROXY-FIREWALL`;
const PORTALS = `${NEW} ${comment('kubernetes service portals')} -j KUBE-SERVICES`;
const VISIBLE = `${NEW} ${comment('kubernetes externally-visible service portals')} -j KUBE-EXTERNAL-SERVICES`;
const HEALTH = `${comment('kubernetes health check service ports')} -j KUBE-NODEPORTS`;
const FORWARDING = `${comment('kubernetes forwarding rules')} -j KUBE-FORWARD`;

/** The filter table: what is refused, what is let through. */
export function filter(cluster: Cluster, ports: readonly Port[]): Table {
  const old = cluster.release === '1.18';
  return table(
    'filter',
    ['INPUT', 'FORWARD', 'OUTPUT'],
    [
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
    ],
  );
}

function newFilter(ports: readonly Port[]): [string, string[]][] {
  return [
    ['KUBE-PROXY-FIREWALL', ports.flatMap(outsideOfRanges)],
    [
      'KUBE-NODEPORTS',
      ports.flatMap(({ name, healthPort }) =>
        healthPort === undefined
          ? []
          : [`-p tcp ${comment(`${name} health check node port`)} -m tcp --dport ${healthPort} -j ACCEPT`],
      ),
    ],
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
  return [
    `-d ${balancer}/32 -p tcp ${comment(`${name} traffic not accepted by KUBE-FW-${hash}`)} -m tcp --dport ${port} -j DROP`,
  ];
}
