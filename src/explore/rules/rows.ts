import type { Interval, Ruleset } from '../../engine/model/ruleset.ts';
import { printSpec, ruleAt } from '../../engine/rules/index.ts';
import { nftRule } from '../../engine/rules/nft-rule.ts';
import type { RuleList } from './list.ts';
import type { Count, RuleRow } from './question.ts';

const UNITS = ['', 'K', 'M', 'G', 'T'];
/** A rule of nft with a set in it may be very long. */
const MAX_TEXT = 4000;

/** A row as it is shown. */
export function rowAt(list: RuleList, row: number): RuleRow {
  const chain = list.chains[list.chain[row] as number];
  const index = list.index[row] as number;
  const source = list.sources[list.source[row] as number];
  const shared = {
    id: row,
    table: list.tables[chain?.table ?? -1]?.name ?? null,
    chain: chain?.name ?? '?',
    number: (list.number[row] as number) || null,
    target: list.targets[list.target[row] as number] ?? '',
    copies: list.copies[row] as number,
    text: cut(textAt(list, row)),
  };
  if (source?.kind === 'nft') {
    const { packets, bytes, place, target, verdict } = nftRule(source.document, index);
    return {
      ...shared,
      target: target === null ? shared.target : `${verdict} ${target}`,
      packets: exact(packets),
      bytes: exact(bytes),
      line: place.line,
    };
  }
  const { document } = source as { document: Ruleset };
  const { counters, place } = ruleAt(document, index);
  const { rules } = document;
  const count = (interval: Interval | undefined, numbers: Float64Array, units: Uint8Array): Count | null =>
    interval ? { printed: `${numbers[index]}${UNITS[units[index] as number] ?? ''}`, ...interval } : null;
  return {
    ...shared,
    packets: count(counters?.packets, rules.packets, rules.packetUnit),
    bytes: count(counters?.bytes, rules.bytes, rules.byteUnit),
    line: place.line,
  };
}

function exact(value: number | null): Count | null {
  return value === null ? null : { printed: String(value), low: value, high: value };
}

/** The rule in the words of iptables-save; of nft as printed. */
export function textAt(list: RuleList, row: number): string {
  const source = list.sources[list.source[row] as number];
  const index = list.index[row] as number;
  if (source?.kind === 'nft') return source.document.rules.text[index] ?? '';
  return source ? printSpec(ruleAt(source.document, index).spec) : '';
}

export function cut(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}
