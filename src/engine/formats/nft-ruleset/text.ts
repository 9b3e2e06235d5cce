import { RuleScan } from '../../rules/nft-scan.ts';
import type { Outcome } from '../format.ts';
import { endChain, endOpenChains, isHeadCut, isStructure, readChainLine } from './chain-lines.ts';
import { distrust, distrustCut, dropCutTable } from './doubt.ts';
import type { ChainDraft, Draft, FlowtableDraft, ObjectDraft, SetDraft } from './draft.ts';
import { MAX_PARTS } from './draft.ts';
import { ElementScan } from './elements.ts';
import { isBroken, readBase, readBlock, readTable } from './lines.ts';
import { readFlowtableLine, readObjectLine, readSetLine, readTableLine } from './parts.ts';
import { Seam } from './seam.ts';
import { type At, isBlank, place, taken, type Way } from './text-line.ts';
import { beginsRule } from './words.ts';

type State = 'top' | 'table' | 'chain' | 'set' | 'elements' | 'object' | 'flowtable';

/**
 * Reads the text form line by line. Braces decide what a line belongs to, not indentation; that only helps to know the
 * second half of a line that a terminal broke. A part whose closing brace never comes stays `complete: false`.
 */
export class TextRuleset {
  readonly #draft: Draft;
  readonly #scan = new RuleScan();
  #state: State = 'top';
  #table = -1;
  #chain = -1;
  #set: SetDraft | null = null;
  #object: ObjectDraft | null = null;
  #flowtable: FlowtableDraft | null = null;
  readonly #seam = new Seam();
  /** Parts that lack a line that could not be read. */
  readonly #damaged = new Set<object>();

  constructor(draft: Draft) {
    this.#draft = draft;
  }

  get atTop(): boolean {
    return this.#state === 'top';
  }

  get inElements(): boolean {
    return this.#state === 'elements';
  }

  /** Reads `text` from `from` to `to`: one line, in line `number` and bytes `start` to `end` of the paste. */
  line(
    text: string,
    from: number,
    to: number,
    number: number,
    start: number,
    end: number,
    way: Way,
  ): Outcome {
    let first = from;
    let last = to;
    while (first < last && isBlank(text.charCodeAt(first))) first++;
    while (last > first && isBlank(text.charCodeAt(last - 1))) last--;
    if (first === last) return 'noise';
    const outcome = this.#dispatch(text, from, first, last, { number, start, end, way });
    if (outcome === 'refused' && way !== 'fast') this.#missing();
    return outcome;
  }

  #dispatch(text: string, from: number, first: number, last: number, at: At): Outcome {
    const code = text.charCodeAt(first);
    if (this.#state === 'elements') return this.#elements(text, from, first, last, at);
    if (code === 125) return this.#close(text, from, first, last, at);
    if (this.#state === 'chain' && !isStructure(text, first, last)) {
      return this.#rule(text, from, first, last, at);
    }
    return this.#structure(text.slice(first, last), at);
  }

