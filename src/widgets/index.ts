import { PasteBox } from './paste-box.ts';

customElements.define('paste-box', PasteBox);
