import type { CountedLines, CountedRule, CountedState } from '../../model/counted-lines.ts';
import type { RulesetNotice } from '../../model/ruleset.ts';
import { readNotice } from '../../rules/notices.ts';
import { behind, readCount } from '../../text/counted.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { type Counting, countingOf } from './command.ts';
import { isAround, readCountedRule } from './rules.ts';

const NOWHERE: Line = {
  number: 0,
  span: { start: 0, end: 0 },
  text: '',
  place: () => ({ line: 0, span: { start: 0, end: 0 } }),
};
/** No terminal that people work in is narrower. */
const NARROWEST = 60;
const MAX_RULES = 20_000;
const MAX_OTHERS = 1000;

/** TCP, SCTP and DCCP states of nf_conntrack_proto_*.c that no other tool prints in a column of its own. */
const STATE =
  /^(?:NONE|SYN_SENT2?|SYN_RECV|ESTABLISHED|FIN_WAIT|CLOSE_WAIT|LAST_ACK|TIME_WAIT|CLOSE|LISTEN|CLOSED|COOKIE_WAIT|COOKIE_ECHOED|SHUTDOWN_SENT|SHUTDOWN_RECD|SHUTDOWN_ACK_SENT|HEARTBEAT_SENT|REQUEST|RESPOND|PARTOPEN|OPEN|CLOSEREQ|CLOSING|TIMEWAIT)$/;
/** What else stands in the column of a state: column 4 of a UDP line is its source. */
const NO_STATE = /^(?:src=[\da-f.:]{2,45}|\[[A-Z_]{3,12}\]|\d{1,9})$/;

/**
 * Rules and states of flows that `uniq -c` counted. Without a command, a number before a rule is a count only where it is no
 * editor's (`counted`): a gutter looks the same.
 */
export const countedLines: Format = {
  id: 'counted-lines',
  detect(text, start) {
    const asked = countingOf(start.command);
    if (!asked && !start.counted) return null;
    if (asked?.lists === 'flows')
      return readState(text) || NO_STATE.test(readCount(text) ? text.trim().replace(/^\d+ /, '') : '')
        ? { score: 0.97, reason: 'a number beside a state, below a command that counts lines of conntrack' }
        : null;
    const counted = readCount(text);
    if (!counted) return detectNotice(text, asked);
    const rest = behind({ ...NOWHERE, text }, counted.length);
    if (readCountedRule(rest, counted.count, asked))
      return { score: 0.97, reason: 'a number before a rule: uniq -c' };
    // `      3 ` and `      1 COMMIT` say nothing by themselves.
    return asked?.lists === 'rules' && isAround(rest.text)
      ? { score: 0.97, reason: 'a number before a line of iptables: uniq -c' }
      : null;
  },
  open: start => new CountedReader(start),
};

function detectNotice(text: string, asked: Counting | null) {
  return asked?.lists === 'rules' && readNotice(text, NOWHERE.place())
    ? { score: 0.96, reason: 'a message of iptables above lines that were counted' }
    : null;
}

/** `   1234 ESTABLISHED` of uniq, `ESTABLISHED 1234` and `ESTABLISHED: 1234` of awk. */
function readState(text: string): { state: string; count: number } | null {
  const found =
    /^\s{0,12}(?:(\d{1,9})\s{1,4}([A-Z][A-Z_\d]{2,18})|([A-Z][A-Z_\d]{2,18})[:=]?\s{1,12}(\d{1,9}))\s{0,4}$/.exec(
      text,
    );
  const state = found?.[2] ?? found?.[3];
  if (!state || !STATE.test(state)) return null;
  return { state, count: Number(found?.[1] ?? found?.[4]) };
}

/** `:KUBE-FIREWALL - [0:0]`, `-N KUBE-FIREWALL` */
const DECLARATION = /^\s{0,12}(?::\S{1,60} - \[|-N \S)/;

/** Whether a rule may go on in the next line: it breaks off, or has no target yet. */
function isOpen({ spec }: CountedRule): boolean {
  return spec.target === null || spec.unknown.some(({ why }) => why === 'cut');
}

class CountedReader implements Reader {
  readonly #asked: Counting | null;
  #rules: CountedRule[] = [];
  #rulesLeft = 0;
  readonly #states: CountedState[] = [];
  readonly #notices: RulesetNotice[] = [];
  #around = 0;
  /** How often one chain of a person or a program was declared: a table declares it once. */
  #declared = 0;
  /** The first pieces of a rule that a terminal broke. */
  #broken: string | null = null;

  constructor(start: SectionStart) {
    this.#asked = countingOf(start.command);
  }

  line(line: Line, whole: boolean): Outcome {
    if (this.#asked?.lists === 'flows') return this.#flows(line);
    const notice = readNotice(line.text, line.place());
    if (notice && this.#notices.length < MAX_OTHERS) {
      this.#notices.push(notice);
      return 'read';
    }
    const counted = readCount(line.text);
    if (!counted || this.#beginsAnew(line.text)) return 'refused';
    const rest = behind(line, counted.length);
    const rule = readCountedRule(rest, counted.count, this.#asked);
    if (rule && !whole && rest.text.length >= NARROWEST && isOpen(rule)) {
      this.#broken = line.text;
      return 'more';
    }
    this.#broken = null;
    if (rule) return this.#keep(rule);
    if (!isAround(rest.text)) return 'refused';
    this.#around++;
    if (DECLARATION.test(rest.text)) this.#declared = Math.max(this.#declared, counted.count);
    return 'noise';
  }

  /** Whether what was joined to a broken rule is a line of its own. */
  #beginsAnew(text: string): boolean {
    const broken = this.#broken;
    const next = broken !== null && text.startsWith(broken) ? text.slice(broken.length) : '';
    const counted = readCount(next);
    if (!counted || !/^(?:-A |[:*#]|COMMIT|Chain )/.test(next.slice(counted.length))) return false;
    this.#broken = null;
    return true;
  }

  /** Beyond the limit, rules that stand there once make room for the others. */
  #keep(rule: CountedRule): Outcome {
    if (this.#rules.length >= MAX_RULES && this.#rulesLeft === 0) {
      const more = this.#rules.filter(({ count }) => count > 1);
      this.#rulesLeft = this.#rules.length - more.length;
      this.#rules = more;
    }
    const left = this.#rules.length >= MAX_RULES || (this.#rulesLeft > 0 && rule.count === 1);
    if (left) this.#rulesLeft++;
    else this.#rules.push(rule);
    return 'read';
  }

  #flows(line: Line): Outcome {
    const read = readState(line.text);
    if (read && this.#states.length < MAX_OTHERS) {
      this.#states.push({ ...read, place: line.place() });
      return 'read';
    }
    const counted = readCount(line.text);
    return counted && NO_STATE.test(line.text.slice(counted.length).trim()) ? 'noise' : 'refused';
  }

  close(): CountedLines | null {
    const { length } = this.#rules;
    if (length + this.#states.length + this.#notices.length + this.#around === 0) return null;
    const asked = this.#asked;
    return {
      kind: 'counted-lines',
      of: asked?.of ?? null,
      rules: this.#rules,
      rulesLeft: this.#rulesLeft,
      table: asked?.table ?? null,
      // Declared more often than there are tables: the dumps of several hosts, or several dumps of one.
      tablesMixed: this.#declared > (asked?.tablesMixed ?? 0) ? null : (asked?.tablesMixed ?? null),
      whole: asked?.whole ?? false,
      states: this.#states,
      notices: this.#notices,
    };
  }
}
