import { type Facts, factsByHost } from '../../engine/facts/facts.ts';
import { toldOf } from '../../engine/facts/handshakes.ts';
import type { Section } from '../../engine/model/document.ts';
import type { DnsQuery, End, IcmpKind, Packet } from '../../engine/model/packets.ts';
import type { Made } from './made.ts';
import { linesOf, said } from './made.ts';
import type { Remark, Step, StepKind, TalkId } from './picture.ts';
import { Sightings } from './sightings.ts';
import { choicesOf, type Group, groupsOf, isUnanswered } from './talks.ts';
import { wordsOf } from './words.ts';

/** Arrows that are drawn, lifelines, and steps kept around each that has something to tell. */
const MAX_STEPS = 48;
const MAX_ENDS = 6;
const FIRST = 10;
const AROUND = 2;

/** The conversation that matters most, or the one that is asked for, as a sequence of packets. */
export function sequencePicture(
  facts: Facts,
  sections: readonly Section[],
  asked: TalkId | null = null,
): Made | null {
  const groups = groupsOf(facts);
  const sectionOf = ({ source }: Group) => sections.indexOf(source.section);
  const group = asked
    ? groups.find(one => sectionOf(one) === asked.section && one.index === asked.index)
    : groups[0];
  if (!group) return null;
  const { ends, steps, unshown } = drawn(group);
  if (steps.length === 0) return null;
  const { talks, more } = choicesOf(groups, sectionOf);
  const shown = chosen(steps);
  const left = steps.length - shown.length + unshown;
  return {
    kind: 'sequence',
    says: sentence(steps, left),
    notes: notes(steps, left),
    lines: linesOf([group.source.section]),
    drawing: {
      form: 'sequence',
      ends,
      steps: shown,
      left,
      talks,
      moreTalks: more,
      talk: { section: sectionOf(group), index: group.index },
    },
  };
}

/** Another conversation of the same paste, drawn. */
export function sequenceOf(sections: readonly Section[], asked: TalkId): Made | null {
  for (const facts of factsByHost(sections)) {
    const made = sequencePicture(facts, sections, asked);
    if (made) return made;
  }
  return null;
}

function sentence(steps: readonly Step[], left: number): Made['says'] {
  const again = steps.filter(({ kind }) => kind === 'again').length;
  const unanswered = steps.filter(({ remarks }) => remarks.includes('unanswered')).length;
  const last = steps.at(-1)?.at ?? null;
  const values = { n: steps.length, left, again, unanswered, took: { seconds: last ?? 0 } };
  if (steps.some(({ remarks }) => remarks.includes('wrong-source'))) return said('sequence-stray', values);
  if (again > 0) return said('sequence-again', values);
  if (unanswered > 0) return said('sequence-unanswered', values);
  return said(last === null ? 'sequence-no-stamps' : 'sequence', values);
}

function notes(steps: readonly Step[], left: number): Made['notes'] {
  const copies = steps.reduce((sum, { seen }) => sum + seen - 1, 0);
  const wrong = steps.filter(({ remarks }) => remarks.includes('checksum')).length;
  return [
    said('sequence-scale'),
    ...(copies > 0 ? [said('sequence-copies', { n: copies })] : []),
    ...(left > 0 ? [said('sequence-more', { n: left })] : []),
    ...(wrong > 0 ? [said('sequence-checksum', { n: wrong })] : []),
  ];
}

type Open = { -readonly [K in keyof Step]: Step[K] };

/** Lines of questions that nobody answered, and of answers from somebody who was not asked. */
interface DnsLines {
  readonly unanswered: ReadonlySet<number>;
  readonly stray: ReadonlySet<number>;
}

function linesIn(queries: readonly DnsQuery[]): DnsLines {
  return {
    unanswered: new Set(
      queries.filter(isUnanswered).flatMap(({ asked }) => asked.map(({ place }) => place.line)),
    ),
    stray: new Set(queries.flatMap(({ answer }) => (answer && !answer.fromAsked ? answer.place.line : []))),
  };
}

