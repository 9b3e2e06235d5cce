import { NFT_VERDICTS, type NftRuleset, type NftVerdict } from '../model/nft-ruleset.ts';
import type { Place } from '../model/place.ts';
import { RuleScan } from './nft-scan.ts';

/** One rule of nft, as an object. */
export interface NftRule {
  /** Index of its chain in the ruleset's `chains`. */
  readonly chain: number;
  readonly text: string;
  readonly verdict: NftVerdict;
  /** The chain behind `jump` and `goto`; null for an anonymous one. */
  readonly target: string | null;
  /** What a `vmap { … }` within the rule leads to, each once. A named map (`vmap @service-ips`) stands in `map`. */
  readonly branches: readonly { readonly verdict: string; readonly chain: string | null }[];
  /** `service-ips` of `vmap @service-ips`. */
  readonly map: string | null;
  /** null where it has no counter, or the numbers are not printed. */
  readonly packets: number | null;
  readonly bytes: number | null;
  readonly comment: string | null;
  readonly handle: number | null;
  readonly place: Place;
}

/** Rule number `index` of the columns, as an object. */
export function nftRule(ruleset: NftRuleset, index: number): NftRule {
  const { rules } = ruleset;
  const text = rules.text[index] ?? '';
  const shared = {
    chain: rules.chain[index] as number,
    text,
    verdict: NFT_VERDICTS[rules.verdict[index] as number] as NftVerdict,
    packets: known(rules.packets[index]),
    bytes: known(rules.bytes[index]),
    handle: known(rules.handle[index]),
    place: {
      line: rules.line[index] as number,
      span: { start: rules.start[index] as number, end: rules.end[index] as number },
    },
  };
  return { ...shared, ...(ruleset.form === 'json' ? jsonParts(text) : textParts(text)) };
}

function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

type Parts = Pick<NftRule, 'target' | 'branches' | 'map' | 'comment'>;

const scan = new RuleScan();
const VMAP = NFT_VERDICTS.indexOf('vmap');

function textParts(text: string): Parts {
  scan.read(text, 0, text.length);
  const target = scan.targetTo > 0 ? text.slice(scan.targetFrom, scan.targetTo) : null;
  const comment = scan.commentTo > 0 ? text.slice(scan.commentFrom, scan.commentTo) : null;
  const at = scan.verdict === VMAP ? text.indexOf(' vmap ') : -1;
  const behind = at < 0 ? '' : text.slice(at + 6, at + 20_000);
  const map = /^@(\S{1,256})/.exec(behind)?.[1] ?? null;
  return { target, comment, map, branches: at < 0 || map !== null ? [] : branchesOf(behind) };
}

/** `{ invalid : drop, 80 : goto web, 81-90 : jump web }`; comments in it are passed over. */
function branchesOf(text: string): Parts['branches'] {
  const found = new Map<string, { verdict: string; chain: string | null }>();
  const inner = text.slice(0, text.indexOf(' }') < 0 ? text.length : text.lastIndexOf(' }') + 1);
  for (const match of inner.matchAll(
    / : (accept|drop|continue|return|queue|(?:jump|goto) [^\s,}]{1,256})(?=[\s,]|$)/g,
  )) {
    const [verdict = '', chain = null] = (match[1] as string).split(' ');
    found.set(match[1] as string, { verdict, chain });
  }
  return [...found.values()];
}

/** The columns hold `[{"match":…},{"drop":null}]`, or `{"comment":"…","expr":[…]}`. */
function jsonParts(text: string): Parts {
  const held = JSON.parse(text) as { comment?: string; expr: readonly (Record<string, unknown> | string)[] };
  let target: string | null = null;
  let map: string | null = null;
  let branches: Parts['branches'] = [];
  for (const statement of held.expr) {
    if (typeof statement === 'string') continue;
    const jump = statement['jump'] ?? statement['goto'];
    if (hasTarget(jump)) target = jump.target;
    const vmap = statement['vmap'];
    if (hasData(vmap)) {
      if (typeof vmap.data === 'string') map = vmap.data.replace(/^@/, '');
      else branches = jsonBranches(vmap.data);
    }
  }
  return { target, map, branches, comment: held.comment ?? null };
}

function hasTarget(value: unknown): value is { target: string } {
  return typeof value === 'object' && value !== null && 'target' in value && typeof value.target === 'string';
}

function hasData(value: unknown): value is { data: unknown } {
  return typeof value === 'object' && value !== null && 'data' in value;
}

/** `{"set":[["established",{"accept":null}],[80,{"goto":{"target":"web"}}]]}` */
function jsonBranches(data: unknown): Parts['branches'] {
  const set = typeof data === 'object' && data !== null && 'set' in data ? data.set : [];
  if (!Array.isArray(set)) return [];
  const found = new Map<string, { verdict: string; chain: string | null }>();
  for (const pair of set) {
    const verdictPart: unknown = Array.isArray(pair) ? pair[1] : null;
    if (typeof verdictPart !== 'object' || verdictPart === null) continue;
    const [entry] = Object.entries(verdictPart);
    if (!entry) continue;
    const [verdict, to] = entry as [string, unknown];
    const chain = hasTarget(to) ? to.target : null;
    found.set(`${verdict} ${chain}`, { verdict, chain });
  }
  return [...found.values()];
}

/** The numbers of a chain's rules in the columns, in order. */
export function* rulesOfChain(ruleset: NftRuleset, chain: number): Generator<number> {
  const { firstRule, endRule } = ruleset.chains[chain] ?? { firstRule: 0, endRule: 0 };
  for (let rule = firstRule; rule < endRule; rule++) {
    if (ruleset.rules.chain[rule] === chain) yield rule;
  }
}
