import { not, said } from '../explain-parts.ts';
import type { Said } from '../explained.ts';
import { STATEMENTS } from './statements.ts';
import { HEX, marked, OP, readValue, VALUE } from './values.ts';

/** A form of words of nft(8), matched where it begins. */
export interface Term {
  /** Sticky. */
  readonly pattern: RegExp;
  /** Null where it is something else after all. */
  readonly says: (match: RegExpExecArray) => readonly Said[] | null;
  readonly acts?: boolean;
}

const term = (source: string, says: Term['says']): Term => ({ pattern: new RegExp(source, 'y'), says });

/** What a value is held against, by the name under which the strings know it. */
function asked(field: string, op: string | undefined, text: string): Said[] | null {
  const value = readValue(op, text);
  if (!value) return null;
  const { kind, v, negated } = value;
  if (kind === 'set') return [said('nft.set', { f: field, v, ...not(negated) })];
  return [said(kind === 'list' ? 'nft.oneOf' : 'nft.is', { f: field, v, ...not(negated) })];
}

function address(side: string, op: string | undefined, text: string): Said[] | null {
  const value = readValue(op, text);
  if (!value) return null;
  const { kind, v, negated } = value;
  if (kind !== 'one') return asked(side, op, text);
  const [from = '', to] = v.split('-');
  if (to !== undefined)
    return [said('iprange', { side: side === 'saddr' ? 'src' : 'dst', from, to, ...not(negated) })];
  return [said(side === 'saddr' ? 'source' : 'destination', { v, ...not(negated) })];
}

function port(protocol: string, side: string, op: string | undefined, text: string): Said[] | null {
  const value = readValue(op, text);
  if (!value) return null;
  const { kind, v, negated } = value;
  const own = protocol === 'th' ? [] : [said('protocol', { v: protocol, ...not(false) })];
  if (kind === 'set') return [...own, said('nft.set', { f: side, v, ...not(negated) })];
  return [...own, said(kind === 'list' ? `${side}s` : side, { v: v.replaceAll('-', '–'), ...not(negated) })];
}

/** `"cali*"` is every interface whose name begins so. */
function device(which: string, op: string | undefined, text: string): Said[] | null {
  const value = readValue(op, text);
  if (!value) return null;
  const { kind, v, negated } = value;
  const dir = which.startsWith('i') ? 'in' : 'out';
  if (kind !== 'one') return asked(dir === 'in' ? 'iif' : 'oif', op, text);
  const begins = v.endsWith('*');
  const values = { dir, v: begins ? v.slice(0, -1) : v, ...not(negated) };
  return [said(begins ? 'interface.begins' : 'interface', values)];
}

const STATES = ['NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED'];

function states(op: string | undefined, text: string): Said[] | null {
  const value = readValue(op, text);
  if (!value || value.kind === 'set') return null;
  const names = value.v.toUpperCase().split(/, ?/);
  if (!names.every(name => STATES.includes(name))) return null;
  return [
    said('ctstate', { v: names.join(', '), ...not(value.negated) }),
    ...names.map(name => said(`state.${name}`)),
  ];
}

/** `syn / fin,syn,rst,ack` and, as older versions print it, `& (fin | syn | rst | ack) == syn`. */
function flags(mask: string, set: string, negated: boolean): Said[] {
  const names = mask.split(/[^a-z]+/).filter(Boolean);
  const listed = set.split(/[^a-z]+/).filter(Boolean);
  const isSyn = listed.join() === 'syn' && [...names].sort().join() === 'ack,fin,rst,syn';
  if (isSyn) return [said('tcp.syn', not(negated))];
  const m = names.join(', ').toUpperCase();
  if (listed.length === 0) return [said('tcp.flagsNone', { m, ...not(negated) })];
  return [said('tcp.flags', { m, v: listed.join(', ').toUpperCase(), ...not(negated) })];
}

const FAMILIES: Readonly<Record<string, string>> = { ipv4: 'IPv4', ipv6: 'IPv6' };

function family(op: string | undefined, text: string): Said[] | null {
  const value = readValue(op, text);
  const v = value?.kind === 'one' ? FAMILIES[value.v] : undefined;
  return value && v ? [said('nft.is', { f: 'family', v, ...not(value.negated) })] : null;
}

function plainly(key: string): (match: RegExpExecArray) => Said[] | null {
  return ([, op, text = '']) => {
    const value = readValue(op, text);
    return value?.kind === 'one' ? [said(key, { v: value.v, ...not(value.negated) })] : null;
  };
}

const ENDS: Readonly<Record<string, string>> = {
  'original saddr': 'ctorigsrc',
  'original daddr': 'ctorigdst',
  'reply saddr': 'ctreplsrc',
  'reply daddr': 'ctrepldst',
  'original proto-src': 'ctorigsrcport',
  'original proto-dst': 'ctorigdstport',
  'reply proto-src': 'ctreplsrcport',
  'reply proto-dst': 'ctrepldstport',
};

