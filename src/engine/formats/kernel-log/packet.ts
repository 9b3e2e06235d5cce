import type { LoggedPacket, QuotedPacket } from '../../model/log-events.ts';

/** `calico-packet: IN=ens192 OUT=cali0 MAC=…`; a prefix without a blank at its end sticks to `IN=`. */
const HEAD = /^(.{0,130}?)IN=([\w.:@+-]{0,20}) OUT=([\w.:@+-]{0,20})(?: |$)/;
const FLAGS = ['CWR', 'ECE', 'URG', 'ACK', 'PSH', 'RST', 'SYN', 'FIN'];
/** A line of log holds some thirty words. */
const MAX_WORDS = 120;

export interface PacketText {
  /** What stands before `IN=`. */
  readonly before: string;
  readonly packet: LoggedPacket;
  /** False where the line ends before all that the kernel prints for the protocol: a terminal broke it. */
  readonly whole: boolean;
}

/**
 * Reads what nf_log prints of a packet, IPv4 and IPv6 (net/netfilter/nf_log_syslog.c, dump_ipv4_packet() and its kin); null where
 * there is none, or its two addresses are not both there.
 */
export function readPacket(text: string): PacketText | null {
  const found = readWords(text);
  // The last word of a line that is not whole may have lost its end: `SPT=473` of 47334.
  if (!found || found.whole || /\s$/.test(text)) return found;
  const sure = readWords(text.replace(/\S{1,200}$/, ''));
  return sure && { ...sure, whole: false };
}

/** Whether a line begins as a packet does: one that holds no packet then was broken. */
export function beginsPacket(text: string): boolean {
  return HEAD.test(text);
}

function readWords(text: string): PacketText | null {
  const head = HEAD.exec(text);
  if (!head) return null;
  const { outer, quoted } = parts(text.slice(head[0].length));
  const words = outer.split(/\s+/, MAX_WORDS).filter(Boolean);
  const values = pairs(words);
  const source = values.get('SRC');
  const destination = values.get('DST');
  if (!isAddress(source) || !isAddress(destination)) return null;
  const protocol = values.get('PROTO') || null;
  const number = (key: string) => count(values.get(key));
  const packet: LoggedPacket = {
    prefix: (head[1] as string).trim(),
    in: head[2] || null,
    out: head[3] || null,
    physicalIn: values.get('PHYSIN') ?? null,
    physicalOut: values.get('PHYSOUT') ?? null,
    source: shorten(source),
    destination: shorten(destination),
    length: number('LEN'),
    ttl: number('TTL') ?? number('HOPLIMIT'),
    dontFragment: words.includes('DF'),
    protocol,
    sourcePort: number('SPT'),
    destinationPort: number('DPT'),
    tcpFlags: FLAGS.filter(flag => words.includes(flag)),
    seq: protocol === 'TCP' ? number('SEQ') : null,
    ack: protocol === 'TCP' ? number('ACK') : null,
    window: number('WINDOW'),
    icmpType: number('TYPE'),
    icmpCode: number('CODE'),
    mtu: number('MTU'),
    mark: hex(values.get('MARK')),
    uid: values.has('GID') ? number('UID') : null,
    quoted: quoted === null ? null : readQuoted(quoted),
  };
  return { before: head[1] as string, packet, whole: isWhole(packet, values, words, text) };
}

/** What stands in brackets is the packet that an ICMP error is about: `[SRC=10.77.1.2 DST=… LEN=10 ]`. */
function parts(text: string): { outer: string; quoted: string | null } {
  const open = text.indexOf('[SRC=');
  if (open < 0) return { outer: text, quoted: null };
  const close = text.indexOf(']', open);
  const quoted = close < 0 ? null : text.slice(open + 1, close);
  return { outer: text.slice(0, open) + (close < 0 ? '' : text.slice(close + 1)), quoted };
}

/** The first value of each key counts: `ID=` stands twice, of the packet and of the echo; `LEN=` of the packet and of UDP. */
function pairs(words: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  for (const word of words) {
    const equals = word.indexOf('=');
    if (equals <= 0) continue;
    const key = word.slice(0, equals);
    if (!values.has(key)) values.set(key, word.slice(equals + 1));
  }
  return values;
}

function readQuoted(text: string): QuotedPacket | null {
  const values = pairs(text.split(/\s+/, MAX_WORDS));
  const source = values.get('SRC');
  const destination = values.get('DST');
  if (!isAddress(source) || !isAddress(destination)) return null;
  return {
    source: shorten(source),
    destination: shorten(destination),
    protocol: values.get('PROTO') ?? null,
    sourcePort: count(values.get('SPT')),
    destinationPort: count(values.get('DPT')),
  };
}

/** The ICMP errors that quote a packet, by number, and the two echo messages of each family. */
const QUOTING: Readonly<Record<string, readonly number[]>> = {
  ICMP: [3, 4, 5, 11, 12],
  ICMPv6: [1, 2, 3, 4],
};
const ECHO: Readonly<Record<string, readonly number[]>> = { ICMP: [0, 8], ICMPv6: [128, 129] };

/** The kernel prints `URGP=` last for TCP, a second `LEN=` for UDP, and for ICMP what its type has. */
function isWhole(
  packet: LoggedPacket,
  values: Map<string, string>,
  words: readonly string[],
  text: string,
): boolean {
  const { protocol, icmpType } = packet;
  if (protocol === null) return false;
  if (words.includes('INCOMPLETE') || words.some(word => word.startsWith('FRAG:'))) return true;
  if (protocol === 'TCP') return /^\d+$/.test(values.get('URGP') ?? '');
  if (protocol === 'UDP') return words.filter(word => word.startsWith('LEN=')).length > 1;
  // `PROTO=2 `, `PROTO=ESP SPI=0x…`; `PROTO=UD` lost its end.
  if (!/^ICMP(?:v6)?$/.test(protocol)) return /PROTO=\S{1,10} /.test(text);
  if (icmpType === null || packet.icmpCode === null) return false;
  if (ECHO[protocol]?.includes(icmpType)) return values.has('SEQ');
  if (!QUOTING[protocol]?.includes(icmpType)) return true;
  // Of «need to frag» the MTU is the last word: four digits are whole, fewer only before a blank.
  if (protocol === 'ICMP' && icmpType === 3 && packet.icmpCode === 4)
    return /\] ?MTU=(?:\d{4,6}|\d{1,3} )/.test(text);
  return packet.quoted !== null && text.lastIndexOf(']') > text.indexOf('[SRC=');
}

function count(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}

function hex(text: string | undefined): number | null {
  return text !== undefined && /^0x[0-9a-f]{1,8}$/.test(text) ? Number.parseInt(text, 16) : null;
}

/** A masked address (`10.xx.1.7`) is text that is kept; anything else is none. */
function isAddress(text: string | undefined): text is string {
  return text !== undefined && /^[0-9a-fA-FxX*]{1,4}(?:[.:][0-9a-fA-FxX*]{0,4}){1,8}$/.test(text);
}

/** `fd77:0244:0000:0000:0000:0000:0000:0002` is `fd77:244::2` (RFC 5952). The kernel prints no other long form. */
export function shorten(address: string): string {
  if (!/^[0-9a-f]{4}(?::[0-9a-f]{4}){7}$/.test(address)) return address;
  const groups = address.split(':').map(group => group.replace(/^0{1,3}/, ''));
  let best = { from: 0, length: 0 };
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && groups[to] === '0') to++;
    if (to - from > best.length) best = { from, length: to - from };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`;
}
