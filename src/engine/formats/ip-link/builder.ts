import type { InterfaceAddress, LinkCounters, NetworkInterface, Vxlan } from '../../model/interfaces.ts';
import type { Place } from '../../model/place.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** An interface while its lines are read. */
export interface Building
  extends Omit<Writable<NetworkInterface>, 'addresses' | 'vxlan' | 'received' | 'sent'> {
  addresses: Writable<InterfaceAddress>[];
  vxlan: Vxlan | null;
  received: Writable<LinkCounters> | null;
  sent: Writable<LinkCounters> | null;
}

/** An interface of which only the name is known. */
export function newInterface(name: string, place: Place): Building {
  return {
    name,
    index: null,
    peer: null,
    flags: null,
    mtu: null,
    state: null,
    master: null,
    qdisc: null,
    queueLength: null,
    linkType: null,
    mac: null,
    linkNetns: null,
    addresses: [],
    driverKind: null,
    vxlan: null,
    details: null,
    received: null,
    sent: null,
    place,
  };
}

/** Adds counters to those of a direction; the errors stand on lines of their own. */
export function addCounters(
  known: Writable<LinkCounters> | null,
  values: Readonly<Record<string, number>>,
  place: Place,
): Writable<LinkCounters> {
  return known ? { ...known, values: { ...known.values, ...values } } : { values, place };
}
