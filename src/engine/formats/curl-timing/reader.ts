import type { Place } from '../../model/place.ts';
import type { Timings } from '../../model/timings.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome, Reader } from '../format.ts';
import type { CurlCommand } from './command.ts';
import { readCurlError } from './errors.ts';
import {
  askedBy,
  cellsOf,
  type Header,
  isFormatLine,
  type Pair,
  pairOf,
  REAL,
  readHeader,
  readMembers,
  readPairs,
} from './lines.ts';
import { TIMES, type Variable } from './names.ts';
import { Samples } from './samples.ts';
import { splitGlued, type Template, type TemplateLine } from './template.ts';
import { readTime, readValue } from './values.ts';

/** The progress of a transfer, and what curl says of wrong options. */
const METER = /^\s{0,4}(?:% Total\s|Dload\s|\d{1,3}\s{1,8}[\d.]{1,8}[kMGTP]?\s{1,8}\d{1,3}\s)/;
/** `----------`, and `----------\\n` in the format file itself. */
const RULE = /^\s{0,60}[-=_*~]{2,120}(?:\\n)?\s{0,20}$/;
/** So many bytes of an object that a tool laid out over lines. */
const MAX_OBJECT_LINES = 400;

/** Reads the samples of one command. */
export class TimingReader implements Reader {
  readonly #samples = new Samples();
  readonly #template: Template | null;
  readonly #command: CurlCommand | null;
  /** The names of a first line `time_connect,time_total`. */
  #header: Header | null = null;
  #expected = 0;
  /** Lines of a laid-out object so far; 0 outside of one. */
  #object = 0;
  #format: Place | null = null;
  /** The smallest step of the times so far, in seconds. */
  #step = Number.POSITIVE_INFINITY;

  constructor(template: Template | null, command: CurlCommand | null) {
    this.#template = template;
    this.#command = command;
  }

  keeps(text: string): boolean {
    return RULE.test(text);
  }

