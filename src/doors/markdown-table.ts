import type { ElementNode } from 'ultrahtml';
import { findAll } from '../search/html.ts';

/** A table in the way of GitHub. A stroke within a cell would end it. */
export function table(element: ElementNode, line: (cell: ElementNode) => string): string {
  const rows = findAll(element, ({ name }) => name === 'tr').map(row =>
    findAll(row, ({ name }) => name === 'td' || name === 'th').map(cell => line(cell).replaceAll('|', '\\|')),
  );
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
