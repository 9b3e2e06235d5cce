import type { Place } from './place.ts';

/** The neighbour (ARP, NDP) table: `ip neigh`, `arp -n`, `cat /proc/net/arp`. */
export interface Neighbours {
  readonly kind: 'neighbours';
  readonly total: number;
  /** How many by state. `arp` and /proc/net/arp only tell complete (`COMPLETE`) from `INCOMPLETE`. */
  readonly states: readonly NeighbourCount[];
  /** How many by device, the most first, at most fifty. */
  readonly devices: readonly { readonly device: string; readonly count: number }[];
  /** The first five hundred. */
  readonly rows: readonly Neighbour[];
  /** Those beyond whose state is FAILED or INCOMPLETE, at most five hundred more. */
  readonly unresolved: readonly Neighbour[];
  readonly rowsLeft: number;
}

export interface NeighbourCount {
  readonly state: string;
  readonly count: number;
  readonly place: Place;
}

export interface Neighbour {
  readonly address: string;
  readonly device: string | null;
  readonly mac: string | null;
  /** `REACHABLE`, `STALE`, `DELAY`, `PROBE`, `FAILED`, `INCOMPLETE`, `PERMANENT`, `NOARP`, `NONE`; `COMPLETE` from arp. */
  readonly state: string;
  /** `router`, `proxy`, `extern_learn`, … */
  readonly flags: readonly string[];
  readonly place: Place;
}
