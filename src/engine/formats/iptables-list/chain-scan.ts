import { repeated } from './repeated.ts';

const CHAIN = repeated('Chain ');
const REFERENCES = repeated(' references)\n');

/** Finds the parts of `Chain KUBE-SEP-3DU66DE6VORVEQVD (1 references)` in its bytes. One object is used for all lines. */
export class ChainScan {
  /** Of the name. */
  from = 0;
  to = 0;
  references = 0;

  begins(view: DataView, at: number, to: number): boolean {
    return CHAIN.standsAt(view, at, to);
  }

  /** Reads a line that begins with `Chain `: where the next one begins, or -1 where it is not of this form. */
  read(bytes: Uint8Array, view: DataView, at: number, to: number): number {
    const from = at + CHAIN.length;
    let end = from;
    while ((bytes[end] as number) > 32 && (bytes[end] as number) < 127) end++;
    if (end === from || end - from > 40 || bytes[end] !== 32 || bytes[end + 1] !== 40) return -1;
    this.from = from;
    this.to = end;
    let references = 0;
    let digit = end + 2;
    for (; (bytes[digit] as number) >= 48 && (bytes[digit] as number) <= 57; digit++)
      references = references * 10 + ((bytes[digit] as number) - 48);
    this.references = references;
    const digits = digit - end - 2;
    const isWhole = digits >= 1 && digits <= 10 && REFERENCES.standsAt(view, digit, to);
    return isWhole ? digit + REFERENCES.length : -1;
  }
}