  line(line: Line): Outcome {
    const { text } = line;
    if (RULE.test(text)) return 'noise';
    const error = readCurlError(line);
    if (error) return this.#samples.addError(error) ? 'read' : 'refused';
    if (this.#object > 0 || text === '{' || text.startsWith('{"') || /^\s{1,8}"/.test(text))
      return this.#readObject(line);
    if (this.#readTemplate(line)) return 'read';
    if (isFormatLine(text)) {
      this.#samples.asked.push(...askedBy(text));
      this.#format ??= line.place();
      return 'read';
    }
    return this.#readNamed(line);
  }

  #readNamed(line: Line): Outcome {
    const { text } = line;
    const real = REAL.exec(text);
    if (real && (this.#command || this.#samples.count > 0)) return this.#readReal(line, real);
    const header = readHeader(text);
    if (header) this.#header = header;
    if (header || METER.test(text)) return 'noise';
    if (this.#header) return this.#readRow(line) ? 'read' : 'refused';
    const pairs = readPairs(text);
    if (!pairs || this.#isCut(text, pairs)) return 'refused';
    this.#addPairs(line, pairs, false);
    return 'read';
  }

  #addPairs(line: Line, pairs: readonly Pair[], sure: boolean): void {
    for (const { name, own, value, from, to } of pairs)
      this.#samples.add(name, value, line.place(from, to), sure || (own && name.startsWith('time_')));
  }

  #readReal(line: Line, real: RegExpExecArray): Outcome {
    if (real[1] !== 'real') return 'noise';
    const seconds = readTime(real[3] as string, undefined);
    if (!seconds) return 'refused';
    this.#samples.add(
      'time_real',
      { value: Number(real[2] ?? 0) * 60 + seconds.value, step: seconds.step },
      line.place(),
      true,
    );
    return 'read';
  }

  /** Reads a line by the format of the command; a line of it that comes again begins the next sample. */
  #readTemplate(line: Line): boolean {
    const template = this.#template;
    if (!template) return false;
    const { lines, bare, open } = template;
    for (let i = 0; i < lines.length; i++) {
      const at = (this.#expected + i) % lines.length;
      const here = lines[at] as TemplateLine;
      const match = here.pattern.exec(line.text);
      if (!match) continue;
      if (at < this.#expected || lines.length === 1) this.#samples.end();
      if (!this.#addMatch(line, here, match)) return false;
      this.#expected = (at + 1) % lines.length;
      if (this.#expected === 0) this.#samples.end();
      return true;
    }
    const glued = bare !== null && open ? splitGlued(line.text) : null;
    if (!glued || bare === null) return false;
    let from = line.text.indexOf(glued[0] as string);
    for (const piece of glued) {
      const value = readTime(piece, undefined);
      if (value) this.#samples.add(bare, value, line.place(from, from + piece.length), true);
      from += piece.length;
    }
    return true;
  }

  #addMatch(line: Line, { variables }: TemplateLine, match: RegExpExecArray): boolean {
    let from = 0;
    const found: Pair[] = [];
    for (let i = 0; i < variables.length; i++) {
      const name = variables[i] as Variable;
      const text = match[i + 1] ?? '';
      from = line.text.indexOf(text, from);
      // A format may print `ms` behind what is seconds (`%{time_total}ms`): the variable counts, not the word.
      const value = readValue(name, text, undefined);
      if (value === null) return false;
      found.push({ name, own: true, value, from, to: from + text.length });
      from += text.length;
    }
    if (this.#isCut(line.text, found)) return false;
    this.#addPairs(line, found, true);
    return true;
  }

  /** A time at the end of the line with fewer decimals than all before: `1.0` of what was `1.006401`. */
  #isCut(text: string, pairs: readonly Pair[]): boolean {
    const end = text.trimEnd().length;
    const last = pairs.at(-1);
    if (
      last &&
      last.to === end &&
      TIMES.has(last.name) &&
      typeof last.value !== 'string' &&
      last.value.step > this.#step * 1.5
    )
      return true;
    for (const { name, value } of pairs) {
      if (TIMES.has(name) && typeof value !== 'string') this.#step = Math.min(this.#step, value.step);
    }
    return false;
  }

  #readRow(line: Line): boolean {
    const { names, separator } = this.#header as Header;
    const cells = cellsOf(line.text, separator);
    if (cells.length !== names.length) return false;
    const found: Pair[] = [];
    let from = 0;
    for (let i = 0; i < cells.length; i++) {
      const text = (cells[i] as string).trim();
      from = line.text.indexOf(text, from);
      const value = readValue(names[i] as Variable, text, undefined);
      if (value === null) return false;
      found.push({ name: names[i] as Variable, own: true, value, from, to: from + text.length });
      from += text.length;
    }
    if (this.#isCut(line.text, found)) return false;
    this.#samples.end();
    this.#addPairs(line, found, true);
    return true;
  }

  /** `%{json}`: on one line, or laid out by jq. */
  #readObject(line: Line): Outcome {
    const { text } = line;
    const trimmed = text.trim();
    if (this.#object > MAX_OBJECT_LINES) return 'refused';
    if (trimmed === '{' || trimmed === '}' || trimmed === '},' || trimmed === '[' || trimmed === ']') {
      // The members of an object that stands alone begin a sample.
      if (text === '{') this.#samples.end();
      this.#object = text === '}' ? 0 : Math.max(1, this.#object);
      return 'noise';
    }
    const members = readMembers(text);
    if (!members || (members.length === 0 && trimmed !== '')) return 'refused';
    // httpstat with its own variables prints milliseconds under curl's names.
    if (members.some(member => member.key.startsWith('range_'))) return 'refused';
    if (this.#object > 0) this.#object++;
    if (trimmed.startsWith('{')) this.#samples.end();
    const pairs = members.flatMap(member => pairOf(member) ?? []);
    if (this.#object === 0 && pairs.length === 0) return 'refused';
    this.#addPairs(
      line,
      pairs,
      pairs.some(pair => pair.name.startsWith('time_')),
    );
    return pairs.length > 0 ? 'read' : 'noise';
  }

  close(): Timings | null {
    return this.#samples.finish('curl -w', this.#format);
  }
}
