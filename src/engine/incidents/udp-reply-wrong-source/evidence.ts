import type { Facts } from '../../facts/facts.ts';
import { listedFlows } from '../../facts/listed-flows.ts';
import { endText } from '../../facts/udp.ts';
import type { Conversation } from '../../model/conversations.ts';
import type { Flow } from '../../model/flow.ts';
import type { IcmpError, Packets } from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** An answer from elsewhere: who was asked, who answered. */
interface Stray {
  readonly asked: string;
  readonly from: string;
  readonly places: readonly Place[];
}

function reason(key: string, strays: readonly Stray[], decisive: boolean): Given[] {
  const first = strays[0];
  if (!first) return [];
  const values = { times: strays.length, asked: first.asked, from: first.from };
  return [
    speaksFor(
      key,
      strays.flatMap(({ places }) => places),
      { values, decisive },
    ),
  ];
}

/** `;; reply from unexpected source: 10.244.1.7#53, expected 10.96.0.10#53`: dig and nslookup say it themselves. */
export function toolReasons(facts: Facts): Given[] {
  const answers = facts.all('dns-answers').flatMap(({ document }) => document.answers);
  const strays = answers.flatMap(({ troubles }) =>
    troubles.flatMap(({ trouble, server, from, place }) =>
      trouble === 'unexpected-source' && from !== null
        ? [{ asked: server ?? '?', from, places: [place] }]
        : [],
    ),
  );
  if (strays.length > 0) return reason('tool-says', strays, true);
  const good = answers.filter(({ status, transport }) => status !== null && transport !== 'TCP');
  const places = good.map(({ server, place }) => server?.place ?? place);
  return good.length === 0
    ? []
    : [speaksAgainst('tool-answered', places, { values: { times: good.length }, decisive: true })];
}

/** What a capture shows: answers from another address, and the client's kernel that turns them away. */
export function captureReasons(facts: Facts): Given[] {
  return facts.all('packets').flatMap(({ document }) => {
    const strays = [...dnsStrays(document), ...otherStrays(document)];
    const refused = strays.filter(stray => document.icmpErrors.some(error => turnsAway(error, stray.client)));
    const clear = refused.filter(({ alike }) => !alike);
    if (clear.length > 0) return reason('turned-away', clear.map(withErrors(document)), true);
    if (refused.length > 0) return reason('turned-away', refused.map(withErrors(document)), false);
    const alone = strays.filter(({ sure, alike }) => sure && !alike);
    if (alone.length > 0) return reason('answers-elsewhere', alone, true);
    const unlike = strays.filter(({ alike }) => !alike);
    if (unlike.length > 0) return reason('answers-elsewhere', unlike, false);
    return asked(document);
  });
}

interface SeenStray extends Stray {
  readonly client: { readonly address: string; readonly port: number | null };
  /** The client asked again, so that it did not take the answer. */
  readonly sure: boolean;
  /** Both ends have the same port, as in SIP and NTP: what looks like an answer may be a question of its own. */
  readonly alike: boolean;
}

function dnsStrays({ dns }: Packets): SeenStray[] {
  return dns.queries.flatMap(({ answer, client, server, asked: questions }) => {
    const first = questions[0];
    if (!answer || answer.fromAsked || answer.from.port !== server.port || !first) return [];
    return [
      {
        asked: endText(server.address, server.port),
        from: endText(answer.from.address, answer.from.port),
        places: [first.place, answer.place],
        client,
        sure: questions.length > 1,
        alike: false,
      },
    ];
  });
}

/** Two one-way conversations of one client port, one to a server's port and one from the same port of another address. */
function otherStrays({ conversations, dns }: Packets): SeenStray[] {
  const oneWay = conversations.filter(
    talk => talk.protocol === 'udp' && talk.tunnel === null && talk.flows.every(flow => flow.fromClient),
  );
  const named = new Set(dns.queries.map(({ client }) => `${client.address} ${client.port}`));
  return oneWay.flatMap(question => {
    const { client, server } = question;
    const alike = client.port !== null && client.port === server.port;
    if (!(alike || isEphemeral(client.port, server.port)) || named.has(`${client.address} ${client.port}`))
      return [];
    const answer = oneWay.find(talk => answersFor(talk, question));
    if (!answer) return [];
    return [
      {
        asked: endText(server.address, server.port),
        from: endText(answer.client.address, answer.client.port),
        places: [question.place, answer.place],
        client,
        sure: false,
        alike,
      },
    ];
  });
}

