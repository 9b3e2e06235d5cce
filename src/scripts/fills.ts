import { valuesOf } from './fragment.ts';
import { fillCommand, shellQuote } from './quote.ts';

const stored = (name: string) => `conntriage.fill.${name}`;

/** Joins the form "Fill in once" to the placeholders of the page's commands and to their copy keys. */
export function handleFills(): void {
  const form = document.querySelector<HTMLElement>('[data-fills]');
  if (!form) return;
  const inputs = [...form.querySelectorAll<HTMLInputElement>('input[data-fill]')];
  const keys = [...document.querySelectorAll<HTMLElement>('button.copy[data-needs]')].map(key => ({
    key,
    template: key.dataset['copy'] ?? '',
    names: (key.dataset['needs'] ?? '').split(' '),
  }));

  const show = () => {
    const values = new Map(inputs.map(input => [input.dataset['fill'] ?? '', input.value.trim()]));
    for (const mark of document.querySelectorAll<HTMLElement>('.ph[data-ph]')) showValue(mark, values);
    for (const { key, template, names } of keys) {
      key.dataset['copy'] = fillCommand(template, values);
      key.dataset['needs'] = names.filter(name => !values.get(name)).join(' ');
    }
  };

  // `#node=n3`: what an alert knows. It goes before what was typed on another page.
  const given = valuesOf(location.hash);
  for (const input of inputs) {
    const name = input.dataset['fill'] ?? '';
    const known = given.get(name);
    if (known !== undefined) keepForTab(stored(name), known);
    input.value = known ?? recallForTab(stored(name));
    input.addEventListener('input', () => {
      keepForTab(stored(name), input.value.trim());
      show();
    });
  }
  form.hidden = false;
  show();
}

function showValue(mark: HTMLElement, values: ReadonlyMap<string, string>): void {
  const name = mark.dataset['ph'] ?? '';
  const value = values.get(name) ?? '';
  mark.textContent = value === '' ? name : shellQuote(value);
  mark.classList.toggle('is-filled', value !== '');
}

function recallForTab(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function keepForTab(key: string, value: string): void {
  try {
    sessionStorage.setItem(key, value);
  } catch {
    // Storage is switched off: the value holds until the page is left.
  }
}
