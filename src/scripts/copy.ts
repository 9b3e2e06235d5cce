import { fill } from '../i18n/strings/fill.ts';

/** How long a key says that it has copied. */
const spokenFor = 2000;

/** Handles every `<button class="copy" data-copy="text">` of the page, also those that widgets add later. */
export function handleCopyKeys(): void {
  document.addEventListener('click', event => {
    const target =
      event.target instanceof Element ? event.target.closest<HTMLElement>('button.copy[data-copy]') : null;
    if (target) void copyFrom(target);
  });
}

async function copyFrom(key: HTMLElement): Promise<void> {
  const status = document.getElementById('status');
  const words = status?.dataset;
  const open = key.dataset['needs'];
  if (open) {
    const names = open
      .split(' ')
      .map(name => `<${name}>`)
      .join(', ');
    say(status, fill(words?.['fillFirst'] ?? '', { names }));
    showField(open.split(' ')[0] ?? '');
    return;
  }
  try {
    await navigator.clipboard.writeText(key.dataset['copy'] ?? '');
    say(status, words?.['copied'] ?? '');
    showDone(key, words?.['copied'] ?? '');
  } catch {
    say(status, words?.['failed'] ?? '');
    markText(key);
  }
}

/** The browser refuses to copy: the text beside the key is marked, so that the keyboard can. */
function markText(key: HTMLElement): void {
  const text = key.closest('.cmd, .mini')?.querySelector('code');
  if (text) getSelection()?.selectAllChildren(text);
}

/** Leads to the field of a value that is missing. */
function showField(name: string): void {
  const field = document.querySelector<HTMLElement>(`[data-fill="${name}"]`);
  const fold = field?.closest('details');
  if (fold) fold.open = true;
  field?.focus();
}

/** A status region speaks only when its text changes. */
function say(status: HTMLElement | null, sentence: string): void {
  if (!status) return;
  status.textContent = '';
  requestAnimationFrame(() => {
    status.textContent = sentence;
  });
}

function showDone(key: HTMLElement, word: string): void {
  if (key.classList.contains('is-done')) return;
  const label = key.querySelector('span');
  const icon = key.querySelector('use');
  const before = { word: label?.textContent ?? '', icon: icon?.getAttribute('href') ?? '' };
  const set = (text: string, symbol: string) => {
    if (label) label.textContent = text;
    icon?.setAttribute('href', symbol);
  };
  key.classList.add('is-done');
  set(word, '#i-check');
  setTimeout(() => {
    key.classList.remove('is-done');
    set(before.word, before.icon);
  }, spokenFor);
}
