import type { Section } from '../model/document.ts';

/** What two sections have in common that are readings of the same: host, format, and of rules the tables and a chain that stands alone. */
export function outputOf({ document, host, format }: Section): string {
  const tables =
    document.kind === 'ruleset'
      ? [
          document.family,
          ...document.tables.map(({ name, chains }) => [name, chains.length === 1 && chains[0]?.name]),
        ]
      : [];
  return JSON.stringify([host, format, document.kind, tables]);
}
