import type { PacketFlow, SynFacts } from '../../model/conversations.ts';
import type { PacketDirection } from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';
import { Segments } from './segments.ts';
import type { Tcp } from './tcp.ts';
import type { Sight } from './where.ts';

/** Gaps and places kept of each kind. */
const MAX_GAPS = 16;
const MAX_PLACES = 4;
/** Less than this between two equal packets is the same one, seen twice: no sender repeats a packet so soon. */
export const COPY_GAP = 0.001;

/** What told a copy from a retransmission. */
export type Decided = 'ip-id' | 'gap';

/** Seconds between two stamps, without what binary fractions add to them. */
export function gapOf(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.round((to - from) * 1e9) / 1e9;
}

/** One direction of a conversation at one point of capture, while it is added up. */
export class Half {
  packets = 0;
  bytes = 0;
  copies = 0;
  decidedBy: Decided | null = null;
  fragments = 0;
  firstTime: number | null = null;
  lastTime: number | null = null;
  syns = 0;
  synAcks = 0;
  fins = 0;
  resets = 0;
  syn: SynFacts | null = null;
  readonly #synGaps: (number | null)[] = [];
  #segments = 0;
  #retransmissions = 0;
  readonly #gaps: (number | null)[] = [];
  #late = 0;
  #undecided = 0;
  #probes = 0;
  #duplicateAcks = 0;
  #zeroWindows = 0;
  #largest = 0;
  #largestAgain = 0;
  #synSeq: number | null = null;
  #synTime: number | null = null;
  #synId: number | null = null;
  #seen: Segments | null = null;
  // The packet before, to know a copy of it.
  #flags: string | null = null;
  #seq: number | null = null;
  #ack: number | null = null;
  #win: number | null = null;
  #length: number | null = null;
  #id: number | null = null;
  readonly #first: Place;
  readonly #synPlaces: Place[] = [];
  readonly #resetPlaces: Place[] = [];
  readonly #againPlaces: Place[] = [];
  readonly #zeroPlaces: Place[] = [];
  /** Whether the source of this half is the first end of the conversation. */
  readonly forward: boolean;
  readonly interface: string | null;
  readonly direction: PacketDirection | null;

  constructor(forward: boolean, sight: Sight) {
    this.forward = forward;
    this.interface = sight.interface;
    this.direction = sight.direction;
    this.#first = sight.where.place();
  }

  /** Adds a packet without TCP fields. */
  addPlain(length: number | null, sight: Sight): void {
    this.#count(length, sight);
  }

  /** Adds a TCP packet. `id` is that of the IP header, where -v prints it. */
  addTcp(tcp: Tcp, id: number | null, sight: Sight): void {
    const copy = this.#copyOfLast(tcp, id, sight);
    if (copy) {
      this.#isCopy(copy);
      return;
    }
    if (tcp.syn ? this.#addSyn(tcp, id, sight) : this.#addSegment(tcp, id, sight)) return;
    this.#count(tcp.length, sight);
    if (tcp.rst) this.#addReset(sight);
    else if (!tcp.syn) this.#addAck(tcp, sight);
    this.#flags = tcp.flags;
    this.#seq = tcp.seqFrom;
    this.#ack = tcp.ack;
    this.#win = tcp.win;
    this.#length = tcp.length;
    this.#id = id;
  }

  #isCopy(by: Decided): void {
    this.copies++;
    this.decidedBy ??= by;
  }

