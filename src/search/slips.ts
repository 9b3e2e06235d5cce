/** From here on two slips are forgiven. */
const long = 9;

/** Letters that a word must have for a slip to be forgiven. */
const shortestOf = { latin: 5, jamo: 7 };

/**
 * The words of a list that someone may have meant: one slip away, or two for a long word. Hangul is compared letter by
 * letter, not syllable by syllable: 타임아욷. A pair of Han or Kana that differs by one is another pair.
 */
export function alikeWords(name: string, words: readonly string[]): string[] {
  if (/^[가-힣]{3,}$/.test(name)) return nearest(jamo(name), kindsOf(words).hangul, shortestOf.jamo);
  return /^[a-z][a-z0-9_]*$/.test(name) ? nearest(name, kindsOf(words).latin, shortestOf.latin) : [];
}

/** A word and the letters it is compared by. */
type Spelled = readonly [word: string, letters: string];

function nearest(name: string, words: readonly Spelled[], shortest: number): string[] {
  if (name.length < shortest) return [];
  const most = name.length >= long ? 2 : 1;
  const near = words
    .filter(
      ([, letters]) =>
        Math.abs(letters.length - name.length) <= most && letters[0] === name[0] && letters.length >= 4,
    )
    .map(([word, letters]) => ({ word, slips: slipsBetween(name, letters, most) }))
    .filter(({ slips }) => slips <= most);
  const least = Math.min(...near.map(({ slips }) => slips));
  return near.filter(({ slips }) => slips === least).map(({ word }) => word);
}

/** 연결 → ᄋ ᅧ ᆫ ᄀ ᅧ ᆯ. */
function jamo(word: string): string {
  return word.normalize('NFD');
}

const kinds = new WeakMap<readonly string[], { readonly latin: Spelled[]; readonly hangul: Spelled[] }>();

/** The words of a list by script, Hangul taken apart, once. */
function kindsOf(words: readonly string[]) {
  const known = kinds.get(words);
  if (known) return known;
  const made = {
    latin: words.filter(word => /^[a-z]/.test(word)).map((word): Spelled => [word, word]),
    hangul: words.filter(word => /^[가-힣]{2,}$/.test(word)).map((word): Spelled => [word, jamo(word)]),
  };
  kinds.set(words, made);
  return made;
}

/**
 * How many slips lie between two words: a letter wrong, missing, too much, or two that changed places (optimal string
 * alignment). Says `most + 1` for all that is further.
 */
export function slipsBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    if (Math.min(...next) > most) return most + 1;
    before = row;
    row = next;
  }
  return row[b.length] ?? most + 1;
}
