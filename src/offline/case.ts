/** Whether somebody has begun to give a box something: from then on this page asks the network for nothing by itself. */
export function caseBegun(): boolean {
  return (
    [...document.querySelectorAll<HTMLTextAreaElement>('paste-box textarea')].some(
      ({ value }) => value !== '',
    ) || document.querySelector('paste-box :is(.piece, .given, progress)') !== null
  );
}

/** Calls once, at the first sign of a case: a paste or a drop anywhere, and whatever happens inside a paste box. */
export function onCase(act: () => void): void {
  const once = new AbortController();
  const options = { capture: true, passive: true, signal: once.signal };
  const begin = ({ type, target }: Event) => {
    const anywhere = type === 'paste' || type === 'drop' || type === 'dragenter';
    if (!anywhere && !(target instanceof Element && target.closest('paste-box'))) return;
    once.abort();
    act();
  };
  for (const name of ['paste', 'drop', 'dragenter', 'focusin', 'input', 'keydown', 'pointerdown', 'click'])
    document.addEventListener(name, begin, options);
}
