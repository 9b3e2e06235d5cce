import type { FlowTable, Footer, Ranking, StateCount } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import type { Flow } from './flow.ts';
import { ByteInterner } from './interner.ts';

/** So many different addresses are told apart; a table of any usual size has fewer. */
const MAX_NAMES = 1 << 20;
/** Protocols and states are few; more than this is no connection table. */
const MAX_KINDS = 64;
const TOP = 10;
/** Flows kept as evidence for each state. */
const EXAMPLES = 3;

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
  readonly #kinds = new Map<number, { flows: number; unreplied: number; places: Place[] }>();
  readonly #sources = new ByteInterner(MAX_NAMES);
  readonly #sourcePlaces = new Map<number, Place>();
  readonly #destinations = new ByteInterner(MAX_NAMES);
  readonly #services = new ByteInterner(MAX_NAMES);
  readonly #service = new Uint8Array(128);

  /** Adds the flow that `flow` has just read from `bytes`; `place` is asked only where it is kept as evidence. */
  add(flow: Flow, bytes: Uint8Array, place: () => Place): void {
    this.flows++;
    this.#first ??= place();
    this.#family ||= flow.family;
    if (flow.unreplied) this.#unreplied++;
    if (flow.assured) this.#assured++;
    if (flow.offloaded) this.#offloaded++;
    if (flow.isDnat(bytes)) this.#dnat++;
    if (flow.isSnat(bytes)) this.#snat++;
    this.#addKind(flow, bytes, place);
    this.#addEnds(flow, bytes, place);
  }

  #addKind(flow: Flow, bytes: Uint8Array, place: () => Place): void {
    const protocol = this.#protocols.count(bytes, flow.protoFrom, flow.protoTo);
    const state = flow.stateTo > flow.stateFrom ? this.#states.count(bytes, flow.stateFrom, flow.stateTo) : MAX_KINDS;
    const key = protocol * 256 + state;
    let kind = this.#kinds.get(key);
    if (!kind) {
      kind = { flows: 0, unreplied: 0, places: [] };
      this.#kinds.set(key, kind);
    }
    kind.flows++;
    if (flow.unreplied) kind.unreplied++;
    if (kind.places.length < EXAMPLES) kind.places.push(place());
  }

  #addEnds(flow: Flow, bytes: Uint8Array, place: () => Place): void {
    const from = flow.from;
    const to = flow.to;
    const source = this.#sources.count(bytes, from[0] as number, to[0] as number);
    if (source >= 0 && this.#sources.countOf(source) === 1 && this.#sourcePlaces.size < MAX_NAMES / 16) {
      this.#sourcePlaces.set(source, place());
    }
    this.#destinations.count(bytes, from[1] as number, to[1] as number);
    if (isIpv6(bytes, from[0] as number, to[0] as number)) this.#ipv6++;
    const length = this.#writeService(bytes, flow);
    if (length > 0) this.#services.count(this.#service, 0, length);
  }

  /** `10.96.0.10:53`; the length written, 0 for a flow without a port. */
  #writeService(bytes: Uint8Array, flow: Flow): number {
    const [from, to] = [flow.from, flow.to];
    const address = (to[1] as number) - (from[1] as number);
    const port = (to[3] as number) - (from[3] as number);
    if (port <= 0 || address + port + 1 > this.#service.length) return 0;
    for (let i = 0; i < address; i++) this.#service[i] = bytes[(from[1] as number) + i] as number;
    this.#service[address] = 0x3a;
    for (let i = 0; i < port; i++) this.#service[address + 1 + i] = bytes[(from[3] as number) + i] as number;
    return address + 1 + port;
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
      sources: rank(this.#sources, id => this.#sourcePlaces.get(id)),
      destinations: rank(this.#destinations, () => undefined),
      services: rank(this.#services, () => undefined),
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

function rank(names: ByteInterner, placeOf: (id: number) => Place | undefined): Ranking {
  const best: number[] = [];
  for (let id = 0; id < names.size; id++) {
    if (best.length === TOP && names.countOf(id) <= names.countOf(best[TOP - 1] as number)) continue;
    best.push(id);
    best.sort((one, other) => names.countOf(other) - names.countOf(one) || one - other);
    if (best.length > TOP) best.pop();
  }
  const top = best.map(id => {
    const place = placeOf(id);
    return { name: names.text(id), flows: names.countOf(id), places: place ? [place] : [] };
  });
  return { top, distinct: names.overflow > 0 ? null : names.size };
}

function isIpv6(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to && i < from + 5; i++) {
    if (bytes[i] === 0x3a) return true;
  }
  return false;
}
