import { type Gift, holdGifts, onInterest } from './early.ts';
import type { PasteBox } from './paste-box.ts';
import { pause } from './pause.ts';
import { launchSearch } from './search-launch.ts';

launchSearch();

/** Elements that the box of the desk draws are there before it, so that it stands in its full size at once. */
async function openDesk(takeGift: () => Gift | null): Promise<void> {
  const [{ PasteBox }, { ready }] = await Promise.all([import('./paste-box.ts'), import('./views/index.ts')]);
  await ready;
  // To read the scripts was a task of its own; to draw is another.
  await pause();
  start(PasteBox, takeGift);
}

async function openBox(takeGift: () => Gift | null): Promise<void> {
  const { PasteBox } = await import('./paste-box.ts');
  start(PasteBox, takeGift);
}

function start(box: typeof PasteBox, takeGift: () => Gift | null): void {
  customElements.define('paste-box', box);
  const gift = takeGift();
  const to = gift?.box ?? document.querySelector('paste-box');
  if (gift && to instanceof box) to.give(gift.clip);
}

if (document.querySelector('paste-box')) {
  const takeGift = holdGifts();
  // The desk is for pasting. A page that is read loads what reads pastes when somebody turns to a box of it.
  if (document.querySelector('paste-box[size="big"]')) void openDesk(takeGift);
  else onInterest(() => void openBox(takeGift));
}
