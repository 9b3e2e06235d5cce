import type { Conversation } from './conversations.ts';
import type { Place } from './place.ts';

/**
 * A capture as tcpdump prints it. The first packets are kept one by one; all of them are added up by conversation while
 * they are read, so that a million fit. Times are seconds on the capture's own clock; numbers that the text does not give,
 * or gives only in part (a cut line, a masked address), are null.
 */
export interface Packets {
  readonly kind: 'packets';
  /** Packets read; a tunnel packet and the one inside it are one. */
  readonly packets: number;
  readonly clock: CaptureClock;
  /** The earliest and the latest stamp. */
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  /** The interface of `listening on …` or `-i …`; `any` for all. */
  readonly listening: string | null;
  /** `EN10MB`, `LINUX_SLL2`. */
  readonly linkType: string | null;
  readonly footer: CaptureFooter | null;
  /** The first packets, in the order of the capture. */
  readonly kept: readonly Packet[];
  /** TCP and UDP conversations, tunnels and what is inside them included; in the order of their first packets. */
  readonly conversations: readonly Conversation[];
  /** Packets of conversations beyond those that are listed. */
  readonly packetsLeftOut: number;
  readonly dns: DnsTraffic;
  /** ICMP and ICMPv6 errors, the first of each kind and end. */
  readonly icmpErrors: readonly IcmpError[];
  readonly arp: readonly ArpRequest[];
  readonly checksums: readonly ChecksumRemark[];
  /** Lines that were cut off, and packets that tcpdump says it saw only in part (`[|tcp]`). */
  readonly cut: number;
  readonly first: Place;
}

/**
 * What the stamps count. time-of-day: seconds since midnight (the default), one day more behind each midnight. date:
 * seconds since 1970 as printed, whatever the time zone (`-tttt`). epoch: seconds since 1970 (`-tt`). since-first: seconds since
 * the first packet (`-ttt`, added up, and `-ttttt`). unknown: `-ttt` or `-ttttt`, and no command says which. none: `-t`.
 */
export type CaptureClock = 'time-of-day' | 'date' | 'epoch' | 'since-first' | 'unknown' | 'none';

export interface CaptureFooter {
  readonly captured: number | null;
  readonly received: number | null;
  readonly droppedByKernel: number | null;
  readonly droppedByInterface: number | null;
  readonly place: Place;
}

/** in: to this host. out: from it. other: between others, seen in promiscuous mode. */
export type PacketDirection = 'in' | 'out' | 'broadcast' | 'multicast' | 'other';

/** One end of a packet. */
export interface End {
  /** As printed: an IPv4 or IPv6 address, a name where tcpdump ran without `-n`, or something masked. */
  readonly address: string;
  readonly port: number | null;
  /** The port where it is printed as a name: `http`, `domain`. */
  readonly service: string | null;
}

export interface Packet {
  readonly place: Place;
  readonly time: number | null;
  readonly interface: string | null;
  readonly direction: PacketDirection | null;
  readonly source: End | null;
  readonly destination: End | null;
  readonly family: 4 | 6 | null;
  /** `tcp`, `udp`, `icmp`, `icmp6`, `arp`, or the first word of what tcpdump prints for another one. */
  readonly protocol: string;
  /** The fields of `-v`. */
  readonly ip: IpHeader | null;
  readonly tcp: TcpSegment | null;
  /** Payload in bytes, as printed last on the line; for ICMP and ARP the whole message. */
  readonly length: number | null;
  readonly checksum: Checksum | null;
  readonly dns: DnsMessage | null;
  readonly icmp: IcmpMessage | null;
  readonly tunnel: Tunnel | null;
  /** The packet inside a tunnel. */
  readonly inner: Packet | null;
  /** The line was cut off, or tcpdump saw only a part. */
  readonly cut: boolean;
}

export interface IpHeader {
  readonly ttl: number | null;
  readonly id: number | null;
  /** `DF`, `+`, `none`; null for IPv6. */
  readonly flags: string | null;
  /** Offset of a fragment in bytes. */
  readonly offset: number | null;
  /** Length of the whole packet, for IPv6 of its payload, in bytes. */
  readonly length: number | null;
  readonly tos: number | null;
}

export interface TcpSegment {
  /** As printed: `S`, `S.`, `.`, `P.`, `F.`, `R`, `R.`, with `E`, `W`, `U`. Null with `-q`. */
  readonly flags: string | null;
  /**
   * As printed: absolute in SYNs and with `-S`, else relative to the first packet with an ACK flag that tcpdump saw of this
   * conversation (print-tcp.c).
   */
  readonly seqFrom: number | null;
  readonly seqTo: number | null;
  readonly ack: number | null;
  readonly win: number | null;
  readonly mss: number | null;
  readonly wscale: number | null;
}

