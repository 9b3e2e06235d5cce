import type { Facts } from '../facts/facts.ts';
import { told, wholeKernelLog } from '../facts/log.ts';
import type { NextCommand } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** The kernel's own default (net/core/neighbour.c, arp_tbl): more entries than this are never kept. */
const LIMIT = 'net.ipv4.neigh.default.gc_thresh3';
const LIMIT6 = 'net.ipv6.neigh.default.gc_thresh3';
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
        ...counting(facts),
        ...(facts.logged('neighbour-table-overflow').length > 0 ? [] : [ask('kernel-log-recent')]),
      ],
    });
  },
};

/** The table that the kernel named: `arp_cache` is of IPv4, `ndisc_cache` of IPv6. */
function counting(facts: Facts): NextCommand[] {
  if (facts.logged('neighbour-table-overflow').at(-1)?.values.name === 'ndisc_cache')
    return facts.setting(LIMIT6).length > 0 ? [] : [ask('neighbour-count-6')];
  const shown = (listing(facts) ?? countedLines(facts)) !== null;
  return facts.setting(LIMIT).length > 0 && shown ? [] : [ask('neighbour-count')];
}

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

/** How many neighbours the paste shows; ipv4 is false where those of IPv6 may be among them. */
interface Listed {
  readonly entries: number;
  readonly ipv4: boolean;
  readonly place: Place;
}

function listing(facts: Facts): Listed | null {
  const document = facts.all('neighbours').at(-1)?.document;
  const place = document?.states[0]?.place;
  if (!document || !place) return null;
  const ipv4 = document.rows.every(({ address }) => !address.includes(':'));
  return { entries: document.total, ipv4, place };
}

/** `ip -4 neigh show nud all | wc -l`, `arp -an | wc -l`; not of one device, and not filtered. */
const COUNTED =
  /^(?:sudo )?(?:ip (?:-s )?(-4 |-f inet )?n(?:eigh(?:bou?r)?)?(?: (?:show|list))?(?: nud all)?|(arp) -[an]{1,3})$/;

function countedLines(facts: Facts): Listed | null {
  const counts = facts.all('word-counts').flatMap(({ document }) => document.counts);
  const last = counts.findLast(({ of, lines }) => lines !== null && COUNTED.test(of ?? ''));
  if (!last) return null;
  const [, four, arp] = COUNTED.exec(last.of ?? '') ?? [];
  return { entries: last.lines ?? 0, ipv4: four !== undefined || arp !== undefined, place: last.place };
}

/** How many neighbours are listed, beside the limit. A listing of both families is held against the limit of one: it is at most this full. */
function fillReasons(facts: Facts): Given[] {
  const limit = facts.setting(LIMIT).findLast(({ number, assumed }) => number !== null && !assumed);
  const listed = listing(facts) ?? countedLines(facts);
  if (!limit?.number || !listed) return [];
  const { entries, ipv4 } = listed;
  const values = { entries, limit: limit.number };
  const places = [listed.place, limit.place];
  // A part of a listing that is near the limit is near it all the more.
  if (values.entries < limit.number * NEAR) return [speaksAgainst('table-below-limit', places, { values })];
  return ipv4 ? [speaksFor('table-near-limit', places, { values })] : [];
}
