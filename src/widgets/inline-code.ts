import { html } from 'lit';

/** A sentence in which what stands between backquotes is code. */
export function inlineCode(text: string): unknown {
  return text.split('`').map((part, at) => (at % 2 === 1 ? html`<code translate="no">${part}</code>` : part));
}
