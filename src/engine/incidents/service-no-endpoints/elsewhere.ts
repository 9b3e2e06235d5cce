import type { Facts } from '../../facts/facts.ts';
import { type Failure, failuresOfClients, wentTo } from '../../facts/failures.ts';
import { serviceRules, toldEnd } from '../../facts/service-rules.ts';
import type { KubeObject } from '../../model/kube-objects.ts';
import type { VirtualService } from '../../model/virtual-services.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

const refusals = (facts: Facts): Failure[] =>
  failuresOfClients(facts).filter(({ how }) => how === 'refused' || how === 'at-once');

/**
 * IPVS mode: a virtual service without a real server. The kernel answers with an ICMP port unreachable
 * (net/netfilter/ipvs/ip_vs_core.c, ip_vs_leave()), and logs that there is no destination.
 */
export function ipvsReasons(facts: Facts): Given[] {
  const failed = refusals(facts);
  const empty = emptyVirtualServices(facts).flatMap(service => {
    const end = { address: service.address, port: service.port, name: null };
    const met = service.address === null ? [] : failed.filter(failure => wentTo(failure, end));
    const places = [service.place, ...met.slice(0, 3).map(({ place }) => place)];
    return met.length > 0
      ? [speaksFor('refused-at-virtual', places, { values: { service: service.text }, decisive: true })]
      : [];
  });
  return [...empty, ...ipvsLog(facts)];
}

/** Not of a listing that shows only a part of the lines (`| grep TCP`). */
function emptyVirtualServices(facts: Facts): VirtualService[] {
  const last = facts.all('virtual-services').findLast(({ document }) => document.services.length > 0);
  if (!last || last.section.partial !== null || last.document.form === 'connections') return [];
  return last.document.services.filter(({ servers }) => servers.length === 0);
}

function ipvsLog(facts: Facts): Given[] {
  const events = facts.logged('ipvs-no-destination').filter(({ prefixed }) => prefixed);
  const last = events.at(-1);
  if (!last) return [];
  const { address = null, port = null } = last.values;
  const values = { service: toldEnd({ address, port, name: null }), times: events.length };
  return [speaksFor('ipvs-logged', events.map(({ place }) => place).reverse(), { values })];
}

/** Every virtual service has a server with a weight: IPVS can serve them all. */
export function ipvsServed(facts: Facts): Given[] {
  const last = facts.all('virtual-services').at(-1);
  if (last?.document.form !== 'list' || last.section.partial !== null || last.document.orphans.length > 0)
    return [];
  const { services } = last.document;
  const served = services.every(({ servers }) => servers.some(({ weight }) => weight !== null && weight > 0));
  if (services.length === 0 || !served || last.section.command === null) return [];
  const places = services.map(({ place }) => place);
  return [speaksAgainst('virtual-served', places, { values: { services: services.length }, decisive: true })];
}

/** What the API server says: endpoints or slices of a service that hold no address. */
export function kubectlReasons(facts: Facts): Given[] {
  const failed = refusals(facts);
  const documents = facts.all('kube-objects');
  const services = documents
    .flatMap(({ document }) => document.objects)
    .filter(({ service }) => service !== null);
  return documents.flatMap(({ section, document }) =>
    document.objects
      .filter(({ endpoints }) => endpoints?.none === true && endpoints.more === 0)
      .flatMap(row => {
        const of = services.filter(service => belongs(row, service));
        const met = failed.filter(failure => of.some(service => wentToService(failure, service)));
        const name = row.namespace === null ? nameOf(row) : `${row.namespace}/${nameOf(row)}`;
        const values = { service: name };
        const places = [row.place, ...met.slice(0, 3).map(({ place }) => place)];
        if (met.length > 0) return [speaksFor('refused-none-listed', places, { values, decisive: true })];
        const listed = document.objects.filter(({ endpoints }) => endpoints !== null);
        const named = listed.length === 1 && (section.command ?? '').includes(nameOf(row));
        return named ? [speaksFor('none-listed', places, { values })] : [];
      }),
  );
}

/** The service's name: a slice has five characters of its own behind it (`web-x7k2p`). */
function nameOf(row: KubeObject): string {
  return row.resource === 'endpointslice' ? row.name.replace(/-[a-z\d]{5}$/, '') : row.name;
}

function belongs(row: KubeObject, service: KubeObject): boolean {
  return (
    nameOf(row) === service.name &&
    (row.namespace ?? service.namespace) === (service.namespace ?? row.namespace)
  );
}

function wentToService(failure: Failure, { service }: KubeObject): boolean {
  const addresses = [service?.clusterIp ?? null, ...(service?.externalIps ?? [])].filter(
    address => address !== null,
  );
  return (service?.ports ?? []).some(({ port }) =>
    addresses.some(address => wentTo(failure, { address, port, name: null })),
  );
}

/** A component that asked for the service says so (`no endpoints available for service "…"`, the API server's proxy). */
export function logReasons(facts: Facts): Given[] {
  const events = facts.logged('no-endpoints');
  const last = events.at(-1);
  if (!last?.values.name) return [];
  const values = { service: last.values.name, times: events.length };
  return [speaksFor('logged', events.map(({ place }) => place).reverse(), { values })];
}

/** `has no local endpoints` is kube-proxy's word for another matter: endpoints there are, on other nodes. */
export function localNotes(facts: Facts): Given[] {
  const local = serviceRules(facts, 'has no local endpoints', 'DROP', 'KUBE-MARK-DROP');
  const [first] = local;
  if (!first) return [];
  return [
    speaksAgainst(
      'only-local-missing',
      local.flatMap(({ hits }) => hits.places),
      {
        values: { service: toldEnd(first) },
      },
    ),
  ];
}
