import type { Place } from '../../model/place.ts';
import type {
  CurlError,
  NumberVariable,
  TextVariable,
  TimeVariable,
  TimingColumn,
  TimingSample,
  Timings,
} from '../../model/timings.ts';
import { TEXTS, TIMES, type Variable } from './names.ts';
import type { Value } from './values.ts';

/** So many samples are kept with texts and places; all of them are in the columns. */
const MAX_SAMPLES = 2000;
const MAX_COUNT = 2_000_000;
const MAX_ERRORS = 5000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

interface Open {
  readonly numbers: Map<TimeVariable | NumberVariable, number>;
  readonly texts: Map<TextVariable, string>;
  readonly places: Map<Variable, Place>;
  step: number;
  readonly place: Place;
}

/** Puts values together to samples: a variable that the open sample has already begins the next one. */
export class Samples {
  count = 0;
  readonly errors: CurlError[] = [];
  readonly asked: string[] = [];
  readonly #columns = new Map<TimeVariable | NumberVariable, (number | null)[]>();
  readonly #samples: TimingSample[] = [];
  #open: Open | null = null;
  /** Whether any value stood under a name of curl's own, or was asked for by the command. */
  #sure = false;
  #most = 0;

  has(name: Variable): boolean {
    return this.#open?.places.has(name) ?? false;
  }

  add(name: Variable, value: Value | string, place: Place, sure: boolean): void {
    if (this.has(name)) this.end();
    this.#open ??= { numbers: new Map(), texts: new Map(), places: new Map(), step: 0, place };
    const open = this.#open;
    open.places.set(name, place);
    if (typeof value === 'string') open.texts.set(name as TextVariable, value);
    else {
      open.numbers.set(name as TimeVariable, value.value);
      if (TIMES.has(name)) open.step = Math.max(open.step, value.step);
    }
    this.#sure ||= sure;
  }

  /** Ends the open sample. */
  end(): void {
    const open = this.#open;
    this.#open = null;
    if (!open || this.count >= MAX_COUNT) return;
    for (const [name, value] of open.numbers) {
      let column = this.#columns.get(name);
      if (!column) {
        column = new Array<number | null>(this.count).fill(null);
        this.#columns.set(name, column);
      }
      column.push(value);
    }
    this.count++;
    for (const column of this.#columns.values()) if (column.length < this.count) column.push(null);
    this.#most = Math.max(this.#most, [...open.numbers.keys()].filter(name => TIMES.has(name)).length);
    if (this.#samples.length < MAX_SAMPLES) this.#samples.push(sampleOf(open));
  }

  addError(error: CurlError): boolean {
    if (this.errors.length >= MAX_ERRORS) return false;
    this.errors.push(error);
    return true;
  }

  /** `formatPlace`: the first line of a format file, where the paste holds nothing else. */
  finish(source: Timings['source'], formatPlace: Place | null): Timings | null {
    this.end();
    // Names that people choose (`Total: 3.2s`) are curl's only where two of them stand together.
    if (this.count > 0 && this.#most < (this.#sure ? 1 : 2)) return null;
    const first = this.#samples[0]?.place ?? this.errors[0]?.place ?? formatPlace;
    if (!first) return null;
    const columns = [...this.#columns].map(([name, values]): TimingColumn => ({ name, values }));
    return {
      kind: 'timings',
      source,
      count: this.count,
      columns,
      samples: this.#samples,
      errors: this.errors,
      asked: this.asked,
      first,
    };
  }
}

function sampleOf(open: Open): TimingSample {
  const texts: Mutable<TimingSample['texts']> = {};
  for (const [name, text] of open.texts) if (TEXTS.has(name)) texts[name] = text;
  return {
    numbers: Object.fromEntries(open.numbers),
    texts,
    step: open.step,
    phases: null,
    place: open.place,
    places: Object.fromEntries(open.places),
  };
}
