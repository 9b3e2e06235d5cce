import type { Place } from './place.ts';

/** What runs on the host: `top -b`, `ps aux`, `ps -ef`, `ps -eo …`. */
export interface Processes {
  readonly kind: 'processes';
  readonly source: 'top' | 'ps';
  /** Rows that were read. */
  readonly total: number;
  /** The first five hundred rows. */
  readonly rows: readonly Process[];
  readonly rowsLeft: number;
  /** Rows by the first letter of their state (`R`, `S`, `D`, `Z`, …), where the listing has that column. */
  readonly states: readonly { readonly state: string; readonly count: number; readonly place: Place }[];
  readonly summary: TopSummary | null;
}

export interface Process {
  readonly pid: number | null;
  readonly parent: number | null;
  readonly user: string | null;
  /** As printed: `D`, `Ss`, `R+`; the first letter is the state. */
  readonly state: string | null;
  /**
   * Percent of one CPU. top: since its last screen, and on the first screen of `top -b -n1` since the process began. ps:
   * over the life of the process.
   */
  readonly cpu: number | null;
  readonly memory: number | null;
  /** As printed: `12:03.04`, `0:01`, `00:00:12`. */
  readonly time: string | null;
  /** The command as printed; brackets mark a kernel thread (`[ksoftirqd/0]`; top prints it without). */
  readonly command: string;
  /** The columns by their header, where the listing has others. */
  readonly other: Readonly<Record<string, string>>;
  readonly place: Place;
}

/** The head of top; what is not printed is null. */
export interface TopSummary {
  /** Seconds. */
  readonly uptime: number | null;
  /** Over 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number] | null;
  readonly tasks: {
    readonly total: number | null;
    readonly running: number | null;
    readonly sleeping: number | null;
    readonly stopped: number | null;
    readonly zombie: number | null;
  } | null;
  /** One row a CPU, or one for all. */
  readonly cpus: readonly CpuUse[];
  readonly place: Place;
}

/** Shares of time in percent, since the last screen; the first screen of top counts from boot. */
export interface CpuUse {
  /** null for all together. */
  readonly cpu: number | null;
  readonly user: number | null;
  readonly system: number | null;
  readonly nice: number | null;
  readonly idle: number | null;
  readonly wait: number | null;
  readonly hardIrq: number | null;
  readonly softIrq: number | null;
  readonly steal: number | null;
  readonly place: Place;
}
