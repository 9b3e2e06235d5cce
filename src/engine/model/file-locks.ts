import type { Place } from './place.ts';

/** Who holds or waits for which file: `lslocks`, `fuser -v FILE`, `lsof FILE`. */
export interface FileLocks {
  readonly kind: 'file-locks';
  /** lslocks tells locks; fuser and lsof only tell who has the file open. */
  readonly source: 'lslocks' | 'fuser' | 'lsof';
  readonly locks: readonly FileLock[];
}

export interface FileLock {
  readonly command: string;
  readonly pid: number | null;
  /** `FLOCK`, `POSIX`, `OFDLCK`; null from fuser and lsof. */
  readonly type: string | null;
  /** `READ`, `WRITE`; with `*` behind it the process waits for the lock. null from fuser and lsof. */
  readonly mode: string | null;
  readonly waiting: boolean;
  /** The process that it waits for, where the column is there. */
  readonly blocker: number | null;
  /** As printed; ends in `...` where lslocks knows only the file system. null where the column is missing. */
  readonly path: string | null;
  /** True for `/run/xtables.lock`, the lock of iptables. */
  readonly xtables: boolean;
  readonly place: Place;
}
