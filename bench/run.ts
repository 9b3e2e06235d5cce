import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { inChromium } from './browser/chromium.ts';
import { pasteToResult } from './browser/desk.ts';
import { conntrackLines } from './inputs/conntrack.ts';
import { packetLines } from './inputs/packets.ts';
import { duplicates, listing, save } from './inputs/rules.ts';
import { writeLines } from './inputs/write.ts';
import { isHere, type Kind, type Measured, measure, toolsFor } from './tools.ts';

/**
 * npm run bench [-- --json FILE] [--only NAME] [--runs N]: one table, every row of a file measured in the same run, one
 * after the other and again, the best of each kept. Ratios count; seconds are those of this machine.
 */
const { values } = parseArgs({
  options: { json: { type: 'string' }, only: { type: 'string' }, runs: { type: 'string', default: '5' } },
});
const runs = Number(values.runs);

interface Input {
  readonly name: string;
  readonly kind: Kind;
  readonly entries: number;
  readonly write: (file: string) => Promise<void> | void;
}

const conntrack = (entries: number, name: string): Input => ({
  name: `conntrack -L, ${name} entries`,
  kind: 'conntrack',
  entries,
  write: file => writeLines(file, entries, conntrackLines()),
});

const INPUTS: readonly Input[] = [
  conntrack(10_000, '10 k'),
  conntrack(100_000, '100 k'),
  conntrack(1_000_000, '1 M'),
  conntrack(2_000_000, '2 M'),
  conntrack(4_000_000, '4 M'),
  {
    name: 'iptables -nvL, 18,600 equal rules',
    kind: 'listing',
    entries: 18_600,
    write: file => writeFileSync(file, duplicates(18_606)),
  },
  {
    name: 'iptables -t nat -nvL, 100,000 rules',
    kind: 'listing',
    entries: 100_000,
    write: file => writeFileSync(file, listing(100_000)),
  },
  {
    name: 'iptables-save -c, 100,000 rules',
    kind: 'save',
    entries: 100_000,
    write: file => writeFileSync(file, save(100_000)),
  },
  {
    name: 'tcpdump -nn, 1 M packets',
    kind: 'packets',
    entries: 1_000_000,
    write: file => writeLines(file, 1_000_000, packetLines()),
  },
];

interface Row extends Measured {
  readonly reader: string;
}

interface Table {
  readonly input: string;
  readonly entries: number;
  readonly bytes: number;
  readonly rows: readonly Row[];
  readonly missing: readonly string[];
  /** Seconds of our first run in a fresh process: what a person waits who pastes once. */
  readonly first: number;
}

const OURS = 'Conntriage, read and diagnosed';
const READ = 'Conntriage, read';
const CHROMIUM = 'Conntriage, Chromium worker, cold';
const BLOB = 'reading the Blob alone, Chromium';

/** What one process of ours took: the best of its runs, the best that only read, and the seconds of the first of all. */
interface Ours {
  readonly whole: Measured;
  readonly reading: Measured;
  readonly first: number;
}

type Took = Pick<Measured, 'seconds'> & { readonly cpu: number };

