import { isLocale, localeInfo, preferredLocale } from '../i18n/locales.ts';
import { recall, remember } from '../scripts/memory.ts';

// Everything else asks the page for its language when it is loaded: this module comes first. `?lang=ja` asks for one,
// and serves where a file may not remember anything; then the language chosen last, then the browser's.
const asked = new URLSearchParams(location.search).get('lang') ?? undefined;
const remembered = recall('locale') ?? undefined;
const locale = isLocale(asked)
  ? asked
  : isLocale(remembered)
    ? remembered
    : preferredLocale(navigator.languages);
if (isLocale(asked)) remember('locale', asked);

const desk = document.querySelector<HTMLTemplateElement>(`template[data-desk="${locale}"]`);
if (desk) {
  document.documentElement.lang = localeInfo[locale].lang;
  document.title = desk.dataset['title'] ?? document.title;
  document.body.append(desk.content.cloneNode(true));
}

/** Said before a change of language that would lose what was given. */
export const loses = desk?.dataset['loses'] ?? '';
