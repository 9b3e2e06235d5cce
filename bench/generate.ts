import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/** A generator of pseudo-random numbers (xorshift32): the same file on every machine. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Writes lines to a file without holding them. */
export async function writeLines(file: string, count: number, line: (at: number) => string): Promise<void> {
  const stream = createWriteStream(file);
  let part: string[] = [];
  for (let at = 0; at < count; at++) {
    part.push(line(at));
    if (part.length < 5000 && at < count - 1) continue;
    if (!stream.write(`${part.join('\n')}\n`)) await once(stream, 'drain');
    part = [];
  }
  stream.end();
  await once(stream, 'close');
}

const STATES: readonly [state: string, share: number, timeout: number][] = [
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
 * bytes each): services with DNAT to pods, pods that leave through SNAT, DNS over UDP, tunnels, some ICMP, IPv6, GRE and
 * odd lines.
 */
export function conntrackLines(seed = 1): (at: number) => string {
  const random = randomFrom(seed);
  const pod = () => `10.244.${random(64)}.${2 + random(250)}`;
  const high = () => 32768 + random(28232);
  return () => {
    const kind = random(1000);
    if (kind < 787) return tcpLine(random, pod, high);
    if (kind < 955) return dnsLine(random, pod(), pod(), high());
    if (kind < 957) {
      const port = high();
      return `udp      17 ${random(30)} src=192.168.1.${random(250)} dst=192.168.1.250 sport=${port} dport=8472 [UNREPLIED] src=192.168.1.250 dst=192.168.1.7 sport=8472 dport=${port} mark=0 use=1`;
    }
    if (kind < 972) {
      const [from, id] = [pod(), random(65536)];
      return `icmp     1 ${random(30)} src=${from} dst=10.0.3.9 type=8 code=0 id=${id} src=10.0.3.9 dst=${from} type=0 code=0 id=${id} mark=0 use=1`;
    }
    if (kind < 999) return ipv6Line(random, high());
    return `unknown  50 ${random(600)} src=192.168.1.7 dst=192.168.1.9 [UNREPLIED] src=192.168.1.9 dst=192.168.1.7 mark=0 use=1`;
  };
}

function tcpLine(random: (below: number) => number, pod: () => string, high: () => number): string {
  let share = random(100);
  const [state, , timeout] = STATES.find(([, part]) => (share -= part) < 0) ?? (STATES[0] as (typeof STATES)[0]);
  const head = `tcp      6 ${random(timeout)} ${state}`;
  const port = high();
  const mark = random(50) === 0 ? 16384 : 0;
  const assured = state === 'SYN_SENT' || state === 'SYN_RECV' ? '' : '[ASSURED] ';
  const unreplied = state === 'SYN_SENT' ? '[UNREPLIED] ' : '';
  const way = random(100);
  const from = pod();
  if (way < 60) {
    const service = random(300);
    const to = `10.244.${random(64)}.${2 + (service % 250)}`;
    return `${head} src=${from} dst=10.96.${service >> 8}.${service & 255} sport=${port} dport=${80 + (service % 4)} ${unreplied}src=${to} dst=${from} sport=8080 dport=${port} ${assured}mark=${mark} use=1`;
  }
  if (way < 88) {
    const to = `52.${random(4)}.${random(40)}.${random(250)}`;
    return `${head} src=${from} dst=${to} sport=${port} dport=443 ${unreplied}src=${to} dst=192.168.1.7 sport=443 dport=${1024 + random(64000)} ${assured}mark=${mark} use=1`;
  }
  const to = pod();
  return `${head} src=${from} dst=${to} sport=${port} dport=9090 ${unreplied}src=${to} dst=${from} sport=9090 dport=${port} ${assured}mark=0 use=${1 + random(2)}`;
}

function dnsLine(random: (below: number) => number, from: string, to: string, port: number): string {
  const unreplied = random(5) === 0;
  return `udp      17 ${random(180)} src=${from} dst=10.96.0.10 sport=${port} dport=53 ${unreplied ? '[UNREPLIED] ' : ''}src=${to} dst=${from} sport=53 dport=${port} ${unreplied ? '' : '[ASSURED] '}mark=0 use=1`;
}

function ipv6Line(random: (below: number) => number, port: number): string {
  const from = `fd00:10:244:${random(64).toString(16)}::${(2 + random(250)).toString(16)}`;
  return `tcp      6 ${random(432000)} ESTABLISHED src=${from} dst=fd00:10:96::${random(300).toString(16)} sport=${port} dport=443 src=fd00:10:244::9 dst=${from} sport=8443 dport=${port} [ASSURED] mark=0 use=1`;
}
