import type { EventCount, FlowEvent, FlowEvents } from '../../model/flow-events.ts';
import type { Footer } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import { Histories } from './histories.ts';

/** Events listed; more are counted. */
const LISTED = 2000;
/** Different types, protocols and states: more than this is no recording. */
const MAX_COUNTS = 512;
const EXAMPLES = 3;

type Counting = { -readonly [K in keyof EventCount]: EventCount[K] } & { places: Place[] };

/** Adds events up while they are read. */
export class Recorder {
  readonly #types = { NEW: 0, UPDATE: 0, DESTROY: 0 };
  readonly #events: FlowEvent[] = [];
  readonly #counts = new Map<string, Counting>();
  readonly #histories = new Histories();
  #total = 0;
  #first: Place | null = null;
  #lost: Place | null = null;

  get empty(): boolean {
    return this.#total === 0;
  }

  /** Notes the warning that events were lost. */
  lose(place: Place): void {
    this.#lost ??= place;
  }

  /** Takes one event; `key` names its flow. */
  add(key: string, event: FlowEvent): void {
    this.#total++;
    this.#types[event.type]++;
    this.#first ??= event.flow.place;
    if (this.#events.length < LISTED) this.#events.push(event);
    this.#count(event);
    this.#histories.add(key, event);
  }

  #count({ type, flow }: FlowEvent): void {
    const key = `${type} ${flow.protocol} ${flow.state}`;
    let count = this.#counts.get(key);
    if (!count) {
      if (this.#counts.size >= MAX_COUNTS) return;
      const { protocol, state } = flow;
      count = { type, protocol, state, events: 0, unreplied: 0, places: [] };
      this.#counts.set(key, count);
    }
    count.events++;
    if (flow.unreplied) count.unreplied++;
    if (count.places.length < EXAMPLES) count.places.push(flow.place);
  }

  /** The recording; null where there was neither an event nor a count line. */
  finish(footer: Footer | null): FlowEvents | null {
    const first = this.#first ?? this.#lost ?? footer?.place;
    if (!first) return null;
    return {
      kind: 'flow-events',
      total: this.#total,
      new: this.#types.NEW,
      update: this.#types.UPDATE,
      destroy: this.#types.DESTROY,
      events: this.#events,
      left: this.#total - this.#events.length,
      counts: [...this.#counts.values()].sort((one, other) => other.events - one.events),
      flows: this.#histories.flows,
      flowsLeft: this.#histories.left,
      lost: this.#lost,
      footer,
      first,
    };
  }
}
