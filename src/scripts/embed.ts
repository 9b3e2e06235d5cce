// In a frame only this view may be shown: every other page opens in a tab of its own.
for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
  if (link.getAttribute('href')?.startsWith('#')) continue;
  link.target = '_blank';
  link.rel = 'noopener';
}
