import { carriesFiles } from './clip.ts';

/**
 * Holds what is dropped before the paste box has loaded: the browser would leave the page and open the file. The
 * function that comes back hands it over.
 */
export function holdDrops(): () => void {
  let held: { readonly at: Element; readonly files: readonly File[] } | null = null;
  const hold = (event: DragEvent) => {
    if (!carriesFiles(event.dataTransfer)) return;
    event.preventDefault();
    const at = event.target instanceof Element ? event.target.closest('paste-box') : null;
    if (event.type === 'drop')
      held = { at: at ?? document.body, files: [...(event.dataTransfer?.files ?? [])] };
  };
  document.addEventListener('dragover', hold);
  document.addEventListener('drop', hold);
  return () => {
    document.removeEventListener('dragover', hold);
    document.removeEventListener('drop', hold);
    if (!held) return;
    const dataTransfer = new DataTransfer();
    for (const file of held.files) dataTransfer.items.add(file);
    held.at.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
  };
}
