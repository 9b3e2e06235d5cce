import type { Footer } from './flow-table.ts';
import type { Stamp } from './log-events.ts';
import type { Place } from './place.ts';

/**
 * Expected connections, that a helper (ftp, sip, tftp) asked the kernel to let in: `conntrack -L expect`, `-E expect`, `-C expect`,
 * `/proc/net/nf_conntrack_expect`.
 */
export interface Expectations {
  readonly kind: 'expectations';
  readonly source:
    | 'conntrack -L expect'
    | 'conntrack -E expect'
    | 'conntrack -C expect'
    | '/proc/net/nf_conntrack_expect';
  /** How many there are: lines read, or the number that `conntrack -C expect` printed. */
  readonly count: number;
  /** The first of them. */
  readonly entries: readonly Expectation[];
  /** Entries that `entries` had no room for. `-C expect` lists none. */
  readonly left: number;
  /** By helper, most frequent first; `name` is null where none is printed. */
  readonly helpers: readonly { readonly name: string | null; readonly count: number }[];
  /** `N expectations have been shown`, where the paste has that line. */
  readonly footer: Footer | null;
  readonly first: Place;
}

export interface Expectation {
  /** Of `conntrack -E expect`; null in a listing. */
  readonly type: 'NEW' | 'UPDATE' | 'DESTROY' | null;
  readonly time: Stamp | null;
  /** Seconds until it goes; null for `-`, one without a timer. */
  readonly timeout: number | null;
  /** Protocol number: 6 for tcp. */
  readonly protocol: number;
  /** What is expected; a port of 0 is any where the mask says so. */
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly mask: ExpectationEnds | null;
  /** The connection that asked for it; /proc does not say. */
  readonly master: ExpectationEnds | null;
  readonly zone: number | null;
  readonly flags: readonly ('PERMANENT' | 'INACTIVE' | 'USERSPACE')[];
  readonly class: number | null;
  /** `ftp`; of /proc also `sip/signalling`. */
  readonly helper: string | null;
  readonly place: Place;
}

export interface ExpectationEnds {
  readonly source: string;
  readonly destination: string;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
}
