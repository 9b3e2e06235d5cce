import type { RulesetNotice } from '../../model/ruleset.ts';
import type { WordCount, WordCounts } from '../../model/word-counts.ts';
import { readNotice } from '../../rules/notices.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

type Column = 'lines' | 'words' | 'characters' | 'bytes';

/** One `wc` of a command line: what it counts, and which numbers it prints. */
interface Counting {
  readonly of: string | null;
  readonly columns: readonly Column[];
}

const NOWHERE = { line: 0, span: { start: 0, end: 0 } };
const MAX_COUNTS = 10_000;
/** `wc: nat.txt: No such file or directory` */
const TROUBLE = /^wc: .{1,300}$/;

/** `… | wc`, `… | wc -l`, `wc -l FILE`. Bare numbers are counts only below a command that says so. */
export const wordCount: Format = {
  id: 'word-count',
  detect(text, start) {
    const countings = countingsOf(start);
    if (countings.length === 0) return null;
    const reason = 'numbers below a command that ends in wc';
    if (countings.some(counting => readNumbers(text, counting))) return { score: 0.97, reason };
    return readNotice(text, NOWHERE) || TROUBLE.test(text) ? { score: 0.96, reason } : null;
  },
  open: start => new CountReader(start),
};

/** The runs of wc, in their order; `wc` behind a pipe counts what all before it print. */
function countingsOf({ command }: SectionStart): Counting[] {
  if (command === null || !/\bwc\b/.test(command)) return [];
  return readCommand(command).flatMap(({ first, filters }): Counting[] => {
    if (first.program === 'wc') return [{ of: null, columns: columnsOf(first.args) }];
    const at = filters.findIndex(filter => filter.program === 'wc');
    const wc = filters[at];
    if (!wc || at !== filters.length - 1) return [];
    const stages = [first, ...filters.slice(0, at)].map(({ program, args }) => [program, ...args].join(' '));
    return [{ of: stages.join(' | '), columns: columnsOf(wc.args) }];
  });
}

/** Whatever the order of the options, wc prints lines, words, characters, bytes. */
function columnsOf(args: readonly string[]): readonly Column[] {
  const letters = args.map(word => /^-([lwmc]{1,8})$/.exec(word)?.[1] ?? LONG[word] ?? '').join('');
  const asked = (['l', 'w', 'm', 'c'] as const).filter(letter => letters.includes(letter));
  const names = { l: 'lines', w: 'words', m: 'characters', c: 'bytes' } as const;
  return asked.length > 0 ? asked.map(letter => names[letter]) : ['lines', 'words', 'bytes'];
}

const LONG: Readonly<Record<string, string>> = {
  '--lines': 'l',
  '--words': 'w',
  '--chars': 'm',
  '--bytes': 'c',
};

/** The numbers of a line, one a column, and the file behind them; null where it is no line of this `wc`. */
function readNumbers(
  text: string,
  { of, columns }: Counting,
): { numbers: number[]; file: string | null } | null {
  const match = /^\s{0,40}(\d{1,15}(?:\s{1,20}\d{1,15}){0,3})(?:\s{1,20}(\S.{0,300}))?$/.exec(text.trimEnd());
  if (!match) return null;
  const numbers = (match[1] as string).split(/\s+/).map(Number);
  const file = match[2] ?? null;
  const isFile = of === null || file === null;
  return numbers.length === columns.length && isFile ? { numbers, file } : null;
}

class CountReader implements Reader {
  readonly #countings: Counting[];
  readonly #counts: WordCount[] = [];
  readonly #notices: RulesetNotice[] = [];

  constructor(start: SectionStart) {
    this.#countings = countingsOf(start);
  }

  line(line: Line): Outcome {
    if (TROUBLE.test(line.text)) return 'noise';
    const notice = readNotice(line.text, line.place());
    if (notice && this.#notices.length < MAX_COUNTS) {
      this.#notices.push(notice);
      return 'read';
    }
    const counting = this.#next();
    const read = counting && readNumbers(line.text, counting);
    if (!counting || !read || this.#counts.length >= MAX_COUNTS) return 'refused';
    const number = (column: Column) => read.numbers[counting.columns.indexOf(column)] ?? null;
    this.#counts.push({
      of: counting.of,
      file: read.file,
      lines: number('lines'),
      words: number('words'),
      characters: number('characters'),
      bytes: number('bytes'),
      place: line.place(),
    });
    return 'read';
  }

  /** The run that the next line belongs to: one line each; a `wc` of files, or the last one, may have more. */
  #next(): Counting | undefined {
    return this.#countings[Math.min(this.#counts.length, this.#countings.length - 1)];
  }

  close(): WordCounts | null {
    if (this.#counts.length + this.#notices.length === 0) return null;
    return { kind: 'word-counts', counts: this.#counts, notices: this.#notices };
  }
}
