/** One end of a socket as `ss` and `netstat` print it. */
export interface Endpoint {
  /** The address as printed, without brackets, port and interface: `10.0.0.1`, `::`, `*`, `node-3`, `10.xx.1.7`. */
  readonly address: string;
  /** The interface behind `%`; null without. */
  readonly device: string | null;
  /** The port as a number; null for `*`, a service name, or a masked one. */
  readonly port: number | null;
  /** The port as printed: `443`, `https`, `*`. */
  readonly service: string;
  /** False where address or port is masked (`10.xx.1.7`, `x.x.x.x`) or cut off: two such may be different ones. */
  readonly exact: boolean;
}

const IPV4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const IPV6 = /^[0-9a-f:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?$/i;

/**
 * Parts `10.0.0.1:443`, `[fe80::1]%eth0:22`, `127.0.0.53%lo:53`, `:::22` (IPv6 any), `*:80`, `*%eth0:68`, `node-3:ssh`
 * at the last colon. Null where there is none, or nothing beside it.
 */
export function readEndpoint(text: string): Endpoint | null {
  const colon = text.lastIndexOf(':');
  if (colon < 1 || colon === text.length - 1 || text.length > 300) return null;
  const service = text.slice(colon + 1);
  const whole = text.slice(0, colon);
  const percent = whole.indexOf('%');
  const bare = percent < 0 ? whole : whole.slice(0, percent);
  const device = percent < 0 ? null : whole.slice(percent + 1);
  const address = bare.replace(/^\[|\]$/g, '');
  // `src=fd77::1` of conntrack is no end of a socket.
  if (address === '' || /[=,;"'(){}|\\]/.test(whole) || /[="(){}|]/.test(service)) return null;
  const port = /^\d{1,5}$/.test(service) && Number(service) <= 65535 ? Number(service) : null;
  const known = port !== null || service === '*' || /^[a-z][\w.+-]{0,40}$/i.test(service);
  return { address, device, port, service, exact: known && !isMasked(address) && !/^[x?]+$/i.test(service) };
}

/** Whether an address is not one any more: `10.xx.1.7`, `x.x.x.x`, `<redacted>`, `***`, `2001:db8:xxxx::1`. */
export function isMasked(address: string): boolean {
  if (address === '*' || IPV4.test(address) || IPV6.test(address)) return false;
  return /[*<>?█…]|^[xX]{1,8}$|(?:^|[.:-])[xX]{1,8}(?:[.:-]|$)|redacted|masked|\.\.\./i.test(address);
}
