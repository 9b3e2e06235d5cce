import type { Edits } from './edits.ts';
import { lengthOf, partsOf } from './ipv4.ts';
import { groupsOf } from './ipv6.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** Six pairs or more: `MAC=` of the kernel's log has fourteen, InfiniBand twenty. */
const MAC = /(?<![\da-fA-F:])[\da-fA-F]{2}(?::[\da-fA-F]{2}){5,24}(?![\da-fA-F:])/g;
/** `0a-58-0a-f4-01-02`, `0a58.0af4.0102` */
const MAC_OTHERWISE =
  /(?<![\w.-])(?:[\da-fA-F]{2}(?:-[\da-fA-F]{2}){5}|[\da-fA-F]{4}\.[\da-fA-F]{4}\.[\da-fA-F]{4})(?![\w.-])/g;
/** `ll header: 00000000: da 89 2b b8 9a 25 ce 11 90 f7 39 20 08 00`, below a martian in the kernel's log */
const LL_HEADER =
  /\bll header: (?:[\da-f]{8}: )?((?:[\da-f]{2}[ :]){5}[\da-f]{2})[ :]((?:[\da-f]{2}[ :]){5}[\da-f]{2})/d;
/** `enx0250f2aabbcc`: udev names a device by its address. */
const DEVICE = /(?<![a-zA-Z\d])(?:en|wl|ww)x([\da-f]{12})(?![\da-zA-Z])/g;
/** In netstat a port may follow without a sign of its own: `fd00::5:44392`. */
const V6 = /(?<![\w:])[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){2,7}(?:(?=:\d{5}(?!\d))|(?![\da-fA-F:]))/g;
const V4 =
  /(?<![\d.])\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?!\d)(?:\/(\d{1,2}(?!\d|\.\d)|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}))?/g;
/** `ip-10-0-3-4` of a cloud, `10-244-1-2.shop.pod.cluster.local` */
const DASHED = /(?<![\w.-])(?:ip-)?(\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3})(?=\.[a-z]|(?![\w-]))/g;
const REVERSE4 = /(?<![\w.-])(\d{1,3}(?:\.\d{1,3}){0,3})\.in-addr\.arpa/gi;
const REVERSE6 = /(?<![\w.-])([\da-f](?:\.[\da-f]){31})\.ip6\.arpa/gi;
/** `10.244.1.0  10.0.0.2  255.255.255.0` of route -n: a network whose mask stands two columns behind it. */
const ROUTE_N = /^\s{0,8}(\d{1,3}(?:\.\d{1,3}){3})\s{1,40}\S{1,40}\s{1,40}(255(?:\.\d{1,3}){3})\s/;
/** /proc/net/tcp, little-endian; /proc/net/ip_vs, as it is written. */
const HEX_ENDS = /(?<![\w:])([\dA-F]{8})(?=:[\dA-F]{4}(?![\w:]))/g;

/** Whether a line may hold an address in another writing. */
const SPELLED =
  /-[\da-fA-F]{1,3}-[\da-fA-F]{1,3}-|\.arpa|ll header: |(?:en|wl|ww)x[\da-f]{12}|\.[\da-f]{4}\.|:[\dA-F]{4} /;

/** Replaces the addresses of a line, in every form in which tools print them. `unbracketed`: `fd00::5:80` is an address and a port. */
export function takeAddresses(line: string, edits: Edits, names: Pseudonyms, unbracketed = false): void {
  const colons = line.includes(':');
  if (colons) takeMacs(line, edits, names);
  if (colons) takeV6(line, edits, names, unbracketed);
  if (SPELLED.test(line)) takeSpelled(line, edits, names);
  const route = ROUTE_N.exec(line);
  if (route) {
    const from = line.indexOf(route[1] as string);
    const mapped = names.ipv4(route[1] as string, lengthOf(route[2] as string) ?? 32);
    edits.take(from, from + (route[1] as string).length, mapped);
  }
  if (!line.includes('.')) return;
  for (const match of line.matchAll(V4)) {
    const text = match[0].split('/')[0] as string;
    if (!isAddress4(line, match.index, text)) continue;
    if (edits.isFree(match.index, match.index + text.length))
      edits.take(match.index, match.index + text.length, names.ipv4(text, prefixOf(match[1])));
  }
}

/** The same, for text of many lines that holds nothing but addresses. */
export function withAddresses(text: string, names: Pseudonyms): string {
  const six =
    text.includes('::') || text.includes('0:')
      ? text.replace(V6, (found: string, at: number) => {
          const end = at + found.length;
          return text[end] !== '.' && groupsOf(found) ? names.ipv6(found) : found;
        })
      : text;
  return six.replace(V4, (found: string, prefix?: string) => {
    if (prefix === undefined) return names.ipv4(found);
    const address = found.slice(0, -prefix.length - 1);
    return `${names.ipv4(address, prefixOf(prefix))}/${prefix}`;
  });
}

/** `v1.2.3.4` and `1.2.3.4-5+deb12` are versions. */
function isAddress4(line: string, at: number, text: string): boolean {
  return partsOf(text) !== null && !/[a-zA-Z]/.test(line[at - 1] ?? '');
}

