/**
 * Makes plain text of every link to a page of the site, also of those that widgets draw later: a carried file has no
 * pages beside it. A key that is nothing but such a link goes.
 */
export function unlinkPages(base: string): void {
  const unlink = () => {
    for (const link of document.querySelectorAll<HTMLAnchorElement>(`a[href^="${base}"]`)) {
      link.removeAttribute('href');
      if (link.classList.contains('key')) link.hidden = true;
    }
  };
  new MutationObserver(unlink).observe(document.body, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ['href'],
  });
  unlink();
}
