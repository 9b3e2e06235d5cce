// The views of a report beside its findings, and what else only the desk has.
import { ExampleList } from '../examples.ts';
import { KeySheet } from '../keys/key-sheet.ts';

customElements.define('example-list', ExampleList);
customElements.define('key-sheet', KeySheet);