function ours(file: string): Ours {
  const script = new URL('./readers/ours.ts', import.meta.url).pathname;
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, file, String(runs)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Our reader failed: ${stderr}`);
  const { whole, reading, peak } = JSON.parse(stdout) as { whole: Took[]; reading: Took[]; peak: number };
  return {
    whole: { ...bestOf(whole), peak },
    reading: { ...bestOf(reading), peak: null },
    first: (whole[0] as Took).seconds,
  };
}

function bestOf(all: readonly Took[]): Took {
  return {
    seconds: Math.min(...all.map(({ seconds }) => seconds)),
    cpu: Math.min(...all.map(({ cpu }) => cpu)),
  };
}

/** All readers of one file, in turns, so that a busy moment of the machine meets all of them. */
async function benchOf(input: Input, folder: string): Promise<Table> {
  const file = join(folder, 'input.txt');
  await input.write(file);
  const tools = toolsFor(input.kind);
  const best = new Map<string, Measured>();
  const keep = (reader: string, measured: Measured | null) => {
    const before = best.get(reader);
    if (!measured) return;
    const cpu =
      before?.cpu != null && measured.cpu !== null ? Math.min(before.cpu, measured.cpu) : measured.cpu;
    const faster = before && before.seconds < measured.seconds ? before : measured;
    best.set(reader, { ...faster, cpu });
  };
  let first = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < 3; turn++) {
    const run = ours(file);
    first = Math.min(first, run.first);
    keep(OURS, run.whole);
    keep(READ, run.reading);
    for (const tool of tools.filter(isHere)) keep(tool.name, measure(tool, file));
  }
  const browser = await inChromium(file, 3);
  keep(CHROMIUM, { seconds: browser.analyse, cpu: null, peak: null });
  keep(BLOB, { seconds: browser.read, cpu: null, peak: null });
  return {
    input: input.name,
    entries: input.entries,
    bytes: statSync(file).size,
    rows: [...best].map(([reader, measured]) => ({ reader, ...measured })),
    missing: tools.filter(tool => !best.has(tool.name)).map(tool => tool.name),
    first,
  };
}

function print({ input, bytes, rows, missing, first }: Table): void {
  const of = (reader: string) => rows.find(row => row.reader === reader);
  const base = of(OURS)?.seconds ?? Number.NaN;
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const row = (...cells: readonly string[]) =>
    say(`  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(38) : cell.padStart(10))).join('')}`);
  say(`\n${input}: ${(bytes / 1e6).toFixed(1)} MB`);
  row('reader', 'seconds', 'of a CPU', 'MB/s', 'ours ÷ it', 'peak MB');
  for (const { reader, seconds, cpu, peak } of [...rows].sort((one, other) => one.seconds - other.seconds))
    row(
      reader,
      seconds.toFixed(3),
      cpu?.toFixed(3) ?? '',
      (bytes / 1e6 / seconds).toFixed(0),
      (base / seconds).toFixed(3),
      peak === null ? '' : (peak / 1e6).toFixed(0),
    );
  const chromium = of(CHROMIUM)?.seconds ?? Number.NaN;
  const blob = of(BLOB)?.seconds ?? Number.NaN;
  say(
    `  first run in a fresh process: ${first.toFixed(3)} s; Chromium, cold: ${(chromium / blob).toFixed(2)} × reading the Blob`,
  );
  const jc = of('jc --iptables');
  for (const reader of jc ? [OURS, READ] : []) {
    const { seconds, cpu } = of(reader) as Row;
    const times = ((jc as Row).seconds / seconds).toFixed(1);
    const cpuTimes = cpu === null || jc?.cpu == null ? '' : `, ${(jc.cpu / cpu).toFixed(1)} × of a CPU`;
    say(`  jc takes ${times} × as long as ${reader}${cpuTimes}`);
  }
  for (const name of missing) say(`  left out, not to be had here or failed: ${name}`);
}

/** From the paste event to the first result, for a listing as long as that of the post on duplicate rules. */
async function printDesk(): Promise<void> {
  const seconds = await pasteToResult(duplicates(18_606), 5);
  const said = seconds === null ? 'left out: run `npm run build` first' : `${(seconds * 1000).toFixed(0)} ms`;
  process.stdout.write(`\nFrom paste to first result, 18,606 lines of iptables -nvL, Chromium: ${said}\n`);
}

/** How the time for one entry changes from each size to the next. */
function printGrowth(tables: readonly Table[]): void {
  const sizes = tables.filter(({ input }) => input.startsWith('conntrack'));
  if (sizes.length < 2) return;
  process.stdout.write('\nGrowth of conntrack -L (time for one entry, against the size before)\n');
  let before: number | null = null;
  for (const { input, entries, rows } of sizes) {
    const each = (rows.find(row => row.reader === OURS)?.seconds ?? Number.NaN) / entries;
    const change = before === null ? '' : `, × ${(each / before).toFixed(2)}`;
    process.stdout.write(`  ${input.padEnd(30)} ${(each * 1e9).toFixed(0)} ns${change}\n`);
    before = each;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'conntriage-bench-'));
try {
  const tables: Table[] = [];
  for (const input of INPUTS.filter(({ name }) => name.includes(values.only ?? ''))) {
    const table = await benchOf(input, folder);
    tables.push(table);
    print(table);
  }
  printGrowth(tables);
  if (values.only === undefined || values.only === 'desk') await printDesk();
  if (values.json) writeFileSync(values.json, `${JSON.stringify(tables, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
