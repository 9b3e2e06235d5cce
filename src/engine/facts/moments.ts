import type { Stamp } from '../model/log-events.ts';

/** Hours east of UTC of zones whose letters stand for one zone alone (tz database). `CST`, `CDT` (Cuba), `BST`, `IST`, `PST`, `MST` stand for several. */
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  HKT: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
  EST: -5,
  EDT: -4,
  MDT: -6,
  PDT: -7,
};

/**
 * Seconds from one stamp to another; negative where the other is earlier. Null where their clocks or dates cannot be compared, or both
 * name a zone, not the same, and one of these is not known. A stamp without a zone counts as one of the other's.
 */
export function secondsTo(stamp: Stamp, other: Stamp): number | null {
  if (stamp.clock !== other.clock || stamp.dated !== other.dated) return null;
  const printed = other.seconds - stamp.seconds;
  if (!stamp.zone || !other.zone || stamp.zone === other.zone) return printed;
  const [here, there] = [eastOf(stamp.zone), eastOf(other.zone)];
  return here === null || there === null ? null : printed + here - there;
}

/** Seconds east of UTC; null for letters that stand for several zones, or none. */
function eastOf(zone: string): number | null {
  const hours = ZONES[zone];
  if (hours !== undefined) return hours * 3600;
  const [, sign, hour, minute = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (sign === undefined) return null;
  const seconds = Number(hour) * 3600 + Number(minute) * 60;
  return sign === '-' ? -seconds : seconds;
}
