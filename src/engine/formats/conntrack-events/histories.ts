import type { FlowEvent, FlowHistory, FlowMoment } from '../../model/flow-events.ts';

/** Flows listed, and flows followed at the same time. */
const LISTED = 2000;
const FOLLOWED = 20_000;
const STATES = 12;

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Open = Writable<FlowHistory> & { states: string[] };

/** Puts the events of each flow together, while they are read. */
export class Histories {
  readonly flows: FlowHistory[] = [];
  left = 0;
  readonly #open = new Map<string, Open | null>();

  /** `key` names the flow: see flow-words.ts. */
  add(key: string, event: FlowEvent): void {
    let history = event.type === 'NEW' ? undefined : this.#open.get(key);
    if (history === undefined) history = this.#begin(key, event);
    if (history) extend(history, event);
    if (event.type === 'DESTROY') this.#open.delete(key);
  }

  #begin(key: string, { flow, type, time }: FlowEvent): Open | null {
    if (this.flows.length >= LISTED) {
      this.left++;
      // A flow that is not listed is still followed, so that it is counted once.
      if (this.#open.size < FOLLOWED) this.#open.set(key, null);
      return null;
    }
    const history: Open = {
      protocol: flow.protocol,
      original: flow.original,
      reply: flow.reply,
      nat: flow.nat,
      events: 0,
      states: [],
      answered: false,
      began: type === 'NEW' ? { time, place: flow.place } : null,
      ended: null,
      lasted: null,
      places: [flow.place],
    };
    this.flows.push(history);
    if (this.#open.size < FOLLOWED) this.#open.set(key, history);
    return history;
  }
}

function extend(history: Open, { flow, type, time }: FlowEvent): void {
  history.events++;
  if (history.events > 1) history.places = [history.places[0] ?? flow.place, flow.place];
  if (flow.state !== null && history.states.at(-1) !== flow.state && history.states.length < STATES)
    history.states.push(flow.state);
  // A line that was cut before the reply direction cannot say. A refused connection is gone at the first answer, a reset,
  // and stays marked: `[DESTROY] tcp 6 120 CLOSE … packets=1 bytes=60 [UNREPLIED] … packets=1 bytes=40`.
  if (flow.reply && (!flow.unreplied || (flow.reply.packets ?? 0) > 0)) history.answered = true;
  if (type !== 'DESTROY') return;
  // The counters of the kernel stand in the last event alone.
  history.original = flow.original;
  history.reply = flow.reply ?? history.reply;
  history.ended = { time, place: flow.place };
  history.lasted = seconds(history.began, history.ended) ?? flow.age;
}

function seconds(from: FlowMoment | null, to: FlowMoment): number | null {
  const between = from?.time && to.time ? to.time.seconds - from.time.seconds : -1;
  return between >= 0 ? Math.round(between * 1e6) / 1e6 : null;
}
