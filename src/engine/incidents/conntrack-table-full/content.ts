import { countedStates } from '../../facts/counted-states.ts';
import type { Facts } from '../../facts/facts.ts';
import type { FlowTable, StateCount } from '../../model/flow-table.ts';
import { type Given, speaksFor } from '../incident.ts';

/** A state or a source with a smaller share than this fills nothing. */
const SHARE = 0.05;
/** A state with this share is what fills the table. */
const MOST = 0.3;
/** Of fewer flows a share says nothing. */
const ENOUGH = 20;

/** What fills the table: its states and its sources, largest first, and what such a state points to. */
export function contentNotes(facts: Facts): Given[] {
  const { section, document: table } = facts.flowTables().at(-1) ?? {};
  const counted = section?.partial === null ? [] : countedNotes(facts);
  if (counted.length > 0) return counted;
  if (!section || !table) return [];
  if (section.partial !== null)
    return [speaksFor('listing-partial', [table.first], { values: { flows: table.flows } })];
  return table.flows < ENOUGH ? [] : [...stateNotes(table), ...sourceNotes(table)];
}

/** The states as `awk '{print $4}' | sort | uniq -c` counted them. */
function countedNotes(facts: Facts): Given[] {
  const states = countedStates(facts);
  const flows = states.reduce((sum, { count }) => sum + count, 0);
  if (flows < ENOUGH) return [];
  const large = states
    .filter(({ count }) => count / flows >= SHARE)
    .sort((a, b) => b.count - a.count)
    .slice(0, 3);
  const notes = large.map(({ state, count, place }) =>
    speaksFor('fills-state', [place], { values: { flows: count, share: count / flows, state } }),
  );
  const first = large[0];
  const hint = first && first.count / flows >= MOST ? HINTS[first.state] : undefined;
  return first && hint
    ? [...notes, speaksFor(hint, [first.place], { values: { state: first.state } })]
    : notes;
}

/** What a table that is mostly in one state of TCP points to. */
const HINTS: Readonly<Record<string, string>> = {
  TIME_WAIT: 'hint-churn',
  SYN_SENT: 'hint-unanswered',
  ESTABLISHED: 'hint-held',
};

function stateNotes(table: FlowTable): Given[] {
  const large = table.states.filter(state => state.flows / table.flows >= SHARE).slice(0, 3);
  const first = large[0];
  const hint = first && first.flows / table.flows >= MOST ? hintFor(first) : null;
  const notes = large.map(state =>
    speaksFor('fills-state', state.places, {
      values: { ...shareOf(state.flows, table), state: nameOf(state) },
    }),
  );
  return first && hint
    ? [...notes, speaksFor(hint, first.places, { values: { state: nameOf(first) } })]
    : notes;
}

function nameOf(state: StateCount): string {
  return state.state ?? state.protocol;
}

/** What a table that is mostly in one state points to; null where it points nowhere. */
function hintFor(state: StateCount): string | null {
  if (state.protocol === 'udp' && state.unreplied / state.flows > 0.5) return 'hint-udp-unreplied';
  return HINTS[state.state ?? ''] ?? null;
}

function sourceNotes(table: FlowTable): Given[] {
  return table.sources.top
    .filter(source => source.flows / table.flows >= SHARE)
    .slice(0, 3)
    .map(source =>
      speaksFor('fills-source', source.places, {
        values: { ...shareOf(source.flows, table), address: source.name },
      }),
    );
}

function shareOf(flows: number, table: FlowTable) {
  return { flows, share: flows / table.flows };
}
