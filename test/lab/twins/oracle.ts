import type {
  Match,
  Negatable,
  RuleOption,
  RuleSpec,
  Target,
  Unknown,
} from '../../../src/engine/model/ruleset.ts';

/**
 * An own, simple reading of a line of iptables-save, to hold the engine's against: nothing is shared with it. It knows
 * no extension, only how many words stand behind a flag.
 */
export interface SaveLine {
  readonly chain: string;
  readonly counters: readonly [string, string] | null;
  readonly header: readonly Flagged[];
  readonly extensions: readonly Extension[];
}

export interface Flagged {
  readonly flag: string;
  readonly negated: boolean;
  readonly values: readonly string[];
}

export interface Extension {
  /** `-m`, `-j` or `-g`. */
  readonly as: string;
  readonly name: string;
  readonly options: readonly Flagged[];
}

/** Flags with nothing behind them. All others have one word, but those of `TWO`. */
const ALONE = new Set(
  `-f --return-nomatch --update-counters --update-subcounters --limit-iface-in --limit-iface-out --hashlimit-rate-match
  --connlimit-saddr --connlimit-daddr --set --rcheck --update --remove --rttl --reap --rsource --rdest
  --physdev-is-in --physdev-is-out --physdev-is-bridged --socket-exists --suppl-groups --icase --loose --validmark
  --accept-local --invert --transparent --nowildcard --restore-skmark --contiguous --kerneltz --strict --next
  --queue-bypass --queue-cpu-fanout --log-tcp-sequence --log-tcp-options --log-ip-options --log-uid --log-macdecode
  --save-mark --restore-mark --random --random-fully --persistent --notrack --clamp-mss-to-pmtu --checksum-fill
  --exist --map-mark --map-prio --map-queue --sack-perm --timestamp --ecn`.split(/\s+/),
);
const TWO = new Set(['--tcp-flags', '--match-set', '--add-set', '--del-set', '--map-set']);
const HEADER = new Set(['-s', '-d', '-i', '-o', '-p', '-f']);

/** The words of a line; a quoted one may be empty. */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  for (const [, quotedWord, bare] of line.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)) {
    words.push(bare ?? (quotedWord as string).replaceAll(/\\(.)/g, '$1'));
  }
  return words;
}

/** `[1:2] -A INPUT -p tcp -m tcp --dport 22 -j DROP`. Throws on what it does not know: the test is then to be mended. */
export function readSaveLine(line: string): SaveLine {
  const words = splitWords(line);
  const counted = /^\[(\d+):(\d+)\]$/.exec(words[0] ?? '');
  if (counted) words.shift();
  if (words.shift() !== '-A') throw new Error(`no rule: ${line}`);
  const chain = words.shift() as string;
  const header: Flagged[] = [];
  const extensions: { as: string; name: string; options: Flagged[] }[] = [];
  while (words.length > 0) {
    const negated = words[0] === '!';
    if (negated) words.shift();
    const flag = words.shift() as string;
    if (!flag.startsWith('-')) throw new Error(`no flag: ${flag} in ${line}`);
    const count = ALONE.has(flag) ? 0 : TWO.has(flag) ? 2 : 1;
    const values = words.splice(0, count);
    if (['-m', '-j', '-g'].includes(flag))
      extensions.push({ as: flag, name: values[0] as string, options: [] });
    else if (HEADER.has(flag) && extensions.length === 0) header.push({ flag, negated, values });
    else extensions.at(-1)?.options.push({ flag, negated, values });
  }
  return {
    chain,
    counters: counted ? [counted[1] as string, counted[2] as string] : null,
    header,
    extensions,
  };
}

/** What a spec of the engine lacks or has too much, against the oracle's reading; empty where they say the same. */
export function differences(truth: SaveLine, spec: RuleSpec): string[] {
  const said: string[] = [];
  const header = [
    ...headed('-s', spec.source),
    ...headed('-d', spec.destination),
    ...headed('-i', spec.inInterface),
    ...headed('-o', spec.outInterface),
    ...headed('-p', spec.protocol),
    ...(spec.fragment === null ? [] : [{ flag: '-f', negated: !spec.fragment, values: [] }]),
  ];
  const order = (one: Flagged, other: Flagged) => one.flag.localeCompare(other.flag);
  compare('header', [...truth.header].sort(order), header.sort(order), said);
  const jumps = spec.target === null ? [] : [jump(spec.target)];
  const extensions = [
    ...spec.matches.map(match => ({ as: '-m', name: match.name, options: match.options })),
    ...jumps,
  ];
  const names = (list: readonly { as: string; name: string }[]) =>
    list.map(({ as, name }) => `${as} ${name}`).join(' ');
  if (names(truth.extensions) !== names(extensions)) {
    said.push(`extensions: ${names(extensions)} instead of ${names(truth.extensions)}`);
    return said;
  }
  truth.extensions.forEach((extension, index) => {
    compare(extension.name, extension.options, extensions[index]?.options ?? [], said);
  });
  for (const part of [...spec.matches, ...(spec.target ? [spec.target] : [])]) {
    if (part.text !== null) said.push(`${part.name} is kept as text: ${part.text}`);
  }
  for (const unknown of spec.unknown) said.push(`has an unknown ${JSON.stringify(unknown)}`);
  return said;
}

