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
  if (!section || !table) return [];
  if (section.partial !== null)
    return [speaksFor('listing-partial', [table.first], { values: { flows: table.flows } })];
  return table.flows < ENOUGH ? [] : [...stateNotes(table), ...sourceNotes(table)];
}

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
  if (state.state === 'TIME_WAIT') return 'hint-churn';
  if (state.state === 'SYN_SENT') return 'hint-unanswered';
  if (state.state === 'ESTABLISHED') return 'hint-held';
  if (state.protocol === 'udp' && state.unreplied / state.flows > 0.5) return 'hint-udp-unreplied';
  return null;
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
