import type { FlowTable, Footer, StateCount } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import { Ends } from './ends.ts';
import type { Flow } from './flow.ts';
import { ByteInterner } from './interner.ts';

/** Protocols and states are few; more than this is no connection table. */
const MAX_KINDS = 64;
/** Flows kept as evidence for each state. */
const EXAMPLES = 3;

interface Kind {
  flows: number;
  unreplied: number;
  readonly places: Place[];
}

/** Adds flows up while they are read. */
export class Tally {
  flows = 0;
  #ipv6 = 0;
  #unreplied = 0;
  #assured = 0;
  #offloaded = 0;
  #dnat = 0;
  #snat = 0;
  #family = false;
  #first: Place | null = null;
  readonly #protocols = new ByteInterner(MAX_KINDS);
  readonly #states = new ByteInterner(MAX_KINDS);
  readonly #kinds = new Map<number, Kind>();
  readonly #sources = new Ends();
  readonly #destinations = new Ends();
  readonly #services = new Ends();

  /** Adds the flow that `flow` has just read from `bytes`. It stands in line `line`, from byte `start` to `end` of the paste. */
  add(flow: Flow, bytes: Uint8Array, line: number, start: number, end: number): void {
    this.flows++;
    this.#first ??= placeOf(line, start, end);
    this.#family ||= flow.family;
    if (flow.unreplied) this.#unreplied++;
    if (flow.assured) this.#assured++;
    if (flow.offloaded) this.#offloaded++;
    if (flow.isDnat(bytes)) this.#dnat++;
    if (flow.isSnat(bytes)) this.#snat++;
    const kind = this.#kindOf(flow, bytes);
    kind.flows++;
    if (flow.unreplied) kind.unreplied++;
    if (kind.places.length < EXAMPLES) kind.places.push(placeOf(line, start, end));
    this.#addEnds(flow, bytes, line, start, end);
  }

  #kindOf(flow: Flow, bytes: Uint8Array): Kind {
    const protocol = this.#protocols.count(bytes, flow.protoFrom, flow.protoTo);
    const state =
      flow.stateTo > flow.stateFrom ? this.#states.count(bytes, flow.stateFrom, flow.stateTo) : MAX_KINDS;
    const key = protocol * 256 + state;
    let kind = this.#kinds.get(key);
    if (!kind) {
      kind = { flows: 0, unreplied: 0, places: [] };
      this.#kinds.set(key, kind);
    }
    return kind;
  }

  #addEnds(flow: Flow, bytes: Uint8Array, line: number, start: number, end: number): void {
    const from = flow.from;
    const to = flow.to;
    const sourceFrom = from[0] as number;
    const sourceTo = to[0] as number;
    if (this.#sources.count(bytes, sourceFrom, sourceTo)) {
      this.#sources.remember(textOf(bytes, sourceFrom, sourceTo), placeOf(line, start, end));
    }
    if (isIpv6(bytes, sourceFrom, sourceTo)) this.#ipv6++;
    this.#destinations.count(bytes, from[1] as number, to[1] as number);
    if ((to[3] as number) > 0) {
      this.#services.count(bytes, from[1] as number, to[1] as number, from[3] as number, to[3] as number);
    }
  }

  /** The table, once all flows are in; null where there were none and no footer says that there are none. */
  finish(footer: Footer | null): FlowTable | null {
    const first = this.#first ?? footer?.place;
    if (!first) return null;
    return {
      kind: 'flow-table',
      source: this.#family && !footer ? '/proc/net/nf_conntrack' : 'conntrack -L',
      flows: this.flows,
      ipv6: this.#ipv6,
      unreplied: this.#unreplied,
      assured: this.#assured,
      offloaded: this.#offloaded,
      dnat: this.#dnat,
      snat: this.#snat,
      states: this.#stateCounts(),
      sources: this.#sources.rank(),
      destinations: this.#destinations.rank(),
      services: this.#services.rank(),
      footer,
      first,
    };
  }

  #stateCounts(): StateCount[] {
    const counts = [...this.#kinds].map(([key, kind]) => {
      const state = key % 256;
      return {
        protocol: this.#protocols.text(Math.floor(key / 256)),
        state: state === MAX_KINDS ? null : this.#states.text(state),
        ...kind,
      };
    });
    return counts.sort((one, other) => other.flows - one.flows);
  }
}

function placeOf(line: number, start: number, end: number): Place {
  return { line, span: { start, end } };
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

function isIpv6(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to && i < from + 5; i++) {
    if (bytes[i] === 0x3a) return true;
  }
  return false;
}
