/** Where the eye starts to read, in pixels from the top; a jump to a heading leaves it above. */
const readingLine = 96;

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
  // Only a heading that crosses the line, or comes into the window from below, can change the answer.
  const observer = new IntersectionObserver(mark, { rootMargin: `-${readingLine}px 0px 0px 0px` });
  for (const place of places) observer.observe(place);
  mark();
}

/** The last heading above the line. */
function currentOf(places: readonly HTMLElement[]): HTMLElement | undefined {
  return places.findLast(place => place.getBoundingClientRect().top <= readingLine) ?? places[0];
}
