import type { PacketDirection } from '../../model/packets.ts';
import { isMac, numberAt, numberEnd, skipBlanks, wordEnd } from './scan.ts';

/** time: `17:01:03.483430`. date: with `2026-11-22 ` before it. unix: `1700000000.123456`. */
export type StampKind = 'time' | 'date' | 'unix';

/** What stands before the network layer of a line. One object is used again for all lines. */
export class Head {
  stamp: StampKind | null = null;
  seconds = 0;
  interface: string | null = null;
  direction: PacketDirection | null = null;
  /** Whether the line begins with blanks or a tab (` 00:00:00.000123` of -ttt does too). */
  indented = false;
  /** IP, IP6, ARP or other: what the marker, or the link header, says that follows; null where nothing says so. */
  network: 'IP' | 'IP6' | 'ARP' | 'other' | null = null;
  /** Whether a link header (`-e`) stands on the line. */
  link = false;
  /** Where the part begins that names interface, direction and ends, when all of it is in one piece. */
  keyFrom = 0;
  /** Where the network layer begins. */
  end = 0;
}

/** pcap/sll.h: packet types, as print-sll.c names them. */
const DIRECTIONS: Readonly<Record<string, PacketDirection>> = {
  In: 'in',
  Out: 'out',
  B: 'broadcast',
  M: 'multicast',
  P: 'other',
};

/**
 * Reads stamp, interface and link header of a line into `head`:
 *   `03:51:11.578130 cali0 Out ifindex 3 ca:ba:a6:77:c1:8d ethertype IPv4 (0x0800), length 80: 10.77.1.2…`
 * Every part may be missing. False where what follows cannot be a packet.
 */
export function readHead(text: string, head: Head): boolean {
  head.interface = head.direction = head.network = null;
  head.link = false;
  let at = skipSpace(text, 0);
  head.indented = at > 0;
  at = readStamp(text, at, head);
  head.keyFrom = at;
  at = readMarker(text, readLink(text, readPoint(text, at, head), head), head);
  head.end = at;
  return at < text.length;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === 0x20 || text.charCodeAt(at) === 0x09) at++;
  return at;
}

/** util-print.c, ts_print: `-` stands before a stamp of -ttt that is earlier than the one before. */
function readStamp(text: string, from: number, head: Head): number {
  head.stamp = null;
  const negative = text.charCodeAt(from) === 0x2d;
  const at = negative ? from + 1 : from;
  const first = text.charCodeAt(at) - 0x30;
  if (!(first >= 0 && first <= 9)) return from;
  const end = isClock(text, at) ? readClock(text, at, head) : readLongStamp(text, at, head);
  if (end < 0 || (end < text.length && text.charCodeAt(end) !== 0x20)) {
    head.stamp = null;
    return from;
  }
  if (negative) head.seconds = -head.seconds;
  return skipBlanks(text, end);
}

function isClock(text: string, at: number): boolean {
  return (
    text.charCodeAt(at + 2) === 0x3a && text.charCodeAt(at + 5) === 0x3a && text.charCodeAt(at + 8) === 0x2e
  );
}

function readClock(text: string, at: number, head: Head): number {
  const clock = two(text, at) * 3600 + two(text, at + 3) * 60 + two(text, at + 6);
  const fraction = numberAt(text, at + 9);
  const digits = numberEnd - at - 9;
  if (Number.isNaN(clock) || Number.isNaN(fraction) || digits > 9) return -1;
  head.stamp = 'time';
  head.seconds = clock + fraction / (TENS[digits] as number);
  return numberEnd;
}

/** Powers of ten: a fraction has nine digits at most. */
const TENS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 0x30;
  const ones = text.charCodeAt(at + 1) - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

let lastDate = '';
let lastMidnight = 0;

