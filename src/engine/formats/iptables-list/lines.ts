import type { Counters, ListingColumns } from '../../model/ruleset.ts';
import { countInterval, isMasked } from '../../rules/index.ts';
import { protocolNumber } from '../../rules/protocols.ts';

/**
 * `Chain INPUT (policy DROP 12 packets, 3456K bytes)`, `Chain INPUT (policy ACCEPT)`, `Chain DOCKER (2 references)`,
 * `Chain X (ERROR obtaining refs)`: print_header of iptables/xshared.c.
 */
const CHAIN =
  /^\s{0,8}Chain (\S{1,40}) \((?:policy ([A-Z]{2,10}|-)(?: (\d{1,20})([KMGT]?) packets, (\d{1,20})([KMGT]?) bytes)?|(-?\d{1,10}) references|ERROR obtaining refs)\)\s{0,20}$/;
/** A chain's line that breaks off, or that a terminal broke. */
const CHAIN_BEGUN = /^\s{0,8}Chain \S{1,40}(?: \([^)]{0,80})?$/;
const HEADER =
  /^\s{0,8}(num\s{1,12})?(pkts\s{1,12}bytes\s{1,12})?target\s{1,12}prot\s{1,12}opt\s{1,12}(in\s{1,12}out\s{1,12})?source\s{1,40}destination\s{0,40}$/;
const HEADER_BEGUN =
  /^\s{0,8}(?:num\s{1,12})?(?:pkts\s{1,12}bytes\s{1,12})?target\s{1,12}prot\s{1,12}opt\s{1,12}(?:in\s{1,12}out\s{1,12})?(?:s[a-z]{0,4}|source\s{1,40}[a-z]{0,10})\s{0,40}$/;

const UNITS = ' KMGT';

export interface ChainLine {
  readonly name: string;
  readonly policy: string | null;
  readonly policyCounters: Counters | null;
  readonly references: number | null;
}

export function readChainLine(text: string): ChainLine | null {
  const found = CHAIN.exec(text);
  if (!found) return null;
  const [, name, policy, packets, packetUnit, bytes, byteUnit, references] = found;
  const count = references === undefined ? null : Number(references);
  return {
    name: name as string,
    policy: policy === undefined || policy === '-' ? null : policy,
    policyCounters:
      packets === undefined
        ? null
        : {
            packets: countInterval(Number(packets), unitOf(packetUnit)),
            bytes: countInterval(Number(bytes), unitOf(byteUnit)),
          },
    references: count !== null && count >= 0 ? count : null,
  };
}

/** 0 exact, 1 K, 2 M, 3 G, 4 T. */
export function unitOf(unit: string | undefined): number {
  return Math.max(0, UNITS.indexOf(unit || ' '));
}

/** The columns that a header line names; `numeric` is not told by it. Null for any other line. */
export function readHeader(text: string): ListingColumns | null {
  const found = HEADER.exec(text);
  if (!found || (found[2] === undefined) !== (found[3] === undefined)) return null;
  return { lineNumbers: found[1] !== undefined, verbose: found[2] !== undefined, numeric: null };
}

/** A chain or header line of which the end is missing. */
export function isBegun(text: string): boolean {
  return CHAIN_BEGUN.test(text) || HEADER_BEGUN.test(text);
}

const TORN_COUNTS = /^\s{0,12}\d{1,20}[KMGT]?(?:\s{1,20}\d{1,20}[KMGT]?(?:\s.{0,4000})?)?$/;
const TORN_NUMBER = /^\s{0,12}\d{1,7}(?:\s.{0,4000})?$/;
const TORN_TARGET =
  /^\s{0,12}(?:[A-Z][A-Z\d_-]{1,30}|\S{1,30}\s{1,12}!?(?:all|tcp|udp|icmp|\d{1,3})(?:\s.{0,4000})?)$/;

/** Whether a line is the beginning of a rule with these columns; null: none are known. */
export function isTornRule(text: string, shown: ListingColumns | null): boolean {
  const line = text.trimEnd().slice(0, 2000);
  if (shown === null) return false;
  if (shown.lineNumbers) return TORN_NUMBER.test(line);
  return (shown.verbose ? TORN_COUNTS : TORN_TARGET).test(line);
}

const OPT = /^(?:--|-f|!f|[–—])$/;
const COUNT = /^\d{1,20}[KMGT]?$/;

/**
 * The columns of a rule that stands without a header (`iptables -nvL | grep DROP`, `iptables -nvL INPUT 1`), from its own
 * shape: what stands before the protocol and `opt`, and whether interfaces come before the addresses. Null where that
 * is not clear.
 *   2    19020  773K DROP       all  --  *      *       0.0.0.0/0            0.0.0.0/0            ctstate INVALID
 */
export function columnsOf(text: string): ListingColumns | null {
  const words = text.trim().slice(0, 2000).split(/\s+/, 12);
  const opt = words.findIndex((word, i) => i > 0 && i < 6 && OPT.test(word));
  if (opt < 1 || protocolNumber((words[opt - 1] as string).replace(/^!/, '')) === null) return null;
  const head = headOf(words.slice(0, opt - 1));
  if (!head) return null;
  const at = opt + (head.verbose ? 3 : 1);
  const [source = '', destination = ''] = words.slice(at, at + 2);
  if (!isPlainAddress(source) || !isPlainAddress(destination)) return null;
  if (head.verbose && isPlainAddress(words[opt + 1] as string)) return null;
  return { ...head, numeric: null };
}

/** `[num] [pkts bytes] [target]`; a target that is a number would leave it open. */
function headOf(words: readonly string[]): { lineNumbers: boolean; verbose: boolean } | null {
  const last = words.at(-1);
  const counts = last !== undefined && !COUNT.test(last) ? words.slice(0, -1) : words;
  if (!counts.every(word => COUNT.test(word)) || counts.length > 3) return null;
  const verbose = counts.length >= 2;
  const lineNumbers = counts.length % 2 === 1;
  if (lineNumbers && !/^\d+$/.test(counts[0] as string)) return null;
  return { verbose, lineNumbers };
}

function isPlainAddress(text: string): boolean {
  const address = text.replace(/^!/, '');
  return (
    address === 'anywhere' ||
    /^\d{1,3}(?:\.\d{1,3}){3}(?:\/[\d.]{1,15})?$/.test(address) ||
    (address.includes(':') && /^[\da-f:.]{2,45}(?:\/[\da-f:.]{1,45})?$/.test(address)) ||
    /^(?:localhost|(?:[\w-]{1,63}\.){1,8}[a-z]{2,24})(?:\/\d{1,3})?$/i.test(address) ||
    (isMasked(address) && address !== '*')
  );
}
