import { asset, parseHref } from '../i18n/href.ts';
import { isLocale, type Locale, preferredLocale } from '../i18n/locales.ts';
import { fill } from '../i18n/strings/fill.ts';
import { guesses, type Known, lastPart, namesake, wordsOf } from './address.ts';
import { recall } from './memory.ts';

const { locale: asked, path } = parseHref(location.pathname);
const chosen = asked ?? rememberedLocale() ?? preferredLocale(navigator.languages);

const sections = [...document.querySelectorAll<HTMLElement>('[data-lost]')];
for (const section of sections) section.hidden = section.dataset['lost'] !== chosen;
const own = sections.find(section => !section.hidden);
if (own) {
  speak(own);
  void retry().then(found => {
    if (found) location.replace(found + location.search + location.hash);
    else search(own);
  });
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

/** The address in small letters, without what was hung on it; then the page of that name elsewhere. Null where there is none. */
async function retry(): Promise<string | null> {
  if (lastPart(path) === '404') return null;
  for (const guess of guesses(path)) {
    const address = asset(asked ? `${asked}/${guess}` : guess);
    if (address !== location.pathname && (await isThere(address))) return address;
  }
  const known = await index();
  const found = known && namesake(known, lastPart(path));
  return found ? asset(`${chosen}/${found}`) : null;
}

async function isThere(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { method: 'HEAD' })).ok;
  } catch {
    return false;
  }
}

async function index(): Promise<Known | null> {
  try {
    const answer = await fetch(asset('index.json'));
    return answer.ok ? ((await answer.json()) as Known) : null;
  } catch {
    return null;
  }
}

/** Opens the search with the words of the address in it. */
function search(section: HTMLElement): void {
  const button = section.querySelector<HTMLElement>('[data-search]');
  if (button?.dataset['search'] && lastPart(path) !== '404') button.click();
}
