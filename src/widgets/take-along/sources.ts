import { href } from '../../i18n/href.ts';
import type { Locale } from '../../i18n/locales.ts';
import { reportFindings } from '../../i18n/report.ts';
import { noteStrings } from '../../i18n/strings/desk/note.ts';
import { type Form, writeNote } from '../../take-along/index.ts';
import type { Reading } from '../../worker/reading.ts';
import { languageOf } from './languages.ts';

/** Whether other people can open addresses of this page: not where it was opened as a file. */
export const hasAddress = location.protocol === 'https:' || location.protocol === 'http:';

/** The whole address of a page of the site. */
export function addressOf(of: Locale, path = ''): string {
  return new URL(href(of, path), location.href).href;
}

/** The note of a paste; null while its language has not loaded. */
export function noteOf(reading: Reading, { language, form, time, redacted }: NoteChoice): string | null {
  const spoken = languageOf(language);
  if (!spoken) return null;
  return writeNote(
    {
      locale: language,
      strings: noteStrings[language],
      words: spoken.words,
      time,
      offset: -time.getTimezoneOffset(),
      read: reading,
      findings: reportFindings({ ...reading, sections: [] }, spoken.texts),
      runbook: incident => (hasAddress ? addressOf(language, `incidents/${incident}/`) : null),
      redacted,
    },
    form,
  );
}

export interface NoteChoice {
  readonly language: Locale;
  readonly form: Form;
  readonly time: Date;
  readonly redacted: boolean;
}

/** Bytes of a paste that are shown, and shown more at a press. */
const SHOWN_AT_ONCE = 16_000;

/** The beginning of a paste, in whole lines. */
export interface Beginning {
  readonly text: string;
  readonly lines: number;
}

/** @param steps how many times more was asked for. */
export async function beginningOf(
  paste: Blob,
  encoding: Reading['encoding'],
  steps: number,
): Promise<Beginning> {
  const part = paste.slice(0, SHOWN_AT_ONCE * (steps + 1));
  const text = new TextDecoder(encoding).decode(await part.arrayBuffer());
  const whole = part.size < paste.size ? text.slice(0, text.lastIndexOf('\n') + 1) || text : text;
  return { text: whole, lines: whole.split('\n').length - (whole.endsWith('\n') ? 1 : 0) };
}
