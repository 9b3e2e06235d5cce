import { toLocale } from '../i18n/locales.ts';
import { offline } from '../i18n/strings/offline.ts';

/** A line at the edge of the page: a newer version is there. It takes no focus, and can be sent away. */
export function announce(onTake: () => void): void {
  if (document.querySelector('.newer')) return;
  const t = offline[toLocale(document.documentElement.lang)];
  const line = document.createElement('aside');
  line.className = 'newer';
  line.setAttribute('aria-label', t.label);
  const text = document.createElement('p');
  text.setAttribute('role', 'status');
  line.append(
    text,
    key(t.take, onTake),
    key(t.later, () => line.remove()),
  );
  document.body.append(line);
  // A status region speaks when its text changes.
  requestAnimationFrame(() => {
    text.textContent = t.newer;
  });
}

function key(word: string, act: () => void): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'key key-s';
  button.textContent = word;
  button.addEventListener('click', act);
  return button;
}
