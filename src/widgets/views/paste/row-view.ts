import { html, nothing, type TemplateResult } from 'lit';
import { formatNames } from '../../../i18n/format-names.ts';
import { number, say, size } from '../../say.ts';
import type { LineNotes } from './line-notes.ts';
import { partsOf } from './line-parts.ts';
import type { LineStore } from './line-store.ts';
import { t } from './words.ts';

/** So many findings are named beside a line; the rest is counted. */
const TAGS = 2;

export interface RowModel {
  readonly line: number;
  /** Lines of the paste. */
  readonly total: number;
  readonly store: LineStore;
  readonly notes: LineNotes;
  /** What is searched for. */
  readonly wanted: string;
  readonly isCurrent: boolean;
  /** Held in the page because the selection begins or ends here; it takes no room. */
  readonly isHeld: boolean;
}

/** A line of the paste: number, the findings that rest on it, text. */
export function rowView(model: RowModel): TemplateResult {
  const { line, total, store, notes, isCurrent, isHeld } = model;
  const shown = store.line(line);
  const ranks = [...new Set(notes.of(line).map(({ rank }) => rank))];
  const classes = ['vl', sectionClass(model), isCurrent ? 'is-target' : '', isHeld ? 'is-held' : ''];
  if (notes.unread.has(line)) classes.push('is-unread');
  if (ranks.length > 0) classes.push('is-marked');
  // No blank may stand around <code> and in it: a selection would hold it.
  return html`<li class=${classes.filter(Boolean).join(' ')} data-line=${line} aria-posinset=${line} aria-setsize=${total}><span class="vg"><span class="vn">${number(line)}</span><span class="vt">${ranks.slice(0, TAGS).map(rank => tagView(rank, notes, line))}${ranks.length > TAGS ? html`<span class="vmore">+${ranks.length - TAGS}</span>` : nothing}</span></span><code>${shown ? textView(model) : nothing}</code>${shown && shown.left > 0 ? html`<span class="vleft">${say(t.left, { size: size(shown.left) })}</span>` : nothing}</li>`;
}

function textView({ line, store, notes, wanted }: RowModel): unknown {
  const shown = store.line(line);
  if (!shown) return nothing;
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
function sectionClass({ line, store }: RowModel): string {
  const section = store.section(line);
  if (!section) return '';
  return line === section.firstLine ? 'is-in begins' : line === section.lastLine ? 'is-in ends' : 'is-in';
}

/** The name of an output, as it stands above the lines. */
export function sectionName(store: LineStore, line: number): string | null {
  const section = store.section(line);
  return section ? formatNames[section.format] : null;
}
