import type { RuleOption } from '../../model/ruleset.ts';
import { icmp6Type, icmpType } from '../extensions/icmp-types.ts';
import { type Cursor, match, option, type ReadMatch } from './cursor.ts';
import { DCCP_TYPES, SCTP_CHUNKS, tcpFlags } from './names.ts';

/** ` spt:80`, ` dpts:1024:65535`, ` dpt:!ssh`: in extensions/libxt_tcp.c the `s` stands before a range. */
const PORTS = / {0,4}([sd])pt(s?):(!?)([^\s:]{1,60})(?::([^\s:]{1,60}))?(?=\s|$)/y;
/** ` option=8`, ` option=!8` */
const OPTION = / {0,4}option=(!?)(\d{1,3})(?=\s|$)/y;
/** ` flags:0x17/0x02`, ` flags:!FIN,SYN,RST,ACK/SYN` */
const FLAGS = / {0,4}flags:(!?)([\w,]{1,40})\/([\w,]{1,40})(?=\s|$)/y;

/** The ports behind a protocol's name; null where they are torn (`spts:80`). */
function ports(cursor: Cursor): RuleOption[] | null {
  const options: RuleOption[] = [];
  for (const side of ['s', 'd']) {
    const start = cursor.at;
    const found = cursor.take(PORTS);
    if (!found) continue;
    if (found[1] !== side) {
      cursor.at = start;
      continue;
    }
    const [, , range, not, low, high] = found;
    if ((range === 's') !== (high !== undefined)) return null;
    const flag = `--${side}port`;
    const value = high === undefined ? (low as string) : `${low}:${high}`;
    cursor.checkNumber(flag, value);
    options.push(option(flag, not === '!', value));
  }
  return options;
}

const readTcp: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/tcp(?=\s|$)/y)) return null;
  const options = ports(cursor);
  if (!options) return null;
  const tcpOption = cursor.take(OPTION);
  if (tcpOption) options.push(option('--tcp-option', tcpOption[1] === '!', tcpOption[2] as string));
  const flags = cursor.take(FLAGS);
  if (flags) {
    const mask = flagNames(flags[2] as string);
    const compare = flagNames(flags[3] as string);
    if (!mask || !compare) return null;
    options.push(option('--tcp-flags', flags[1] === '!', mask, compare));
  }
  return match('tcp', options);
};

function flagNames(text: string): string | null {
  if (/^0x[\da-f]{1,4}$/i.test(text)) return tcpFlags(Number(text));
  return /^(?:NONE|ALL|(?:FIN|SYN|RST|PSH|ACK|URG)(?:,(?:SYN|RST|PSH|ACK|URG)){0,5})$/.test(text)
    ? text
    : null;
}

const readUdp: ReadMatch = (cursor, negated) => {
  const name = negated ? null : cursor.take(/(udp|udplite)(?=\s|$)/y);
  const options = name && ports(cursor);
  return options ? match(name[1] as string, options) : null;
};

/** `sctp spt:80 ! all DATA,INIT`, `sctp any 0x0000,0x0007:tB` */
const readSctp: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/sctp(?=\s|$)/y)) return null;
  const options = ports(cursor);
  if (!options) return null;
  const chunks = cursor.take(/ {0,4}(! )?(any|all|only) ([\w,:]{1,400})(?=\s|$)/y);
  if (chunks) {
    const names = (chunks[3] as string).split(',').map(chunkName).join(',');
    options.push(option('--chunk-types', chunks[1] !== undefined, chunks[2] as string, names));
  }
  return match('sctp', options);
};

function chunkName(text: string): string {
  const number = /^(0x[\dA-F]{4})(.*)$/i.exec(text);
  return number ? (SCTP_CHUNKS[Number(number[1])] ?? (number[1] as string)) + number[2] : text;
}

/** `dccp spt:1 ! 0,1,2`; a full range of ports is not printed, not even one that is negated (extensions/libxt_dccp.c). */
const readDccp: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/dccp(?=\s|$)/y)) return null;
  const options = ports(cursor);
  if (!options) return null;
  for (const flag of ['--sport', '--dport']) {
    if (!options.some(given => given.flag === flag)) cursor.open(flag, 'ambiguous');
  }
  const types = cursor.take(
    / {0,4}(! )?([A-Z]{3,8}(?:,[A-Z]{3,8}){0,15}|\d{1,2}(?:,\d{1,2}){0,15})(?=\s|$)/y,
  );
  if (types) {
    const names = (types[2] as string)
      .split(',')
      .map(type => (/\d/.test(type) ? (DCCP_TYPES[Number(type)] ?? 'INVALID') : type));
    options.push(option('--dccp-types', types[1] !== undefined, [...new Set(names)].join(',')));
  }
  const dccpOption = cursor.take(OPTION);
  if (dccpOption) options.push(option('--dccp-option', dccpOption[1] === '!', dccpOption[2] as string));
  return match('dccp', options);
};

