import type { RuleOption } from '../../model/ruleset.ts';
import { canonicalNetwork, isMasked } from '../addresses.ts';
import { type Cursor, match, option, type ReadMatch } from './cursor.ts';

/** The options of conntrack in the order in which it prints them (extensions/libxt_conntrack.c). */
const CT_OPTIONS = [
  'ctstate',
  'ctproto',
  'ctorigsrc',
  'ctorigdst',
  'ctreplsrc',
  'ctrepldst',
  'ctorigsrcport',
  'ctorigdstport',
  'ctreplsrcport',
  'ctrepldstport',
  'ctstatus',
  'ctexpire',
  'ctdir',
];
const CT_VALUES: Readonly<Record<string, RegExp>> = {
  ctstate:
    /^(?:INVALID|NEW|RELATED|ESTABLISHED|UNTRACKED|SNAT|DNAT)(?:,(?:NEW|RELATED|ESTABLISHED|UNTRACKED|SNAT|DNAT)){0,6}$/,
  ctproto: /^\d{1,3}$/,
  ctstatus: /^(?:NONE|EXPECTED|SEEN_REPLY|ASSURED|CONFIRMED)(?:,(?:SEEN_REPLY|ASSURED|CONFIRMED)){0,3}$/,
  ctexpire: /^\d{1,10}(?::\d{1,10})?$/,
  ctdir: /^(?:ORIGINAL|REPLY)$/,
};
const PORT = /^\d{1,5}(?::\d{1,5})?$/;

/** `! ctstate INVALID ctdir ORIGINAL`, `ctorigdst 10.96.0.10 ctorigdstport 53` */
const readConntrack: ReadMatch = (cursor, negated) => {
  const options: RuleOption[] = [];
  let not = negated;
  let last = -1;
  for (;;) {
    const start = cursor.at;
    if (options.length > 0) {
      cursor.skipBlanks();
      not = cursor.take(/! ?(?=ct[a-z])/y) !== null;
    }
    const found = cursor.take(/(ct[a-z]{3,12}) ([^\s]{1,120})(?=\s|$)/y);
    const at = found ? CT_OPTIONS.indexOf(found[1] as string) : -1;
    if (!found || at <= last || !isCtValue(cursor, found[1] as string, found[2] as string)) {
      cursor.at = start;
      return options.length > 0 ? match('conntrack', options) : null;
    }
    last = at;
    options.push(option(`--${found[1]}`, not, found[2] as string));
  }
};

function isCtValue(cursor: Cursor, name: string, value: string): boolean {
  const known = CT_VALUES[name] ?? (name.endsWith('port') ? PORT : null);
  if (known) return known.test(value);
  return checkAddress(cursor, `--${name}`, value);
}

/**
 * Whether a word in the midst of a match is an address; one that is a host's name or blacked out is said to be so.
 * `fd00::/8!` and `ffff:ffff:` are none: two words joined, and the half of one.
 */
export function checkAddress(cursor: Cursor, what: string, value: string): boolean {
  if (canonicalNetwork(value) !== null) return true;
  const masked = isMasked(value);
  if (!masked && !/^(?=.{0,250}[A-Za-z])[\w][\w.-]{0,253}(?:\/[\d.]{1,15})?$/.test(value)) return false;
  cursor.open(what, masked ? 'masked' : 'resolved');
  return true;
}

/** `state RELATED,ESTABLISHED`, `! state NEW`: the module is told by the word (print_name_alias). */
const readState: ReadMatch = (cursor, negated) => {
  const found = cursor.take(
    /state ((?:INVALID|NEW|RELATED|ESTABLISHED|UNTRACKED)(?:,(?:NEW|RELATED|ESTABLISHED|UNTRACKED)){0,4})(?=\s|$)/y,
  );
  return found ? match('state', [option('--state', negated, found[1] as string)]) : null;
};

/** `mark match ! 0x4000/0x4000`, `connmark match  0x1/0xff` with two blanks, `MARK match 0x1` of old versions. */
const readMark: ReadMatch = (cursor, negated) => {
  const found = cursor.take(
    /(mark|connmark) match {1,3}(! {0,2})?(0x[\da-f]{1,16}(?:\/0x[\da-f]{1,16})?)(?=\s|$)/iy,
  );
  if (negated || !found) return null;
  const name = (found[1] as string).toLowerCase();
  return match(name, [option('--mark', found[2] !== undefined, found[3] as string)]);
};

