import { remember } from './memory.ts';

/** Remembers the language that a reader chooses from a list, for the next visit to `/`. */
export function rememberLanguage(): void {
  document.addEventListener('click', event => {
    const link = event.target instanceof Element ? event.target.closest<HTMLElement>('a[data-locale]') : null;
    if (link) remember('locale', link.dataset['locale']);
  });
}

/** A change of language keeps the place on the page: heading ids are the same in all of them. */
export function keepFragment(): void {
  const follow = () => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>('.menu a[data-locale]'))
      link.hash = location.hash;
  };
  addEventListener('hashchange', follow);
  follow();
}
