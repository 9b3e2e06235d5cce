import type { Checksum, DnsMessage, IcmpMessage, IpHeader, Tunnel } from '../../model/packets.ts';
import { Head, readHead } from './head.ts';
import { readArp, readDns, readIcmp, readIcmp6, readRemark } from './messages.ts';
import { numberAt, numberBehind, skipBlanks } from './scan.ts';
import { readOldTcp, readTcp, Tcp } from './tcp.ts';

/**
 * What a line turned out to be. packet: one with its ends. header: of an IP packet whose ends stand on the next line (-v).
 * broken: the line ends before the grammar does. none: no packet.
 */
export type Kind = 'packet' | 'header' | 'broken' | 'none';

/** A line of tcpdump, field by field. One object is used again for all lines: what is kept must be copied. */
export class Heard {
  readonly head = new Head();
  readonly tcp = new Tcp();
  text = '';
  protocol = '';
  ip: IpHeader | null = null;
  /** Where the ends stand in the text; both empty for ARP. */
  sourceFrom = 0;
  sourceTo = 0;
  destinationFrom = 0;
  destinationTo = 0;
  ports = false;
  length: number | null = null;
  checksum: Checksum | null = null;
  dns: DnsMessage | null = null;
  icmp: IcmpMessage | null = null;
  arp: ReturnType<typeof readArp> = null;
  tunnel: Tunnel | null = null;
  /** Where the packet inside a tunnel begins on the same line; -1 where it stands on the next line, or where there is none. */
  innerAt = -1;
  cut = false;

  get source(): string {
    return this.text.slice(this.sourceFrom, this.sourceTo);
  }

  get destination(): string {
    return this.text.slice(this.destinationFrom, this.destinationTo);
  }
}

/** Reads a whole line. */
export function readLine(text: string, heard: Heard): Kind {
  clear(text, heard);
  if (!readHead(text, heard.head)) return 'none';
  return readNetwork(heard, heard.head.end);
}

function clear(text: string, heard: Heard): void {
  heard.text = text;
  heard.ip = heard.length = heard.checksum = heard.dns = heard.icmp = heard.arp = heard.tunnel = null;
  heard.protocol = '';
  heard.ports = heard.cut = false;
  heard.innerAt = -1;
  heard.sourceFrom = heard.sourceTo = heard.destinationFrom = heard.destinationTo = 0;
}

function readNetwork(heard: Heard, from: number): Kind {
  const { text, head } = heard;
  if (head.network === 'ARP' || text.startsWith('Request who-has ', from)) return readArpLine(heard, from);
  let at = from;
  if (text.charCodeAt(at) === 0x28) {
    const close = closingParenthesis(text, at);
    if (close < 0) return 'broken';
    heard.ip = readIpHeader(text.slice(at + 1, close));
    heard.checksum = ipChecksum(text, at, close);
    at = skipBlanks(text, close + 1);
    if (at >= text.length) return 'header';
  }
  if (text.startsWith('truncated-ip', at)) {
    heard.cut = true;
    at = skipBlanks(text, text.indexOf('!', at) + 1);
  }
  return readEnds(heard, at);
}

/** `(tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)` holds parentheses itself. */
function closingParenthesis(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x28) depth++;
    else if (code === 0x29 && --depth === 0) return i;
  }
  return -1;
}

function readIpHeader(text: string): IpHeader {
  const tos = /tos 0x([\da-f]{1,2})\b/.exec(text);
  return {
    ttl: numberBehind(text, 'ttl ') ?? numberBehind(text, 'hlim '),
    id: numberBehind(text, ', id '),
    flags: /flags \[([\w+, ]{1,20})\]/.exec(text)?.[1] ?? null,
    offset: numberBehind(text, 'offset '),
    length:
      numberBehind(text, 'payload length: ') ??
      numberBehind(text, ', length ') ??
      numberBehind(text, ', length: '),
    tos: tos ? Number.parseInt(tos[1] as string, 16) : null,
  };
}

/** `…, length 60, bad cksum 0 (->b1f0)!)` */
function ipChecksum(text: string, from: number, to: number): Checksum | null {
  const at = text.indexOf('bad cksum ', from);
  if (at < 0 || at > to) return null;
  const match = /^bad cksum (\w{1,6}) \(->(\w{1,6})\)!/.exec(text.slice(at, at + 40));
  return { header: 'ip', verdict: 'bad', found: match?.[1] ?? null, expected: match?.[2] ?? null };
}

