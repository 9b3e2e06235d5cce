import type { Locale } from '../i18n/locales.ts';
import { marked } from './excerpt.ts';
import { cut, type Wanted } from './match.ts';
import { accepts, type Narrowing, wide } from './narrowing.ts';
import { type Hit, most, type Results, some } from './results.ts';
import { senseOf } from './sense.ts';
import type { Found, SymptomIndex } from './symptom-index.ts';
import { isStrong, lookUpAll, rankSymptoms, type SymptomHit } from './symptom-search.ts';

/** What the small index answers while one types, in the shape of the results that follow from the full text. */
export function instantResults(
  query: string,
  reader: Locale,
  symptoms: SymptomIndex,
  narrowing: Narrowing = wide,
): Results {
  const language = narrowing.language ?? reader;
  const found = lookUpAll(query, symptoms);
  const terms = found.map(wanted);
  const hits = rankSymptoms(found, language, symptoms, senseOf(query, found, symptoms)).filter(({ page }) => {
    const entry = symptoms.pages[page];
    return entry !== undefined && accepts(narrowing, entry);
  });
  const show = (hit: SymptomHit) => hitOf(hit, language, symptoms, terms);
  const strong = hits.filter(isStrong);
  const weak = hits.filter(hit => !isStrong(hit) && hit.share >= some);
  return {
    own: strong.slice(0, most.own).map(show),
    others: [],
    weak: weak.slice(0, most.weak).map(show),
  };
}

function wanted({ term, alike, rarity }: Found): Wanted {
  return { ...term, begins: null, near: null, alike, says: term.weight * rarity };
}

/** The phrase that fits best is the excerpt; where it may not be shown, the first symptom of the page. */
function hitOf(
  { page: number, phrase }: SymptomHit,
  locale: Locale,
  symptoms: SymptomIndex,
  terms: readonly Wanted[],
): Hit {
  const entry = symptoms.pages[number];
  if (!entry) throw new Error(`no page ${number} in the small index`);
  const { path, kind, severity, component, titles, written, shared, phrases, summaries } = entry;
  const title = titles[locale] ?? '';
  const readable = phrase.locale === null || phrase.locale === locale;
  const fits = phrase.shown && !phrase.isTitle && readable;
  const line = summaries?.[locale] ?? (fits ? phrase.text : (phrases[locale]?.[0] ?? shared[0] ?? ''));
  return {
    page: { locale, path, kind, severity, component, title, written: written[locale] ?? locale },
    title: marked(cut(title), terms),
    excerpt: marked(cut(line), terms),
    sections: [],
  };
}
