import { bytesOfCase } from '../widgets/case/current.ts';
import { type Given, isEmpty } from '../widgets/given.ts';
import { handOverCase } from '../widgets/handed-over.ts';

/** What the browser keeps for a tab is some five million letters in all. */
const MOST = 2_000_000;

/** A change of language loads the file again: what stands in the box goes along, or the reader is asked first. */
export function takeAlong(question: string): void {
  document.addEventListener('click', event => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-locale]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void change(link.href, question);
  });
}

async function change(address: string, question: string): Promise<void> {
  const box = document.querySelector<HTMLElement & { given?: Given }>('paste-box');
  const given = box?.given;
  if (given && !isEmpty(given) && !(await kept(given)) && !confirm(question)) return;
  location.assign(address);
}

async function kept(given: Given): Promise<boolean> {
  if (bytesOfCase(given) > MOST) return false;
  try {
    await handOverCase(given);
    return true;
  } catch {
    return false;
  }
}
