/**
 * Follows a link to a line or a fold of the same report: opens what is folded, brings it to the middle and to the
 * keyboard. The address stays as it is: with every new fragment Chromium asks for the page's icon again, and nothing
 * is to be asked for after a paste.
 */
export function follow(event: Event): void {
  const link =
    event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place || !(event.currentTarget as Element).contains(place)) return;
  event.preventDefault();
  for (let fold = place.closest('details'); fold; fold = fold.parentElement?.closest('details') ?? null) {
    fold.open = true;
  }
  for (const before of document.querySelectorAll('.is-target')) before.classList.remove('is-target');
  place.classList.add('is-target');
  const focus = place.querySelector<HTMLElement>(':scope > summary') ?? place;
  if (focus === place) place.tabIndex = -1;
  focus.focus({ preventScroll: true });
  place.scrollIntoView({ block: 'center' });
}
