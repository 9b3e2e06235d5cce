import { analyze } from '../engine/analyze.ts';
import type { Progress } from '../engine/model/analysis.ts';
import { Damaged, join } from './join.ts';
import type { Failure, FromWorker, ToWorker } from './protocol.ts';
import { readingOf } from './reading.ts';
import { warmUpPaste } from './warm-up.ts';

/** Milliseconds between two reports of progress. */
const PROGRESS_EVERY = 100;

declare const self: DedicatedWorkerGlobalScope;

const running = new Map<number, AbortController>();

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  if (data.kind === 'cancel') running.get(data.id)?.abort();
  else void analyse(data.id, data.pieces);
});

// What is compiled now need not be compiled while somebody waits.
void analyze(warmUpPaste());

async function analyse(id: number, pieces: readonly Blob[]): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    tell({ kind: 'progress', id, progress: { bytes: 0, total: null, lines: 0 } });
    const paste = await join(pieces);
    const onProgress = reportingOften(id, paste.size);
    const analysis = await analyze(paste, { signal: controller.signal, onProgress });
    tell({ kind: 'done', id, reading: readingOf(analysis) });
  } catch (error) {
    tell({ kind: 'failed', id, reason: controller.signal.aborted ? 'aborted' : reasonOf(error) });
  } finally {
    running.delete(id);
  }
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
