import type { Place } from './place.ts';

/** Messages of the kernel that a check asks for; every other line is only counted. */
export type KernelMessage =
  /** The table of flows is full. netns. */
  | 'conntrack-table-full'
  | 'expectation-table-full'
  /** values.name: `arp_cache` or `ndisc_cache`, where printed. */
  | 'neighbour-table-overflow'
  /** Kernels before 4.x; newer ones only count it (`TcpExtTCPTimeWaitOverflow`). */
  | 'time-wait-bucket-overflow'
  /** `net_ratelimit: 612 callbacks suppressed`. suppressed, values.name. */
  | 'callbacks-suppressed'
  /** A LOG rule, of iptables or nft. packet; its prefix. */
  | 'rule-log'
  /** The TRACE target. packet, values.table, chain, verdict (`rule`, `return`, `policy`), number. */
  | 'rule-trace'
  /** What `nf_conntrack_log_invalid` logs. packet, values.protocolNumber, reason; state, limit where named. */
  | 'conntrack-invalid'
  /** A connection tracking helper threw a packet away. values.name (`ftp`), reason. */
  | 'helper-dropped'
  /** Helpers are no longer assigned by themselves. */
  | 'helper-not-assigned'
  /** `nf_conntrack version 0.5.0 (65536 buckets, 262144 max)`. values.buckets, limit. */
  | 'conntrack-version'
  /** Memory was in pieces when the table was made. */
  | 'conntrack-vmalloc'
  /** values.port, address, action (`cookies`, `dropped`), name (`request_sock_TCP`). */
  | 'syn-flooding'
  | 'tcp-out-of-memory'
  | 'too-many-orphans'
  /** values.target (the address it went to), source, device. */
  | 'martian-source'
  | 'martian-destination'
  /** `eth0: hw csum failure`. values.device. */
  | 'hardware-checksum-failure'
  /** values.source, sourcePort, address, port, count (bytes). */
  | 'udp-bad-checksum'
  /** values.device. */
  | 'suspect-gro'
  /** NETDEV WATCHDOG. values.device, driver, queue, seconds. */
  | 'transmit-timeout'
  /** values.device. */
  | 'link-down'
  | 'link-up'
  /** values.device, was. */
  | 'device-renamed'
  /** `cni0: received packet on vxlan with own address as source address`. values.device, port as text in name. */
  | 'own-address-received'
  /** values.scheduler in name, protocol, address, port. */
  | 'ipvs-no-destination'
  /** values.name, limit. */
  | 'ipset-full'
  /** values.limit. */
  | 'nfqueue-full'
  | 'bridge-netfilter-off'
  | 'route-cache-full'
  /** values.process, pid, scope (`node`, `cgroup`). */
  | 'out-of-memory-kill'
  /** values.cpu, seconds, process. */
  | 'soft-lockup'
  /** values.process. */
  | 'page-allocation-failure';

/** Messages of kube-proxy, kubelet, network plug-ins, name servers and applications that a check asks for. */
export type ComponentMessage =
  /** values.status (the exit status), where printed. */
  | 'iptables-restore-failed'
  /** values.seconds (waited), where printed. */
  | 'xtables-lock-held'
  /** The back end refused a line: values.operation (`RULE_APPEND`), lineNumber, reason. */
  | 'nft-transaction-failed'
  /** values.name. */
  | 'chain-missing'
  /** An iptables too old: values.name (`--random-fully`). */
  | 'iptables-option-unknown'
  | 'canary-lost'
  | 'canary-unchecked'
  /** values.seconds. */
  | 'rules-synced'
  | 'rules-sync-failed'
  /** A klog trace: values.name (`iptables restore`), seconds. */
  | 'iptables-slow'
  /** values.services, endpoints, rules, chains: how much kube-proxy writes (rules and chains of nat). */
  | 'rules-reloaded'
  /** values.mode: `iptables`, `ipvs`, `nftables`, `userspace`. */
  | 'proxy-mode'
  | 'ipvs-unusable'
  /** values.name (dotted), reason; limit (what was to be set), where printed. */
  | 'sysctl-refused'
  /** values.limit. */
  | 'conntrack-max-set'
  /** values.buckets. */
  | 'conntrack-buckets-set'
  | 'conntrack-delete-failed'
  | 'conntrack-tool-missing'
  | 'stale-conntrack-deleted'
  | 'random-fully-unsupported'
  /** values.name (the service). */
  | 'no-endpoints'
  | 'network-plugin-failed'
  /** values.name (the pod). */
  | 'probe-failed'
  | 'dns-loop'
  /** Cilium dropped a packet for a policy. values.name (`Cilium`), source, address (or Pod), port, protocol. */
  | 'policy-denied'
  /** A line of CoreDNS's own query log: values.name, type, code (`NXDOMAIN`), seconds, source. */
  | 'dns-query'
  | NetworkError;

/**
 * What programs say of a connection that did not come about. values.address, port, protocol where printed; name for a
 * host that was to be found; server and serverPort for the name server; source and sourcePort for the own end.
 */
export type NetworkError =
  | 'connection-refused'
  | 'connection-timeout'
  | 'connection-reset'
  | 'no-route-to-host'
  | 'network-unreachable'
  | 'cannot-assign-address'
  | 'address-in-use'
  | 'name-lookup-timeout'
  | 'name-not-found'
  | 'name-lookup-failed'
  | 'tls-handshake-timeout'
  | 'deadline-exceeded'
  /** `Connection to 10.0.0.1 80 port [tcp/http] succeeded!` of nc. */
  | 'connection-succeeded';

