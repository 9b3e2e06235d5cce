import { canonicalAddress, canonicalHostOrNetwork, canonicalNetwork } from '../addresses.ts';
import { protocolNumber } from '../protocols.ts';
import type { Context } from './extension.ts';

/** The number that `0x10`, `16` and `020` are (strtoul with base 0); null for anything else, or above 32 bits. */
export function parseNumber(text: string): number | null {
  const value = /^0[0-7]+$/.test(text)
    ? Number.parseInt(text, 8)
    : /^(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(text)
      ? Number(text)
      : null;
  return value !== null && value <= 0xffffffff ? value : null;
}

export function number(value: string): string {
  return String(parseNumber(value) ?? value);
}

/** A number in hexadecimal, filled up to `width` digits: `0x0a`. */
export function hex(width: number): (value: string) => string {
  return value => {
    const parsed = parseNumber(value);
    return parsed === null ? value : `0x${parsed.toString(16).padStart(width, '0')}`;
  };
}

/** `0x4000/0x4000`; a mask of all ones is not written: `0x1`. */
export function mark(value: string): string {
  const parts = splitMark(value);
  if (!parts) return value;
  return parts.mask === 0xffffffff
    ? `0x${hexOf(parts.value)}`
    : `0x${hexOf(parts.value)}/0x${hexOf(parts.mask)}`;
}

/** The same with the mask always written: `0x1/0xffffffff`. */
export function fullMark(value: string): string {
  const parts = splitMark(value);
  return parts ? `0x${hexOf(parts.value)}/0x${hexOf(parts.mask)}` : value;
}

/** `VALUE[/MASK]` as two numbers; null where it is none. */
export function splitMark(text: string): { value: number; mask: number } | null {
  const [value, mask, more] = text.split('/');
  const parsed = parseNumber(value as string);
  const parsedMask = mask === undefined ? 0xffffffff : parseNumber(mask);
  return parsed === null || parsedMask === null || more !== undefined
    ? null
    : { value: parsed, mask: parsedMask };
}

export function hexOf(value: number): string {
  return (value >>> 0).toString(16);
}

/** `22`, `1024:65535`; `:1023` begins at `least`, `1024:` ends at `most`, `22:22` is `22`. */
export function range(least: number, most: number): (value: string) => string {
  return value => {
    const [low = '', high, more] = value.split(':');
    if (more !== undefined || (high === undefined && low === '')) return value;
    if (high === undefined) return number(low);
    const from = low === '' ? String(least) : number(low);
    const to = high === '' ? String(most) : number(high);
    return from === to ? from : `${from}:${to}`;
  };
}

/** A port or ports; names of services stay names. */
export const ports = range(0, 65535);
export const range32 = range(0, 0xffffffff);

/** `80,443,8000:8080` */
export function portList(value: string): string {
  return value.split(',').map(ports).join(',');
}

/** `1024-65535` of `--to-ports`; one port twice is that port. */
export function dashedPorts(value: string): string {
  return value.replace(/^(\d+)-\1$/, '$1');
}

/** A list in the order in which iptables prints its bits, whatever order it was typed in; unknown words keep theirs, behind. */
export function ordered(names: readonly string[], upper = true): (value: string) => string {
  const rank = new Map(names.map((name, i) => [name.toUpperCase(), i]));
  return value => {
    const words = [...new Set(value.split(',').map(word => (upper ? word.toUpperCase() : word)))];
    const place = (word: string) => rank.get(word.toUpperCase()) ?? names.length;
    return words
      .map(word => names[place(word)] ?? word)
      .sort((a, b) => place(a) - place(b))
      .join(',');
  };
}

export function lower(value: string): string {
  return value.toLowerCase();
}

export function upper(value: string): string {
  return value.toUpperCase();
}

export function address(value: string): string {
  return canonicalAddress(value) ?? value;
}

/** `10.0.0.0/8`, and `192.0.2.1/32`. */
export function network(value: string): string {
  return canonicalNetwork(value) ?? value;
}

/**
 * An address and its mask that the kernel keeps side by side, not applied: `1.2.3.4/24` stays, `192.0.2.1/32` is
 * `192.0.2.1` (`--ctorigsrc`, `--vaddr`, `--tunnel-src`).
 */
export function addressWithMask(value: string): string {
  const masked = canonicalHostOrNetwork(value);
  const own = value.split('/')[0] as string;
  return masked?.includes('/') ? `${address(own)}/${masked.split('/')[1]}` : (masked ?? value);
}

/** A user or group; `root` is 0 everywhere, other names are those of the host. */
export function owner(value: string): string {
  return value === 'root' ? '0' : value;
}

/** `10.0.0.1-10.0.0.20` */
export function addressRange(value: string): string {
  const [from = '', to, more] = value.split('-');
  if (more !== undefined) return value;
  return to === undefined ? `${address(from)}-${address(from)}` : `${address(from)}-${address(to)}`;
}

/** `6` of `tcp`: `--ctproto` and `--vproto` are written as numbers. */
export function protocolAsNumber(value: string): string {
  return String(protocolNumber(value) ?? value);
}

/** One of several names for the same. */
export function named(names: Readonly<Record<string, string>>): (value: string, context: Context) => string {
  return value =>
    Object.hasOwn(names, value.toLowerCase()) ? (names[value.toLowerCase()] as string) : value;
}

const TYPES_OF_SERVICE: Readonly<Record<string, number>> = {
  'minimize-delay': 0x10,
  'maximize-throughput': 0x08,
  'maximize-reliability': 0x04,
  'minimize-cost': 0x02,
  'normal-service': 0x00,
};

/** `0x10/0x3f`: a name has the mask 0x3f, a number without one 0xff (extensions/tos_values.c). */
export function typeOfService(value: string): string {
  const name = value.toLowerCase();
  const known = Object.hasOwn(TYPES_OF_SERVICE, name) ? TYPES_OF_SERVICE[name] : undefined;
  const parts = known === undefined ? splitMark(value) : { value: known, mask: 0x3f };
  if (!parts) return value;
  const two = (part: number) => `0x${part.toString(16).padStart(2, '0')}`;
  return `${two(parts.value)}/${two(value.includes('/') || known !== undefined ? parts.mask : 0xff)}`;
}

/** `0x2e` of `EF`, `0x0a` of `AF11` (extensions/dscp_helper.c). */
export function dscpClass(value: string): string {
  const name = /^(?:(CS)([0-7])|(AF)([1-4])([1-3])|(EF)|(BE))$/i.exec(value);
  if (!name) return value;
  const number = name[1]
    ? Number(name[2]) * 8
    : name[3]
      ? Number(name[4]) * 8 + Number(name[5]) * 2
      : name[6]
        ? 46
        : 0;
  return `0x${number.toString(16).padStart(2, '0')}`;
}
