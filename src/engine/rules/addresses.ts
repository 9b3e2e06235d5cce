/** Addresses and masks of rules, as inet_ntop(3) and iptables write them. */

export type Family = 'ipv4' | 'ipv6';

/** The four bytes of `10.0.0.1`; of `10`, `10.1`, too, as iptables completes them; null for anything else. */
function ipv4Bytes(text: string): number[] | null {
  const parts = /^(\d{1,3})(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?(?:\.(\d{1,3}))?$/.exec(text);
  if (!parts) return null;
  const bytes = parts.slice(1).map(part => Number(part ?? 0));
  return bytes.every(byte => byte < 256) ? bytes : null;
}

/** The eight groups of an IPv6 address; null for anything else. */
function ipv6Groups(text: string): number[] | null {
  if (text.length > 45 || !text.includes(':') || !/^[\da-fA-F:.]+$/.test(text)) return null;
  const embedded = /^(.*:)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})$/.exec(text);
  if (embedded) {
    const bytes = ipv4Bytes(embedded[2] as string);
    if (!bytes) return null;
    const [a, b, c, d] = bytes as [number, number, number, number];
    return ipv6Groups(`${embedded[1]}${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`);
  }
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return null;
  if (!tail) return head.length === 8 ? head : null;
  const gap = 8 - head.length - tail.length;
  return gap > 0 ? [...head, ...new Array<number>(gap).fill(0), ...tail] : null;
}

function groupsOf(text: string): number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  if (!groups.every(group => /^[\da-fA-F]{1,4}$/.test(group))) return null;
  return groups.map(group => Number.parseInt(group, 16));
}

/** As glibc's inet_ntop does: the longest run of zeros (the first of equals) is `::`, some addresses end in dots. */
function ipv6Text(groups: readonly number[]): string {
  const [from, length] = longestZeros(groups);
  const dotted = from === 0 && (length === 6 || (length === 5 && groups[5] === 0xffff));
  const hex = groups.map(group => group.toString(16));
  if (dotted) return `${length === 6 ? '::' : '::ffff:'}${dots(groups[6] as number, groups[7] as number)}`;
  if (length < 2) return hex.join(':');
  return `${hex.slice(0, from).join(':')}::${hex.slice(from + length).join(':')}`;
}

function dots(high: number, low: number): string {
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

function longestZeros(groups: readonly number[]): [number, number] {
  let best: [number, number] = [-1, 0];
  for (let i = 0; i < groups.length; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > best[1]) best = [i, end - i];
    i = Math.max(i, end - 1);
  }
  return best;
}

/** The address as iptables writes it; null for what is none (a name, a masked address). */
export function canonicalAddress(text: string): string | null {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return ipv4Bytes(text)?.join('.') ?? null;
  const groups = ipv6Groups(text);
  return groups && ipv6Text(groups);
}

export function isIpv6(text: string): boolean {
  return ipv6Groups(text.split('/')[0] as string) !== null;
}

/**
 * `10.0.0.0/255.0.0.0` is `10.0.0.0/8`, `192.168.1.1` is `192.168.1.1/32`, `10.1.2.3/8` is `10.0.0.0/8` (iptables masks
 * what it is given), a mask with holes stays as it is: `10.0.0.0/255.0.255.0`, `fe80::/ffff:ffff::ffff`. Null for what
 * is no network.
 */
export function canonicalNetwork(text: string): string | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const mask = slash < 0 ? null : text.slice(slash + 1);
  const six = ipv6Groups(address);
  const parts = six ?? ipv4Bytes(address);
  if (!parts || (!six && mask === null && !/^(?:\d+\.){3}\d+$/.test(address))) return null;
  const bits = six ? 16 : 8;
  const masks = maskParts(mask, bits);
  if (!masks) return null;
  const masked = parts.map((part, i) => part & (masks[i] as number));
  const length = prefixLength(masks, bits);
  const text2 = six ? ipv6Text(masked) : masked.join('.');
  return `${text2}/${length ?? (six ? ipv6Text(masks) : masks.join('.'))}`;
}

function maskParts(mask: string | null, bits: 8 | 16): number[] | null {
  const count = bits === 8 ? 4 : 8;
  const full = 2 ** bits - 1;
  if (mask === null) return new Array<number>(count).fill(full);
  if (!/^\d{1,3}$/.test(mask)) return bits === 8 ? ipv4Bytes(mask) : ipv6Groups(mask);
  const length = Number(mask);
  if (length > bits * count) return null;
  return Array.from({ length: count }, (_, i) => {
    const ones = Math.min(bits, Math.max(0, length - i * bits));
    return full & ~(2 ** (bits - ones) - 1);
  });
}

/** How many leading ones; null where ones follow zeros. */
function prefixLength(masks: readonly number[], bits: number): number | null {
  const binary = masks.map(mask => mask.toString(2).padStart(bits, '0')).join('');
  const ones = binary.indexOf('0') < 0 ? binary.length : binary.indexOf('0');
  return binary.includes('1', ones) && ones < binary.length ? null : ones;
}

/** An address with the mask only where it is not that of one host: `--ctorigsrc 10.0.0.0/8`, `--ctreplsrc 192.0.2.1`. */
export function canonicalHostOrNetwork(text: string): string | null {
  return (
    canonicalNetwork(text)
      ?.replace(/^([\d.]+)\/32$/, '$1')
      .replace(/^(.*:.*)\/128$/, '$1') ?? null
  );
}

/** Blacked out by a person: `10.xx.1.7`, `x.x.x.x`, `<redacted>`, `***`, `[REDACTED]`. */
export function isMasked(text: string): boolean {
  return (
    /\*{2,}|[<[](?:redacted|masked|hidden|removed|ip|node-ip|address)[\]>]|^(?:redacted|masked)$|[█▒■]/i.test(
      text,
    ) ||
    (/^[\dxX*.:/a-fA-F-]+$/.test(text) &&
      /[.:]/.test(text) &&
      /(?:^|[.:/])(?:[xX]{1,4}|\*)(?:$|[.:/-])|\d[xX]{1,3}(?:$|[./-])/.test(text))
  );
}
