/** Folds that were opened for paper. */
let opened: HTMLDetailsElement[] = [];

/** Opens all folds of the report: not every browser shows on paper what is folded, whatever the style sheet says. */
export function openFolds(): void {
  opened = [...document.querySelectorAll<HTMLDetailsElement>('.report details:not([open])')].filter(
    fold => !fold.closest('dialog'),
  );
  for (const fold of opened) fold.open = true;
}

/** Closes them again. */
export function closeFolds(): void {
  for (const fold of opened) fold.open = false;
  opened = [];
}
