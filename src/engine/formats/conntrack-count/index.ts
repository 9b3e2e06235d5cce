import type { Expectations } from '../../model/expectations.ts';
import type { Setting, Settings } from '../../model/settings.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

const NUMBER = /^\s{0,8}(\d{1,15})\s{0,8}$/;

/**
 * `conntrack -C`: one number, known only by the command above it. It is the same count as the sysctl's; of `conntrack -C expect`
 * it is the number of expectations.
 */
export const conntrackCount: Format = {
  id: 'conntrack-count',
  detect(text, start) {
    return countedTables(start).length > 0 && NUMBER.test(text)
      ? { score: 0.95, reason: 'a number below conntrack -C' }
      : null;
  },
  open: start => new CountReader(countedTables(start)),
};

type Table = 'conntrack' | 'expect';

/** The tables that a command line counts, in their order: `conntrack -C; conntrack -C expect`. */
function countedTables({ command }: SectionStart): Table[] {
  if (command === null) return [];
  return readCommand(command)
    .filter(({ first }) => first.program === 'conntrack' && first.args.some(isCount))
    .map(({ first }) =>
      first.args.some(word => /^(?:-C|--count=?)?expect$/.test(word)) ? 'expect' : 'conntrack',
    );
}

function isCount(word: string): boolean {
  return /^(?:-C|--count\b)/.test(word);
}

class CountReader implements Reader {
  readonly #table: Table;
  readonly #mixed: boolean;
  #line: Line | null = null;
  #text = '';

  constructor(tables: readonly Table[]) {
    this.#table = tables[0] ?? 'conntrack';
    this.#mixed = new Set(tables).size > 1;
  }

  line(line: Line): Outcome {
    const match = NUMBER.exec(line.text);
    // Which number is of which table cannot be told, once one of them may be missing.
    if (!match || this.#mixed) return 'refused';
    if (this.#line) return 'again';
    this.#line = line;
    this.#text = match[1] as string;
    return 'read';
  }

  close(): Settings | Expectations | null {
    const line = this.#line;
    if (!line) return null;
    const from = line.text.indexOf(this.#text);
    const place = line.place(from, from + this.#text.length);
    const number = Number(this.#text);
    if (this.#table === 'expect') {
      const none = { entries: [], left: 0, helpers: [], footer: null };
      return { kind: 'expectations', source: 'conntrack -C expect', count: number, ...none, first: place };
    }
    const entry: Setting = {
      key: 'net.netfilter.nf_conntrack_count',
      text: this.#text,
      number,
      assumed: false,
      configured: false,
      place,
    };
    return { kind: 'settings', entries: [entry] };
  }
}
