import { html, render } from 'lit';
import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { carriesCase, unpackCase } from '../../take-along/index.ts';
import { openCase } from '../case/current.ts';
import { icon } from '../icon.ts';
import { locale } from '../locale.ts';
import type { Report } from '../report.ts';

const t = takeAlongStrings[locale].came;

let said: HTMLElement | null = null;
/** The report of the case that came; `waits` until it is there. */
let of: Report | 'waits' | null = null;

/** Reads the case that came with the page's address, and says so; also where an address with another one is put into this page. */
export function takeArrivals(): void {
  const take = () => {
    if (carriesCase(location.hash)) void arrive(location.hash);
  };
  take();
  addEventListener('hashchange', take);
}

async function arrive(fragment: string): Promise<void> {
  say(t.working, false);
  const unpacked = await unpackCase(fragment);
  if (fragment !== location.hash) return;
  if ('failed' in unpacked) {
    say(t[unpacked.failed], true);
    return;
  }
  say(t.here, false);
  of = 'waits';
  openCase(unpacked.opened);
}

/** The sentence stands above the desk until it is taken away or the page is left. */
function say(text: string, wrong: boolean): void {
  const desk = document.querySelector('.desk');
  if (!said) {
    said = document.createElement('p');
    said.setAttribute('role', 'status');
    desk?.before(said);
  }
  said.className = wrong ? 'from-link is-wrong' : 'from-link';
  render(html`${icon('i-link')}<span>${text}</span>`, said);
}

/** A report is shown. The sentence goes when it is another one than that of the case that came. */
export function reportCame(report: Report): void {
  if (of === 'waits') of = report;
  else if (of !== report && said) {
    said.remove();
    said = null;
    of = null;
  }
}
