import type { Hop, Paths, PathTrace } from '../../model/paths.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader } from '../format.ts';
import { emptyHop, readHost } from './hops.ts';

// ui/report.c of mtr 0.85 to 0.95.
/** `HOST: node-3                 Loss%   Snt   Last   Avg  Best  Wrst StDev`; -o chooses columns. */
const HEAD = /^(?:HOST: (\S{1,255})| Host)\s{1,200}(Loss%(?:\s{1,20}[A-Za-z%]{2,8}){1,20})$/;
/** What the screen of mtr shows above the headings. */
const SCREEN =
  /^(?:\s{8,100}My traceroute {2}\[v\S{1,20}\]|Keys: {2}Help {3}Display mode .{1,100}|\s{20,100}Packets\s{4,40}Pings)$/;
/** ` 2. (waiting for reply)` on the screen: nothing came back. */
const WAITING = /^\s{1,4}(\d{1,3})\. (?:\(waiting for reply\)|\?\?\?)$/;
const START = /^Start: (?:\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d{4}|\w{3} \w{3} {1,2}\d{1,2} \d\d:\d\d:\d\d \d{4})$/;
/** `  2.|-- 10.77.2.2                  0.0%     3    0.1   0.1   0.1   0.1   0.0`; `100.0` has no sign behind it; `  1. AS64500   10.77.2.2` with -z. */
const ROW =
  /^\s{0,8}(\d{1,3})\. ?(?:\|-- (?:(AS\S{1,12})\s{1,8})?|AS\S{1,12}\s{1,10}|(?=\S{1,255}(?: \([^()\s]{1,80}\))?\s{2,200}\d{1,3}\.\d%))(\S{1,255})(?: \(([^()\s]{1,80})\))?\s{1,200}(\d{1,3}(?:\.\d{1,3})?)%?((?:\s{1,20}-?\d{1,9}(?:\.\d{1,3})?){1,20})$/;
