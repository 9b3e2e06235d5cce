import type { NftElement, NftVerdictCount } from '../../model/nft-ruleset.ts';
import type { Place } from '../../model/place.ts';
import { seconds } from './words.ts';

const MAX_EXAMPLES = 50;
const MAX_VERDICTS = 20_000;
/** An element is at most so long that its parts are looked at; kernel comments end at 128 bytes. */
const MAX_ELEMENT = 4096;

const VERDICT = /^(accept|drop|continue|return|queue|reject|(?:jump|goto))(?: (\S{1,256}))?$/;

/**
 * Counts the elements of one set and takes the first ones. The list goes over many lines; an element is counted when
 * the comma or the brace behind it is seen, so that a list that breaks off never has one too many.
 */
export class ElementScan {
  count = 0;
  closed = false;
  readonly examples: NftElement[] = [];
  readonly #verdicts = new Map<
    string,
    { verdict: string; chain: string | null; count: number; place: Place }
  >();
  readonly #isVerdictMap: boolean;
  #verdictsLeft = 0;
  #rest = '';
  #quoted = false;
  #broken = false;

  constructor(isVerdictMap: boolean) {
    this.#isVerdictMap = isVerdictMap;
  }

  get verdicts(): NftVerdictCount[] {
    return [...this.#verdicts.values()];
  }

  get verdictsLeft(): number {
    return this.#verdictsLeft;
  }

  /** A line of the list could not be read: what was begun is dropped, and the count is one of a part. */
  break(): void {
    this.#broken = true;
    this.#rest = '';
    this.#quoted = false;
  }

  get complete(): boolean {
    return this.closed && !this.#broken;
  }

  /** True where the last line ended within an element: the next one is the rest of it, if anything. */
  get within(): boolean {
    return this.#rest !== '';
  }

  /**
   * Reads a line, or the part of one behind `elements = {`. Says where the closing brace stands, or -1. `place` is that
   * of the line.
   */
  read(text: string, from: number, to: number, place: () => Place): number {
    let start = from;
    for (let at = from; at < to; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) this.#quoted = !this.#quoted;
      else if (this.#quoted) continue;
      else if (code === 44 || code === 125) {
        this.#take(text, start, at, place);
        start = at + 1;
        if (code === 125) {
          this.closed = true;
          return at;
        }
      }
    }
    this.#keep(text, start, to);
    return -1;
  }

  #keep(text: string, from: number, to: number): void {
    if (this.#rest.length >= MAX_ELEMENT) return;
    const piece = text.slice(from, Math.min(to, from + MAX_ELEMENT));
    // A broken line goes on where it broke off; between two whole ones stands nothing but indentation.
    if (this.#rest !== '' || piece.trim() !== '') this.#rest += piece;
  }

  #take(text: string, from: number, to: number, place: () => Place): void {
    const wanted = this.#isVerdictMap || this.examples.length < MAX_EXAMPLES;
    if (this.#rest === '') {
      // Most elements of a large set: only whether there is one.
      if (!wanted) {
        if (hasInk(text, from, to)) this.count++;
        return;
      }
      this.#add(text.slice(from, Math.min(to, from + MAX_ELEMENT)).trim(), place);
      return;
    }
    this.#keep(text, from, to);
    const whole = this.#rest.trim();
    this.#rest = '';
    this.#add(whole, place);
  }

  #add(element: string, place: () => Place): void {
    if (element === '') return;
    this.count++;
    const at = dataAt(element);
    if (this.#isVerdictMap && at >= 0) this.#tally(element.slice(at + 3).trim(), place);
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(readElement(element, at, place()));
  }

  #tally(verdict: string, place: () => Place): void {
    const known = this.#verdicts.get(verdict);
    if (known) {
      known.count++;
      return;
    }
    if (this.#verdicts.size >= MAX_VERDICTS) {
      this.#verdictsLeft++;
      return;
    }
    const match = VERDICT.exec(verdict);
    this.#verdicts.set(verdict, {
      verdict: match?.[1] ?? verdict.slice(0, 80),
      chain: match?.[2] ?? null,
      count: 1,
      place: place(),
    });
  }
}

function hasInk(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code !== 32 && code !== 9) return true;
  }
  return false;
}

/** Where ` : ` parts key and data; the colons of `fd00::1` and of comments do not. */
function dataAt(element: string): number {
  let quoted = false;
  for (let at = 0; at < element.length; at++) {
    const code = element.charCodeAt(at);
    if (code === 34) quoted = !quoted;
    else if (code === 58 && !quoted && element[at - 1] === ' ' && element[at + 1] === ' ') return at - 1;
  }
  return -1;
}

const STATE =
  /^(.{1,1000}?)(?= (?:timeout|expires|counter|comment|limit|quota|last|ct count)(?: |$)|$)(.*)$/s;

/** `1.2.3.4 . 80 counter packets 1 bytes 2 timeout 5m expires 3m59s992ms comment "x" : accept` */
function readElement(element: string, at: number, place: Place): NftElement {
  const left = at < 0 ? element : element.slice(0, at);
  const [, key = left, state = ''] = STATE.exec(left) ?? [];
  const bare = state.replace(/ comment "[^"]{0,256}"/, '');
  const counter = / counter packets (\d{1,20}) bytes (\d{1,20})(?= |$)/.exec(bare);
  return {
    key,
    data: at < 0 ? null : element.slice(at + 3).trim(),
    timeout: seconds(/ timeout (\S{1,40})/.exec(bare)?.[1] ?? ''),
    expires: seconds(/ expires (\S{1,40})/.exec(bare)?.[1] ?? ''),
    packets: counter ? Number(counter[1]) : null,
    bytes: counter ? Number(counter[2]) : null,
    comment: / comment "([^"]{0,256})"/.exec(state)?.[1] ?? null,
    place,
  };
}
