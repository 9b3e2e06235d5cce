import type { Packet } from '../model/packets.ts';
import type { PingRun } from '../model/pings.ts';
import type { Place } from '../model/place.ts';
import type { Facts } from './facts.ts';
import { tunnelFlows } from './overlay.ts';

/** Ports of tunnels over UDP: VXLAN of flannel and Linux, of IANA and Calico, Geneve. */
export const TUNNEL_PORTS: ReadonlySet<number> = new Set([4789, 6081, 8472]);

/** Outer packets of a tunnel between two hosts, as captures show them. */
export interface OuterTraffic {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  readonly packets: number;
  /** True where the capture was on the side that receives them. */
  readonly received: boolean;
  /** Whether one of them holds what must be answered: a TCP segment or an echo request, not of the tunnel's own end. */
  readonly wantsAnswer: boolean;
  /** Addresses behind the tunnel that were asked; of one alone, a policy or that Pod may be why it is silent. */
  readonly asked: number;
  /** Packets the other way; null where the capture's filter left them out. */
  readonly back: number | null;
  readonly places: readonly Place[];
}

/** Filters that keep one direction only. */
const ONE_SIDED = /\b(?:src|dst|inbound|outbound)\b|\s-Q\s{0,4}(?:in|out)\b|\|\s{0,4}grep\b/;

/** What captures show of tunnels, by the two hosts. */
export function outerTraffic(facts: Facts): OuterTraffic[] {
  return facts.all('packets').flatMap(({ section, document }) => {
    const oneSided = ONE_SIDED.test(section.command ?? '');
    const ways = new Map<string, Packet[]>();
    for (const packet of document.kept) {
      const { source, destination, tunnel } = packet;
      if (!tunnel || tunnel.kind === 'ipip' || tunnel.kind === 'gre' || !source || !destination) continue;
      const key = `${source.address} ${destination.address}`;
      ways.set(key, [...(ways.get(key) ?? []).slice(0, 200), packet]);
    }
    return [...ways].flatMap(([key, packets]): OuterTraffic[] => {
      const [from = '', to = ''] = key.split(' ');
      const port = packets[0]?.destination?.port ?? null;
      if (port === null) return [];
      return [
        {
          from,
          to,
          port,
          packets: packets.length,
          received: packets.some(({ direction }) => direction === 'in'),
          wantsAnswer: packets.some(({ inner }) => inner !== null && wantsAnswer(inner)),
          asked: new Set(packets.flatMap(({ inner }) => inner?.destination?.address ?? [])).size,
          back: oneSided ? null : (ways.get(`${to} ${from}`)?.length ?? 0),
          places: packets.slice(0, 4).map(({ place }) => place),
        },
      ];
    });
  });
}

function wantsAnswer({ tcp, icmp, source }: Packet): boolean {
  return (tcp !== null && !/\.0$/.test(source?.address ?? '')) || icmp?.kind === 'echo-request';
}

/** Runs of ping where nothing came back and no error says why. */
export function lostPings(facts: Facts): PingRun[] {
  return pingRuns(facts).filter(
    ({ summary, replies, errors }) =>
      summary !== null &&
      summary.received === 0 &&
      (summary.transmitted ?? 0) >= 2 &&
      replies.length === 0 &&
      errors.length === 0,
  );
}

/** Runs of ping that were answered. */
export function answeredPings(facts: Facts): PingRun[] {
  return pingRuns(facts).filter(({ replies }) => replies.length > 0);
}

function pingRuns(facts: Facts): PingRun[] {
  return facts.all('pings').flatMap(({ document }) => document.runs);
}

/** Hosts to which tunnel flows go, and from which they come, as the connection-tracking table shows them. */
export function tunnelPeers(facts: Facts): { readonly both: Place[]; readonly oneWay: Place[] } {
  const flows = tunnelFlows(facts);
  const ways = new Set(flows.map(({ original }) => `${original.source} ${original.destination}`));
  const isBoth = ({ original }: (typeof flows)[number]) =>
    ways.has(`${original.destination} ${original.source}`);
  return {
    both: flows.filter(isBoth).map(({ place }) => place),
    oneWay: flows.filter(flow => !isBoth(flow)).map(({ place }) => place),
  };
}
