import type { RuleOption } from '../../model/ruleset.ts';
import { checkAddress } from './connection.ts';
import { type Cursor, option, type ReadTarget } from './cursor.ts';
import { MARK_TARGETS } from './marks.ts';
import { LOG_LEVELS, TCP_OPTIONS, TOS_NAMES } from './names.ts';
import { NAT_TARGETS } from './nat.ts';
import { readQuoted } from './quoted.ts';

/** The words of a LOG target and their bits; 0x10 is of the kernel alone (linux/netfilter/xt_LOG.h). */
const LOG_BITS: ReadonlyMap<string, number> = new Map([
  ['tcp-sequence', 1],
  ['tcp-options', 2],
  ['ip-options', 4],
  ['uid', 8],
  ['macdecode', 32],
]);

/**
 * `LOG flags 9 level 4 prefix "drop "`, without -n `LOG level warn tcp-sequence uid prefix "drop "`. The prefix is
 * not escaped, but nothing comes after it (extensions/libxt_LOG.c).
 */
const readLog: ReadTarget = cursor => {
  const numeric = cursor.take(/LOG flags (\d{1,3}) level (\d{1,3})(?=\s|$)/y);
  const named = numeric ? null : cursor.take(/LOG (?:UNKNOWN )?level (\w{1,10})(?=\s|$)/y);
  const word = numeric?.[2] ?? named?.[1];
  const level = word !== undefined && /^\d/.test(word) ? word : LOG_LEVELS.get(word ?? '');
  if (level === undefined) return null;
  const bits = numeric ? Number(numeric[1]) : logBits(cursor);
  if (bits & ~47) return null;
  const prefix = cursor.take(/ {1,2}prefix "(.*)"\s*$/y);
  const options: RuleOption[] = [];
  if (prefix) options.push(option('--log-prefix', false, prefix[1] as string));
  if (level !== '4') options.push(option('--log-level', false, level));
  for (const [word, bit] of LOG_BITS) if (bits & bit) options.push(option(`--log-${word}`, false));
  return { name: 'LOG', options };
};

function logBits(cursor: Cursor): number {
  let bits = 0;
  for (let i = 0; i < LOG_BITS.size; i++) {
    const found = cursor.take(/ {1,2}(tcp-sequence|tcp-options|ip-options|uid|macdecode)(?=\s|$)/y);
    if (!found) break;
    bits |= LOG_BITS.get(found[1] as string) as number;
  }
  return bits;
}

