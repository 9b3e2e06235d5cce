import type { SocketTimer, TcpInfo } from '../../model/sockets.ts';
import type { Line } from '../../text/line.ts';

/** `timer:(on,1.2sec,3)`, `timer:(keepalive,54min,0)`: misc/ss.c, tcp_timer_print. */
const TIMER = /\btimer:\(([a-z]{1,12}),([\w.]{1,20}),(\d{1,5})\)/;
/** netstat -o: `keepalive (7175.31/0/0)`, `on (0.21/3/0)`: time left, retransmissions, probes. */
const NETSTAT_TIMER =
  /\s((?:off|on\d?|keepalive|timewait|probe|unkn-\d{1,3}))\s\((-?\d{1,9}\.\d\d)\/(\d{1,5})\/\d{1,5}\)$/;
/** `users:(("nginx",pid=12,fd=6),("nginx",pid=11,fd=6))`; before 4.x `users:(("nginx",12,6))`. */
const USERS = /\busers:\(\("([^"]{1,64})",(?:pid=)?(\d{1,10})/;

export function readTimer(rest: string): SocketTimer | null {
  const match = TIMER.exec(rest) ?? NETSTAT_TIMER.exec(rest);
  if (!match) return null;
  return { name: match[1] as string, left: match[2] as string, retransmits: Number(match[3]) };
}

export function readUsers(rest: string): { program: string; pid: number } | null {
  const match = USERS.exec(rest);
  return match ? { program: match[1] as string, pid: Number(match[2]) } : null;
}

/** What stands behind the addresses of a row, or on the line below it, with `-i`, `-m`, `-e`, `-o`. */
const DETAIL =
  /^\s{0,16}(?:(?:(?:ts|sack|ecn|ecnseen|fastopen) ){0,5}(?:[a-z][a-z_\d]{1,15} )?(?:wscale|rto|rtt|mss|cwnd|ato|pmtu):|skmem:\(|mem:\(|uid:|ino:|sk:|cgroup:|timer:\(|users:\(|send \S|bytes_|segs_|lastsnd:|tcp-ulp|inode:|v6only:|fwmark:|class_id:|subflows:|add_addr|(?:<->|-->|<--|---)(?:\s|$))/;

/** Whether a line holds only details of the row above it. */
export function isDetail(text: string): boolean {
  return DETAIL.test(text.slice(0, 200));
}

/**
 * `\t cubic wscale:7,7 rto:204 rtt:0.024/0.009 ato:40 mss:32768 pmtu:65535 … retrans:0/3 …`: misc/ss.c,
 * tcp_stats_print. Null where the line tells nothing of the kind. `from` is where the details begin.
 */
export function readInfo(line: Line, from: number): TcpInfo | null {
  const rest = line.text.slice(from, from + 4000);
  const fields = new Map<string, string>();
  for (const word of rest.split(/\s+/, 200)) {
    const colon = word.indexOf(':');
    if (colon > 0) fields.set(word.slice(0, colon), word.slice(colon + 1));
  }
  if (!fields.has('rto') && !fields.has('mss') && !fields.has('cwnd')) return null;
  const [rtt, rttVariation] = pair(fields.get('rtt'));
  const [retransmittedNow, retransmittedTotal] = pair(fields.get('retrans'));
  const number = (key: string) => pair(fields.get(key))[0];
  return {
    congestion: /(?:^|\s)([a-z][a-z_\d]{1,15})\s(?:wscale|rto):/.exec(rest)?.[1] ?? null,
    rto: number('rto'),
    rtt,
    rttVariation,
    minRtt: number('minrtt'),
    mss: number('mss'),
    pathMtu: number('pmtu'),
    advertisedMss: number('advmss'),
    cwnd: number('cwnd'),
    ssthresh: number('ssthresh'),
    unacked: number('unacked'),
    lost: number('lost'),
    retransmittedNow,
    retransmittedTotal,
    bytesSent: number('bytes_sent'),
    bytesRetransmitted: number('bytes_retrans'),
    bytesReceived: number('bytes_received'),
    backoff: number('backoff'),
    lastSent: number('lastsnd'),
    lastReceived: number('lastrcv'),
    place: line.place(from),
  };
}

/** `0.024/0.009` is two numbers, `204` one. */
function pair(text: string | undefined): [number | null, number | null] {
  const match = /^(\d{1,18}(?:\.\d{1,6})?)(?:\/(\d{1,18}(?:\.\d{1,6})?))?$/.exec(text ?? '');
  if (!match) return [null, null];
  return [Number(match[1]), match[2] === undefined ? null : Number(match[2])];
}
