/**
 * Menus are `<details class="menu">`: one open at a time, closed by Escape, by a click outside and by leaving with
 * the keyboard.
 */
export function closeMenus(): void {
  document.addEventListener('click', event => closeAllBut(menuOf(event.target)));
  document.addEventListener('focusin', event => closeAllBut(menuOf(event.target)));
  document.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    const open = document.querySelector<HTMLDetailsElement>('details.menu[open]');
    if (!open) return;
    open.open = false;
    open.querySelector('summary')?.focus();
  });
}

function menuOf(target: EventTarget | null): Element | null {
  return target instanceof Element ? target.closest('details.menu') : null;
}

function closeAllBut(kept: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
    if (menu !== kept) menu.open = false;
  }
}
