import type { Conversation, PacketFlow } from '../model/conversations.ts';
import type { End, Packets } from '../model/packets.ts';
import type { Place } from '../model/place.ts';
import type { Sourced } from './facts.ts';
import { remembered } from './remembered.ts';

/**
 * What a capture shows of one attempt to connect, all points of capture and both sides of an address translation taken together.
 */
export interface Handshake {
  readonly client: End;
  readonly server: End;
  /** How often the SYN was sent again, at the point that saw most of them. */
  readonly repeats: number;
  /** Seconds from the first SYN to its first repetition; null with none, or without stamps. */
  readonly firstGap: number | null;
  /** SYN/ACKs, and how often one was sent again. */
  readonly synAcks: number;
  readonly synAckRepeats: number;
  /** SYNs that were sent again although a SYN/ACK had passed the point of capture: the client has not got it. */
  readonly unheard: number;
  /** True where the client sent something else than SYNs: for the client the connection stood. */
  readonly acknowledged: boolean;
  /** The server answered the SYN with RST, and with nothing else. */
  readonly refused: boolean;
  /** False where the capture's filter leaves out ACKs: that there is none then says nothing. */
  readonly acksCaptured: boolean;
  /** Nothing came back: no filter hides it, and the capture has lost no packet. */
  readonly unanswered: boolean;
  /** Seconds from the first SYN to the last packet of the capture; null without stamps. */
  readonly watched: number | null;
  readonly synPlaces: readonly Place[];
  readonly synAckPlaces: readonly Place[];
  readonly resetPlaces: readonly Place[];
}

/** Shorter than the smallest timeout of the kernel (TCP_RTO_MIN, 200 ms) no SYN is repeated; in seconds. */
const SHORTEST = 0.19;
/** A SYN that leaves this long after a SYN/ACK passed was not under way when the SYN/ACK arrived; in seconds. */
const MARGIN = 0.5;

/** Every attempt to connect whose SYN a capture of the paste shows. */
export const handshakes = remembered((facts): readonly Handshake[] => {
  return facts.all('packets').flatMap(source => ofCapture(source));
});

function ofCapture({ section, document }: Sourced<Packets>): Handshake[] {
  const { conversations } = document;
  const seen = seenIn(section.command, document);
  const answering = byQuestion(conversations);
  return conversations.flatMap((talk, index) => {
    if (talk.protocol !== 'tcp' || !talk.clientKnown || talk.twins.some(twin => twin < index)) return [];
    const others = talk.twins.flatMap(twin => conversations[twin] ?? []);
    return [handshakeOf(document, [talk, ...others, ...(answering.get(index) ?? [])], seen)];
  });
}

/** The conversations that answer another one, by the number of that one. */
function byQuestion(conversations: readonly Conversation[]): Map<number, Conversation[]> {
  const found = new Map<number, Conversation[]>();
  for (const talk of conversations) {
    if (talk.answersTo === null) continue;
    const others = found.get(talk.answersTo);
    if (others) others.push(talk);
    else found.set(talk.answersTo, [talk]);
  }
  return found;
}

interface Seen {
  /** Packets of the server would be here. */
  readonly answers: boolean;
  /** ACKs without SYN would be here. */
  readonly acks: boolean;
}

/** What a filter of the command leaves out: one direction, or all but some of the flags (`tcp[tcpflags] & tcp-syn != 0`). */
function seenBy(text: string): Seen {
  const piped = /\|\s{0,4}grep\b/.test(text);
  const oneSided = piped || /\b(?:src|dst|inbound|outbound)\b|\s-Q\s{0,4}(?:in|out)\b/.test(text);
  const flags = /tcp\[|tcp-syn/.test(text);
  const bareSyn = /==?\s{0,4}(?:tcp-syn|2|0x0*2)\b/.test(text);
  return { answers: !oneSided && !(flags && bareSyn), acks: !oneSided && !flags };
}

/**
 * What of an answer this capture would show. Without its command nobody knows the filter, unless both directions of some
 * conversation are here. Where tcpdump counts more packets than stand in the paste, or has lost some, none is missing for sure.
 */
function seenIn(command: string | null, { conversations, footer, packets }: Packets): Seen {
  const { answers, acks } = seenBy(command ?? '');
  const both = conversations.some(({ flows }) => new Set(flows.map(({ fromClient }) => fromClient)).size > 1);
  const whole = (footer?.droppedByKernel ?? 0) === 0 && (footer?.captured ?? 0) <= packets;
  return { answers: answers && whole && (command !== null || both), acks: acks && whole };
}

function handshakeOf(capture: Packets, talks: readonly Conversation[], seen: Seen): Handshake {
  const { client, server, firstTime } = talks[0] as Conversation;
  const flows = talks.flatMap(talk => talk.flows);
  const sent = flows.filter(flow => flow.fromClient && flow.syns > 0);
  const back = flows.filter(flow => !flow.fromClient && flow.packets > 0);
  const most = sent.reduce<PacketFlow | null>(
    (best, flow) => (best === null || gapsOf(capture, flow) > gapsOf(capture, best) ? flow : best),
    null,
  );
  const replied = back.reduce<PacketFlow | null>(
    (best, flow) => (flow.synAcks > (best?.synAcks ?? 0) ? flow : best),
    null,
  );
  const synAcks = replied?.synAcks ?? 0;
  const resets = back.flatMap(flow => flow.places.resets);
  return {
    client,
    server,
    repeats: most ? gapsOf(capture, most) : 0,
    firstGap: most?.synGaps.find(gap => gap === null || gap >= SHORTEST) ?? null,
    synAcks,
    synAckRepeats: replied ? gapsOf(capture, replied) : 0,
    unheard: Math.max(0, ...sent.map(flow => (replied ? unheardOf(flow, replied) : 0))),
    acknowledged: flows.some(flow => flow.fromClient && flow.packets > flow.syns),
    refused: synAcks === 0 && resets.length > 0 && back.every(flow => flow.segments === 0),
    acksCaptured: seen.acks,
    unanswered: back.length === 0 && seen.answers,
    watched: firstTime === null || capture.lastTime === null ? null : capture.lastTime - firstTime,
    synPlaces: most?.places.syns ?? [],
    synAckPlaces: replied?.places.syns ?? [],
    resetPlaces: resets,
  };
}

/** Repetitions that no second tap explains: without stamps only where one interface was captured. */
function gapsOf({ listening }: Packets, flow: PacketFlow): number {
  const oneTap = listening !== null && listening !== 'any';
  return flow.synGaps.filter(gap => (gap === null ? oneTap : gap >= SHORTEST)).length;
}

function unheardOf(sent: PacketFlow, replied: PacketFlow): number {
  const heard = replied.syn?.time ?? null;
  let time = sent.syn?.time ?? null;
  if (heard === null || time === null) return 0;
  let late = 0;
  for (const gap of sent.synGaps) {
    if (gap === null) return late;
    time += gap;
    if (gap >= SHORTEST && time > heard + MARGIN) late++;
  }
  return late;
}

/** `10.96.0.5:80`, `[fd00::5]:80`; the address alone where the port is not printed. */
export function toldOf({ address, port, service }: End): string {
  const last = port ?? service;
  if (last === null) return address;
  return address.includes(':') ? `[${address}]:${last}` : `${address}:${last}`;
}
