import { defaultLocale, isLocale, preferredLocale } from '../i18n/locales.ts';
import { recall } from './memory.ts';

// A page that holds all four languages: one stays, the reader's. The others are taken out, so that nothing finds them any more, and the
// ids of the one that stays lose what told them apart. Runs before the scripts of the frame.
const remembered = recall('locale') ?? undefined;
const chosen = isLocale(remembered) ? remembered : preferredLocale(navigator.languages);

const tongues = [...document.querySelectorAll<HTMLElement>('[data-tongue]')];
const own = tongues.find(({ dataset }) => dataset['tongue'] === chosen);
if (own) {
  for (const other of tongues) if (other !== own) other.remove();
  own.hidden = false;
  document.documentElement.lang = own.lang;
  if (chosen !== defaultLocale) dropSuffix(own, `--${chosen}`);
  const status = document.getElementById('status');
  for (const word of ['copied', 'failed', 'fillFirst']) {
    const said = own.dataset[word];
    if (status && said) status.dataset[word] = said;
  }
}

function dropSuffix(tree: HTMLElement, suffix: string): void {
  for (const name of ['id', 'href', 'aria-labelledby']) {
    for (const element of tree.querySelectorAll(`[${name}$="${suffix}"]`))
      element.setAttribute(name, element.getAttribute(name)?.slice(0, -suffix.length) ?? '');
  }
}
