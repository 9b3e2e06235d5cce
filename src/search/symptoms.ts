import type { Locale } from '../i18n/locales.ts';
import type { PageEntry, PageRecord } from './page.ts';

/** A page as the small index knows it: what it is called and what people see, in all languages. */
export interface SymptomPage extends Pick<PageEntry, 'path' | 'kind' | 'severity' | 'component'> {
  readonly titles: Readonly<Partial<Record<Locale, string>>>;
  /** The language of the text, where a page is not translated yet. */
  readonly written: Readonly<Partial<Record<Locale, Locale>>>;
  /** Error strings and names that stand among the symptoms of more than one language: written once. */
  readonly shared: readonly string[];
  /** Other words that people ask with: found by, never shown. */
  readonly asked: Readonly<Partial<Record<Locale, readonly string[]>>>;
  readonly phrases: Readonly<Partial<Record<Locale, readonly string[]>>>;
  /** What an alert means, to be shown: its names say little. Nothing is found by it. */
  readonly summaries?: Readonly<Partial<Record<Locale, string>>>;
}

/** Below `pagefind/`: all of the small index, one file. */
export const symptomsFile = 'symptoms.json';

/** Makes the small index out of the pages of all languages. */
export function symptomPages(records: readonly PageRecord[]): SymptomPage[] {
  const byPath = grouped(records, ({ path }) => path);
  return [...byPath.values()].map(versions => {
    const uses = grouped(
      versions.flatMap(({ symptoms }) => symptoms),
      phrase => phrase,
    );
    const shared = [...uses].filter(([, times]) => times.length > 1).map(([phrase]) => phrase);
    const byLocale = <Value>(value: (record: PageRecord) => Value) =>
      Object.fromEntries(versions.map(record => [record.locale, value(record)]));
    const { path, kind, severity, component } = versions[0] as PageRecord;
    const untranslated = versions.filter(({ locale, written }) => locale !== written);
    return {
      path,
      kind,
      severity,
      component,
      titles: byLocale(({ title }) => title),
      written: Object.fromEntries(untranslated.map(({ locale, written }) => [locale, written])),
      shared,
      asked: byLocale(({ asked }) => asked),
      phrases: byLocale(({ symptoms }) => symptoms.filter(phrase => !shared.includes(phrase))),
      ...(kind === 'alert' ? { summaries: byLocale(({ summary }) => summary) } : {}),
    };
  });
}

function grouped<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
