// What a view may ask about a paste that was read, and what comes back: plain data that crosses from the worker to the page.

import type { ChangeFound, ChangeWanted } from './change/index.ts';
import type { FlowsAnswer, FlowsAsk } from './flows/question.ts';
import type { LineRange, LineSearch, LinesFound, LineText, RuleNote, TextPoint } from './lines/index.ts';
import type { Pictures } from './pictures/index.ts';
import type { Picture, TalkId } from './pictures/picture.ts';
import type { Redacted, Wanted } from './redact/kinds.ts';
import type { RuleAnswer, RuleAsk, RulesAnswer, RulesAsk } from './rules/question.ts';

/** A question and its answer. */
export interface Exchange<Asks, Answers> {
  readonly asks: Asks;
  readonly answers: Answers;
}

/** By name, what may be asked. src/explore/answers.ts holds the answer to each. */
export interface Questions {
  /** A window of the flows of a listing: put together, filtered, sorted. */
  readonly flows: Exchange<FlowsAsk, FlowsAnswer>;
  /** A window of the rules, filtered and sorted; and one of them, explained. */
  readonly rules: Exchange<RulesAsk, RulesAnswer>;
  readonly rule: Exchange<RuleAsk, RuleAnswer>;
  /** Null where the paste holds nothing twice. */
  readonly change: Exchange<ChangeWanted, ChangeFound | null>;
  /** Lines of the paste from one on (1 is the first), as they read. */
  readonly 'line-range': Exchange<{ readonly first: number; readonly count: number }, LineRange>;
  readonly 'line-search': Exchange<LineSearch, LinesFound>;
  readonly 'line-text': Exchange<{ readonly from: TextPoint; readonly to: TextPoint }, LineText>;
  readonly 'rule-notes': Exchange<Record<never, never>, readonly RuleNote[]>;
  /** Everything that is drawn of the paste; and another conversation of a capture, null where there is no such one. */
  readonly pictures: Exchange<Record<never, never>, Pictures>;
  readonly talk: Exchange<TalkId, { readonly picture: Picture | null }>;
  /** The paste with pseudonyms in it; and all of it as it is, unpacked, as one. */
  readonly redact: Exchange<Wanted, Redacted>;
  readonly whole: Exchange<Record<never, never>, { readonly paste: Blob }>;
}

export type QuestionKind = keyof Questions;

/** Asks about the paste that is shown. Rejects with `ReadingFailed` where it was cancelled, or is no longer kept. */
export type Ask = <K extends QuestionKind>(
  about: K,
  question: Questions[K]['asks'],
  signal?: AbortSignal,
) => Promise<Questions[K]['answers']>;
