import type { Place } from './place.ts';

/** Kernel and distribution: `uname`, `/proc/version`, `hostnamectl`, `/etc/os-release`, `lsb_release`. */
export interface System {
  readonly kind: 'system';
  readonly kernel: Kernel | null;
  readonly distribution: Distribution | null;
  /** The host name of `uname -a` or `hostnamectl`. */
  readonly hostName: string | null;
  /** `x86_64`, `aarch64`, `armv7l`; null where not printed. */
  readonly machine: string | null;
}

export interface Kernel {
  /** As printed: `5.4.0-216-generic`. */
  readonly release: string;
  readonly major: number;
  readonly minor: number;
  /** 0 where the release has no third number. */
  readonly patch: number;
  /** The rest: `216-generic`, `1160.el7.x86_64`, `cloud-amd64`; empty without. */
  readonly flavour: string;
  /**
   * A distribution that the release or the build line gives away: `el7`, `el8`, `el9`, `amzn2`, `amzn2023`, `ubuntu`, `debian`,
   * `raspbian`, `suse`, `gke`, `azure`, `aws`, `gcp`, `flatcar`, `cos`, `fedora`, `oracle`, `arch`, `alpine`, `talos`, `linuxkit`, `wsl`; null without. The
   * version of such a kernel does not tell which fixes were carried back into it.
   */
  readonly vendor: string | null;
  /** The build line of `uname -v`: `#1 SMP Debian 5.10.209-2 (2024-01-31)`; null where not printed. */
  readonly build: string | null;
  /** The version of the distribution's package that the build line names (Debian: `5.10.209-2`), else null. */
  readonly packageVersion: string | null;
  readonly place: Place;
}

export interface Distribution {
  /** Lower case: `ubuntu`, `debian`, `rhel`, `centos`, `alpine`, `amzn`, `raspbian`; null where not printed. */
  readonly id: string | null;
  readonly name: string | null;
  /** `20.04`, `10`, `3.18.4`. */
  readonly version: string | null;
  readonly codename: string | null;
  readonly pretty: string | null;
  /** `ID_LIKE`, split. */
  readonly like: readonly string[];
  readonly place: Place;
}
