import { html, type TemplateResult } from 'lit';
import { type Locale, localeInfo, locales } from '../../i18n/locales.ts';
import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { FORMS, type Form } from '../../take-along/index.ts';
import { locale } from '../locale.ts';
import { say } from '../say.ts';
import { choices } from './choices.ts';
import { languageOf } from './languages.ts';

const t = takeAlongStrings[locale];

const WHATS = ['note', 'link', 'file', 'print'] as const;
/** What is handed out. */
export type What = (typeof WHATS)[number];
const ICONS: Readonly<Record<What, string>> = {
  note: 'i-note',
  link: 'i-link',
  file: 'i-file',
  print: 'i-print',
};

export function whatView(chosen: What, onChoose: (what: What) => void): TemplateResult {
  return html`${choices({
    name: 'take-what',
    legend: t.what,
    pairs: true,
    options: WHATS.map(what => ({ value: what, label: t.whats[what], icon: ICONS[what] })),
    chosen,
    onChoose,
  })}
    <p class="take-hint">${t.means[chosen]}</p>`;
}

/** A language that did not load with the page cannot be chosen for a note; a page in it can be opened. */
export function languageView(
  what: 'note' | 'link',
  chosen: Locale,
  onChoose: (of: Locale) => void,
): TemplateResult {
  const missing = what === 'note' ? locales.filter(of => !languageOf(of)) : [];
  return html`${choices({
    name: 'take-language',
    legend: what === 'note' ? t.noteIn : t.pageIn,
    options: locales.map(of => ({
      value: of,
      label: localeInfo[of].name,
      lang: localeInfo[of].lang,
      disabled: missing.includes(of),
    })),
    chosen,
    onChoose,
  })}
  ${missing.map(of => html`<p class="take-hint">${say(t.notLoaded, { language: localeInfo[of].name })}</p>`)}`;
}

export function formView(chosen: Form, onChoose: (form: Form) => void): TemplateResult {
  return choices({
    name: 'take-form',
    legend: t.form,
    options: FORMS.map(form => ({ value: form, label: t.forms[form] })),
    chosen,
    onChoose,
  });
}
