import type { CountedRule } from '../../model/counted-lines.ts';
import { readListingBody } from '../../rules/listing/index.ts';
import { readSaveBody } from '../../rules/save.ts';
import type { Line } from '../../text/line.ts';
import { columnsOf, readChainLine, readHeader } from '../iptables-list/lines.ts';
import { isRuleLike } from '../iptables-save/index.ts';
import { readSaveLine } from '../iptables-save/lines.ts';
import type { Counting } from './command.ts';

const SIX = /(?:^|\s)!?[\da-f]{0,4}:[\da-f:.]{1,40}\/\d|icmp6|ipv6-icmp/;
const FOUR = /(?:^|\s)!?(?:\d{1,3}\.){3}\d{1,3}(?:\/\d|\s|$)/;
/** Number and counters of `-v` and `--line-numbers`. */
const COUNTERS = /^\s{0,12}(?:\d{1,20}[KMGT]?\s{1,20}){1,3}(?=\S)/;

/** The rule that stands behind a count; null where none does. */
export function readCountedRule(line: Line, count: number, asked: Counting | null): CountedRule | null {
  const text = line.text.trim();
  if (text.length > 4000) return null;
  const read = readSaveLine(text);
  const place = line.place();
  if (read) {
    if (read.kind !== 'rule' || !isRuleLike(read.chain, read.body)) return null;
    const family = familyOf(read.body, asked);
    return {
      count,
      chain: read.chain,
      family,
      text: read.body,
      spec: readSaveBody(read.body, family),
      place,
    };
  }
  const columns = columnsOf(text);
  if (!columns) return null;
  const body = columns.verbose || columns.lineNumbers ? text.replace(COUNTERS, '') : text;
  const family = familyOf(body, asked);
  const numeric = /\s(?:0\.0\.0\.0\/0|::\/0)(?:\s|$)/.test(body) ? true : (asked?.numeric ?? null);
  return {
    count,
    chain: null,
    family,
    text: body,
    spec: readListingBody(body, { ...columns, numeric }, family),
    place,
  };
}

function familyOf(body: string, asked: Counting | null): CountedRule['family'] {
  if (asked?.family) return asked.family;
  return SIX.test(body) ? 'ipv6' : FOUR.test(body) ? 'ipv4' : null;
}

/** What stands around the rules in a listing or a dump, and was counted with them: tables, chains, `COMMIT`, headers. */
export function isAround(text: string): boolean {
  const line = text.trim();
  if (line === '' || readHeader(line) || readChainLine(line)) return true;
  const read = readSaveLine(line);
  return read !== null && read.kind !== 'rule';
}
