import type { Packet } from '../../engine/model/packets.ts';
import { Stretches } from './stretches.ts';

/** first: not seen before. copy: the same packet at another point of capture. again: sent again. undecided: one of the two. */
export type Sighting = 'first' | 'copy' | 'again' | 'undecided';

/** Less than this between two equal packets at one point is the same one, seen twice: no sender repeats one so soon. In seconds. */
const COPY_GAP = 0.001;

interface Known {
  /** How often it was seen at each point of capture. */
  readonly points: Map<string, number>;
  /** How often it was sent, as far as is known. */
  sent: number;
  time: number | null;
  id: number | null;
}

export interface Seen {
  readonly sighting: Sighting;
  /** When it was last sent, where it was before; null without stamps. */
  readonly last: number | null;
}

const FIRST: Seen = { sighting: 'first', last: null };

/**
 * Tells packets that were sent again from those that one capture saw twice, as the reader of captures does: by the IP id where it is
 * printed, by the point of capture, else by the time between.
 */
export class Sightings {
  readonly #known = new Map<string, Known>();
  /** By direction and point of capture. */
  readonly #stretches = new Map<string, Stretches>();
  readonly #manyTaps: boolean;

  /** `listening`: the interface of the capture; null where nothing tells, `any` for all. */
  constructor(listening: string | null) {
    this.#manyTaps = listening === null || listening === '' || listening === 'any';
  }

  /** Takes the next packet of the capture; `direction` names its two ends. */
  see(packet: Packet, direction: string): Seen {
    const point = `${packet.interface ?? ''} ${packet.direction ?? ''}`;
    const part = this.#partOf(packet, `${direction} ${point}`);
    const key = keyOf(packet, direction);
    const known = key === null ? undefined : this.#known.get(key);
    if (known) return this.#equal(known, packet, point);
    const id = packet.ip?.id ?? null;
    if (key !== null) this.#known.set(key, { points: new Map([[point, 1]]), sent: 1, time: packet.time, id });
    return part;
  }

  /** The bytes of a segment, which may have gone in other segments before. */
  #partOf({ tcp, length, time, interface: name }: Packet, place: string): Seen {
    if (!tcp || !length || tcp.seqFrom === null || /[SR]/.test(tcp.flags ?? '')) return FIRST;
    const [from, to] = [tcp.seqFrom, tcp.seqFrom + length];
    let seen = this.#stretches.get(place);
    if (!seen) {
      seen = new Stretches();
      this.#stretches.set(place, seen);
    }
    const again = seen.has(from) && !seen.isProbe(from, to);
    const last = again ? seen.timeOf(from) : null;
    seen.add(from, to, time);
    if (!again) return FIRST;
    // Cut into segments on its way from one tap to the next, where the capture does not say which tap it was.
    const soon = last === null || time === null || time - last < COPY_GAP;
    return { sighting: this.#manyTaps && name === null && soon ? 'undecided' : 'again', last };
  }

  #equal(known: Known, packet: Packet, point: string): Seen {
    const last = known.time;
    const sighting = this.#compare(known, packet, point);
    known.points.set(point, (known.points.get(point) ?? 0) + 1);
    if (sighting === 'again') {
      known.sent++;
      known.time = packet.time;
      known.id = packet.ip?.id ?? null;
    }
    return { sighting, last };
  }

  #compare(known: Known, packet: Packet, point: string): Sighting {
    const id = packet.ip?.id ?? null;
    const gap = known.time === null || packet.time === null ? null : packet.time - known.time;
    // Linux sends 0 in SYN/ACKs.
    if (id !== null && known.id !== null && (id > 0 || known.id > 0))
      return id === known.id && (gap === null || gap < 1) ? 'copy' : 'again';
    if (packet.interface !== null) return (known.points.get(point) ?? 0) < known.sent ? 'copy' : 'again';
    if (!this.#manyTaps) return 'again';
    return gap === null ? 'undecided' : gap < COPY_GAP ? 'copy' : 'again';
  }
}

/** What makes two packets equal; null where nothing of the text can tell. */
function keyOf({ tcp, dns, icmp, length, protocol, ip }: Packet, direction: string): string | null {
  if (tcp) return `${direction} ${tcp.flags} ${tcp.seqFrom} ${tcp.seqTo} ${tcp.ack} ${tcp.win} ${length}`;
  if (dns) return `${direction} ${dns.id} ${dns.response} ${dns.type} ${dns.name}`;
  if (icmp) return `${direction} ${icmp.kind} ${icmp.about} ${icmp.port} ${icmp.mtu} ${length}`;
  if (ip?.id) return `${direction} ${protocol} ${ip.id} ${ip.offset}`;
  return null;
}
