import type { Document } from '../engine/model/document.ts';

/** What a section holds most of; the strings of each language count it. */
export type Unit =
  | 'values'
  | 'messages'
  | 'cpus'
  | 'flows'
  | 'moment'
  | 'rules'
  | 'entries'
  | 'services'
  | 'events'
  | 'samples'
  | 'packets'
  | 'counters'
  | 'sockets'
  | 'features'
  | 'addresses'
  | 'interfaces'
  | 'routes'
  | 'neighbours'
  | 'processes'
  | 'facts'
  | 'answers'
  | 'hops'
  | 'objects'
  | 'lines';

export interface Holds {
  readonly unit: Unit;
  /** How many; null where a count would say nothing. */
  readonly n: number | null;
}

type Kind = Document['kind'];
type Of<K extends Kind> = Extract<Document, { kind: K }>;

const HOLDS: { readonly [K in Kind]: (document: Of<K>) => Holds } = {
  clock: () => ({ unit: 'moment', n: null }),
  'conntrack-stats': ({ rows }) => ({ unit: 'cpus', n: rows.length }),
  'flow-table': ({ flows }) => ({ unit: 'flows', n: flows }),
  'log-events': ({ lines }) => ({ unit: 'messages', n: lines }),
  ruleset: ({ rules }) => ({ unit: 'rules', n: rules.count }),
  settings: ({ entries }) => ({ unit: 'values', n: entries.length }),
};

/** How much a document holds. */
export function holdsOf<K extends Kind>(document: Of<K>): Holds {
  const count = HOLDS[document.kind as K];
  return count(document);
}
