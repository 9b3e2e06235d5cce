import { isLocale, preferredLocale } from '../i18n/locales.ts';
import { recall } from './memory.ts';

// The start page: the language chosen last, or the first of the browser's that the site has.
const remembered = recall('locale') ?? undefined;
const locale = isLocale(remembered) ? remembered : preferredLocale(navigator.languages);
const link = document.querySelector<HTMLAnchorElement>(`[data-choose-language] a[data-locale="${locale}"]`);
if (link) location.replace(link.href + location.hash);
