import type { KubeObject, KubeObjects, KubeResource, NothingFound } from '../../model/kube-objects.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { type Headings, readCells, readHeadings, resourceOf } from './columns.ts';
import { askedHeadings, askedResource, resourceNamed } from './command.ts';
import { DESCRIBED_NAME, DescribeReader, describesService } from './describe.ts';
import { readObject } from './row.ts';

const NOTHING = /^No resources found(?: in ([\w-]{1,63}) namespace)?\.?$/;
/** `Error from server (NotFound): services "web" not found` */
const NOT_FOUND = /^Error from server \(NotFound\): ([a-z.0-9]{1,80}) "([^"]{1,253})" not found$/;
const NOISE =
  /^(?:Warning: .{1,400}|error: .{1,400}|Error from server \(\w{1,40}\): .{1,600}|Unable to use a TTY.{0,100}|Defaulted container .{1,200})$/;

const MAX_OBJECTS = 20_000;

/** The tables of `kubectl get`, plain and wide, of one kind or several, and the description of Services. */
export const kubectlGet: Format = {
  id: 'kubectl-get',
  detect(text, start) {
    if (start.command === null && !/^\s*(?:NAME|No |Error |Warning: )/.test(text)) return null;
    if (describesService(start.command))
      return DESCRIBED_NAME.test(text)
        ? { score: 0.95, reason: 'the name above a description of kubectl' }
        : null;
    const headings = readHeadings(text);
    if (headings) {
      const known = resourceOf(headings.names) !== 'other';
      if (known) return { score: 0.95, reason: 'the headings of kubectl get' };
      return asked(start) ? { score: 0.9, reason: 'headings below kubectl get' } : null;
    }
    if (NOTHING.test(text)) return { score: 0.9, reason: 'kubectl get that found nothing' };
    if (NOT_FOUND.test(text))
      return { score: 0.9, reason: 'kubectl that did not find what it was asked for' };
    if (/^Warning: v1 (?:Endpoints|ComponentStatus) is deprecated in v1\.\d{1,2}\+/.test(text))
      return { score: 0.9, reason: 'a warning of kubectl get' };
    if (!asked(start)) return null;
    if (NOISE.test(text)) return { score: 0.6, reason: 'a remark of kubectl' };
    const expected = askedHeadings(start.command);
    return expected && readCells(text, expected)
      ? { score: 0.9, reason: 'a row below kubectl get, without its headings' }
      : null;
  },
  open: start => (describesService(start.command) ? new DescribeReader() : new TableReader(start)),
};

function asked(start: SectionStart): boolean {
  return /\bget\s/.test(start.command ?? '') && /\b(?:kubectl|oc|k)\s/.test(start.command ?? '');
}

class TableReader implements Reader {
  readonly #objects: KubeObject[] = [];
  readonly #nothing: NothingFound[] = [];
  readonly #asked: KubeResource | null;
  #headings: Headings | null;
  #resource: KubeResource;
  #leftOut = 0;
  #tables = 0;

  constructor(start: SectionStart) {
    this.#asked = askedResource(start.command);
    this.#headings = askedHeadings(start.command);
    this.#resource = this.#headings ? resourceOf(this.#headings.names) : 'other';
  }

  line(line: Line, whole: boolean): Outcome {
    const text = line.text.trimEnd();
    if (text.trim() === '') return 'noise';
    const headings = readHeadings(text);
    if (headings) {
      this.#headings = headings;
      this.#resource = resourceOf(headings.names);
      this.#tables++;
      return 'read';
    }
    if (this.#isNothing(line, text)) return 'read';
    if (NOISE.test(text)) return 'noise';
    return this.#row(line, text, whole);
  }

  #isNothing(line: Line, text: string): boolean {
    const nothing = NOTHING.exec(text);
    const missing = nothing ? null : NOT_FOUND.exec(text);
    if (!nothing && !missing) return false;
    if (this.#nothing.length < MAX_OBJECTS)
      this.#nothing.push({
        namespace: nothing?.[1] ?? null,
        resource: missing ? resourceNamed(missing[1] as string) : this.#asked,
        name: missing?.[2] ?? null,
        place: line.place(),
      });
    return true;
  }

  #row(line: Line, text: string, whole: boolean): Outcome {
    const cells = this.#headings ? readCells(text, this.#headings) : null;
    // kubectl leaves no cell of a table out: a long row with too few words was broken by a terminal.
    const broken = !cells && !whole && text.length >= 60 && this.#isShort(text);
    if (!this.#headings || !cells) return broken ? 'more' : 'refused';
    const columns: Record<string, string> = {};
    for (const [i, name] of this.#headings.names.entries()) columns[name] = cells[i] as string;
    if (this.#objects.length < MAX_OBJECTS)
      this.#objects.push(readObject(columns, this.#resource, line.place()));
    else this.#leftOut++;
    return 'read';
  }

  #isShort(text: string): boolean {
    const words = text.trim().split(/\s+/).length;
    return this.#headings !== null && words >= 2 && words < this.#headings.names.length;
  }

  close(): KubeObjects | null {
    if (this.#objects.length === 0 && this.#nothing.length === 0 && this.#tables === 0) return null;
    return { kind: 'kube-objects', objects: this.#objects, nothing: this.#nothing, leftOut: this.#leftOut };
  }
}
