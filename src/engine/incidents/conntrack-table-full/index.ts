import type { Facts } from '../../facts/facts.ts';
import type { Message, NextCommand, Severity, Verdict } from '../../model/finding.ts';
import { ask, type Given, type Incident } from '../incident.ts';
import { contentNotes } from './content.ts';
import { counterReasons, untrustedCounters } from './counters.ts';
import { counts, type Fill, fillReasons, fills, lastWhole, NEAR, severityOf } from './fill.ts';
import { logReasons } from './log.ts';
import { MESSAGES } from './messages.ts';

/**
 * The connection-tracking table is full and new flows are dropped.
 *
 * Enough by itself (and nothing else is): the kernel's own recent message; a count at the maximum; evictions
 * that go on between two readings; a fill of 95 % or more together with evictions or drops since boot.
 */
export const conntrackTableFull: Incident = {
  slug: 'conntrack-table-full',
  related: [
    { slug: 'conntrack-max-misconfigured', as: 'cause' },
    { slug: 'established-timeout-idle-leak', as: 'cause' },
    { slug: 'syn-retransmission', as: 'consequence' },
    { slug: 'snat-port-race', as: 'look-alike' },
    { slug: 'forward-policy-drop', as: 'look-alike' },
    { slug: 'neighbour-table-overflow', as: 'look-alike' },
    { slug: 'timewait-bucket-overflow', as: 'look-alike' },
  ],
  messages: MESSAGES,
  check(facts) {
    const all = fills(facts);
    const fill = lastWhole(all);
    const reasons = [...logReasons(facts), ...fillReasons(all), ...counterReasons(facts)];
    const verdict = judge(reasons, fill);
    return {
      verdict,
      severity: severity(verdict, fill, reasons),
      summary: summary(verdict, reasons, facts),
      reasons,
      notes: [...untrustedCounters(facts), ...contentNotes(facts)],
      next: next(verdict, facts, fill),
    };
  },
};

const HISTORY = [
  'evicted-since-boot',
  'dropped-since-boot',
  'dropping-now',
  'log-said-full',
  'count-was-at-max',
];

function judge(reasons: readonly Given[], fill: Fill | null): Verdict {
  const speaking = reasons.filter(reason => reason.for);
  const refuted = reasons.some(reason => !reason.for && reason.decisive);
  const has = (...keys: string[]) => speaking.some(reason => keys.includes(reason.key));
  if (has('count-at-max')) return 'confirmed';
  // The kernel's word, or its evictions, against a count that is low now: it was full and is not at this reading, or
  // the count is that of another network namespace.
  if (has('log-says-full', 'log-says-full-netns', 'evicting-now')) return refuted ? 'suspected' : 'confirmed';
  if (has('count-near-max') && fill && fill.ratio >= NEAR && has(...HISTORY)) return 'confirmed';
  if (speaking.length > 0) return 'suspected';
  return refuted ? 'clear' : 'undecided';
}

function severity(verdict: Verdict, fill: Fill | null, reasons: readonly Given[]): Severity {
  if (verdict === 'confirmed') return 'critical';
  if (verdict !== 'suspected') return 'notice';
  if (fill) return severityOf(fill);
  return reasons.some(reason => reason.key === 'log-bare' || reason.key === 'log-said-full')
    ? 'notice'
    : 'warning';
}

/** The one sentence: for each verdict the reason that says most, in this order. */
const SUMMARIES: Readonly<Record<'confirmed' | 'suspected' | 'clear', readonly string[]>> = {
  confirmed: ['count-at-max', 'log-says-full', 'log-says-full-netns', 'evicting-now', 'count-near-max'],
  suspected: [
    'count-over-max',
    'count-near-max',
    'count-assumed',
    'dropping-now',
    'log-says-full',
    'log-says-full-netns',
    'log-said-full',
    'count-was-at-max',
    'evicted-since-boot',
    'dropped-since-boot',
    'log-bare',
  ],
  clear: ['count-below-max', 'no-limit', 'counters-zero'],
};

function summary(verdict: Verdict, reasons: readonly Given[], facts: Facts): Message {
  if (verdict === 'undecided') {
    const count = counts(facts).at(-1);
    if (count) return { key: 'undecided-no-max', values: { count: count.value } };
    return { key: 'undecided', values: {} };
  }
  for (const key of SUMMARIES[verdict]) {
    const reason = reasons.find(given => given.key === key);
    if (reason) return { key: `${verdict}-${key}`, values: reason.values };
  }
  return { key: 'undecided', values: {} };
}

/** What would decide, most telling first; where all is said, what fills the table. */
function next(verdict: Verdict, facts: Facts, fill: Fill | null): NextCommand[] {
  if (verdict === 'clear') return [];
  const listed = facts.flowTables().some(({ section }) => section.partial === null);
  const wanted: NextCommand[] = [];
  if (!fill || fill.assumed || fill.atLeast) wanted.push(ask('conntrack-count-max'));
  if (verdict === 'suspected' || verdict === 'undecided') wanted.push(ask('conntrack-stats-twice'));
  if (facts.logged('conntrack-table-full').length === 0) wanted.push(ask('kernel-log-conntrack'));
  if (verdict === 'confirmed' && !listed) wanted.unshift(ask('conntrack-list'));
  else if (verdict === 'suspected' && !listed) wanted.push(ask('conntrack-list'));
  return wanted;
}
