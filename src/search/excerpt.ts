import { type Cut, coverage, places, type Stretch, type Wanted } from './match.ts';

/** A piece of a text, marked or not. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Room for an excerpt, in columns: a Han, Kana or Hangul letter takes two. */
const room = 150;
/** Of this, at most so much before the first mark. */
const lead = 30;

/** A text in marked and unmarked pieces. */
export function marked(line: Cut, terms: readonly Wanted[]): Piece[] {
  return piecesOf(line, places(terms, line), { from: 0, to: line.text.length });
}

/** The line that says most of a query, shortened around its marks. The first line if none says anything. */
export function excerpt(lines: readonly Cut[], terms: readonly Wanted[]): Piece[] {
  let best: { line: Cut | undefined; share: number } = { line: lines[0], share: 0 };
  for (const line of lines) {
    const share = coverage(terms, line.counts);
    if (share > best.share + 0.001) best = { line, share };
  }
  if (!best.line) return [];
  const { text } = best.line;
  const marks = places(terms, best.line);
  const { from, to } = columns(text) <= room ? { from: 0, to: text.length } : around(text, marks);
  const more = { text: '…', marked: false };
  const pieces = piecesOf(best.line, marks, { from, to });
  return [...(from > 0 ? [more] : []), ...pieces, ...(to < text.length ? [more] : [])];
}

function piecesOf({ text }: Cut, marks: readonly Stretch[], { from: start, to: end }: Stretch): Piece[] {
  const pieces: Piece[] = [];
  const add = (from: number, to: number, isMarked: boolean) => {
    if (to > from) pieces.push({ text: text.slice(from, to), marked: isMarked });
  };
  let done = start;
  for (const { from, to } of marks) {
    if (to <= start || from >= end) continue;
    add(done, from, false);
    add(Math.max(from, start), Math.min(to, end), true);
    done = Math.min(to, end);
  }
  add(done, end, false);
  return pieces;
}

/** The stretch of a long line with the most marks, from the beginning of a sentence if one is near. */
function around(line: string, marks: readonly Stretch[]): Stretch {
  const reach = (start: number) => start + lettersIn(line.slice(start), room - lead);
  const inReach = (start: number) =>
    marks.filter(({ from, to }) => from >= start && to <= reach(start)).length;
  const first = marks.reduce(
    (best, { from }) => (inReach(from) > inReach(best) ? from : best),
    marks[0]?.from ?? 0,
  );
  const from = startBefore(line, first);
  return { from, to: endAfter(line, from + lettersIn(line.slice(from), room)) };
}

/** Some words before a mark, for the sense: from the last sentence or table cell that begins there, or the last word. */
function startBefore(line: string, mark: number): number {
  const before = line.slice(0, mark);
  const earliest = mark - lettersIn(Array.from(before).reverse().join(''), lead);
  if (earliest <= 0) return 0;
  const near = line.slice(earliest, mark);
  const sentence = [...near.matchAll(/(?:[.!?;:·] |[。！？；])/g)].at(-1);
  if (sentence) return earliest + sentence.index + sentence[0].length;
  const word = near.indexOf(' ');
  if (word >= 0) return earliest + word + 1;
  // Not in the middle of `/proc/net/stat/nf_conntrack`, where no space comes after it.
  const torn = /[\w./:-]/.test(line[earliest - 1] ?? '') ? (/^[\w./:-]+/.exec(near)?.[0].length ?? 0) : 0;
  return earliest + torn;
}

/** Back to the end of a word, where the script has words. */
function endAfter(line: string, at: number): number {
  if (at >= line.length) return line.length;
  const space = line.slice(0, at + 1).lastIndexOf(' ');
  return at - space <= 14 && space > 0 ? space : at;
}

function columns(text: string): number {
  return Array.from(text).reduce((sum, letter) => sum + width(letter), 0);
}

/** How many letters of a text fit. */
function lettersIn(text: string, limit: number): number {
  let taken = 0;
  let letters = 0;
  for (const letter of text) {
    taken += width(letter);
    if (taken > limit) break;
    letters += letter.length;
  }
  return letters;
}

function width(letter: string): 1 | 2 {
  return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u.test(
    letter,
  )
    ? 2
    : 1;
}
