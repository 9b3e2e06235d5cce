import type { Facts } from '../../engine/facts/facts.ts';
import { tableFill } from '../../engine/facts/table-fill.ts';
import { type Made, said, sectionAt } from './made.ts';

/** The default of the alert NodeHighNumberConntrackEntriesUsed (node-mixin), and where the checks call a table nearly full. */
const ALERT = 0.75;
const NEAR = 0.95;

/** How full the connection-tracking table is: the last count against the maximum. */
export function fillPicture(facts: Facts): Made | null {
  const fill = tableFill(facts);
  // A maximum of 0 is none.
  if (!fill || fill.max <= 0) return null;
  const { count, max, ratio, places } = fill;
  const settings = facts.all('settings');
  const sections = [...new Set(places.flatMap(({ line }) => sectionAt(settings, line) ?? []))];
  return {
    kind: 'fill',
    says: said(count > max ? 'fill-over' : 'fill', { count, max, ratio }),
    notes: [],
    lines: sections.map(({ firstLine, lastLine }) => ({ first: firstLine, last: lastLine })),
    drawing: {
      form: 'gauge',
      value: count,
      max,
      marks: [
        { at: ALERT, label: said('alert-mark', { ratio: ALERT }) },
        { at: NEAR, label: said('near-mark', { ratio: NEAR }) },
      ],
    },
  };
}
