import { type Cluster, comment, endpointChain, type Port, type Table, table } from './kube-proxy-cluster.ts';

const TO_SERVICES = `${comment('kubernetes service portals')} -j KUBE-SERVICES`;
const TO_NODE_PORTS = `${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`;

/** The nat table: from services to endpoints. */
export function nat(cluster: Cluster, ports: readonly Port[]): Table {
  const served = ports.filter(({ endpoints }) => endpoints.length > 0);
  const perPort = cluster.release === '1.18' ? portOf118 : portOfToday;
  return table(
    'nat',
    ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
    [
      ['PREROUTING', [TO_SERVICES]],
      ['OUTPUT', [TO_SERVICES]],
      ['POSTROUTING', [`${comment('kubernetes postrouting rules')} -j KUBE-POSTROUTING`]],
      ...(cluster.release === '1.18'
        ? [['KUBE-MARK-DROP', ['-j MARK --set-xmark 0x8000/0x8000']] as [string, string[]]]
        : []),
      ['KUBE-MARK-MASQ', ['-j MARK --set-xmark 0x4000/0x4000']],
      [
        'KUBE-POSTROUTING',
        [
          '-m mark ! --mark 0x4000/0x4000 -j RETURN',
          '-j MARK --set-xmark 0x4000/0x0',
          `${comment('kubernetes service traffic requiring SNAT')} -j MASQUERADE --random-fully`,
        ],
      ],
      ['KUBE-KUBELET-CANARY', []],
      ['KUBE-PROXY-CANARY', []],
      ['KUBE-NODEPORTS', []],
      ...served.flatMap(each => perPort(each, cluster)),
      ...served.flatMap(endpointChains),
      ['KUBE-SERVICES', [TO_NODE_PORTS]],
    ],
  );
}

const to = ({ protocol, port }: Port, address: string, text: string) =>
  `-d ${address}/32 -p ${protocol} ${comment(text)} -m ${protocol} --dport ${port}`;

function portOfToday(each: Port, { release, network = '10.244' }: Cluster): [string, string[]][] {
  const { name, hash, vip, nodePort, balancer, ranges } = each;
  const clusterIp = to(each, vip, `${name} cluster IP`);
  const entry = ranges ? `KUBE-FW-${hash}` : `KUBE-EXT-${hash}`;
  const node = `-p tcp ${comment(name)} -m tcp --dport ${nodePort}`;
  const loopback =
    release === '1.36'
      ? [`-d 127.0.0.0/8 ${node} -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j KUBE-EXT-${hash}`]
      : [];
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
    [
      'KUBE-SERVICES',
      [
        `! -s ${network}.0.0/16 ${clusterIp} -j KUBE-MARK-MASQ`,
        `${clusterIp} -j KUBE-SVC-${hash}`,
        ...(balancer ? [`${to(each, balancer, `${name} loadbalancer IP`)} -j KUBE-FW-${hash}`] : []),
      ],
    ],
    [
      'KUBE-NODEPORTS',
      nodePort
        ? [
            `${local ? '-s 127.0.0.0/8 ' : ''}${node} -j KUBE-MARK-MASQ`,
            `${node} -j KUBE-${local ? 'XLB' : 'SVC'}-${hash}`,
          ]
        : [],
    ],
    ...(balancer
      ? [
          [
            `KUBE-FW-${hash}`,
            [
              ...(local
                ? [`${named} -j KUBE-XLB-${hash}`]
                : [`${named} -j KUBE-MARK-MASQ`, `${named} -j KUBE-SVC-${hash}`]),
              `${named} -j KUBE-MARK-DROP`,
            ],
          ] as [string, string[]],
        ]
      : []),
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
  const recent = affinity
    ? endpoints.map(endpoint => {
        const chain = endpointChain(each, endpoint);
        return `${text(endpoint)} -m recent --rcheck --seconds 10800 --reap --name ${chain} --mask 255.255.255.255 --rsource -j ${chain}`;
      })
    : [];
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
    return [
      chain,
      [
        `-s ${endpoint.split(':')[0]}/32 ${comment(name)} -j KUBE-MARK-MASQ`,
        `-p ${protocol} ${comment(name)} ${set}-m ${protocol} -j DNAT --to-destination ${endpoint}`,
      ],
    ];
  });
}
