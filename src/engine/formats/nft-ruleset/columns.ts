import type { NftRuleColumns } from '../../model/nft-ruleset.ts';

/** More rules than any kernel holds at a bearable speed. */
const MAX_RULES = 4_000_000;

/** What the columns hold of a rule besides its text and place. */
export interface RuleOutline {
  readonly verdict: number;
  readonly packets: number;
  readonly bytes: number;
  readonly handle: number;
}

/** Collects the rules in columns. */
export class NftColumnsBuilder {
  count = 0;
  #room = 256;
  #chain = new Uint32Array(256);
  #verdict = new Uint8Array(256);
  #packets = new Float64Array(256);
  #bytes = new Float64Array(256);
  #handle = new Float64Array(256);
  #line = new Uint32Array(256);
  #start = new Float64Array(256);
  #end = new Float64Array(256);
  #text: string[] = [];

  /** Adds a rule; false where there are too many. */
  add(chain: number, outline: RuleOutline, text: string, line: number, start: number, end: number): boolean {
    if (this.count >= MAX_RULES) return false;
    if (this.count === this.#room) this.#grow();
    const at = this.count++;
    this.#chain[at] = chain;
    this.#verdict[at] = outline.verdict;
    this.#packets[at] = outline.packets;
    this.#bytes[at] = outline.bytes;
    this.#handle[at] = outline.handle;
    this.#line[at] = line;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#text.push(text);
    return true;
  }

  /** Takes the last rule back: what was thought to be the whole of it was its first part. */
  pop(): { chain: number; text: string; line: number; start: number } {
    const at = --this.count;
    return {
      chain: this.#chain[at] as number,
      text: this.#text.pop() as string,
      line: this.#line[at] as number,
      start: this.#start[at] as number,
    };
  }

  /** The handle of an anonymous chain's rule stands behind the closing brace. */
  setHandle(rule: number, handle: number): void {
    this.#handle[rule] = handle;
  }

  /** What may be the first part of a number or of a name is none. */
  distrust(rule: number, bytesToo: boolean, verdict: number): void {
    if (bytesToo) this.#bytes[rule] = Number.NaN;
    this.#handle[rule] = Number.NaN;
    this.#verdict[rule] = verdict;
  }

  textOf(rule: number): string {
    return this.#text[rule] ?? '';
  }

  /** How many bytes the line of a rule has. */
  width(rule: number): number {
    return (this.#end[rule] as number) - (this.#start[rule] as number);
  }

  finish(): NftRuleColumns {
    const { count } = this;
    return {
      count,
      chain: this.#chain.slice(0, count),
      verdict: this.#verdict.slice(0, count),
      packets: this.#packets.slice(0, count),
      bytes: this.#bytes.slice(0, count),
      handle: this.#handle.slice(0, count),
      line: this.#line.slice(0, count),
      start: this.#start.slice(0, count),
      end: this.#end.slice(0, count),
      text: this.#text,
    };
  }

  #grow(): void {
    this.#room *= 2;
    this.#chain = grown(this.#chain, new Uint32Array(this.#room));
    this.#verdict = grown(this.#verdict, new Uint8Array(this.#room));
    this.#packets = grown(this.#packets, new Float64Array(this.#room));
    this.#bytes = grown(this.#bytes, new Float64Array(this.#room));
    this.#handle = grown(this.#handle, new Float64Array(this.#room));
    this.#line = grown(this.#line, new Uint32Array(this.#room));
    this.#start = grown(this.#start, new Float64Array(this.#room));
    this.#end = grown(this.#end, new Float64Array(this.#room));
  }
}

function grown<Column extends Uint8Array | Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
