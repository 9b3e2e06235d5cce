import type { Analysis } from '../../engine/model/analysis.ts';
import type { FormatId, Section } from '../../engine/model/document.ts';
import { chunksOf } from '../../engine/paste.ts';
import { SNIFF_BYTES, sniff } from '../../engine/text/decode.ts';
import type { MappedLine } from '../../engine/text/line.ts';
import { type LineSink, LineSplitter } from '../../engine/text/splitter.ts';
import { withAddresses } from './addresses.ts';
import type { Redacted, Sample, Wanted } from './kinds.ts';
import { LineRedactor, type Where } from './line.ts';
import { Pseudonyms } from './pseudonyms.ts';

/** Outputs that hold addresses and no names, and may be very long: they are read as bytes, many lines at a time. */
const ADDRESSES_ONLY: ReadonlySet<FormatId> = new Set([
  'conntrack-list',
  'conntrack-events',
  'conntrack-save',
  'conntrack-expectations',
]);
/** Bytes of such an output that are read at once. */
const AT_ONCE = 1 << 18;
/** Characters that are held before they are handed to the browser, which keeps them outside of the heap. */
const HELD = 1 << 20;
const MOST_SAMPLES = 8;
/** Characters of a line that is shown. */
const SAMPLE_LENGTH = 400;

const latin1 = new TextDecoder('latin1');

/**
 * Puts pseudonyms into a paste: the same name becomes the same pseudonym, addresses of one subnet stay in one. Goes over it twice, since a name may
 * stand in a log before the line that tells what it names; holds a megabyte of it. Rejects where the signal ends it.
 */
export async function redact(
  paste: Blob,
  { sections }: Pick<Analysis, 'sections'>,
  wanted: Wanted,
  signal?: AbortSignal,
): Promise<Redacted> {
  const sniffed = sniff(new Uint8Array(await paste.slice(0, SNIFF_BYTES).arrayBuffer()));
  const { encoding, skip } = 'not' in sniffed ? { encoding: 'utf-8' as const, skip: 0 } : sniffed;
  const names = new Pseudonyms(wanted);
  const go = async (sink: LineSink) => {
    const lines = new LineSplitter(sink, encoding, skip);
    let bytes = 0;
    for await (const chunk of chunksOf(paste)) {
      signal?.throwIfAborted();
      lines.push(bytes === 0 ? chunk.subarray(skip) : chunk);
      bytes += chunk.length;
    }
    lines.end();
  };
  await go(new Meeting(sections, names));
  names.startCounting();
  const writing = new Writing(sections, names);
  await go(writing);
  return { paste: writing.end(), kinds: names.kinds(), ...names.rows(), samples: writing.samples };
}

/** Says which output a line belongs to; lines come in order. */
class Places {
  readonly #sections: readonly Section[];
  #at = 0;

  constructor(sections: readonly Section[]) {
    this.#sections = [...sections].sort((one, other) => one.firstLine - other.firstLine);
  }

  of(line: number): Section | null {
    while ((this.#sections[this.#at]?.lastLine ?? Number.POSITIVE_INFINITY) < line) this.#at++;
    const section = this.#sections[this.#at];
    return section && section.firstLine <= line ? section : null;
  }
}

/** Learns the names of a paste, and writes nothing. */
class Meeting implements LineSink {
  protected readonly places: Places;
  protected readonly redactor: LineRedactor;

  protected readonly names: Pseudonyms;

  constructor(sections: readonly Section[], names: Pseudonyms) {
    this.names = names;
    this.places = new Places(sections);
    this.redactor = new LineRedactor(names);
  }

  line(line: MappedLine): void {
    this.redactor.redact(line.text, this.where(line.number));
  }

  block(bytes: Uint8Array, from: number, to: number, _: number, firstLine: number) {
    return this.plain(bytes, from, to, firstLine);
  }

  protected where(line: number): Where {
    const section = this.places.of(line);
    if (!section) return { format: null, command: null, begins: true };
    return { format: section.format, command: section.command, begins: line <= section.firstLine + 1 };
  }

  /** As many whole lines as hold nothing but addresses, and no byte that a terminal does not show. */
  protected plain(bytes: Uint8Array, from: number, to: number, firstLine: number) {
    const none = { bytes: 0, lines: 0 };
    const section = this.places.of(firstLine);
    // A prompt may stand in the first line.
    if (!section || !ADDRESSES_ONLY.has(section.format) || firstLine <= section.firstLine + 1) return none;
    const most = section.lastLine - firstLine;
    const end = Math.min(to, from + AT_ONCE);
    let [at, lines] = [from, 0];
    while (lines < most) {
      const newline = bytes.indexOf(10, at);
      if (newline < 0 || newline >= end || !isPlain(bytes, at, newline)) break;
      at = newline + 1;
      lines++;
    }
    return lines === 0 ? none : { bytes: at - from, lines };
  }
}

function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x20 || byte > 0x7e) return false;
  }
  return true;
}

/** Writes the paste anew. */
class Writing extends Meeting {
  readonly samples: Sample[] = [];
  readonly #shown = new Set<string>();
  readonly #parts: Blob[] = [];
  #held: string[] = [];
  #length = 0;

  override line(line: MappedLine): void {
    const where = this.where(line.number);
    const after = this.redactor.redact(line.text, where);
    if (after !== line.text) this.#sample(line.number, line.text, after, where);
    this.#write(line.unended ? after : `${after}\n`);
  }

  override block(bytes: Uint8Array, from: number, to: number, _: number, firstLine: number) {
    const taken = this.plain(bytes, from, to, firstLine);
    if (taken.lines === 0) return taken;
    this.#write(withAddresses(latin1.decode(bytes.subarray(from, from + taken.bytes)), this.names));
    return taken;
  }

  end(): Blob {
    this.#hand();
    return new Blob(this.#parts, { type: 'text/plain;charset=utf-8' });
  }

  /** The first line of each output, and of it with a name. */
  #sample(line: number, before: string, after: string, { format }: Where): void {
    const sort = `${format} ${/[a-z]-\d/.test(after)}`;
    if (this.samples.length >= MOST_SAMPLES || this.#shown.has(sort)) return;
    this.#shown.add(sort);
    this.samples.push({
      line,
      before: before.slice(0, SAMPLE_LENGTH),
      after: after.slice(0, SAMPLE_LENGTH),
    });
  }

  #write(text: string): void {
    this.#held.push(text);
    this.#length += text.length;
    if (this.#length >= HELD) this.#hand();
  }

  #hand(): void {
    this.#parts.push(new Blob([this.#held.join('')]));
    this.#held = [];
    this.#length = 0;
  }
}
