import type { Facts } from '../../facts/facts.ts';
import type { WordCount } from '../../model/word-counts.ts';
import { type Given, speaksFor } from '../incident.ts';

/**
 * A filter table of more lines than this is strange: kube-proxy keeps three rules and one for each Service without endpoints there,
 * Calico and kube-router some thousands on a node of 110 Pods.
 */
const LONG = 5000;

/** A listing of all rules of the filter table: `iptables -L`, `iptables -w 5 -nvL`, `iptables -S`; not of a chain, not filtered. */
const FILTER_LISTING =
  /^\S{0,200}?ip6?tables(?:-nft|-legacy)?(?: (?:-w(?: \d{1,4})?|-t filter|-n|-v|-x|--line-numbers|-[nvx]{0,3}L[nvx]{0,3}|-S|-vS|-Sv|--list|--list-rules))+$/;

/** What `| wc` says of the length of the filter table. */
export function lineCounts(facts: Facts): Given[] {
  const counts = filterCounts(facts);
  const last = counts.at(-1);
  if (!last || (last.lines ?? 0) <= LONG) return [];
  return [speaksFor('filter-lines', [last.place], { values: { lines: last.lines ?? 0 } })];
}

/** The same count twice, and more the second time. Pods come and go, so only where it is long already. */
export function linesGrowing(facts: Facts): Given[] {
  const counts = filterCounts(facts);
  const [first, last] = [counts[0], counts.at(-1)];
  if (!first || !last || first === last || first.of !== last.of) return [];
  const [before, after] = [first.lines ?? 0, last.lines ?? 0];
  if (before <= LONG / 5 || after <= before) return [];
  return [speaksFor('lines-growing', [first.place, last.place], { values: { before, after } })];
}

function filterCounts(facts: Facts): WordCount[] {
  return facts
    .all('word-counts')
    .flatMap(({ document }) => document.counts)
    .filter(({ of, lines }) => of !== null && lines !== null && FILTER_LISTING.test(of));
}
