import type { SearchDialog } from './search-dialog.ts';

let dialog: Promise<SearchDialog> | undefined;

/**
 * Opens the search dialog by `/`, by Ctrl-K or Cmd-K, by every `<button data-search="words">`, and by `?q=words` in
 * the page's address. The dialog is loaded when it is first opened.
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
  const asked = new URLSearchParams(location.search).get('q');
  if (asked) void openSearch(asked);
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
  if (key === '/') return !ctrlKey && !metaKey;
  return key.toLowerCase() === 'k' && ctrlKey !== metaKey && !shiftKey;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
