import type { ListingColumns, Match, Negatable, RuleSpec, Unknown } from '../../model/ruleset.ts';
import { canonicalNetwork, isMasked } from '../addresses.ts';
import { canonical } from '../canonical.ts';
import { protocolName } from '../protocols.ts';
import { splitBody } from './layout.ts';
import { readTexts } from './texts.ts';

/**
 * Reads the body of a rule of `iptables -L`: what stands behind number and counters. Its options come under the names
 * of iptables-save; what this form leaves open stands in `unknown`. A body whose columns are not all there is one
 * match that is not understood, never a broader rule.
 */
export function readListingBody(
  text: string,
  shown: ListingColumns,
  family: 'ipv4' | 'ipv6' | null,
): RuleSpec {
  const cut = /\s{0,40}…$/.exec(text);
  if (cut) return cutRule(readListingBody(text.slice(0, cut.index), shown, family));
  const columns = splitBody(text, shown, family);
  if (!columns) return notUnderstood(text);
  const unknown: Unknown[] = [];
  const protocol = protocolOf(columns.protocol);
  const goto = /^\s{0,20}\[goto\](?=\s|$)/.exec(text.slice(columns.rest));
  const from = columns.rest + (goto?.[0].length ?? 0);
  const context = { shown, family, target: columns.target };
  const texts = readTexts(separated(text.slice(from)), 0, context);
  const spec: RuleSpec = {
    source: address('-s', columns.source, shown, family, unknown),
    destination: address('-d', columns.destination, shown, family, unknown),
    inInterface: interfaceOf('-i', columns.inInterface, unknown),
    outInterface: interfaceOf('-o', columns.outInterface, unknown),
    protocol,
    fragment: columns.opt === '-f' ? true : columns.opt === '!f' ? false : null,
    matches: texts.matches,
    target: texts.target && { ...texts.target, goto: goto !== null },
    unknown: [...unknown, ...texts.unknown],
  };
  return canonical(spec, family);
}

/**
 * bpf and eui64 print no blank before their words (extensions/libxt_bpf.c, libip6t_eui64.c):
 *   tcp dpt:22match bpf 48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0
 */
function separated(text: string): string {
  if (!text.includes('match bpf ') && !text.includes('eui64')) return text;
  return text.replace(/(?<=\S)(?=match bpf (?:\d{1,5} \d{1,3} \d{1,3} \d|pinned \/)|eui64(?:\s|$))/g, ' ');
}

/**
 * `…` at the end of a rule: matches may be missing, and the value that was read last may be longer. Where the columns
 * themselves are torn, it is no rule.
 */
function cutRule(spec: RuleSpec): RuleSpec {
  const rest: Match = { name: '', options: [], text: '…' };
  const last = spec.matches.at(-1);
  const what = spec.target?.options.at(-1)?.flag ?? (last ? (last.options.at(-1)?.flag ?? last.name) : '-d');
  const unknown = [...spec.unknown, { what, why: 'cut' as const }, { what: '-m', why: 'cut' as const }];
  return { ...spec, matches: [...spec.matches, rest], unknown };
}

function notUnderstood(text: string): RuleSpec {
  return {
    source: null,
    destination: null,
    inInterface: null,
    outInterface: null,
    protocol: null,
    fragment: null,
    matches: [{ name: '', options: [], text: text.trim() }],
    target: null,
    unknown: [{ what: '', why: 'not-understood' }],
  };
}

/** `6`, `!tcp`, `all`, and 0 of versions 1.8.9 and 1.8.10 with -n. */
function protocolOf(text: string): Negatable | null {
  const { value, negated } = negatable(text);
  const name = protocolName(value);
  return name === 'all' && !negated ? null : { value: name, negated };
}

function negatable(text: string): Negatable {
  return text.startsWith('!') ? { value: text.slice(1), negated: true } : { value: text, negated: false };
}

/** `*` and `any` are any interface; a blacked-out name is none. */
function interfaceOf(what: string, text: string | null, unknown: Unknown[]): Negatable | null {
  if (text === null) {
    unknown.push({ what, why: 'not-shown' });
    return null;
  }
  const given = negatable(text);
  if (!given.negated && (text === '*' || text === 'any')) return null;
  // `! -i +` matches nothing; it prints as `!+` or `!*`, the `any` of a listing with names.
  if (given.value === '*' || given.value === 'any') return { value: '+', negated: true };
  if (isMasked(given.value)) unknown.push({ what, why: 'masked' });
  return given;
}

function address(
  what: string,
  text: string,
  shown: ListingColumns,
  family: 'ipv4' | 'ipv6' | null,
  unknown: Unknown[],
): Negatable | null {
  const { value, negated } = negatable(text);
  if (value === 'anywhere') {
    // ip6tables without -n prints `anywhere` for `::/128` and `::/1` as well (ipv6_addr_to_string, iptables/xshared.c).
    if (family !== 'ipv4' || negated) unknown.push({ what, why: 'ambiguous' });
    return negated ? { value, negated } : null;
  }
  const network = canonicalNetwork(value);
  if (network === null) unknown.push({ what, why: isMasked(value) ? 'masked' : nameReason(shown) });
  else if (/^(?:0\.0\.0\.0|::)\/0$/.test(network) && !negated) return null;
  return { value: network ?? value, negated };
}

/** A name in a listing with -n was put there by a person. */
function nameReason(shown: ListingColumns): Unknown['why'] {
  return shown.numeric === true ? 'masked' : 'resolved';
}
