import type { Facts } from './facts.ts';

/** The same question, asked of the same facts, is answered once: many checks ask it. `look` must depend on nothing else. */
export function remembered<Answer>(look: (facts: Facts) => Answer): (facts: Facts) => Answer {
  const known = new WeakMap<Facts, { readonly answer: Answer }>();
  return facts => {
    let kept = known.get(facts);
    if (!kept) {
      kept = { answer: look(facts) };
      known.set(facts, kept);
    }
    return kept.answer;
  };
}

/** The same for a question with words: they are the key. */
export function rememberedBy<Answer>(
  look: (facts: Facts, key: string) => Answer,
): (facts: Facts, key: string) => Answer {
  const answersOf = remembered(() => new Map<string, { readonly answer: Answer }>());
  return (facts, key) => {
    const answers = answersOf(facts);
    let kept = answers.get(key);
    if (!kept) {
      kept = { answer: look(facts, key) };
      answers.set(key, kept);
    }
    return kept.answer;
  };
}
