import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What is read in a bench: which text, and by which columns others count it. */
export type Kind = 'conntrack' | 'listing' | 'save' | 'packets';

/** Another program that reads the same file, or counts something in it. */
export interface Tool {
  readonly name: string;
  readonly program: string;
  readonly args: (file: string) => readonly string[];
}

export interface Measured {
  /** Of the best run. */
  readonly seconds: number;
  /** Seconds of a processor, user and system: what a busy machine changes least. null where nothing here can tell. */
  readonly cpu: number | null;
  /** Bytes of memory at most; null where nothing here can tell. */
  readonly peak: number | null;
}

const here = (name: string) => new URL(`./readers/${name}`, import.meta.url).pathname;
const shell = (name: string, script: string): Tool => ({
  name,
  program: 'sh',
  args: file => ['-c', script, 'sh', file],
});

/** What mawk and awk count in each kind of file: states, targets, chains, flags. */
const COUNTED: Readonly<Record<Kind, string>> = {
  conntrack: '$1" "$4',
  listing: '$3',
  save: '$3',
  packets: '$7',
};
const COLUMN: Readonly<Record<Kind, string>> = { conntrack: '3', listing: '2', save: '2', packets: '6' };

/** The programs that a kind of file is held against. */
export function toolsFor(kind: Kind): Tool[] {
  const counted = COUNTED[kind];
  const tools: Tool[] = [
    { name: 'wc -l', program: 'wc', args: file => ['-l', file] },
    {
      name: `mawk counting ${counted}`,
      program: 'mawk',
      args: file => [`{c[${counted}]++} END{for(k in c) print k,c[k]}`, file],
    },
    shell('awk | sort | uniq -c', `LC_ALL=C awk '{print ${counted}}' "$1" | LC_ALL=C sort | uniq -c`),
    {
      name: 'split and regex, Node',
      program: process.execPath,
      args: file => ['--max-old-space-size=8192', here('naive.mjs'), kind, file],
    },
    { name: 'Python, split', program: 'python3', args: file => [here('split.py'), COLUMN[kind], file] },
  ];
  if (kind === 'listing') tools.push(shell('jc --iptables', 'jc --iptables < "$1"'));
  return tools;
}

/** Whether a tool can be run here; `jc` stands within a shell line. */
export function isHere({ name, program }: Tool): boolean {
  const wanted = program === 'sh' ? (name.split(' ')[0] as string) : program;
  return existsSync(wanted) || spawnSync('sh', ['-c', `command -v ${wanted}`]).status === 0;
}

const GNU_TIME = '/usr/bin/time';

/** Runs a tool once and says how long it took; null where it fails. */
export function measure({ program, args }: Tool, file: string): Measured | null {
  const words = [program, ...args(file)];
  const timed = existsSync(GNU_TIME) ? [GNU_TIME, '-f', 'peak %M cpu %U %S', ...words] : words;
  const start = performance.now();
  const { status, stderr } = spawnSync(timed[0] as string, timed.slice(1), {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  const seconds = (performance.now() - start) / 1000;
  if (status !== 0) return null;
  const [, kilobytes, user, system] = /peak (\d+) cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  if (kilobytes === undefined) return { seconds, cpu: null, peak: null };
  return { seconds, cpu: Number(user) + Number(system), peak: Number(kilobytes) * 1024 };
}
