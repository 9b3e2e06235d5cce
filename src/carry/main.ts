import { loses } from './begin.ts';
import '../scripts/site.ts';
import '../widgets/views/index.ts';
import { PasteBox } from '../widgets/paste-box.ts';
import { giveScript } from './collect.ts';
import { takeAlong } from './language.ts';
import { unlinkPages } from './links.ts';

customElements.define('paste-box', PasteBox);
takeAlong(loses);
giveScript();
// Built without SITE the file knows no address of the runbooks.
if (import.meta.env.BASE_URL.startsWith('.')) unlinkPages(import.meta.env.BASE_URL);
