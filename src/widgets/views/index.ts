// The views of a report beside its findings, and what else only the desk has.
import { ExampleList } from '../examples.ts';

customElements.define('example-list', ExampleList);
