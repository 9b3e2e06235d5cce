import type { Facts, LoggedEvent } from '../../facts/facts.ts';
import { type Told, told } from '../../facts/log.ts';
import { sourceValidation } from '../../facts/source-validation.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** So many packets of one device are more than chance. */
const OFTEN = 3;

/**
 * What `martian source` lines say (net/ipv4/route.c, ip_handle_martian_source). The kernel also prints them of sources that no
 * packet may have, and of its own addresses, whatever rp_filter is; so a line alone proves nothing.
 */
export function martianReasons(facts: Facts): { readonly reasons: Given[]; readonly notes: Given[] } {
  const own = ownAddresses(facts);
  const telling = told(facts, 'martian-source', event => isTelling(event, own));
  const noise = told(facts, 'martian-source', event => !isTelling(event, own));
  const reasons = [...noiseReasons(noise), ...destinations(facts)];
  if (!telling) return { reasons, notes: [] };
  if (telling.old)
    return { reasons, notes: [speaksFor('martian-was', telling.places, { values: telling.values })] };
  return { reasons: [...byDevice(facts, telling), ...reasons], notes: [] };
}

function ownAddresses(facts: Facts): ReadonlySet<string> {
  const interfaces = facts.all('addresses').flatMap(({ document }) => document.interfaces);
  return new Set(interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address)));
}

/** A line that rp_filter can have brought about: between two addresses of hosts, none of them this host's own source. */
function isTelling({ values }: LoggedEvent, own: ReadonlySet<string>): boolean {
  const { source, target } = values;
  if (source === undefined || target === undefined || source === target || own.has(source)) return false;
  return isHost(source) && isHost(target);
}

/** Not 0/8, loopback, multicast or a broadcast (by the usual last octet). */
function isHost(address: string): boolean {
  const [first = 0, , , last = 0] = address.split('.').map(Number);
  return first > 0 && first !== 127 && first < 224 && last !== 255;
}

/** An ARP request in a LAN with two of this host's ports arrives at both, and is logged at the wrong one: harmless. */
function isNear({ values }: LoggedEvent): boolean {
  const network = (address = '') => address.split('.').slice(0, 3).join('.');
  return network(values.source) === network(values.target);
}

/** One reason of each kind, of the device with most lines. */
function byDevice(facts: Facts, { events, bare }: Told): Given[] {
  const effective = new Map(sourceValidation(facts).map(found => [found.device, found]));
  const given = [...groupByDevice(events)]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([device, lines]) => {
      const last = lines.at(-1) as LoggedEvent;
      const known = effective.get(device);
      const value = known?.effective ?? null;
      const places = [
        ...lines
          .map(({ place }) => place)
          .reverse()
          .slice(0, 3),
        ...(known?.places ?? []),
      ];
      const { source = '', target = '' } = last.values;
      const values = { times: lines.length, device, source, target };
      const far = lines.filter(line => !isNear(line)).length;
      const certain = value === 1 && far >= OFTEN && !bare;
      if (certain) return speaksFor('martian-strict', places, { values, decisive: true });
      if (value === 0) return speaksAgainst('martian-off', places, { values });
      return value === 2
        ? speaksAgainst('martian-loose', places, { values })
        : speaksFor('martian', places, { values });
    });
  return given.filter((one, i) => given.findIndex(({ key }) => key === one.key) === i);
}

function groupByDevice(events: readonly LoggedEvent[]): Map<string, LoggedEvent[]> {
  const devices = new Map<string, LoggedEvent[]>();
  for (const event of events) {
    const device = event.values.device ?? '';
    const lines = devices.get(device);
    if (lines) lines.push(event);
    else devices.set(device, [event]);
  }
  return devices;
}

function noiseReasons(noise: Told | null): Given[] {
  if (!noise) return [];
  const { source = '', target = '' } = noise.events.at(-1)?.values ?? {};
  const values = { times: noise.events.length, source, target };
  return [speaksAgainst('martian-noise', noise.places, { values })];
}

function destinations(facts: Facts): Given[] {
  const found = told(facts, 'martian-destination');
  return found
    ? [speaksAgainst('martian-destination', found.places, { values: { times: found.events.length } })]
    : [];
}
