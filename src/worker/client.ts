import type { Ask, QuestionKind, Questions } from '../explore/questions.ts';
import type { Failure, FromWorker, ReadingProgress, ToWorker } from './protocol.ts';
import type { Reading } from './reading.ts';
import AnalysisWorker from './worker.ts?worker&inline';

/** A worker that does not let go of a cancelled job within so many milliseconds is ended: unpacking cannot be broken off. */
const LET_GO_WITHIN = 500;

/** Why `Job.done` or an answer was rejected. */
export class ReadingFailed extends Error {
  readonly reason: Failure;

  constructor(reason: Failure) {
    super(reason);
    this.name = 'ReadingFailed';
    this.reason = reason;
  }
}

/** A paste that is being read. */
export interface Job {
  /** Rejects with `ReadingFailed`, also when cancelled. */
  readonly done: Promise<Reading>;
  /** Asks about it, once it is done and where it is kept. */
  readonly ask: Ask;
  cancel(): void;
  /** Lets go of what was kept; questions then fail. */
  forget(): void;
}

interface Waiting {
  readonly onProgress: (progress: ReadingProgress) => void;
  /** Takes what the message that ends it brings. */
  readonly resolve: (brought: never) => void;
  readonly reject: (failed: ReadingFailed) => void;
}

/** One worker a page. A blob worker inherits the page's policy, one from the network would not: it could send. */
let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, Waiting>();
/** Cancelled, and the worker has not said yet that it stopped. */
const letting = new Set<number>();

/** Starts the worker if it does not run yet, so that the first paste need not wait for it. */
export function warm(): void {
  worker ??= start();
}

/** Reads the pieces of a paste in the worker. `keep` where questions about it will follow: the last one kept is all that is. */
export function analyse(
  pieces: readonly Blob[],
  onProgress: (progress: ReadingProgress) => void = () => {},
  keep = false,
): Job {
  const id = ++lastId;
  const done = new Promise<Reading>((resolve, reject) => waiting.set(id, { onProgress, resolve, reject }));
  send({ kind: 'analyse', id, pieces, keep });
  return {
    done,
    ask: (about, question, signal) => ask(id, about, question, signal),
    cancel: () => cancel(id),
    forget: () => {
      if (keep) send({ kind: 'forget', of: id });
    },
  };
}

function ask<K extends QuestionKind>(
  of: number,
  about: K,
  question: Questions[K]['asks'],
  signal?: AbortSignal,
): Promise<Questions[K]['answers']> {
  const id = ++lastId;
  const answered = new Promise<Questions[K]['answers']>((resolve, reject) =>
    waiting.set(id, { onProgress: () => {}, resolve, reject }),
  );
  send({ kind: 'ask', id, of, about, question });
  if (signal?.aborted) drop(id);
  signal?.addEventListener('abort', () => drop(id), { once: true });
  return answered;
}

function cancel(id: number): void {
  if (!drop(id)) return;
  letting.add(id);
  setTimeout(() => {
    if (letting.has(id) && waiting.size === 0) stop();
  }, LET_GO_WITHIN);
}

/** Tells the worker to break off, and whoever waits that it did. False where nobody waits any more. */
function drop(id: number): boolean {
  const job = waiting.get(id);
  if (!job) return false;
  waiting.delete(id);
  send({ kind: 'cancel', id });
  job.reject(new ReadingFailed('aborted'));
  return true;
}

function send(message: ToWorker): void {
  warm();
  worker?.postMessage(message);
}

function start(): Worker {
  const started = new AnalysisWorker();
  started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => receive(data));
  started.addEventListener('messageerror', crash);
  started.addEventListener('error', event => {
    event.preventDefault();
    crash();
  });
  return started;
}

function receive(message: FromWorker): void {
  const job = waiting.get(message.id);
  if (message.kind === 'progress') {
    job?.onProgress(message.progress);
    return;
  }
  waiting.delete(message.id);
  letting.delete(message.id);
  if (message.kind === 'done') job?.resolve(message.reading as never);
  else if (message.kind === 'answer') job?.resolve(message.answer as never);
  else job?.reject(new ReadingFailed(message.reason));
}

/** Ends the worker and every job in it; the next paste starts another. */
function crash(): void {
  stop();
  const lost = [...waiting.values()];
  waiting.clear();
  for (const job of lost) job.reject(new ReadingFailed('crashed'));
}

function stop(): void {
  worker?.terminate();
  worker = null;
  letting.clear();
}
