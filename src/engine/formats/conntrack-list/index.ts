import type { FlowTable, Footer } from '../../model/flow-table.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Format, Outcome, Reader } from '../format.ts';
import { Tally } from './tally.ts';

/** `tcp      6 431999 ESTABLISHED src=…`; in /proc a family before it, and for GRE `timeout=30, stream_timeout=180`. */
const FLOW =
  /^\s{0,4}(?:ipv[46]\s{1,8}\d{1,2} )?[a-z][\w-]{1,11}\s{1,8}\d{1,3} (?:\d{1,10} )?(?:[A-Z][A-Z_0-9]{2,20} )?(?:timeout=\d{1,9}, stream_timeout=\d{1,9} )?\s{0,4}src=\S/;
/**
 * The count line goes to the standard error of the tool, so it stands first, last, or, at an edge of 4,096 bytes,
 * in the midst of a flow; there it may even come in two pieces (all seen with 1.4.7):
 *   `… packets=conntrack v1.4.7 (conntrack-tools): 22 flow entries have been shown.` and `1 bytes=60 …`
 *   `… dpconntrack v1.4.7 (conntrack-tools): ort=42817 …` and, lines later, `57 flow entries have been shown.`
 */
const FOOTER_HEAD = /conntrack v(\d[\d.]{0,12}) \(conntrack-tools\): /;
const FOOTER_TAIL = /(\d{1,12}) flow entries have been shown\./;
/** `-p tcp`, `-s 10.0.0.1`, `-f ipv6`, `--state …` list a part of the table. */
const NARROWING =
  /\s(?:-[psdrqgnjfmwlu]\b|--(?:proto|orig|reply|src|dst|state|family|mark|zone|label|status|any-nat|timeout|sport|dport))/;
const TROUBLE = /^conntrack v[\d.]+ \(conntrack-tools\): .{1,200}$/;

/** `conntrack -L` (plain, `-o extended`, `-o id`) and `/proc/net/nf_conntrack`. */
export const conntrackList: Format = {
  id: 'conntrack-list',
  detect(text) {
    if (FLOW.test(text)) return { score: 0.95, reason: 'a flow with its tuple «src= dst=»' };
    if (FOOTER_HEAD.test(text) && FOOTER_TAIL.test(text))
      return { score: 0.9, reason: 'the count line of conntrack -L' };
    return null;
  },
  open: () => new ListReader(),
  narrows: command => NARROWING.test(command),
};

const encoder = new TextEncoder();

class ListReader implements Reader {
  readonly #tally = new Tally();
  #footer: Footer | null = null;
  #version = '';

  line(line: Line, whole: boolean): Outcome {
    if (TROUBLE.test(line.text) && !FOOTER_TAIL.test(line.text)) return 'noise';
    const rest = this.#cutFooter(line);
    if (rest.footer && rest.text.trim() === '') {
      if (this.#footer) return 'again';
      this.#footer = rest.footer;
      this.#version = rest.footer.version;
      return 'read';
    }
    const outcome = this.#readFlow(line, rest.text, whole);
    if (outcome === 'read') {
      this.#version = rest.version;
      this.#footer = rest.footer ?? this.#footer;
    }
    return outcome;
  }

  /** Cuts the count line, or either piece of it, out of a line; what is left is a flow that it tore in two, or nothing. */
  #cutFooter(line: Line): { text: string; version: string; footer: Footer | null } {
    const head = FOOTER_HEAD.exec(line.text);
    const version = head?.[1] ?? this.#version;
    const tail = FOOTER_TAIL.exec(line.text);
    const text = line.text.replace(FOOTER_HEAD, '').replace(FOOTER_TAIL, '');
    if (!tail) return { text, version, footer: null };
    const place = line.place(
      head ? Math.min(head.index, tail.index) : tail.index,
      tail.index + tail[0].length,
    );
    return { text, version, footer: { version, shown: Number(tail[1]), place } };
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
