import { type Locale, locales } from '../i18n/locales.ts';
import { particles } from './korean.ts';
import { type Counts, type Cut, cut } from './match.ts';
import { common } from './query-words.ts';
import { alikeWords } from './slips.ts';
import type { SymptomPage } from './symptoms.ts';
import type { Term } from './terms.ts';
import { words } from './tokenize.ts';

/** One symptom, title or error string of a page. */
export interface Phrase {
  /** The number of its page. */
  readonly page: number;
  /** Null where it is the same in more than one language. */
  readonly locale: Locale | null;
  readonly isTitle: boolean;
  /** False for words that only people ask with. */
  readonly shown: boolean;
  readonly text: string;
  readonly counts: Counts;
  /** What its words say together: rare ones more. */
  readonly mass: number;
}

/** How much of a term a page has, by the best of its phrases. */
export type Holders = ReadonlyMap<number, number>;

/** A term, and where it stands. */
export interface Found {
  readonly term: Term;
  /** By the number of the phrase: 1 for the term, less for a part or for something like it. */
  readonly phrases: ReadonlyMap<number, number>;
  /** How much the term narrows: the fewer pages have it, the more. */
  readonly rarity: number;
  /** Words of the index that were taken for the term, because it is none: a slip, or a word that is being typed. */
  readonly alike: readonly string[];
}

/** What a slip or an unfinished word is worth, beside 1. */
const nearly = { begins: 0.9, slip: 0.85 };

/** The small index, ready to be asked: all in memory, nothing is waited for. */
export class SymptomIndex {
  readonly pages: readonly SymptomPage[];
  readonly phrases: readonly Phrase[];
  readonly #holders: ReadonlyMap<string, readonly number[]>;
  /** All words in order, to find those that begin so. */
  readonly #words: readonly string[];
  readonly #rarities: ReadonlyMap<string, number>;
  /** Words of several parts by their letters alone: timewait → time_wait. */
  readonly #squeezed: ReadonlyMap<string, string>;
  /** Pages with the names that stand in their titles: alerts, tools. */
  readonly named: readonly Named[];

  /** Makes the index at once. */
  static of(pages: readonly SymptomPage[]): SymptomIndex {
    return new SymptomIndex(pages, pages.map(phrasesOf));
  }

  /** Makes the index a few pages at a time: a page that is open stays quick meanwhile. */
  static async open(pages: readonly SymptomPage[]): Promise<SymptomIndex> {
    const phrases: Uncounted[][] = [];
    for (const [number, page] of pages.entries()) {
      phrases.push(phrasesOf(page));
      if (number % 4 === 3) await new Promise(done => setTimeout(done));
    }
    return new SymptomIndex(pages, phrases);
  }

