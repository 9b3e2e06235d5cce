/**
 * Finds number, counters and the beginning of the body in a rule's line. One object is used for all lines, so that
 * reading makes none.
 */
export class RuleScan {
  packets = Number.NaN;
  packetUnit = 0;
  bytes = Number.NaN;
  byteUnit = 0;
  /** Where the body begins. */
  from = 0;
  /** The number of the rule in its chain, where the columns have it. */
  rule = 0;
  #number = 0;
  #unit = 0;

  /** Reads number and counters as the columns want them; false where they are not there or nothing follows. */
  head(line: Uint8Array, from: number, to: number, lineNumbers: boolean, verbose: boolean): boolean {
    let start = from;
    if (lineNumbers) {
      start = this.#count(line, start, false);
      this.rule = this.#number;
    }
    if (verbose) {
      start = this.#count(line, start, true);
      this.packets = this.#number;
      this.packetUnit = this.#unit;
      start = this.#count(line, start, true);
      this.bytes = this.#number;
      this.byteUnit = this.#unit;
    } else {
      this.packets = Number.NaN;
      this.bytes = Number.NaN;
      this.packetUnit = 0;
      this.byteUnit = 0;
    }
    if (start < 0) return false;
    let at = start;
    while (isBlank(line[at])) at++;
    // Nine blanks are an empty target column: they stay with the body.
    this.from = at - start > 9 ? at - 9 : at;
    return at < to && line[at] !== 10;
  }

  /** A number, with K, M, G or T where `units`, and a blank behind it: the place of that blank, or -1. */
  #count(line: Uint8Array, from: number, units: boolean): number {
    if (from < 0) return -1;
    let at = from;
    while (isBlank(line[at])) at++;
    const first = at;
    let number = 0;
    let byte = line[at] as number;
    while (byte >= 48 && byte <= 57) {
      number = number * 10 + (byte - 48);
      byte = line[++at] as number;
    }
    if (at === first || at - first > 20) return -1;
    this.#number = number;
    this.#unit = 0;
    if (units && byte >= 71) {
      this.#unit = unit(byte);
      if (this.#unit === 0) return -1;
      at++;
    }
    return isBlank(line[at]) ? at : -1;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 32 || byte === 9;
}

function unit(byte: number): number {
  return byte === 75 ? 1 : byte === 77 ? 2 : byte === 71 ? 3 : byte === 84 ? 4 : 0;
}
