import type { Match, RuleOption, Target, Unknown } from '../../model/ruleset.ts';
import { CONNECTION_MATCHES } from './connection.ts';
import { type BodyContext, Cursor, match, option, type ReadMatch } from './cursor.ts';
import { ORIGIN_MATCHES } from './origin.ts';
import { PACKET_MATCHES } from './packet.ts';
import { PORT_MATCHES } from './ports.ts';
import { RATE_MATCHES } from './rates.ts';
import { SPEAKING, TARGETS } from './targets.ts';

const MATCHES: ReadonlyMap<string, ReadMatch> = new Map(
  Object.entries({
    ...PORT_MATCHES,
    ...CONNECTION_MATCHES,
    ...ORIGIN_MATCHES,
    ...PACKET_MATCHES,
    ...RATE_MATCHES,
  }),
);

/** A comment of the kernel has 255 bytes at most (XT_MAX_COMMENT_LEN). */
const MAX_COMMENT = 256;
/** Readings of one line that are tried; a line whose comments allow more stays open. */
const MAX_STEPS = 400;
/** Matches of one word are too short to begin anew with, behind text that nobody knows. */
const TOO_SHORT = new Set([
  'length',
  'cpu',
  'realm',
  'socket',
  'rpfilter',
  'esp',
  'ah',
  'comp',
  'match',
  'eui64',
  'ipvs',
  'state',
]);

/** A match as read, and where its text stands. */
interface Item {
  readonly match: Match;
  readonly from: number;
  readonly to: number;
}

interface Reading {
  readonly items: readonly Item[];
  readonly target: Pick<Target, 'name' | 'options' | 'text'> | null;
  readonly unknown: readonly Unknown[];
  /** False where something in it was not understood. */
  readonly clean: boolean;
}

export interface Texts {
  readonly matches: readonly Match[];
  readonly target: Pick<Target, 'name' | 'options' | 'text'> | null;
  readonly unknown: readonly Unknown[];
}

// Two lines that stay open, the second also in what it matches: two comments and a port, or one comment.
//   /* cali:abc */ /* Mark the packet */ MARK or 0x10000
//   /* x */ tcp dpt:22 /* y */

/**
 * Reads what matches and target print behind the addresses. A comment is not escaped, so that it can end wherever a
 * comment could: every reading of the line is looked at, and where more than one makes sense the rule stays open.
 */
export function readTexts(body: string, from: number, context: BodyContext): Texts {
  const search = new Search(body, context);
  search.from(from, [], [], true);
  const { readings } = search;
  const clean = readings.filter(reading => reading.clean);
  const [first = NOTHING] = clean.length > 0 ? clean : readings;
  const open = clean.length > 1 || search.exhausted || (clean.length === 0 && readings.length > 1);
  if (!open) return texts(first);
  const rivals = clean.length > 0 ? clean : readings;
  const only = rivals.every(other => !search.exhausted && sameButComments(first, other));
  const chosen = only ? first : withoutGuess(body, rivals.at(-1) as Reading);
  return texts({ ...chosen, unknown: [...chosen.unknown, { what: 'comment', why: 'ambiguous' }] });
}

const NOTHING: Reading = { items: [], target: null, unknown: [], clean: false };

function texts(reading: Reading): Texts {
  return { matches: reading.items.map(item => item.match), target: reading.target, unknown: reading.unknown };
}

/** Whether two readings differ in nothing but where one comment ends and the next begins. */
function sameButComments(one: Reading, other: Reading): boolean {
  const rest = (reading: Reading) =>
    JSON.stringify([
      reading.items.filter(item => item.match.name !== 'comment').map(item => item.match),
      reading.target,
    ]);
  return rest(one) === rest(other);
}

/** The reading whose comments are longest: what could hold more than a comment is kept as text. */
function withoutGuess(body: string, reading: Reading): Reading {
  const items = reading.items.map(item => {
    const open = item.match.name === 'comment' && item.match.options[0]?.values[0]?.includes('*/');
    return open ? { ...item, match: { ...textMatch('comment', body.slice(item.from, item.to)) } } : item;
  });
  return { ...reading, items };
}

function textMatch(name: string, text: string): Match {
  return { name, options: [], text };
}

class Search {
  readonly readings: Reading[] = [];
  exhausted = false;
  #steps = 0;
  readonly #body: string;
  readonly #context: BodyContext;

  constructor(body: string, context: BodyContext) {
    this.#body = body;
    this.#context = context;
  }

  /** Reads on from `at`, with what was read before; each way to the end is one more of `readings`. */
  from(at: number, items: readonly Item[], unknown: readonly Unknown[], clean: boolean): void {
    if (++this.#steps > MAX_STEPS) {
      this.exhausted = true;
      return;
    }
    const cursor = new Cursor(this.#body, this.#context, at);
    cursor.skipBlanks();
    if (cursor.ended || this.#readTarget(cursor, items, unknown, clean)) {
      if (cursor.ended) this.#end(items, unknown, clean, null);
      return;
    }
    if (this.#body.startsWith('/*', cursor.at)) {
      this.#comment(cursor, items, unknown, clean);
      return;
    }
    const start = cursor.at;
    const read = readMatch(cursor);
    if (read) {
      const item = { match: read, from: start, to: cursor.at };
      this.from(cursor.at, [...items, item], [...unknown, ...cursor.unknown], clean);
    } else {
      this.#notUnderstood(start, items, unknown);
    }
  }

  /** The target's text must reach to the end of the line. */
  #readTarget(cursor: Cursor, items: readonly Item[], unknown: readonly Unknown[], clean: boolean): boolean {
    const { target } = this.#context;
    const start = cursor.at;
    const read = target === null ? null : (TARGETS.get(target)?.(cursor) ?? null);
    if (read && cursor.ended) {
      const all = [...unknown, ...cursor.unknown];
      this.readings.push({ items, target: { ...read, text: null }, unknown: all, clean });
      cursor.at = start;
      return true;
    }
    cursor.at = start;
    cursor.unknown.length = 0;
    return false;
  }

