/** Shorter words are too like each other: `sync` and `syn`. */
const shortest = 5;
/** From here on two slips are forgiven. */
const long = 9;

/**
 * The words of a list that someone may have meant: one slip away, or two for a long word. Latin letters only: a pair of
 * Han or Hangul that differs by one is another pair.
 */
export function alikeWords(name: string, words: readonly string[]): string[] {
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name.length < shortest) return [];
  const most = name.length >= long ? 2 : 1;
  const near = words
    .filter(word => Math.abs(word.length - name.length) <= most && word[0] === name[0] && word.length >= 4)
    .map(word => ({ word, slips: slipsBetween(name, word, most) }))
    .filter(({ slips }) => slips <= most);
  const least = Math.min(...near.map(({ slips }) => slips));
  return near.filter(({ slips }) => slips === least).map(({ word }) => word);
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
