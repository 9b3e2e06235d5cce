import { recall, remember } from './memory.ts';

/** Joins the theme menu to `<html data-theme data-contrast>`, which `public/theme.js` has set before the first paint. */
export function handleTheme(): void {
  const menu = document.querySelector('[data-theme-menu]');
  if (!menu) return;
  const chosen = recall('theme') ?? 'system';
  for (const input of menu.querySelectorAll('input')) {
    input.checked = input.name === 'theme' ? input.value === chosen : recall('contrast') === input.value;
  }
  menu.addEventListener('change', event => {
    if (!(event.target instanceof HTMLInputElement)) return;
    const { name, value, checked } = event.target;
    const choice = checked && value !== 'system' ? value : undefined;
    remember(name, choice);
    if (choice === undefined) document.documentElement.removeAttribute(`data-${name}`);
    else document.documentElement.setAttribute(`data-${name}`, choice);
  });
}