  #structure(text: string, at: At): Outcome {
    const table = readTable(text);
    if (table) return this.#openTable(table, at);
    const block = readBlock(text);
    if (block) return this.#openBlock(block, at);
    if (at.way !== 'whole' && isBroken(text)) return 'more';
    if (this.#state === 'chain') return this.#ofChain(text, at);
    if (this.#state === 'set') return this.#ofSet(text, at);
    if (this.#object) return taken(readObjectLine(this.#object, text));
    if (this.#flowtable) return taken(readFlowtableLine(this.#flowtable, text));
    if (this.#state === 'table') {
      const table = this.#draft.tables[this.#table];
      if (table && readTableLine(table, text)) return 'read';
    }
    return this.#headless(text, at);
  }

  #openTable(table: NonNullable<ReturnType<typeof readTable>>, at: At): Outcome {
    const { family, name, opens, handle, owner } = table;
    if (this.#draft.hasTable(`${family} ${name}`) && (this.#state === 'top' || !opens)) return 'again';
    if (this.#draft.tables.length >= MAX_PARTS) return 'refused';
    this.#leave();
    const complete = !opens;
    this.#table = this.#draft.addTable({
      family,
      name,
      handle,
      owner,
      contents: opens,
      complete,
      place: place(at),
    });
    this.#state = opens ? 'table' : 'top';
    return 'read';
  }

  /** Forgets what was open: its closing brace never came. */
  #leave(): void {
    this.#set = null;
    this.#object = null;
    this.#flowtable = null;
    this.#chain = -1;
    this.#seam.afterRule = false;
  }

  #openBlock(block: NonNullable<ReturnType<typeof readBlock>>, at: At): Outcome {
    const { chains, sets, objects, flowtables } = this.#draft;
    if (chains.length + sets.length + objects.length + flowtables.length >= MAX_PARTS) return 'refused';
    this.#leave();
    this.#needTable(at);
    if (block.what === 'chain') {
      this.#chain = this.#draft.addChain(this.#table, block.name, block.handle, place(at), null);
      this.#state = 'chain';
    } else if (block.what === 'set' || block.what === 'map' || block.what === 'meter') {
      this.#set = this.#draft.addSet(this.#table, block, place(at));
      this.#state = 'set';
    } else if (block.what === 'flowtable') {
      this.#flowtable = this.#draft.addFlowtable(this.#table, block, place(at));
      this.#state = 'flowtable';
    } else {
      this.#object = this.#draft.addObject(this.#table, block, place(at));
      this.#state = 'object';
    }
    return 'read';
  }

  /** A listing whose head is cut off has parts without a table. */
  #needTable(at: At): void {
    if (this.#table >= 0 && this.#state !== 'top') return;
    this.#table = this.#draft.addTable({ family: null, name: null, place: place(at) });
    this.#state = 'table';
  }

  #ofChain(text: string, at: At): Outcome {
    const chain = this.#draft.chains[this.#chain] as ChainDraft;
    if (!readChainLine(this.#draft, chain, text, place(at))) return 'refused';
    this.#seam.afterRule = false;
    return 'read';
  }

  #ofSet(text: string, at: At): Outcome {
    const set = this.#set as SetDraft;
    const elements = /^elements = \{/.exec(text);
    if (!elements) return taken(readSetLine(set, text));
    set.scan ??= new ElementScan(set.data === 'verdict');
    this.#state = 'elements';
    return this.#readElements(text, elements[0].length, text.length, at);
  }

  /** Lines of a list of elements end in a comma or a brace; others are only the halves of broken ones. */
  #elements(text: string, from: number, first: number, last: number, at: At): Outcome {
    const end = text.charCodeAt(last - 1);
    const scan = (this.#set as SetDraft).scan as ElementScan;
    if (end !== 44 && end !== 125) {
      if (at.way === 'fast') return 'refused';
      const line = text.slice(first, last);
      if (readTable(line) || readBlock(line)) {
        this.#state = 'table';
        return this.#structure(line, at);
      }
      if (!this.#seam.mayBeElement(text, from, first, scan)) return 'refused';
    }
    // The half of a broken line keeps its blanks.
    return this.#readElements(text, scan.within ? from : first, last, at);
  }

  #readElements(text: string, from: number, to: number, at: At): Outcome {
    const set = this.#set as SetDraft;
    const end = (set.scan as ElementScan).read(text, from, to, () => place(at));
    this.#seam.remember(text, from, to);
    if (end < 0) return 'read';
    this.#state = 'set';
    const behind = text.slice(end + 1, to).trim();
    if (behind !== '' && behind !== ';') this.#missing();
    return 'read';
  }

  #close(text: string, from: number, first: number, last: number, at: At): Outcome {
    if (
      this.#state === 'chain' &&
      this.#seam.open &&
      this.#seam.afterRule &&
      this.#seam.isRestWithBrace(from, first, last)
    ) {
      return at.way === 'fast' ? 'refused' : this.#join(text, from, last, at);
    }
    const behind = last - first === 1 ? '' : text.slice(first + 1, last);
    if (behind !== '' && !/^;?(?: (?:comment "[^"]{0,256}"|# handle \d{1,18})){0,2}$/.test(behind))
      return 'refused';
    if (this.#state === 'top') return this.#draft.tables.length > 0 ? 'noise' : 'refused';
    this.#seam.afterRule = false;
    if (this.#state === 'table') {
      const table = this.#draft.tables[this.#table];
      if (table) table.complete = table.name !== null && !this.#damaged.has(table);
      this.#state = 'top';
      return 'read';
    }
    if (this.#state === 'chain') return this.#closeChain(behind);
    const part = this.#set ?? this.#object ?? this.#flowtable;
    if (part) part.complete = !this.#damaged.has(part);
    this.#leave();
    this.#state = 'table';
    return 'read';
  }

  #closeChain(behind: string): Outcome {
    const chain = this.#draft.chains[this.#chain] as ChainDraft;
    const within = endChain(this.#draft, chain, this.#damaged.has(chain), behind);
    this.#chain = within ?? -1;
    if (within === null) this.#state = 'table';
    return 'read';
  }

  #rule(text: string, from: number, first: number, last: number, at: At): Outcome {
    const rest = this.#seam.afterRule && this.#seam.isRest(text, from, first, last);
    if (rest) return at.way === 'fast' ? 'refused' : this.#join(text, from, last, at);
    if (!beginsRule(text, first, last)) return 'refused';
    if (first > from) this.#seam.indented = true;
    this.#seam.remember(text, from, last);
    return this.#add(text, first, last, at);
  }

  #join(text: string, from: number, last: number, at: At): Outcome {
    const before = this.#draft.rules.pop();
    const chain = this.#draft.chains[this.#chain] as ChainDraft;
    chain.ruleCount--;
    this.#seam.remember(text, from, last);
    const whole = before.text + text.slice(from, last);
    return this.#add(whole, 0, whole.length, {
      ...at,
      number: before.line,
      start: before.start,
    });
  }