/** `multiport dports  !80,443`, with two blanks (extensions/libxt_multiport.c). */
const readMultiport: ReadMatch = (cursor, negated) => {
  const found = cursor.take(
    /multiport (sports|dports|ports) {0,2}(!?) ?([\w.*+-]{1,40}(?:[,:][\w.*+-]{1,40}){0,15})(?=\s|$)/y,
  );
  if (negated || !found) return null;
  const flag = `--${found[1]}`;
  cursor.checkNumber(flag, found[3] as string);
  return match('multiport', [option(flag, found[2] === '!', found[3] as string)]);
};

/**
 * `icmptype 8 code 0`, `icmp !type 8`, `icmp echo-request`, `ipv6-icmptype 136`; 255 of IPv4 is "any"
 * (extensions/libipt_icmp.c, libip6t_icmp6.c: no blank before `type`).
 */
const readIcmp: ReadMatch = (cursor, negated) => {
  const name = negated ? null : cursor.take(/(icmp|ipv6-icmp|icmpv6|icmp6)(?= ?!?type |\s)/y);
  if (!name) return null;
  const six = name[1] !== 'icmp';
  const flag = six ? '--icmpv6-type' : '--icmp-type';
  const number = cursor.take(
    / {0,4}(!?) ?type (\d{1,3})(?: code (\d{1,3})| codes (\d{1,3})-\d{1,3})?(?=\s|$)/y,
  );
  if (number) {
    if (number[4] !== undefined) cursor.open(flag, 'ambiguous');
    const code = number[3] ?? number[4];
    const type = !six && number[2] === '255' ? 'any' : (number[2] as string);
    const value = code === undefined || type === 'any' ? type : `${type}/${code}`;
    return match(six ? 'icmp6' : 'icmp', [option(flag, number[1] === '!', value)]);
  }
  const word = cursor.take(/ {1,4}(!?)([\w-]{3,40})(?=\s|$)/y);
  const known = word && (six ? icmp6Type : icmpType)(word[2] as string);
  return known && /^(?:\d|any$)/.test(known)
    ? match(six ? 'icmp6' : 'icmp', [option(flag, word[1] === '!', known)])
    : null;
};

/** `esp spi:0`, `ah spis:!1:2`, `comp spi:18` */
const readSpi: ReadMatch = (cursor, negated) => {
  const name = negated ? null : cursor.take(/(esp|ah|comp)(?=\s|$)/y);
  if (!name) return null;
  const extension = name[1] === 'comp' ? 'ipcomp' : (name[1] as string);
  const options: RuleOption[] = [];
  const spi = cursor.take(/ {0,4}spi(s?):(!?)(\d{1,10}(?::\d{1,10})?)(?=\s|$)/y);
  if (spi) {
    if ((spi[1] === 's') !== spi[3]?.includes(':')) return null;
    options.push(option(`--${extension}spi`, spi[2] === '!', spi[3] as string));
  }
  // ` length:!12 reserved` of IPv6 authentication headers.
  const length = cursor.take(/ {0,4}length:(!?)(\d{1,10})(?=\s|$)/y);
  if (length) options.push(option('--ahlen', length[1] === '!', length[2] as string));
  if (cursor.take(/ {0,4}reserved(?=\s|$)/y)) options.push(option('--ahres', false));
  return match(extension, options);
};

export const PORT_MATCHES: Readonly<Record<string, ReadMatch>> = {
  tcp: readTcp,
  udp: readUdp,
  udplite: readUdp,
  sctp: readSctp,
  dccp: readDccp,
  multiport: readMultiport,
  icmp: readIcmp,
  icmptype: readIcmp,
  'ipv6-icmp': readIcmp,
  'ipv6-icmptype': readIcmp,
  icmpv6: readIcmp,
  icmp6: readIcmp,
  esp: readSpi,
  ah: readSpi,
  comp: readSpi,
};