function readArpLine(heard: Heard, at: number): Kind {
  const body = heard.text.slice(at);
  heard.protocol = 'arp';
  heard.arp = readArp(body);
  heard.length = numberBehind(body, ', length ');
  return heard.length === null ? 'broken' : 'packet';
}

/** `10.77.1.2.59938 > 10.244.1.2.8080: …` */
function readEnds(heard: Heard, at: number): Kind {
  const { text } = heard;
  const blank = text.indexOf(' ', at);
  // The usual case: no blank but those around the arrow and behind the colon.
  if (blank > at && text.charCodeAt(blank + 1) === 0x3e && text.charCodeAt(blank + 2) === 0x20) {
    const next = text.indexOf(' ', blank + 3);
    if (next > blank + 4 && text.charCodeAt(next - 1) === 0x3a) {
      setEnds(heard, at, blank, next - 1);
      return readBody(heard, skipBlanks(text, next));
    }
  }
  const arrow = text.indexOf(' > ', at);
  if (arrow < 0) return heard.head.stamp !== null && heard.head.network !== null ? 'broken' : 'none';
  if (arrow === at || blank < arrow) return 'none';
  const end = text.indexOf(': ', arrow + 3);
  // `fd77:1::2.35566 > fd77:` is cut within an address.
  if (end < 0) return text.indexOf(' ', arrow + 3) < 0 ? 'broken' : 'none';
  const inside = text.indexOf(' ', arrow + 3);
  if (inside >= 0 && inside < end) return 'none';
  setEnds(heard, at, arrow, end);
  return readBody(heard, Math.min(skipBlanks(text, end + 1), text.length));
}

function setEnds(heard: Heard, from: number, arrow: number, to: number): void {
  heard.sourceFrom = from;
  heard.sourceTo = arrow;
  heard.destinationFrom = arrow + 3;
  heard.destinationTo = to;
}

function readBody(heard: Heard, at: number): Kind {
  const { text } = heard;
  const first = text.charCodeAt(at);
  if (first === 0x46 && text.startsWith('Flags [', at)) return tcpKind(heard, readTcp(text, at, heard.tcp));
  if (first === 0x5b) {
    const remark = readRemark(text.slice(at, at + 60));
    if (remark) {
      heard.checksum = remark.checksum ?? heard.checksum;
      return readBody(heard, at + remark.length);
    }
    // tcpdump saw only the beginning: `[|tcp]`, `[|domain]`.
    if (text.startsWith('[|', at)) {
      heard.cut = true;
      heard.protocol = text.slice(at + 2, Math.max(at + 2, text.indexOf(']', at)));
      heard.ports = heard.protocol === 'tcp' || heard.protocol === 'udp' || heard.protocol === 'domain';
      return heard.protocol === '' ? 'broken' : 'packet';
    }
  }
  return readOther(heard, at);
}

function tcpKind(heard: Heard, whole: boolean): Kind {
  heard.protocol = 'tcp';
  heard.ports = true;
  heard.length = heard.tcp.length;
  heard.checksum = heard.tcp.checksum ?? heard.checksum;
  // `Flags [S], seq 1 [|tcp]`: tcpdump had no more than that.
  if (whole || !heard.text.endsWith(']') || !heard.text.includes('[|tcp')) return whole ? 'packet' : 'broken';
  heard.cut = true;
  return 'packet';
}

function readOther(heard: Heard, at: number): Kind {
  const { text } = heard;
  if (text.startsWith('UDP, ', at)) return lengthKind(heard, 'udp', at);
  if (text.startsWith('ICMP ', at)) {
    heard.icmp = readIcmp(text.slice(at + 5));
    return lengthKind(heard, 'icmp', at);
  }
  if (text.startsWith('ICMP6, ', at)) {
    // With -v the message ends the line: `packet too big, mtu 1400`.
    heard.icmp = readIcmp6(heard.ip === null ? text.slice(at + 7) : `${text.slice(at + 7)} `);
    const kind = lengthKind(heard, 'icmp6', at);
    return heard.ip === null ? kind : 'packet'; // with -v no length stands at the end
  }
  if (text.startsWith('tcp ', at) && !Number.isNaN(numberAt(text, at + 4))) {
    heard.tcp.clear();
    heard.tcp.length = numberAt(text, at + 4);
    return tcpKind(heard, true);
  }
  return readTunnel(heard, at) ?? readMessage(heard, at);
}

