import { holdGifts, onInterest } from './early.ts';
import { launchSearch } from './search-launch.ts';

launchSearch();

const boxes = document.querySelector('paste-box');
if (boxes) {
  const takeGift = holdGifts();
  const load = async () => {
    const { PasteBox } = await import('./paste-box.ts');
    customElements.define('paste-box', PasteBox);
    const gift = takeGift();
    const box = gift?.box ?? document.querySelector('paste-box');
    if (gift && box instanceof PasteBox) box.give(gift.clip);
  };
  // The desk is for pasting. A page that is read loads what reads pastes when somebody turns to a box of it.
  if (document.querySelector('paste-box[size="big"]')) {
    void load();
    void import('./views/index.ts');
  } else onInterest(() => void load());
}
