import { analyze } from '../engine/analyze.ts';
import type { Progress } from '../engine/model/analysis.ts';
import { answer, type ReadCase } from '../explore/answers.ts';
import { Damaged, join } from '../explore/join.ts';
import type { AskMessage, Failure, FromWorker, ToWorker } from './protocol.ts';
import { readingOf } from './reading.ts';
import { warmUpPaste } from './warm-up.ts';

/** Milliseconds between two reports of progress. */
const PROGRESS_EVERY = 100;

declare const self: DedicatedWorkerGlobalScope;

/** Readings and answers under way. */
const running = new Map<number, AbortController>();
/** What questions may be asked about, by the id it was read under. */
const kept = new Map<number, ReadCase>();

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'cancel') running.get(data.id)?.abort();
  else if (data.kind === 'forget') kept.delete(data.of);
  else if (data.kind === 'ask') void work(data.id, signal => reply(data, signal));
  else void work(data.id, signal => analyse(data.id, data.pieces, data.keep, signal));
});

// What is compiled now need not be compiled while somebody waits.
void analyze(warmUpPaste());

/** Does a piece of work that can be cancelled; its failure becomes a message. */
async function work(id: number, doIt: (signal: AbortSignal) => Promise<FromWorker>): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    tell(await doIt(controller.signal));
  } catch (error) {
    tell({ kind: 'failed', id, reason: controller.signal.aborted ? 'aborted' : reasonOf(error) });
  } finally {
    running.delete(id);
  }
}

async function analyse(
  id: number,
  pieces: readonly Blob[],
  keep: boolean,
  signal: AbortSignal,
): Promise<FromWorker> {
  tell({ kind: 'progress', id, progress: { bytes: 0, total: null, lines: 0 } });
  const paste = await join(pieces);
  const onProgress = reportingOften(id, paste.size);
  const analysis = await analyze(paste, { signal, onProgress });
  if (keep) kept.set(id, { paste, analysis });
  return { kind: 'done', id, reading: readingOf(analysis) };
}

async function reply({ id, of, about, question }: AskMessage, signal: AbortSignal): Promise<FromWorker> {
  const read = kept.get(of);
  if (!read) return { kind: 'failed', id, reason: 'aborted' };
  return { kind: 'answer', id, answer: await answer(read, about, question, signal) };
}

function reportingOften(id: number, total: number): (progress: Progress) => void {
  let last = performance.now();
  return ({ bytes, lines }) => {
    const now = performance.now();
    if (now - last < PROGRESS_EVERY) return;
    last = now;
    tell({ kind: 'progress', id, progress: { bytes, total, lines } });
  };
}

/** The guard of `unpack` fails with a RangeError, a file that is gone with a DOMException. */
function reasonOf(error: unknown): Failure {
  if (error instanceof Damaged) return 'damaged';
  if (error instanceof RangeError) return 'too-big';
  if (error instanceof DOMException) return 'unreadable';
  console.error(error);
  return 'crashed';
}

function tell(message: FromWorker): void {
  self.postMessage(message);
}
