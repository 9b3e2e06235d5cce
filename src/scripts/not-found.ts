import { parseHref } from '../i18n/href.ts';
import { isLocale, type Locale, preferredLocale } from '../i18n/locales.ts';
import { fill } from '../i18n/strings/fill.ts';
import { recall } from './memory.ts';

const { locale: asked, path } = parseHref(location.pathname);
const chosen = asked ?? rememberedLocale() ?? preferredLocale(navigator.languages);

for (const section of document.querySelectorAll<HTMLElement>('[data-lost]')) {
  if (section.dataset['lost'] === chosen) speak(section);
  else section.hidden = true;
}

function rememberedLocale(): Locale | undefined {
  const code = recall('locale') ?? undefined;
  return isLocale(code) ? code : undefined;
}

/** Makes the page one of this section's language, and offers to search for what the address was about. */
function speak(section: HTMLElement): void {
  document.documentElement.lang = section.lang;
  document.title = section.querySelector('h1')?.textContent ?? document.title;
  const button = section.querySelector<HTMLElement>('[data-search]');
  if (!button) return;
  button.hidden = false;
  const words = wordsOf(path);
  const label = button.querySelector('span');
  if (words === '' || !label) return;
  button.dataset['search'] = words;
  label.textContent = fill(button.dataset['searchFor'] ?? '', { words });
}

/** `incidents/Conntrack_table-full.html` → `Conntrack table full` */
function wordsOf(address: string): string {
  const parts = address.split('/').filter(part => part !== '');
  return decode(parts.at(-1) ?? '')
    .replace(/\.(html?|mdx?)$/i, '')
    .replace(/[-_+]+/g, ' ')
    .slice(0, 80)
    .trim();
}

/** `%E3%81` is cut off in the middle of a letter, and stays as it is. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
