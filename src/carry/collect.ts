import { download } from '../widgets/take-along/hand.ts';

/** The key that saves collect.sh: the file carries the script too, for the next host without a network. */
export function giveScript(): void {
  const held = document.querySelector<HTMLTemplateElement>('template[data-collect]');
  const script = held?.content.textContent ?? '';
  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('button[data-collect]'))
      download('collect.sh', new Blob([script], { type: 'text/x-shellscript' }));
  });
}
