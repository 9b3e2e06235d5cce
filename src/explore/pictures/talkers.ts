import type { Facts } from '../../engine/facts/facts.ts';
import type { Ranking } from '../../engine/model/flow-table.ts';
import { linesOf, type Made, partOf, said } from './made.ts';
import type { BarGroup } from './picture.ts';
import type { SaidKey } from './said.ts';

const MAX_ROWS = 6;

/** Who holds the flows of the last listing: sources, destinations, and services by address and port of the original direction. */
export function talkersPicture(facts: Facts): Made | null {
  const source = facts.flowTables().at(-1);
  if (!source || source.document.flows === 0) return null;
  const { sources, destinations, services, flows } = source.document;
  const groups = [
    groupOf('sources', sources),
    groupOf('destinations', destinations),
    groupOf('services', services),
  ].filter(({ rows }) => rows.length > 0);
  const [top, to] = [sources.top[0], services.top[0] ?? destinations.top[0]];
  if (!top || !to) return null;
  return {
    kind: 'talkers',
    says: said('talkers-lead', {
      source: top.name,
      n: top.flows,
      share: top.flows / flows,
      service: to.name,
      m: to.flows,
      part: to.flows / flows,
    }),
    notes: partOf([source.section]),
    lines: linesOf([source.section]),
    drawing: {
      form: 'bars',
      unit: 'flows',
      longest: Math.max(...groups.flatMap(({ rows }) => rows.map(({ high }) => high))),
      groups,
    },
  };
}

function groupOf(key: SaidKey, { top, distinct }: Ranking): BarGroup {
  const rows = top.slice(0, MAX_ROWS).map(({ name, flows, unreplied, places }) => ({
    label: { text: name },
    low: flows,
    high: flows,
    unreplied,
    of: null,
    drops: false,
    line: places[0]?.line ?? null,
  }));
  return { label: said(key), rows, more: distinct === null ? null : Math.max(0, distinct - rows.length) };
}
