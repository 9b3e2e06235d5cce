// The views of a report beside its findings, and what else only the desk has.
import { ExampleList } from '../examples.ts';
import { KeySheet } from '../keys/key-sheet.ts';
import { ChangeView } from './change/change-view.ts';
import { PasteView } from './paste/paste-view.ts';

customElements.define('example-list', ExampleList);
customElements.define('key-sheet', KeySheet);
customElements.define('change-view', ChangeView);
customElements.define('paste-view', PasteView);
