import { recall } from '../scripts/memory.ts';
import type { SearchDialog } from './search-dialog.ts';

let dialog: Promise<SearchDialog> | undefined;

/**
 * Opens the search dialog by `/`, by Ctrl-K or Cmd-K, by every `<button data-search="words">`, and by `#q=words` or
 * `?q=words` in the page's address. The dialog is loaded when it is first opened, or when someone is about to.
 */
export function launchSearch(): void {
  document.addEventListener('keydown', event => {
    if (!isShortcut(event) || isTyping(event.target)) return;
    event.preventDefault();
    void openSearch();
  });
  document.addEventListener('click', event => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-search]') : null;
    if (button) void openSearch(button.dataset['search']);
  });
  for (const sign of ['pointerover', 'focusin', 'touchstart'])
    document.addEventListener(sign, foresee, { passive: true });
  window.addEventListener('hashchange', openAsked);
  openAsked();
}

/** The pointer is on the button: loads the dialog, so that it opens at once. */
function foresee({ target, type }: Event): void {
  if (!(target instanceof Element) || !target.closest('[data-search]')) return;
  // A page that was just loaded may stand under the pointer by chance; a finger is always meant.
  if (type === 'focusin' && !target.matches(':focus-visible')) return;
  dialog ??= loadDialog();
  dialog.catch(() => {
    dialog = undefined;
  });
}

/** The words of an address: in the fragment, where no server sees them; in the query, for those who write one by hand. */
function openAsked(): void {
  const inHash = /^#q=(.+)$/.exec(location.hash)?.[1];
  const asked = inHash === undefined ? new URLSearchParams(location.search).get('q') : decode(inHash);
  if (asked) void openSearch(asked);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

async function openSearch(query = ''): Promise<void> {
  dialog ??= loadDialog();
  try {
    (await dialog).open(query);
  } catch (reason) {
    dialog = undefined;
    throw reason;
  }
}

async function loadDialog(): Promise<SearchDialog> {
  const { SearchDialog } = await import('./search-dialog.ts');
  if (!customElements.get('search-dialog')) customElements.define('search-dialog', SearchDialog);
  return document.body.appendChild(new SearchDialog());
}

function isShortcut({ key, ctrlKey, metaKey, altKey, shiftKey, isComposing }: KeyboardEvent): boolean {
  if (isComposing || altKey || document.querySelector('dialog[open]')) return false;
  // On some keyboards `/` is Shift-7.
  if (key === '/') return !ctrlKey && !metaKey && recall('keys') !== 'off';
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !shiftKey;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
