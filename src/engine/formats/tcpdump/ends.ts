import type { End } from '../../model/packets.ts';

/** Splits `10.244.1.2.8080` and `fd77::2.http`; `ports` says whether the protocol has ports. */
export function endOf(text: string, ports: boolean): End {
  const dot = text.lastIndexOf('.');
  if (dot < 0 || !hasPort(text, ports)) return { address: text, port: null, service: null };
  const port = text.slice(dot + 1);
  const number = /^\d{1,5}$/.test(port) ? Number(port) : null;
  const masked = /^[xX*]{1,8}$|^<.{1,20}>$/.test(port);
  return { address: text.slice(0, dot), port: number, service: number === null && !masked ? port : null };
}

const QUAD = /^(?:\d{1,3}|[xX*]{1,4})(?:\.(?:\d{1,3}|[xX*]{1,4})){3}(?=\.|$)/;

/** A masked `x.x.x.x` or `10.xx.1.7` without a port has three dots; an IPv6 address with one has one. */
function hasPort(text: string, ports: boolean): boolean {
  const quad = QUAD.exec(text)?.[0].length ?? 0;
  // `10.0.0.1` has none, `10.0.0.1.80` has one, and nothing printed has more parts.
  if (quad > 0) return quad < text.length && text.indexOf('.', quad + 1) < 0;
  if (!text.includes(':')) return ports;
  const parts = text.split('.', 6).length;
  return parts === 2 || (parts === 5 && ports);
}
