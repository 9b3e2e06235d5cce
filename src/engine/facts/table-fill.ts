import type { Place } from '../model/place.ts';
import type { Facts } from './facts.ts';

/** How full the table of flows is, by the last count and the maximum that stands nearest to it. */
export interface TableFill {
  readonly count: number;
  readonly max: number;
  /** 0 where there is no limit. */
  readonly ratio: number;
  readonly places: readonly Place[];
}

/** Null where one of the two is not printed, or the paste does not name them (two bare numbers). */
export function tableFill(facts: Facts): TableFill | null {
  const count = facts.setting('net.netfilter.nf_conntrack_count').findLast(named);
  const maxima = facts.setting('net.netfilter.nf_conntrack_max').filter(named);
  if (!count || maxima.length === 0) return null;
  const distance = (place: Place) => Math.abs(place.line - count.place.line);
  const max = maxima.reduce((near, other) => (distance(other.place) < distance(near.place) ? other : near));
  const [used, limit] = [count.number as number, max.number as number];
  return { count: used, max: limit, ratio: limit > 0 ? used / limit : 0, places: [count.place, max.place] };
}

function named({ number, assumed }: { number: number | null; assumed: boolean }): boolean {
  return number !== null && !assumed;
}
