import type { Place } from './place.ts';

/** What `ipset list`, `ipset save` or `ipset list -o xml` print. */
export interface IpSets {
  readonly kind: 'ip-sets';
  /** names: `ipset list -n`, nothing but names. */
  readonly form: 'list' | 'save' | 'xml' | 'names';
  readonly sets: readonly IpSet[];
  readonly errors: readonly IpSetError[];
}

export interface IpSet {
  /** null where the head of the listing is cut off. */
  readonly name: string | null;
  /** `hash:ip,port`, `bitmap:port`, `list:set`; null where it is not printed. */
  readonly type: string | null;
  readonly revision: number | null;
  readonly family: 'inet' | 'inet6' | null;
  readonly hashsize: number | null;
  /** The most entries that the set may have; nothing can be added beyond it. Of a `list:set` its `size`. */
  readonly maxelem: number | null;
  /** Default timeout of entries in seconds; null: they stay. 0: they stay unless one has a timeout of its own. */
  readonly timeout: number | null;
  /** As printed: `24`, `255.255.255.0`. */
  readonly netmask: string | null;
  /** `0-65535` of a bitmap. */
  readonly range: string | null;
  /** Whether entries have counters, comments. */
  readonly counters: boolean;
  readonly comments: boolean;
  /** Every option of the header as printed; true for those without a value. */
  readonly options: Readonly<Record<string, string | true>>;
  /** Bytes. */
  readonly memory: number | null;
  /** How many rules and sets refer to it. */
  readonly references: number | null;
  /** As printed; versions before 6.31 and the save form do not say it. */
  readonly entries: number | null;
  /** Members that were read; null where the listing does not show them (`-t`, `-n`), or no list of them was begun. */
  readonly members: number | null;
  /** True where as many members were read as the header says there are; null where the header does not say it. */
  readonly membersComplete: boolean | null;
  /** The first members, at most a hundred. */
  readonly examples: readonly IpSetMember[];
  /** Members whose packet counter is not zero; null where members have none. */
  readonly membersHit: number | null;
  readonly place: Place;
}

export interface IpSetMember {
  /** `10.96.0.1,tcp:443`, `10.0.0.0/8`, `192.168.0.1,12:34:56:78:9A:BC` */
  readonly element: string;
  /** Seconds until it goes; 0: it stays. */
  readonly timeout: number | null;
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly comment: string | null;
  /** An exception in a set of networks. */
  readonly nomatch: boolean;
  readonly place: Place;
}

export interface IpSetError {
  /** no-set: a set that was asked for does not exist. unsupported: the kernel lacks ipset or the set's type. */
  readonly error: 'no-set' | 'not-permitted' | 'unsupported' | 'full' | 'other';
  readonly text: string;
  readonly place: Place;
}
