import type { SocketState } from '../../model/sockets.ts';

/**
 * States as `ss` (misc/ss.c, `sstate_name`) and `netstat` (net-tools netstat.c, `tcp_state`) spell them. The
 * kernel's NEW_SYN_RECV is a SYN-RECV for both.
 */
const STATES: Readonly<Record<string, SocketState>> = {
  ESTAB: 'ESTAB',
  'SYN-SENT': 'SYN-SENT',
  'SYN-RECV': 'SYN-RECV',
  'FIN-WAIT-1': 'FIN-WAIT-1',
  'FIN-WAIT-2': 'FIN-WAIT-2',
  'TIME-WAIT': 'TIME-WAIT',
  UNCONN: 'UNCONN',
  'CLOSE-WAIT': 'CLOSE-WAIT',
  'LAST-ACK': 'LAST-ACK',
  LISTEN: 'LISTEN',
  CLOSING: 'CLOSING',
  UNKNOWN: 'UNKNOWN',
  ESTABLISHED: 'ESTAB',
  SYN_SENT: 'SYN-SENT',
  SYN_RECV: 'SYN-RECV',
  FIN_WAIT1: 'FIN-WAIT-1',
  FIN_WAIT2: 'FIN-WAIT-2',
  TIME_WAIT: 'TIME-WAIT',
  CLOSE: 'UNCONN',
  CLOSE_WAIT: 'CLOSE-WAIT',
  LAST_ACK: 'LAST-ACK',
};

/** The state that a word names; null where it names none. */
export function socketState(word: string | undefined): SocketState | null {
  return word !== undefined && Object.hasOwn(STATES, word) ? (STATES[word] as SocketState) : null;
}

/** Words that only ss (`TIME-WAIT`, `ESTAB`) or only netstat (`FIN_WAIT1`) print; `TIME_WAIT` is also one of conntrack. */
export function isSocketsOnly(word: string): boolean {
  return /^(?:ESTAB|UNCONN|[A-Z]+(?:-[A-Z\d]+)+|FIN_WAIT[12])$/.test(word) && socketState(word) !== null;
}

/** Names of a filter, `ss state time-wait`, which print no column of states when only one is asked for. */
const FILTERS: Readonly<Record<string, SocketState>> = {
  established: 'ESTAB',
  'syn-sent': 'SYN-SENT',
  'syn-recv': 'SYN-RECV',
  'fin-wait-1': 'FIN-WAIT-1',
  'fin-wait-2': 'FIN-WAIT-2',
  'time-wait': 'TIME-WAIT',
  closed: 'UNCONN',
  'close-wait': 'CLOSE-WAIT',
  'last-ack': 'LAST-ACK',
  listening: 'LISTEN',
  listen: 'LISTEN',
  closing: 'CLOSING',
};

/** The one state that `ss … state X` asks for; null where it asks for none or for several. */
export function filteredState(args: readonly string[]): SocketState | null {
  const asked = args.flatMap((word, i) =>
    args[i - 1] === 'state' ? (FILTERS[word.toLowerCase()] ?? 'UNKNOWN') : [],
  );
  return asked.length === 1 && asked[0] !== 'UNKNOWN' ? (asked[0] as SocketState) : null;
}
