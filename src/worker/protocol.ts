import type { QuestionKind, Questions } from '../explore/questions.ts';
import type { Reading } from './reading.ts';

/**
 * Page → worker. The pieces of a paste are read one after the other, as if they stood in one file. `keep`: questions about it follow
 * (`ask`, `of` the id it was read under), until the page says `forget`. `cancel` ends a reading or an answer under way.
 */
export type ToWorker =
  | {
      readonly kind: 'analyse';
      readonly id: number;
      readonly pieces: readonly Blob[];
      readonly keep: boolean;
    }
  | AskMessage
  | { readonly kind: 'forget'; readonly of: number }
  | { readonly kind: 'cancel'; readonly id: number };

export interface AskMessage<K extends QuestionKind = QuestionKind> {
  readonly kind: 'ask';
  readonly id: number;
  readonly of: number;
  readonly about: K;
  readonly question: Questions[K]['asks'];
}

/** Worker → page. `progress` comes at most every tenth of a second, then one `done`, `answer` or `failed` ends it. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly progress: ReadingProgress }
  | { readonly kind: 'done'; readonly id: number; readonly reading: Reading }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Questions[QuestionKind]['answers'] }
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
