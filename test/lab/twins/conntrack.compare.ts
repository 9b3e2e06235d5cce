import type { Flow, Tuple } from '../../../src/engine/model/flow.ts';
import type { FlowEvents } from '../../../src/engine/model/flow-events.ts';
import type { FlowTable, Ranking } from '../../../src/engine/model/flow-table.ts';

/** What can be compared of a form. /proc writes IPv6 in full, names no DCCP, and prints `zone=0`. */
const withoutMark = (form: string) => form === 'save';
/** `-o save` says that a status bit is set, XML too; /proc and the tool say it by flags: all the same, except for the counters. */
const withoutCounters = (form: string) => form === 'save';

/** The port 0 of a DCCP flow made by hand is a service to the plain listing; these forms do not print it. */
const withoutPortZero = (form: string) => form === 'save' || form === 'proc';

/** The sums of a listing, without what differs from form to form: places, order of equals, seconds that passed. */
export function aggregatesOf(listing: FlowTable, form: string): unknown {
  const { flows, ipv6, unreplied, assured, offloaded, dnat, snat, sourcePortChanged } = listing;
  return {
    sums: { flows, ipv6, unreplied, assured, offloaded, dnat, snat, sourcePortChanged },
    states: merged(listing, form),
    sources: rankingOf(listing.sources),
    destinations: rankingOf(listing.destinations),
    services: rankingOf(listing.services, withoutPortZero(form)),
    snatPorts: sorted(
      listing.snatPorts.map(({ places: _, address, destination, ...use }) => ({
        ...use,
        address: endOf(address),
        destination: endOf(destination),
      })),
    ),
    udpBackends: sorted(
      listing.udpBackends.map(({ places: _, service, backend, ...use }) => ({
        ...use,
        service: endOf(service),
        backend: endOf(backend),
      })),
    ),
    marks: withoutMark(form) ? null : sorted(listing.marks),
  };
}

function merged({ states }: FlowTable, form: string): Record<string, number[]> {
  const sums: Record<string, number[]> = {};
  for (const { protocol, state, flows, unreplied, assured } of states) {
    const name = `${protocolOf(protocol, form)} ${state}`;
    const before = sums[name] ?? [0, 0, 0];
    sums[name] = [flows, unreplied, assured].map((count, i) => count + (before[i] as number));
  }
  return sums;
}

/** /proc calls DCCP unknown, where the kernel has no support for it. */
function protocolOf(name: string, form: string): string {
  return form === 'proc' && name === 'dccp' ? 'unknown' : name;
}

/** Ends with more flows than the last are there for certain; which of equals still found room depends on the order. */
function rankingOf({ top, distinct }: Ranking, uncertain = false): unknown {
  const least = top.at(-1)?.flows ?? 0;
  return {
    distinct: uncertain ? null : distinct,
    counts: top.map(({ flows }) => flows),
    names: top
      .filter(({ flows }) => flows > least)
      .map(({ name }) => endOf(name))
      .sort(),
  };
}

/** `fd77:0000:…:0001` and `fd77::1` are one address; `[fd77::1]:80` keeps its port. */
function endOf(text: string): string {
  // The port 0 of a DCCP flow made by hand, that not every form prints.
  const name = text.replace(/(?<=\.\d+|\]):0$/, '');
  const six = /^(\[?)([0-9a-f:]{2,39})(\](?::\d+)?)?$/.exec(name);
  if (!six?.[2]?.includes(':')) return name;
  return `${new URL(`http://[${six[2]}]/`).hostname}${six[3]?.slice(1) ?? ''}`;
}

function sorted<T>(rows: readonly T[]): T[] {
  return [...rows].sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

export type Comparable = ReturnType<typeof comparable>;

function comparable(flow: Flow, form: string) {
  const { protocolNumber, state, nat, unreplied, assured, offloaded, timeout, mark, zone } = flow;
  return {
    protocol: protocolOf(flow.protocol, form),
    protocolNumber,
    state,
    original: tupleOf(flow.original, form),
    reply: flow.reply && tupleOf(flow.reply, form),
    nat,
    unreplied,
    assured,
    offloaded,
    // Events leave a mark of 0 out.
    mark: withoutMark(form) ? null : mark || null,
    zone: zone || null,
    timeout,
  };
}

function tupleOf(tuple: Tuple, form: string) {
  const { sourcePort, destinationPort, packets, bytes, zone } = tuple;
  // DCCP made by hand has port 0, which /proc does not print, and neither does -o save.
  const ports = { sourcePort: sourcePort || null, destinationPort: destinationPort || null };
  const counters = withoutCounters(form) ? null : { packets, bytes };
  return {
    source: endOf(tuple.source),
    destination: endOf(tuple.destination),
    ...ports,
    zone: zone || null,
    counters,
  };
}

export function withoutTimeout({ timeout: _, ...flow }: Comparable) {
  return flow;
}

/** The single flows of a listing, in an order of their own. */
export function flowsOf(listing: FlowTable, form: string): Comparable[] {
  return listing.listed
    .map(flow => comparable(flow, form))
    .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
}

function keyOf(flow: Comparable): string {
  return JSON.stringify(withoutTimeout(flow));
}

/** The single events of a recording, sorted; two processors may report them to two listeners in another order. */
export function eventsOf(recording: FlowEvents, form: string): unknown[] {
  return sorted(
    recording.events.map(({ type, flow, userspace }) => ({
      type,
      port: userspace?.port ?? null,
      ...comparable(flow, form),
    })),
  );
}
