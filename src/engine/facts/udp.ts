import type { Flow } from '../model/flow.ts';
import type { Place } from '../model/place.ts';
import { canonicalAddress } from '../rules/index.ts';

/** One flow's ends as a key: equal in two listings where it is the same flow. */
export function tupleOf({ protocol, original, zone }: Flow): string {
  const { source, sourcePort, destination, destinationPort } = original;
  return `${protocol} ${zone ?? ''} ${source} ${sourcePort} ${destination} ${destinationPort}`;
}

/**
 * Ports whose protocol always answers: DNS, DHCP relays apart; TFTP, Kerberos, NTP, SNMP, LDAP, IKE, RADIUS, STUN, SIP,
 * memcached, HTTP/3. Whatever is not here may be one-way by design (statsd, syslog, traps, NetFlow, tunnels).
 */
const ANSWERS: ReadonlySet<number> = new Set([
  53, 69, 88, 123, 161, 389, 443, 500, 1812, 1813, 3478, 4500, 5060, 11211,
]);

/** Whether a packet to this port wants an answer, so that an entry without one says something. */
export function wantsAnswer(port: number | null): boolean {
  return port !== null && ANSWERS.has(port);
}

/** `10.96.0.10:53`, `[fd00::a]:53` */
export function endText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** An address and a port of UDP. */
export interface UdpEnd {
  readonly address: string;
  readonly port: number;
}

/** Where packets to a service go now, as far as the paste tells. */
export interface Endpoints {
  /**
   * `address port` in canonical form, or an address alone where every port of it is meant; with those that other rules of the same
   * ruleset lead to, since what can be reached in another way is not gone.
   */
  readonly ends: ReadonlySet<string>;
  /** True where these are all, so that one which is not among them is no endpoint. */
  readonly complete: boolean;
  /** True where the rules of the node say so, and not a list of the cluster. */
  readonly fromRules: boolean;
  readonly places: readonly Place[];
}

/** A key of `Endpoints.ends`. */
export function endKey(address: string, port: number | null): string {
  const canonical = canonicalAddress(address) ?? address;
  return port === null ? canonical : `${canonical} ${port}`;
}
