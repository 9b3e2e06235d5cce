import type { Facts } from '../../engine/facts/facts.ts';
import type { FlowTable, StateCount } from '../../engine/model/flow-table.ts';
import { linesOf, type Made, partOf, said } from './made.ts';
import type { Histogram, Label, Mark } from './picture.ts';
import { labelOf } from './states.ts';

/** So many kinds of flow are told apart by their ink; the others are one. */
const MAX_SERIES = 3;
/** The axis reaches as far as the timeouts of UDP at least. In seconds. */
const LEAST = 256;

interface Timeout {
  readonly setting: string;
  readonly is: (state: StateCount) => boolean;
  /**
   * Seconds: the default of the kernel (Documentation/networking/nf_conntrack-sysctl.rst), which stands where the paste does not
   * show the setting.
   */
  readonly usual: number;
}

const TCP = 'net.netfilter.nf_conntrack_tcp_timeout_';
const UDP = 'net.netfilter.nf_conntrack_udp_timeout';

const TIMEOUTS: readonly Timeout[] = [
  { setting: UDP, is: ({ protocol }) => protocol === 'udp', usual: 30 },
  // 180 before commit 294304e4c522 (December 2018).
  { setting: `${UDP}_stream`, is: ({ protocol, assured }) => protocol === 'udp' && assured > 0, usual: 120 },
  { setting: `${TCP}syn_sent`, is: ({ state }) => state === 'SYN_SENT', usual: 120 },
  { setting: `${TCP}time_wait`, is: ({ state }) => state === 'TIME_WAIT', usual: 120 },
  { setting: `${TCP}established`, is: ({ state }) => state === 'ESTABLISHED', usual: 432_000 },
];

/** What kube-proxy sets for established connections where nothing else is asked of it (--conntrack-tcp-timeout-established). */
const KUBE_PROXY = 86_400;

/** How long the flows of the last listing still have, with the timeouts they began with. */
export function timeoutsPicture(facts: Facts): Made | null {
  const source = facts.flowTables().at(-1);
  const document = source?.document;
  if (!source || !document) return null;
  const kinds = document.states.filter(({ timeouts }) => timeouts.length > 0);
  const flows = kinds.reduce((sum, kind) => sum + inAll(kind), 0);
  if (flows === 0) return null;
  const longest = longestOf(kinds);
  const named = kinds.length <= MAX_SERIES + 1 ? kinds : kinds.slice(0, MAX_SERIES);
  const rest = kinds.slice(named.length);
  const series: Label[] = [...named.map(labelOf), ...(rest.length > 0 ? [said('other')] : [])];
  const marks = marksOf(facts, document);
  const top = Math.max(LEAST, longest.below, ...marks.map(({ at }) => at * 1.3));
  return {
    kind: 'timeouts',
    says: said('timeouts', {
      n: longest.flows,
      share: longest.flows / flows,
      from: { seconds: Math.floor(longest.below / 2) },
      below: { seconds: longest.below },
    }),
    notes: [
      ...(marks.length > 0 ? [said('timeouts-marks')] : []),
      ...(marks.some(({ label }) => label?.key === 'mark-kube-proxy') ? [said('timeouts-kube-proxy')] : []),
      ...(flows < document.flows ? [said('timeouts-left', { n: document.flows - flows })] : []),
      ...partOf([source.section]),
    ],
    lines: linesOf([source.section]),
    drawing: {
      form: 'histograms',
      unit: 'flows',
      axis: { from: 0.5, to: top },
      series,
      rows: [{ phase: null, facts: null, bins: binsOf(named, rest), marks }],
    },
  };
}

function inAll({ timeouts }: StateCount): number {
  return timeouts.reduce((sum, { flows }) => sum + flows, 0);
}

/** The span of time that most flows are in. */
function longestOf(kinds: readonly StateCount[]): { below: number; flows: number } {
  let most = { below: 1, flows: 0 };
  for (const [below, flows] of spans(kinds)) if (flows > most.flows) most = { below, flows };
  return most;
}

function spans(kinds: readonly StateCount[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { timeouts } of kinds)
    for (const { below, flows } of timeouts) counts.set(below, (counts.get(below) ?? 0) + flows);
  return new Map([...counts].sort(([a], [b]) => a - b));
}

/** Each span reaches from half its end; the first one, below a second, has no beginning on such an axis. */
function binsOf(named: readonly StateCount[], rest: readonly StateCount[]): Histogram['bins'] {
  const of = (kinds: readonly StateCount[], below: number) => spans(kinds).get(below) ?? 0;
  return [...spans([...named, ...rest]).keys()].map(below => ({
    from: below / 2,
    below,
    counts: [...named.map(kind => of([kind], below)), ...(rest.length > 0 ? [of(rest, below)] : [])],
  }));
}

/** Where the timeouts begin that flows of this listing have: as the paste sets them, else as the kernel does. */
function marksOf(facts: Facts, { states }: FlowTable): Mark[] {
  const marks = new Map<number, Mark>();
  for (const { setting, is, usual } of TIMEOUTS) {
    if (!states.some(is)) continue;
    const set = facts.setting(setting).findLast(({ number, assumed }) => number !== null && !assumed)?.number;
    const at = set ?? usual;
    const known = marks.get(at);
    // Where one of two that are equal is set, the mark is.
    if (at > 0 && (!known || (set != null && known.label?.key === 'mark-default')))
      marks.set(at, { at, label: said(set == null ? 'mark-default' : 'mark-set', { at: { seconds: at } }) });
    if (set == null && setting.endsWith('established'))
      marks.set(KUBE_PROXY, {
        at: KUBE_PROXY,
        label: said('mark-kube-proxy', { at: { seconds: KUBE_PROXY } }),
      });
  }
  return [...marks.values()].sort((a, b) => a.at - b.at);
}
