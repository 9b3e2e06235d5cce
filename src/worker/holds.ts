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
  expectations: ({ count }) => ({ unit: 'entries', n: count }),
  'flow-events': ({ total }) => ({ unit: 'events', n: total }),
  'flow-table': ({ flows }) => ({ unit: 'flows', n: flows }),
  'ip-sets': ({ sets }) => ({
    unit: 'entries',
    n: sets.reduce((sum, set) => sum + (set.members ?? set.entries ?? 0), 0),
  }),
  'nft-ruleset': ({ rules }) => ({ unit: 'rules', n: rules.count }),
  'virtual-services': ({ connections, services }) =>
    services.length === 0 && connections
      ? { unit: 'flows', n: connections.total }
      : { unit: 'services', n: services.length },
  'log-events': ({ lines }) => ({ unit: 'messages', n: lines }),
  'tool-versions': ({ versions }) => ({ unit: 'facts', n: versions.length }),
  'counted-lines': ({ rules, rulesLeft, states }) =>
    rules.length > 0 ? { unit: 'rules', n: rules.length + rulesLeft } : { unit: 'values', n: states.length },
  'word-counts': ({ counts }) => ({ unit: 'values', n: counts.length }),
  ruleset: ({ rules }) => ({ unit: 'rules', n: rules.count }),
  settings: ({ entries }) => ({ unit: 'values', n: entries.length }),
  addresses: ({ interfaces }) => ({ unit: 'interfaces', n: interfaces.length }),
  links: ({ interfaces }) => ({ unit: 'interfaces', n: interfaces.length }),
  'file-locks': ({ locks }) => ({ unit: 'entries', n: locks.length }),
  neighbours: ({ total }) => ({ unit: 'neighbours', n: total }),
  'network-counters': ({ counters }) => ({ unit: 'counters', n: counters.length }),
  'nic-counters': ({ counters }) => ({ unit: 'counters', n: counters.length }),
  'nic-driver': ({ entries }) => ({ unit: 'facts', n: entries.length }),
  'nic-features': ({ features }) => ({ unit: 'features', n: features.length }),
  processes: ({ total }) => ({ unit: 'processes', n: total }),
  routes: ({ routes, routesLeft, rules }) => ({
    unit: 'routes',
    n: routes.length + routesLeft + rules.length,
  }),
  slabs: ({ caches }) => ({ unit: 'entries', n: caches.length }),
  'socket-summary': ({ total }) => ({ unit: 'sockets', n: total }),
  sockets: ({ total }) => ({ unit: 'sockets', n: total }),
  system: () => ({ unit: 'facts', n: null }),
  'dns-answers': ({ answers, leftOut }) => ({ unit: 'answers', n: answers.length + leftOut }),
  paths: ({ traces }) => ({ unit: 'hops', n: traces.reduce((sum, trace) => sum + trace.hops.length, 0) }),
  pings: ({ runs }) => ({
    unit: 'answers',
    n: runs.reduce((sum, run) => sum + run.replies.length + run.leftOut, 0),
  }),
  packets: ({ packets }) => ({ unit: 'packets', n: packets }),
  timings: ({ count }) => ({ unit: 'samples', n: count }),
  'curl-trace': ({ events }) => ({ unit: 'events', n: events.length }),
  'resolver-config': ({ nameservers, options, search }) => ({
    unit: 'facts',
    n: nameservers.length + options.length + search.length,
  }),
  'kube-objects': ({ objects, leftOut }) => ({ unit: 'objects', n: objects.length + leftOut }),
};

/** How much a document holds. */
export function holdsOf<K extends Kind>(document: Of<K>): Holds {
  const count = HOLDS[document.kind as K];
  return count(document);
}
