import type { Conversation } from '../../model/conversations.ts';
import type { End, Tunnel } from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';
import { endOf } from './ends.ts';
import { Half } from './half.ts';
import type { Heard } from './packet.ts';
import { own, type Sight } from './where.ts';

/** So many conversations are told apart, and so many points of capture of each. */
const MAX_CONVERSATIONS = 20_000;
const MAX_HALVES = 24;

interface Talk {
  /** The first packet's source, as printed. */
  readonly source: string;
  readonly protocol: 'tcp' | 'udp';
  readonly family: 4 | 6 | null;
  readonly inner: boolean;
  tunnel: Tunnel['kind'] | null;
  readonly one: End;
  readonly other: End;
  /** Whether `one` began; null where nothing tells. */
  oneIsClient: boolean | null;
  firstTime: number | null;
  lastTime: number | null;
  readonly halves: Half[];
  readonly place: Place;
}

interface Entry {
  readonly key: string;
  readonly half: Half;
  readonly talk: Talk;
}

/** One of the last packets' keys; without an entry for what is left out, which stays so. */
interface Recent {
  readonly key: string;
  readonly entry: Entry | null;
}

/** Adds packets up by conversation, direction and point of capture. */
export class Conversations {
  leftOut = 0;
  /** By interface, direction and both ends, as they stand on the line. */
  readonly #entries = new Map<string, Entry>();
  readonly #talks = new Map<string, Talk>();
  #last: Recent | null = null;
  #beforeLast: Recent | null = null;

  /** Adds the TCP or UDP packet that was just read. */
  add(heard: Heard, sight: Sight): void {
    const entry = this.#entryOf(heard, sight);
    if (!entry) {
      this.leftOut++;
      return;
    }
    const { half, talk } = entry;
    if (talk.protocol === 'tcp') half.addTcp(heard.tcp, heard.ip?.id ?? null, sight);
    else half.addPlain(heard.length, sight);
    if (heard.ip?.offset || heard.ip?.flags?.includes('+')) half.fragments++;
    this.#note(talk, half, heard, sight.time);
  }

