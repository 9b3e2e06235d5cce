import { coverage, cut, places, type Wanted } from './match.ts';

/** A piece of a text, marked or not. */
export interface Piece {
  readonly text: string;
  readonly marked: boolean;
}

/** Room for an excerpt, in columns: a Han, Kana or Hangul letter takes two. */
const room = 150;

/** Cuts a text into marked and unmarked pieces. */
export function marked(text: string, terms: readonly Wanted[]): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { from, to } of places(terms, cut(text))) {
    if (from > done) pieces.push({ text: text.slice(done, from), marked: false });
    pieces.push({ text: text.slice(from, to), marked: true });
    done = to;
  }
  if (done < text.length) pieces.push({ text: text.slice(done), marked: false });
  return pieces;
}

/** The line of a text that says most of a query, shortened around its marks. The first line if none says anything. */
export function excerpt(text: string, terms: readonly Wanted[]): Piece[] {
  const lines = text.split('\n');
  let best = { line: lines[0] ?? '', share: 0 };
  for (const line of lines) {
    const share = coverage(terms, cut(line).counts);
    if (share > best.share + 0.001) best = { line, share };
  }
  return marked(shorten(best.line, terms), terms);
}

/** Cuts out of a long line the stretch with the most marks. */
function shorten(line: string, terms: readonly Wanted[]): string {
  if (columns(line) <= room) return line;
  const marks = places(terms, cut(line));
  const starts = marks.map(({ from }) => from);
  const inReach = (start: number) =>
    marks.filter(({ from, to }) => from >= start && columns(line.slice(start, to)) <= room - 30);
  const first = starts.reduce(
    (best, start) => (inReach(start).length > inReach(best).length ? start : best),
    starts[0] ?? 0,
  );
  const from = wordStart(line, Math.max(0, first - leadIn(line, first)));
  const to = from + lettersIn(line.slice(from), room);
  return `${from > 0 ? '…' : ''}${line.slice(from, to).trim()}${to < line.length ? '…' : ''}`;
}

/** Some words before the first mark, for the sense. */
function leadIn(line: string, mark: number): number {
  return lettersIn(Array.from(line.slice(0, mark)).reverse().join(''), 24);
}

/** Back to the beginning of a word, where the script has words. */
function wordStart(line: string, at: number): number {
  const space = line.slice(Math.max(0, at - 12), at).lastIndexOf(' ');
  if (at === 0 || space < 0) return at;
  return Math.max(0, at - 12) + space + 1;
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
