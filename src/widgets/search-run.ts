import type { Locale } from '../i18n/locales.ts';
import type { Belonging } from '../search/evidence.ts';
import { instantResults } from '../search/instant.ts';
import { type Narrowing, wide } from '../search/narrowing.ts';
import { openIndex, openSymptoms } from '../search/open.ts';
import { couldBeOutput, looksLikeOutput } from '../search/output-like.ts';
import { search } from '../search/query.ts';
import { noResults, type Results } from '../search/results.ts';
import type { SymptomIndex } from '../search/symptom-index.ts';
import { asksSomething } from '../search/terms.ts';
import { askEngine } from './search-evidence.ts';

export type State = 'empty' | 'waiting' | 'searching' | 'found' | 'nothing' | 'failed';

/** What one sees of a search at a moment. */
export interface Shown {
  readonly state: State;
  readonly results: Results;
  /** What the engine says of the line. */
  readonly belongs: readonly Belonging[];
  /** The text is offered to the desk. */
  readonly toDesk: boolean;
  /** The engine is still reading. */
  readonly reading: boolean;
  /** The results are those of the small index; the full text is still being asked. */
  readonly early: boolean;
}

export const nothingShown: Shown = {
  state: 'empty',
  results: noResults,
  belongs: [],
  toDesk: false,
  reading: false,
  early: false,
};

/** Time to finish a word before the full text is asked, and time before it is worth saying that it takes time. */
const pause = { typing: 90, slow: 250 };

/** One search after the other: the small index at once, then the full text, and the engine beside them. */
export class SearchRun {
  readonly #locale: Locale;
  readonly #show: (shown: Shown) => void;
  #symptoms: SymptomIndex | null = null;
  #run = 0;
  #timer = 0;
  #now: Shown = nothingShown;

  constructor(locale: Locale, show: (shown: Shown) => void) {
    this.#locale = locale;
    this.#show = show;
  }

  /** Loads both indexes while the reader types; a failure is said when something is searched for. */
  warm(): void {
    openSymptoms().then(
      symptoms => {
        this.#symptoms = symptoms;
      },
      () => undefined,
    );
    openIndex().catch(() => undefined);
  }

  /** Asks. `pasted` is the whole text where the query is only its first line; `typing` waits for the end of a word. */
  ask(query: string, narrowing: Narrowing = wide, pasted: string | null = null, typing = false): void {
    const run = ++this.#run;
    clearTimeout(this.#timer);
    if (!asksSomething(query)) {
      this.#set(run, nothingShown);
      return;
    }
    const text = pasted ?? query;
    const toDesk = looksLikeOutput(text);
    const reading = couldBeOutput(text);
    this.#set(run, { toDesk, reading, belongs: [], ...this.#instant(query, narrowing) });
    this.#timer = window.setTimeout(() => void this.#full(run, query, narrowing), typing ? pause.typing : 0);
    if (reading) void this.#engine(run, text);
  }

  /** What the small index says, if it is loaded. */
  #instant(query: string, narrowing: Narrowing): Pick<Shown, 'state' | 'results' | 'early'> {
    if (!this.#symptoms) return { state: 'waiting', results: noResults, early: true };
    const results = instantResults(query, this.#locale, this.#symptoms, narrowing);
    // Nothing among the symptoms is not nothing: the full text may have it.
    return { state: isSomething(results) ? 'found' : 'waiting', results, early: true };
  }

  async #full(run: number, query: string, narrowing: Narrowing): Promise<void> {
    const slow = window.setTimeout(() => {
      if (run === this.#run && !isSomething(this.#now.results)) this.#set(run, { state: 'searching' });
    }, pause.slow);
    try {
      const [index, symptoms] = await Promise.all([openIndex(), openSymptoms()]);
      this.#symptoms = symptoms;
      const results = await search(query, this.#locale, index, symptoms, narrowing);
      this.#set(run, { results, early: false, state: isSomething(results) ? 'found' : 'nothing' });
    } catch (reason) {
      if (run !== this.#run) return;
      console.error(reason);
      // What the small index has found stays.
      const kept = this.#symptoms && isSomething(this.#now.results);
      this.#set(run, { early: false, state: kept ? 'found' : 'failed' });
    } finally {
      clearTimeout(slow);
    }
  }

  async #engine(run: number, text: string): Promise<void> {
    const belongs = await askEngine(text);
    this.#set(run, { belongs, reading: false, toDesk: this.#now.toDesk || belongs.length > 0 });
  }

  #set(run: number, change: Partial<Shown>): void {
    if (run !== this.#run) return;
    this.#now = { ...this.#now, ...change };
    this.#show(this.#now);
  }
}

function isSomething({ own, others, weak }: Results): boolean {
  return own.length + others.length + weak.length > 0;
}
