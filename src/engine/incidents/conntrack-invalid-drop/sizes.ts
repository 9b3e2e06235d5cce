import type { Interval } from '../../model/ruleset.ts';

/**
 * What the average size of dropped packets tells, of IPv4 (IPv6 has 20 bytes more):
 *  - handshakes: 60 bytes is a TCP segment without payload whose options are MSS, SACK permitted, timestamps and window scale,
 *    as SYN and SYN/ACK carry them (tcp_output.c, tcp_syn_options()). A SYN is NEW; a SYN/ACK whose SYN was not seen is
 *    INVALID (nf_conntrack_proto_tcp.c, tcp_conntracks: state NONE, synack → IV).
 *  - leftovers: up to 53 bytes there is no payload (RST 40, ACK or FIN with timestamps 52): what comes after a connection
 *    that conntrack has already forgotten. A bare ACK of an asymmetric path looks the same.
 */
export type Size = 'handshakes' | 'leftovers' | 'other';

const IPV6_MORE = 20;
const HANDSHAKE = 60;
const LEFTOVER = 53;
/** An average can come out at 60 by chance: it must lie as near as this, over as many packets. */
const NEAR = 0.5;
const ENOUGH = 100;

/** Null where counters are not printed, or too few packets were counted to say anything. */
export function sizeOf(packets: Interval | null, bytes: Interval | null, ipv6: boolean): Size | null {
  if (!packets || !bytes || packets.low === 0) return null;
  const more = ipv6 ? IPV6_MORE : 0;
  const [least, most] = [bytes.low / packets.high - more, bytes.high / packets.low - more];
  if (packets.low >= ENOUGH && least >= HANDSHAKE - NEAR && most <= HANDSHAKE + NEAR) return 'handshakes';
  return most <= LEFTOVER ? 'leftovers' : 'other';
}
