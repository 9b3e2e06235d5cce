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

/** An IPv4 address as a number; null for everything else. */
export function numberOf(address: string): number | null {
  const parts = /^\d{1,3}(?:\.\d{1,3}){3}$/.test(address) ? address.split('.').map(Number) : [];
  return parts.length === 4 && parts.every(part => part <= 255)
    ? parts.reduce((sum, part) => sum * 256 + part, 0)
    : null;
}

function maskedTo(address: number, bits: number): number {
  const size = 2 ** (32 - bits);
  return Math.floor(address / size) * size;
}
