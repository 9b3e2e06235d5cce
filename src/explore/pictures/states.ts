import type { Facts } from '../../engine/facts/facts.ts';
import type { StateCount } from '../../engine/model/flow-table.ts';
import { linesOf, type Made, partOf, said } from './made.ts';
import type { Bar, Label } from './picture.ts';

/** So many states are named; there are not many more. */
const MAX_ROWS = 14;

/** What fills the table: flows by protocol and state, of the last listing, or of the last count that awk and uniq made of one. */
export function statesPicture(facts: Facts): Made | null {
  return ofListing(facts) ?? ofCounts(facts);
}

function ofListing(facts: Facts): Made | null {
  const source = facts.flowTables().at(-1);
  if (!source || source.document.flows === 0) return null;
  const { flows, states, unreplied } = source.document;
  const rows = states.slice(0, MAX_ROWS).map(barOf);
  const [first] = states;
  const lead = first && { name: nameOf(first), n: first.flows, share: first.flows / flows, total: flows };
  return {
    kind: 'states',
    says: lead && states.length > 1 ? said('states-lead', lead) : said('states', { total: flows }),
    notes: [
      ...(unreplied > 0 ? [said('states-unreplied', { n: unreplied, share: unreplied / flows })] : []),
      ...partOf([source.section]),
    ],
    lines: linesOf([source.section]),
    drawing: {
      form: 'bars',
      unit: 'flows',
      longest: Math.max(...rows.map(({ high }) => high)),
      groups: [{ label: null, rows, more: states.length - rows.length }],
    },
  };
}

function barOf(state: StateCount): Bar {
  return {
    label: labelOf(state),
    low: state.flows,
    high: state.flows,
    unreplied: state.unreplied,
    of: null,
    drops: false,
    line: state.places[0]?.line ?? null,
  };
}

/** `tcp ESTABLISHED`, `udp`; a flow in hardware has a protocol and no state. */
function nameOf({ protocol, state }: Pick<StateCount, 'protocol' | 'state'>): string {
  return state === null ? protocol : `${protocol} ${state}`;
}

export function labelOf(state: Pick<StateCount, 'protocol' | 'state'>): Label {
  return { text: nameOf(state) };
}

function ofCounts(facts: Facts): Made | null {
  const source = facts.all('counted-lines').findLast(({ document }) => document.states.length > 0);
  if (!source) return null;
  const states = [...source.document.states].sort((a, b) => b.count - a.count);
  const rows = states.slice(0, MAX_ROWS).map(
    ({ state, count, place }): Bar => ({
      label: { text: state },
      low: count,
      high: count,
      unreplied: null,
      of: null,
      drops: false,
      line: place.line,
    }),
  );
  const total = states.reduce((sum, { count }) => sum + count, 0);
  const [first] = states;
  if (!first || total === 0) return null;
  return {
    kind: 'states',
    says: said('states-counted', { name: first.state, n: first.count, total }),
    notes: [],
    lines: linesOf([source.section]),
    drawing: {
      form: 'bars',
      unit: 'flows',
      longest: first.count,
      groups: [{ label: null, rows, more: states.length - rows.length }],
    },
  };
}
