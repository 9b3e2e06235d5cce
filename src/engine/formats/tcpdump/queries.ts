import type { DnsAnswer, DnsMessage, DnsQuery, DnsTraffic, End } from '../../model/packets.ts';
import type { Place } from '../../model/place.ts';
import { endOf } from './ends.ts';
import { COPY_GAP, gapOf } from './half.ts';
import type { Heard } from './packet.ts';
import { own, type Sight } from './where.ts';

const MAX_QUERIES = 20_000;
/** Repetitions kept of one question. */
const MAX_ASKED = 16;
/** An id comes again after a while; a question so much later is another one. */
const ANOTHER = 60;

interface Query {
  readonly id: number;
  readonly type: string | null;
  readonly name: string | null;
  readonly client: End;
  readonly server: End;
  readonly interface: string | null;
  readonly inner: boolean;
  readonly asked: { time: number | null; place: Place }[];
  answer: DnsAnswer | null;
}

/** Matches DNS answers with their questions by client, server and id, each point of capture for itself. */
export class Queries {
  #questions = 0;
  #answers = 0;
  #leftOut = 0;
  readonly #queries: Query[] = [];
  readonly #open = new Map<string, Query>();
  /** By client and id alone: who answers need not be who was asked. */
  readonly #byClient = new Map<string, Query>();

  add(heard: Heard, message: DnsMessage, sight: Sight): void {
    const point = `${sight.interface ?? ''}${sight.inner ? ' inner' : ''} ${message.id} `;
    if (message.response) this.#answer(point, heard, message, sight);
    else this.#question(point, heard, message, sight);
  }

  #question(point: string, heard: Heard, message: DnsMessage, sight: Sight): void {
    const key = `${point}${heard.source} ${heard.destination}`;
    const before = this.#open.get(key);
    const last = before?.asked.at(-1);
    const gap = gapOf(last?.time ?? null, sight.time);
    if (
      before &&
      before.name === message.name &&
      before.type === message.type &&
      (gap === null || gap < ANOTHER)
    ) {
      if (sight.copiesPossible && gap !== null && gap < COPY_GAP) return;
      this.#questions++;
      if (before.asked.length < MAX_ASKED)
        before.asked.push({ time: sight.time, place: sight.where.place() });
      return;
    }
    this.#questions++;
    if (this.#queries.length >= MAX_QUERIES) {
      this.#leftOut++;
      return;
    }
    const query: Query = {
      id: message.id,
      type: message.type,
      name: message.name === null ? null : own(message.name),
      client: endOf(own(heard.source), true),
      server: endOf(own(heard.destination), true),
      interface: sight.interface,
      inner: sight.inner,
      asked: [{ time: sight.time, place: sight.where.place() }],
      answer: null,
    };
    this.#queries.push(query);
    this.#open.set(own(key), query);
    this.#byClient.set(own(`${point}${heard.source}`), query);
  }

  #answer(point: string, heard: Heard, message: DnsMessage, sight: Sight): void {
    const asked = this.#open.get(`${point}${heard.destination} ${heard.source}`);
    const query = asked ?? this.#byClient.get(`${point}${heard.destination}`);
    if (!query || query.answer?.fromAsked || (query.answer && !asked)) {
      const again = query?.answer?.time ?? null;
      const copy =
        sight.copiesPossible && again !== null && sight.time !== null && sight.time - again < COPY_GAP;
      if (!copy) this.#answers++;
      return;
    }
    this.#answers++;
    if (message.name !== null && query.name !== null && message.name !== query.name) return;
    query.answer = {
      time: sight.time,
      rcode: message.rcode ?? 'NoError',
      answers: message.answers ?? 0,
      truncated: message.truncated,
      from: endOf(own(heard.source), true),
      fromAsked: asked !== undefined,
      place: sight.where.place(),
    };
  }

  /** `end`: the last stamp of the capture. */
  finish(end: number | null): DnsTraffic {
    const queries = this.#queries.map((query): DnsQuery => {
      const first = query.asked[0]?.time ?? null;
      const last = query.asked.at(-1)?.time ?? null;
      const answered = query.answer?.fromAsked ? query.answer.time : null;
      return {
        ...query,
        delay: gapOf(first, answered),
        waited: query.answer?.fromAsked ? null : gapOf(last, end),
      };
    });
    return { questions: this.#questions, answers: this.#answers, queries, leftOut: this.#leftOut };
  }
}