/** `#conn src/32 > 10` */
const readConnlimit: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/#conn(?: (src|dst))?\/(\d{1,3}) (<=|>) (\d{1,10})(?=\s|$)/y);
  if (negated || !found) return null;
  const flag = found[3] === '>' ? '--connlimit-above' : '--connlimit-upto';
  const side = found[1] === 'dst' ? '--connlimit-daddr' : '--connlimit-saddr';
  return match('connlimit', [
    option(flag, false, found[4] as string),
    option('--connlimit-mask', false, found[2] as string),
    option(side, false),
  ]);
};

/** `connbytes 0:1000 connbytes mode packets connbytes direction original` */
const readConnbytes: ReadMatch = (cursor, negated) => {
  const found = cursor.take(
    /connbytes (\d{1,20}(?::\d{1,20})?) connbytes mode (packets|bytes|avgpkt) connbytes direction (original|reply|both)(?=\s|$)/y,
  );
  if (!found) return null;
  return match('connbytes', [
    option('--connbytes', negated, found[1] as string),
    option('--connbytes-mode', false, found[2] as string),
    option('--connbytes-dir', false, found[3] as string),
  ]);
};

/** `connlabel ! 40 set`, `connlabel 'name'` without -n. */
const readConnlabel: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/connlabel (! )?(?:(\d{1,3})|'([^']{1,60})')(?=\s|$)/y);
  if (negated || !found) return null;
  const label = found[2] ?? (found[3] as string);
  const options = [option('--label', found[1] !== undefined, label)];
  if (cursor.take(/ {1,2}set(?=\s|$)/y)) options.push(option('--set', false));
  return match('connlabel', options);
};

/** `helper match ! "ftp"`; the name is printed as it is, without escapes. */
const readHelper: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/helper match (! )?"([^"]{0,60})"(?=\s|$)/y);
  return found && !negated
    ? match('helper', [option('--helper', found[1] !== undefined, found[2] as string)])
    : null;
};

/** The options of ipvs in the order in which it prints them (extensions/libxt_ipvs.c). */
const IPVS_OPTIONS = ['vproto', 'vaddr', 'vport', 'vdir', 'vmethod', 'vportctl'];

/** `vproto 6 vaddr 10.0.0.1 vport 80 vdir ORIGINAL vmethod MASQ`, or `ipvs` alone. */
const readIpvs: ReadMatch = (cursor, negated) => {
  if (cursor.take(/ipvs(?=\s|$)/y)) return match('ipvs', [option('--ipvs', negated)]);
  const options: RuleOption[] = [];
  let not = negated;
  let last = -1;
  for (;;) {
    const start = cursor.at;
    if (options.length > 0) {
      cursor.skipBlanks();
      not = cursor.take(/! ?(?=v[a-z])/y) !== null;
    }
    const found = cursor.take(/(v(?:proto|addr|port|dir|method|portctl)) ([^\s]{1,80})(?=\s|$)/y);
    const at = found ? IPVS_OPTIONS.indexOf(found[1] as string) : -1;
    if (!found || at <= last) {
      cursor.at = start;
      return options.length > 0 ? match('ipvs', options) : null;
    }
    last = at;
    if (found[1] === 'vaddr' && !checkAddress(cursor, '--vaddr', found[2] as string)) return null;
    options.push(option(`--${found[1]}`, not, found[2] as string));
  }
};

export const CONNECTION_MATCHES: Readonly<Record<string, ReadMatch>> = {
  ...Object.fromEntries(CT_OPTIONS.map(name => [name, readConntrack])),
  ...Object.fromEntries(IPVS_OPTIONS.map(name => [name, readIpvs])),
  ipvs: readIpvs,
  state: readState,
  mark: readMark,
  connmark: readMark,
  MARK: readMark,
  CONNMARK: readMark,
  '#conn': readConnlimit,
  connbytes: readConnbytes,
  connlabel: readConnlabel,
  helper: readHelper,
};
