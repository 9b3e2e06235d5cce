import type { Checksum, IpHeader, PacketDirection, Packets } from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';
import type { Outcome } from '../format.ts';
import { Clock } from './clock.ts';
import { Control } from './control.ts';
import { Conversations } from './conversations.ts';
import type { Frame } from './frame.ts';
import type { Head } from './head.ts';
import { type KeptPacket, keep, MAX_KEPT } from './keep.ts';
import type { Options } from './options.ts';
import { Heard, type Kind, readLine } from './packet.ts';
import { Queries } from './queries.ts';
import { type Sight, Where } from './where.ts';

/** outer: a packet of the capture. inner: one in a tunnel. quoted: the beginning of one in an ICMP error. */
type Level = 'outer' | 'inner' | 'quoted';

/** The first line of a packet under -v, until its ends come. */
interface Pending {
  readonly level: Level;
  readonly ip: IpHeader | null;
  readonly checksum: Checksum | null;
  readonly network: Head['network'];
}

/** `	0x0000:  4500 003c b06f 4000 …` of -x and -X */
const HEX = /^\s{0,8}0x[\da-f]{4}: /;

/** Takes the packets of one capture. */
export class Capture {
  packets = 0;
  readonly where = new Where();
  #cut = 0;
  #first: Place | null = null;
  readonly #clock: Clock;
  readonly #frame: Frame;
  readonly #options: Options;
  readonly #heard = new Heard();
  readonly #sight: Sight;
  readonly #conversations = new Conversations();
  readonly #queries = new Queries();
  readonly #control = new Control();
  readonly #kept: KeptPacket[] = [];
  #pending: Pending | null = null;
  /** The packet whose tunnel's inner one comes next; false where it was not kept. */
  #tunnel: KeptPacket | false | null = null;
  #quotes = false;
  #verbose = false;

  constructor(options: Options, frame: Frame) {
    this.#options = options;
    this.#frame = frame;
    this.#clock = new Clock(options.ts);
    const { where } = this;
    this.#sight = { time: null, where, interface: null, direction: null, inner: false, copiesPossible: true };
  }

  /** Reads one line. What is answered with `more` or `refused` has changed nothing. */
  read(text: string, whole: boolean): Outcome {
    const heard = this.#heard;
    const kind = readLine(text, heard);
    const level = kind === 'none' ? null : this.#levelOf(text);
    if (level === null) return this.#isNoise(text) ? 'noise' : 'refused';
    if (kind === 'broken' && !whole) return 'more';
    if (kind === 'header') {
      this.#begin(level);
      this.#verbose = true;
      this.#pending = { level, ip: heard.ip, checksum: heard.checksum, network: heard.head.network };
      return 'read';
    }
    if (kind === 'broken' && heard.destinationTo === 0) return 'refused';
    this.#take(level, kind);
    return 'read';
  }