/** `nflog-prefix  "a b" nflog-group 5 nflog-size 64 nflog-threshold 20` */
const readNflog: ReadTarget = cursor => {
  const options: RuleOption[] = [];
  if (cursor.take(/nflog-prefix {1,3}/y)) {
    const prefix = readQuoted(cursor) ?? cursor.take(/[^\s"]{1,128}/y)?.[0];
    if (prefix === undefined) return null;
    options.push(option('--nflog-prefix', false, prefix));
  }
  for (let i = 0; i < 4; i++) {
    const found = cursor.take(/ {0,3}nflog-(group|range|size|threshold) (\d{1,10})(?=\s|$)/y);
    if (!found) break;
    options.push(option(`--nflog-${found[1]}`, false, found[2] as string));
  }
  return options.length > 0 ? { name: 'NFLOG', options } : null;
};

/** `NFQUEUE num 10 bypass`, `NFQUEUE balance 0:6 bypass cpu-fanout` */
const readNfqueue: ReadTarget = cursor => {
  const found = cursor.take(/NFQUEUE (num|balance) (\d{1,5}(?::\d{1,5})?)( bypass)?( cpu-fanout)?(?=\s|$)/y);
  if (!found) return null;
  const options = [option(`--queue-${found[1]}`, false, found[2] as string)];
  if (found[3] !== undefined) options.push(option('--queue-bypass', false));
  if (found[4] !== undefined) options.push(option('--queue-cpu-fanout', false));
  return { name: 'NFQUEUE', options };
};

/** `reject-with icmp-port-unreachable` */
const readReject: ReadTarget = cursor => {
  const found = cursor.take(/reject-with ([\w-]{3,40})(?=\s|$)/y);
  return found && { name: 'REJECT', options: [option('--reject-with', false, found[1] as string)] };
};

const CT_WORDS: Readonly<Record<string, number>> = {
  '--notrack': 0,
  '--helper': 1,
  '--timeout': 2,
  '--ctevents': 3,
  '--expevents': 4,
  '--zone': 5,
  '--zone-orig': 5,
  '--zone-reply': 5,
};

/** `CT notrack`, `CT helper ftp zone-orig 5`; a rule with `-j NOTRACK` has `CT` in its column and prints `NOTRACK`. */
const readCt: ReadTarget = cursor => {
  if (cursor.take(/NOTRACK(?=\s|$)/y)) return { name: 'NOTRACK', options: [] };
  if (!cursor.take(/CT(?=\s|$)/y)) return null;
  const options: RuleOption[] = [];
  for (let i = 0; i < 7; i++) {
    const found = cursor.take(
      / {1,2}(?:(notrack)|(helper|timeout|ctevents|expevents|zone(?:-orig|-reply)?) ([\w,.-]{1,120}))(?=\s|$)/y,
    );
    if (!found) break;
    const value = found[3] === undefined ? [] : [found[3]];
    options.push(option(`--${found[1] ?? found[2]}`, false, ...value));
  }
  options.sort((one, other) => (CT_WORDS[one.flag] ?? 0) - (CT_WORDS[other.flag] ?? 0));
  return { name: 'CT', options };
};

/** `TCPMSS set 1400`, `TCPMSS clamp to PMTU` */
const readTcpmss: ReadTarget = cursor => {
  if (cursor.take(/TCPMSS clamp to PMTU(?=\s|$)/y))
    return { name: 'TCPMSS', options: [option('--clamp-mss-to-pmtu', false)] };
  const found = cursor.take(/TCPMSS set (\d{1,5})(?=\s|$)/y);
  return found && { name: 'TCPMSS', options: [option('--set-mss', false, found[1] as string)] };
};

/** `add-set banned src,dst exist timeout 60`, `map-set marks src map-mark` */
const readSetTarget: ReadTarget = cursor => {
  const options: RuleOption[] = [];
  for (let i = 0; i < 3; i++) {
    const found = cursor.take(
      / {0,2}(add-set|del-set|map-set) (\S{1,31}) ((?:src|dst)(?:,(?:src|dst)){0,5})(?=\s|$)/y,
    );
    if (!found) break;
    options.push(option(`--${found[1]}`, false, found[2] as string, found[3] as string));
  }
  if (options.length === 0) return null;
  for (let i = 0; i < 5; i++) {
    const found = cursor.take(/ {1,2}(?:(exist|map-mark|map-prio|map-queue)|timeout (\d{1,10}))(?=\s|$)/y);
    if (!found) break;
    if (found[1] !== undefined) options.push(option(`--${found[1]}`, false));
    else options.push(option('--timeout', false, found[2] as string));
  }
  return { name: 'SET', options };
};

/** `TTL set to 64`, `HL decrement by 1` */
const readTtlTarget: ReadTarget = cursor => {
  const found = cursor.take(/(TTL|HL) (set to|increment by|decrement by) (\d{1,3})(?=\s|$)/y);
  if (!found) return null;
  const name = found[1] as string;
  const work = (found[2] as string).slice(0, 3);
  return { name, options: [option(`--${name.toLowerCase()}-${work}`, false, found[3] as string)] };
};

/** `CLASSIFY set 1:ffff`; save writes four digits. */
const readClassify: ReadTarget = cursor => {
  const found = cursor.take(/CLASSIFY set ([\da-f]{1,4}):([\da-f]{1,4})(?=\s|$)/y);
  if (!found) return null;
  const value = [found[1], found[2]].map(half => (half as string).padStart(4, '0')).join(':');
  return { name: 'CLASSIFY', options: [option('--set-class', false, value)] };
};

/** `SYNPROXY sack-perm timestamp wscale 7 mss 1460 ecn` */
const readSynproxy: ReadTarget = cursor => {
  if (!cursor.take(/SYNPROXY(?=\s|$)/y)) return null;
  const options: RuleOption[] = [];
  for (let i = 0; i < 5; i++) {
    const found = cursor.take(/ {1,2}(?:(sack-perm|timestamp|ecn)|(wscale|mss) (\d{1,5}))(?=\s|$)/y);
    if (!found) break;
    if (found[1] !== undefined) options.push(option(`--${found[1]}`, false));
    else options.push(option(`--${found[2]}`, false, found[3] as string));
  }
  return { name: 'SYNPROXY', options };
};

/** `TEE gw:10.0.0.9 oif=eth1` */
const readTee: ReadTarget = cursor => {
  const found = cursor.take(/TEE gw:(\S{1,80})(?: oif=(\S{1,15}))?(?=\s|$)/y);
  if (!found) return null;
  if (!checkAddress(cursor, '--gateway', found[1] as string)) return null;
  const options = [option('--gateway', false, found[1] as string)];
  if (found[2] !== undefined) options.push(option('--oif', false, found[2]));
  return { name: 'TEE', options };
};

/** `TPROXY redirect 10.0.0.1:12345 mark 0x23/0xff`, of IPv6 without brackets. */
const readTproxy: ReadTarget = cursor => {
  const found = cursor.take(
    /TPROXY redirect (\S{1,60}):(\d{1,5}) mark (0x[\da-f]{1,8}\/0x[\da-f]{1,8})(?=\s|$)/y,
  );
  if (!found) return null;
  if (!checkAddress(cursor, '--on-ip', found[1] as string)) return null;
  return {
    name: 'TPROXY',
    options: [
      option('--on-port', false, found[2] as string),
      option('--on-ip', false, found[1] as string),
      option('--tproxy-mark', false, found[3] as string),
    ],
  };
};

/** `TOS set 0x10/0x3f`; without -n `TOS and 0x12`, ` TOS setMinimize-Delay` (extensions/libxt_TOS.c). */
const readTosTarget: ReadTarget = cursor => {
  const found = cursor.take(
    /TOS (?:set ?(?:(0x[\da-f]{2}(?:\/0x[\da-f]{2})?)|([A-Z][\w-]{5,24}))|(and|or|xor) (0x[\da-f]{2}))(?=\s|$)/y,
  );
  if (!found) return null;
  const [, whole, name, work, operand] = found;
  const value = whole ?? (name === undefined ? tosValue(work as string, operand as string) : tosName(name));
  return value === null ? null : { name: 'TOS', options: [option('--set-tos', false, value)] };
};

function tosName(name: string): string | null {
  const value = TOS_NAMES.get(name);
  return value === undefined ? null : `${value}/0x3f`;
}

function tosValue(work: string, operand: string): string {
  const bits = Number(operand);
  if (work === 'and') return `0x00/0x${(~bits & 0xff).toString(16).padStart(2, '0')}`;
  return work === 'or' ? `${operand}/${operand}` : `${operand}/0x00`;
}

/** `TCPOPTSTRIP options mss,wscale,6` */
const readTcpoptstrip: ReadTarget = cursor => {
  const found = cursor.take(/TCPOPTSTRIP options ([\w,-]{1,400})(?=\s|$)/y);
  if (!found) return null;
  const names = (found[1] as string).split(',').map(name => TCP_OPTIONS.get(name) ?? name);
  return { name: 'TCPOPTSTRIP', options: [option('--strip-options', false, names.join(','))] };
};

/** A target whose text is a fixed sentence with one value at most. */
function simple(name: string, pattern: RegExp, flag: string): ReadTarget {
  return cursor => {
    const found = cursor.take(pattern);
    const values = found?.[1] === undefined ? [] : [found[1]];
    return found && { name, options: [option(flag, false, ...values)] };
  };
}

/** `CONNSECMARK save` */
const readConnsecmark: ReadTarget = cursor => {
  const found = cursor.take(/CONNSECMARK (save|restore)(?=\s|$)/y);
  return found && { name: 'CONNSECMARK', options: [option(`--${found[1]}`, false)] };
};

/** What each target prints behind the matches; targets that print nothing are not here. */
export const TARGETS: ReadonlyMap<string, ReadTarget> = new Map(
  Object.entries<ReadTarget>({
    ...NAT_TARGETS,
    ...MARK_TARGETS,
    LOG: readLog,
    NFLOG: readNflog,
    NFQUEUE: readNfqueue,
    REJECT: readReject,
    CT: readCt,
    TCPMSS: readTcpmss,
    SET: readSetTarget,
    TTL: readTtlTarget,
    HL: readTtlTarget,
    CLASSIFY: readClassify,
    SYNPROXY: readSynproxy,
    TEE: readTee,
    TPROXY: readTproxy,
    TOS: readTosTarget,
    TCPOPTSTRIP: readTcpoptstrip,
    CONNSECMARK: readConnsecmark,
    CHECKSUM: simple('CHECKSUM', /CHECKSUM fill(?=\s|$)/y, '--checksum-fill'),
    DSCP: simple('DSCP', /DSCP set (0x[\da-f]{2})(?=\s|$)/y, '--set-dscp'),
    AUDIT: simple('AUDIT', /AUDIT (accept|drop|reject)(?=\s|$)/y, '--type'),
    ECN: simple('ECN', /ECN TCP remove(?=\s|$)/y, '--ecn-tcp-remove'),
    SECMARK: simple('SECMARK', /SECMARK selctx (\S{1,255})(?=\s|$)/y, '--selctx'),
  }),
);

/** Targets that always print something: a line without it was cut off. */
export const SPEAKING = new Set([
  ...[
    'LOG',
    'NFQUEUE',
    'REJECT',
    'CT',
    'TCPMSS',
    'TTL',
    'HL',
    'CLASSIFY',
    'SYNPROXY',
    'TEE',
    'TPROXY',
    'TOS',
  ],
  ...['CHECKSUM', 'DSCP', 'AUDIT', 'MARK', 'CONNMARK', 'DNAT', 'SNAT', 'NETMAP', 'HMARK', 'SET'],
]);
