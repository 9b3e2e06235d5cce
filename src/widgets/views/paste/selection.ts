import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LineText, TextPoint } from '../../../explore/lines/index.ts';
import type { Report } from '../../report.ts';
import { say, size } from '../../say.ts';
import type { LineStore } from './line-store.ts';
import { t } from './words.ts';

/** What is selected in the view, from its first character to its last. */
interface Selected {
  readonly from: TextPoint;
  readonly to: TextPoint;
}

/** What the selection needs of the view. */
interface Host extends ReactiveControllerHost {
  readonly port: HTMLElement | null;
  readonly read: { readonly report: Report; readonly store: LineStore } | null;
  /** Says something to who uses a screen reader; an empty text says nothing. */
  say(words: string): void;
}

/**
 * The selection in the view: where it begins and ends outlives scrolling, and what is copied is the text of the paste, whether it is in the
 * page or not; without numbers, and without the note that a line is cut.
 */
export class LineSelection implements ReactiveController {
  /** The lines where it begins and ends: they stay in the page. */
  held: readonly number[] = [];
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('selectionchange', this.#onChange);
  }

  hostDisconnected(): void {
    document.removeEventListener('selectionchange', this.#onChange);
  }

  /** Selects the whole paste. */
  async all(): Promise<void> {
    const lines = this.#host.read?.report.reading.lines ?? 0;
    this.held = [1, lines];
    this.#host.requestUpdate();
    await this.#host.updateComplete;
    const code = (line: number) => this.#host.port?.querySelector(`[data-line="${line}"] code`);
    const [start, end] = [code(1), code(lines)];
    if (start && end) document.getSelection()?.setBaseAndExtent(start, 0, end, end.childNodes.length);
  }

  readonly copy = (event: ClipboardEvent): void => {
    const { port, read } = this.#host;
    const selected = port && selectedIn(port);
    if (!selected || !read) return;
    event.preventDefault();
    const text = textAtHand(selected, read.store);
    if (text === null) void this.#copyLater(read.report.ask('line-text', selected));
    else event.clipboardData?.setData('text/plain', text);
  };

  /** Puts it on the clipboard once the worker has given the text. */
  async #copyLater(asked: Promise<LineText>): Promise<void> {
    try {
      const { text, whole } = await asked;
      await navigator.clipboard.writeText(text);
      this.#host.say(whole ? '' : say(t.cut, { size: size(text.length) }));
    } catch {
      this.#host.say(t.failed);
    }
  }

  readonly #onChange = () => {
    const { port } = this.#host;
    const selected = port && selectedIn(port);
    this.held = selected ? [selected.from.line, selected.to.line] : [];
  };
}

/** The selection, where both its ends lie in the view; null where there is none. */
function selectedIn(port: Element): Selected | null {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const from = pointOf(port, range.startContainer, range.startOffset);
  const to = pointOf(port, range.endContainer, range.endOffset);
  return from && to ? { from, to } : null;
}

/** The text of a selection, where all of it is at hand; null where the worker has to be asked. */
function textAtHand({ from, to }: Selected, store: LineStore): string | null {
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