  #entryOf(heard: Heard, sight: Sight): Entry | null {
    const isFast = isInOnePiece(heard, sight);
    if (isFast) {
      // A packet often follows one of the same direction, or its answer.
      if (isOf(this.#last, heard)) return this.#last.entry;
      if (isOf(this.#beforeLast, heard)) return this.#beforeLast.entry;
    }
    const key = keyOf(heard, sight, isFast);
    const entry = this.#entries.get(key) ?? this.#enter(key, heard, sight);
    if (isFast) {
      this.#beforeLast = this.#last;
      this.#last = { key: entry?.key ?? key, entry };
    }
    return entry;
  }

  #note(talk: Talk, half: Half, heard: Heard, time: number | null): void {
    if (time !== null) {
      if (talk.firstTime === null || time < talk.firstTime) talk.firstTime = time;
      if (talk.lastTime === null || time > talk.lastTime) talk.lastTime = time;
    }
    if (talk.oneIsClient === null) {
      if (heard.protocol === 'tcp' && heard.tcp.syn) talk.oneIsClient = half.forward !== heard.tcp.ackFlag;
      else if (heard.dns) talk.oneIsClient = half.forward !== heard.dns.response;
    }
    if (heard.tunnel) talk.tunnel = heard.tunnel.kind;
  }

  #enter(key: string, heard: Heard, sight: Sight): Entry | null {
    const protocol = heard.protocol === 'tcp' ? 'tcp' : 'udp';
    const { source, destination } = heard;
    // Both directions are one conversation.
    const ends = source < destination ? `${source} ${destination}` : `${destination} ${source}`;
    const pair = `${protocol}${sight.inner ? ' inner ' : ' '}${ends}`;
    const talk = this.#talks.get(pair) ?? this.#begin(pair, heard, sight);
    if (!talk || talk.halves.length >= MAX_HALVES) return null;
    const half = new Half(talk.source === source, sight);
    talk.halves.push(half);
    const entry = { key: own(key), half, talk };
    this.#entries.set(entry.key, entry);
    return entry;
  }

  #begin(pair: string, heard: Heard, sight: Sight): Talk | null {
    if (this.#talks.size >= MAX_CONVERSATIONS) return null;
    const network = heard.head.network;
    const source = own(heard.source);
    const talk: Talk = {
      source,
      protocol: heard.protocol === 'tcp' ? 'tcp' : 'udp',
      family: network === 'IP' ? 4 : network === 'IP6' ? 6 : null,
      inner: sight.inner,
      tunnel: null,
      one: endOf(source, true),
      other: endOf(own(heard.destination), true),
      oneIsClient: null,
      firstTime: null,
      lastTime: null,
      halves: [],
      place: sight.where.place(),
    };
    this.#talks.set(own(pair), talk);
    return talk;
  }

  finish(): Conversation[] {
    const talks = [...this.#talks.values()];
    const bySyn = new Map<number, number[]>();
    talks.forEach((talk, i) => {
      for (const seq of synsOf(talk)) bySyn.set(seq, [...(bySyn.get(seq) ?? []).slice(0, 16), i]);
    });
    return talks.map((talk, i) => conclude(talk, i, talks, bySyn));
  }
}

/** Whether interface and ends stand together on the line, which is the usual and the fast case. */
function isInOnePiece({ head, ip, protocol }: Heard, sight: Sight): boolean {
  return !head.link && ip === null && !sight.inner && head.network !== null && protocol === 'tcp';
}

function isOf(recent: Recent | null, { text, head, destinationTo }: Heard): recent is Recent {
  return (
    recent !== null &&
    recent.key.length === destinationTo - head.keyFrom &&
    text.startsWith(recent.key, head.keyFrom)
  );
}

function keyOf(heard: Heard, sight: Sight, onePiece: boolean): string {
  const { head, text } = heard;
  if (onePiece) return text.slice(head.keyFrom, heard.destinationTo);
  const level = `${heard.protocol === 'tcp' ? 't' : 'u'}${sight.inner ? 'i' : ''}`;
  return `${level} ${sight.interface} ${sight.direction} ${text.slice(heard.sourceFrom, heard.destinationTo)}`;
}

function sameEnd(one: End, other: End): boolean {
  return one.address === other.address && one.port === other.port && one.service === other.service;
}

/** The numbers of the SYNs that a conversation has; a SYN/ACK is none. */
function synsOf(talk: Talk): number[] {
  const seqs = talk.halves.flatMap(half => (half.syns > 0 && half.syn?.seq != null ? half.syn.seq : []));
  return [...new Set(seqs)];
}

function conclude(
  talk: Talk,
  index: number,
  talks: readonly Talk[],
  bySyn: ReadonlyMap<number, number[]>,
): Conversation {
  const oneIsClient = talk.oneIsClient ?? true;
  const twins = synsOf(talk).flatMap(seq => (bySyn.get(seq) ?? []).filter(other => other !== index));
  const copies = copiesOf(talk);
  return {
    protocol: talk.protocol,
    family: talk.family,
    inner: talk.inner,
    tunnel: talk.tunnel,
    client: oneIsClient ? talk.one : talk.other,
    server: oneIsClient ? talk.other : talk.one,
    clientKnown: talk.oneIsClient !== null,
    firstTime: talk.firstTime,
    lastTime: talk.lastTime,
    flows: talk.halves.map(half => half.finish(half.forward === oneIsClient)),
    copies: copies.count,
    copiesDecidedBy: copies.by,
    twins: [...new Set(twins)],
    answersTo: answeredBy(talk, talks, bySyn),
    place: talk.place,
  };
}

/** Of each direction, what was seen at more than the point that saw most. */
function copiesOf(talk: Talk): { count: number; by: Conversation['copiesDecidedBy'] } {
  let count = 0;
  let by: Conversation['copiesDecidedBy'] = null;
  for (const forward of [true, false]) {
    const halves = talk.halves.filter(half => half.forward === forward);
    const packets = halves.map(half => half.packets);
    const further = packets.reduce((sum, n) => sum + n, 0) - Math.max(0, ...packets);
    if (further > 0) by = 'interface';
    count += further;
    for (const half of halves) {
      count += half.copies;
      if (half.copies > 0) by ??= half.decidedBy;
    }
  }
  return { count, by };
}

/** SYN/ACKs without a SYN here, that acknowledge the SYN which the same client sent to somebody else. */
function answeredBy(talk: Talk, talks: readonly Talk[], bySyn: ReadonlyMap<number, number[]>): number | null {
  if (talk.halves.some(half => half.syns > 0)) return null;
  const answer = talk.halves.find(half => half.synAcks > 0);
  if (answer?.syn?.ack == null) return null;
  const client = answer.forward ? talk.other : talk.one;
  const asked = (bySyn.get((answer.syn.ack - 1) >>> 0) ?? []).find(i => {
    const other = talks[i] as Talk;
    const isClient = other.oneIsClient === true ? other.one : other.other;
    return (
      sameEnd(isClient, client) && other.inner === talk.inner && !other.halves.some(half => half.synAcks > 0)
    );
  });
  return asked ?? null;
}
