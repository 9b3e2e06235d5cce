import type { RuleColumnsBuilder } from '../../rules/columns.ts';

/** ` - [0:0]` */
const OWN = [32, 45, 32, 91, 48, 58, 48, 93];

/** What the fast way found in one line: a rule that is surely whole. */
export class ScannedRule {
  chainFrom = 0;
  chainTo = 0;
  packets = Number.NaN;
  byteCount = Number.NaN;
  /** Where the line ends: at its newline, and before a carriage return. */
  newline = 0;
  end = 0;

  /**
   * Reads the line from `at`, and lets `columns` scan its body; false where it is no rule, or one that must be looked at closely: an open quote, other
   * characters than plain ASCII, no target, a last word that wants another one behind it, counters within the rule.
   */
  read(bytes: Uint8Array, at: number, to: number, columns: RuleColumnsBuilder): boolean {
    let i = this.#head(bytes, at, to);
    if (i < 0) return false;
    this.chainFrom = i;
    while (i < to && (bytes[i] as number) > 32 && (bytes[i] as number) < 127) i++;
    this.chainTo = i;
    if (this.chainTo === this.chainFrom || bytes[this.chainFrom] === 45) return false;
    if (bytes[i] !== 32) return false;
    const from = i + 1;
    const newline = columns.scanLine(bytes, from, to);
    if (newline < 0) return false;
    this.newline = newline;
    this.end = bytes[newline - 1] === 13 ? newline - 1 : newline;
    const end = columns.scannedTo;
    return hasTarget(bytes, from, end) && endsInValue(bytes, from, end);
  }

  /** `:NAME - [0:0]`, a chain that has no policy; false for any other line. */
  readOwnChain(bytes: Uint8Array, at: number, to: number): boolean {
    if (bytes[at] !== 58) return false;
    let i = at + 1;
    this.chainFrom = i;
    while (i < to && (bytes[i] as number) > 32 && (bytes[i] as number) < 127) i++;
    this.chainTo = i;
    for (let k = 0; k < OWN.length; k++) if (bytes[i + k] !== OWN[k]) return false;
    i += OWN.length;
    this.end = i;
    if (bytes[i] === 13) i++;
    this.newline = i;
    return i < to && bytes[i] === 10 && this.chainTo > this.chainFrom;
  }

  /** `-A `, or `[12:720] -A ` with the counters. The place behind it, or -1. */
  #head(bytes: Uint8Array, at: number, to: number): number {
    this.packets = Number.NaN;
    this.byteCount = Number.NaN;
    let i = at;
    if (bytes[i] === 91) {
      i = this.#counters(bytes, i + 1, to);
      if (i < 0) return -1;
    }
    const isRule = i + 3 < to && bytes[i] === 45 && bytes[i + 1] === 65 && bytes[i + 2] === 32;
    return isRule ? i + 3 : -1;
  }

  #counters(bytes: Uint8Array, at: number, to: number): number {
    let i = at;
    let packets = 0;
    for (; i < to && isDigit(bytes[i] as number); i++) packets = packets * 10 + ((bytes[i] as number) - 48);
    if (i === at || bytes[i] !== 58) return -1;
    const from = ++i;
    let count = 0;
    for (; i < to && isDigit(bytes[i] as number); i++) count = count * 10 + ((bytes[i] as number) - 48);
    if (i === from || i - at > 36 || bytes[i] !== 93 || bytes[i + 1] !== 32) return -1;
    this.packets = packets;
    this.byteCount = count;
    return i + 2;
  }
}

/** Whether a target is named outside of quotes; false also for what must be looked at closely. */
function hasTarget(bytes: Uint8Array, from: number, to: number): boolean {
  let open = false;
  let target = false;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] as number;
    // Letters, digits and blanks are most of it.
    if ((byte > 45 && byte !== 92) || byte === 32) continue;
    if (byte === 34) open = !open;
    else if (byte === 92) i++;
    else if (open) continue;
    else if (byte === 39 || byte === 35) return false;
    else if (byte === 45 && bytes[i - 1] === 32 && bytes[i + 2] === 32) {
      const letter = bytes[i + 1];
      if (letter === 99) return false;
      if (letter === 106 || letter === 103) target = true;
    }
  }
  return target && !open && bytes[to - 1] !== 92;
}

/** Whether the last word is a value; an option there (`--random-fully`, `-m`) must be looked at. */
function endsInValue(bytes: Uint8Array, from: number, to: number): boolean {
  let i = to;
  while (i > from && bytes[i - 1] !== 32) i--;
  const first = bytes[i];
  return i === to || (first !== 45 && first !== 33);
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}
