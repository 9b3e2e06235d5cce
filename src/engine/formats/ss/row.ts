import type { SocketEnd, SocketRow, SocketState } from '../../model/sockets.ts';
import { readEndpoint } from '../../text/endpoint.ts';
import type { Line } from '../../text/line.ts';
import { type Word, wholeNumber, wordsOf } from '../../text/words.ts';
import { readInfo, readTimer, readUsers } from './details.ts';
import { socketState } from './states.ts';

/** misc/ss.c, sock_state_print: the first column where sockets of several kinds are listed. */
const NETIDS = new Set(
  `tcp udp raw u_str u_seq u_dgr nl p_raw p_dgr icmp6 v_str v_dgr sctp dccp tipc ti_rd ti_dg ti_sq ti_st xdp mptcp ???
unix udplite`.split(/\s+/),
);
/** netstat's first column: net-tools netstat.c. */
const PROTOS = /^(?:(tcp|udp|udplite|udpl|raw|sctp|dccp)6?)$/;

/** A row of netstat begins so. */
const PROTO = /^\s*(?:tcp|udp|raw|sctp|dccp)\w{0,5}\s+\d+\s+\d+(?:\s+\S{0,300}:|\s*$)/;

/** What a row says, or why it says nothing. broken: a terminal broke it before its last column. */
export type RowRead = { readonly row: SocketRow } | 'other' | 'broken' | null;

/**
 * `ESTAB 0 0 10.0.0.1:22 10.0.0.9:5123`, `tcp LISTEN 0 128 *:22 *:*`, `0 0 10.0.0.1:22 10.0.0.9:5123` where
 * `state` says what is listed, `u_str ESTAB 0 0 * 1234 * 1235`. other: a socket of another kind (Unix, netlink).
 */
export function readSsRow(line: Line, state: SocketState | null): RowRead {
  // Most lines do not begin with a kind or a state: they are not taken apart.
  if (state === null && !isNamed(wordsOf(line.text, 2))) return null;
  const words = wordsOf(line.text, 40);
  let at = 0;
  const netid = NETIDS.has(words[0]?.text ?? '') ? (words[at++] as Word).text : null;
  const named = socketState(words[at]?.text);
  // sctp prints its associations below the socket: "`- ESTAB 0 0 …"
  if (!named && words[at]?.text === '`-') return socketState(words[at + 1]?.text) ? 'other' : null;
  if (named) at++;
  else if (state === null) return null;
  const recvQ = wholeNumber(words[at]?.text);
  const sendQ = wholeNumber(words[at + 1]?.text);
  if (recvQ === null || sendQ === null) return named && netid === null ? brokenAt(words, at) : null;
  at += 2;
  if (netid && !/^(?:tcp|udp|udplite|sctp|dccp|mptcp|raw|icmp6)$/.test(netid))
    return words[at] ? 'other' : 'broken';
  const known = (named ?? state) as SocketState;
  const local = endOf(words[at]);
  const peer = endOf(words[at + 1]);
  if (!words[at + 1]) return words[at] === undefined || local ? 'broken' : null;
  if (local && !peer && words.length === at + 2 && line.text.length >= 79) return 'broken';
  // `ss -x` without a column of kinds: the path and the inode are two words.
  if (!local || !peer) return words[at + 3] && wholeNumber(words[at + 1]?.text) !== null ? 'other' : null;
  const rest = line.text.slice((words[at + 1] as Word).to);
  const users = readUsers(rest);
  return {
    row: {
      protocol: netid ?? 'any',
      state: known,
      recvQ,
      sendQ,
      local,
      peer,
      program: users?.program ?? null,
      pid: users?.pid ?? null,
      timer: readTimer(rest),
      info: rest.length > 8 ? readInfo(line, (words[at + 1] as Word).to) : null,
      place: line.place(),
    },
  };
}

/** Whether a state stands behind the kind, or first; sctp's associations begin with a branch. */
function isNamed(words: readonly Word[]): boolean {
  const word = NETIDS.has(words[0]?.text ?? '') ? words[1]?.text : words[0]?.text;
  return word === '`-' || socketState(word) !== null;
}

/** `ESTAB      0` is the beginning of a row, `ESTAB of the realm` is not. */
function brokenAt(words: readonly Word[], at: number): RowRead {
  const rest = words.slice(at);
  return rest.length > 0 && rest.length < 2 && wholeNumber(rest[0]?.text) !== null ? 'broken' : null;
}

/** `tcp        0      0 10.0.0.1:22      10.0.0.9:5123      ESTABLISHED 512/sshd: root       keepalive (7175.31/0/0)` */
export function readNetstatRow(line: Line): RowRead {
  if (/^\s{0,8}unix {1,3}\d/.test(line.text)) return 'other';
  if (!PROTO.test(line.text)) return null;
  const words = wordsOf(line.text, 12);
  const proto = PROTOS.exec(words[0]?.text ?? '');
  const recvQ = wholeNumber(words[1]?.text);
  const sendQ = wholeNumber(words[2]?.text);
  if (!proto || recvQ === null || sendQ === null) return null;
  if (words.length < 5) return words.every((_, i) => i < 3 || endOf(words[i]) !== null) ? 'broken' : null;
  const local = endOf(words[3]);
  const peer = endOf(words[4]);
  if (!local || !peer) return null;
  const state = socketState(words[5]?.text);
  const rest = line.text.slice((words[state ? 5 : 4] as Word).to);
  const users = /\s(\d{1,10})\/([^\s/]{1,64})/.exec(rest);
  return {
    row: {
      protocol: (proto[1] as string).replace(/^udpl$/, 'udplite'),
      // A UDP socket without a peer has no state in netstat; raw sockets print a number (`7`).
      state: state ?? 'UNCONN',
      recvQ,
      sendQ,
      local: cutOff(local, words[3] as Word),
      peer: cutOff(peer, words[4] as Word),
      program: users ? (users[2] as string).replace(/:$/, '') : null,
      pid: users ? Number(users[1]) : null,
      timer: readTimer(rest),
      info: null,
      place: line.place(),
    },
  };
}

/** Without -W netstat cuts long IPv6 addresses so that address and port fill 23 columns: `fe80::5054:ff:fe12:5678`. */
function cutOff(end: SocketEnd, word: Word): SocketEnd {
  return end.address.includes(':') && word.to - word.from >= 23 ? { ...end, exact: false } : end;
}

function endOf(word: Word | undefined): SocketEnd | null {
  return word ? readEndpoint(word.text) : null;
}
