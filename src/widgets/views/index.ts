// The views of a report beside its findings, and what else only the desk has.
import { CaseList } from '../case/case-list.ts';
import { ExampleList, examplesReady } from '../examples.ts';
import { KeySheet } from '../keys/key-sheet.ts';
import { takeArrivals } from '../take-along/arrival.ts';
import { loadLanguages } from '../take-along/languages.ts';
import { TakeAlong } from '../take-along/take-along.ts';
import { ChangeView } from './change/change-view.ts';
import { PasteView } from './paste/paste-view.ts';
import { PictureView } from './pictures/picture-view.ts';
import { FlowTableView } from './tables/flow-table.ts';
import { RuleTableView } from './tables/rule-table.ts';

customElements.define('case-list', CaseList);
customElements.define('example-list', ExampleList);
customElements.define('key-sheet', KeySheet);
customElements.define('change-view', ChangeView);
customElements.define('paste-view', PasteView);
customElements.define('flow-table', FlowTableView);
customElements.define('rule-table', RuleTableView);
customElements.define('picture-view', PictureView);
customElements.define('take-along', TakeAlong);

/** Settled when all that the box draws at first is there. */
export const ready = examplesReady;

loadLanguages();
takeArrivals();
