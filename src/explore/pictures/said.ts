/** Every sentence, remark and name that a picture may ask the page to say. */
export const SAID_KEYS = [
  'fill',
  'fill-over',
  'states',
  'states-lead',
  'states-counted',
  'states-unreplied',
  'timeouts',
  'timeouts-marks',
  'timeouts-kube-proxy',
  'timeouts-left',
  'talkers-lead',
  'snat-share',
  'snat-open',
  'snat-range-unknown',
  'request',
  'request-slowest',
  'request-unreached',
  'request-retried',
  'spread',
  'spread-slow',
  'spread-late',
  'spread-marks',
  'sequence',
  'sequence-no-stamps',
  'sequence-again',
  'sequence-unanswered',
  'sequence-stray',
  'sequence-scale',
  'sequence-copies',
  'sequence-more',
  'sequence-checksum',
  'readings',
  'readings-rate',
  'readings-still',
  'rules',
  'rules-drop',
  'rules-rounded',
  'rules-since',
  'partial',
  'sources',
  'destinations',
  'services',
  'other',
  'policy',
  'alert-mark',
  'near-mark',
  'mark',
  'mark-set',
  'mark-kube-proxy',
  'mark-default',
  'spread-facts',
] as const;

export type SaidKey = (typeof SAID_KEYS)[number];

/** A duration, which each language writes in its own way. */
export interface Seconds {
  readonly seconds: number;
}

/** A count as far as the print tells; exact ones have `low` = `high`. */
export interface Counted {
  readonly low: number;
  readonly high: number;
}

/** A sentence to be. Shares are between 0 and 1; a phase is a value like any other, and its name a matter of the page. */
export interface Said {
  readonly key: SaidKey;
  readonly values: Readonly<Record<string, string | number | Seconds | Counted>>;
}