/** A prefix, or a mask: `/24`, `/255.255.255.0`. */
function prefixOf(text: string | undefined): number {
  if (text === undefined) return 32;
  return text.includes('.') ? (lengthOf(text) ?? 32) : Math.min(32, Number(text));
}

function takeMacs(line: string, edits: Edits, names: Pseudonyms): void {
  for (const { 0: text, index } of line.matchAll(MAC)) {
    // Of eight pairs of two, the colons may be those of an IPv6 address.
    const pairs = text.split(':');
    if (pairs.length === 8) continue;
    for (let at = 0; at + 6 <= pairs.length && at < 12; at += 6) {
      const own = pairs.slice(at, at + 6).join(':');
      edits.take(index + at * 3, index + at * 3 + own.length, names.mac(own));
    }
  }
}

/** `0a580af40102` → `0a:58:0a:f4:01:02` */
function pairsOf(digits: string): string {
  return digits.replace(/.{2}(?=.)/g, '$&:');
}

function takeV6(line: string, edits: Edits, names: Pseudonyms, unbracketed: boolean): void {
  for (const { 0: found, index } of line.matchAll(V6)) {
    // `::ffff:10.0.0.1`: the IPv4 address in it is replaced; `fd00::5.53 >` of tcpdump is an address and a port.
    const behind = line.slice(index + found.length, index + found.length + 12);
    if (/^\.\d{1,3}\.\d/.test(behind)) continue;
    let text = /[^:]:$/.test(found) ? found.slice(0, -1) : found;
    if (unbracketed && line[index - 1] !== '[') text = withoutPort(text);
    if (!groupsOf(text)) continue;
    const prefix = /^\/(\d{1,3})(?!\d)/.exec(line.slice(index + text.length, index + text.length + 5));
    const length = prefix ? Math.min(128, Number(prefix[1])) : 128;
    const mapped = names.ipv6(text, length);
    if (mapped !== text) edits.take(index, index + text.length, mapped);
  }
}

/** netstat writes `fd00::5:80` and `:::22`. */
function withoutPort(text: string): string {
  const last = text.lastIndexOf(':');
  const address = text.slice(0, last);
  return groupsOf(address) ? address : text;
}

function takeSpelled(line: string, edits: Edits, names: Pseudonyms): void {
  for (const { 0: text, index } of line.matchAll(MAC_OTHERWISE)) {
    const sign = text.includes('.') ? '.' : '-';
    const mapped = names.mac(pairsOf(text.replaceAll(sign, ''))).replaceAll(':', '');
    const every = sign === '.' ? /.{4}(?=.)/g : /.{2}(?=.)/g;
    edits.take(index, index + text.length, mapped.replace(every, `$&${sign}`));
  }
  for (const place of LL_HEADER.exec(line)?.indices?.slice(1) ?? []) {
    const [from, to] = place as [number, number];
    const sign = line[from + 2] as string;
    edits.take(from, to, names.mac(line.slice(from, to).replaceAll(sign, ':')).replaceAll(':', sign));
  }
  for (const { 0: text, 1: digits = '', index } of line.matchAll(DEVICE)) {
    const to = index + text.length;
    edits.take(to - 12, to, names.mac(pairsOf(digits)).replaceAll(':', ''));
  }
  for (const { 0: text, 1: digits = '', index } of line.matchAll(DASHED)) {
    const address = digits.replaceAll('-', '.');
    if (!partsOf(address)) continue;
    const to = index + text.length;
    edits.take(to - digits.length, to, names.ipv4(address).replaceAll('.', '-'));
  }
  for (const { 1: digits = '', index } of line.matchAll(REVERSE4)) {
    const parts = digits.split('.').reverse();
    const whole = [...parts, '0', '0', '0'].slice(0, 4).join('.');
    const mapped = names
      .ipv4(whole, parts.length * 8)
      .split('.')
      .slice(0, parts.length)
      .reverse()
      .join('.');
    edits.take(index, index + digits.length, mapped);
  }
  for (const { 1: digits = '', index } of line.matchAll(REVERSE6)) {
    const nibbles = digits.split('.').reverse().join('');
    const mapped = names.ipv6(nibbles.replace(/.{4}(?=.)/g, '$&:'));
    edits.take(index, index + digits.length, [...fullOf(mapped)].reverse().join('.'));
  }
  if (!/\d: [\dA-F]{8}:|^(?:TCP|UDP|SCTP)?\s{0,4}(?:->\s{1,4})?[\dA-F]{8}:/.test(line)) return;
  const little = /^\s{0,8}\d{1,8}: /.test(line);
  for (const { 1: digits = '', index } of line.matchAll(HEX_ENDS))
    edits.take(index, index + 8, hexOf(digits, little, names));
}

/** All 32 digits of an address. */
function fullOf(address: string): string {
  return (groupsOf(address) ?? []).map(group => group.toString(16).padStart(4, '0')).join('');
}

function hexOf(digits: string, little: boolean, names: Pseudonyms): string {
  const turn = (bytes: string[]) => (little ? bytes.reverse() : bytes);
  const bytes = turn(digits.match(/../g) ?? []).map(byte => Number.parseInt(byte, 16));
  const mapped = names.ipv4(bytes.join('.')).split('.').map(Number);
  return turn(mapped.map(byte => byte.toString(16).padStart(2, '0').toUpperCase())).join('');
}
