import type { Packet } from '../../engine/model/packets.ts';

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

/**
 * Tells packets that were sent again from those that one capture saw twice, as the reader of captures does: by the IP id where it is
 * printed, by the point of capture, else by the time between.
 */
export class Sightings {
  readonly #known = new Map<string, Known>();
  readonly #manyTaps: boolean;

  /** `listening`: the interface of the capture; null where nothing tells, `any` for all. */
  constructor(listening: string | null) {
    this.#manyTaps = listening === null || listening === '' || listening === 'any';
  }

  /** Takes the next packet of the capture; `direction` names its two ends. */
  see(packet: Packet, direction: string): Seen {
    const key = keyOf(packet, direction);
    const { time } = packet;
    const point = `${packet.interface ?? ''} ${packet.direction ?? ''}`;
    const id = packet.ip?.id ?? null;
    const known = key === null ? undefined : this.#known.get(key);
    if (!known) {
      if (key !== null) this.#known.set(key, { points: new Map([[point, 1]]), sent: 1, time, id });
      return { sighting: 'first', last: null };
    }
    const last = known.time;
    const sighting = this.#compare(known, packet, point);
    known.points.set(point, (known.points.get(point) ?? 0) + 1);
    if (sighting === 'again') {
      known.sent++;
      known.time = time;
      known.id = id;
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
function keyOf({ tcp, dns, length, protocol, ip }: Packet, direction: string): string | null {
  if (tcp) return `${direction} ${tcp.flags} ${tcp.seqFrom} ${tcp.seqTo} ${tcp.ack} ${tcp.win} ${length}`;
  if (dns) return `${direction} ${dns.id} ${dns.response} ${dns.type} ${dns.name}`;
  if (ip?.id) return `${direction} ${protocol} ${ip.id} ${ip.offset}`;
  return null;
}
