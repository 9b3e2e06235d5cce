import type { Place } from '../model/place.ts';
import type { Interval, RuleSpec } from '../model/ruleset.ts';
import type { Facts } from './facts.ts';
import { nftChainsLike } from './nft.ts';
import { remembered } from './remembered.ts';
import { type FoundRule, rulesTo } from './rules.ts';
import { optionOf } from './spec.ts';

/** A rule that replaces the source address: MASQUERADE or SNAT of iptables, masquerade or snat of nft. */
export interface SnatRule {
  readonly chain: string;
  /** fully: a random port each time. no: the kernel keeps the port that the client chose if it looks free. null: not printed. */
  readonly random: 'fully' | 'plain' | 'no' | null;
  /** The ports that it may use, where it names them (`--to-ports 1024-1039`); null: any. */
  readonly ports: { readonly from: number; readonly to: number } | null;
  /** The address of `--to-source`; null for MASQUERADE, and for a range of addresses. */
  readonly address: string | null;
  /** New connections that it translated; null where counters are not printed. */
  readonly packets: Interval | null;
  /** The rule of iptables; null for nft. */
  readonly rule: FoundRule | null;
  /** The text of an nft rule; null for iptables. */
  readonly text: string | null;
  readonly place: Place;
}

/** Every such rule of the paste, in its order, of all readings. */
export const snatRules = remembered((facts): readonly SnatRule[] => {
  const found = [...rulesTo(facts, 'MASQUERADE'), ...rulesTo(facts, 'SNAT')].map(fromIptables);
  return [...found, ...fromNft(facts)].sort((a, b) => a.place.line - b.place.line);
});

function fromIptables(rule: FoundRule): SnatRule {
  const { spec } = rule;
  const to = optionOf(spec, '--to-source')?.values[0] ?? null;
  const ports =
    optionOf(spec, '--to-ports')?.values[0] ?? /:(\d{1,5}(?:-\d{1,5})?)$/.exec(to ?? '')?.[1] ?? null;
  return {
    chain: rule.chain,
    random: randomOf(spec),
    ports: ports === null ? null : rangeOf(ports),
    address: /^(\d{1,3}(?:\.\d{1,3}){3})(?::|$)/.exec(to ?? '')?.[1] ?? null,
    packets: rule.counters?.packets ?? null,
    rule,
    text: null,
    place: rule.place,
  };
}

/** A line that breaks off, or words that were not understood, may hide the flag. */
function randomOf(spec: RuleSpec): SnatRule['random'] {
  if (optionOf(spec, '--random-fully')) return 'fully';
  if (optionOf(spec, '--random')) return 'plain';
  const open =
    spec.target?.text != null || spec.unknown.some(({ why }) => why === 'cut' || why === 'not-understood');
  return open ? null : 'no';
}

function rangeOf(text: string): SnatRule['ports'] {
  const [from = Number.NaN, to = from] = text.split('-').map(Number);
  return from >= 1 && to >= from && to <= 65_535 ? { from, to } : null;
}

function fromNft(facts: Facts): SnatRule[] {
  return nftChainsLike(facts, () => true).flatMap(({ chain, rules }) =>
    rules
      .filter(({ verdict }) => verdict === 'masquerade' || verdict === 'snat')
      .map(({ text, packets, place }): SnatRule => {
        const ports = /\b(?:masquerade|snat)\b[^:]{0,60}:(\d{1,5}(?:-\d{1,5})?)(?!\S)/.exec(text)?.[1];
        return {
          chain: chain.name ?? '',
          random: /\bfully-random\b/.test(text) ? 'fully' : /\brandom\b/.test(text) ? 'plain' : 'no',
          ports: ports === undefined ? null : rangeOf(ports),
          address: null,
          packets: packets === null ? null : { low: packets, high: packets },
          rule: null,
          text,
          place,
        };
      }),
  );
}

/** Whether the rule only lets a host reach itself through NAT (Docker's published ports, KUBE-SEP hairpins). */
export function isHairpin({ rule }: SnatRule): boolean {
  const { source, destination } = rule?.spec ?? {};
  return source != null && destination != null && source.value === destination.value && !destination.negated;
}
