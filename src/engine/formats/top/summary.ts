import type { CpuUse, TopSummary } from '../../model/processes.ts';
import type { Line } from '../../text/line.ts';
import { readUptime } from '../clock/uptime.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type BuildingSummary = Omit<Writable<TopSummary>, 'cpus'> & { cpus: CpuUse[] };

/** `Tasks: 104 total,   1 running, 103 sleeping,   0 stopped,   0 zombie`; `Threads:` with -H. */
const TASKS =
  /^\s{0,4}(?:Tasks|Threads):\s{1,6}(\d{1,7}) total,\s{1,6}(\d{1,7}) running,\s{1,6}(\d{1,7}) sleeping,\s{1,6}(\d{1,7}) stopped(?:,\s{1,6}(\d{1,7}) zombie)?\s{0,4}$/;
/** `%Cpu(s):  3.3 us, …`, `%Cpu0  : …`; before procps 3.3 `Cpu(s):  0.3%us,  0.3%sy, …`. */
const CPU = /^\s{0,4}%?Cpu(?:\(s\)|(\d{1,4}))\s{0,4}:((?:\s{0,6}\d{1,3}[.,]\d%?\s?[a-z]{2},?){2,9})\s{0,4}$/;
/** busybox procps/top.c: `CPU:   3% usr   6% sys   0% nic  90% idle   0% io   0% irq   0% sirq`, with decimals or not. */
const BUSY_CPU =
  /^\s{0,4}CPU(\d{1,4})?:((?:\s{1,4}\d{1,3}(?:\.\d)?% (?:usr|sys|nic|idle|io|irq|sirq)){2,7})\s{0,4}$/;
const BUSY_LOAD =
  /^\s{0,4}Load average: (\d{1,6}\.\d\d) (\d{1,6}\.\d\d) (\d{1,6}\.\d\d)(?: \d{1,7}\/\d{1,7} \d{1,10})?\s{0,4}$/;
const MEMORY =
  /^\s{0,4}(?:(?:[KMGT]iB )?(?:Mem|Swap)\s{0,2}:\s{1,12}[\d.,]{1,20}[kmgt]?\+?(?: total|k total)|Mem: \d{1,12}K used).{0,160}$/;
const KEYS: Readonly<Record<string, keyof CpuUse>> = {
  us: 'user',
  sy: 'system',
  ni: 'nice',
  id: 'idle',
  wa: 'wait',
  hi: 'hardIrq',
  si: 'softIrq',
  st: 'steal',
  usr: 'user',
  sys: 'system',
  nic: 'nice',
  idle: 'idle',
  io: 'wait',
  irq: 'hardIrq',
  sirq: 'softIrq',
};

/** What the line is of the head of top. */
export type SummaryLine = 'first' | 'tasks' | 'cpu' | 'load' | 'memory' | null;

export function summaryLine(text: string): SummaryLine {
  if (text.length > 300) return null;
  if (/^\s{0,4}top - /.test(text) && readUptime(text)) return 'first';
  if (TASKS.test(text)) return 'tasks';
  if (CPU.test(text) || BUSY_CPU.test(text)) return 'cpu';
  if (BUSY_LOAD.test(text)) return 'load';
  return MEMORY.test(text) ? 'memory' : null;
}

/** Adds a line to the summary; the first one makes it. */
export function readSummary(
  known: BuildingSummary | null,
  line: Line,
  kind: SummaryLine,
): BuildingSummary | null {
  if (kind === null) return known;
  const summary = known ?? { uptime: null, load: null, tasks: null, cpus: [], place: line.place() };
  const { text } = line;
  if (kind === 'first')
    Object.assign(summary, { uptime: readUptime(text)?.seconds, load: readUptime(text)?.load });
  if (kind === 'tasks') summary.tasks = readTasks(text);
  if (kind === 'cpu') summary.cpus.push(readCpu(line));
  const load = BUSY_LOAD.exec(text);
  if (load) summary.load = [Number(load[1]), Number(load[2]), Number(load[3])];
  return summary;
}

function readTasks(text: string): TopSummary['tasks'] {
  const [total, running, sleeping, stopped, zombie] = (TASKS.exec(text) as RegExpExecArray)
    .slice(1)
    .map(part => (part === undefined ? null : Number(part))) as (number | null)[];
  return {
    total: total ?? null,
    running: running ?? null,
    sleeping: sleeping ?? null,
    stopped: stopped ?? null,
    zombie: zombie ?? null,
  };
}

function readCpu(line: Line): CpuUse {
  const match = (CPU.exec(line.text) ?? BUSY_CPU.exec(line.text)) as RegExpExecArray;
  const use: Writable<CpuUse> = {
    cpu: match[1] === undefined ? null : Number(match[1]),
    user: null,
    system: null,
    nice: null,
    idle: null,
    wait: null,
    hardIrq: null,
    softIrq: null,
    steal: null,
    place: line.place(),
  };
  for (const [, number, unit] of (match[2] as string).matchAll(/(\d{1,3}(?:[.,]\d)?)%?\s?([a-z]{2,4})/g)) {
    const key = KEYS[unit as string];
    if (key) Object.assign(use, { [key]: Number((number as string).replace(',', '.')) });
  }
  return use;
}
