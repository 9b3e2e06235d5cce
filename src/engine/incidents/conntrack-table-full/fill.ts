import type { Facts } from '../../facts/facts.ts';
import { markRow } from '../../facts/readings.ts';
import type { Place } from '../../model/place.ts';
import type { Setting } from '../../model/settings.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** At this fill the kernel's garbage collector begins to evict (nf_conntrack_core.c, gc_worker(): max / 100 * 95). */
export const NEAR = 0.95;
/** From here on it is a matter of minutes at peak; the value that operators alert on as critical. */
const HIGH = 0.8;
/** kubernetes-mixin, alert NodeHighNumberConntrackEntriesUsed. */
const ALERT = 0.75;

/**
 * The kernel lets no flow in beyond the maximum, so a count that exceeds it by more than this is not its doing: the
 * maximum was lowered since, the two belong to different machines, or the paste broke off within a number.
 */
const BEYOND = 1.05;

/** How full the table is at one reading. */
export interface Fill {
  readonly count: number;
  /** 0 is no limit (nf_conntrack_core.c, __nf_conntrack_alloc() tests the maximum first). */
  readonly max: number;
  readonly ratio: number;
  readonly assumed: boolean;
  /** True where the count may be larger than what was seen. */
  readonly atLeast: boolean;
  readonly places: readonly Place[];
}

interface Count {
  readonly value: number;
  readonly assumed: boolean;
  readonly atLeast: boolean;
  readonly place: Place;
}

/**
 * Every count of the paste with the maximum that stands nearest to it, in the order of the paste. Where the maximum was
 * raised after the last count (`sysctl -w`), that count is held against the new one too.
 */
export function fills(facts: Facts): Fill[] {
  const maxima = facts.setting('net.netfilter.nf_conntrack_max').filter(setting => setting.number !== null);
  const all = counts(facts);
  let at = 0;
  const found = all.flatMap(count => {
    // Both lists are in the order of the paste, so the nearest maximum only ever moves on.
    while (at + 1 < maxima.length && distance(maxima[at + 1], count) <= distance(maxima[at], count)) at++;
    const max = maxima[at];
    return max ? fillOf(count, max) : [];
  });
  const [count, max, paired] = [all.at(-1), maxima.at(-1), found.at(-1)];
  const raised =
    count && max && paired && max.place.line > count.place.line && (max.number as number) > paired.max;
  return raised ? [...found, fillOf(count, max)] : found;
}

function fillOf(count: Count, max: Setting): Fill {
  const limit = max.number as number;
  return {
    count: count.value,
    max: limit,
    ratio: limit > 0 ? count.value / limit : 0,
    assumed: count.assumed || max.assumed,
    atLeast: count.atLeast,
    places: [count.place, max.place],
  };
}

function distance(setting: Setting | undefined, count: Count): number {
  return setting ? Math.abs(setting.place.line - count.place.line) : Number.POSITIVE_INFINITY;
}

/** What the paste says of the number of entries, whoever printed it. */
export function counts(facts: Facts): Count[] {
  const found: Count[] = facts
    .setting('net.netfilter.nf_conntrack_count')
    .flatMap(({ number, assumed, place }) =>
      number === null ? [] : { value: number, assumed, atLeast: false, place },
    );
  for (const { document } of facts.conntrackStats()) {
    const row = document.rows[0];
    const entries = row?.values['entries'];
    if (row && entries !== undefined && (document.trusted || entries > 0)) {
      found.push({ value: entries, assumed: false, atLeast: false, place: markRow(row, 'entries') });
    }
  }
  for (const { section, document } of facts.flowTables()) {
    // Before conntrack-tools 1.4.7 a listing without `-f ipv6` held no IPv6 flow.
    // The count line goes to standard error, past any `| grep` or `| wc -l`.
    const unfiltered = section.partial === null || (section.partial === 'pipe' && document.footer !== null);
    const whole = unfiltered && listsBothFamilies(document);
    const place = document.footer?.place ?? document.first;
    found.push({
      value: Math.max(document.flows, document.footer?.shown ?? 0),
      assumed: false,
      atLeast: !whole,
      place,
    });
  }
  return found.sort((one, other) => one.place.line - other.place.line);
}

function listsBothFamilies(table: {
  ipv6: number;
  footer: { version: string } | null;
  source: string;
}): boolean {
  if (table.source !== 'conntrack -L' || table.ipv6 > 0) return true;
  if (!table.footer) return false;
  const [major = 0, minor = 0, patch = 0] = table.footer.version.split('.').map(Number);
  return major * 10000 + minor * 100 + patch >= 10407;
}

/** The reasons that the fill gives. Of several readings the last one counts; that an earlier one was full is said too. */
export function fillReasons(all: readonly Fill[]): Given[] {
  const last = lastWhole(all);
  const reasons: Given[] = [];
  const full = all.filter(fill => isFull(fill) && fill !== last);
  if (full[0] && last && !isFull(last)) {
    reasons.push(speaksFor('count-was-at-max', full[0].places, { values: valuesOf(full[0]) }));
  }
  if (last) reasons.push(reasonOf(last));
  return reasons;
}

/** The reading to go by: the last full one of a listing that may be a part, or else the last that is whole. */
export function lastWhole(all: readonly Fill[]): Fill | null {
  return all.findLast(fill => !fill.atLeast || isFull(fill)) ?? all.at(-1) ?? null;
}

export function isFull(fill: Fill): boolean {
  return fill.max > 0 && fill.ratio >= 1 && fill.ratio <= BEYOND;
}

function reasonOf(fill: Fill): Given {
  const values = valuesOf(fill);
  if (fill.max === 0) return speaksAgainst('no-limit', fill.places, { values, decisive: !fill.assumed });
  if (fill.assumed && fill.ratio >= ALERT) return speaksFor('count-assumed', fill.places, { values });
  if (fill.assumed) return speaksAgainst('count-assumed-low', fill.places, { values });
  if (fill.ratio > BEYOND) return speaksFor('count-over-max', fill.places, { values });
  if (isFull(fill)) return speaksFor('count-at-max', fill.places, { values, decisive: true });
  if (fill.ratio >= ALERT) return speaksFor('count-near-max', fill.places, { values });
  if (fill.atLeast) return speaksAgainst('listing-below-max', fill.places, { values });
  return speaksAgainst('count-below-max', fill.places, { values, decisive: true });
}

function valuesOf(fill: Fill) {
  return { count: fill.count, max: fill.max, ratio: fill.ratio };
}

/** How bad a fill is that is not yet the maximum. */
export function severityOf(fill: Fill | null) {
  if (!fill || fill.ratio < HIGH) return 'notice' as const;
  return fill.ratio >= NEAR ? ('critical' as const) : ('warning' as const);
}
