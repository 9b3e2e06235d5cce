import type { ConntrackStats } from './conntrack-stats.ts';
import type { FlowTable } from './flow-table.ts';
import type { Clock, LogEvents } from './log-events.ts';
import type { Span } from './place.ts';
import type { Settings } from './settings.ts';

/** A section, parsed. Plain data; every value in it knows its place in the paste. */
export type Document = LogEvents | Clock | Settings | ConntrackStats | FlowTable;

/** The outputs that are understood. The name is part of the JSON: it never changes. */
export type FormatId =
  | 'kernel-log'
  | 'clock'
  | 'sysctl'
  | 'conntrack-count'
  | 'conntrack-stats'
  | 'proc-conntrack-stats'
  | 'conntrack-list';

/** What one command printed. */
export interface Section {
  readonly format: FormatId;
  /** The command as typed, where a prompt shows it. */
  readonly command: string | null;
  /** The host that the prompt names. */
  readonly host: string | null;
  /** Why the format was chosen, as a sentence for people who look behind the scenes. */
  readonly recognisedBy: string;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly span: Span;
  /** True where the output is known to be only a part: a filter behind a pipe, an elision. */
  readonly partial: boolean;
  readonly document: Document;
}