/** The first packet of a stray answer makes its sender the client of a conversation of its own. */
function answersFor(talk: Conversation, { client, server, inner, firstTime }: Conversation): boolean {
  return (
    talk.server.address === client.address &&
    talk.server.port === client.port &&
    talk.client.port === server.port &&
    talk.client.address !== server.address &&
    talk.inner === inner &&
    (talk.firstTime === null || firstTime === null || talk.firstTime >= firstTime)
  );
}

/** Both ends of some protocols have the same port (NTP, IKE, WireGuard): there the two directions look like two questions. */
function isEphemeral(client: number | null, server: number | null): boolean {
  return client !== null && server !== null && client >= 1024 && client !== server;
}

/** `ICMP 10.244.1.7 udp port 41217 unreachable`, said by the client about its own port: its socket takes answers from elsewhere not. */
function turnsAway(error: IcmpError, { address, port }: SeenStray['client']): boolean {
  return (
    error.kind === 'port-unreachable' &&
    error.protocol === 'udp' &&
    error.from === address &&
    error.port === port
  );
}

function withErrors({ icmpErrors }: Packets) {
  return (stray: SeenStray): Stray => ({
    ...stray,
    places: [
      ...stray.places,
      ...icmpErrors
        .filter(error => turnsAway(error, stray.client))
        .flatMap(({ places }) => places.slice(0, 1)),
    ],
  });
}

/** So many answers from who was asked rule it out. */
const ENOUGH = 3;

function asked({ dns }: Packets): Given[] {
  const right = dns.queries.filter(({ answer }) => answer?.fromAsked);
  if (right.length === 0 || right.length < dns.queries.length) return [];
  const places = right.flatMap(({ answer }) => (answer ? [answer.place] : []));
  return [
    speaksAgainst('answers-right', places, {
      values: { times: right.length },
      decisive: right.length >= ENOUGH,
    }),
  ];
}

/** How connection tracking sees it: the question stays unanswered, and the answer makes an entry of its own, its mirror but for the address. */
export function flowReasons(facts: Facts): Given[] {
  const table = facts.flowTables().at(-1)?.document;
  const silent = (table ? listedFlows(table).udp : []).filter(
    ({ unreplied, reply }) => unreplied && reply !== null,
  );
  // What answers came from the port that was asked, which is not above the one that asked.
  const answers = silent.filter(
    ({ original }) => (original.sourcePort ?? 0) <= (original.destinationPort ?? 0),
  );
  if (answers.length === 0) return [];
  const byAnswer = new Map(
    answers.map(flow => [
      key(flow.original.destination, flow.original.destinationPort, flow.original.sourcePort),
      flow,
    ]),
  );
  const strays = silent.flatMap(question => {
    const { source, sourcePort, destination, destinationPort } = question.original;
    const answer = byAnswer.get(key(source, sourcePort, destinationPort));
    if (
      !answer ||
      answer === question ||
      !isEphemeral(sourcePort, destinationPort) ||
      (sourcePort ?? 0) < (destinationPort ?? 0)
    )
      return [];
    if (answer.original.source === destination || answer.original.source === question.reply?.source)
      return [];
    return [toStray(question, answer)];
  });
  return reason('entries-mirror', strays, true);
}

function key(address: string, port: number | null, other: number | null): string {
  return `${address} ${port} ${other}`;
}

function toStray(question: Flow, answer: Flow): Stray {
  const { original } = question;
  return {
    asked: endText(original.destination, original.destinationPort),
    from: endText(answer.original.source, answer.original.sourcePort),
    places: [question.place, answer.place],
  };
}
