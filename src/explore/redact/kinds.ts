// What a redaction replaces, and what it says of it. Plain data.

/** What is replaced, in the order in which it is listed. */
export const KINDS = [
  'secret',
  'user',
  'host',
  'namespace',
  'service',
  'pod',
  'word',
  'ipv4',
  'ipv6',
  'mac',
] as const;

/**
 * secret: a header of a request that lets in (`Authorization`, `Cookie`). host: nodes, and names of the DNS. word: words of comments
 * and labels that are no words of the field.
 */
export type Kind = (typeof KINDS)[number];

/** What is wanted of a redaction. */
export interface Wanted {
  /** Two numbers of 32 bits, made by chance: with the same, the same address gets the same pseudonym. */
  readonly seed: readonly [number, number];
  /** Kinds that stay as they are. */
  readonly keepKinds: readonly Kind[];
  /** Rows (`keyOf`) that stay as they are. */
  readonly keep: readonly string[];
}

/** One original and what stands in its place. */
export interface Row {
  readonly kind: Kind;
  readonly original: string;
  readonly pseudonym: string;
  /** How often it stands in the paste. */
  readonly count: number;
}

/** How many different originals of a kind there are, and how often they stand in the paste. */
export interface KindCount {
  readonly kind: Kind;
  readonly different: number;
  /** True where there are more different ones than were counted. */
  readonly orMore: boolean;
  readonly count: number;
}

/** A line before and after. */
export interface Sample {
  /** Counted from 1. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

/** A paste with pseudonyms in it, and what was replaced. */
export interface Redacted {
  /** The lines of the paste, as many as before, as UTF-8. */
  readonly paste: Blob;
  readonly kinds: readonly KindCount[];
  /** Those that stand in it most, of each kind; rows that stay are among them. */
  readonly rows: readonly Row[];
  /** Different originals beyond those in `rows`. */
  readonly moreRows: number;
  readonly samples: readonly Sample[];
}

/** The name of a row in `Wanted.keep`. */
export function keyOf({ kind, original }: Pick<Row, 'kind' | 'original'>): string {
  return `${kind} ${original}`;
}
