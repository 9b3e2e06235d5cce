import { type Clip, carriesFiles, clipOf, isEditable } from './clip.ts';

/** A box on which something can be dropped. */
export interface DropTarget {
  readonly element: HTMLElement;
  /** True for the box that takes what is dropped anywhere on the page. */
  readonly wholePage: boolean;
  /** Something that it would take is over it, or no longer is. */
  over(isOver: boolean): void;
  drop(clip: Clip, at: Element): void;
}

const targets = new Set<DropTarget>();
let current: DropTarget | null = null;

/** Lets a box take what is dropped; the function that comes back ends it. */
export function takeDrops(target: DropTarget): () => void {
  // The document knows a listener that is added twice: it is called once.
  document.addEventListener('dragover', onDragOver);
  document.addEventListener('dragleave', onDragLeave);
  document.addEventListener('drop', onDrop);
  targets.add(target);
  return () => {
    targets.delete(target);
    if (current === target) current = null;
  };
}

function onDragOver(event: DragEvent): void {
  if (!carriesFiles(event.dataTransfer)) return;
  // Also beside a box: the browser would leave the page and open the file.
  event.preventDefault();
  const target = targetOf(event);
  if (event.dataTransfer) event.dataTransfer.dropEffect = target ? 'copy' : 'none';
  show(target);
}

function onDragLeave(event: DragEvent): void {
  if (event.relatedTarget === null) show(null);
}

function onDrop(event: DragEvent): void {
  show(null);
  const files = carriesFiles(event.dataTransfer);
  // Text that is dragged into a field is the browser's business.
  if (!files && isEditable(event.target)) return;
  const clip = clipOf(event.dataTransfer);
  if (files) event.preventDefault();
  const target = targetOf(event);
  if (!target || !clip || (!files && !target.element.contains(event.target as Node))) return;
  event.preventDefault();
  target.drop(clip, event.target as Element);
}

function targetOf({ target }: DragEvent): DropTarget | null {
  const all = [...targets];
  const within = all.find(({ element }) => target instanceof Node && element.contains(target));
  return within ?? all.find(({ wholePage }) => wholePage) ?? null;
}

function show(target: DropTarget | null): void {
  if (target === current) return;
  current?.over(false);
  target?.over(true);
  current = target;
}
