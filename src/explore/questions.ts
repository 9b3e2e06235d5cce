// What a view may ask about a paste that was read, and what comes back: plain data that crosses from the worker to the page.

/** A question and its answer. */
export interface Exchange<Asks, Answers> {
  readonly asks: Asks;
  readonly answers: Answers;
}

/** By name, what may be asked. src/explore/answers.ts holds the answer to each. */
export interface Questions {
  readonly size: Exchange<Record<never, never>, { readonly bytes: number }>;
}

export type QuestionKind = keyof Questions;

/** Asks about the paste that is shown. Rejects with `ReadingFailed` where it was cancelled, or is no longer kept. */
export type Ask = <K extends QuestionKind>(
  about: K,
  question: Questions[K]['asks'],
  signal?: AbortSignal,
) => Promise<Questions[K]['answers']>;
