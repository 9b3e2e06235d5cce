import type { Analysis } from '../engine/model/analysis.ts';
import { answerChange } from './change/index.ts';
import { flowsAnswer } from './flows/answer.ts';
import { answerRange, answerSearch, answerText, ruleNotes } from './lines/index.ts';
import { picturesOf, talkOf } from './pictures/index.ts';
import type { QuestionKind, Questions } from './questions.ts';
import { redact } from './redact/redact.ts';
import { rulesAnswer } from './rules/answer.ts';
import { ruleAnswer } from './rules/detail.ts';

/** A paste that was read and is kept for questions. */
export interface ReadCase {
  /** All of it, unpacked, as one: the spans of the analysis are places in it. */
  readonly paste: Blob;
  readonly analysis: Analysis;
}

type Answer<K extends QuestionKind> = (
  read: ReadCase,
  question: Questions[K]['asks'],
  signal: AbortSignal,
) => Questions[K]['answers'] | Promise<Questions[K]['answers']>;

const ANSWERS: { readonly [K in QuestionKind]: Answer<K> } = {
  flows: flowsAnswer,
  rules: rulesAnswer,
  rule: ruleAnswer,
  change: answerChange,
  'line-range': answerRange,
  'line-search': answerSearch,
  'line-text': answerText,
  'rule-notes': ruleNotes,
  pictures: ({ analysis }) => picturesOf(analysis),
  redact: ({ paste, analysis }, wanted, signal) => redact(paste, analysis, wanted, signal),
  whole: ({ paste }) => ({ paste }),
  talk: ({ analysis }, talk) => ({ picture: talkOf(analysis, talk) }),
};

/** Answers a question about a paste. Rejects where the signal ends it. */
export async function answer<K extends QuestionKind>(
  read: ReadCase,
  about: K,
  question: Questions[K]['asks'],
  signal: AbortSignal,
): Promise<Questions[K]['answers']> {
  const given = ANSWERS[about] as Answer<K>;
  return given(read, question, signal);
}
