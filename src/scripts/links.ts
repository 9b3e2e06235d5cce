/**
 * The sign beside a heading, a question, a command: a link to that place, which goes into the clipboard too. Where copying is not allowed, the
 * address of the page is the link.
 */
export function handleAnchors(): void {
  document.addEventListener('click', event => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a.anchor[href^="#"]') : null;
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) void copyAddress(link);
  });
}

async function copyAddress(link: HTMLAnchorElement): Promise<void> {
  const status = document.getElementById('status');
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    return;
  }
  link.classList.add('is-done');
  setTimeout(() => link.classList.remove('is-done'), 2000);
  if (!status) return;
  status.textContent = '';
  requestAnimationFrame(() => {
    status.textContent = status.dataset['linkCopied'] ?? '';
  });
}
