import type { Document } from '../../model/document.ts';
import { readNotice } from '../../rules/notices.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Detection, Format, Outcome, Reader, SectionStart } from '../format.ts';
import { invoked, listsRules } from '../iptables-save/command.ts';
import { isRuleLike } from '../iptables-save/index.ts';
import { readSaveLine } from '../iptables-save/lines.ts';
import { SaveReader } from '../iptables-save/reader.ts';
import { readTyped, TypedReader } from './typed.ts';

const NOWHERE = { line: 0, span: { start: 0, end: 0 } };

/**
 * `iptables -S` and `ip6tables -S`, with `-v` and without, of a table or a chain; and commands that add rules, where no
 * prompt stands before them.
 */
export const iptablesListRules: Format = {
  id: 'iptables-list-rules',
  detect(text, start) {
    const line = text.trim();
    const read = readSaveLine(line);
    if (read?.kind === 'chain' && read.listed) {
      return read.policy === null && !invoked(start.command).some(listsRules)
        ? { score: 0.7, reason: 'a chain «-N NAME» of iptables -S' }
        : { score: 0.9, reason: 'a chain «-P NAME POLICY» of iptables -S' };
    }
    // Only `-S -v` writes counters into the rule: `-c 3 180 -j ACCEPT`.
    if (read?.kind === 'rule')
      return detectRule(read.chain, read.body, start, !Number.isNaN(read.packets) && line.startsWith('-A'));
    if (read) return null;
    if (readTyped(line)) return { score: 0.85, reason: 'a command «iptables -A …» of a script' };
    return detectNotice(line, start);
  },
  open: start => new EitherReader(start),
  /** One chain, or one rule of it: `iptables -S KUBE-FORWARD 1`. */
  narrows: command => invoked(command).some(run => listsRules(run) && namesChain(run.args)),
};

/** The first line tells whether it is a listing, or a script of commands. */
class EitherReader implements Reader {
  readonly #start: SectionStart;
  #reader: Reader | null = null;

  constructor(start: SectionStart) {
    this.#start = start;
  }

  line(line: Line, whole: boolean): Outcome {
    this.#reader ??= readTyped(line.text) ? new TypedReader() : new SaveReader('list-rules', this.#start);
    return this.#reader.line(line, whole);
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    return this.#reader?.block?.(bytes, from, to, offset, firstLine) ?? { bytes: 0, lines: 0 };
  }

  close(): Document | null {
    return this.#reader?.close() ?? null;
  }
}

function detectRule(chain: string, body: string, start: SectionStart, counted: boolean): Detection | null {
  const listed = invoked(start.command).some(listsRules) || counted;
  if (!isRuleLike(chain, body)) return null;
  // Without more, iptables-save is the better guess; this still ends a rule that a terminal broke.
  return { score: listed ? 0.95 : 0.8, reason: 'a rule «-A CHAIN …» of iptables -S' };
}

function namesChain(args: readonly string[]): boolean {
  const at = args.findIndex(word => /^-[a-zA-Z0-9]*S$/.test(word) || word === '--list-rules');
  return /^[^-|>]/.test(args[at + 1] ?? '');
}

/** What iptables says on standard error; below a command that is not `-S`, it is another format's. */
function detectNotice(line: string, start: SectionStart): Detection | null {
  if (!readNotice(line, NOWHERE) || line.startsWith('# Table `')) return null;
  const runs = invoked(start.command);
  if (runs.some(listsRules)) return { score: 0.92, reason: 'a message of iptables below iptables -S' };
  const alone =
    /^(?:Fatal: can't open lock|ip6?tables v|# Warning: ip6?tables-legacy tables present, use ip6?tables-legacy to )/;
  return runs.length === 0 && alone.test(line) ? { score: 0.6, reason: 'a message of iptables' } : null;
}