  #end(items: readonly Item[], unknown: readonly Unknown[], clean: boolean, text: string | null): void {
    const { target } = this.#context;
    const given = target === null ? null : { name: target, options: [] as RuleOption[], text };
    const cut = target !== null && text === null && SPEAKING.has(target);
    const all = cut ? [...unknown, { what: target as string, why: 'cut' as const }] : unknown;
    this.readings.push({ items, target: given, unknown: all, clean: clean && !cut });
  }

  /** Tries each end that a comment can have, the nearest first. */
  #comment(cursor: Cursor, items: readonly Item[], unknown: readonly Unknown[], clean: boolean): void {
    const start = cursor.at;
    const textAt = start + (this.#body[start + 2] === ' ' ? 3 : 2);
    let found = false;
    for (let end = this.#body.indexOf('*/', textAt); end >= 0; end = this.#body.indexOf('*/', end + 1)) {
      if (end - textAt > MAX_COMMENT || this.exhausted) break;
      cursor.at = end + 2;
      if (!cursor.atBoundary) continue;
      found = true;
      const text = this.#body.slice(textAt, this.#body[end - 1] === ' ' && end > textAt ? end - 1 : end);
      const item = {
        match: match('comment', [option('--comment', false, text)]),
        from: start,
        to: cursor.at,
      };
      this.from(cursor.at, [...items, item], unknown, clean);
    }
    if (found) return;
    const item = { match: textMatch('comment', this.#body.slice(start)), from: start, to: this.#body.length };
    this.#end([...items, item], [...unknown, { what: 'comment', why: 'cut' }], false, null);
  }

  /** Keeps what nobody knows as text, up to where something well known begins again. */
  #notUnderstood(start: number, items: readonly Item[], unknown: readonly Unknown[]): void {
    const end = this.#nextKnown(start);
    const text = this.#body.slice(start, end).trim();
    const atEnd = end >= this.#body.length;
    const data = /^\[\d{1,6} bytes of unknown target data\]$/.test(text);
    const { target } = this.#context;
    if (atEnd && target !== null && (data || text.startsWith(`${target}[`))) {
      this.#end(items, [...unknown, { what: target, why: 'not-understood' }], false, text);
      return;
    }
    const name = nameOf(text);
    const torn = atEnd && isTorn(text);
    const item = { match: textMatch(name, text), from: start, to: end };
    this.from(
      end,
      [...items, item],
      [...unknown, { what: name, why: torn ? 'cut' : 'not-understood' }],
      false,
    );
  }

  #nextKnown(start: number): number {
    const word = /\s+(?=\S)/g;
    word.lastIndex = start;
    for (
      let found = word.exec(this.#body);
      found && ++this.#steps < MAX_STEPS;
      found = word.exec(this.#body)
    ) {
      const at = word.lastIndex;
      if (this.#body.startsWith('/* ', at)) return at;
      const cursor = new Cursor(this.#body, this.#context, at);
      const read = readMatch(cursor);
      if (read && (read.options.length > 0 || cursor.ended) && !TOO_SHORT.has(read.name)) return at;
      cursor.at = at;
      const reader = TARGETS.get(this.#context.target ?? '');
      if (reader?.(cursor) && cursor.ended) return at;
    }
    return this.#body.length;
  }
}

/** One match, with the `! ` that may stand before it. */
function readMatch(cursor: Cursor): Match | null {
  const start = cursor.at;
  const negated = cursor.take(/! {0,2}(?=[\w#])/y) !== null;
  const word = /[^\s!\d[:][^\s[!]{0,24}/y;
  word.lastIndex = cursor.at;
  const found = word.exec(cursor.text)?.[0] ?? '';
  const reader = MATCHES.get(found) ?? MATCHES.get(found.replace(/0x.*$/, ''));
  const read = reader?.(cursor, negated) ?? null;
  if (read && cursor.atBoundary) return read;
  cursor.at = start;
  cursor.unknown.length = 0;
  return null;
}

/** "UNKNOWN match `foo'" is foo; `tcp[unsupported revision]` is tcp; else the first word. */
function nameOf(text: string): string {
  const unknown = /^UNKNOWN match `([^'\s]{1,30})'/.exec(text);
  const word = unknown?.[1] ?? /^(?:! ?)?([\w.#-]{1,30})/.exec(text)?.[1];
  return (word ?? text.slice(0, 30)).toLowerCase();
}

/** Whether text at the end of a line is the beginning of something known: `tcp dp`, `ctsta`. */
function isTorn(text: string): boolean {
  const first = /^(?:! ?)?(\S{1,30})/.exec(text)?.[1] ?? '';
  for (const key of MATCHES.keys())
    if (key === first || (!text.includes(' ') && key.startsWith(first))) return true;
  return false;
}
