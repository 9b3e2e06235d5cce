import type { Place } from './place.ts';

/** Caches of kernel objects: `/proc/slabinfo`, `slabtop -o`. */
export interface Slabs {
  readonly kind: 'slabs';
  readonly source: '/proc/slabinfo' | 'slabtop';
  readonly caches: readonly SlabCache[];
}

export interface SlabCache {
  /** As printed. Old kernels have one a namespace: `nf_conntrack_ffff8800…`, `nf_conntrack_1`. */
  readonly name: string;
  /** True for every cache of connection-tracking entries (not of expectations), whatever the kernel calls it. */
  readonly conntrack: boolean;
  /** Objects in use. A cache with per-CPU lists counts those as in use. */
  readonly active: number;
  readonly objects: number;
  /** Bytes of one object; slabtop prints kilobytes with two decimals, so it is only near then. */
  readonly objectSize: number;
  readonly objectSizeExact: boolean;
  readonly objectsPerSlab: number | null;
  /** slabtop only: kilobytes of the whole cache. */
  readonly kilobytes: number | null;
  readonly place: Place;
}
