import type { Facts } from '../facts/facts.ts';
import { told, wholeKernelLog } from '../facts/log.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** The kernel's own default (net/core/neighbour.c, arp_tbl): more entries than this are never kept. */
const LIMIT = 'net.ipv4.neigh.default.gc_thresh3';
/** A table this full is near its limit; neigh_forced_gc() already runs beyond gc_thresh2, half of it by default. */
const NEAR = 0.9;

/**
 * The neighbour (ARP, NDP) table is full, and packets to new neighbours are dropped.
 *
 * Enough by itself: the kernel's own recent message (neigh_alloc() prints it where it refuses an entry). A listing proves little: the
 * table is one for all network namespaces of the machine, `ip neigh` shows those of one, and permanent entries do not count
 * (commit 58956317c8de).
 */
export const neighbourTableOverflow: Incident = {
  slug: 'neighbour-table-overflow',
  related: [
    { slug: 'conntrack-table-full', as: 'look-alike' },
    { slug: 'timewait-bucket-overflow', as: 'look-alike' },
    { slug: 'syn-sent-unreplied', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'suspected-log-said-full',
    'suspected-table-near-limit',
    'clear',
    'undecided',
    'log-says-full',
    'log-said-full',
    'log-bare',
    'table-near-limit',
    'table-below-limit',
    'log-silent',
  ],
  check(facts) {
    const reasons = [...logReasons(facts), ...fillReasons(facts)];
    return judge({
      reasons,
      severity: verdict => (verdict === 'confirmed' ? 'critical' : 'warning'),
      lead: { suspected: ['log-said-full', 'table-near-limit'] },
      next: [
        ...(facts.setting(LIMIT).length > 0 && facts.all('neighbours').length > 0
          ? []
          : [ask('neighbour-count')]),
        ...(facts.logged('neighbour-table-overflow').length > 0 ? [] : [ask('kernel-log-recent')]),
      ],
    });
  },
};

function logReasons(facts: Facts): Given[] {
  const log = told(facts, 'neighbour-table-overflow');
  if (!log) {
    const silent = wholeKernelLog(facts);
    return silent.length > 0 ? [speaksAgainst('log-silent', silent, { decisive: true })] : [];
  }
  // Older kernels do not name the table.
  const table = log.events.at(-1)?.values.name ?? '';
  const values = { ...log.values, table, named: table === '' ? 'no' : 'yes' };
  if (log.old) return [speaksFor('log-said-full', log.places, { values })];
  if (log.bare) return [speaksFor('log-bare', log.places, { values })];
  return [speaksFor('log-says-full', log.places, { values, decisive: true })];
}

/** How many neighbours are listed, beside the limit. A listing of both families is held against the limit of one: it is at most this full. */
function fillReasons(facts: Facts): Given[] {
  const limit = facts.setting(LIMIT).findLast(({ number, assumed }) => number !== null && !assumed);
  const listed = facts.all('neighbours').at(-1);
  const first = listed?.document.states[0];
  if (!limit?.number || !listed || !first) return [];
  const ipv4 = listed.document.rows.every(({ address }) => !address.includes(':'));
  const values = { entries: listed.document.total, limit: limit.number };
  const places = [first.place, limit.place];
  // A part of a listing that is near the limit is near it all the more.
  if (values.entries < limit.number * NEAR) return [speaksAgainst('table-below-limit', places, { values })];
  return ipv4 ? [speaksFor('table-near-limit', places, { values })] : [];
}
