/** What a command line says of the listing below it. */
export interface Asked {
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly backend: 'legacy' | 'nf_tables' | null;
  readonly numeric: boolean;
  /** The tables that are listed, in order; null where a variable names one. */
  readonly tables: readonly (string | null)[];
  /** The chain of `-L CHAIN`; null for all. */
  readonly chain: string | null;
  /** True for `-L CHAIN NUMBER`, which prints one rule and no header. */
  readonly oneRule: boolean;
}

const RUN =
  /(?:^|[\s/;|&(`])(ip6?tables)(-legacy|-nft)?((?:\s{1,8}(?:"[^"]{0,120}"|'[^']{0,120}'|[^\s;|&<>)`]{1,120})){0,40})/g;
const TABLES = /^(?:filter|nat|mangle|raw|security)$/;

/** Reads the listings of a command line (`iptables -t nat -nvL`, also several); null where it has none. */
export function readAsked(command: string | null): Asked | null {
  if (command === null || command.length > 4000) return null;
  const runs = [...command.matchAll(RUN)].flatMap(run => {
    const asked = readRun(run[1] as string, run[2] ?? '', run[3] ?? '');
    return asked ? [asked] : [];
  });
  const [first] = runs;
  if (!first) return null;
  const same = <T>(of: (run: Asked) => T, other: T): T =>
    runs.every(run => of(run) === of(first)) ? of(first) : other;
  return {
    family: same(run => run.family, null),
    backend: same(run => run.backend, null),
    numeric: first.numeric,
    tables: runs.flatMap(run => run.tables),
    chain: same(run => run.chain, null),
    oneRule: runs.length === 1 && first.oneRule,
  };
}

function readRun(program: string, backend: string, text: string): Asked | null {
  const words = text
    .trim()
    .split(/\s+/)
    .map(word => word.replace(/^["']|["']$/g, ''));
  const listAt = words.findIndex(word => /^-[nvx46]{0,6}L$/.test(word) || word === '--list');
  if (listAt < 0) return null;
  const after = words
    .slice(listAt + 1, listAt + 3)
    .filter((_, i, all) => i === 0 || !all[0]?.startsWith('-'));
  const [chain = null, number = null] = after.filter(word => word !== '' && !word.startsWith('-'));
  return {
    family: words.includes('-6') || program === 'ip6tables' ? 'ipv6' : 'ipv4',
    backend: backend === '-legacy' ? 'legacy' : backend === '-nft' ? 'nf_tables' : null,
    numeric: words.some(word => /^-[vx46L]{0,6}n[vx46L]{0,6}$/.test(word) || /^--nume/.test(word)),
    tables: [tableOf(words)],
    chain,
    oneRule: chain !== null && number !== null && /^\d+$/.test(number),
  };
}

/** `-t nat`, `-tnat`, `--table=nat`; without any it is filter. Null for a variable. */
function tableOf(words: readonly string[]): string | null {
  const at = words.findIndex(word => word === '-t' || word === '--table');
  const glued = words.map(word => /^(?:-t|--table=)(.+)$/.exec(word)?.[1]).find(name => name !== undefined);
  const name = at >= 0 ? (words[at + 1] ?? '') : glued;
  if (name === undefined) return 'filter';
  return TABLES.test(name) ? name : null;
}
