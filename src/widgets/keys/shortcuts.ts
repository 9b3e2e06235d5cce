import type { KeyStrings } from '../../i18n/strings/desk/keys.ts';

/** What a key does on the desk. It presses what a hand would press, so that nothing is done in two ways. */
export interface Shortcut {
  readonly does: keyof KeyStrings['keys'];
  readonly keys: readonly string[];
  readonly group: keyof KeyStrings['groups'];
}

const isMac = /^Mac/.test(navigator.platform);
const control = isMac ? '⌘' : 'Ctrl';

/** The sheet, in its order. */
export const SHORTCUTS: readonly Shortcut[] = [
  { does: 'paste', keys: [`${control} V`], group: 'anywhere' },
  { does: 'search', keys: ['/', `${control} K`], group: 'anywhere' },
  { does: 'stop', keys: ['Esc'], group: 'anywhere' },
  { does: 'sheet', keys: ['?'], group: 'anywhere' },
  { does: 'read', keys: [`${control} ↵`], group: 'box' },
  { does: 'views', keys: ['1', '…', '6'], group: 'report' },
  { does: 'findings', keys: ['j', 'k'], group: 'report' },
  { does: 'copy', keys: ['c'], group: 'report' },
  { does: 'answer', keys: ['p'], group: 'report' },
  { does: 'take', keys: ['t'], group: 'report' },
  { does: 'evidence', keys: ['n', 'N'], group: 'paste' },
  { does: 'within', keys: ['/'], group: 'paste' },
  { does: 'line', keys: ['g'], group: 'paste' },
];

/** Does what a single key stands for. False where the key means nothing, or what it is for is not there. */
export function pressed(key: string): boolean {
  if (/^[1-9]$/.test(key))
    return click(document.querySelectorAll<HTMLElement>('.tabs .tab')[Number(key) - 1]);
  switch (key) {
    case 'j':
      return step(1);
    case 'k':
      return step(-1);
    case 'c':
      return click(document.querySelector<HTMLElement>('.report .next .copy'));
    case 'p':
      return focus(
        document.querySelector('.report .next textarea') ?? document.querySelector('.paste textarea'),
      );
    case 't':
      return click(document.querySelector<HTMLElement>('.report .take-key'));
    default:
      return false;
  }
}

function click(element: HTMLElement | null | undefined): boolean {
  element?.click();
  return element != null;
}

function focus(element: HTMLElement | null): boolean {
  element?.focus();
  return element !== null;
}

/** From the finding that has the focus to the next one. */
function step(by: 1 | -1): boolean {
  const titles = [...document.querySelectorAll<HTMLElement>('.report .finding h3')];
  const here = document.activeElement?.closest('.finding');
  const at = titles.findIndex(title => here?.contains(title));
  const to = titles[at < 0 ? 0 : at + by];
  if (!to) return false;
  to.tabIndex = -1;
  to.scrollIntoView({ block: 'start' });
  return focus(to);
}
