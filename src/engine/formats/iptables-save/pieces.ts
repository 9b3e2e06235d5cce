import type { RulesetNotice } from '../../model/ruleset.ts';
import { readNotice } from '../../rules/notices.ts';
import { readSaveBody } from '../../rules/save.ts';
import type { Line } from '../../text/line.ts';
import { readSaveLine, type SaveLine, type Tool } from './lines.ts';

export type RuleRead = Extract<SaveLine, { kind: 'rule' }>;

/** A rule that a terminal broke, while its next piece is awaited. */
export interface Broken {
  /** The pieces as they came, joined. */
  readonly raw: string;
  /** With the blanks that were lost at the breaks. */
  readonly mended: string;
  /** How long the last piece is. */
  readonly piece: number;
}

/** No terminal that people work in is narrower. */
export const NARROWEST = 60;
/** Of terminals. A piece that is one shorter lost the blank at its end. */
const WIDTHS = new Set([80, 100, 120, 132, 140, 150, 160, 180, 200]);
/** What begins as a line of its own does, also where it breaks off: `-A `, `[0:0]`. */
const BEGINS = /^(?:-[APN](?: |$)|\[\d+(?::\d*\]?)?(?: |$)|COMM|# (?:Gen|Com|War))/;
/** A piece that begins with an option: the blank before it was lost. */
const OPTION = /^(?:! |-{1,2}[a-z])/;

/** Where a paste ends behind a torn line. */
export const NO_LINE: Line = {
  number: 0,
  span: { start: 0, end: 0 },
  text: '',
  place: () => ({ line: 0, span: { start: 0, end: 0 } }),
};

/** Whether a text is a line of its own, and never the rest of a broken rule. */
export function beginsAnew(text: string): boolean {
  return BEGINS.test(text) || readSaveLine(text) !== null || readNotice(text, NO_LINE.place()) !== null;
}

/** The two ways to join a rule and its rest, the likelier one first. */
export function joinings(first: string, rest: string): readonly string[] {
  const [direct, spaced] = [first + rest.trimEnd(), `${first} ${rest.trim()}`];
  return OPTION.test(rest.trim()) ? [spaced, direct] : [direct, spaced];
}

/**
 * A line that was joined from pieces: where the terminal or the copying took the blank between two of them away, it is
 * put back. Which of both fits better is seen by the words that are not understood, then by the width of the piece.
 */
export function repaired(
  broken: Broken | null,
  read: RuleRead,
  text: string,
  tool: Tool,
): { read: RuleRead; mended: string } {
  const rest = text.slice(broken?.raw.length ?? 0);
  if (!broken || rest === '') return { read, mended: text };
  const together = broken.mended + rest;
  const apart = `${broken.mended} ${rest.trimStart()}`;
  const [direct, spaced] = [ruleOf(together), ruleOf(apart)];
  if (!direct || !spaced) return { read, mended: text };
  const stranger = strangeness(spaced, tool) - strangeness(direct, tool);
  const isApart = stranger < 0 || (stranger === 0 && (OPTION.test(rest) || WIDTHS.has(broken.piece + 1)));
  return isApart ? { read: spaced, mended: apart } : { read: direct, mended: together };
}

function ruleOf(text: string): RuleRead | null {
  const read = readSaveLine(text);
  return read?.kind === 'rule' ? read : null;
}

/** How many words of a rule are not understood. */
function strangeness({ body }: RuleRead, tool: Tool): number {
  return readSaveBody(body, tool.family).unknown.filter(({ why }) => why === 'not-understood').length;
}

/** Whether nothing in the rule breaks off and every word of it is understood. */
export function isClean(body: string, tool: Tool): boolean {
  return !readSaveBody(body, tool.family).unknown.some(
    ({ why }) => why === 'cut' || why === 'not-understood',
  );
}

/**
 * A warning goes to standard error at once, while standard output waits for 4,096 bytes: it may stand in the midst of
 * a rule, whose rest follows on the next line (seen with 1.8.9). What stands before it, and the warning; null without one.
 *   … -m recent --rcheck --seconds 10800 # Warning: iptables-legacy tables present, use iptables-legacy-save to see them
 */
export function tornByWarning(line: Line): { text: string; notice: RulesetNotice } | null {
  const at = line.text.indexOf('# Warning: ip', 1);
  if (at < 1 || line.text.slice(0, at).trim() === '') return null;
  const notice = readNotice(line.text.slice(at), line.place(at));
  return notice && { text: line.text.slice(0, at), notice };
}
