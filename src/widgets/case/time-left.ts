/** Milliseconds of reading after which its pace is known: the first stretch waits for the worker, the compiler and the disk. */
const PACE_AFTER = 300;

/** When so many bytes had been read. */
export interface Sample {
  readonly bytes: number;
  readonly at: number;
}

/** Milliseconds that the rest takes at the pace between two samples; null where they are too near to each other to tell. */
export function timeLeft(first: Sample, now: Sample, total: number): number | null {
  const bytes = now.bytes - first.bytes;
  const took = now.at - first.at;
  return bytes > 0 && took >= PACE_AFTER ? (took / bytes) * (total - now.bytes) : null;
}
