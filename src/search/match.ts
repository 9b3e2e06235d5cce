import { isTelling, type Term } from './terms.ts';
import { type Token, tokensOf, words } from './tokenize.ts';

/** A term after the index was asked for it. */
export interface Wanted extends Term {
  /** No page has the term itself, but words that begin so: it is being typed. */
  readonly begins: string | null;
  /** No page has that either, but a word that differs by a slip: `conntrak`. */
  readonly near: string | null;
  /** How much of the query the term is: its weight, and more for a word that few pages have. */
  readonly says: number;
  /** Or the small index knows which words were meant. */
  readonly alike: readonly string[];
}

/** How often each token stands in a place. */
export type Counts = ReadonlyMap<string, number>;

/** A text cut into tokens. */
export interface Cut {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly counts: Counts;
}

/** A stretch of a text. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Cuts a text once, for all questions about it. */
export function cut(text: string): Cut {
  const tokens = words(text).flatMap(tokensOf);
  const counts = new Map<string, number>();
  for (const { text: name } of tokens) counts.set(name, (counts.get(name) ?? 0) + 1);
  return { text, tokens, counts };
}

/** What stands in several texts together. */
export function together(all: readonly { readonly counts: Counts }[]): Counts {
  const sum = new Map<string, number>();
  for (const { counts } of all) {
    for (const [name, count] of counts) sum.set(name, (sum.get(name) ?? 0) + count);
  }
  return sum;
}

/** How much of a term stands in a text: 1 for the term itself, less for a part of it, 0 for nothing. */
export function degree(term: Wanted, counts: Counts): number {
  if (term.idle) return 0;
  if (term.exact.some(name => counts.has(name))) return 1;
  if (term.alike.some(name => counts.has(name))) return 0.9;
  if (term.begins !== null || term.near !== null) {
    for (const name of counts.keys()) {
      if (isVariant(term, name)) return 0.9;
    }
  }
  if (term.parts.length === 0) return 0;
  return (term.partly * term.parts.filter(name => counts.has(name)).length) / term.parts.length;
}

/** Which share of a query stands in a text, from 0 to 1: by how much its terms say, or by how many they are. */
export function coverage(terms: readonly Wanted[], counts: Counts, by: 'says' | 'weight' = 'says'): number {
  const all = terms.reduce((sum, term) => sum + term[by], 0);
  if (all === 0) return 0;
  return terms.reduce((sum, term) => sum + term[by] * degree(term, counts), 0) / all;
}

/** The places of a text that a query is about; everyday words are not marked, and no single digits beside words. */
export function places(terms: readonly Wanted[], { tokens }: Cut): Stretch[] {
  const telling = terms.filter(
    term => isTelling(term) && (terms.length === 1 || !/^\d$/.test(term.exact[0] ?? '')),
  );
  const names = new Set(telling.flatMap(({ exact, parts }) => [...exact, ...parts]));
  for (const term of telling) for (const name of term.alike) names.add(name);
  const hits = tokens.filter(({ text }) => names.has(text) || telling.some(term => isVariant(term, text)));
  const merged: { from: number; to: number }[] = [];
  for (const { from, to } of hits.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const before = merged.at(-1);
    if (before && from <= before.to) before.to = Math.max(before.to, to);
    else merged.push({ from, to });
  }
  return merged;
}

function isVariant({ begins, near }: Wanted, name: string): boolean {
  if (begins !== null && name.startsWith(begins)) return true;
  return (
    near !== null && near[0] === name[0] && Math.abs(name.length - near.length) <= 1 && isSlip(near, name)
  );
}

/** True for two words that differ by one letter, one letter more or less, or two that changed places. */
export function isSlip(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  const restA = a.slice(same);
  const restB = b.slice(same);
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
}
