/** A sentence about a rule: a key of the strings and what goes into it. */
export interface Said {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A part of a rule and what it means. */
export interface ExplainedPart {
  /** The part in the words of iptables-save, `-m conntrack --ctstate INVALID`, or of nft, `ct state invalid`. */
  readonly code: string;
  /** Empty where the part is not explained. */
  readonly said: readonly Said[];
}

/** A rule in plain words. */
export interface Explained {
  /** What packets must be like, in the order of the rule. */
  readonly conditions: readonly ExplainedPart[];
  /** Of a rule of nft: what it does besides, in its order: it counts, marks, logs. */
  readonly also?: readonly ExplainedPart[];
  /** What happens to them. */
  readonly action: ExplainedPart;
  /** What the form of the output left open. */
  readonly open: readonly Said[];
}
