import type { Analysis } from '../engine/model/analysis.ts';
import type { Document, Section } from '../engine/model/document.ts';

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
}

export type Holds =
  | { readonly kind: 'settings'; readonly values: number }
  | { readonly kind: 'log-events'; readonly lines: number; readonly known: number }
  | { readonly kind: 'conntrack-stats'; readonly cpus: number }
  | { readonly kind: 'flow-table'; readonly flows: number }
  | { readonly kind: 'clock' };

/** Leaves the documents behind. */
export function readingOf(analysis: Analysis): Reading {
  const sections = analysis.sections.slice(0, MAX_SECTIONS).map(({ document, ...section }) => ({
    ...section,
    holds: holdsOf(document),
  }));
  return { ...analysis, sections, moreSections: analysis.sections.length - sections.length };
}

function holdsOf(document: Document): Holds {
  switch (document.kind) {
    case 'settings':
      return { kind: 'settings', values: document.entries.length };
    case 'log-events':
      return { kind: 'log-events', lines: document.lines, known: document.events.length };
    case 'conntrack-stats':
      return { kind: 'conntrack-stats', cpus: document.rows.length };
    case 'flow-table':
      return { kind: 'flow-table', flows: document.flows };
    case 'clock':
      return { kind: 'clock' };
  }
}
