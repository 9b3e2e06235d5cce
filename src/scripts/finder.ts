import { fill } from '../i18n/strings/fill.ts';

/** A row of the table: an incident and what it is known for. */
interface Row {
  readonly element: HTMLTableRowElement;
  readonly why: HTMLElement | null;
  /** By question, the signs; none where the question does not tell. */
  readonly signs: ReadonlyMap<string, readonly HTMLElement[]>;
}

/** What was ticked, by question. */
type Ticked = ReadonlyMap<string, readonly HTMLInputElement[]>;

/** How a row answers what was ticked. */
interface Answer {
  readonly row: Row;
  readonly fits: readonly HTMLElement[];
  /** Questions that it is not known for, in the words that were ticked. */
  readonly lacks: readonly string[];
}

/** Makes the symptom finder work: ticking narrows the table, and each row that is left says why it is. */
export function startFinder(): void {
  const form = document.querySelector<HTMLFormElement>('#finder');
  const body = document.querySelector<HTMLTableSectionElement>('.finder-sheet tbody');
  if (!form || !body) return;
  const rows = [...body.rows].map(readRow);
  const update = () => show(form, body, rows, tickedIn(form));
  recall(form);
  form.hidden = false;
  form.addEventListener('change', update);
  form.addEventListener('reset', () => setTimeout(update));
  window.addEventListener('hashchange', () => {
    recall(form);
    update();
  });
  update();
}

function readRow(element: HTMLTableRowElement): Row {
  const cells = [...element.querySelectorAll<HTMLElement>('[data-q]')];
  const signs = cells.map(
    cell => [cell.dataset['q'] ?? '', [...cell.querySelectorAll<HTMLElement>('[data-sign]')]] as const,
  );
  return { element, why: element.querySelector('.finder-why'), signs: new Map(signs) };
}

function tickedIn(form: HTMLFormElement): Ticked {
  const ticked = new Map<string, HTMLInputElement[]>();
  for (const box of form.querySelectorAll<HTMLInputElement>('input:checked'))
    ticked.set(box.name, [...(ticked.get(box.name) ?? []), box]);
  return ticked;
}

function answer(row: Row, ticked: Ticked): Answer {
  const fits: HTMLElement[] = [];
  const lacks: string[] = [];
  for (const [question, boxes] of ticked) {
    const known = row.signs.get(question) ?? [];
    const met = known.filter(({ dataset }) => boxes.some(({ value }) => value === dataset['sign']));
    fits.push(...met);
    if (known.length > 0 && met.length === 0) lacks.push(boxes.map(textOf).join(', '));
  }
  return { row, fits, lacks };
}

function textOf(box: HTMLInputElement): string {
  return box.parentElement?.textContent?.trim() ?? box.value;
}

/** Rows that fit all of it; where none does, those that fit all but one question. Most signs first. */
function show(
  form: HTMLFormElement,
  body: HTMLTableSectionElement,
  rows: readonly Row[],
  ticked: Ticked,
): void {
  const answers = rows.map(row => answer(row, ticked));
  const full = answers.filter(({ lacks }) => lacks.length === 0);
  const near = answers.filter(({ lacks, fits }) => lacks.length === 1 && fits.length > 0);
  const shown = full.length > 0 ? full : near;
  const words = form.dataset;
  for (const { row, fits, lacks } of answers) {
    row.element.hidden = !shown.some(one => one.row === row);
    for (const sign of [...row.signs.values()].flat()) sign.classList.toggle('is-met', fits.includes(sign));
    if (!row.why) continue;
    row.why.hidden = ticked.size === 0;
    const met = fits.map(({ textContent }) => textContent?.trim()).join(', ');
    const reasons = [
      met === '' ? '' : `${words['fits']}: ${met}`,
      lacks.length === 0 ? '' : `${words['lacks']}: ${lacks.join(', ')}`,
    ];
    row.why.textContent = reasons.filter(reason => reason !== '').join(' · ');
  }
  const order = ticked.size === 0 ? answers : [...shown].sort((a, b) => b.fits.length - a.fits.length);
  body.append(...order.map(({ row }) => row.element));
  const status = form.querySelector('[role="status"]');
  const count = fill(words['count'] ?? '', { n: shown.length });
  if (status)
    status.textContent = full.length > 0 ? count : ((near.length > 0 ? words['near'] : words['none']) ?? '');
  keep(ticked);
}

/** What is ticked stands in the fragment: a link carries it, and no server reads it. */
function keep(ticked: Ticked): void {
  const wanted = [...ticked].map(
    ([question, boxes]) => `${question}=${boxes.map(({ value }) => value).join('+')}`,
  );
  const hash = wanted.length > 0 ? `#${wanted.join('&')}` : '';
  if (hash === location.hash || (hash === '' && !/^#(?:where|how|shape|since)=/.test(location.hash))) return;
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
}

function recall(form: HTMLFormElement): void {
  const wanted = new Set(
    location.hash
      .slice(1)
      .split('&')
      .flatMap(part => {
        const [question = '', signs = ''] = part.split('=');
        return signs.split('+').map(sign => `${question}=${sign}`);
      }),
  );
  for (const box of form.querySelectorAll<HTMLInputElement>('input[type="checkbox"]'))
    box.checked = wanted.has(`${box.name}=${box.value}`);
}
