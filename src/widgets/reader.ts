import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Ask } from '../explore/questions.ts';
import { analyse, type Job, ReadingFailed } from '../worker/client.ts';
import type { Failure, ReadingProgress } from '../worker/protocol.ts';
import type { Reading } from '../worker/reading.ts';
import { type Sample, timeLeft } from './case/time-left.ts';

/** A reading that is done before anyone could read of it shows no progress. In milliseconds. */
const SHOW_AFTER = 150;

/** What was read, and who answers questions about it. */
export interface Read {
  readonly reading: Reading;
  readonly ask: Ask;
}

export type Outcome = Read | { readonly failure: Failure };

/** A reading under way. */
export interface Work {
  readonly name: string | null;
  readonly progress: ReadingProgress | null;
  /** Milliseconds that are left at the pace of so far; null until there is one. */
  readonly left: number | null;
}

/** Reads what is given, one paste at a time, and tells the box how far it is. */
export class Reader implements ReactiveController {
  /** Null while nothing is read, and in the first moment. */
  work: Work | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #keeps: () => boolean;
  #job: Job | null = null;
  /** The reading that questions are asked about. */
  #kept: Job | null = null;

  /** `keeps`: whether questions about what is read will follow. */
  constructor(host: ReactiveControllerHost, keeps: () => boolean) {
    this.#host = host;
    this.#keeps = keeps;
    host.addController(this);
  }

  /** Whether something is being read, shown or not. */
  get busy(): boolean {
    return this.#job !== null;
  }

  hostDisconnected(): void {
    this.cancel();
    this.#kept?.forget();
    this.#kept = null;
  }

  /** Null where another paste has taken its place. */
  async read(pieces: readonly Blob[], name: string | null): Promise<Outcome | null> {
    const before = this.#job;
    let progress: ReadingProgress | null = null;
    let first: Sample | null = null;
    let left: number | null = null;
    let shown = false;
    const show = () => {
      this.work = { name, progress, left };
      this.#host.requestUpdate();
    };
    const job = analyse(
      pieces,
      latest => {
        progress = latest;
        const now = { bytes: latest.bytes, at: performance.now() };
        if (latest.total !== null) {
          first ??= now;
          left = timeLeft(first, now, latest.total);
        }
        if (shown && this.#job === job) show();
      },
      this.#keeps(),
    );
    this.#job = job;
    before?.cancel();
    const timer = setTimeout(() => {
      shown = true;
      show();
    }, SHOW_AFTER);
    const outcome = await job.done.then(
      reading => ({ reading, ask: job.ask }),
      (error: unknown) => ({ failure: error instanceof ReadingFailed ? error.reason : ('crashed' as const) }),
    );
    clearTimeout(timer);
    if (this.#job !== job) {
      job.forget();
      return null;
    }
    this.#kept?.forget();
    this.#kept = job;
    this.#job = null;
    this.work = null;
    this.#host.requestUpdate();
    return outcome;
  }

  cancel(): void {
    this.#job?.cancel();
  }
}
