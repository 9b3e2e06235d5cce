import { pasteStrings } from '../../../i18n/strings/desk/paste.ts';
import { locale } from '../../locale.ts';

/** What the view of the paste says, in the language of the page. */
export const t = pasteStrings[locale];
