import { asset } from '../i18n/href.ts';
import { openAt, readJson } from './pagefind.ts';
import type { SearchIndex } from './query.ts';
import { SymptomIndex } from './symptom-index.ts';
import { type SymptomPage, symptomsFile } from './symptoms.ts';

const place = asset('pagefind/');

/** Opens the index of the full text at the first search; the next ones have it. */
export const openIndex: () => Promise<SearchIndex> = once(() =>
  openAt(place, address => import(/* @vite-ignore */ address)),
);

/** Loads the small index of symptoms. */
export const openSymptoms: () => Promise<SymptomIndex> = once(async () =>
  SymptomIndex.open(await readJson<readonly SymptomPage[]>(`${place}${symptomsFile}`)),
);

/** A failure is not kept, so that one can try again. */
function once<Value>(open: () => Promise<Value>): () => Promise<Value> {
  let opened: Promise<Value> | undefined;
  return () => {
    opened ??= open().catch((reason: unknown) => {
      opened = undefined;
      throw reason;
    });
    return opened;
  };
}
