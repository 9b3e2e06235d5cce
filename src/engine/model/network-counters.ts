import type { Place } from './place.ts';

/**
 * Counters of the network stack under the names of nstat (`TcpExtListenOverflows`, `TcpRetransSegs`, `Ip6InReceives`),
 * whichever tool printed them. One network namespace. A counter that is not printed is absent, not zero.
 */
export interface NetworkCounters {
  readonly kind: 'network-counters';
  readonly source: 'netstat -s' | 'nstat' | '/proc/net/snmp' | '/proc/net/netstat' | '/proc/net/snmp6';
  /**
   * since-boot: since the namespace was made. unknown: plain `nstat` prints the change since its last run by the same
   * user, and only on the first run all since boot; a pasted table without a command can be either. last-run: since a run of the same
   * command line, which printed nothing.
   */
  readonly basis: 'since-boot' | 'last-run' | 'unknown';
  /**
   * True where every counter would stand here, zero or not, so that one that is missing does not exist in this kernel. False
   * where counters of zero are left out (`nstat` without `-z`, most of `netstat -s`), or only a part was printed.
   */
  readonly complete: boolean;
  readonly counters: readonly NetworkCounter[];
}

export interface NetworkCounter {
  readonly name: string;
  /** Above 2^53 not exact. Settings among them can be negative (`TcpMaxConn -1`). */
  readonly value: number;
  /** nstat's third column, in events a second; 0.0 where no daemon of it runs. null elsewhere. */
  readonly rate: number | null;
  /** The sentence of netstat; null elsewhere. */
  readonly sentence: string | null;
  readonly place: Place;
}
