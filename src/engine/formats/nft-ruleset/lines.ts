import type { NftFamily } from '../../model/nft-ruleset.ts';
import { readCommand } from '../../text/command.ts';

const NAME = String.raw`([^\s{}"]{1,256}|"[^"]{1,256}")`;
const HANDLE = String.raw`(?: # handle (\d{1,18}))?`;

/** `table inet fw { # handle 1 progname firewalld`; without a brace a line of `nft list tables`. */
const TABLE = new RegExp(
  `^table (ip6?|inet|arp|bridge|netdev) ${NAME}(?:( \\{)(?: #(?: handle (\\d{1,18}))?(?: progname (\\S{1,64}))?)?| # handle (\\d{1,18}))?$`,
);
/** `chain in { # handle 2`, `ct helper ftp-std {`; a base chain may stand on one line in files. */
const BLOCK = new RegExp(
  `^(chain|set|map|meter|flowtable|counter|quota|limit|ct helper|ct timeout|ct expectation|synproxy|secmark|tunnel) ${NAME} \\{${HANDLE}$`,
);
/** `type nat hook prerouting priority dstnat - 10; policy accept;`, `… devices = { "a", "b" } priority …`, `… flags offload;` */
const BASE =
  /^type ([a-z]{3,8}) hook ([a-z]{5,11})(?: device "?([^\s";]{1,32})"?| devices = \{ ([^{}]{1,2000}) \})? priority ([a-z0-9+ -]{1,24}?) ?;(?: ?policy ([a-z]{4,8}) ?;)?( ?flags offload ?;)?$/;

export interface TableLine {
  readonly family: NftFamily;
  readonly name: string;
  readonly opens: boolean;
  readonly handle: number | null;
  readonly owner: string | null;
}

export function readTable(text: string): TableLine | null {
  const match = TABLE.exec(text);
  if (!match) return null;
  const handle = match[4] ?? match[6];
  return {
    family: match[1] as NftFamily,
    name: unquoted(match[2] as string),
    opens: match[3] !== undefined,
    handle: handle === undefined ? null : Number(handle),
    owner: match[5] ?? null,
  };
}

export interface BlockLine {
  /** `chain`, `set`, `map`, `counter`, `ct helper`, … */
  readonly what: string;
  readonly name: string;
  readonly handle: number | null;
}

export function readBlock(text: string): BlockLine | null {
  const match = BLOCK.exec(text);
  if (!match) return null;
  const handle = match[3] === undefined ? null : Number(match[3]);
  return { what: match[1] as string, name: unquoted(match[2] as string), handle };
}

/** A long name without its brace, or a long comment without its quote: a terminal broke the line. */
export function isBroken(text: string): boolean {
  if (text.length < 60) return false;
  return (
    /^(?:chain|set|map) [^\s{}"]{40,256}(?: \{?)?(?: #[ a-z]{0,8}\d{0,18})?$/.test(text) ||
    /^comment "[^"]{40,300}$/.test(text)
  );
}

export interface BaseLine {
  readonly type: string;
  readonly hook: string;
  readonly devices: readonly string[];
  readonly priorityText: string;
  readonly policy: string | null;
  readonly offload: boolean;
}

export function readBase(text: string): BaseLine | null {
  const match = BASE.exec(text);
  if (!match) return null;
  return {
    type: match[1] as string,
    hook: match[2] as string,
    devices: match[3] !== undefined ? [match[3]] : names(match[4] ?? ''),
    priorityText: (match[5] as string).trim(),
    policy: match[6] ?? null,
    offload: match[7] !== undefined,
  };
}

/** `"eth0", eth1` of a list of devices. */
export function names(list: string): string[] {
  return list.split(',').flatMap(name => (name.trim() === '' ? [] : [unquoted(name.trim())]));
}

export function unquoted(text: string): string {
  return text.startsWith('"') && text.endsWith('"') && text.length > 1 ? text.slice(1, -1) : text;
}

/** `comment "…"`; null for other lines. */
export function readComment(text: string): string | null {
  return /^comment "(.{0,2000})";?$/.exec(text)?.[1] ?? null;
}

/** `# Warning: table ip filter is managed by iptables-nft, do not touch!` (src/rule.c of nftables since 1.0.3) */
export const MANAGED = /^# Warning: table (\S{2,8} \S{1,256}) is managed by iptables-nft, do not touch!$/;

/** `Error: No such file or directory`, `<cmdline>:1:12-20: Error: …`, `netlink: Error: cache initialization failed: …` */
export const ERROR =
  /^(?:[^\s:]{1,200}:\d{1,6}:\d{1,6}-\d{1,6}: |netlink: |internal:0:0-0: )?Error: (.{1,400})$/;
export const NOT_ROOT = /^Operation not permitted \(you must be root\)$/;

/** What `nft` was asked for. */
export interface Asked {
  /** `ruleset`, `table`, `chains`, `sets`, …; null where no command line shows nft. */
  readonly what: string | null;
  /** `ip kube-proxy`, where one table was asked for. */
  readonly table: string | null;
  readonly terse: boolean;
  readonly configured: boolean;
}

export function readAsked(command: string | null): Asked {
  const none = { what: null, table: null, terse: false, configured: false };
  if (command === null) return none;
  const stages = readCommand(command);
  const nft = stages.find(({ first }) => first.program === 'nft')?.first;
  if (!nft)
    return {
      ...none,
      configured: /(?:^|\/)(?:cat|less|more|head|tail)$/.test(stages[0]?.first.program ?? ''),
    };
  const terse = nft.args.some(word => /^-[a-su-zA-Z]*t[a-zA-Z]*$/.test(word) || word === '--terse');
  const words = nft.args
    .flatMap(word => word.replaceAll(/['"]/g, '').split(' '))
    .filter(word => !word.startsWith('-'));
  const [verb, what = null, family = '', name = ''] = words;
  if (verb !== 'list' && verb !== 'reset') return { ...none, terse };
  const table =
    what === 'table' || what === 'chain' || what === 'set' || what === 'map' ? tableOf(family, name) : null;
  return { what, table, terse, configured: false };
}

/** Without a family `ip` is meant. */
function tableOf(family: string, name: string): string | null {
  if (/^(?:ip6?|inet|arp|bridge|netdev)$/.test(family)) return name === '' ? null : `${family} ${name}`;
  return family === '' ? null : `ip ${family}`;
}
