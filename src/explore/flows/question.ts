/** By what flows are put together; `flow` lists them one by one. */
export const GROUPINGS = ['state', 'protocol', 'source', 'destination', 'service', 'nat', 'flow'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** Two numbers that name a group of one listing: opaque to whoever asks, and good as long as the paste is kept. */
export type FlowKey = readonly [number, number];

/** Only flows of this group. */
export interface FlowFilter {
  readonly by: Exclude<Grouping, 'flow'>;
  readonly key: FlowKey;
}

/** name, flows, unreplied, assured: of groups. protocol, state, timeout, source, destination: of single flows. line: of both. */
export type FlowColumn =
  | 'name'
  | 'flows'
  | 'unreplied'
  | 'assured'
  | 'line'
  | 'protocol'
  | 'state'
  | 'timeout'
  | 'source'
  | 'destination';

export interface FlowsAsk {
  /** Which of the listings of the paste, counted from 0. */
  readonly table: number;
  readonly by: Grouping;
  readonly filters: readonly FlowFilter[];
  /** What the name of a group, or the line of a flow, must hold; upper and lower case are the same. Empty: all. */
  readonly text: string;
  readonly sort: { readonly column: FlowColumn; readonly descending: boolean };
  /** The window: row numbers counted from 0. At most `MAX_WINDOW` rows come back. */
  readonly from: number;
  readonly count: number;
}

export const MAX_WINDOW = 500;

export interface FlowsAnswer {
  readonly tables: readonly FlowListing[];
  /** Flows that the listing was read to hold, all of which the rows are made of unless there are too many. */
  readonly flows: number;
  /** Flows that pass the filters; with a text and single flows, those whose line holds it. */
  readonly filtered: number;
  /** Rows in all. */
  readonly rows: number;
  readonly window: readonly (FlowGroup | FlowLine)[];
  /** The most flows that any group has: what a bar is measured by. 0 for single flows. */
  readonly most: number;
}

export interface FlowListing {
  readonly command: string | null;
  readonly firstLine: number;
  readonly flows: number;
}

export interface FlowGroup {
  readonly kind: 'group';
  readonly key: FlowKey;
  readonly name: GroupName;
  readonly flows: number;
  readonly unreplied: number;
  readonly assured: number;
  /** Of the first of them. */
  readonly line: number;
}

/** text: as printed. nat: what the reply tuple differs in. unknown: no reply tuple, or a blacked-out one. */
export type GroupName =
  | { readonly text: string }
  | { readonly dnat: string | null; readonly snat: string | null }
  | { readonly unknown: true };

export interface FlowLine {
  readonly kind: 'flow';
  readonly line: number;
  readonly protocol: string;
  /** Empty where the protocol has none. */
  readonly state: string;
  /** Seconds; null where none is printed. */
  readonly timeout: number | null;
  readonly source: string;
  readonly destination: string;
  readonly unreplied: boolean;
  readonly assured: boolean;
  /** As it stands in the paste, without colour codes, cut at 1,000 characters. */
  readonly text: string;
}
