import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ShownLine } from '../../../explore/lines/index.ts';
import { number, say, size } from '../../say.ts';
import type { LineNotes } from './line-notes.ts';
import { partsOf } from './line-parts.ts';
import type { LineStore } from './line-store.ts';
import type { Lines } from './row-window.ts';
import { t } from './words.ts';

/** So many findings are named beside a line; the rest is counted. */
const TAGS = 2;

export interface RowsModel {
  /** Lines of the paste. */
  readonly total: number;
  readonly drawn: Lines;
  /** Lines that stay in the page because the selection begins or ends there; outside what is drawn they take no room. */
  readonly held: readonly number[];
  readonly store: LineStore;
  readonly notes: LineNotes;
  /** What is searched for. */
  readonly wanted: string;
  /** The line that was gone to. */
  readonly current: number | null;
}

/** The rows, in the order of the paste. */
export function rowsView(model: RowsModel): unknown {
  const { first, last } = model.drawn;
  const drawn = Array.from({ length: Math.max(0, last - first + 1) }, (_, nth) => first + nth);
  const lines = [...new Set([...drawn, ...model.held])].sort((one, other) => one - other);
  return repeat(
    lines,
    line => line,
    line => rowView(line, model),
  );
}

/** A line of the paste: number, the findings that rest on it, text. */
function rowView(line: number, model: RowsModel): TemplateResult {
  const { total, store, notes, current, drawn } = model;
  const shown = store.line(line);
  const ranks = [...new Set(notes.of(line).map(({ rank }) => rank))];
  const classes = ['vl', sectionClass(line, store)];
  if (line === current) classes.push('is-current');
  if (line < drawn.first || line > drawn.last) classes.push('is-held');
  if (notes.unread.has(line)) classes.push('is-unread');
  if (ranks.length > 0) classes.push('is-marked');
  // No blank may stand around <code> and in it: a selection would hold it.
  return html`<li class=${classes.filter(Boolean).join(' ')} data-line=${line} aria-posinset=${line} aria-setsize=${total}><span class="vg"><span class="vn">${number(line)}</span><span class="vt">${ranks.slice(0, TAGS).map(rank => tagView(rank, notes, line))}${ranks.length > TAGS ? html`<span class="vmore">+${ranks.length - TAGS}</span>` : nothing}</span></span><code>${shown ? textView(shown, model) : nothing}</code>${shown && shown.left > 0 ? html`<span class="vleft">${say(t.left, { size: size(shown.left) })}</span>` : nothing}</li>`;
}

function textView(shown: ShownLine, { notes, wanted }: RowsModel): unknown {
  const marks = shown.marks.filter(({ finding }) => notes.shows[finding]);
  if (marks.length === 0 && wanted === '') return shown.text;
  return partsOf(shown.text, marks, wanted).map(({ text, side, hit }) => {
    const inner = hit ? html`<span class="hit">${text}</span>` : text;
    return side ? html`<mark class=${side}>${inner}</mark>` : inner;
  });
}

/** Leads back to the finding. */
function tagView(rank: number, notes: LineNotes, line: number): TemplateResult {
  const title = notes.of(line).find(note => note.rank === rank)?.title ?? '';
  const name = say(t.finding, { n: rank, title });
  return html`<a class="tag" href=${`#f${rank}`} aria-label=${name} title=${name}>${rank}</a>`;
}

/** The rail beside the numbers: where an output begins, goes on and ends. */
function sectionClass(line: number, store: LineStore): string {
  const section = store.section(line);
  if (!section) return '';
  return line === section.firstLine ? 'is-in begins' : line === section.lastLine ? 'is-in ends' : 'is-in';
}
