import type { Place } from '../../model/place.ts';
import type { Phases, TimingColumn, TimingSample, Timings } from '../../model/timings.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader } from '../format.ts';

/** `  DNS Lookup   TCP Connection   TLS Handshake   Server Processing   Content Transfer`; without TLS for http. */
const TABLE =
  /^\s{0,8}DNS Lookup\s{1,20}TCP Connection\s{1,20}(TLS Handshake\s{1,20})?Server Processing\s{1,20}Content Transfer\s{0,8}$/;
const ROW = /^\s{0,8}\[((?:\s{0,20}\d{1,9}ms\s{0,20}\|){3,4}\s{0,20}\d{1,9}ms\s{0,20})\]\s{0,8}$/;
const SUMS = /(namelookup|connect|pretransfer|starttransfer|total):\s{0,8}(\d{1,9})ms/g;
const BARS = /^[\s|]{1,200}$/;
const CONNECTED = /^Connected to (\S{1,80}):(\d{1,5})(?: from (\S{1,80}):(\d{1,5}))?$/;
const AROUND =
  /^(?:HTTP\/\d(?:\.\d)? \d{3}.{0,80}|[A-Za-z][A-Za-z0-9_-]{0,60}:(?: .{0,4000})?|Body (?:stored in: .{1,300}|discarded|read)|speed_download: .{1,120})$/;
const MAX_SAMPLES = 2000;

type Sum = 'namelookup' | 'connect' | 'pretransfer' | 'starttransfer' | 'total';

/** httpstat, the Python program around curl (reorx/httpstat) and the one in Go (davecheney/httpstat). Both print whole milliseconds. */
export const httpstat: Format = {
  id: 'httpstat',
  detect(text, start) {
    if (start.command === null && !/^\s*(?:DNS|\[|Connected)/.test(text)) return null;
    if (TABLE.test(text)) return { score: 0.95, reason: 'the table of httpstat' };
    if (ROW.test(text)) return { score: 0.85, reason: 'the row of phases of httpstat' };
    const below = runs(start.command, 'httpstat', () => true);
    if (CONNECTED.test(text))
      return { score: below ? 0.9 : 0.6, reason: 'the line «Connected to» of httpstat' };
    return below && AROUND.test(text) ? { score: 0.8, reason: 'the answer below httpstat' } : null;
  },
  open: () => new StatReader(),
};

interface Open {
  place: Place;
  tls: boolean;
  phases: Phases | null;
  readonly numbers: Record<string, number>;
  readonly texts: Record<string, string>;
  readonly places: Record<string, Place>;
}

class StatReader implements Reader {
  readonly #samples: TimingSample[] = [];
  #open: Open | null = null;
  #table = false;

  line(line: Line): Outcome {
    const { text } = line;
    const connected = CONNECTED.exec(text);
    if (connected) return this.#connected(line, connected);
    const table = TABLE.exec(text);
    if (table) {
      if (this.#open?.phases) this.#end();
      this.#openAt(line).tls = table[1] !== undefined;
      this.#table = true;
      return 'read';
    }
    const row = ROW.exec(text);
    if (row) return this.#row(line, row[1] as string);
    if (this.#table && BARS.test(text)) return 'noise';
    if (this.#table && text.includes('ms')) return this.#sums(line);
    return AROUND.test(text) ? 'noise' : 'refused';
  }

  #openAt(line: Line): Open {
    this.#open ??= { place: line.place(), tls: false, phases: null, numbers: {}, texts: {}, places: {} };
    return this.#open;
  }

  #connected(line: Line, [, remote, port, local, localPort]: RegExpExecArray): Outcome {
    this.#end();
    const open = this.#openAt(line);
    open.texts['remote_ip'] = (remote as string).replace(/^\[|\]$/g, '');
    open.numbers['remote_port'] = Number(port);
    if (local !== undefined) {
      open.texts['local_ip'] = local;
      open.numbers['local_port'] = Number(localPort);
    }
    return 'read';
  }

  /** Four numbers are those of http, five have TLS, whatever became of the header. */
  #row(line: Line, cells: string): Outcome {
    if (this.#open?.phases) this.#end();
    const open = this.#openAt(line);
    const seconds = cells.split('|').map(cell => Number.parseInt(cell.trim(), 10) / 1000);
    const tls = seconds.length === 5;
    if (this.#table && open.tls !== tls) return 'refused';
    const [dns = null, connect = null] = seconds;
    const [server = null, transfer = null] = seconds.slice(-2);
    open.phases = { dns, connect, tls: tls ? (seconds[2] as number) : null, server, transfer };
    open.place = line.place();
    this.#table = true;
    return 'read';
  }

  #sums(line: Line): Outcome {
    const open = this.#openAt(line);
    let found = false;
    for (const match of line.text.slice(0, 1000).matchAll(SUMS)) {
      const name = `time_${match[1] as Sum}`;
      const from = match.index + match[0].length - 2 - (match[2] as string).length;
      open.numbers[name] = Number(match[2]) / 1000;
      open.places[name] = line.place(from, from + (match[2] as string).length + 2);
      found = true;
    }
    return found ? 'read' : 'refused';
  }

  #end(): void {
    const open = this.#open;
    this.#open = null;
    this.#table = false;
    if (
      !open ||
      (!open.phases && open.numbers['time_total'] === undefined) ||
      this.#samples.length >= MAX_SAMPLES
    )
      return;
    const { numbers, texts, places, place, phases } = open;
    this.#samples.push({ numbers, texts, places, place, phases, step: 1e-3 });
  }

  close(): Timings | null {
    this.#end();
    const first = this.#samples[0]?.place;
    if (!first) return null;
    const names = [
      ...new Set(this.#samples.flatMap(sample => Object.keys(sample.numbers))),
    ] as TimingColumn['name'][];
    const columns = names.map(name => ({
      name,
      values: this.#samples.map(sample => sample.numbers[name] ?? null),
    }));
    return {
      kind: 'timings',
      source: 'httpstat',
      count: this.#samples.length,
      columns,
      samples: this.#samples,
      errors: [],
      asked: [],
      first,
    };
  }
}