/** `2026-11-22 17:01:03.483430` or `1700000000.483430`. */
function readLongStamp(text: string, at: number, head: Head): number {
  if (text.charCodeAt(at + 4) === 0x2d && text.charCodeAt(at + 7) === 0x2d) {
    const clockAt = skipBlanks(text, at + 10);
    if (!isClock(text, clockAt)) return -1;
    const end = readClock(text, clockAt, head);
    const midnight = midnightOf(text.slice(at, at + 10));
    if (end < 0 || Number.isNaN(midnight)) return -1;
    head.stamp = 'date';
    head.seconds += midnight;
    return end;
  }
  const seconds = numberAt(text, at);
  const dot = numberEnd;
  if (Number.isNaN(seconds) || dot - at < 9 || text.charCodeAt(dot) !== 0x2e) return -1;
  const fraction = numberAt(text, dot + 1);
  if (Number.isNaN(fraction)) return -1;
  head.stamp = 'unix';
  head.seconds = seconds + fraction / 10 ** (numberEnd - dot - 1);
  return numberEnd;
}

function midnightOf(date: string): number {
  if (date !== lastDate) {
    const match = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date);
    lastMidnight = match
      ? Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / 1000
      : Number.NaN;
    lastDate = date;
  }
  return lastMidnight;
}

/** `ens192 In  ` of LINUX_SLL2 (4.99 and later), or the direction alone, `Out `, of -e before. */
function readPoint(text: string, at: number, head: Head): number {
  if (text.startsWith('IP ', at)) return at;
  const end = wordEnd(text, at);
  if (end - at <= 3) {
    const only = DIRECTIONS[text.slice(at, end)];
    const next = skipBlanks(text, end);
    if (only && (isMac(text, next) || text.startsWith('ethertype', next))) {
      head.direction = only;
      return next;
    }
    if (text.charCodeAt(at) === 0x49 && text.charCodeAt(at + 1) === 0x50) return at; // IP, IP6
  }
  const second = skipBlanks(text, end);
  const secondEnd = wordEnd(text, second);
  if (secondEnd - second > 3) return at;
  const word = text.slice(second, secondEnd);
  const direction = DIRECTIONS[word];
  if ((!direction && word !== '?') || text.charCodeAt(end - 1) === 0x2c) return at;
  head.interface = text.slice(at, end);
  head.direction = direction ?? null;
  return skipBlanks(text, secondEnd);
}

/** `ifindex 3 `, `MAC > MAC, ethertype IPv4 (0x0800), length 74: `, and VLAN tags behind it. */
function readLink(text: string, from: number, head: Head): number {
  let at = from;
  if (text.startsWith('ifindex ', at)) at = skipBlanks(text, wordEnd(text, at + 8));
  if (!isMac(text, at) && !text.startsWith('ethertype ', at)) return at;
  const length = text.indexOf(', length ', at);
  const colon = length < 0 ? -1 : text.indexOf(':', length);
  if (colon < 0) return at;
  head.link = true;
  head.network = networkOf(text, at, colon);
  at = skipBlanks(text, colon + 1);
  while (text.startsWith('vlan ', at)) {
    const type = text.indexOf('ethertype ', at);
    const comma = type < 0 ? -1 : text.indexOf(', ', type);
    if (comma < 0) break;
    head.network = networkOf(text, type, comma);
    at = comma + 2;
  }
  return at;
}

function networkOf(text: string, from: number, to: number): Head['network'] {
  const at = text.indexOf('ethertype ', from);
  if (at < 0 || at > to) return 'other';
  if (text.startsWith('IPv4', at + 10)) return 'IP';
  if (text.startsWith('IPv6', at + 10)) return 'IP6';
  return text.startsWith('ARP', at + 10) ? 'ARP' : 'other';
}

function readMarker(text: string, at: number, head: Head): number {
  if (text.startsWith('IP ', at)) head.network = 'IP';
  else if (text.startsWith('IP6 ', at)) head.network = 'IP6';
  else if (text.startsWith('ARP, ', at)) head.network = 'ARP';
  else return at;
  return skipBlanks(text, wordEnd(text, at));
}