export type LogMessage = KernelMessage | ComponentMessage;

/** A stretch of a log: `dmesg`, `journalctl -k`, a syslog file, `kubectl logs`. */
export interface LogEvents {
  readonly kind: 'log-events';
  /** Lines that were read, known messages or not. */
  readonly lines: number;
  readonly events: readonly LogEvent[];
  /** Known messages that were read and not kept, beyond the limit. */
  readonly leftOut: number;
  /** The oldest and the newest stamp of the whole stretch; null where no line has one. */
  readonly oldest: Stamp | null;
  readonly newest: Stamp | null;
  /** Where the machine was started anew (`-- Boot 0a1b… --`, `-- Reboot --`): stamps of uptime begin again. */
  readonly boots: readonly Place[];
}

export interface LogEvent {
  readonly message: LogMessage;
  /** The inode of the network namespace, where the message names one (newer kernels, outside the first). */
  readonly netns: string | null;
  /** How many messages the rate limit swallowed, for `callbacks-suppressed`. */
  readonly suppressed: number | null;
  /** How many equal lines `uniq -c` made one of; null for a line that stands for itself. */
  readonly counted: number | null;
  readonly stamp: Stamp | null;
  /** The host of a syslog prefix. */
  readonly host: string | null;
  /** The program of a syslog prefix: `kernel`, `kubelet`. */
  readonly program: string | null;
  /** The weight that the line gives itself; null where it gives none. */
  readonly level: LogLevel | null;
  /**
   * False for a line that holds the bare message, without stamp or prefix, and below no command that prints a log: a
   * document that quotes the message looks the same.
   */
  readonly prefixed: boolean;
  /** What the message says; only what is printed is there. */
  readonly values: LogValues;
  /** The packet that a rule or connection tracking logged. */
  readonly packet: LoggedPacket | null;
  readonly place: Place;
}

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'fatal';

/** Values of messages. The list of messages says which has which; a value that is not printed is absent. */
export interface LogValues {
  readonly address?: string;
  readonly port?: number;
  /** `tcp`, `udp`. */
  readonly protocol?: string;
  /** `6`, `17`. */
  readonly protocolNumber?: number;
  readonly source?: string;
  readonly sourcePort?: number;
  readonly target?: string;
  readonly server?: string;
  readonly serverPort?: number;
  readonly name?: string;
  readonly type?: string;
  readonly device?: string;
  readonly was?: string;
  readonly driver?: string;
  readonly queue?: number;
  readonly seconds?: number;
  readonly count?: number;
  readonly limit?: number;
  readonly buckets?: number;
  readonly process?: string;
  readonly pid?: number;
  readonly cpu?: number;
  readonly scope?: 'node' | 'cgroup';
  readonly action?: 'cookies' | 'dropped';
  readonly mode?: string;
  readonly state?: string;
  readonly reason?: string;
  readonly code?: string;
  readonly status?: number;
  readonly operation?: string;
  readonly lineNumber?: number;
  readonly table?: string;
  readonly chain?: string;
  readonly verdict?: string;
  readonly number?: number;
  readonly services?: number;
  readonly endpoints?: number;
  readonly rules?: number;
  readonly chains?: number;
}

/** A packet as nf_log prints it (net/netfilter/nf_log_syslog.c); null for what is not printed. */
export interface LoggedPacket {
  /** The text of `--log-prefix` for `rule-log`, without blanks at its ends; empty where the rule has none. */
  readonly prefix: string;
  /** The device it came in by; null for a packet of this host. */
  readonly in: string | null;
  /** The device it leaves by; null for a packet to this host, or before routing. */
  readonly out: string | null;
  readonly physicalIn: string | null;
  readonly physicalOut: string | null;
  /** IPv6 in the short form. */
  readonly source: string;
  readonly destination: string;
  /** Bytes, of the IP packet. */
  readonly length: number | null;
  /** TTL or hop limit. */
  readonly ttl: number | null;
  readonly dontFragment: boolean;
  /** `TCP`, `UDP`, `ICMP`, `ICMPv6`, or a number. */
  readonly protocol: string | null;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  /** `SYN`, `ACK`, in the order of the kernel. */
  readonly tcpFlags: readonly string[];
  readonly seq: number | null;
  readonly ack: number | null;
  readonly window: number | null;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  /** Bytes: the MTU in an ICMP error «fragmentation needed». */
  readonly mtu: number | null;
  readonly mark: number | null;
  readonly uid: number | null;
  /** The packet that an ICMP error is about. */
  readonly quoted: QuotedPacket | null;
}

export interface QuotedPacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: string | null;
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
}

/** A moment. Stamps of different clocks cannot be compared. */
export interface Stamp {
  /** `uptime`: seconds since boot. `wall`: seconds since 1970 as printed, without regard to the time zone. */
  readonly clock: 'uptime' | 'wall';
  readonly seconds: number;
  /** False where the year is not printed (`Nov 22 03:07:41`) and only differences within one log hold. */
  readonly dated: boolean;
  readonly text: string;
  /** As printed (`UTC`, `CET`, `+09:00`); not there where none is printed. */
  readonly zone?: string;
}

/** What `date` or `uptime` said: the moment of the paste. */
export interface Clock {
  readonly kind: 'clock';
  readonly stamps: readonly {
    readonly stamp: Stamp;
    /** Over 1, 5 and 15 minutes, where `uptime` or `w` printed it; null elsewhere. */
    readonly load: readonly [number, number, number] | null;
    readonly place: Place;
  }[];
}