  #add(text: string, first: number, last: number, at: At): Outcome {
    const chain = this.#draft.chains[this.#chain] as ChainDraft;
    const scan = this.#scan;
    scan.read(text, first, last);
    const kept = text.slice(first, scan.end);
    if (!this.#draft.rules.add(this.#chain, scan, kept, at.number, at.start, at.end)) return 'refused';
    chain.ruleCount++;
    chain.endRule = this.#draft.rules.count;
    this.#seam.open = scan.open;
    this.#seam.afterRule = !scan.opensChain;
    if (scan.open) this.#seam.cutAt = Math.max(this.#seam.cutAt, at.end - at.start);
    if (scan.opensChain) this.#chain = this.#draft.addChain(chain.table, null, null, place(at), this.#chain);
    return 'read';
  }

  /** A rule, or the hook of a chain, whose chain's head is cut off. */
  #headless(text: string, at: At): Outcome {
    const base = readBase(text);
    if (!base && (isHeadCut(text) || !beginsRule(text, 0, text.length))) return 'refused';
    if (this.#draft.tables.some(table => table.name !== null) && this.#state !== 'table') return 'refused';
    this.#needTable(at);
    this.#chain = this.#draft.addChain(this.#table, null, null, place(at), null);
    this.#state = 'chain';
    return base ? this.#ofChain(text, at) : this.#rule(text, 0, 0, text.length, at);
  }

  /** A line within a part could not be read: the part may lack something. */
  #missing(): void {
    if (this.#state === 'top') return;
    this.#draft.complete = false;
    this.#set?.scan?.break();
    const open = [
      this.#draft.tables[this.#table],
      this.#draft.chains[this.#chain],
      this.#set,
      this.#object,
      this.#flowtable,
    ];
    for (const part of open) if (part) this.#damaged.add(part);
  }

  /** `filtered`: a filter passes whole lines only, so that the last one is not cut. */
  close(filtered: boolean): void {
    const { rules } = this.#draft;
    if (this.#state !== 'top') this.#draft.complete = false;
    dropCutTable(this.#draft);
    endOpenChains(this.#draft, this.#chain);
    if (this.#state === 'chain' && this.#seam.afterRule && !filtered)
      distrust(this.#draft, this.#scan, rules.count - 1);
    if (this.#seam.cutAt > 0) distrustCut(this.#draft, this.#scan, this.#seam.cutAt);
  }
}