  #count(length: number | null, sight: Sight): void {
    this.packets++;
    this.bytes += length ?? 0;
    if (sight.time === null) return;
    this.firstTime ??= sight.time;
    this.lastTime = sight.time;
  }

  /** The packet before once more, on its way through another interface. */
  #copyOfLast(tcp: Tcp, id: number | null, sight: Sight): Decided | null {
    if (this.#flags === null || tcp.flags !== this.#flags || tcp.length !== this.#length) return null;
    if (tcp.seqFrom !== this.#seq || tcp.ack !== this.#ack || tcp.win !== this.#win) return null;
    const gap = gapOf(this.lastTime, sight.time);
    return sameAgain(gap, id, this.#id, sight);
  }

  /** True where it was a copy. */
  #addSyn(tcp: Tcp, id: number | null, sight: Sight): boolean {
    if (tcp.seqFrom !== null && tcp.seqFrom === this.#synSeq) {
      const gap = gapOf(this.#synTime, sight.time);
      const copy = sameAgain(gap, id, this.#synId, sight);
      if (copy) {
        this.#isCopy(copy);
        return true;
      }
      if (this.#synGaps.length < MAX_GAPS) this.#synGaps.push(gap);
    } else {
      this.#synSeq = tcp.seqFrom;
      this.#seen = null;
    }
    if (tcp.ackFlag) this.synAcks++;
    else this.syns++;
    this.syn ??= { time: sight.time, seq: tcp.seqFrom, mss: tcp.mss, ack: tcp.ack };
    this.#synTime = sight.time;
    this.#synId = id;
    if (this.#synPlaces.length < MAX_PLACES) this.#synPlaces.push(sight.where.place());
    return false;
  }

  #addReset(sight: Sight): void {
    this.resets++;
    if (this.#resetPlaces.length < MAX_PLACES) this.#resetPlaces.push(sight.where.place());
  }

  #addAck(tcp: Tcp, sight: Sight): void {
    if (tcp.win === 0) {
      this.#zeroWindows++;
      if (this.#zeroPlaces.length < MAX_PLACES) this.#zeroPlaces.push(sight.where.place());
    }
    const pure = tcp.length === 0 && tcp.flags === '.' && tcp.ack !== null;
    if (pure && this.#flags === '.' && this.#length === 0 && tcp.ack === this.#ack && tcp.win === this.#win)
      this.#duplicateAcks++;
  }

  /** Looks whether a segment was seen before. True where it is a copy of one. */
  #addSegment(tcp: Tcp, id: number | null, sight: Sight): boolean {
    const length = tcp.length ?? 0;
    if ((length === 0 && !tcp.fin) || tcp.rst || tcp.seqFrom === null) return false;
    this.#seen ??= new Segments(this.#synSeq);
    const { seen, gap, lastId } = this.#seen.add(tcp.seqFrom, length, tcp.fin, sight.time, id);
    if (seen === 'again') {
      const copy = sameAgain(gap, id, lastId, sight);
      if (copy) {
        this.#isCopy(copy);
        return true;
      }
      this.#sentAgain(gap, length, sight);
    } else if (seen === 'late') this.#late++;
    else if (seen === 'probe') this.#probes++;
    if (tcp.fin) this.fins++;
    this.#segments++;
    if (length > this.#largest) this.#largest = length;
    return false;
  }

  #sentAgain(gap: number | null, length: number, sight: Sight): void {
    if (gap === null && sight.copiesPossible) {
      this.#undecided++;
      return;
    }
    this.#retransmissions++;
    if (this.#gaps.length < MAX_GAPS) this.#gaps.push(gap);
    if (this.#againPlaces.length < MAX_PLACES) this.#againPlaces.push(sight.where.place());
    if (length > this.#largestAgain) this.#largestAgain = length;
  }

  finish(fromClient: boolean): PacketFlow {
    return {
      fromClient,
      interface: this.interface,
      direction: this.direction,
      packets: this.packets,
      bytes: this.bytes,
      firstTime: this.firstTime,
      lastTime: this.lastTime,
      syns: this.syns,
      synAcks: this.synAcks,
      fins: this.fins,
      resets: this.resets,
      syn: this.syn,
      synGaps: this.#synGaps,
      segments: this.#segments,
      retransmissions: this.#retransmissions,
      retransmissionGaps: this.#gaps,
      lateSegments: this.#late,
      undecided: this.#undecided,
      probes: this.#probes,
      duplicateAcks: this.#duplicateAcks,
      zeroWindows: this.#zeroWindows,
      largest: this.#largest,
      largestRetransmitted: this.#largestAgain,
      fragments: this.fragments,
      places: {
        first: this.#first,
        syns: this.#synPlaces,
        resets: this.#resetPlaces,
        retransmissions: this.#againPlaces,
        zeroWindows: this.#zeroPlaces,
      },
    };
  }
}

/**
 * Whether an equal packet is the same one, seen by two taps. The IP id tells where it is printed and counts (Linux sends 0 in
 * SYN/ACKs): whoever sends again takes a new one. Else the gap does, where two taps can have seen it.
 */
function sameAgain(
  gap: number | null,
  id: number | null,
  lastId: number | null,
  sight: Sight,
): Decided | null {
  if (id !== null && lastId !== null && (id > 0 || lastId > 0))
    return id === lastId && (gap === null || gap < 1) ? 'ip-id' : null;
  return sight.copiesPossible && gap !== null && gap < COPY_GAP ? 'gap' : null;
}
