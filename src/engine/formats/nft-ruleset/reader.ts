import type { NftNotice, NftRuleset } from '../../model/nft-ruleset.ts';
import type { Place } from '../../model/place.ts';
import { isFiltered } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { MAX_LINE_BYTES } from '../../text/splitter.ts';
import type { BlockTaken, Outcome, Reader } from '../format.ts';
import { Draft } from './draft.ts';
import { isJsonStart, JsonRuleset } from './json.ts';
import { type Asked, ERROR, MANAGED, NOT_ROOT, readAsked } from './lines.ts';
import { TextRuleset } from './text.ts';

/** Text is taken from bytes in pieces of this size; smaller ones after a line that had to go the slow way. */
const WINDOW = 262_144;
const FIRST_WINDOW = 4096;

const decoder = new TextDecoder();

const [PLAIN, NEWLINE, RETURN, STRANGE] = [0, 1, 2, 3];
/** What each byte is to the fast way: control characters and those of other encodings go the slow one. */
const KINDS = Uint8Array.from({ length: 256 }, (_, byte) => {
  if (byte === 10) return NEWLINE;
  if (byte === 13) return RETURN;
  return byte === 9 || (byte >= 32 && byte < 127) ? PLAIN : STRANGE;
});

/** Reads what nft printed, in either form, and what it says on standard error. */
export class RulesetReader implements Reader {
  readonly #asked: Asked;
  readonly #filtered: boolean;
  readonly #draft = new Draft();
  readonly #text = new TextRuleset(this.#draft);
  #json: JsonRuleset | null = null;
  #begun = false;
  /** Lines behind an error that repeat the command and point into it. */
  #echoes = 0;
  #window = FIRST_WINDOW;
  #configured: boolean;

  constructor(command: string | null) {
    this.#asked = readAsked(command);
    this.#filtered = command !== null && isFiltered(command);
    this.#configured = this.#asked.configured;
  }

  line(line: Line, whole: boolean): Outcome {
    const { text } = line;
    const said = this.#said(text.trim(), () => line.place());
    if (said) return said;
    if (!this.#begun && (isJsonStart(text) || text.trim() === '{')) this.#json = new JsonRuleset(this.#draft);
    this.#begun = true;
    const cut = line.span.end - line.span.start > MAX_LINE_BYTES && text.length >= MAX_LINE_BYTES / 4;
    if (cut) this.#notice('cut', null, `A line of ${line.span.end - line.span.start} bytes`, line.place());
    if (this.#json) return this.#json.line(text, line, cut);
    return this.#text.line(
      text,
      0,
      text.length,
      line.number,
      line.span.start,
      line.span.end,
      whole ? 'whole' : 'offered',
    );
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    let at = from;
    let lines = 0;
    while (this.#begun && !this.#json && at < to) {
      const end = plainEnd(bytes, at, Math.min(to, at + this.#window));
      if (end === at) break;
      const taken = this.#take(
        decoder.decode(bytes.subarray(at, end)),
        offset + at - from,
        firstLine + lines,
      );
      at += taken.bytes;
      lines += taken.lines;
      if (at < end) {
        this.#window = FIRST_WINDOW;
        break;
      }
      this.#window = Math.min(WINDOW, this.#window * 2);
    }
    return { bytes: at - from, lines };
  }

  /** Reads whole lines of plain ASCII, so that a character is a byte. */
  #take(text: string, offset: number, firstLine: number): BlockTaken {
    let at = 0;
    let lines = 0;
    while (at < text.length) {
      const newline = text.indexOf('\n', at);
      const end = text.charCodeAt(newline - 1) === 13 ? newline - 1 : newline;
      if (end - at > 4000 && !this.#text.inElements) break;
      const outcome = this.#text.line(text, at, end, firstLine + lines, offset + at, offset + end, 'fast');
      if (outcome !== 'read' && outcome !== 'noise') break;
      lines++;
      at = newline + 1;
    }
    return { bytes: at, lines };
  }

  /** Warnings, errors, and what surrounds rules in a file; null for all else. */
  #said(text: string, place: () => Place): Outcome | null {
    const managed = MANAGED.exec(text);
    if (managed) {
      const table = managed[1] as string;
      if (this.#draft.managed.has(table) && this.#draft.hasTable(table)) return 'again';
      this.#draft.managed.add(table);
      this.#notice('managed-by-iptables', table, text, place());
      return 'read';
    }
    if (this.#echoes > 0) {
      this.#echoes--;
      if (
        /^[\^~ ]{1,400}$/.test(text) ||
        (this.#echoes === 1 && /^(?:list|reset|add|delete|flush) /.test(text))
      ) {
        return 'noise';
      }
      this.#echoes = 0;
    }
    const error = ERROR.exec(text);
    if (error) {
      if (this.#draft.tables.length > 0 && !this.#text.atTop) return 'refused';
      this.#echoes = 2;
      this.#notice(kindOf(error[1] as string), this.#asked.table, text, place());
      return 'read';
    }
    if (NOT_ROOT.test(text)) {
      this.#notice('not-permitted', null, text, place());
      return 'read';
    }
    if (/^warning: stmt ops \w{1,30} have no json callback$/.test(text)) return 'noise';
    return this.#inFile(text);
  }

  #inFile(text: string): Outcome | null {
    if (/^#!\/usr\/s?bin\/(?:env )?nft\b/.test(text)) {
      this.#configured = true;
      return 'noise';
    }
    if (text === 'flush ruleset' && this.#text.atTop && !this.#begun) {
      this.#configured = true;
      return 'noise';
    }
    return this.#configured && /^(?:#|flush ruleset$|include "|define )/.test(text) ? 'noise' : null;
  }

  #notice(notice: NftNotice['notice'], table: string | null, text: string, place: Place): void {
    if (this.#draft.notices.length < 200)
      this.#draft.notices.push({ notice, table, text: text.slice(0, 400), place });
  }

  close(): NftRuleset | null {
    if (this.#json) this.#json.close();
    else this.#text.close(this.#filtered);
    return this.#draft.finish(this.#json ? 'json' : 'text', this.#asked, this.#configured);
  }
}

function kindOf(error: string): NftNotice['notice'] {
  if (/^No such file or directory/.test(error)) return 'not-found';
  return /Operation not permitted/.test(error) ? 'not-permitted' : 'error';
}

/** The end of the last whole line before a byte that is not plain text, or before `to`; `from` where there is none. */
function plainEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = from;
  for (let at = from; at < to; at++) {
    const kind = KINDS[bytes[at] as number];
    if (kind === PLAIN) continue;
    if (kind === NEWLINE) end = at + 1;
    else if (kind === STRANGE || bytes[at + 1] !== 10) break;
  }
  return end;
}
