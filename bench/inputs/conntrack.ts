import { type Random, randomFrom } from './write.ts';

const STATES: readonly (readonly [state: string, share: number, timeout: number])[] = [
  ['ESTABLISHED', 62, 432000],
  ['TIME_WAIT', 24, 120],
  ['SYN_SENT', 4, 120],
  ['CLOSE_WAIT', 4, 60],
  ['CLOSE', 2, 10],
  ['FIN_WAIT', 2, 120],
  ['LAST_ACK', 1, 30],
  ['SYN_RECV', 1, 60],
];

/**
 * One entry after the other of a busy Kubernetes node, as `conntrack -L` prints them without packet counters (about 156
 * bytes each): pods that ask services, other nodes' pods and clients from outside that come in, pods that leave through
 * SNAT, DNS over UDP, tunnels, some ICMP and IPv6, and protocols without a name.
 */
export function conntrackLines(seed = 1): () => string {
  const random = randomFrom(seed);
  return () => {
    const kind = random(1000);
    if (kind < 787) return tcpLine(random);
    if (kind < 955) return dnsLine(random);
    if (kind < 957) return tunnelLine(random);
    if (kind < 972) return pingLine(random);
    if (kind < 999) return ipv6Line(random);
    return `unknown  50 ${random(600)} src=192.168.1.7 dst=192.168.1.9 [UNREPLIED] src=192.168.1.9 dst=192.168.1.7 mark=0 use=1`;
  };
}

/** A pod of this node, or one of the four thousand of the cluster. */
const local = (random: Random) => `10.244.17.${2 + random(110)}`;
const remote = (random: Random) => `10.244.${random(40)}.${2 + random(100)}`;
const client = (random: Random) => `81.${random(4)}.${random(60)}.${random(250)}`;
const high = (random: Random) => 32768 + random(28232);

function tcpLine(random: Random): string {
  const [state, timeout] = stateOf(random);
  const head = `tcp      6 ${random(timeout)} ${state}`;
  const assured = state.startsWith('SYN') ? '' : '[ASSURED] ';
  const unreplied = state === 'SYN_SENT' ? '[UNREPLIED] ' : '';
  const port = high(random);
  const way = random(100);
  if (way < 55) {
    const from = way < 30 ? local(random) : client(random);
    const service = random(400);
    const to = `10.244.${service % 40}.${2 + random(8)}`;
    return `${head} src=${from} dst=10.96.${service >> 8}.${service & 255} sport=${port} dport=${80 + (service % 4)} ${unreplied}src=${to} dst=${from} sport=8080 dport=${port} ${assured}mark=${random(50) === 0 ? 16384 : 0} use=1`;
  }
  if (way < 83) {
    const to = `52.${random(4)}.7.${random(250)}`;
    return `${head} src=${local(random)} dst=${to} sport=${port} dport=443 ${unreplied}src=${to} dst=192.168.1.7 sport=443 dport=${1024 + random(64000)} ${assured}mark=0 use=1`;
  }
  const [from, to] = [remote(random), local(random)];
  return `${head} src=${from} dst=${to} sport=${port} dport=9090 ${unreplied}src=${to} dst=${from} sport=9090 dport=${port} ${assured}mark=0 use=${1 + random(2)}`;
}

function stateOf(random: Random): readonly [state: string, timeout: number] {
  let left = random(100);
  for (const [state, share, timeout] of STATES) {
    left -= share;
    if (left < 0) return [state, timeout];
  }
  return ['NONE', 10];
}

function dnsLine(random: Random): string {
  const [from, to, port] = [local(random), `10.244.${random(6)}.2`, high(random)];
  const unreplied = random(5) === 0;
  return `udp      17 ${random(180)} src=${from} dst=10.96.0.10 sport=${port} dport=53 ${unreplied ? '[UNREPLIED] ' : ''}src=${to} dst=${from} sport=53 dport=${port} ${unreplied ? '' : '[ASSURED] '}mark=0 use=1`;
}

function tunnelLine(random: Random): string {
  const [peer, port] = [`192.168.1.${1 + random(40)}`, high(random)];
  return `udp      17 ${random(30)} src=${peer} dst=192.168.1.7 sport=${port} dport=8472 [UNREPLIED] src=192.168.1.7 dst=${peer} sport=8472 dport=${port} mark=0 use=1`;
}

function pingLine(random: Random): string {
  const [from, id] = [local(random), random(65536)];
  return `icmp     1 ${random(30)} src=${from} dst=10.0.3.9 type=8 code=0 id=${id} src=10.0.3.9 dst=${from} type=0 code=0 id=${id} mark=0 use=1`;
}

function ipv6Line(random: Random): string {
  const [from, port] = [
    `fd00:10:244:${random(40).toString(16)}::${(2 + random(100)).toString(16)}`,
    high(random),
  ];
  return `tcp      6 ${random(432000)} ESTABLISHED src=${from} dst=fd00:10:96::${random(400).toString(16)} sport=${port} dport=443 src=fd00:10:244::9 dst=${from} sport=8443 dport=${port} [ASSURED] mark=0 use=1`;
}
