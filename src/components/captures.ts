import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A line of a capture, cut where strings are marked. */
export interface CaptureLine {
  /** Its number in the file, from 1. */
  readonly number: number;
  readonly parts: readonly { readonly text: string; readonly marked: boolean }[];
}

export interface CaptureWish {
  /** Folder below `test/cases`. */
  readonly case?: string | undefined;
  /** Folder below `test/captures`; one of the two is named. */
  readonly capture?: string | undefined;
  readonly file: string;
  /** `'3'`, `'1-2'`, `'1-2, 7'`; all lines if absent. */
  readonly lines?: string | undefined;
  /** Strings to mark, separated by `|`; `*` stands for a number, so that a page outlives the next recording. */
  readonly mark?: string | undefined;
}

/** The wished lines of a true capture. A page that quotes what is not there does not build. */
export function readCapture(wish: CaptureWish): CaptureLine[] {
  const path = pathOf(wish);
  const absolute = join(process.cwd(), path);
  if (!existsSync(absolute)) throw new Error(`<Output>: there is no file ${path}.`);
  return cutCapture(readFileSync(absolute, 'utf8'), wish, path);
}

function pathOf({ case: folder, capture, file }: CaptureWish): string {
  if (folder !== undefined && capture === undefined) return join('test', 'cases', folder, file);
  if (capture !== undefined && folder === undefined) return join('test', 'captures', capture, file);
  throw new Error(`<Output>: ${file} needs either "case" or "capture", and not both.`);
}

/** As {@link readCapture}, from text in hand; `name` stands in the error sentences. */
export function cutCapture(
  text: string,
  wish: Pick<CaptureWish, 'lines' | 'mark'>,
  name: string,
): CaptureLine[] {
  const all = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const numbers = lineNumbers(wish.lines, all.length, name);
  const marks = wish.mark?.split('|').filter(mark => mark !== '') ?? [];
  for (const mark of marks) {
    const pattern = new RegExp(patternOf(mark));
    if (!numbers.some(number => pattern.test(all[number - 1] ?? ''))) {
      const where = wish.lines === undefined ? '' : `lines ${wish.lines} of `;
      throw new Error(`<Output>: "${mark}" does not stand in ${where}${name}.`);
    }
  }
  return numbers.map(number => ({ number, parts: cutAtMarks(all[number - 1] ?? '', marks) }));
}

/** `'1-2, 7'` → `[1, 2, 7]` */
function lineNumbers(wish: string | undefined, count: number, name: string): number[] {
  if (wish === undefined) return Array.from({ length: count }, (_, index) => index + 1);
  return wish.split(',').flatMap(range => {
    const match = /^\s*(\d+)(?:\s*-\s*(\d+))?\s*$/.exec(range);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (!match || from < 1 || to < from)
      throw new Error(`<Output>: lines="${wish}" is not like "3" or "1-2, 7".`);
    if (to > count) throw new Error(`<Output>: ${name} has ${count} lines, lines="${wish}" asks for more.`);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function cutAtMarks(line: string, marks: readonly string[]): CaptureLine['parts'] {
  if (marks.length === 0) return [{ text: line, marked: false }];
  const longestFirst = [...marks].sort((a, b) => b.length - a.length).map(patternOf);
  return line
    .split(new RegExp(`(${longestFirst.join('|')})`))
    .map((text, index) => ({ text, marked: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}

/** Whole words only: `drop=*` does not stand in `early_drop=12`, `512` not in `15120`. */
function patternOf(mark: string): string {
  const literal = mark.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '\\S+');
  return `${/^\w/.test(mark) ? '(?<!\\w)' : ''}${literal}${/\w$/.test(mark) ? '(?!\\w)' : ''}`;
}
