import { type Clip, carriesFiles, clipOf, isEditable } from './clip.ts';

/** What was given to a box before its script had come; `box` is null where it was given to the page. */
export interface Gift {
  readonly box: Element | null;
  readonly clip: Clip;
}

/**
 * Holds what is dropped or pasted before the paste box has loaded: the browser would open a dropped file, and a paste would lie in the
 * field unread. The function that comes back ends that, and gives the last gift, or null.
 */
export function holdGifts(): () => Gift | null {
  let held: Gift | null = null;
  // On the desk a paste belongs to the box wherever it is made.
  const wholePage = document.querySelector('paste-box[size="big"]') !== null;
  const hold = (event: DragEvent | ClipboardEvent) => {
    const box = event.target instanceof Element ? event.target.closest('paste-box') : null;
    if (event instanceof DragEvent) {
      if (!carriesFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (event.type === 'drop')
        held = { box, clip: { kind: 'files', files: [...(event.dataTransfer?.files ?? [])] } };
      return;
    }
    const takes = isEditable(event.target) ? box !== null && isEmpty(event.target) : wholePage;
    const clip = takes ? clipOf(event.clipboardData) : null;
    if (!clip) return;
    event.preventDefault();
    held = { box, clip };
  };
  const events = ['dragover', 'drop', 'paste'] as const;
  for (const name of events) document.addEventListener(name, hold);
  return () => {
    for (const name of events) document.removeEventListener(name, hold);
    return held;
  };
}

/** What is pasted beside other text belongs to it, and waits for the key. */
function isEmpty(field: EventTarget | null): boolean {
  return field instanceof HTMLTextAreaElement && field.value === '';
}

/** Calls once, when somebody turns to a paste box: points at it, touches it, comes to it by the keyboard, or drags something over the page. */
export function onInterest(act: () => void): void {
  const once = new AbortController();
  const options = { capture: true, passive: true, signal: once.signal };
  const turn = ({ type, target }: Event) => {
    if (type !== 'dragenter' && !(target instanceof Element && target.closest('paste-box'))) return;
    once.abort();
    act();
  };
  for (const name of ['pointerover', 'touchstart', 'focusin', 'dragenter'])
    document.addEventListener(name, turn, options);
}
