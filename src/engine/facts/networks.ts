/** An IPv4 network as two numbers. */
export interface Network {
  readonly text: string;
  readonly base: number;
  /** Bits of the mask, 0 to 32. */
  readonly bits: number;
}

/** `10.244.0.0/16`; null for IPv6, names, masks that are no prefix, and what is masked. */
export function networkOf(text: string): Network | null {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(text);
  const address = match ? numberOf(match[1] as string) : null;
  const bits = Number(match?.[2]);
  return address === null || bits > 32 ? null : { text, base: maskedTo(address, bits), bits };
}

/** Whether an IPv4 address lies in the network; false for everything else. */
export function isIn(address: string, { base, bits }: Network): boolean {
  const number = numberOf(address);
  return number !== null && maskedTo(number, bits) === base;
}

const DOT = 46;
const ZERO = 48;
const NINE = 57;

/** An IPv4 address as a number; null for everything else. */
export function numberOf(address: string): number | null {
  let number = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < address.length; at++) {
    const code = address.charCodeAt(at);
    if (code === DOT && digits > 0) {
      number = number * 256 + part;
      part = 0;
      digits = 0;
      dots++;
    } else if (code >= ZERO && code <= NINE && digits < 3) {
      part = part * 10 + code - ZERO;
      digits++;
    } else return null;
    if (part > 255) return null;
  }
  return dots === 3 && digits > 0 ? number * 256 + part : null;
}

function maskedTo(address: number, bits: number): number {
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) * size;
}
