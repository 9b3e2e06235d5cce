import type { Section } from '../model/document.ts';
import { ranIn } from '../text/ran-in.ts';

/** Where a section was read, next to its host: null for a loop over places, whose output can be held against nothing. */
export function placeOf({ command, inside = '' }: Section): string | null {
  const where = ranIn(command);
  return where === null ? null : `${where}${inside}`;
}

/** Whether two sections may be readings of one place: not of two pods, of a pod and its host, of nodes that a loop goes through. */
export function samePlace(one: Section, other: Section): boolean {
  const here = placeOf(one);
  return here !== null && here === placeOf(other);
}

/** What two sections have in common that are readings of the same: host, format, where it ran, and of rules the tables and a chain that stands alone. */
export function outputOf({ document, host, format, command, inside = '' }: Section): string {
  const tables =
    document.kind === 'ruleset'
      ? [
          document.family,
          ...document.tables.map(({ name, chains }) => [name, chains.length === 1 && chains[0]?.name]),
        ]
      : [];
  return JSON.stringify([host, format, ranIn(command), inside, document.kind, tables]);
}
