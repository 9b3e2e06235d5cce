import { TEXTS, TIMES, type Variable, variableOf } from './names.ts';
import { NAMED_VALUE } from './template.ts';
import { readValue, type Value } from './values.ts';

export interface Pair {
  readonly name: Variable;
  readonly own: boolean;
  readonly value: Value | string;
  /** Where the value stands in the line. */
  readonly from: number;
  readonly to: number;
}

/** A name, or a decorated one: `* DNS Lookup ....... : `, `time_total=`, `-> TTFB:`, `│ Connect  │` */
const NAME =
  /[\s*>|│·•,;()[\]-]{0,40}([A-Za-z][A-Za-z_]{0,30}(?:[ -][A-Za-z/()]{1,20}){0,4})[\s.·]{0,40}[:=│|]\s{0,40}/y;

/** `pod=web-1`, `code=200`: what a format prints besides curl's times. */
const OTHER = /[\s,;|]{0,20}[A-Za-z_][\w.-]{0,40}=("[^"]{0,200}"|[^\s,;|]{0,200})(?=[\s,;|]|$)/y;

/**
 * `time_connect:  0.003s`, `dns=0.004 connect=0.012 total=0.2 code=200`, `DNS Lookup: 4 ms | TTFB: 90 ms`. Null where the line is none of
 * these; other `key=value` words may stand beside two times.
 */
export function readPairs(text: string): Pair[] | null {
  const pairs: Pair[] = [];
  let others = 0;
  let at = 0;
  while (at < text.length && !isRest(text, at)) {
    const pair = pairAt(text, at, pairs.length === 0);
    if (pair) {
      pairs.push(pair);
      at = pair.to + unitLength(text, pair.to);
      continue;
    }
    OTHER.lastIndex = at;
    if (!OTHER.test(text)) return null;
    others++;
    at = OTHER.lastIndex;
  }
  const times = pairs.filter(pair => TIMES.has(pair.name)).length;
  return pairs.length > 0 && (others === 0 || times >= 2) ? pairs : null;
}

/** Whether nothing but decoration follows. */
function isRest(text: string, at: number): boolean {
  return /^[\s|│,;)\]*-]{0,40}$/.test(text.slice(at, at + 42));
}

function pairAt(text: string, at: number, first: boolean): Pair | null {
  NAME.lastIndex = at;
  const name = NAME.exec(text);
  const variable = name && variableOf((name[1] as string).replaceAll(/\([^)]*\)/g, ''));
  if (!name || !variable) return null;
  const from = NAME.lastIndex;
  if (!TEXTS.has(variable.name)) return numberPair(text, from, variable);
  const end = textEnd(text, from, first);
  return { ...variable, value: text.slice(from, end).trim(), from, to: end };
}

/** A text alone on its line goes to the end; among others it is one word. */
function textEnd(text: string, from: number, alone: boolean): number {
  const rest = text.slice(from);
  const word = /^[^\s,;|]{0,2000}/.exec(rest)?.[0].length ?? 0;
  return alone && !/[:=]\s{0,8}\S/.test(rest.slice(word)) ? text.length : from + word;
}

function numberPair(
  text: string,
  from: number,
  { name, own }: { name: Variable; own: boolean },
): Pair | null {
  const match = NAMED_VALUE.exec(text.slice(from, from + 60));
  if (!match) return null;
  const digits = match[1] as string;
  const value = readValue(name, digits, match[2]);
  if (value === null || (typeof value !== 'string' && value.value < 0)) return null;
  return { name, own, value, from, to: from + digits.length };
}

function unitLength(text: string, at: number): number {
  return (
    /^\s{0,2}(?:seconds?|secs?|msec|ms|us|[µμ]s|s)(?=[\s,;|/)\]]|$)/.exec(text.slice(at, at + 12))?.[0]
      .length ?? 0
  );
}