const jump = (target: Target): Extension => ({
  as: target.goto ? '-g' : '-j',
  name: target.name,
  options: target.options,
});
const headed = (flag: string, value: Negatable | null): Flagged[] =>
  value === null ? [] : [{ flag, negated: value.negated, values: [value.value] }];

function compare(where: string, truth: readonly Flagged[], read: readonly Flagged[], said: string[]): void {
  const written = (options: readonly Flagged[]) =>
    options
      .map(({ flag, negated, values }) => JSON.stringify([negated ? '!' : '', flag, ...values]))
      .join(' ');
  if (written(truth) !== written(read)) said.push(`${where}: ${written(read)} instead of ${written(truth)}`);
}

/**
 * Whether a reading of a listing says nothing that is not in the true rule, and leaves out nothing that it does not
 * name in `unknown`. Gives the faults in words. `truth` is the same rule as read from `iptables-save -c`; `cut`: the
 * reading says that the line breaks off.
 */
export function faults(truth: RuleSpec, read: RuleSpec, cut = false): string[] {
  const open = new Set(read.unknown.map(unknown => unknown.what));
  // Of a line that breaks off, everything may be missing, but nothing may be wrong.
  if (cut) open.add(MISSING);
  const said: string[] = [];
  const field = (flag: string, one: Negatable | null, other: Negatable | null) => {
    if (same(one, other) || open.has(flag) || (cut && other === null)) return;
    said.push(`${flag}: read ${JSON.stringify(other)}, true ${JSON.stringify(one)}`);
  };
  field('-s', truth.source, read.source);
  field('-d', truth.destination, read.destination);
  field('-i', truth.inInterface, read.inInterface);
  field('-o', truth.outInterface, read.outInterface);
  field('-p', truth.protocol, read.protocol);
  if (truth.fragment !== read.fragment && !open.has('-f') && !(cut && read.fragment === null))
    said.push(`-f: read ${read.fragment}, true ${truth.fragment}`);
  said.push(...ofMatches(truth.matches, read.matches, open), ...ofTarget(truth.target, read.target, open));
  return said;
}

/** Stands among what is open where a line breaks off. */
const MISSING = '…';

function ofTarget(truth: Target | null, read: Target | null, open: ReadonlySet<string>): string[] {
  if (read === null && open.has(MISSING)) return [];
  if (truth === null || read === null)
    return truth === read || open.has('-j')
      ? []
      : [`target: read ${JSON.stringify(read)}, true ${JSON.stringify(truth)}`];
  // `[goto]` stands behind the addresses: of a line that breaks off there, it may be missing too.
  const jumps = truth.goto === read.goto || (open.has(MISSING) && !read.goto);
  if (truth.name !== read.name || !jumps)
    return open.has('-j') || open.has('-g') ? [] : [`target: read ${read.name}, true ${truth.name}`];
  return ofOptions(truth.name, truth, read, open);
}

/** Matches whose options stand side by side in a listing, with no word that begins the match: neighbours look like one. */
const JOINED = new Set(['conntrack', 'owner', 'iprange', 'addrtype', 'tcp', 'udp']);

/** A rule as a listing shows it. */
export function joinedSpec(spec: RuleSpec): RuleSpec {
  const inOrder = (options: readonly RuleOption[]) =>
    options
      .map(option => JSON.stringify(option))
      .sort()
      .map(text => JSON.parse(text) as RuleOption);
  const matches = joined(spec.matches, new Set());
  return {
    ...spec,
    matches: matches.map(match =>
      JOINED.has(match.name) ? { ...match, options: inOrder(match.options) } : match,
    ),
  };
}

function joined(matches: readonly Match[], open: ReadonlySet<string>): Match[] {
  const list: Match[] = [];
  for (const match of matches) {
    const last = list.at(-1);
    if (match.options.length === 0 && open.has(`-m ${match.name}`)) continue;
    if (match.name === 'comment' && open.has('comment')) continue;
    if (last?.name === match.name && JOINED.has(match.name) && last.text === null && match.text === null)
      list[list.length - 1] = { ...last, options: [...last.options, ...match.options] };
    else list.push(match);
  }
  return list;
}

