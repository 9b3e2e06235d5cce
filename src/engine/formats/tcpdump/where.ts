import type { PacketDirection } from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';

/** Where the packet at hand stands; one object is used again, and becomes a place only where one is kept. */
export class Where {
  line = 0;
  start = 0;
  end = 0;

  set(line: number, start: number, end: number): void {
    this.line = line;
    this.start = start;
    this.end = end;
  }

  place(): Place {
    return { line: this.line, span: { start: this.start, end: this.end } };
  }
}

/** What surrounds a packet: when, where, and at which point of capture it was seen. */
export interface Sight {
  time: number | null;
  readonly where: Where;
  interface: string | null;
  direction: PacketDirection | null;
  /** Inside a tunnel. */
  inner: boolean;
  /** Whether the same packet could have been seen twice without a word of it: `-i any` of a tcpdump before 4.99. */
  copiesPossible: boolean;
}

/**
 * A copy that does not keep the megabyte alive of which `text` is a part: engines keep a slice as a view of the whole, and this
 * one is a view of a string that has one character more.
 */
export function own(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}
