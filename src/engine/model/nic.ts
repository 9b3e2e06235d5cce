import type { Place } from './place.ts';

/** `ethtool -k eth0`: what the device and its driver take over from the stack. */
export interface NicFeatures {
  readonly kind: 'nic-features';
  /** From `Features for eth0:` or the command; null where neither names it. */
  readonly device: string | null;
  readonly features: readonly NicFeature[];
  /** What ethtool said on standard error (`Cannot get device feature names: No such device`). */
  readonly errors: readonly { readonly text: string; readonly place: Place }[];
}

export interface NicFeature {
  /** `tx-checksum-ip-generic`, `generic-receive-offload`, … as printed. */
  readonly name: string;
  readonly on: boolean;
  /** `[fixed]`: the driver does not let it be changed. */
  readonly fixed: boolean;
  /** `off [requested on]`: what was asked for and is not so; null without. */
  readonly requested: boolean | null;
  readonly place: Place;
}

/** `ethtool -S eth0`: counters of the driver, by its own names, since it was loaded. */
export interface NicCounters {
  readonly kind: 'nic-counters';
  /** From the command; the output does not name it. */
  readonly device: string | null;
  readonly counters: readonly { readonly name: string; readonly value: number; readonly place: Place }[];
  readonly errors: readonly { readonly text: string; readonly place: Place }[];
}

/** `ethtool -i eth0` */
export interface NicDriver {
  readonly kind: 'nic-driver';
  readonly device: string | null;
  /** `vxlan`, `veth`, `ena`, `mlx5_core`, `vmxnet3`; null where that line is missing. */
  readonly driver: string | null;
  readonly version: string | null;
  readonly firmware: string | null;
  readonly bus: string | null;
  /** Every line: `driver`, `version`, `firmware-version`, `expansion-rom-version`, `bus-info`, `supports-…`. */
  readonly entries: readonly { readonly key: string; readonly value: string; readonly place: Place }[];
  readonly errors: readonly { readonly text: string; readonly place: Place }[];
}
