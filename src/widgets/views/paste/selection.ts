import type { LineText, TextPoint } from '../../../explore/lines/index.ts';
import type { LineStore } from './line-store.ts';

/** What is selected in the view, from its first character to its last. */
export interface Selected {
  readonly from: TextPoint;
  readonly to: TextPoint;
}

/** The selection, where both its ends lie in the view; null where there is none. */
export function selectedIn(port: Element): Selected | null {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const from = pointOf(port, range.startContainer, range.startOffset);
  const to = pointOf(port, range.endContainer, range.endOffset);
  return from && to ? { from, to } : null;
}

/** The text of a selection, where all of it is at hand; null where the worker has to be asked. */
export function textAtHand({ from, to }: Selected, store: LineStore): string | null {
  const parts: string[] = [];
  for (let number = from.line; number <= to.line; number++) {
    const line = store.line(number);
    const end = number === to.line ? to.at : null;
    if (!line || (line.left > 0 && (end === null || end > line.text.length))) return null;
    parts.push(
      line.text.slice(number === from.line ? (from.at ?? line.text.length) : 0, end ?? line.text.length),
    );
  }
  return parts.join('\n');
}

/** Puts a selection on the clipboard once the worker has given its text. */
export async function copyLater(text: Promise<LineText>): Promise<LineText> {
  const copied = await text;
  await navigator.clipboard.writeText(copied.text);
  return copied;
}

/** Selects all between two rows of the view, the whole text of both. */
export function selectRows(first: Element | null, last: Element | null): void {
  const [start, end] = [first?.querySelector('code'), last?.querySelector('code')];
  if (start && end) document.getSelection()?.setBaseAndExtent(start, 0, end, end.childNodes.length);
}

/** Numbers, tags and notes stand beside the text: before it is its start, behind it its end. */
function pointOf(port: Element, node: Node, offset: number): TextPoint | null {
  const element = node instanceof Element ? node : node.parentElement;
  const row = element?.closest<HTMLElement>('[data-line]');
  if (!row || !port.contains(row)) return null;
  const line = Number(row.dataset['line']);
  const code = row.querySelector('code');
  if (!code) return null;
  const before = document.createRange();
  before.selectNodeContents(code);
  if (before.comparePoint(node, offset) < 0) return { line, at: 0 };
  if (before.comparePoint(node, offset) > 0) return { line, at: null };
  before.setEnd(node, offset);
  return { line, at: before.toString().length };
}
