import type { RuleOption } from '../../model/ruleset.ts';
import { match, option, type ReadMatch } from './cursor.ts';
import { TOS_NAMES } from './names.ts';
import { readQuoted } from './quoted.ts';

/** `MAC 52:54:00:12:34:56`, `MAC ! 52:…`; capitals in old versions, none in new ones. */
const readMac: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/MAC (! ?)?([\da-f]{2}(?::[\da-f]{2}){5})(?=\s|$)/iy);
  if (negated || !found) return null;
  return match('mac', [option('--mac-source', found[1] !== undefined, (found[2] as string).toLowerCase())]);
};

const SOURCE_RANGE = /source IP range (! )?([\da-f.:]{2,45}-[\da-f.:]{2,45})(?=\s|$)/iy;
const DESTINATION_RANGE = / {0,2}destination IP range (! )?([\da-f.:]{2,45}-[\da-f.:]{2,45})(?=\s|$)/iy;

/** `source IP range ! 10.0.0.1-10.0.0.9 destination IP range …` */
const readIprange: ReadMatch = (cursor, negated) => {
  if (negated) return null;
  const options: RuleOption[] = [];
  const source = cursor.take(SOURCE_RANGE);
  if (source) options.push(option('--src-range', source[1] !== undefined, source[2] as string));
  const destination = cursor.take(DESTINATION_RANGE);
  if (destination)
    options.push(option('--dst-range', destination[1] !== undefined, destination[2] as string));
  return options.length > 0 ? match('iprange', options) : null;
};

/** `length !0:1`, `tcpmss match 1400:1536` */
const readLength: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/(length|tcpmss match) (!?)(\d{1,5}(?::\d{1,5})?)(?=\s|$)/y);
  if (negated || !found) return null;
  const [, word, not, value] = found;
  const [name, flag] = word === 'length' ? ['length', '--length'] : ['tcpmss', '--mss'];
  return match(name as string, [option(flag as string, not === '!', value as string)]);
};

/** `TTL match TTL == 64`, `HL match HL != 1` */
const readTtl: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/(TTL|HL) match (?:TTL|HL) (==|!=|<|>) (\d{1,3})(?=\s|$)/y);
  if (negated || !found) return null;
  const name = (found[1] as string).toLowerCase();
  const kind = found[2] === '<' ? 'lt' : found[2] === '>' ? 'gt' : 'eq';
  return match(name, [option(`--${name}-${kind}`, found[2] === '!=', found[3] as string)]);
};

/** `DSCP match !0x2e` */
const readDscp: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/DSCP match (!?)(0x[\da-f]{2})(?=\s|$)/y);
  return found && !negated ? match('dscp', [option('--dscp', found[1] === '!', found[2] as string)]) : null;
};

/** `tos match0x10/0x3f` (no blank), `tos match!0x10/0xff`, without -n `tos match Minimize-Delay` (mask 0x3f). */
const readTos: ReadMatch = (cursor, negated) => {
  if (negated) return null;
  const number = cursor.take(/tos match ?(!?) ?(0x[\da-f]{2}(?:\/0x[\da-f]{2})?)(?=\s|$)/iy);
  if (number) return match('tos', [option('--tos', number[1] === '!', number[2] as string)]);
  const word = cursor.take(/tos match(?: (?=!)|(?= ))(!?) ?([A-Z][\w-]{5,24})(?=\s|$)/y);
  const value = word && TOS_NAMES.get(word[2] as string);
  return value ? match('tos', [option('--tos', word[1] === '!', `${value}/0x3f`)]) : null;
};

/** `PKTTYPE != multicast` */
const readPkttype: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/PKTTYPE (!?)= (unicast|broadcast|multicast|\d{1,3})(?=\s|$)/y);
  if (negated || !found) return null;
  return match('pkttype', [option('--pkt-type', found[1] === '!', found[2] as string)]);
};

/** `ECN match !ECE CWR ECT=2` */
const readEcn: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/ECN match(?=\s|$)/y)) return null;
  const options: RuleOption[] = [];
  const ece = cursor.take(/ {1,2}(!?)ECE(?=\s|$)/y);
  if (ece) options.push(option('--ecn-tcp-ece', ece[1] === '!'));
  const cwr = cursor.take(/ {1,2}(!?)CWR(?=\s|$)/y);
  if (cwr) options.push(option('--ecn-tcp-cwr', cwr[1] === '!'));
  const ect = cursor.take(/ {1,2}(!?)ECT=(\d)(?=\s|$)/y);
  if (ect) options.push(option('--ecn-ip-ect', ect[1] === '!', ect[2] as string));
  return options.length > 0 ? match('ecn', options) : null;
};

