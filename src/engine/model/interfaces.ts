import type { Place } from './place.ts';

/** Interfaces with their addresses: `ip addr`, `ip -br addr`, `ifconfig`. */
export interface Addresses {
  readonly kind: 'addresses';
  readonly interfaces: readonly NetworkInterface[];
}

/** Interfaces without addresses: `ip link`, `ip -s link`, `ip -d link`, `ip -br link`, `netstat -i`. */
export interface Links {
  readonly kind: 'links';
  readonly interfaces: readonly NetworkInterface[];
}

/** One interface; both documents hold the same, so that a check can ask either. What is not printed is null. */
export interface NetworkInterface {
  /** Without `@…`: `veth1234`, `eth0`, `flannel.1`. */
  readonly name: string;
  readonly index: number | null;
  /** The lower device, `if7` or `NONE`, behind `@`; null without. */
  readonly peer: string | null;
  /** `BROADCAST`, `UP`, `LOWER_UP`, `NO-CARRIER`, … ; null where none are printed. */
  readonly flags: readonly string[] | null;
  /** Bytes. */
  readonly mtu: number | null;
  /** `UP`, `DOWN`, `UNKNOWN`, `LOWERLAYERDOWN`, …: whether it carries. */
  readonly state: string | null;
  /** The bridge, bond or VRF that it belongs to. */
  readonly master: string | null;
  readonly qdisc: string | null;
  /** Packets that may wait for sending. */
  readonly queueLength: number | null;
  /** `ether`, `loopback`, `none`, `ipip`, … */
  readonly linkType: string | null;
  readonly mac: string | null;
  /** The network namespace that holds the other end, as printed (`0`, `cni-12ab…`). */
  readonly linkNetns: string | null;
  readonly addresses: readonly InterfaceAddress[];
  /** `vxlan`, `veth`, `bridge`, `ipip`, `wireguard`, …: only with `-d`. */
  readonly driverKind: string | null;
  readonly vxlan: Vxlan | null;
  /** The detail line of `-d` as printed; null without. */
  readonly details: string | null;
  readonly received: LinkCounters | null;
  readonly sent: LinkCounters | null;
  readonly place: Place;
}

export interface InterfaceAddress {
  readonly family: 'inet' | 'inet6';
  /** As printed, without the prefix length; masked parts stay. */
  readonly address: string;
  readonly prefix: number | null;
  /** The other end of a point-to-point address. */
  readonly peer: string | null;
  readonly broadcast: string | null;
  /** `global`, `link`, `host`, `site`. */
  readonly scope: string | null;
  /** `secondary`, `dynamic`, `deprecated`, `tentative`, `dadfailed`, `noprefixroute`, `temporary`, … */
  readonly flags: readonly string[];
  readonly place: Place;
}

/** Where tunnel packets go; from `ip -d link`. */
export interface Vxlan {
  readonly id: number | null;
  readonly local: string | null;
  readonly remote: string | null;
  readonly group: string | null;
  /** The device below. */
  readonly device: string | null;
  readonly port: number | null;
  /** `learning` or `nolearning` as printed; null where neither is. */
  readonly learning: boolean | null;
  /** Checksums of the outer UDP header: `noudpcsum` is false, `udpcsum` true, not printed null. */
  readonly udpChecksum: boolean | null;
  readonly udp6ZeroChecksumSent: boolean | null;
  readonly udp6ZeroChecksumReceived: boolean | null;
  readonly place: Place;
}

/**
 * Counters since the interface was made, by the column names of the tool in lower case: `bytes`, `packets`, `errors`,
 * `dropped`, `missed`, `mcast`, `overrun`, `length`, `crc`, `frame`, `fifo`, `carrier`, `collsns`, `aborted`, `window`,
 * `heartbt`, `transns`, `nohandler`, …
 */
export interface LinkCounters {
  readonly values: Readonly<Record<string, number>>;
  readonly place: Place;
}
