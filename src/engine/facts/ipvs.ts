import type { RealServer, VirtualService, VirtualServices } from '../model/virtual-services.ts';
import type { Facts, Sourced } from './facts.ts';
import { samePlace } from './same-output.ts';

/** A TCP server of IPVS that gets no new connections (weight 0), as one reading shows it. */
export interface Drained {
  readonly source: Sourced<VirtualServices>;
  readonly service: VirtualService;
  readonly server: RealServer;
  readonly active: number;
  readonly inactive: number;
}

/** Readings that show weights and connections: `ipvsadm -Ln`, `/proc/net/ip_vs`; what was only set up (`-Sn`) is none. */
export function ipvsReadings(facts: Facts): readonly Sourced<VirtualServices>[] {
  return facts
    .all('virtual-services')
    .filter(
      ({ document: { form, services } }) => (form === 'list' || form === 'proc') && services.length > 0,
    );
}

/**
 * The drained servers of one reading. Not those of a service with persistence: its templates lead clients there by design
 * (ip_vs_check_template).
 */
export function drainedServers(source: Sourced<VirtualServices>): Drained[] {
  return source.document.services
    .filter(({ protocol, persistent }) => protocol === 'TCP' && persistent === null)
    .flatMap(service =>
      service.servers.flatMap(server => {
        const { weight, active, inactive } = server;
        return weight === 0 && active !== null && inactive !== null
          ? { source, service, server, active, inactive }
          : [];
      }),
    );
}

/** The same server of the same service in earlier readings, as long as each of them shows it drained; the earliest first. */
export function earlierReadings(facts: Facts, { source, service, server }: Drained): Drained[] {
  const readings = ipvsReadings(facts);
  const at = readings.findIndex(({ document }) => document === source.document);
  const earlier = readings
    .slice(0, at)
    .filter(({ section }) => samePlace(section, source.section))
    .map(reading =>
      drainedServers(reading).find(
        other => other.service.text === service.text && other.server.text === server.text,
      ),
    );
  const unlike = earlier.lastIndexOf(undefined);
  return earlier.slice(unlike + 1).filter(found => found !== undefined);
}
