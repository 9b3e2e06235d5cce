import type { ListingColumns } from '../../model/ruleset.ts';
import { isMasked } from '../addresses.ts';
import { protocolNumber } from '../protocols.ts';

/** The columns of a rule's line from the target on, as printed, and where the text behind them begins. */
export interface Layout {
  readonly target: string | null;
  readonly protocol: string;
  /** `--`, `-f`, `!f`; null where ip6tables before 1.8.9 leaves it blank. */
  readonly opt: string | null;
  readonly inInterface: string | null;
  readonly outInterface: string | null;
  readonly source: string;
  readonly destination: string;
  readonly rest: number;
}

interface Token {
  readonly text: string;
  readonly end: number;
}

/** Chat tools and word processors make one dash of `--`. */
const OPT = /^(?:--|-f|!f|!-|[–—])$/;
const BYTE = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])';
const QUAD = `${BYTE}(?:\\.${BYTE}){3}`;
/** Also with a mask that has holes. A zero in front shows that two columns were joined: `0.0.0.0/010.96.0.80`. */
const IPV4 = new RegExp(`^${QUAD}(?:/(?:[12]?\\d|3[0-2]|${QUAD}))?$`);
const IS_NUMERIC = /^!?(?:\*|0\.0\.0\.0\/0|::\/0)$/;
/** So many blanks before the protocol are an empty target column, not an indentation: it is nine wide. */
const BLANK_TARGET = /^ {8,}\S/;

/**
 * Splits a body into its columns, which are found by `opt` and by what may stand in each, never by their position:
 * long names push them. Null where they are not all there, or where it stays open which is which.
 */
export function splitBody(
  body: string,
  shown: ListingColumns,
  family: 'ipv4' | 'ipv6' | null,
): Layout | null {
  const tokens = firstTokens(body, 8);
  const optAt = tokens.findIndex((token, i) => i > 0 && i < 3 && OPT.test(token.text));
  if (optAt > 0) return layout(tokens, optAt === 2, true, shown);
  if (family === 'ipv4') return null;
  const blank = layout(tokens, false, false, shown);
  const named = layout(tokens, true, false, shown);
  if (!blank || !named) return blank ?? named;
  return BLANK_TARGET.test(body) ? blank : / {3}/.test(body) ? named : null;
}

function firstTokens(body: string, count: number): Token[] {
  const tokens: Token[] = [];
  const word = /\S{1,400}/g;
  while (tokens.length < count) {
    const found = word.exec(body);
    if (!found) break;
    tokens.push({ text: found[0], end: word.lastIndex });
  }
  return tokens;
}

function layout(tokens: Token[], hasTarget: boolean, hasOpt: boolean, shown: ListingColumns): Layout | null {
  let at = 0;
  const next = (): string => tokens[at++]?.text ?? '';
  const target = hasTarget ? next() : null;
  const protocol = next();
  const opt = hasOpt ? next() : null;
  const inInterface = shown.verbose ? next() : null;
  const outInterface = shown.verbose ? next() : null;
  const source = next();
  const destination = next();
  const last = tokens[at - 1];
  // `*` and 0.0.0.0/0 are what -n prints: then no host has a name.
  const numeric = [inInterface, outInterface, source, destination].some(
    text => text !== null && IS_NUMERIC.test(text),
  );
  const named = !numeric && shown.numeric !== true;
  const fits =
    last !== undefined &&
    isProtocol(protocol) &&
    (target === null || isTarget(target)) &&
    (inInterface === null || (isInterface(inInterface) && isInterface(outInterface as string))) &&
    isAddress(source, named) &&
    isAddress(destination, named) &&
    (hasOpt || looksIpv6(source, named)) &&
    (hasOpt || looksIpv6(destination, named));
  if (!fits) return null;
  return { target, protocol, opt, inInterface, outInterface, source, destination, rest: last.end };
}

function isProtocol(text: string): boolean {
  const number = protocolNumber(text.replace(/^!/, ''));
  return number !== null && number < 256;
}

/** Chains have up to 28 characters, targets 30; a chain's name may hold anything but blanks, and begins with no `-` or `!`. */
function isTarget(text: string): boolean {
  return text.length < 32 && /^[^\s!-]/.test(text);
}

function isInterface(text: string): boolean {
  const name = text.replace(/^!/, '');
  return name.length > 0 && (name.length < 16 || isMasked(name)) && !name.includes('/');
}

function isAddress(text: string, named: boolean): boolean {
  const address = text.replace(/^!/, '');
  if (IPV4.test(address)) return true;
  if (/^[\da-fA-F:.]{2,45}(?:\/[\da-fA-F:.]{1,45})?$/.test(address) && address.includes(':')) return true;
  if (isMasked(address)) return address !== '*';
  // Without -n a host's name stands there; with a mask where a network has a name.
  return (
    named && /[A-Za-z]/.test(address) && /^[A-Za-z\d_](?:[\w.-]{0,253})(?:\/[\d.:a-f]{1,45})?$/.test(address)
  );
}

/** Where no `opt` holds the columns, only what an IPv6 listing prints is an address. */
function looksIpv6(text: string, named: boolean): boolean {
  return (
    text.includes(':') || isMasked(text) || (named && /[.]|^!?(?:anywhere|localhost|ip6-\w+)/.test(text))
  );
}
