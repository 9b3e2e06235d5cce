/** Work that several questions wait for: it is done once, and broken off when nobody waits any more. */
export class Shared<Result> {
  readonly #work: (signal: AbortSignal) => Promise<Result>;
  #done: Promise<Result> | null = null;
  #controller = new AbortController();
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<Result>) {
    this.#work = work;
  }

  /** What the work gives. Rejects with the reason of the signal where that ends the waiting. */
  async get(signal: AbortSignal): Promise<Result> {
    signal.throwIfAborted();
    if (!this.#done || this.#controller.signal.aborted) this.#begin();
    const controller = this.#controller;
    this.#waiting++;
    let onAbort = () => {};
    const aborted = new Promise<never>((_, reject) => {
      onAbort = () => reject(signal.reason);
    });
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await Promise.race([this.#done as Promise<Result>, aborted]);
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (this.#controller === controller && --this.#waiting === 0 && signal.aborted) controller.abort();
    }
  }

  #begin(): void {
    const controller = new AbortController();
    this.#controller = controller;
    this.#waiting = 0;
    const done = this.#work(controller.signal);
    this.#done = done;
    // What fails is tried again by whoever asks next.
    done.catch(() => {
      if (this.#done === done) this.#done = null;
    });
  }
}
