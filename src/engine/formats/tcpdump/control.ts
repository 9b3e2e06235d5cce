import type {
  ArpRequest,
  Checksum,
  ChecksumRemark,
  End,
  IcmpError,
  IcmpKind,
  IcmpMessage,
} from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';
import { endOf } from './ends.ts';
import type { Heard } from './packet.ts';
import { own, type Sight } from './where.ts';

/** Different errors, requests and remarks that are kept; more say nothing new. */
const MAX_KEPT = 2000;
const MAX_PLACES = 4;

const NO_ERRORS = new Set<IcmpKind>([
  'echo-request',
  'echo-reply',
  'neighbor-solicitation',
  'neighbor-advertisement',
  'other',
]);

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Counted<T extends { readonly places: readonly Place[] }> = Mutable<Omit<T, 'places'>> & {
  places: Place[];
};

/** Adds up what is said about packets: ICMP errors, ARP, checksum remarks. */
export class Control {
  readonly #errors = new Map<string, Counted<IcmpError>>();
  readonly #arp = new Map<string, Mutable<ArpRequest>>();
  readonly #checksums = new Map<string, Counted<ChecksumRemark>>();
  #last: Counted<IcmpError> | null = null;

  addIcmp(heard: Heard, message: IcmpMessage, sight: Sight): void {
    this.#last = null;
    if (NO_ERRORS.has(message.kind)) return;
    const { kind, about, protocol, port, mtu } = message;
    const key = own(
      [
        heard.source,
        heard.destination,
        kind,
        about,
        protocol,
        port,
        mtu,
        sight.interface,
        sight.direction,
        sight.inner,
      ].join(' '),
    );
    const error = this.#errors.get(key) ?? this.#begin(key, heard, message, sight);
    if (!error) return;
    error.packets++;
    if (error.places.length < MAX_PLACES) error.places.push(sight.where.place());
    this.#last = error;
  }

  #begin(key: string, heard: Heard, message: IcmpMessage, sight: Sight): Counted<IcmpError> | null {
    if (this.#errors.size >= MAX_KEPT) return null;
    const error: Counted<IcmpError> = {
      ...message,
      about: message.about === null ? null : own(message.about),
      family: heard.protocol === 'icmp6' ? 6 : 4,
      from: own(heard.source),
      to: own(heard.destination),
      interface: sight.interface,
      direction: sight.direction,
      inner: sight.inner,
      quoted: null,
      packets: 0,
      firstTime: sight.time,
      places: [],
    };
    this.#errors.set(key, error);
    return error;
  }

  /** Takes the packet that the last ICMP error quotes. */
  quote(heard: Heard): void {
    if (!this.#last || this.#last.quoted) return;
    const end = (text: string): End => endOf(own(text), heard.ports);
    this.#last.quoted = {
      source: end(heard.source),
      destination: end(heard.destination),
      protocol: own(heard.protocol),
    };
  }

  addArp(heard: Heard, sight: Sight): void {
    const { arp } = heard;
    if (!arp) return;
    const key = `${sight.interface} ${sight.inner} ${arp.target}`;
    const known = this.#arp.get(key);
    if (known) {
      if (arp.request) known.requests++;
      else known.replies++;
      known.lastTime = sight.time ?? known.lastTime;
    } else if (arp.sender !== null && this.#arp.size < MAX_KEPT) {
      this.#arp.set(own(key), {
        target: own(arp.target),
        sender: own(arp.sender),
        interface: sight.interface,
        requests: 1,
        replies: 0,
        firstTime: sight.time,
        lastTime: sight.time,
        place: sight.where.place(),
      });
    }
  }

  addChecksum(checksum: Checksum, outer: boolean, sight: Sight): void {
    const { header, verdict } = checksum;
    const key = [header, verdict, sight.interface, sight.direction, sight.inner, outer].join(' ');
    let remark = this.#checksums.get(key);
    if (!remark) {
      if (this.#checksums.size >= MAX_KEPT) return;
      const { interface: at, direction, inner } = sight;
      remark = { header, verdict, interface: at, direction, inner, outer, packets: 0, places: [] };
      this.#checksums.set(own(key), remark);
    }
    remark.packets++;
    if (remark.places.length < MAX_PLACES) remark.places.push(sight.where.place());
  }

  finish(): { icmpErrors: IcmpError[]; arp: ArpRequest[]; checksums: ChecksumRemark[] } {
    return {
      icmpErrors: [...this.#errors.values()],
      arp: [...this.#arp.values()],
      checksums: [...this.#checksums.values()],
    };
  }
}
