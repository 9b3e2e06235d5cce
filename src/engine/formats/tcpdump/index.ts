import type { Packets } from '../../model/packets.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { BlockTaken, Detection, Format, Outcome, Reader, SectionStart } from '../format.ts';
import { Capture } from './capture.ts';
import { Frame } from './frame.ts';
import { readOptions } from './options.ts';
import { Heard, readLine } from './packet.ts';
import { Payload } from './payload.ts';
import { mayBeBroken, PlainLines } from './plain-lines.ts';

/** Packets as tcpdump prints them, with any of its options. */
export const tcpdump: Format = {
  id: 'tcpdump',
  detect(text, start) {
    if (text.length < 10) return null;
    const frame = Frame.kindOf(text);
    if (frame === 'header') return { score: 0.95, reason: 'the line «listening on» of tcpdump' };
    if (frame === 'footer') return { score: 0.85, reason: 'the count of packets of tcpdump' };
    if (frame === 'remark') return remark(text, start);
    return detectPacket(text);
  },
  open: start => new CaptureReader(start),
  // `-c 10`, and a filter expression, show a part of the traffic; what is not there may still have passed.
  narrows: command => /\s-\w{0,12}c\s?\d/.test(command),
};

function remark(text: string, start: SectionStart): Detection | null {
  const known = /^tcpdump: (?:verbose output|data link type|listening|WARNING|reading)/.test(text);
  const below = runs(start.command, 'tcpdump', () => true);
  return known || (below && text.startsWith('tcpdump: '))
    ? { score: 0.9, reason: 'a line of tcpdump about itself' }
    : null;
}

const heard = new Heard();

function detectPacket(text: string): Detection | null {
  if (text.length > 20_000 || !(text.includes(' > ') || text.includes('IP') || text.includes('ARP, ')))
    return null;
  const kind = readLine(text, heard);
  if (kind === 'none') return null;
  const { head, protocol, tcp } = heard;
  const reason = 'a packet «source > destination:» of tcpdump';
  if (head.stamp !== null && head.network !== null) return { score: kind === 'broken' ? 0.85 : 0.95, reason };
  const flags = protocol === 'tcp' && tcp.flags !== null;
  // Without a stamp (-t), and inside a tunnel: `IP addresses > names: a history` is prose, what follows must be known.
  if (head.network !== null)
    return flags || (kind === 'packet' && isKnown(protocol)) || kind === 'header'
      ? { score: 0.9, reason }
      : null;
  return flags ? { score: 0.85, reason } : null;
}

function isKnown(protocol: string): boolean {
  return ['tcp', 'udp', 'icmp', 'icmp6', 'arp', 'gre', 'ipip'].includes(protocol);
}

class CaptureReader implements Reader {
  readonly #frame = new Frame();
  readonly #capture: Capture;
  readonly #plain = new PlainLines();
  readonly #payload: Payload;

  /** A line that ended in a digit where a terminal's line may end; null where the last one did not. */
  #held: string | null = null;

  constructor(start: SectionStart) {
    const options = readOptions(start.command);
    this.#capture = new Capture(options, this.#frame);
    this.#payload = new Payload(options.text);
  }

  /** Blank lines, and dots that are no elision. */
  keeps(text: string): boolean {
    return this.#payload.holds(text) && Frame.kindOf(text) === null;
  }

  line(line: Line, whole: boolean): Outcome {
    const { text } = line;
    const frame = Frame.kindOf(text);
    const begun = this.#capture.packets > 0 || this.#frame.footer !== null;
    if (frame === 'header') {
      if (begun || this.#frame.listening !== null) return 'again';
      if (!whole && text.includes('listening on') && !text.endsWith(' bytes') && text.includes(' length '))
        return 'more';
      this.#frame.readHeader(text);
      return 'read';
    }
    if (frame === 'footer') {
      this.#frame.readFooter(line);
      return 'read';
    }
    if (frame === 'remark') return begun && text.startsWith('tcpdump: ') ? 'again' : 'noise';
    if (!whole && !this.#isWhole(text)) return this.#held === text ? 'more' : 'refused';
    this.#capture.where.set(line.number, line.span.start, line.span.end);
    if (this.#frame.footer !== null) return readLine(text, heard) === 'none' ? 'refused' : 'again';
    const outcome = this.#capture.read(text, whole);
    if (outcome === 'read') this.#payload.packet(text);
    if (outcome !== 'refused' || !this.#payload.holds(text)) return outcome;
    this.#payload.take(text);
    return 'noise';
  }

  /**
   * False for a line whose last number may go on in the next one (`#held` then is that line), and for one that was joined with
   * something else: only `48: HTTP: GET /` is the rest of `…, length 1`.
   */
  #isWhole(text: string): boolean {
    const held = this.#held;
    if (held !== null && text.length > held.length && text.startsWith(held)) {
      this.#held = null;
      return /^\d{1,6}(?:: .{0,2000})?$/.test(text.slice(held.length));
    }
    const complete = mayBeBroken(text) && readLine(text, heard) === 'packet' && heard.protocol !== 'tcp';
    this.#held = complete ? text : null;
    return this.#held === null;
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number): BlockTaken {
    if (this.#frame.footer !== null) return { bytes: 0, lines: 0 };
    const { where } = this.#capture;
    return this.#plain.each(bytes, from, to, (text, line, at) => {
      where.set(firstLine + line, offset + at, offset + at + text.length);
      const outcome = this.#capture.read(text, false);
      if (outcome === 'read') this.#payload.packet(text);
      return outcome === 'read' || outcome === 'noise';
    });
  }

  close(): Packets | null {
    return this.#capture.finish();
  }
}