  /** Which packet a line is part of; null where it only looks like one. */
  #levelOf(text: string): Level | null {
    const { head, protocol, tcp } = this.#heard;
    if (head.stamp !== null) return head.network === null ? null : 'outer';
    if (head.network === null) {
      if (this.#pending) return this.#pending.level;
      // Without its first line, which a grep took away: `    10.77.1.2.59938 > 10.244.1.2.8080: Flags [S], …`
      return (protocol === 'tcp' && tcp.flags !== null) || this.#heard.dns ? 'outer' : null;
    }
    if (this.#tunnel !== null) return 'inner';
    if (this.#quotes && head.indented) return 'quoted';
    return /[>,]/.test(text) ? 'outer' : null;
  }

  #isNoise(text: string): boolean {
    if (this.packets === 0) return false;
    return HEX.test(text) || (this.#verbose && /^(?:\t| {2,})/.test(text));
  }

  /** Sets time and point of capture for what is on the line. */
  #begin(level: Level): void {
    const { head } = this.#heard;
    const sight = this.#sight;
    sight.inner = level === 'inner';
    if (level !== 'outer') return;
    this.#tunnel = null;
    this.#quotes = false;
    sight.time = this.#clock.read(head);
    sight.interface = head.interface === null ? null : internName(head.interface);
    sight.direction = head.direction as PacketDirection | null;
    sight.copiesPossible =
      sight.interface === null && !isSingle(this.#frame.listening) && !isSingle(this.#options.interface);
  }

  #take(level: Level, kind: Kind): void {
    const heard = this.#heard;
    const pending = this.#pending;
    this.#pending = null;
    if (pending && heard.head.stamp === null && heard.head.network === null) {
      heard.ip = pending.ip;
      heard.checksum ??= pending.checksum;
      heard.head.network = pending.network;
    } else this.#begin(level);
    if (kind === 'broken') {
      heard.cut = true;
      // `host 10.1.1.1 unreachable - adm`, `A? shop.def`, `tell 10.77.1`: what the rest would have said is not known.
      heard.dns = heard.icmp = heard.arp = null;
    }
    if (heard.ip) this.#verbose = true;
    if (heard.cut) this.#cut++;
    if (level === 'quoted') {
      this.#control.quote(heard);
      return;
    }
    if (level === 'outer') this.packets++;
    this.#first ??= this.where.place();
    this.#add(level);
  }

  #add(level: Level): void {
    const heard = this.#heard;
    const sight = this.#sight;
    if (heard.ports && (heard.protocol === 'tcp' || heard.protocol === 'udp'))
      this.#conversations.add(heard, sight);
    if (heard.dns) this.#queries.add(heard, heard.dns, sight);
    if (heard.icmp) this.#control.addIcmp(heard, heard.icmp, sight);
    this.#quotes = heard.icmp !== null;
    if (heard.arp) this.#control.addArp(heard, sight);
    if (heard.checksum) this.#control.addChecksum(heard.checksum, heard.tunnel !== null, sight);
    const packet = this.#keep(level);
    if (!heard.tunnel) return;
    if (heard.innerAt < 0) this.#tunnel = packet ?? false;
    else this.#readInner(packet);
  }

  #keep(level: Level): KeptPacket | null {
    const outer = this.#tunnel;
    this.#tunnel = null;
    if (level === 'inner') {
      const packet = outer ? keep(this.#heard, this.#sight) : null;
      if (outer && packet) outer.inner = packet;
      return packet;
    }
    if (this.#kept.length >= MAX_KEPT) return null;
    const packet = keep(this.#heard, this.#sight);
    this.#kept.push(packet);
    return packet;
  }

  /** `IP 10.77.0.1 > 10.77.0.2: IP 10.244.1.2.59938 > 10.244.2.2.80: Flags [S], …` */
  #readInner(outer: KeptPacket | null): void {
    const heard = this.#heard;
    const kind = readLine(heard.text.slice(heard.innerAt), heard);
    this.#tunnel = outer ?? false;
    if (kind !== 'packet' || heard.head.network === null) return;
    this.#sight.inner = true;
    this.#add('inner');
  }

  finish(): Packets | null {
    const { listening, linkType, footer } = this.#frame;
    const first = this.#first ?? footer?.place;
    if (!first) return null;
    return {
      kind: 'packets',
      packets: this.packets,
      clock: this.#clock.kind ?? 'none',
      firstTime: this.#clock.first,
      lastTime: this.#clock.last,
      listening: listening ?? this.#options.interface,
      linkType,
      footer,
      kept: this.#kept,
      conversations: this.#conversations.finish(),
      packetsLeftOut: this.#conversations.leftOut,
      dns: this.#queries.finish(this.#clock.last),
      ...this.#control.finish(),
      cut: this.#cut,
      first,
    };
  }
}

function isSingle(name: string | null): boolean {
  return name !== null && name !== '' && name !== 'any';
}

const names = new Map<string, string>();

/** The same string for the same interface: there are few, and each line has one. */
function internName(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  if (names.size > 1000) names.clear();
  names.set(name, name);
  return name;
}