/**
 * `STRING match ! "GET /" ALGO name bm FROM 40 TO 200 ICASE`. Bytes that do not print come as `"|0a0d|"`, and so does
 * the string `|0a0d|` itself (extensions/libxt_string.c).
 */
const readString: ReadMatch = (cursor, negated) => {
  const head = negated ? null : cursor.take(/STRING match {1,2}(! {0,2})?(?=")/y);
  const text = head && readQuoted(cursor);
  const algorithm = text != null && cursor.take(/ ALGO name (\S{1,16})(?=\s|$)/y);
  if (!head || text == null || !algorithm) return null;
  const hex = mayBeHex(text);
  const flag = hex ? '--hex-string' : '--string';
  if (hex) cursor.open('--string', 'ambiguous');
  const options = [
    option(flag, head[1] !== undefined, text),
    option('--algo', false, algorithm[1] as string),
  ];
  const from = cursor.take(/ {1,2}FROM (\d{1,5})(?=\s|$)/y);
  if (from) options.push(option('--from', false, from[1] as string));
  const to = cursor.take(/ {1,2}TO (\d{1,5})(?=\s|$)/y);
  if (to) options.push(option('--to', false, to[1] as string));
  if (cursor.take(/ {1,2}ICASE(?=\s|$)/y)) options.push(option('--icase', false));
  return match('string', options);
};

/** Whether the tool would have printed bytes in this way: one at least that does not print, or a `\` at the end. */
function mayBeHex(text: string): boolean {
  const bytes = /^\|((?:[\da-f]{2}){1,128})\|$/.exec(text)?.[1]?.match(/../g);
  if (!bytes) return false;
  return bytes.at(-1) === '5c' || bytes.some(byte => byte < '20' || byte > '7e');
}

/** `u32 ! "0x6&0xff=0x1"` */
const readU32: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/u32 (! ?)?"([\dxa-f&<>@=:,]{1,4000})"(?=\s|$)/y);
  return found && !negated
    ? match('u32', [option('--u32', found[1] !== undefined, found[2] as string)])
    : null;
};

/** `match bpf 48 0 0 9,21 0 1 6,…`, `match bpf pinned /sys/fs/bpf/x`; printed without a blank before it. */
const readBpf: ReadMatch = (cursor, negated) => {
  if (negated) return null;
  const pinned = cursor.take(/match bpf pinned (\S{1,400})(?=\s|$)/y);
  if (pinned) return match('bpf', [option('--object-pinned', false, pinned[1] as string)]);
  const code = cursor.take(
    /match bpf (\d{1,5} \d{1,3} \d{1,3} \d{1,10}(?:,\d{1,5} \d{1,3} \d{1,3} \d{1,10}){0,63})/y,
  );
  if (!code) return null;
  const steps = (code[1] as string).split(',').length;
  return match('bpf', [option('--bytecode', false, `${steps},${code[1]}`)]);
};

/** `OS fingerprint match ! Linux`: its ttl and log are not printed. */
const readOsf: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/OS fingerprint match (! )?(\S{1,32})(?=\s|$)/y);
  if (negated || !found) return null;
  cursor.open('--ttl', 'not-shown');
  cursor.open('--log', 'not-shown');
  return match('osf', [option('--genre', found[1] !== undefined, found[2] as string)]);
};

const readEui64: ReadMatch = (cursor, negated) =>
  !negated && cursor.take(/eui64(?=\s|$)/y) ? match('eui64', []) : null;

/** Matches of what stands in a packet. */
export const PACKET_MATCHES: Readonly<Record<string, ReadMatch>> = {
  MAC: readMac,
  source: readIprange,
  destination: readIprange,
  length: readLength,
  tcpmss: readLength,
  TTL: readTtl,
  HL: readTtl,
  DSCP: readDscp,
  tos: readTos,
  PKTTYPE: readPkttype,
  ECN: readEcn,
  STRING: readString,
  u32: readU32,
  match: readBpf,
  OS: readOsf,
  eui64: readEui64,
};
