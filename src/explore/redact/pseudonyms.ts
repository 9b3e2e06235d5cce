import { Addresses4 } from './ipv4.ts';
import { Addresses6 } from './ipv6.ts';
import { keyed } from './keyed.ts';
import { KINDS, type Kind, type KindCount, keyOf, type Row, type Wanted } from './kinds.ts';
import { isPlainWord, isStandard } from './known.ts';

/** Different originals of a kind that are counted one by one; an address beyond these still gets its pseudonym. */
const MOST_COUNTED = 20_000;
/** Rows of a kind that are listed. */
const MOST_ROWS = 60;
/** Numbers are hexadecimal where more names came than are counted. */
const BEYOND = 0x100000;

type NameKind = Exclude<Kind, 'ipv4' | 'ipv6' | 'mac'>;

/** Names that are looked for in all lines; where one is two, it is the first of these. */
const RANK: readonly NameKind[] = ['host', 'pod', 'service', 'namespace'];

const PREFIXES: Readonly<Record<Exclude<Kind, 'ipv4' | 'ipv6' | 'mac' | 'secret'>, string>> = {
  user: 'user-',
  host: 'host-',
  namespace: 'ns-',
  service: 'svc-',
  pod: 'pod-',
  word: 'word-',
};

interface Entry {
  readonly original: string;
  readonly pseudonym: string;
  /** Whether it was asked to stay as it is. */
  readonly stays: boolean;
  count: number;
}

/** What stands for what. The same original gets the same pseudonym, however often and in whichever order it comes. */
export class Pseudonyms {
  readonly #given = new Map<Kind, Map<string, Entry>>(KINDS.map(kind => [kind, new Map()]));
  readonly #beyond = new Map<Kind, number>(KINDS.map(kind => [kind, 0]));
  readonly #hash: ReturnType<typeof keyed>;
  readonly #four: Addresses4;
  readonly #six: Addresses6;
  readonly #keepKinds: ReadonlySet<Kind>;
  readonly #keep: ReadonlySet<string>;
  readonly #told = new Map<string, NameKind>();
  /** Addresses that mean the same everywhere. */
  readonly #same = new Set<string>();
  /** Addresses that stay: no other one may become one of them. */
  readonly #taken: ReadonlySet<string>;

  constructor({ seed, keepKinds, keep }: Wanted) {
    this.#hash = keyed(seed);
    this.#four = new Addresses4(this.#hash);
    this.#six = new Addresses6(this.#hash);
    this.#keepKinds = new Set(keepKinds);
    this.#keep = new Set(keep);
    this.#taken = new Set(keep.map(key => key.slice(key.indexOf(' ') + 1)));
  }

  /** The pseudonym of a name; the name itself where it says nothing, or is to stay. */
  name(kind: NameKind, original: string): string {
    if (original === '' || stays(kind, original)) return original;
    const key = kind === 'host' ? original.toLowerCase() : original;
    const told = this.#told.get(original);
    if (told === undefined || RANK.indexOf(kind) < RANK.indexOf(told)) {
      if (RANK.includes(kind) && this.#told.size < MOST_COUNTED) this.#told.set(original, kind);
    }
    return this.#put(kind, key, original, number =>
      kind === 'secret' ? 'redacted' : `${PREFIXES[kind]}${number()}`,
    );
  }

  /** What a word names, where a line before has told it. */
  told(word: string): NameKind | null {
    return this.#told.get(word) ?? null;
  }

  /** Whether a name has got a pseudonym of this kind. */
  has(kind: Kind, original: string): boolean {
    return this.#of(kind).has(kind === 'host' ? original.toLowerCase() : original);
  }

  /** @param length the prefix behind it. */
  ipv4(original: string, length = 32): string {
    return this.#address('ipv4', this.#four, original, length, 32);
  }

  ipv6(original: string, length = 128): string {
    return this.#address('ipv6', this.#six, original, length, 128);
  }

