import type { Facts } from '../../facts/facts.ts';
import { listedFlows } from '../../facts/listed-flows.ts';
import type { Flow } from '../../model/flow.ts';
import type { Setting } from '../../model/settings.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/**
 * A flow whose destination was translated to its own source, and whose source was not: the answer would go from the address to
 * itself. It is unreplied: a host that asks its own server through a Service address has the same two tuples, and gets its answer.
 */
export function flowReasons(facts: Facts): Given[] {
  const lost = translated(facts).filter(
    flow => isHairpin(flow) && flow.unreplied && flow.reply?.destination === flow.original.source,
  );
  const [first] = lost;
  if (!first) return [];
  const values = {
    flows: lost.length,
    pod: first.original.source,
    service: endText(first.original.destination, first.original.destinationPort),
  };
  return [
    speaksFor(
      'own-address',
      lost.map(({ place }) => place),
      { values, decisive: true },
    ),
  ];
}

/** Hairpin flows as they should be: the source is translated too, and the answer comes. */
export function healthyFlows(facts: Facts): Given[] {
  const good = translated(facts).filter(
    flow => isHairpin(flow) && !flow.unreplied && flow.nat?.snat === true,
  );
  if (good.length === 0) return [];
  return [
    speaksAgainst(
      'masqueraded',
      good.map(({ place }) => place),
      { values: { flows: good.length } },
    ),
  ];
}

/**
 * A hairpin flow whose source is translated and that gets no answer, beside a bridge port that sends nothing back where it came
 * from (`hairpin_mode` 0): the bridge throws the packet away (net/bridge/br_forward.c, should_deliver()).
 */
export function bridgeReasons(facts: Facts): Given[] {
  const lost = translated(facts).filter(
    flow => isHairpin(flow) && flow.unreplied && flow.nat?.snat === true && flow.state === 'SYN_SENT',
  );
  const ports = bridgePorts(facts);
  const [first] = lost;
  const [off] = ports;
  if (!first || !off || ports.some(({ number }) => number !== 0)) return [];
  const values = {
    flows: lost.length,
    pod: first.original.source,
    service: endText(first.original.destination, first.original.destinationPort),
  };
  const places = [...lost.slice(0, 3), ...ports.slice(0, 3)].map(({ place }) => place);
  return [speaksFor('hairpin-off', places, { values, decisive: true })];
}

/** `/sys/class/net/<port>/brport/hairpin_mode` of every port in the paste, by its last reading. */
export function bridgePorts(facts: Facts): Setting[] {
  const read = facts
    .all('settings')
    .flatMap(({ document }) => document.entries)
    .filter(
      ({ key, number }) => number !== null && /^sys\.class\.net\.\S{1,60}\.brport\.hairpin_mode$/.test(key),
    );
  return [...new Map(read.map(entry => [entry.key, entry])).values()];
}

function translated(facts: Facts): Flow[] {
  return facts.flowTables().flatMap(({ document }) => listedFlows(document).translated);
}

/** From an address to itself by way of another one. */
function isHairpin({ original, reply }: Flow): boolean {
  return (
    reply !== null &&
    reply.source === original.source &&
    original.destination !== original.source &&
    !/^127\.|^::1$/.test(original.source)
  );
}

/**
 * In a capture: SYNs from an address to itself, again and again, on a device that is not loopback. Such a packet comes to a host
 * that owns its source address, and is thrown away as a martian (net/ipv4/fib_frontend.c, __fib_validate_source()).
 */
export function captureReasons(facts: Facts): Given[] {
  const talks = facts
    .all('packets')
    .filter(({ document }) => document.listening !== 'lo')
    .flatMap(({ document }) => document.conversations)
    .filter(({ protocol, client, server, flows }) => {
      const onLoopback = flows.some(flow => flow.interface === 'lo');
      const syns = flows.reduce((most, flow) => Math.max(most, flow.fromClient ? flow.syns : 0), 0);
      const answered = flows.some(flow => flow.synAcks > 0 || flow.resets > 0);
      const self = client.address === server.address && !/^127\.|^::1$|^localhost/.test(client.address);
      return protocol === 'tcp' && self && !onLoopback && syns >= 2 && !answered;
    });
  const [first] = talks;
  if (!first) return [];
  const values = { pod: first.client.address, flows: talks.length };
  return [
    speaksFor(
      'captured',
      talks.map(({ place }) => place),
      { values, decisive: true },
    ),
  ];
}

/** `martian source 10.244.1.2 from 10.244.1.2`: a hairpin packet, or two hosts with one address. */
export function logReasons(facts: Facts): Given[] {
  const own = facts.logged('martian-source').filter(({ values }) => values.target === values.source);
  const last = own.at(-1);
  if (!last) return [];
  const values = { pod: last.values.source ?? '', times: own.length };
  return [speaksFor('martian', own.map(({ place }) => place).reverse(), { values })];
}

function endText(address: string, port: number | null): string {
  if (port === null) return address;
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}
