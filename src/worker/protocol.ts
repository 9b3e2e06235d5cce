import type { Reading } from './reading.ts';

/** Page → worker. The pieces of a paste are read one after the other, as if they stood in one file. */
export type ToWorker =
  | { readonly kind: 'analyse'; readonly id: number; readonly pieces: readonly Blob[] }
  | { readonly kind: 'cancel'; readonly id: number };

/** Worker → page. `progress` comes at most every tenth of a second, then one `done` or `failed` ends it. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: ReadingProgress }
  | { readonly kind: 'done'; readonly id: number; readonly reading: Reading }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: Failure };

export interface ReadingProgress {
  readonly bytes: number;
  /** Bytes in all; null while a packed file is unpacked and nobody knows. */
  readonly total: number | null;
  readonly lines: number;
}

/**
 * Why there is no reading. damaged: a gzip file that ends too early or is wrong. too-big: it unpacks to more than is
 * safe. unreadable: the file was moved, or is a folder. aborted: cancelled. crashed: a fault of this program.
 */
export type Failure = 'damaged' | 'too-big' | 'unreadable' | 'aborted' | 'crashed';
