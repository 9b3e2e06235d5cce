import type { StateCount } from '../../model/flow-table.ts';
import type { Place } from '../../model/place.ts';
import type { Batch } from './batch.ts';
import * as F from './fields.ts';
import type { Names } from './names.ts';

/** Flows kept as evidence for each state. */
const EXAMPLES = 3;
/** Protocols and states have numbers below this. */
const WIDTH = 64;
/** A timeout has 0 to 32 bits. */
const BITS = 33;

/** Counts flows by protocol and state. */
export class Kinds {
  readonly #names: Names;
  /** flows, unreplied, assured for each pair of protocol and state. */
  readonly #counts = new Int32Array(WIDTH * WIDTH * 3);
  readonly #places = new Map<number, Place[]>();
  /** Flows by the number of bits of their timeout, for each pair. */
  readonly #timeouts = new Uint32Array(WIDTH * WIDTH * BITS);

  constructor(names: Names) {
    this.#names = names;
  }

  addBatch(batch: Batch): void {
    const { rows, size } = batch;
    const counts = this.#counts;
    const timeouts = this.#timeouts;
    for (let i = 0; i < size; i++) {
      const row = i * F.ROW;
      const kind = (rows[row + F.PROTOCOL] as number) * WIDTH + (rows[row + F.STATE] as number);
      const flags = rows[row + F.FLAGS] as number;
      const at = kind * 3;
      const flows = counts[at] as number;
      counts[at] = flows + 1;
      counts[at + 1] = (counts[at + 1] as number) + (flags & F.UNREPLIED);
      counts[at + 2] = (counts[at + 2] as number) + ((flags & F.ASSURED) >> 1);
      const timeout = rows[row + F.TIMEOUT] as number;
      const bucket = kind * BITS + 32 - Math.clz32(timeout);
      if (timeout >= 0) timeouts[bucket] = (timeouts[bucket] as number) + 1;
      if (flows < EXAMPLES) this.#addPlace(kind, batch.placeOf(i));
    }
  }

  #addPlace(kind: number, place: Place): void {
    const places = this.#places.get(kind);
    if (places) places.push(place);
    else this.#places.set(kind, [place]);
  }

  /** Most frequent first; ties in the order of the paste. */
  rank(): StateCount[] {
    const states = [...this.#places].map(([kind, places]) => {
      const state = kind % WIDTH;
      return {
        protocol: this.#names.protocols.text(Math.floor(kind / WIDTH)),
        state: state === F.NO_STATE ? null : this.#names.states.text(state),
        flows: this.#counts[kind * 3] as number,
        unreplied: this.#counts[kind * 3 + 1] as number,
        assured: this.#counts[kind * 3 + 2] as number,
        places,
        timeouts: bucketsOf(this.#timeouts.subarray(kind * BITS, (kind + 1) * BITS)),
      };
    });
    return states.sort((one, other) => other.flows - one.flows);
  }
}

/** A timeout of n bits is below 2ⁿ seconds. */
function bucketsOf(timeouts: Uint32Array): StateCount['timeouts'] {
  return [...timeouts].flatMap((flows, bits) => (flows > 0 ? [{ below: 2 ** bits, flows }] : []));
}