/** What may be looked up together with something else. */
const SELECTOR = `(?:ip6?|tcp|udp|sctp|th|meta|ct|ether|iifname|oifname|iif|oif|mark)(?: [a-z0-9-]{1,30}){0,2}`;

/** Conditions first by their words, then what is done. */
export const TERMS: readonly Term[] = [
  term(`ip6? (saddr|daddr) ${OP}${VALUE}`, ([, side = '', op, v = '']) => address(side, op, v)),
  term(
    `(tcp|udp|udplite|sctp|dccp|th) (sport|dport) ${OP}${VALUE}`,
    ([, protocol = '', side = '', op, v = '']) => port(protocol, side, op, v),
  ),
  term(`(?:meta l4proto|l4proto|ip protocol|ip6 nexthdr) ${OP}${VALUE}`, ([, op, v = '']) =>
    asked('protocol', op, v),
  ),
  term(`(?:meta )?nfproto ${OP}${VALUE}`, ([, op, v = '']) => family(op, v)),
  term(`(?:meta )?(iifname|oifname|iif|oif) ${OP}${VALUE}`, ([, which = '', op, v = '']) =>
    device(which, op, v),
  ),
  term(`ct state ${OP}${VALUE}`, ([, op, v = '']) => states(op, v)),
  term(`ct status ${OP}([a-z,-]{1,60})`, ([, op, v = '']) =>
    op === '<' || op === '>'
      ? null
      : [said('ctstatus', { v: v.toUpperCase().split(',').join(', '), ...not(op === '!=') })],
  ),
  term(`ct direction ${OP}(original|reply)`, ([, op, v = '']) => [
    said('ctdir', { dir: v.toUpperCase(), ...not(op === '!=') }),
  ]),
  term(`ct (original|reply) (?:ip6? )?(saddr|daddr|proto-src|proto-dst) ${OP}${VALUE}`, match => {
    const [, direction = '', end = '', op, v = ''] = match;
    const value = readValue(op, v);
    const key = ENDS[`${direction} ${end}`];
    return value?.kind === 'one' && key ? [said(key, { v: value.v, ...not(value.negated) })] : null;
  }),
  term(`(ct|meta)? ?mark (?:(?:&|and) ${HEX} )?${OP}${HEX}`, ([, of, mask, op, value = '']) =>
    marked(of === 'ct' ? 'connection' : 'packet', value, mask, op),
  ),
  term(String.raw`ct count (over )?(\d{1,10})`, ([, over, n = '']) => [
    said(over ? 'connlimit.above' : 'connlimit.upto', { n }),
  ]),
  term(`icmp(?:v6)? type ${OP}${VALUE}`, ([, op, text = '']) => {
    const value = readValue(op, text);
    return value && value.kind !== 'set' ? [said('icmp.type', { v: value.v, ...not(value.negated) })] : null;
  }),
  term('tcp flags (!= )?([a-z,]{1,40}|0x0) / ([a-z,]{1,60})', ([, negated, set = '', mask = '']) =>
    flags(mask, set === '0x0' ? '' : set, negated !== undefined),
  ),
  term(
    String.raw`tcp flags & \(([a-z |]{1,60})\) (==|!=) \(?([a-z |]{1,60}|0x0)\)?`,
    ([, mask = '', op, set = '']) => flags(mask, set === '0x0' ? '' : set, op === '!='),
  ),
  term(`fib (saddr|daddr) type ${OP}([a-z]{1,20})`, ([, end, op, type = '']) => {
    const side = end === 'saddr' ? 'src' : 'dst';
    const key = type === 'local' ? 'addrtype.local' : 'addrtype';
    return [said(key, { side, ...(type === 'local' ? {} : { v: type.toUpperCase() }), ...not(op === '!=') })];
  }),
  term(String.raw`fib saddr (\. mark )?\. iif oif (missing|exists)`, ([, mark, what]) => [
    said('rpfilter', not(what === 'missing')),
    ...(mark ? [said('rpfilter.validmark')] : []),
  ]),
  term(`meta skuid ${OP}${VALUE}`, plainly('owner.uid')),
  term(`meta skgid ${OP}${VALUE}`, plainly('owner.gid')),
  term(`(?:meta )?pkttype ${OP}${VALUE}`, plainly('pkttype')),
  term(`ip6? dscp ${OP}${VALUE}`, plainly('dscp')),
  term(`ether saddr ${OP}${VALUE}`, plainly('mac')),
  term(`meta length ${OP}${VALUE}`, plainly('length')),
  term(`(${SELECTOR}(?: \\. ${SELECTOR}){1,8}) (!= )?(@[^ ]{1,256})`, ([, parts = '', negated, set = '']) => [
    said('nft.together', { v: set, parts, ...not(negated !== undefined) }),
  ]),
  ...STATEMENTS,
];
