import { FLOW } from '../../engine/flow-rows.ts';
import type { FlowKey, Grouping, GroupName } from './question.ts';
import type { FlowStore } from './store.ts';

/** By what flows may be put together, and filtered. */
export type By = Exclude<Grouping, 'flow'>;

/** One more than the highest port, and one for none. */
const PORTS = 65_537;
/** In a key of NAT: this side was not translated; nothing can be said. */
const SAME = -1;
const UNKNOWN = -2;

/** How the two numbers of a group's name come from a flow, and the name from them. */
export interface KeyKind {
  first(store: FlowStore, i: number): number;
  second(store: FlowStore, i: number): number;
  name(store: FlowStore, key: FlowKey): GroupName;
}

const none = () => 0;

export const KEYS: Readonly<Record<By, KeyKind>> = {
  state: {
    first: (store, i) => (store.protocol[i] as number) * 64 + (store.state[i] as number),
    second: none,
    name: (store, [kind]) => ({
      text: `${store.protocolName(kind >>> 6)} ${store.stateName(kind & 63)}`.trim(),
    }),
  },
  protocol: {
    first: (store, i) => store.protocol[i] as number,
    second: none,
    name: (store, [protocol]) => ({ text: store.protocolName(protocol) }),
  },
  source: {
    first: (store, i) => store.address(i, 0),
    second: none,
    name: (store, [address]) => ({ text: store.nameOf(address, 0) }),
  },
  destination: {
    first: (store, i) => store.address(i, 1),
    second: none,
    name: (store, [address]) => ({ text: store.nameOf(address, 0) }),
  },
  service: {
    first: (store, i) => store.address(i, 1),
    second: (store, i) => store.port(i, 1),
    name: (store, [address, port]) => ({ text: store.nameOf(address, port) }),
  },
  nat: { first: dnatOf, second: snatOf, name: natName },
};

/** Where the packets really go, where that is not where they were sent: the reply comes from there. */
function dnatOf(store: FlowStore, i: number): number {
  const changed = differs(store, i, 1, 2);
  return changed === null ? UNKNOWN : changed ? store.address(i, 2) * PORTS + store.port(i, 2) : SAME;
}

/** The address that the other end sees, where it is not the sender's; only its port may have changed. */
function snatOf(store: FlowStore, i: number): number {
  const changed = differs(store, i, 0, 3);
  return changed === null ? UNKNOWN : changed ? store.address(i, 3) : SAME;
}

/** Whether an end of the original tuple and of the reply are not the same; null where that cannot be told. */
function differs(store: FlowStore, i: number, original: 0 | 1, reply: 2 | 3): boolean | null {
  if (!store.has(i, FLOW.REPLIED)) return null;
  const [one, other] = [store.address(i, original), store.address(i, reply)];
  if (one !== other) return store.isWhole(one) && store.isWhole(other) ? true : null;
  const [port, replyPort] = [store.port(i, original), store.port(i, reply)];
  return port !== replyPort && port !== 0 && replyPort !== 0;
}

function natName(store: FlowStore, [dnat, snat]: FlowKey): GroupName {
  if (dnat === UNKNOWN || snat === UNKNOWN) return { unknown: true };
  return {
    dnat: dnat === SAME ? null : store.nameOf(Math.floor(dnat / PORTS), dnat % PORTS),
    snat: snat === SAME ? null : store.nameOf(snat, 0),
  };
}