function lengthKind(heard: Heard, protocol: string, at: number): Kind {
  heard.protocol = protocol;
  heard.ports = protocol === 'udp';
  heard.length = numberBehind(heard.text, 'length ', at);
  return heard.length === null && !heard.text.includes('[|', at) ? 'broken' : 'packet';
}

/** `VXLAN, flags [I] (0x08), vni 1`: the packet inside stands on the next line. `Geneve, …: IP …`, `IP a > b: …`: on this one. */
function readTunnel(heard: Heard, at: number): Kind | null {
  const { text } = heard;
  const otv = text.startsWith('OTV, ', at);
  if (otv || text.startsWith('VXLAN, ', at)) {
    const vni = numberBehind(text, otv ? 'instance ' : 'vni ', at);
    heard.tunnel = { kind: otv ? 'otv' : 'vxlan', vni };
    return tunnelKind(heard, vni !== null ? 'packet' : 'broken');
  }
  if (text.startsWith('Geneve, ', at)) {
    const vni = /vni 0x([\da-f]{1,6})/.exec(text.slice(at, at + 120));
    heard.tunnel = { kind: 'geneve', vni: vni ? Number.parseInt(vni[1] as string, 16) : null };
    heard.innerAt = innerBehind(text, at);
    return tunnelKind(heard, 'packet');
  }
  if (text.startsWith('GREv', at)) {
    heard.tunnel = { kind: 'gre', vni: null };
    heard.innerAt = innerBehind(text, at);
    return plain(heard, 'gre');
  }
  const inside = text.startsWith('IP ', at) || text.startsWith('IP6 ', at);
  if (!inside) return null;
  heard.tunnel = { kind: 'ipip', vni: null };
  heard.innerAt = at;
  return plain(heard, 'ipip');
}

function innerBehind(text: string, at: number): number {
  const colon = text.indexOf(': IP', at);
  return colon < 0 ? -1 : colon + 2;
}

function tunnelKind(heard: Heard, kind: Kind): Kind {
  heard.ports = true;
  heard.protocol = 'udp';
  return kind;
}

function plain(heard: Heard, protocol: string): Kind {
  heard.protocol = protocol;
  return 'packet';
}

/** Protocols that tcpdump takes apart, and that run over UDP where no TCP flags stand before them (print-udp.c). */
const OVER_UDP =
  /^(?:ntpv\d|sntpv\d|sip|radius|tftp|bootp\/dhcp|dhcp6|syslog|isakmp|quic|hsrpv\d|lwapp|rip[v\d]*)$/;

function readMessage(heard: Heard, at: number): Kind {
  const { text } = heard;
  const digit = text.charCodeAt(at) - 0x30;
  if (digit >= 0 && digit <= 9) {
    heard.dns = readDns(text.slice(at));
    heard.protocol = 'udp';
    heard.ports = true;
    if (heard.dns) {
      const open = text.lastIndexOf(' (');
      const length = open > at ? numberAt(text, open + 2) : Number.NaN;
      heard.length = Number.isNaN(length) ? null : length;
      heard.cut = text.includes('[|domain');
      return text.endsWith(')') || heard.cut ? 'packet' : 'broken';
    }
    // `41001 NXDomain 0/0/`: cut before it says whether it answers
    if (!text.endsWith(')')) return 'broken';
  }
  if (readOldTcp(text, at, heard.tcp)) return tcpKind(heard, true);
  if (text.startsWith('HBH ', at)) {
    const icmp = text.indexOf('ICMP6, ', at);
    if (icmp > 0) return readOther(heard, icmp);
  }
  // `ESP(spi=0x1,seq=0x2), length 100`, `BOOTP/DHCP, Request from …`, `NTPv4, Client, length 48`, `ip-proto-17`
  const word = /^ ?([A-Za-z][\w/-]{0,30})/.exec(text.slice(at, at + 40));
  const name = word ? (word[1] as string).toLowerCase() : 'other';
  heard.ports = OVER_UDP.test(name);
  heard.protocol = heard.ports ? 'udp' : name;
  heard.length = numberBehind(text, ', length ', at);
  return 'packet';
}