  private constructor(pages: readonly SymptomPage[], phrases: readonly (readonly Uncounted[])[]) {
    this.pages = pages;
    const cuts = phrases.flatMap((list, page) => list.map(phrase => ({ ...phrase, page })));
    const holders = new Map<string, number[]>();
    for (const [number, { counts }] of cuts.entries()) {
      for (const word of counts.keys()) {
        const list = holders.get(word);
        if (list) list.push(number);
        else holders.set(word, [number]);
      }
    }
    this.#holders = holders;
    this.#words = [...holders.keys()].sort();
    this.#squeezed = new Map(
      this.#words
        .filter(word => /^[a-z]+(?:_[a-z]+)+$/.test(word))
        .map(word => [word.replaceAll('_', ''), word]),
    );
    this.named = pages.map(({ path, kind, titles }) => ({ path, kind, names: namesIn(titles.en ?? '') }));
    const rarities = new Map(
      [...holders].map(([word, list]) => [word, rarity(pages.length, pagesIn(list, cuts))]),
    );
    this.#rarities = rarities;
    this.phrases = cuts.map(phrase => ({
      ...phrase,
      mass: [...phrase.counts.keys()].reduce((sum, word) => sum + (rarities.get(word) ?? 0), 0),
    }));
  }

  /** What the words of a phrase that a test holds for say together. */
  massOf(phrase: Phrase, test: (word: string) => boolean): number {
    return [...phrase.counts.keys()].reduce((sum, word) => sum + (test(word) ? this.rarityOf(word) : 0), 0);
  }

  /** How much a word narrows that no page has: the measure for all others. */
  get rarest(): number {
    return rarity(this.pages.length, 0);
  }

  /** How much a word narrows. */
  rarityOf(word: string): number {
    return this.#rarities.get(word) ?? this.rarest;
  }

  /**
   * Terms as the index writes them: `core dns` → coredns and its parts, a number that is a name, 169.254.20.10, as a word.
   */
  read(terms: readonly Term[]): Term[] {
    const read: Term[] = [];
    for (const term of terms) {
      const before = read.at(-1);
      const one = before && this.#joined(before, term);
      if (one) read[read.length - 1] = one;
      else read.push(this.#isName(term) ? { ...term, weight: Math.max(term.weight, 1) } : term);
    }
    return read;
  }

  /** An address or a port that a symptom names is no number of one machine. */
  #isName({ exact: [name = ''] }: Term): boolean {
    return /^\d[\d_]{4,}$/.test(name) && this.#holders.has(name);
  }

  /** Two words that the index writes as one. */
  #joined(a: Term, b: Term): Term | null {
    const [first = ''] = a.exact;
    const [second = ''] = b.exact;
    if (!/^[a-z]{3,}$/.test(first) || !/^[a-z]{3,}$/.test(second)) return null;
    const names = [first + second, `${first}_${second}`].filter(name => this.#holders.has(name));
    if (names.length === 0) return null;
    return {
      exact: names,
      parts: [first, second],
      partly: 0.9,
      weight: Math.max(a.weight, b.weight),
      last: false,
    };
  }

  /** Looks a term up: itself, words that begin so where it is being typed, its parts, words that are a slip away. */
  find(term: Term): Found {
    if (term.idle) return { term, phrases: new Map(), rarity: this.rarest, alike: [] };
    const phrases = new Map<number, number>();
    const add = (word: string, worth: number) => {
      for (const phrase of this.#holders.get(word) ?? [])
        phrases.set(phrase, Math.max(phrases.get(phrase) ?? 0, worth));
    };
    for (const word of term.exact) add(word, 1);
    const alike = phrases.size > 0 ? [] : this.#alike(term);
    for (const { word, worth } of alike) add(word, worth);
    if (term.parts.length > 0) {
      const shares = new Map<number, number>();
      for (const part of term.parts) {
        for (const phrase of this.#holders.get(part) ?? [])
          shares.set(phrase, (shares.get(phrase) ?? 0) + term.partly / term.parts.length);
      }
      for (const [phrase, share] of shares) phrases.set(phrase, Math.max(phrases.get(phrase) ?? 0, share));
    }
    const whole = [...phrases].filter(([, worth]) => worth >= 0.5).map(([phrase]) => phrase);
    whole.sort((a, b) => a - b);
    return {
      term,
      phrases,
      rarity:
        rarity(this.pages.length, pagesIn(whole, this.phrases)) * (phrases.size > 0 ? 1 : strangeness(term)),
      alike: alike.map(({ word }) => word),
    };
  }

  #alike({ exact: [name = ''], last, parts }: Term): { word: string; worth: number }[] {
    if (last && name.length >= 2) {
      const begun = this.#beginning(name);
      if (begun.length > 0) return begun.map(word => ({ word, worth: nearly.begins }));
    }
    // 락이: after one syllable a particle may be part of the word, as in 차이; it is not where the index has the rest.
    const [syllable = '', ending = ''] = /^[가-힣]{2}$/.test(name) ? name : '';
    if (particles.includes(ending) && this.#holders.has(syllable))
      return [{ word: syllable, worth: nearly.begins }];
    // timewait, random-fully without its hyphen
    const squeezed = this.#squeezed.get(name);
    if (squeezed) return [{ word: squeezed, worth: nearly.begins }];
    // `NodeHighNumberFilefdUsed` is another alert, not a slip of the one that is known.
    if (parts.length > 3 && /^[a-z]/.test(name)) return [];
    return alikeWords(name, this.#words).map(word => ({ word, worth: nearly.slip }));
  }

  #beginning(start: string): string[] {
    let low = 0;
    let high = this.#words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#words[middle] as string) < start) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (this.#words[end]?.startsWith(start)) end++;
    return this.#words.slice(low, end);
  }
}

/** A page and the names in its title. */
export interface Named extends Pick<SymptomPage, 'path' | 'kind'> {
  readonly names: readonly string[];
}

/** `How to read conntrack -L` → conntrack. Everyday words are no names. */
function namesIn(title: string): string[] {
  return words(title)
    .flatMap(({ whole }) => whole?.text ?? [])
    .filter(name => name.length > 1 && !common.has(name) && name !== 'read');
}

type Uncounted = Omit<Phrase, 'page' | 'mass'>;

function phrasesOf(page: SymptomPage): Uncounted[] {
  const phrase =
    (locale: Locale | null, isTitle: boolean, shown = true) =>
    (text: string) => {
      const { counts }: Cut = cut(text);
      return { locale, isTitle, shown, text, counts };
    };
  return [
    ...page.shared.map(phrase(null, false)),
    ...locales.flatMap(locale => [
      ...[page.titles[locale] ?? []].flat().map(phrase(locale, true)),
      ...(page.phrases[locale] ?? []).map(phrase(locale, false)),
      ...(page.asked[locale] ?? []).map(phrase(locale, false, false)),
    ]),
  ];
}

/**
 * What a word that is in no symptom says, beside 1: most are a thing that no page knows, also in Katakana, but a pair of
 * Han or Hiragana letters may only be the way in which somebody said the rest: 要等, 就断.
 */
function strangeness({ exact: [name = ''] }: Term): number {
  return /^[\p{Script=Han}\p{Script=Hiragana}]/u.test(name) ? 0.5 : 1;
}

/** On how many pages these phrases stand, which are in order: those of one page together. */
function pagesIn(list: readonly number[], phrases: readonly { readonly page: number }[]): number {
  let pages = 0;
  let last = -1;
  for (const number of list) {
    const page = phrases[number]?.page ?? -1;
    if (page !== last) pages++;
    last = page;
  }
  return pages;
}

/** 0.4 for a word on every page, 4.8 for one on none, where there are 63 pages. */
function rarity(pages: number, holders: number): number {
  return Math.log(1 + (pages - holders + 0.5) / (holders + 0.5)) + 0.4;
}
