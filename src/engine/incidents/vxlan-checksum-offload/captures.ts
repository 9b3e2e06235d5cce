import type { Facts } from '../../facts/facts.ts';
import type { Packet, Packets } from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

const TUNNELS = new Set(['vxlan', 'otv', 'geneve']);

/**
 * What captures say of the checksums of outer packets. They count only where they came in from the wire: by tcpdump's own word
 * (`In`, with `-i any`), by `-Q in`, or since they go to an address of this host.
 */
export function captured(facts: Facts, symptoms: boolean): { reasons: Given[]; notes: Given[] } {
  const own = ownAddresses(facts);
  const bad: Place[] = [];
  const good: Place[] = [];
  const sent: Place[] = [];
  for (const { section, document } of facts.all('packets')) {
    const inbound = /\s-Q\s{0,4}in\b/.test(section.command ?? '');
    const seen = remarks(document, own, inbound);
    bad.push(...seen.bad);
    good.push(...seen.good);
    sent.push(...seen.sent);
  }
  const notes = sent.length > 0 ? [speaksFor('sender-bad', sent, { values: { packets: sent.length } })] : [];
  const values = { packets: bad.length };
  if (bad.length > 0)
    return {
      reasons: [
        symptoms
          ? speaksFor('received-bad', bad, { values, decisive: true })
          : speaksFor('received-bad-alone', bad, { values }),
      ],
      notes,
    };
  if (good.length === 0) return { reasons: [], notes };
  return {
    reasons: [
      speaksAgainst('received-good', good, { values: { packets: good.length }, decisive: !symptoms }),
    ],
    notes,
  };
}

function remarks(document: Packets, own: ReadonlySet<string>, inbound: boolean) {
  const bad: Place[] = [];
  const good: Place[] = [];
  const sent: Place[] = [];
  const outer = document.kept.filter(
    ({ checksum, tunnel }) => checksum?.header === 'udp' && TUNNELS.has(tunnel?.kind ?? ''),
  );
  const came = new Set(outer.filter(packet => cameIn(packet, own, inbound)));
  const unfinished = hasUnfinished(outer, came);
  for (const packet of outer) {
    const isBad = packet.checksum?.verdict === 'bad';
    if (isBad) (came.has(packet) && !unfinished ? bad : sent).push(packet.place);
    else if (came.has(packet)) good.push(packet.place);
  }
  return { bad, good, sent };
}

/**
 * Where more than SYNs get through, or a SYN is answered that never came with a good checksum, a bad one is only not finished yet
 * (virtio, veth): the kernel knows that, and drops nothing.
 */
function hasUnfinished(outer: readonly Packet[], came: ReadonlySet<Packet>): boolean {
  const taken = [...came].filter(({ checksum }) => checksum?.verdict === 'bad');
  const good = [...came].filter(({ checksum }) => checksum?.verdict !== 'bad');
  const answered = new Set(
    outer.flatMap(({ inner }) => (inner?.tcp?.flags === 'S.' ? (inner.tcp.ack ?? []) : [])),
  );
  return taken.some(({ inner }) => {
    if (!inner) return false;
    const { tcp } = inner;
    if (tcp?.flags !== 'S') return true;
    const sequence = tcp.seqFrom;
    return (
      sequence !== null &&
      answered.has((sequence + 1) % 2 ** 32) &&
      !good.some(packet => packet.inner?.tcp?.seqFrom === sequence)
    );
  });
}

function cameIn(
  { direction, source, destination }: Packet,
  own: ReadonlySet<string>,
  inbound: boolean,
): boolean {
  if (direction !== null) return direction === 'in';
  if (inbound) return true;
  return own.has(destination?.address ?? '') && !own.has(source?.address ?? '');
}

/** The addresses of this host, where the paste lists them. */
function ownAddresses(facts: Facts): Set<string> {
  const interfaces = [...facts.all('addresses'), ...facts.all('links')].flatMap(
    ({ document }) => document.interfaces,
  );
  return new Set(interfaces.flatMap(({ addresses }) => addresses.map(({ address }) => address)));
}
