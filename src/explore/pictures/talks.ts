import type { Facts, Sourced } from '../../engine/facts/facts.ts';
import { toldOf } from '../../engine/facts/handshakes.ts';
import type { Conversation } from '../../engine/model/conversations.ts';
import type { DnsQuery, End, Packets } from '../../engine/model/packets.ts';
import type { Talk, Trouble } from './picture.ts';

/** Conversations that can be chosen from. */
const MAX_TALKS = 60;
/** Shorter than the smallest timeout of the kernel (TCP_RTO_MIN, 200 ms) no SYN is repeated; in seconds. */
const SHORTEST = 0.19;

/** A conversation with all that belongs to it: the same one behind an address translation, and answers from elsewhere. */
export interface Group {
  readonly source: Sourced<Packets>;
  /** Its first conversation in the capture's list. */
  readonly index: number;
  readonly talks: readonly Conversation[];
  readonly packets: number;
  readonly trouble: readonly Trouble[];
}

/** The groups of all captures of a host, those with most trouble first. */
export function groupsOf(facts: Facts): Group[] {
  const all = facts.all('packets').flatMap(source => groupsIn(source));
  return all
    .map(group => ({ group, weight: weightOf(group) }))
    .sort((a, b) => b.weight - a.weight)
    .map(({ group }) => group);
}

/** The groups as they can be chosen. */
export function choicesOf(
  groups: readonly Group[],
  sectionOf: (group: Group) => number,
): { talks: Talk[]; more: number } {
  const talks = groups.slice(0, MAX_TALKS).map(group => {
    const { client, server } = group.talks[0] as Conversation;
    const { index, packets, trouble } = group;
    return {
      section: sectionOf(group),
      index,
      name: `${toldOf(client)} → ${toldOf(server)}`,
      packets,
      trouble,
    };
  });
  return { talks, more: groups.length - talks.length };
}

const WEIGHTS: Readonly<Record<Trouble, number>> = {
  'wrong-source': 6,
  again: 5,
  unanswered: 4,
  icmp: 3,
  reset: 2,
  'zero-window': 1,
};

/** Trouble first; a conversation that only carries a tunnel last. */
function weightOf({ trouble, talks, packets }: Group): number {
  const weight = trouble.reduce((sum, one) => sum + WEIGHTS[one], 0);
  return weight + (talks[0]?.tunnel ? -20 : 0) + Math.min(packets, 50) / 1000;
}

function groupsIn(source: Sourced<Packets>): Group[] {
  const { conversations } = source.document;
  const strays = straysIn(source.document);
  const leaders = conversations.map((talk, index) =>
    Math.min(index, ...talk.twins, talk.answersTo ?? index, strays.get(index) ?? index),
  );
  const members = new Map<number, Conversation[]>();
  conversations.forEach((talk, index) => {
    const leader = leaders[leaders[index] as number] as number;
    const known = members.get(leader);
    if (known) known.push(talk);
    else members.set(leader, [talk]);
  });
  const lost = lostIn(source.document);
  return [...members].map(([index, talks]) => ({
    source,
    index,
    talks,
    packets: talks.reduce((sum, talk) => sum + packetsOf(talk), 0),
    trouble: troubleOf(talks, lost),
  }));
}

/** Conversations in which a DNS answer comes from somebody who was not asked, and the ones in which it was asked for. */
function straysIn({ conversations, dns }: Packets): Map<number, number> {
  const found = new Map<number, number>();
  const stray = dns.queries.filter(({ answer }) => answer !== null && !answer.fromAsked);
  if (stray.length === 0) return found;
  const byPair = new Map<string, number>();
  conversations.forEach(({ client, server, protocol }, index) => {
    if (protocol === 'udp') byPair.set(pairOf(client, server), index).set(pairOf(server, client), index);
  });
  for (const { client, server, answer } of stray) {
    const asked = byPair.get(pairOf(client, server));
    const answered = answer ? byPair.get(pairOf(client, answer.from)) : undefined;
    if (asked !== undefined && answered !== undefined) found.set(answered, asked).set(asked, answered);
  }
  return found;
}

/** Copies of a packet are packets of the capture too. */
function packetsOf({ flows }: Conversation): number {
  return flows.reduce((sum, flow) => sum + flow.packets, 0);
}

interface Lost {
  /** Ends of questions without an answer, and of those asked more than once: client and server. */
  readonly asked: ReadonlySet<string>;
  readonly repeated: ReadonlySet<string>;
  /** Ends of questions that somebody else answered. */
  readonly stray: ReadonlySet<string>;
  /** Whom ICMP errors went to. */
  readonly told: ReadonlySet<string>;
}

export function isUnanswered({ answer, waited }: DnsQuery): boolean {
  return answer === null && (waited ?? 0) > 0;
}

function lostIn({ dns, icmpErrors }: Packets): Lost {
  const pairs = (queries: readonly DnsQuery[]) =>
    new Set(queries.map(({ client, server }) => pairOf(client, server)));
  return {
    asked: pairs(dns.queries.filter(isUnanswered)),
    repeated: pairs(dns.queries.filter(({ asked }) => asked.length > 1)),
    stray: pairs(dns.queries.filter(({ answer }) => answer !== null && !answer.fromAsked)),
    told: new Set(icmpErrors.map(({ to, about }) => `${to} ${about}`)),
  };
}

export function pairOf(one: End, other: End): string {
  return `${toldOf(one)} ${toldOf(other)}`;
}

function troubleOf(talks: readonly Conversation[], { asked, repeated, stray, told }: Lost): Trouble[] {
  const flows = talks.flatMap(talk => talk.flows);
  const found: Record<Trouble, boolean> = {
    'wrong-source': talks.some(({ client, server }) => stray.has(pairOf(client, server))),
    again:
      talks.some(({ client, server }) => repeated.has(pairOf(client, server))) ||
      flows.some(
        ({ retransmissions, synGaps }) =>
          retransmissions > 0 || synGaps.some(gap => gap !== null && gap >= SHORTEST),
      ),
    unanswered:
      talks.some(({ client, server }) => asked.has(pairOf(client, server))) ||
      (flows.some(({ syns }) => syns > 0) && flows.every(({ fromClient }) => fromClient)),
    icmp: talks.some(({ client, server }) => told.has(`${client.address} ${server.address}`)),
    reset: flows.some(({ resets }) => resets > 0),
    'zero-window': flows.some(({ zeroWindows }) => zeroWindows > 0),
  };
  return (Object.keys(found) as Trouble[]).filter(trouble => found[trouble]);
}
