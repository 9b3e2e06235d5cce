import type { Place } from './place.ts';

/** What `/etc/resolv.conf` says: whom a program asks for a name, and how (resolv.conf(5)). */
export interface ResolverConfig {
  readonly kind: 'resolver-config';
  /** In the order in which they are asked. glibc asks the first three, musl all three at once. */
  readonly nameservers: readonly Nameserver[];
  /** The search list in force: the last `search` or `domain` line counts; empty where none stands. */
  readonly search: readonly string[];
  readonly searchPlace: Place | null;
  /** Every word of the `options` lines, in order; of a name that stands twice the last one counts. */
  readonly options: readonly ResolverOption[];
  /** Names with fewer dots are tried with the search list first; null where not given (1 is then in force). */
  readonly ndots: number | null;
  /** Seconds until a server counts as silent; null where not given (5 is then in force). */
  readonly timeout: number | null;
  /** How often all servers are asked; null where not given (2 is then in force). */
  readonly attempts: number | null;
}

export interface Nameserver {
  /** As printed, a scope (`%eth0`) included. */
  readonly address: string;
  /** False for a masked address (`10.xx.0.10`, `x.x.x.x`). */
  readonly known: boolean;
  readonly place: Place;
}

export interface ResolverOption {
  /** `ndots`, `single-request-reopen`, `use-vc`. */
  readonly name: string;
  /** The number behind the colon; null where there is none or it is masked. */
  readonly value: number | null;
  readonly place: Place;
}
