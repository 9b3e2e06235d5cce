import type { Place } from './place.ts';

/** `iptables --version` and its kin. */
export interface ToolVersions {
  readonly kind: 'tool-versions';
  readonly versions: readonly ToolVersion[];
}

export interface ToolVersion {
  readonly tool: 'iptables' | 'ip6tables';
  /** `1.8.2` */
  readonly version: string;
  /** Versions before 1.8 had no other than legacy; null where a later one does not say it. */
  readonly backend: 'legacy' | 'nf_tables' | null;
  readonly place: Place;
}
