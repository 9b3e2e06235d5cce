/** Marks the heading under which the reader is, in the list of contents. */
export function followHeadings(): void {
  const links = [...document.querySelectorAll<HTMLAnchorElement>('[data-toc] a')];
  const places = links.flatMap(link => document.getElementById(decodeURIComponent(link.hash.slice(1))) ?? []);
  if (places.length === 0) return;

  const mark = () => {
    const id = currentOf(places)?.id;
    for (const link of links) {
      if (link.hash === `#${id}`) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  };
  // A heading that crosses the upper fifth of the window changes the answer; nothing else does.
  const observer = new IntersectionObserver(mark, { rootMargin: '0px 0px -80% 0px' });
  for (const place of places) observer.observe(place);
  mark();
}

/** The last heading above the line where the eye starts to read. */
function currentOf(places: readonly HTMLElement[]): HTMLElement | undefined {
  const line = innerHeight / 5;
  return places.findLast(place => place.getBoundingClientRect().top <= line) ?? places[0];
}