/** Matches in order; one that the listing does not tell must be open by name. Text that is open hides what it may be. */
function ofMatches(truth: readonly Match[], read: readonly Match[], open: ReadonlySet<string>): string[] {
  if (
    read.some(match => match.text !== null && (open.has(match.name) || (match.name === '' && open.size > 0)))
  )
    return [];
  const said: string[] = [];
  const found = joined(read, open);
  let at = 0;
  for (const match of joined(truth, open)) {
    const other = found[at];
    if (other?.name === match.name) {
      said.push(...ofOptions(match.name, match, other, open));
      at++;
    } else if (!open.has(match.name) && !open.has(MISSING)) {
      said.push(
        `match ${match.name} ${JSON.stringify(match.options)} is not read; there is ${JSON.stringify(other)}`,
      );
    }
  }
  for (const more of found.slice(at))
    said.push(`match ${more.name} ${JSON.stringify(more.options)} is not in the rule`);
  return said;
}

function ofOptions(
  name: string,
  truth: Match | Target,
  read: Match | Target,
  open: ReadonlySet<string>,
): string[] {
  if (read.text !== null) return open.has(name) ? [] : [`${name}: kept as text without a word: ${read.text}`];
  const said: string[] = [];
  const left = [...read.options];
  for (const option of truth.options) {
    const index = left.findIndex(other => JSON.stringify(other) === JSON.stringify(option));
    if (index >= 0) left.splice(index, 1);
    else if (!open.has(option.flag) && !open.has(name) && !open.has(MISSING))
      said.push(`${name}: not read ${JSON.stringify(option)}`);
  }
  for (const option of left) {
    if (!open.has(option.flag) && !open.has(name))
      said.push(`${name}: read too much ${JSON.stringify(option)}`);
  }
  return said;
}

function same(one: Negatable | null, other: Negatable | null): boolean {
  return (
    one === other ||
    (one !== null && other !== null && one.value === other.value && one.negated === other.negated)
  );
}

/** What a listing may leave open of a rule; `letters` are those of its options. All else it shows. */
export function excused(unknown: Unknown, truth: RuleSpec, read: RuleSpec, letters: string): boolean {
  const { what, why } = unknown;
  const parts = [...truth.matches, ...(truth.target ? [truth.target] : [])];
  const values = (flag: string) =>
    parts
      .flatMap(part => part.options.filter(option => option.flag === flag))
      .flatMap(option => option.values);
  const has = (name: string) => parts.some(part => part.name === name);
  if ((what === '-i' || what === '-o') && why === 'not-shown') return !letters.includes('v');
  if (!letters.includes('n') && isNamed(unknown, read)) return true;
  switch (what) {
    case '--hashlimit-name':
      return has('hashlimit');
    // The listing shows the rate of one interval, rounded.
    case '--hashlimit-upto':
    case '--hashlimit-above':
    case '--hashlimit-burst':
    case '--hashlimit-htable-expire':
      return parts.some(part => part.options.some(({ flag }) => flag === '--hashlimit-rate-match'));
    // A prefix of all 128 bits is printed as nothing at all.
    case 'HMARK':
      return [...values('--hmark-src-prefix'), ...values('--hmark-dst-prefix')].includes('128');
    // Text with the words in it that end a comment, or begin one.
    case 'comment':
      return (
        values('--comment').some(value => /\*\/|\/\*|^\s|\s$|^$/.test(value)) ||
        values('--comment').length > 1
      );
    case '--string':
    case '--hex-string':
      return why === 'ambiguous' && has('string');
    default:
      return why === 'not-shown' && /^-m (?:tcp|udp|icmp6?|sctp|dccp|udplite|esp|ah)$/.test(what);
  }
}

/** A name of a host, net, port, user or realm stands in the rule as read; or the `anywhere` of ip6tables, which is two things. */
function isNamed({ what, why }: Unknown, read: RuleSpec): boolean {
  if ((what === '--uid-owner' || what === '--gid-owner') && why === 'resolved') return true;
  const side = what === '-s' ? read.source : what === '-d' ? read.destination : null;
  if (why === 'ambiguous')
    return (
      (what === '-s' || what === '-d') &&
      (side === null || side.value === 'anywhere' || side.value.endsWith('/0'))
    );
  if (why !== 'resolved') return false;
  const options = [...read.matches, ...(read.target ? [read.target] : [])].flatMap(part => part.options);
  const values = side
    ? [side.value]
    : options.filter(({ flag }) => flag === what).flatMap(option => option.values);
  return values.some(value => !/^(?:[\d./:,-]+|[\da-f:./]*:[\da-f:./]*|0x[\da-f]+)$/.test(value));
}
