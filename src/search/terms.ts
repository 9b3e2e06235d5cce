import { withoutPrefix } from './output-like.ts';
import { asking, common, filling, meaning, otherTrades, podStates, products } from './query-words.ts';
import { stem, type Token, type Word, words } from './tokenize.ts';
import { simplified } from './traditional.ts';

/** One thing a query asks for. */
export interface Term {
  /** Any one of these is the term. */
  readonly exact: readonly string[];
  /** Where none of them is there, so many of these as are there: nf and conntrack of `nf_conntrack`. */
  readonly parts: readonly string[];
  /** What all parts together are worth, beside 1 for the term itself. */
  readonly partly: number;
  readonly weight: number;
  /** The word at the end of the query: it may not be finished. */
  readonly last: boolean;
  /** It says what the query is about, but no page is about it: found nowhere, it keeps pages from being found by the rest. */
  readonly idle?: boolean;
}

/** More than this adds nothing: a pasted page is cut. */
const most = { terms: 32, letters: 1000 };

const worth = {
  word: 1,
  /** A pair of Han or Katakana, or the beginning of a verb or adjective: 接続, 遅い. */
  pair: 0.5,
  /** A pair of Hiragana. */
  kana: 0.25,
  /** Where a particle is, or a word begins: 続が and が遅 of 接続が遅い. */
  seam: 0.1,
  /** Numbers and addresses are those of one machine. They count only where a page has them. */
  number: 0.5,
  /** `-L`, `-S`: which output is meant. */
  flag: 0.5,
  /** All pairs of a Katakana word together: it is one word, however long. */
  katakana: 1.2,
  /** `OOMKilled`, 証明書: who names it asks for that, whatever stands beside it. */
  state: 4,
  product: 2,
  common: 0.2,
};

const states: ReadonlySet<string> = new Set(otherTrades.map(stem));
const productNames: ReadonlySet<string> = new Set(products.map(stem));
const trades = otherTrades.filter(word => !/^[a-z]/.test(word)).map(word => word.replaceAll('ー', ''));

/** Reads a query. Nothing typed, or nothing but punctuation, is no term at all. */
export function readQuery(query: string): Term[] {
  const message = withoutPrefix(query.slice(0, most.letters));
  const asked = message.replace(asking, ' ').replace(filling, ' ');
  const text = words(asked).length > 0 ? asked : message;
  const found = words(text);
  const unfinished = /[\p{L}\p{N}]$/u.test(text) ? found.at(-1) : undefined;
  const terms = found.flatMap(word => termsOf(word, text, word === unfinished));
  const seen = new Set<string>();
  return terms.filter(({ exact: [name = ''] }) => !seen.has(name) && seen.add(name)).slice(0, most.terms);
}

/** False for a query that can't find anything yet: nothing, one letter, “the”. */
export function asksSomething(query: string): boolean {
  return readQuery(query).some(isTelling);
}

/** True for a query that asks what something means: `ss Recv-Q とは`. */
export function asksMeaning(query: string): boolean {
  return meaning.test(query.slice(0, most.letters));
}

/**
 * True for a term that no page needs to have: a number, an address, a name with a number: `worker-7`, `web-5d4f8c9b7-x2xqp`;
 * a quantity: `60s`, `p99`.
 */
export function isNumber({ exact: [name = ''], idle }: Term): boolean {
  if (idle) return false;
  return isOfOneMachine(name) || /^(?:\d+[a-z]{1,2}|p\d{2,3})$/.test(name);
}

function isOfOneMachine(name: string): boolean {
  return (
    /^(?:0x[0-9a-f]+|[\d_]+)$/.test(name) || (/\d/.test(name) && (name.includes('_') || name.length > 6))
  );
}

/** False for everyday words: they help to order, but find nothing by themselves. */
export function isTelling({ weight }: Term): boolean {
  return weight > worth.common;
}

