import type { Facts, Sourced } from '../../engine/facts/facts.ts';
import type { Document, Section } from '../../engine/model/document.ts';
import type { Drawing, LineRange, PictureKind } from './picture.ts';
import type { Said, SaidKey } from './said.ts';

/** A picture before it is known which findings it belongs to. */
export interface Made {
  readonly kind: PictureKind;
  readonly says: Said;
  readonly notes: readonly Said[];
  readonly lines: readonly LineRange[];
  readonly drawing: Drawing;
}

/** Makes a picture of what is known of one host; null where the paste has not the data. */
export type Maker = (facts: Facts) => Made | null;

/** A sentence to be. */
export function said(key: SaidKey, values: Said['values'] = {}): Said {
  return { key, values };
}

/** The lines of the sections that a picture is made from. */
export function linesOf(sections: readonly Section[]): LineRange[] {
  return sections.map(({ firstLine, lastLine }) => ({ first: firstLine, last: lastLine }));
}

/** Says that the output is only a part, where that is known. */
export function partOf(sections: readonly Section[]): Said[] {
  return sections.some(({ partial }) => partial !== null) ? [said('partial')] : [];
}

/** The section in which a place stands. */
export function sectionAt<Kind extends Document>(
  sources: readonly Sourced<Kind>[],
  line: number,
): Section | undefined {
  return sources.find(({ section }) => section.firstLine <= line && line <= section.lastLine)?.section;
}
