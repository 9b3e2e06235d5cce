import type { FlowTable, Footer } from '../../model/flow-table.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Format, Outcome, Reader } from '../format.ts';
import { type CutLine, cutCountLine, isTrouble } from './count-line.ts';
import { Tally } from './tally.ts';

/** `tcp      6 431999 ESTABLISHED src=…`; in /proc a family before it, and for GRE `timeout=30, stream_timeout=180`. */
const FLOW =
  /^\s{0,4}(?:ipv[46]\s{1,8}\d{1,2} )?[a-z][\w-]{1,11}\s{1,8}\d{1,3} (?:\d{1,10} )?(?:[A-Z][A-Z_0-9]{2,20} )?(?:timeout=\d{1,9}, stream_timeout=\d{1,9} )?\s{0,4}src=\S/;
/**
 * The count line may come in two pieces, each in the midst of a flow (1.4.7, at an edge of 4,096 bytes):
 *   `… dpconntrack v1.4.7 (conntrack-tools): ort=42817 …` and, lines later, `57 flow entries have been shown.`
 */
const COUNT_HEAD = /conntrack v(\d[\d.]{0,12}) \(conntrack-tools\): (?!\d|Operation)/;
const COUNT_TAIL = /(?:^|(?<=\s))(\d{1,12}) flow entries have been shown\./;
/** `-p tcp`, `-s 10.0.0.1`, `-f ipv6`, `--state …` list a part of the table. */
const NARROWING =
  /\s(?:-[psdrqgnjfmwlu]\b|--(?:proto|orig|reply|src|dst|state|family|mark|zone|label|status|any-nat|timeout|sport|dport))/;
/** `-D`, `-G`, `-U` and `-I` print the flows that they touched; `-L dying` and `-L unconfirmed` are other lists. */
const OTHER_LIST =
  /\sconntrack\s.{0,200}?-[DGUI]\b|\s--(?:delete|get|update|create)\b|\s(?:dying|unconfirmed)\b/;

/** `conntrack -L` (plain, `-o extended`, `-o id`) and `/proc/net/nf_conntrack`. */
export const conntrackList: Format = {
  id: 'conntrack-list',
  detect(text) {
    if (FLOW.test(text)) return { score: 0.95, reason: 'a flow with its tuple «src= dst=»' };
    if (/conntrack v[\d.]{1,14} \(conntrack-tools\): \d{1,12} flow entries have been /.test(text))
      return { score: 0.9, reason: 'the count line of conntrack -L' };
    return null;
  },
  open: () => new ListReader(),
  narrows: command => NARROWING.test(command) || OTHER_LIST.test(` ${command}`),
};

const encoder = new TextEncoder();

class ListReader implements Reader {
  readonly #tally = new Tally();
  #footer: Footer | null = null;
  /** Of the first piece of a count line in two pieces. */
  #version: string | null = null;

  line(line: Line, whole: boolean): Outcome {
    if (isTrouble(line.text)) return 'noise';
    const cut = this.#cutCount(line);
    if (cut.found && cut.text.trim() === '') {
      if (cut.footer && this.#footer) return 'again';
      this.#footer = cut.footer ?? this.#footer;
      return 'read';
    }
    // The count line brings its own newline: what it tears goes on in the next line.
    if (cut.torn && !whole) return 'more';
    const outcome = this.#readFlow(line, cut.text, whole || cut.found);
    if (outcome === 'read') this.#footer = cut.footer ?? this.#footer;
    return outcome;
  }

  /** Cuts the count line, or either piece of it, out of a line; what is left is a flow that it tore in two, or nothing. */
  #cutCount(line: Line): Pick<CutLine, 'text' | 'footer' | 'found' | 'torn'> {
    const cut = cutCountLine(line);
    if (cut.found) return cut;
    const head = COUNT_HEAD.exec(line.text);
    if (head) {
      this.#version = head[1] as string;
      const text = line.text.replace(COUNT_HEAD, '');
      return { text, footer: null, found: true, torn: false };
    }
    const tail = this.#version === null ? null : COUNT_TAIL.exec(line.text);
    if (!tail || this.#version === null) return cut;
    const end = tail.index + tail[0].length;
    const place = line.place(tail.index, end);
    const footer = { version: this.#version, shown: Number(tail[1]), place };
    const text = line.text.slice(0, tail.index) + line.text.slice(end);
    return { text, footer, found: true, torn: false };
  }

  #readFlow(line: Line, text: string, whole: boolean): Outcome {
    const bytes = encoder.encode(text.trim());
    const { number, span } = line;
    const added = FLOW.test(text)
      ? this.#tally.addLine(bytes, 0, bytes.length, { line: number, span }, whole)
      : 'none';
    if (added === 'added') return 'read';
    if (added === 'unended') return 'more';
    return !whole && isBrokenFlow(text) ? 'more' : 'refused';
  }

  readonly exact = true;

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    return this.#tally.addBlock(bytes, from, to, offset, firstLine);
  }

  close(): FlowTable | null {
    return this.#tally.finish(this.#footer);
  }
}

/** Begins as a flow does and breaks off before it ends: only a terminal does that. */
function isBrokenFlow(text: string): boolean {
  return /^\s{0,4}(?:ipv[46]\s{1,8}\d{1,2} )?(?:tcp|udp|udplite|icmp|icmpv6|sctp|dccp|gre|unknown)\s{1,8}\d{1,3} /.test(
    text,
  );
}
