import type { Facts } from '../../facts/facts.ts';
import { type NftRule, nftChainsLike } from '../../facts/nft.ts';
import { chainsNamed, type FoundRule, rulesOfChain, rulesTo } from '../../facts/rules.ts';
import { commentOf, hasState, optionOf, targets } from '../../facts/spec.ts';
import type { Section } from '../../model/document.ts';
import type { Place } from '../../model/place.ts';
import type { Interval } from '../../model/ruleset.ts';

/** One reading of a rule that drops what conntrack calls INVALID. */
export interface DropReading {
  readonly chain: string;
  readonly ipv6: boolean;
  /** null where the form prints no counters. */
  readonly packets: Interval | null;
  readonly bytes: Interval | null;
  /** Packets that the same chain accepted as RELATED or ESTABLISHED; null where that is not printed. */
  readonly accepted: Interval | null;
  readonly section: Section;
  readonly place: Place;
}

/** The readings of one rule, in the order of the paste; never empty. */
export type InvalidDrop = readonly DropReading[];

/**
 * Chains for packets to and from the node itself (INPUT, ufw-before-input, filter_INPUT, cali-to-host-endpoint, Calico's
 * cali-th- and cali-fh-): what is dropped there is not forwarded traffic.
 */
const OF_THE_HOST = /in(?:put|bound)|out(?:put|bound)|(?:^|_)(?:IN|OUT|INP)_|^cali-[tf]h-|host-endpoint/i;

/** Every rule that drops INVALID packets that are forwarded, with all its readings, of iptables and of nft. */
export function invalidDrops(facts: Facts): InvalidDrop[] {
  const byRule = new Map<string, DropReading[]>();
  for (const [key, reading] of [...fromIptables(facts), ...fromNft(facts)]) {
    const known = byRule.get(key);
    if (known) known.push(reading);
    else byRule.set(key, [reading]);
  }
  return [...byRule.values()].map(readings => readings.sort((a, b) => a.place.line - b.place.line));
}

function fromIptables(facts: Facts): [string, DropReading][] {
  const names = new Set(rulesTo(facts, ['DROP', 'REJECT'], 'INVALID').map(({ chain }) => chain));
  const chains = [...names]
    .filter(name => !OF_THE_HOST.test(name))
    .flatMap(name => chainsNamed(facts, name))
    .sort((one, other) => one.place.line - other.place.line);
  return chains.flatMap(chain => {
    const rules = rulesOfChain(chain);
    const drops = rules.filter(isInvalidDrop);
    if (drops.length === 0) return [];
    const accepted = sum(rules.filter(isAccept).map(({ counters }) => counters?.packets ?? null));
    const { section, document } = chain.source;
    return drops.map((rule, rank): [string, DropReading] => [
      `${document.family ?? 'ipv4'} ${chain.name} ${commentOf(rule.spec) ?? ''} ${chain.name === '' ? rule.place.line : rank}`,
      {
        chain: chain.name,
        ipv6: document.family === 'ipv6',
        packets: rule.counters?.packets ?? null,
        bytes: rule.counters?.bytes ?? null,
        accepted,
        section,
        place: rule.place,
      },
    ]);
  });
}

/** Of this state and no other: `INVALID,NEW` drops what is new, too. */
function isInvalidDrop({ spec }: FoundRule): boolean {
  const states = optionOf(spec, '--ctstate') ?? optionOf(spec, '--state');
  return targets(spec, 'DROP', 'REJECT') && hasState(spec, 'INVALID') && states?.values[0] === 'INVALID';
}

function isAccept({ spec }: FoundRule): boolean {
  return targets(spec, 'ACCEPT', 'RETURN') && hasState(spec, 'ESTABLISHED');
}

const NFT_INVALID = /\bct state (?:invalid|\{ invalid \})(?! ?,)/;
const NFT_ESTABLISHED = /\bct state [^!]{0,40}\bestablished\b/;

function fromNft(facts: Facts): [string, DropReading][] {
  return nftChainsLike(facts, name => !OF_THE_HOST.test(name)).flatMap(({ chain, table, rules, source }) => {
    const drops = rules.filter(
      ({ text, verdict }) => (verdict === 'drop' || verdict === 'reject') && NFT_INVALID.test(text),
    );
    if (drops.length === 0) return [];
    const accepts = rules.filter(({ text, verdict }) => verdict === 'accept' && NFT_ESTABLISHED.test(text));
    const accepted = sum(accepts.map(rule => exactly(rule.packets)));
    const ipv6 = table?.family === 'ip6';
    return drops.map((rule: NftRule, rank): [string, DropReading] => [
      `${ipv6 ? 'ipv6' : 'ipv4'} ${chain.name}  ${rank}`,
      {
        chain: chain.name ?? '',
        ipv6,
        packets: exactly(rule.packets),
        bytes: exactly(rule.bytes),
        accepted,
        section: source.section,
        place: rule.place,
      },
    ]);
  });
}

function exactly(value: number | null): Interval | null {
  return value === null ? null : { low: value, high: value };
}

/** The sum of all; null where there is none, or one is not known. */
export function sum(intervals: readonly (Interval | null)[]): Interval | null {
  const known = intervals.flatMap(interval => interval ?? []);
  if (known.length === 0 || known.length < intervals.length) return null;
  return known.reduce((a, b) => ({ low: a.low + b.low, high: a.high + b.high }));
}

/** How much a counter rose; null where one of the two is not known or it became smaller (set to zero, a chain written anew). */
export function rise(before: Interval | null, after: Interval | null): Interval | null {
  if (!before || !after || after.high < before.low) return null;
  return { low: Math.max(0, after.low - before.high), high: after.high - before.low };
}
