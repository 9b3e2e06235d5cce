import { localeInfo } from '../../i18n/locales.ts';
import { caseStrings } from '../../i18n/strings/desk/case.ts';
import type { Texts } from '../../i18n/texts.ts';
import { bytesOf, linesOf, type Piece } from '../given.ts';
import { locale, t } from '../locale.ts';
import { once } from '../once.ts';
import { lineCount, say, size } from '../say.ts';
import { isPositive } from '../signs.ts';
import type { StoredCase } from './store.ts';

export const words = caseStrings[locale];

type Named = Pick<Piece, 'name' | 'found' | 'n'>;

/** What each output of a case is called; of two by the same name, as two readings have it, the later one is counted. */
export function labelsOf(pieces: readonly Named[]): string[] {
  const seen = new Map<string, number>();
  return pieces.map(({ name, found, n }) => {
    const label = name ?? found ?? say(words.tabs.paste, { n });
    const times = (seen.get(label) ?? 0) + 1;
    seen.set(label, times);
    return times === 1 ? label : `${label} (${times})`;
  });
}

/** `48 MB, 325,646 lines` */
export function measureOf(piece: Piece): string {
  const lines = linesOf(piece);
  return [size(bytesOf(piece)), ...(lines === null ? [] : [lineCount(lines)])].join(t.report.and);
}

/** What a case is called beside the sign of its verdict: its name, else its main finding, in the language of the page. */
export function titleOf({ title, main }: Pick<StoredCase, 'title' | 'main'>, texts: Texts | null): string {
  return title ?? (main ? (texts?.incidents[main.incident]?.title ?? main.incident) : words.kept.notDecided);
}

/** The same where no sign stands beside it: a cause that is ruled out must not read as one that was found. */
export function fullTitleOf(about: Pick<StoredCase, 'title' | 'main'>, texts: Texts | null): string {
  const title = titleOf(about, texts);
  if (about.title !== null || !about.main || isPositive(about.main)) return title;
  return say(t.report.spoken, { verdict: t.verdicts[about.main.verdict].label, title });
}

const moment = once(
  () => new Intl.DateTimeFormat(localeInfo[locale].intl, { dateStyle: 'medium', timeStyle: 'short' }),
);

/** `23 Nov 2026, 13:19`: the clock of the reader. */
export function timeOf(milliseconds: number): string {
  return moment().format(milliseconds);
}