/** Another router at the same distance: `    |  `|-- 10.77.2.6`, `        10.77.2.6` with -w in old versions. */
const MORE = /^\s{2,8}\|\s{1,4}[`|+]+-- (\S{1,255})(?: \(([^()\s]{1,80})\))?\s{0,200}$/;
const REST = /^\s{2,8}\|\s{0,4}[`|+]*-*\s*(?:MPLS|\[MPLS).{0,120}$/;
const CSV_HEAD = /^Mtr_Version,Start_Time,Status,Host,Hop,Ip,/;
const CSV =
  /^MTR\.[\w.]{1,12},\d{1,12},\w{1,12},([^,]{1,255}),(\d{1,3}),([^,]{1,255}),(\d{1,3}\.\d{1,3}),(\d{1,9}),\d{0,9},(\d{1,9}\.\d{1,3}),(\d{1,9}\.\d{1,3}),(\d{1,9}\.\d{1,3}),(\d{1,9}\.\d{1,3}),(\d{1,9}\.\d{1,3}),?$/;

const DEFAULT = ['Loss%', 'Snt', 'Last', 'Avg', 'Best', 'Wrst', 'StDev'];
const MAX_HOPS = 10_000;

/** `mtr --report`, `--report-wide`, `-b`, `-z`, `--csv`. */
export const mtr: Format = {
  id: 'mtr',
  detect(text) {
    if (!/^(?:HOST: |Start: |M|\s{0,8}\d|\s{1,100}[MHP])/.test(text)) return null;
    if (HEAD.test(text) || CSV_HEAD.test(text)) return { score: 0.95, reason: 'the headings of mtr' };
    if (SCREEN.test(text)) return { score: 0.8, reason: 'the head of the screen of mtr' };
    if (START.test(text)) return { score: 0.8, reason: 'the first line of mtr --report' };
    const row = ROW.exec(text);
    if (row && columnsOf(row).length === DEFAULT.length - 1)
      return { score: 0.9, reason: 'a hop of mtr --report' };
    if (CSV.test(text)) return { score: 0.9, reason: 'a hop of mtr --csv' };
    return null;
  },
  open: () => new MtrReader(),
};

function columnsOf(row: RegExpExecArray): number[] {
  return (row[6] as string).trim().split(/\s+/).map(Number);
}

type Draft = { -readonly [K in keyof PathTrace]: PathTrace[K] } & { hops: Hop[] };

class MtrReader implements Reader {
  readonly #traces: Draft[] = [];
  #headings: readonly string[] = DEFAULT;
  #hops = 0;

  line(line: Line): Outcome {
    const text = line.text.trimEnd();
    if (text === '' || REST.test(text) || SCREEN.test(text)) return 'noise';
    if (START.test(text) || CSV_HEAD.test(text)) return this.#traces.length > 0 ? 'again' : 'noise';
    const head = HEAD.exec(text);
    if (head) {
      if ((this.#traces.at(-1)?.hops.length ?? 0) > 0) return 'again';
      this.#headings = (head[2] as string).split(/\s+/);
      this.#begin(line, null);
      return 'read';
    }
    if (this.#hops >= MAX_HOPS) return 'refused';
    return this.#row(line, text) ?? this.#csv(line, text) ?? 'refused';
  }

  #begin(line: Line, address: string | null): Draft {
    const trace: Draft = {
      tool: 'mtr',
      target: null,
      address,
      maxHops: null,
      packetBytes: null,
      hops: [],
      pathMtu: null,
      reached: null,
      place: line.place(),
    };
    this.#traces.push(trace);
    return trace;
  }

  #row(line: Line, text: string): Outcome | null {
    const more = MORE.exec(text);
    const last = this.#traces.at(-1)?.hops.at(-1);
    if (more && last) {
      this.#replaceLast({ ...last, hosts: [...last.hosts, readHost(more[1] as string, more[2])] });
      return 'read';
    }
    const row = ROW.exec(text);
    if (!row) return this.#waiting(line, text);
    const number = Number(row[1]);
    if (last && number <= last.number) return 'again';
    const values = columnsOf(row);
    // Other headings than these columns: a column was lost on the way.
    if (values.length !== this.#headings.length - 1 || this.#isCut(row)) return 'refused';
    const named = new Map(this.#headings.slice(1).map((heading, i) => [heading, values[i] as number]));
    this.#push(line, number, row[3] as string, row[4], Number(row[5]), named);
    return 'read';
  }

  #waiting(line: Line, text: string): Outcome | null {
    const row = WAITING.exec(text);
    if (!row) return null;
    this.#push(line, Number(row[1]), '???', undefined, 100, new Map());
    return 'read';
  }

  /** Times have one decimal: `12` in the last column is the rest of `12.3`. */
  #isCut(row: RegExpExecArray): boolean {
    const last = this.#headings.at(-1) ?? '';
    return (
      /^(?:Last|Avg|Best|Wrst|StDev|Gmean|Jttr|Javg|Jmax|Jint)$/.test(last) && !/\.\d$/.test(row[6] as string)
    );
  }

  #csv(line: Line, text: string): Outcome | null {
    const row = CSV.exec(text);
    if (!row) return null;
    const number = Number(row[2]);
    const trace = this.#traces.at(-1);
    if (trace && trace.hops.length > 0 && number <= (trace.hops.at(-1) as Hop).number) return 'again';
    if (!trace) this.#begin(line, null).target = row[1] as string;
    const named = new Map(
      ['Snt', 'Last', 'Avg', 'Best', 'Wrst', 'StDev'].map((name, i) => [name, Number(row[i + 5])]),
    );
    this.#push(line, number, row[3] as string, undefined, Number(row[4]), named);
    return 'read';
  }

  #push(
    line: Line,
    number: number,
    host: string,
    address: string | undefined,
    lossPercent: number,
    named: Map<string, number>,
  ): void {
    const trace = this.#traces.at(-1) ?? this.#begin(line, null);
    const silent = host === '???' || lossPercent === 100;
    // Where nothing came back the columns hold 0.0, which is no time.
    const time = (name: string) => (silent ? null : (named.get(name) ?? null));
    this.#hops++;
    trace.hops.push({
      ...emptyHop(number, line.place()),
      hosts: host === '???' ? [] : [readHost(host, address)],
      lossPercent,
      sent: named.get('Snt') ?? null,
      last: time('Last'),
      average: time('Avg'),
      best: time('Best'),
      worst: time('Wrst'),
      deviation: time('StDev'),
    });
  }

  #replaceLast(hop: Hop): void {
    const hops = (this.#traces.at(-1) as Draft).hops;
    hops[hops.length - 1] = hop;
  }

  close(): Paths | null {
    const traces = this.#traces.filter(trace => trace.hops.length > 0);
    return traces.length > 0 ? { kind: 'paths', traces } : null;
  }
}
