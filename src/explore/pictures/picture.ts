// What is drawn of a paste: numbers and names as they stand in it, keys instead of sentences. The page draws it and speaks.
import type { Said } from './said.ts';

/** The pictures, in the order in which they stand where no finding says otherwise. */
export const PICTURE_KINDS = [
  'fill',
  'states',
  'timeouts',
  'talkers',
  'snat',
  'request',
  'spread',
  'sequence',
  'readings',
  'rules',
] as const;

export type PictureKind = (typeof PICTURE_KINDS)[number];

/** A name as the paste has it, or one that each language has its own word for. */
export type Label = { readonly text: string } | Said;

/** Lines of the paste, the first is 1. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

export interface Picture {
  /** Not the same twice in one paste. */
  readonly id: string;
  readonly kind: PictureKind;
  /** null where the paste names no host. */
  readonly host: string | null;
  /** The one sentence that says what to see. */
  readonly says: Said;
  readonly notes: readonly Said[];
  /** Where in the paste its data stands. */
  readonly lines: readonly LineRange[];
  /** Findings whose lines stand there, confirmed or suspected: their places in the analysis, the first is 0. */
  readonly findings: readonly number[];
  readonly drawing: Drawing;
}

export type Drawing = Gauge | Bars | Histograms | Waterfall | Series | Sequence;

/** A count against its maximum. */
export interface Gauge {
  readonly form: 'gauge';
  readonly value: number;
  /** More than 0. */
  readonly max: number;
  readonly marks: readonly { readonly at: number; readonly label: Said }[];
}

export type BarUnit = 'flows' | 'packets' | 'ports';

export interface Bars {
  readonly form: 'bars';
  readonly unit: BarUnit;
  /** The longest bar. */
  readonly longest: number;
  readonly groups: readonly BarGroup[];
}

export interface BarGroup {
  /** null where there is only one. */
  readonly label: Label | null;
  readonly rows: readonly Bar[];
  /** Rows that are not shown; null where nobody counted them. */
  readonly more: number | null;
}

export interface Bar {
  readonly label: Label;
  /** Where the print rounds, an interval; else equal. */
  readonly low: number;
  readonly high: number;
  /** Of them, those that no packet came back for; null where that is not what counts. */
  readonly unreplied: number | null;
  /** What is there to be used; null where the paste does not tell. */
  readonly of: number | null;
  /** A rule that drops or rejects. */
  readonly drops: boolean;
  readonly line: number | null;
}

/** Counts over a time, drawn on a logarithmic axis. One or several, below each other. */
export interface Histograms {
  readonly form: 'histograms';
  readonly unit: 'flows' | 'samples';
  /** Seconds; `from` is more than 0. */
  readonly axis: { readonly from: number; readonly to: number };
  /** What the counts of a bin stand for, in their order. */
  readonly series: readonly Label[];
  readonly rows: readonly Histogram[];
}

export interface Histogram {
  readonly phase: Phase | 'total' | null;
  readonly facts: Said | null;
  /** Seconds, `below` exclusive; in order. */
  readonly bins: readonly {
    readonly from: number;
    readonly below: number;
    readonly counts: readonly number[];
  }[];
  readonly marks: readonly Mark[];
}

export interface Mark {
  /** Seconds. */
  readonly at: number;
  /** null for a mark that is only a line. */
  readonly label: Said | null;
}

/**
 * connect-dns: nothing tells where the lookup ended. prepare: until the request was sent. first-byte: from the connection to the first
 * byte, where nothing tells what lies between. rest: until the end.
 */
export type Phase =
  | 'dns'
  | 'connect'
  | 'connect-dns'
  | 'tls'
  | 'prepare'
  | 'server'
  | 'first-byte'
  | 'transfer'
  | 'rest';

/** The phases of one request, one below the other. Seconds since it began. */
export interface Waterfall {
  readonly form: 'waterfall';
  readonly total: number;
  /** What was asked for, as printed. */
  readonly url: string | null;
  readonly phases: readonly {
    readonly phase: Phase;
    readonly from: number;
    readonly to: number;
    /** False where the phase was begun and never ended: it lasted until the request was given up. */
    readonly reached: boolean;
  }[];
  readonly marks: readonly Mark[];
}

/** Counters over several readings. */
export interface Series {
  readonly form: 'series';
  readonly rows: readonly Counter[];
  /** Counters that moved and are not shown. */
  readonly more: number;
}

export interface Counter {
  readonly name: string;
  /** Seconds since the first reading; null where the paste does not tell. In the order of the paste. */
  readonly points: readonly { readonly at: number | null; readonly value: number; readonly line: number }[];
  /** Between the first and the last. */
  readonly rise: number;
  /** A second; null where the paste does not tell how long it took. */
  readonly rate: number | null;
}

/** Packets between two or more ends, in the order of the capture. */
export interface Sequence {
  readonly form: 'sequence';
  /** Address and port, as printed: the lifelines. */
  readonly ends: readonly string[];
  readonly steps: readonly Step[];
  /** Packets of it that are not drawn. */
  readonly left: number;
  /** The conversations of all captures of the host, those with trouble first. */
  readonly talks: readonly Talk[];
  /** How many more there are. */
  readonly moreTalks: number;
  /** The one that is drawn. */
  readonly talk: TalkId;
}

/** A conversation: the section of its capture, and its place in the capture's list. */
export interface TalkId {
  readonly section: number;
  readonly index: number;
}

export interface Talk extends TalkId {
  /** `10.0.0.1:4711 → 10.0.0.2:80` */
  readonly name: string;
  readonly packets: number;
  readonly trouble: readonly Trouble[];
}

export type Trouble = 'wrong-source' | 'again' | 'unanswered' | 'reset' | 'zero-window' | 'icmp';

/**
 * plain: nothing to remark. again: sent again. undecided: seen again, and nothing tells whether it was sent again. reset: RST.
 * icmp: an error that a router or host sends.
 */
export type StepKind = 'plain' | 'again' | 'undecided' | 'reset' | 'icmp';

export type Remark =
  | 'unanswered'
  | 'checksum'
  | 'zero-window'
  | 'duplicate-ack'
  | 'wrong-source'
  | 'cut'
  | 'truncated';

export interface Step {
  readonly kind: StepKind;
  /** Which of the ends. */
  readonly from: number;
  readonly to: number;
  /** As tcpdump would say it: `SYN`, `PSH ACK`, `A? example.org.` */
  readonly words: string;
  /** Payload in bytes; null where it is not printed. */
  readonly length: number | null;
  /** Seconds since the first packet drawn; null without stamps. */
  readonly at: number | null;
  /** Seconds since the step before, or since the packet that is sent again was last seen. */
  readonly wait: number | null;
  readonly since: number | null;
  /** How often the same packet was seen, on its way through several interfaces, and where. */
  readonly seen: number;
  readonly points: readonly string[];
  readonly remarks: readonly Remark[];
  /** Packets left out before this one. */
  readonly skipped: number;
  readonly line: number;
}
