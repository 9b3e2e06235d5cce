// An address that a page had once: on to the new one, with what stands behind `?` and `#`.
const link = document.querySelector<HTMLAnchorElement>('a[data-moved]');
if (link) location.replace(link.href + location.search + location.hash);
