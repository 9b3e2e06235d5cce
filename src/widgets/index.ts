import { holdDrops } from './early-drop.ts';
import { launchSearch } from './search-launch.ts';

launchSearch();

// A page without a paste box loads nothing of it.
if (document.querySelector('paste-box')) {
  const handOver = holdDrops();
  void import('./paste-box.ts').then(({ PasteBox }) => {
    customElements.define('paste-box', PasteBox);
    handOver();
  });
}
