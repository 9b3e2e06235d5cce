import { warm } from '../../worker/client.ts';
import { type Clip, clipOf, isEditable } from '../clip.ts';
import { takeDrops } from '../drop.ts';

/** A box that takes what is given to it, and, on the desk, what is given anywhere on the page. */
interface Taker {
  readonly element: HTMLElement;
  readonly wholePage: boolean;
  /** Something that it would take is over it, or no longer is. */
  readonly over: (isOver: boolean) => void;
  /** `joins`: to the case that stands there; else it is another one. */
  readonly take: (clip: Clip, joins: boolean) => void;
  readonly onEscape: () => void;
}

/** What is dropped there joins the case. */
const JOINS = '.next, .case-tabs';

/** Lets a box take drops, pastes and Escape from the page around it; the function that comes back ends it. */
export function takeGifts({ element, wholePage, over, take, onEscape }: Taker): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const endDrops = takeDrops({
    element,
    wholePage,
    over: isOver => {
      over(isOver);
      warm();
    },
    drop: (clip, at) => take(clip, at.closest(JOINS) !== null),
  });
  const onPaste = (event: ClipboardEvent) => {
    // Not where a paste already means something.
    if (isEditable(event.target) || document.querySelector('dialog[open]')) return;
    const clip = clipOf(event.clipboardData);
    if (!clip) return;
    event.preventDefault();
    take(clip, false);
  };
  if (wholePage) document.addEventListener('paste', onPaste, { capture: true, signal });
  const onKey = ({ key }: KeyboardEvent) => {
    if (key === 'Escape') onEscape();
  };
  document.addEventListener('keydown', onKey, { signal });
  return () => {
    ending.abort();
    endDrops();
  };
}
