import type { Facts } from '../../facts/facts.ts';
import { nftChainsLike } from '../../facts/nft.ts';
import { chainsNamed, type FoundChain, type FoundRule, isWhole, rulesOfChain } from '../../facts/rules.ts';
import { optionOf, targets } from '../../facts/spec.ts';
import type { Place } from '../../model/place.ts';
import { nftLayouts } from './nft-layout.ts';

/** What one rule of the chain does with the mark of packets that want a new source. */
export interface Step {
  /**
   * masked: MASQUERADE of what has the mark, the mark stays. clear: takes the mark off. return: lets unmarked packets go.
   * open: MASQUERADE without a look at the mark.
   */
  readonly kind: 'masked' | 'clear' | 'return' | 'open' | 'other';
  readonly mark: number | null;
  readonly random: boolean;
  /** Packets that came to it for sure; null where counters are not printed. */
  readonly packets: number | null;
  readonly place: Place;
}

/** The chain that gives marked packets a new source, at one reading. */
export interface Layout {
  readonly family: 'ipv4' | 'ipv6' | null;
  readonly backend: 'legacy' | 'nf_tables' | null;
  readonly chain: Place;
  readonly steps: readonly Step[];
  /** Whether every rule is there for sure, so that the missing ones are missing. */
  readonly whole: boolean;
}

/** The masquerade bits that KUBE-MARK-MASQ sets (`--iptables-masquerade-bit`; 14 without it); empty where it is not printed. */
export function masqueradeMarks(facts: Facts): Set<number> {
  const marks = chainsNamed(facts, 'KUBE-MARK-MASQ')
    .flatMap(rulesOfChain)
    .flatMap(({ spec }) => bitOf(optionOf(spec, '--set-xmark')?.values[0]) ?? []);
  return new Set(marks);
}

/** The latest reading of the chain, of each family and back end. */
export function layouts(facts: Facts): { readonly latest: Layout[]; readonly earlier: Layout[] } {
  const all = [
    ...chainsNamed(facts, 'KUBE-POSTROUTING').flatMap(chain => layoutOf(chain)),
    ...nftLayouts(nftChainsLike(facts, name => name === 'KUBE-POSTROUTING' || name === 'masquerading')),
  ].sort((one, other) => one.chain.line - other.chain.line);
  const latest: Layout[] = [];
  const earlier: Layout[] = [];
  for (const layout of all.reverse())
    (latest.some(later => isAnew(layout, later)) ? earlier : latest).push(layout);
  return { latest: latest.reverse(), earlier: earlier.reverse() };
}

/** Whether the two may be readings of the same chain. */
function isAnew(one: Layout, other: Layout): boolean {
  const may = <Value>(a: Value | null, b: Value | null) => a === null || b === null || a === b;
  return may(one.family, other.family) && may(one.backend, other.backend);
}

function layoutOf(chain: FoundChain): Layout[] {
  const { source, table, place } = chain;
  if (table.name !== null && table.name !== 'nat') return [];
  const rules = rulesOfChain(chain);
  if (rules.length === 0) return [];
  const { family, backend } = source.document;
  return [
    {
      family,
      backend,
      chain: place,
      steps: rules.map(stepOf),
      whole: isWhole(chain) || isCloseSet(chain, rules),
    },
  ];
}

/**
 * Whether the three rules that clear the mark stand one under the other below the chain's own line, so that none can have been
 * left out above or between them, though the rest of the output was.
 */
function isCloseSet({ place, source }: FoundChain, rules: readonly FoundRule[]): boolean {
  const [first, second, third] = rules.map(rule => rule.place.line);
  if (first === undefined || second === undefined || third === undefined) return false;
  const step = second - first;
  return (
    source.document.form === 'list' &&
    source.section.partial === 'elision' &&
    third - second === step &&
    first - place.line === 2 * step
  );
}

function stepOf({ spec, counters, place }: FoundRule): Step {
  const mark = optionOf(spec, '--mark');
  const matches = spec.matches.filter(({ name }) => name !== 'comment');
  const plain = spec.unknown.every(({ why }) => why === 'not-shown');
  const bit = bitOf(mark?.values[0]);
  const step = {
    random: optionOf(spec, '--random-fully') !== null,
    packets: counters?.packets.low ?? null,
    place,
  };
  if (targets(spec, 'MASQUERADE')) {
    if (mark && !mark.negated && bit !== null) return { ...step, kind: 'masked', mark: bit };
    return { ...step, kind: plain && matches.length === 0 ? 'open' : 'other', mark: null };
  }
  if (targets(spec, 'RETURN') && mark?.negated) return { ...step, kind: 'return', mark: bit };
  const cleared = targets(spec, 'MARK') ? clearedBit(optionOf(spec, '--set-xmark')?.values[0]) : null;
  return cleared === null
    ? { ...step, kind: 'other', mark: null }
    : { ...step, kind: 'clear', mark: cleared };
}

/** The bit of `0x4000/0x4000`; null where it is not one bit with itself as mask. */
function bitOf(text: string | undefined): number | null {
  const [value = '', mask = ''] = (text ?? '').split('/');
  const bit = Number(value);
  return Number(mask) === bit && isBit(bit) ? bit : null;
}

/** The bit that `0x4000/0x0` turns over: what iptables-save makes of `--xor-mark 0x4000`. `0x0/0x4000` takes it off too. */
function clearedBit(text: string | undefined): number | null {
  const [value = '', mask = ''] = (text ?? '').split('/').map(Number);
  if (mask === 0 && isBit(Number(value))) return Number(value);
  return value === 0 && isBit(Number(mask)) ? Number(mask) : null;
}

function isBit(value: number): boolean {
  return Number.isInteger(value) && value > 0 && value <= 0x80000000 && Number.isInteger(Math.log2(value));
}