/**
 * A remark on a checksum. On the sender's own capture it says nothing: there the card fills it in later (offload).
 */
export interface Checksum {
  readonly header: 'tcp' | 'udp' | 'ip' | 'icmp' | 'icmp6';
  /** none: the header has no checksum (0). */
  readonly verdict: 'good' | 'bad' | 'none';
  /** As printed: `0x1773`. */
  readonly found: string | null;
  readonly expected: string | null;
}

/** The same remark, counted over the whole capture. */
export interface ChecksumRemark {
  readonly header: Checksum['header'];
  readonly verdict: Checksum['verdict'];
  readonly interface: string | null;
  readonly direction: PacketDirection | null;
  /** Of the packet inside a tunnel. */
  readonly inner: boolean;
  /** Of a packet that carries a tunnel. */
  readonly outer: boolean;
  readonly packets: number;
  readonly places: readonly Place[];
}

export interface Tunnel {
  /** otv is what tcpdump calls any UDP packet on port 8472, where Linux and flannel have VXLAN. */
  readonly kind: 'vxlan' | 'otv' | 'geneve' | 'ipip' | 'gre';
  /** The VXLAN network identifier (`vni 1`, `instance 1`); null without. */
  readonly vni: number | null;
}

export interface DnsMessage {
  readonly id: number;
  readonly response: boolean;
  /** `A`, `AAAA`, `PTR`, `SRV`; of an answer only with `-v`. */
  readonly type: string | null;
  /** With its last dot, as printed. */
  readonly name: string | null;
  /** `NoError`, `NXDomain`, `ServFail`, `Refused`, `FormErr`; null for a question. */
  readonly rcode: string | null;
  /** Answer records; null for a question. */
  readonly answers: number | null;
  readonly truncated: boolean;
}

export type IcmpKind =
  | 'need-to-frag'
  | 'packet-too-big'
  | 'port-unreachable'
  | 'host-unreachable'
  | 'net-unreachable'
  | 'admin-prohibited'
  | 'protocol-unreachable'
  | 'unreachable'
  | 'time-exceeded'
  | 'redirect'
  | 'echo-request'
  | 'echo-reply'
  | 'neighbor-solicitation'
  | 'neighbor-advertisement'
  | 'other';

export interface IcmpMessage {
  readonly kind: IcmpKind;
  /** What it says is not reachable, or to which the way is too narrow. */
  readonly about: string | null;
  /** `tcp`, `udp` and the port, for a port that is not reachable. */
  readonly protocol: string | null;
  readonly port: number | null;
  /** Bytes, from `need to frag (mtu 1400)` and `packet too big, mtu 1400`; 0 as printed by old routers. */
  readonly mtu: number | null;
}

/** ICMP errors of one kind, between the same ends, about the same thing. */
export interface IcmpError extends IcmpMessage {
  readonly family: 4 | 6;
  /** Who says so, and to whom. */
  readonly from: string;
  readonly to: string;
  readonly interface: string | null;
  readonly direction: PacketDirection | null;
  readonly inner: boolean;
  /** The packet that it answers, where `-v` prints its beginning. */
  readonly quoted: { readonly source: End; readonly destination: End; readonly protocol: string } | null;
  readonly packets: number;
  readonly firstTime: number | null;
  readonly places: readonly Place[];
}

export interface ArpRequest {
  /** Who is looked for, and by whom. */
  readonly target: string;
  readonly sender: string;
  readonly interface: string | null;
  readonly requests: number;
  readonly replies: number;
  readonly firstTime: number | null;
  readonly lastTime: number | null;
  readonly place: Place;
}

export interface DnsTraffic {
  readonly questions: number;
  readonly answers: number;
  /** The first questions with their answers. */
  readonly queries: readonly DnsQuery[];
  /** Questions beyond those that are listed. */
  readonly leftOut: number;
}

/** One question, asked once or again with the same id, at one point of capture. */
export interface DnsQuery {
  readonly id: number;
  readonly type: string | null;
  readonly name: string | null;
  readonly client: End;
  readonly server: End;
  readonly interface: string | null;
  readonly inner: boolean;
  /** The first is the question, the others its repetitions. */
  readonly asked: readonly { readonly time: number | null; readonly place: Place }[];
  readonly answer: DnsAnswer | null;
  /** Seconds from the first question to the answer. */
  readonly delay: number | null;
  /** Seconds from the last question to the end of the capture, where no answer came. */
  readonly waited: number | null;
}

export interface DnsAnswer {
  readonly time: number | null;
  readonly rcode: string;
  readonly answers: number;
  readonly truncated: boolean;
  /** Who answered; where it is not who was asked, the resolver throws the answer away. */
  readonly from: End;
  readonly fromAsked: boolean;
  readonly place: Place;
}
