import type { Analysis } from '../engine/model/analysis.ts';
import type { Document, Section } from '../engine/model/document.ts';
import { type Holds, holdsOf } from './holds.ts';

/** So many sections are named; a scroll with more is counted. */
const MAX_SECTIONS = 200;

/**
 * An analysis as a page needs it. The documents stay in the worker: a `sysctl -a` loop of 200,000 values would stop
 * the page for half a second on its way over.
 */
export interface Reading extends Omit<Analysis, 'sections'> {
  readonly sections: readonly ReadSection[];
  /** Sections beyond those that are named. */
  readonly moreSections: number;
}

/** What one command printed, and how much of it. */
export interface ReadSection extends Omit<Section, 'document'> {
  readonly holds: Holds;
  /** What the section was parsed to: decides which views there are of it. */
  readonly kind: Document['kind'];
}

/** Leaves the documents behind. */
export function readingOf(analysis: Analysis): Reading {
  const sections = analysis.sections.slice(0, MAX_SECTIONS).map(({ document, ...section }) => ({
    ...section,
    kind: document.kind,
    holds: holdsOf(document),
  }));
  return { ...analysis, sections, moreSections: analysis.sections.length - sections.length };
}