/** Everything that one pass over the packets needs. */
class Drawing {
  readonly ends: string[] = [];
  readonly steps: Open[] = [];
  /** Packets with more ends than can be drawn. */
  unshown = 0;
  readonly #sightings: Sightings;
  readonly #last = new Map<string, Open>();
  readonly #lines: DnsLines;
  readonly #acks = new Map<string, string>();
  #first: number | null = null;
  #before: number | null = null;

  constructor(listening: string | null, lines: DnsLines) {
    this.#sightings = new Sightings(listening);
    this.#lines = lines;
  }

  /** The lifeline of an end; -1 where there is no room for it. */
  lifeline(name: string): number {
    const known = this.ends.indexOf(name);
    if (known >= 0 || this.ends.length >= MAX_ENDS) return known;
    return this.ends.push(name) - 1;
  }

  add(packet: Packet, outer: Packet, source: string, destination: string, icmp: boolean): void {
    const at: Packet = {
      ...packet,
      time: outer.time,
      interface: outer.interface,
      direction: outer.direction,
    };
    const direction = `${source} ${destination}`;
    const { sighting, last } = this.#sightings.see(at, direction);
    const point = [outer.interface, outer.direction].filter(Boolean).join(' ');
    const key = `${direction} ${wordsOf(packet)} ${packet.length}`;
    const copied = this.#last.get(key);
    if (sighting === 'copy' && copied) {
      copied.seen++;
      if (point) copied.points = [...copied.points, point];
      return;
    }
    const [from, to] = [this.lifeline(source), this.lifeline(destination)];
    if (from < 0 || to < 0) {
      this.unshown++;
      return;
    }
    this.#first ??= outer.time;
    const step: Open = {
      kind: icmp ? 'icmp' : kindOf(packet, sighting),
      from,
      to,
      words: wordsOf(packet),
      length: packet.length,
      at: difference(this.#first, outer.time),
      wait: difference(this.#before, outer.time),
      since: sighting === 'again' ? difference(last, outer.time) : null,
      seen: 1,
      points: point ? [point] : [],
      remarks: this.#remarks(packet, direction, outer.place.line),
      skipped: 0,
      line: packet.place.line,
    };
    this.#before = outer.time ?? this.#before;
    this.#last.set(key, step);
    this.steps.push(step);
  }

  #remarks(packet: Packet, direction: string, line: number): Remark[] {
    const { tcp, checksum, dns } = packet;
    const found: Remark[] = [];
    if (this.#lines.unanswered.has(line) && dns && !dns.response) found.push('unanswered');
    if (this.#lines.stray.has(line) && dns?.response) found.push('wrong-source');
    if (checksum?.verdict === 'bad') found.push('checksum');
    if (tcp?.win === 0 && !tcp.flags?.includes('R')) found.push('zero-window');
    const ack = tcp?.flags === '.' && packet.length === 0 ? `${tcp.ack} ${tcp.win}` : '';
    if (ack !== '' && this.#acks.get(direction) === ack) found.push('duplicate-ack');
    if (tcp) this.#acks.set(direction, ack);
    if (dns?.truncated) found.push('truncated');
    if (packet.cut) found.push('cut');
    return found;
  }
}

function difference(from: number | null, to: number | null): number | null {
  return from === null || to === null ? null : Math.round((to - from) * 1e6) / 1e6;
}

function kindOf({ tcp, dns }: Packet, sighting: 'first' | 'copy' | 'again' | 'undecided'): StepKind {
  // An ACK that says the same as before is a duplicate ACK: it was not lost.
  // Each question that is asked again has an answer of its own, with the same id.
  const carries = tcp === null ? !dns?.response : tcp.seqFrom !== tcp.seqTo || /[SF]/.test(tcp.flags ?? '');
  if (sighting === 'again' && carries) return 'again';
  if (sighting === 'undecided' && carries) return 'undecided';
  return tcp?.flags?.includes('R') ? 'reset' : 'plain';
}

const ERRORS: ReadonlySet<IcmpKind> = new Set([
  'need-to-frag',
  'packet-too-big',
  'port-unreachable',
  'host-unreachable',
  'net-unreachable',
  'admin-prohibited',
  'protocol-unreachable',
  'unreachable',
  'time-exceeded',
  'redirect',
]);

/** All steps of a group of conversations, each packet once. */
function drawn({ source, talks }: Group): Drawing {
  const { kept, listening, dns } = source.document;
  const inner = talks[0]?.inner ?? false;
  const pairs = new Set(
    talks.flatMap(({ client, server }) => [keyOf(client, server), keyOf(server, client)]),
  );
  const addresses = new Map<string, string>();
  const ports = new Set(talks.flatMap(({ client, server }) => [client.port, server.port]));
  const drawing = new Drawing(listening, linesIn(dns.queries));
  for (const { client, server } of talks)
    for (const end of [client, server]) {
      drawing.lifeline(toldOf(end));
      if (!addresses.has(end.address)) addresses.set(end.address, toldOf(end));
    }
  const unanswered = unansweredSyn({ source, talks });
  for (const outer of kept) {
    const packet = inner ? outer.inner : outer;
    if (!packet?.source || !packet.destination) continue;
    if (packet.icmp && ERRORS.has(packet.icmp.kind)) {
      const to = addresses.get(packet.destination.address);
      const { about: named, port } = packet.icmp;
      const about = (named === null || addresses.has(named)) && (port === null || ports.has(port));
      const from = addresses.get(packet.source.address) ?? packet.source.address;
      if (to !== undefined && about) drawing.add(packet, outer, from, to, true);
    } else if (pairs.has(keyOf(packet.source, packet.destination)))
      drawing.add(packet, outer, toldOf(packet.source), toldOf(packet.destination), false);
  }
  const last = drawing.steps.at(-1);
  if (unanswered && last?.words.startsWith('SYN ')) last.remarks = [...last.remarks, 'unanswered'];
  return drawing;
}

function keyOf(one: End, other: End): string {
  return `${toldOf(one)} ${toldOf(other)}`;
}

/** No packet of the server at all: the last SYN waits for an answer as far as the capture goes. */
function unansweredSyn({ talks, source }: Pick<Group, 'talks' | 'source'>): boolean {
  const flows = talks.flatMap(talk => talk.flows);
  const whole = source.document.kept.length >= source.document.packets;
  return whole && flows.some(({ syns }) => syns > 0) && flows.every(({ fromClient }) => fromClient);
}

/** The first steps, and those with something to tell and their neighbours, as many as can be drawn. */
function chosen(steps: readonly Step[]): Step[] {
  if (steps.length <= MAX_STEPS) return [...steps];
  const keep = new Set<number>();
  for (let i = 0; i < FIRST; i++) keep.add(i);
  for (let i = 0; i < steps.length && keep.size < MAX_STEPS; i++) {
    if (!isTelling(steps[i] as Step)) continue;
    for (let near = Math.max(0, i - AROUND); near <= Math.min(steps.length - 1, i + AROUND); near++)
      if (keep.size < MAX_STEPS) keep.add(near);
  }
  for (let i = FIRST; i < steps.length && keep.size < MAX_STEPS; i++) keep.add(i);
  const order = [...keep].sort((a, b) => a - b);
  return order.map((index, i) => ({
    ...(steps[index] as Step),
    skipped: i === 0 ? 0 : index - (order[i - 1] as number) - 1,
  }));
}

function isTelling({ kind, remarks }: Step): boolean {
  return kind !== 'plain' || remarks.some(remark => remark !== 'checksum' && remark !== 'duplicate-ack');
}
