import type { Flow, Tuple } from './flow.ts';
import type { Footer } from './flow-table.ts';
import type { Stamp } from './log-events.ts';
import type { Place } from './place.ts';

/** What `conntrack -E` recorded, in any of its forms. Events that a mask (`-e NEW`) leaves out cannot be told from none. */
export interface FlowEvents {
  readonly kind: 'flow-events';
  /** Events read, all of them, and of each type. */
  readonly total: number;
  readonly new: number;
  readonly update: number;
  readonly destroy: number;
  /** The first events, in the order of the paste. */
  readonly events: readonly FlowEvent[];
  /** Events that `events` had no room for; `counts` and `flows` know them. */
  readonly left: number;
  /** All events by type, protocol and state, most frequent first. */
  readonly counts: readonly EventCount[];
  /** The first flows that the events tell of, in the order of their first event. */
  readonly flows: readonly FlowHistory[];
  /** Flows that `flows` had no room for. */
  readonly flowsLeft: number;
  /** The tool's warning that its buffer was too small and events were lost (`ENOBUFS`); null without. */
  readonly lost: Place | null;
  /** `N flow events have been shown`, where the paste has that line. */
  readonly footer: Footer | null;
  readonly first: Place;
}

export type FlowEventType = 'NEW' | 'UPDATE' | 'DESTROY';

export interface FlowEvent {
  readonly type: FlowEventType;
  /** With `-o timestamp`: seconds since 1970; in XML the local time of the host, as printed. */
  readonly time: Stamp | null;
  readonly flow: Flow;
  /** The netlink port, and where it could be found the name, of the program that made, changed or removed the entry; null for the kernel itself. */
  readonly userspace: { readonly port: number | null; readonly program: string | null } | null;
}

export interface EventCount {
  readonly type: FlowEventType;
  readonly protocol: string;
  readonly state: string | null;
  readonly events: number;
  /** How many of them said `[UNREPLIED]`. */
  readonly unreplied: number;
  /** The first of them, as evidence. */
  readonly places: readonly Place[];
}

/** The events of one flow, from its `[NEW]` to its `[DESTROY]`: known by the protocol, original tuple and zones, and its id. */
export interface FlowHistory {
  readonly protocol: string;
  readonly original: Tuple;
  readonly reply: Tuple | null;
  readonly nat: Flow['nat'];
  readonly events: number;
  /** The TCP, SCTP or DCCP states in the order seen, repetitions left out: a connection that nobody answered has `SYN_SENT` alone. */
  readonly states: readonly string[];
  /** Whether an event showed an answer: it had no `[UNREPLIED]`, or packets of the reply direction, as a refused connection has. */
  readonly answered: boolean;
  /** The `[NEW]`; null for a flow that was there before the recording. */
  readonly began: FlowMoment | null;
  /** The `[DESTROY]`; null for a flow that outlived the recording. */
  readonly ended: FlowMoment | null;
  /** Seconds it lived, from the stamps of both, else from the kernel's own `delta-time`; null where neither tells. */
  readonly lasted: number | null;
  /** Its first event and, where there are more, its last. */
  readonly places: readonly Place[];
}

export interface FlowMoment {
  readonly time: Stamp | null;
  readonly place: Place;
}