/** `     time_namelookup:  %{time_namelookup}s\n` of a format file, as `cat` shows it. */
export function isFormatLine(text: string): boolean {
  return text.includes('%{time_') && /^[^$#]{0,80}%\{time_[a-z]{4,14}\}/.test(text) && !/\bcurl\b/.test(text);
}

/** The variables of such a line. */
export function askedBy(text: string): string[] {
  return [...text.slice(0, 2000).matchAll(/%\{([a-z_]{1,40})\}/g)].map(match => match[1] as string);
}

/** `{"content_type":null,…,"time_total":0.004,…}` on one line, or one of its lines as jq prints them. */
export function isJsonLine(text: string): boolean {
  if (/^\s{0,4}\{.{0,8000}"time_total":\s?\d/.test(text)) return true;
  return /^\s{1,8}"time_(?:namelookup|connect|appconnect|pretransfer|redirect|starttransfer|total)":\s?\d{1,9}(?:\.\d{1,9})?(?:e-\d{1,2})?,?$/i.test(
    text,
  );
}

export interface Member {
  readonly key: string;
  readonly value: string | number | null;
  readonly from: number;
  readonly to: number;
}

/** The members of a flat object, one line of it or all of it; objects and lists within are passed over. Null where it is none. */
export function readMembers(text: string): Member[] | null {
  const members: Member[] = [];
  const pattern =
    /[\s{,]{0,20}"([\w ]{1,60})"\s?:\s?(?:"((?:[^"\\]|\\.){0,4000})"|(-?\d{1,18}(?:\.\d{1,18})?(?:[eE][+-]?\d{1,3})?)|(null|true|false|\[\]|\{\}|\[|\{))/y;
  let at = 0;
  while (at < text.length) {
    if (/^[\s,}\]{[]{0,20}$/.test(text.slice(at, at + 22))) return members;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return members.length > 0 && text[0] !== ' ' ? members : null;
    const [whole, key, string, number] = match;
    const end = at + whole.length;
    const value = string ?? (number === undefined ? null : Number(number));
    const width = (string ?? number ?? match[4] ?? '').length;
    members.push({
      key: key as string,
      value,
      from: end - width - (string === undefined ? 0 : 1),
      to: end - (string === undefined ? 0 : 1),
    });
    at = end;
  }
  return members;
}

/** The variable and value of a member; times of `%{json}` are seconds. */
export function pairOf(member: Member): Pair | null {
  const variable = variableOf(member.key);
  if (!variable?.own || member.value === null) return null;
  const { from, to } = member;
  if (typeof member.value === 'string') {
    return TEXTS.has(variable.name) ? { ...variable, value: member.value, from, to } : null;
  }
  if (TEXTS.has(variable.name)) return { ...variable, value: String(member.value), from, to };
  const step = TIMES.has(variable.name) ? 1e-6 : 0;
  return { ...variable, value: { value: member.value, step }, from, to };
}

export interface Header {
  readonly names: readonly Variable[];
  /** A comma, semicolon, tab or bar; or a blank, for any number of them. */
  readonly separator: string;
}

/** `time_namelookup,time_connect,time_total`, `dns,connect,tls,ttfb,total` over rows of numbers; null for any other line. */
export function readHeader(text: string): Header | null {
  if (!/time_|total|elapsed/i.test(text) || text.length > 1000) return null;
  const separator = /[,;\t|]/.exec(text)?.[0] ?? ' ';
  const words = cellsOf(text, separator);
  const names = words.map(word => variableOf(word)).filter(named => named !== null);
  const times = names.filter(({ name }) => name.startsWith('time_'));
  // Names that a person chose count where several stand in one line of a table.
  const own = times.some(named => named.own) || (separator !== ' ' && times.length >= 3);
  if (names.length < 2 || names.length !== words.length || !own) return null;
  return { names: names.map(named => named.name), separator };
}

export function cellsOf(text: string, separator: string): string[] {
  return text.trim().split(separator === ' ' ? /\s+/ : separator, 41);
}

/** The shell's `time`, of bash and of POSIX: `real\t0m3.012s`, `real 3.01`. */
export const REAL = /^(real|user|sys)\s{1,8}(?:(\d{1,5})m)?(\d{1,5}[.,]\d{2,3})s?$/;
