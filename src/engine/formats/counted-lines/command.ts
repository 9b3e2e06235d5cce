import { type Invocation, readCommand } from '../../text/command.ts';
import { countsLines } from '../../text/counted.ts';
import { type Invoked, invoked } from '../iptables-save/command.ts';

/** What the command above says of the lines that were counted. */
export interface Counting {
  readonly of: string;
  /** What was listed; null where the command does not say it: a file. */
  readonly lists: 'rules' | 'flows' | null;
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly numeric: boolean | null;
  readonly table: string | null;
  readonly tablesMixed: number | null;
  readonly whole: boolean;
}

/** Tables of one family: raw, mangle, nat, filter, security. */
const TABLES = 5;
/** awk that counts by itself: `awk '{c[$4]++} END {for (s in c) print c[s], s}'`. */
const AWK = /\bawk\b.{1,200}\[\$\w{1,6}\]\s?(?:\+\+|\+=)/;
/** Filters that leave every line there, as it is. */
const KEEPS_ALL = new Set(['sort', 'uniq', 'cat', 'tee', 'less', 'more', 'column']);

/** Reads a command that counts lines; null for any other. */
export function countingOf(command: string | null): Counting | null {
  if (command === null || command.length > 4000) return null;
  const flows = /conntrack\b/.test(command);
  if (!countsLines(command) && !(flows && AWK.test(command))) return null;
  const rules = !flows && /\bip6?tables\b/.test(command);
  const runs = rules ? runsOf(command) : [];
  const families = new Set(runs.map(({ family }) => family));
  const tables = new Set(runs.map(({ table }) => table));
  const [first] = runs;
  return {
    of: (command.split('|', 1)[0] as string).trim(),
    lists: flows ? 'flows' : rules ? 'rules' : null,
    family: families.size === 1 && first ? first.family : null,
    numeric:
      runs.length > 0 ? runs.every(({ args }) => args.some(word => /^-\w{0,6}n|^--nume/.test(word))) : null,
    table: tables.size === 1 && first ? first.table : null,
    tablesMixed: tablesMixed(command, runs),
    whole: runs.length > 0 && stagesOf(command).every(({ filters }) => filters.every(keepsAll)),
  };
}

/** `for t in nat filter; do iptables -t $t -S | sort | uniq -cd; done`, `(iptables-save; ip6tables-save) | sort | uniq -c` */
function stagesOf(command: string) {
  return readCommand(
    command.replace(/(?:^|[;({])\s{0,8}(?:do\s|\(|\{\s)/g, ';').replace(/[)}](?=\s{0,8}(?:[|;)}&]|$))/g, ''),
  );
}

function runsOf(command: string): Invoked[] {
  return stagesOf(command).flatMap(({ first }) => invoked([first.program, ...first.args].join(' ')));
}

/** Programs that run a command on many hosts, and put all their lines into one pipe. */
const FAN_OUT = /(?:^|[\s/;|&(])(?:pdsh|pssh|parallel-ssh|clush|mussh|dsh|ansible|salt|knife)\s/;

/** Where each run has its own `uniq`, its own tables are in its counts; where several share one, those of all. */
function tablesMixed(command: string, runs: readonly Invoked[]): number | null {
  if (runs.length === 0 || FAN_OUT.test(command)) return null;
  const counted = stagesOf(command).filter(({ filters }) =>
    filters.some(({ program }) => program === 'uniq'),
  );
  const own = counted.filter(({ first }) => invoked([first.program, ...first.args].join(' ')).length > 0);
  const each = runs.map(({ saves, table, args }) =>
    saves && table === null && !namesTable(args) ? TABLES : 1,
  );
  if (own.length === runs.length) return Math.max(...each);
  // Of a loop nobody sees here over what it goes: it may be hosts.
  if (/\b(?:for|while|xargs|parallel)\b/.test(command)) return null;
  return each.reduce((sum, tables) => sum + tables, 0);
}

/** `iptables-save -t $t` */
function namesTable(args: readonly string[]): boolean {
  return args.some(word => /^(?:-t|--table)/.test(word));
}

function keepsAll({ program, args }: Invocation): boolean {
  if (!KEEPS_ALL.has(program)) return false;
  return program !== 'uniq' || args.every(word => /^(?:-c|--count|\d?>.*)$/.test(word));
}
