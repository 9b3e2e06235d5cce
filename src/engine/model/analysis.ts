import type { Section } from './document.ts';
import type { Finding } from './finding.ts';
import type { Place } from './place.ts';

/** All that is said of one paste. Plain data: JSON holds all of it. */
export interface Analysis {
  readonly bytes: number;
  readonly lines: number;
  readonly encoding: Encoding;
  /** Why there is nothing to read, where that is so. */
  readonly problem: Problem | null;
  readonly sections: readonly Section[];
  /** Every incident that was looked at, in rank order. */
  readonly findings: readonly Finding[];
  /** Lines that nothing could read, the first thousand of them. */
  readonly unread: readonly UnreadLine[];
  /** How many lines nothing could read. */
  readonly unreadLines: number;
}

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/**
 * empty: no byte but blanks. binary: bytes that no terminal prints (an image, an archive). gzip: packed.
 * unrecognised: text, and not one line of it belongs to an output that is known.
 */
export type Problem = 'empty' | 'binary' | 'gzip' | 'unrecognised';

export interface UnreadLine extends Place {
  readonly text: string;
  /** The output in whose midst the line stands: its next line was expected here. */
  readonly within: Section['format'] | null;
}

export interface Progress {
  /** Bytes read so far. */
  readonly bytes: number;
  readonly lines: number;
  /** Sections seen so far, the one being read included. */
  readonly sections: number;
}