  /** A network and its first address are two rows: the prefix may make two pseudonyms of them. */
  #address(
    kind: 'ipv4' | 'ipv6',
    addresses: Addresses4 | Addresses6,
    original: string,
    length: number,
    whole: number,
  ): string {
    const key = length < whole ? `${original}/${length}` : original;
    if (this.#same.has(key)) return original;
    const known = this.#of(kind).get(key);
    if (known) return this.#count(known, original);
    const mapped = addresses.map(original, length);
    if (mapped === original) {
      if (this.#same.size < MOST_COUNTED) this.#same.add(key);
      return original;
    }
    return this.#put(kind, key, original, () =>
      this.#free(mapped, address => addresses.map(address, length)),
    );
  }

  /** Six numbers with colons. Broadcast, multicast and addresses that a program gives to every device of its own stay. */
  mac(original: string): string {
    const lower = original.toLowerCase();
    if (/^(?:00:00:00:00:00:00|ff:ff|ee:ee|33:33|01:00:5e|01:80:c2)/.test(lower)) return original;
    return this.#put('mac', lower, original, number => {
      const hex = number().toString(16).padStart(6, '0');
      return `02:00:00:${hex.slice(-6, -4)}:${hex.slice(-4, -2)}:${hex.slice(-2)}`;
    });
  }

  /** Begins to count afresh; what has a pseudonym keeps it. */
  startCounting(): void {
    for (const kind of KINDS) {
      this.#beyond.set(kind, 0);
      for (const entry of this.#of(kind).values()) entry.count = 0;
    }
  }

  kinds(): KindCount[] {
    return KINDS.flatMap(kind => {
      const entries = this.#counted(kind);
      const beyond = this.#beyond.get(kind) ?? 0;
      const count = entries.reduce((sum, entry) => sum + entry.count, beyond);
      return count > 0 ? [{ kind, different: entries.length, orMore: beyond > 0, count }] : [];
    });
  }

  rows(): { rows: Row[]; moreRows: number } {
    let moreRows = 0;
    const rows = KINDS.flatMap(kind => {
      const entries = this.#counted(kind).sort((one, other) => other.count - one.count);
      moreRows += Math.max(0, entries.length - MOST_ROWS);
      return entries.slice(0, MOST_ROWS).map(({ original, pseudonym, count }) => ({
        kind,
        original,
        // `10.0.0.0/8` is listed with its prefix on both sides.
        pseudonym:
          pseudonym + (kind === 'ipv4' || kind === 'ipv6' ? (/\/\d{1,3}$/.exec(original)?.[0] ?? '') : ''),
        count,
      }));
    });
    return { rows, moreRows };
  }

  #counted(kind: Kind): Entry[] {
    return [...this.#of(kind).values()].filter(({ count }) => count > 0);
  }

  /** What stands for it; `make` is told its number among those of its kind. */
  #put(kind: Kind, key: string, original: string, make: (number: () => number) => string): string {
    const entries = this.#of(kind);
    const known = entries.get(key);
    if (known) return this.#count(known, original);
    if (entries.size >= MOST_COUNTED) {
      this.#beyond.set(kind, (this.#beyond.get(kind) ?? 0) + 1);
      return this.#keepKinds.has(kind) ? original : make(() => BEYOND + (this.#hashOf(key) % BEYOND));
    }
    const stays = this.#keepKinds.has(kind) || this.#keep.has(keyOf({ kind, original: key }));
    const entry = { original: key, pseudonym: make(() => entries.size + 1), stays, count: 0 };
    entries.set(key, entry);
    return this.#count(entry, original);
  }

  #count(entry: Entry, original: string): string {
    entry.count++;
    return entry.stays ? original : entry.pseudonym;
  }

  #of(kind: Kind): Map<string, Entry> {
    return this.#given.get(kind) as Map<string, Entry>;
  }

  /** An address that stays is nobody's pseudonym: on along the mapping, which ends at one that is free. */
  #free(mapped: string, next: (address: string) => string): string {
    let free = mapped;
    for (let tries = 0; tries <= this.#taken.size && this.#taken.has(free); tries++) free = next(free);
    return free;
  }

  #hashOf(text: string): number {
    return this.#hash(...Array.from(text, letter => letter.codePointAt(0) ?? 0));
  }
}

function stays(kind: Kind, name: string): boolean {
  if (kind === 'secret') return false;
  return kind === 'word' ? isPlainWord(name) : isStandard(name);
}
