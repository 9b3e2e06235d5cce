import type { Section } from '../model/document.ts';
import type { KubeObject } from '../model/kube-objects.ts';
import type { NftRuleset } from '../model/nft-ruleset.ts';
import type { Place } from '../model/place.ts';
import { canonicalAddress } from '../rules/index.ts';
import type { Facts } from './facts.ts';
import { type Endpoints, endKey, type UdpEnd } from './udp.ts';

/** The real servers of an IPVS service; null where none is printed for this end. */
export function virtualEndpoints(facts: Facts, { address, port }: UdpEnd): Endpoints | null {
  const wanted = canonicalAddress(address);
  for (const { section, document } of [...facts.all('virtual-services')].reverse()) {
    const service = document.services.find(
      candidate =>
        candidate.protocol === 'UDP' &&
        candidate.port === port &&
        candidate.address !== null &&
        canonicalAddress(candidate.address) === wanted,
    );
    if (!service) continue;
    const known = service.servers.every(
      server => server.port !== null && canonicalAddress(server.address) !== null,
    );
    return {
      ends: new Set(service.servers.map(server => endKey(server.address, server.port))),
      complete: known && section.partial === null,
      fromRules: true,
      places: [service.place],
    };
  }
  return null;
}

/** One table (`nft list table ip nat`) is all that matters here. */
function isPrinted(partial: Section['partial']): boolean {
  return partial === null || partial === 'options';
}

const TRANSLATION = /\bdnat (?:ip6? )?to \[?([\d.]{7,15}|[\da-fA-F:]{2,45}?)\]?(?::(\d{1,5}))?(?=\s|$)/;

/**
 * What an nft ruleset translates to, where it knows the service: an element of kube-proxy's map, or a rule with its address and
 * port. All translations of the ruleset are taken, since the way from the one to the other is long; so an address that is
 * not among them is surely no endpoint.
 */
export function nftEndpoints(facts: Facts, service: UdpEnd): Endpoints | null {
  for (const { section, document } of [...facts.all('nft-ruleset')].reverse()) {
    const place = document.configured || document.form !== 'text' ? null : knows(document, service);
    if (!place) continue;
    const found = document.rules.text.flatMap(text => {
      if (!/\bdnat\b/.test(text)) return [];
      const match = TRANSLATION.exec(text);
      return match ? [endKey(match[1] as string, match[2] === undefined ? null : Number(match[2]))] : [null];
    });
    return {
      ends: new Set(found.filter(end => end !== null)),
      complete:
        document.complete &&
        document.rulesShown === true &&
        !found.includes(null) &&
        isPrinted(section.partial),
      fromRules: true,
      places: [place],
    };
  }
  return null;
}

function knows({ sets, rules }: NftRuleset, { address, port }: UdpEnd): Place | null {
  const key = `${address} . udp . ${port}`;
  const element = sets.flatMap(({ examples }) => examples).find(candidate => candidate.key === key);
  if (element) return element.place;
  const index = rules.text.findIndex(
    text => text.includes(`daddr ${address} `) && text.includes(`dport ${port} `),
  );
  if (index < 0) return null;
  const span = { start: rules.start[index] as number, end: rules.end[index] as number };
  return { line: rules.line[index] as number, span };
}

/**
 * What kubectl lists for the Service that has this cluster IP and port: the slices whose names kube-controller-manager makes from the
 * Service's (`<name>-` and five letters), or the Endpoints object of its name.
 */
export function kubeEndpoints(facts: Facts, { address, port }: UdpEnd): Endpoints | null {
  const objects = facts.all('kube-objects').flatMap(({ document }) => document.objects);
  const wanted = canonicalAddress(address);
  const service = objects.findLast(({ service: row }) => {
    if (!row?.clusterIp || canonicalAddress(row.clusterIp) !== wanted) return false;
    return row.ports.some(candidate => candidate.protocol === 'UDP' && candidate.port === port);
  });
  if (!service) return null;
  const lists = objects.filter(object => belongs(object, service));
  if (lists.length === 0) return null;
  const ends = new Set(
    lists.flatMap(({ endpoints }) => (endpoints?.addresses ?? []).map(end => endKey(end.address, null))),
  );
  return {
    ends,
    complete: lists.every(({ endpoints }) => endpoints?.more === 0),
    fromRules: false,
    places: [service.place, ...lists.map(({ place }) => place)],
  };
}

function belongs({ resource, namespace, name, endpoints }: KubeObject, service: KubeObject): boolean {
  if (!endpoints || namespace !== service.namespace) return false;
  if (resource === 'endpoints') return name === service.name;
  return (
    resource === 'endpointslice' &&
    name.startsWith(`${service.name}-`) &&
    /^[a-z0-9]{5}$/.test(name.slice(service.name.length + 1))
  );
}
