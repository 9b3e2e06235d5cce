/**
 * Copies the address of this page with the words of a search. They go into the fragment: what stands there reaches no
 * server. False where the clipboard refuses.
 */
export async function copySearchLink(query: string): Promise<boolean> {
  const address = new URL(location.href);
  address.search = '';
  address.hash = `q=${encodeURIComponent(query)}`;
  try {
    await navigator.clipboard.writeText(address.href);
    return true;
  } catch {
    return false;
  }
}
