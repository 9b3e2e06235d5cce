import { detect } from './detect.ts';
import type { Format } from './formats/format.ts';
import type { Dress } from './text/dress.ts';
import type { MappedLine } from './text/line.ts';

/** A line that begins an output, but not so surely that it breaks off another one: `Total: 180` of `ss -s`. */
export class WeakStart {
  readonly line: MappedLine;
  readonly dress: Dress | null;
  readonly format: Format;
  readonly reason: string;

  constructor(line: MappedLine, dress: Dress | null, found: { format: Format; reason: string }) {
    this.line = line;
    this.dress = dress;
    this.format = found.format;
    this.reason = found.reason;
  }

  /** Whether the next line is one of the same output with at least this score. */
  isConfirmedBy(next: MappedLine, command: string | null, score: number): boolean {
    if (this.line.number + 1 !== next.number) return false;
    const best = detect((this.dress?.(next) ?? next).text, { command });
    return best?.format === this.format && best.score >= score;
  }
}
