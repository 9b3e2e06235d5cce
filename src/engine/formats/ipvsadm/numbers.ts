import type { Interval } from '../../model/ruleset.ts';
import type { VirtualTraffic } from '../../model/virtual-services.ts';

const UNITS: Readonly<Record<string, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `1234`, `123456K`; null where it is blacked out. ipvsadm cuts off (`i / 1000`), so that the rest is lost upwards. */
export function largeNumber(text: string): Interval | null {
  const match = /^(\d{1,20})([KMGT]?)$/.exec(text);
  if (!match) return null;
  const low = Number(match[1]);
  const unit = UNITS[match[2] as string];
  return unit === undefined ? { low, high: low } : { low: low * unit, high: (low + 1) * unit - 1 };
}

/** Five columns; null where one of them is blacked out. */
export function traffic(words: readonly string[]): VirtualTraffic | null {
  const [connections, inPackets, outPackets, inBytes, outBytes] = words.map(largeNumber);
  if (!connections || !inPackets || !outPackets || !inBytes || !outBytes) return null;
  return { connections, inPackets, outPackets, inBytes, outBytes };
}

export interface End {
  readonly address: string;
  readonly port: number | null;
  readonly text: string;
}

/** `10.96.0.1:443`, `[fd00::1]:80`, `web.example:http`; null for other text. */
export function readEnd(text: string): End | null {
  const match = /^(?:\[([\da-fA-FxX:.*%\w-]{2,60})\]|([\w.*<>-]{1,60})):([\w*<>-]{1,32})$/.exec(text);
  if (!match) return null;
  const port = match[3] as string;
  return {
    address: (match[1] ?? match[2]) as string,
    port: /^\d{1,5}$/.test(port) ? Number(port) : null,
    text,
  };
}

/**
 * `0A600001:01BB` of /proc/net/ip_vs; IPv6 stands in brackets and in full there. A full address without a leading zero
 * could be one of ipvsadm, with a decimal port: then `proc` must say where it is from.
 */
export function readHexEnd(text: string, proc: boolean): End | null {
  const match = /^(?:\[([\da-f]{4}(?::[\da-f]{4}){7})\]|([\dA-F]{8})):([\dA-F]{4})$/.exec(text);
  if (!match) return null;
  if (match[1] !== undefined && !proc && !/(?:^|:)0/.test(match[1]) && !/[A-F]/.test(match[3] as string))
    return null;
  const address = match[1] ?? dotted(match[2] as string);
  const port = Number.parseInt(match[3] as string, 16);
  return { address, port, text: match[1] ? `[${address}]:${port}` : `${address}:${port}` };
}

/** `0A600001` is 10.96.0.1. */
export function dotted(hex: string): string {
  return [0, 2, 4, 6].map(at => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
}

export function count(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