function termsOf(word: Word, text: string, last: boolean): Term[] {
  if (word.script === 'han') return hanTerms(word, last);
  const { whole, parts, borrowed } = word;
  if (!whole) return [];
  const exact = [whole.text, ...borrowed.map(token => token.text)];
  const typed = text.slice(whole.from, whole.to);
  // The parts of `NodeNetworkReceiveErrs` are everyday words: with three of four it is still another alert.
  const partly = /[a-z][A-Z]/.test(typed) ? 0.5 : 0.9;
  const names = parts.map(token => token.text);
  if (
    podStates.has(typed.toLowerCase()) ||
    states.has(whole.text) ||
    (word.script === 'hangul' && trades.some(trade => whole.text.startsWith(trade)))
  )
    return [{ exact, parts: names, partly, weight: worth.state, last, idle: true }];
  if (productNames.has(whole.text))
    return [{ exact, parts: names, partly, weight: worth.product, last, idle: true }];
  const isFlag = /^[a-z]$/.test(whole.text) && text[whole.from - 1] === '-';
  return [{ exact, parts: names, partly, weight: isFlag ? worth.flag : wordWeight(whole.text), last }];
}

function wordWeight(name: string): number {
  if (common.has(name) || /^[a-z]$/.test(name)) return worth.common;
  return isOfOneMachine(name) ? worth.number : worth.word;
}

/** Every pair is a term; those of a borrowed word are one together: タイムアウト or timeout. */
function hanTerms({ parts, borrowed }: Word, last: boolean): Term[] {
  const inside = (pair: Token, loan: Token) => pair.from >= loan.from && pair.to <= loan.to;
  const loans = borrowed.map(loan => {
    const pairs = parts.filter(pair => inside(pair, loan)).map(({ text }) => text);
    return { exact: [loan.text], parts: pairs, partly: 0.9, weight: worth.word, last: false };
  });
  const strange = tradesIn(parts);
  const pairs = parts.filter(pair => ![...borrowed, ...strange].some(loan => inside(pair, loan)));
  const single = (pair: Token) => last && parts.length === 1 && pair.text.length === 1;
  const shared = katakanaWeights(pairs);
  return [
    ...loans,
    ...strange.map(({ text }) => ({
      exact: [text],
      parts: [],
      partly: 0,
      weight: worth.state,
      last: false,
      idle: true,
    })),
    ...pairs.map(pair => ({
      exact: [...new Set([pair.text, simplified(pair.text)])],
      parts: [],
      partly: 0,
      weight: shared.get(pair) ?? pairWeight(pair.text),
      last: single(pair),
    })),
  ];
}

/** Things of other trades in a run: 証明書 in 証明書の期限. */
function tradesIn(pairs: readonly Token[]): Token[] {
  const run = pairs.map(({ text }, i) => (i === 0 ? text : text.slice(-1))).join('');
  return trades.flatMap(text => {
    const at = run.indexOf(text);
    const first = pairs[at];
    const last = pairs[at + text.length - 2];
    return at < 0 || !first || !last ? [] : [{ text, from: first.from, to: last.to }];
  });
}

/** What each pair of a Katakana word counts, where the word is so long that its pairs would outweigh all others. */
function katakanaWeights(pairs: readonly Token[]): ReadonlyMap<Token, number> {
  const weights = new Map<Token, number>();
  let stretch: Token[] = [];
  const close = () => {
    for (const pair of stretch)
      weights.set(pair, Math.min(worth.pair, Math.max(worth.kana, worth.katakana / stretch.length)));
    stretch = [];
  };
  for (const pair of pairs) {
    if (/^\p{Script=Katakana}{2}$/u.test(pair.text)) stretch.push(pair);
    else close();
  }
  close();
  return weights;
}

function pairWeight(pair: string): number {
  if (!/\p{Script=Hiragana}/u.test(pair)) return worth.pair;
  if (/^\p{Script=Hiragana}{2}$/u.test(pair)) return worth.kana;
  return /^\p{Script=Hiragana}|[がをはにのでともへやか]$/u.test(pair) ? worth.seam : worth.pair;
}
