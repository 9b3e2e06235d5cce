import { toLocale } from '../i18n/locales.ts';
import { widget } from '../i18n/strings/widget.ts';

/** The language of the page, and what the widgets say in it. */
export const locale = toLocale(document.documentElement.lang);
export const t = widget[locale];
