import { NUMBERS, TEXTS, TIMES, type Variable } from './names.ts';
import { UNIT } from './values.ts';

/** One line of a `-w` format. */
export interface TemplateLine {
  readonly pattern: RegExp;
  readonly variables: readonly Variable[];
}

export interface Template {
  readonly lines: readonly TemplateLine[];
  /** Where the format ends without a line end, the outputs of several runs stand on one line. */
  readonly open: boolean;
  /** The only variable, where the format is nothing but that. */
  readonly bare: Variable | null;
  readonly json: boolean;
}

const MAX_LINES = 60;

/** Makes patterns of what stands behind `-w`: `%{time_connect} %{time_total}\n` (tool_writeout.c). */
export function compile(format: string): Template {
  const text = format.replaceAll(/\\([nrt])/g, (_all, letter: string) =>
    letter === 'n' ? '\n' : letter === 't' ? '\t' : '',
  );
  const lines = text.split('\n', MAX_LINES).flatMap(line => compileLine(line) ?? []);
  const bare = /^%\{(\w{1,40})\}\s{0,4}$/.exec(text.trim())?.[1];
  return {
    lines,
    open: !text.endsWith('\n'),
    bare: bare && TIMES.has(bare) ? (bare as Variable) : null,
    json: text.includes('%{json}'),
  };
}

function compileLine(line: string): TemplateLine | null {
  const variables: Variable[] = [];
  let pattern = '';
  let literal = '';
  let known = true;
  const parts = line.split(/(%%?\{[^{}%]{1,60}\}|%header\{[^}]{1,60}\}|%%)/);
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as string;
    const name = /^%%?\{([^}]{1,60})\}$/.exec(part)?.[1];
    if (name === 'stderr' || name === 'stdout' || name === 'onerror') continue;
    if (name === undefined && !part.startsWith('%header')) {
      literal += part === '%%' ? '%' : part;
      continue;
    }
    pattern += literalPattern(literal, pattern === '');
    literal = '';
    const follows = parts[i + 1] ?? '';
    pattern += valuePattern(name ?? '', follows);
    const isKnown = name !== undefined && (TIMES.has(name) || NUMBERS.has(name) || TEXTS.has(name));
    if (isKnown) variables.push(name as Variable);
    else known = known && name !== 'json';
  }
  if (variables.length === 0 || !known) return null;
  pattern += literalPattern(literal, false);
  return { pattern: new RegExp(`^\\s{0,60}${pattern}\\s{0,60}$`), variables };
}

/** What the shell, or xargs, puts something else for: `"$i %{time_total}"`, `"$(date +%T) …"`, `'{} %{time_total}'`. */
const REPLACED = /(\$\([^()]{1,60}\)|\$\{?\w{1,40}\}?|\{\})/;

function literalPattern(literal: string, first: boolean): string {
  const text = first ? literal.trimStart() : literal;
  return text
    .split(REPLACED)
    .map((piece, i) =>
      i % 2 === 0 ? fixedPattern(piece) : piece.startsWith('$(') ? '.{0,80}?' : '\\S{0,80}?',
    )
    .join('');
}

/** Blanks may have collapsed, and tabs become blanks. */
function fixedPattern(text: string): string {
  return text
    .split(/(\s+)/)
    .map((piece, i) => (i % 2 === 1 ? '\\s{0,60}' : piece.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')))
    .join('');
}

function valuePattern(name: string, follows: string): string {
  if (TIMES.has(name)) return '(\\d{1,9}[.,]\\d{1,9})';
  if (NUMBERS.has(name)) return '(-?\\d{1,15}(?:[.,]\\d{1,6})?)';
  // A text ends where what follows begins: `%{remote_ip},%{time_total}`; a blank or nothing is the end of a word or line.
  const stop = follows[0];
  const group = TEXTS.has(name) ? '(' : '(?:';
  if (stop === undefined) return `${group}.{0,2000})`;
  return /\s/.test(stop)
    ? `${group}\\S{0,2000})`
    : `${group}[^\\s${stop.replaceAll(/[\\\]^-]/g, '\\$&')}]{0,2000})`;
}

/** Times that stand one behind the other, since the format has no line end: `0.0041230.003901` */
export function splitGlued(text: string): string[] | null {
  const trimmed = text.trim();
  for (const decimals of [6, 3]) {
    const whole = new RegExp(`^(?:\\d{1,4}[.,]\\d{${decimals}}){1,5000}$`);
    if (trimmed.length < 50_000 && whole.test(trimmed)) {
      const pieces = trimmed.match(new RegExp(`\\d{1,4}?[.,]\\d{${decimals}}`, 'g'));
      return pieces?.join('') === trimmed ? pieces : null;
    }
  }
  return null;
}

/** A value with its unit, as it stands behind a name. */
export const NAMED_VALUE = new RegExp(`^(-?\\d{1,15}(?:[.,]\\d{1,9})?)\\s{0,2}(${UNIT})?(?=[\\s,;|/)\\]]|$)`);
