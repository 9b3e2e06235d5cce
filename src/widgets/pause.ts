/** A page that is not seen draws no frame: it waits so many milliseconds at most. */
const AT_MOST = 100;

/** Lets the page breathe: what follows is a task of its own. */
export function pause(): Promise<void> {
  return new Promise(done => setTimeout(done));
}

/** The same, once what was drawn so far has been laid out. */
export function nextFrame(): Promise<void> {
  return new Promise(done => {
    const late = setTimeout(done, AT_MOST);
    requestAnimationFrame(() => {
      clearTimeout(late);
      setTimeout(done);
    });
  });
}

/** Calls when the page has nothing else to do, at the latest after so many milliseconds. Safari has no requestIdleCallback. */
export function whenIdle(act: () => void, atMost = 2000): void {
  if ('requestIdleCallback' in globalThis) requestIdleCallback(act, { timeout: atMost });
  else setTimeout(act, AT_MOST);
}
