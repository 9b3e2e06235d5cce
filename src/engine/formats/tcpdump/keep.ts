import type { Packet, TcpSegment } from '../../model/packets.ts';
import { endOf } from './ends.ts';
import type { Heard } from './packet.ts';
import type { Tcp } from './tcp.ts';
import { own, type Sight } from './where.ts';

/** So many packets are kept one by one; more are only added up. */
export const MAX_KEPT = 20_000;

export type KeptPacket = { -readonly [K in keyof Packet]: Packet[K] };

/** A packet for good, from the line that was just read. */
export function keep(heard: Heard, sight: Sight): KeptPacket {
  const hasEnds = heard.destinationTo > heard.destinationFrom;
  const { head, dns } = heard;
  return {
    place: sight.where.place(),
    time: sight.time,
    interface: sight.interface,
    direction: sight.direction,
    source: hasEnds ? endOf(own(heard.source), heard.ports) : null,
    destination: hasEnds ? endOf(own(heard.destination), heard.ports) : null,
    family: head.network === 'IP' ? 4 : head.network === 'IP6' ? 6 : null,
    protocol: heard.protocol === '' ? 'other' : own(heard.protocol),
    ip: heard.ip,
    tcp: heard.protocol === 'tcp' ? segmentOf(heard.tcp) : null,
    length: heard.length,
    checksum: heard.checksum,
    dns: dns && { ...dns, name: dns.name === null ? null : own(dns.name) },
    icmp: heard.icmp && { ...heard.icmp, about: heard.icmp.about === null ? null : own(heard.icmp.about) },
    tunnel: heard.tunnel,
    inner: null,
    cut: heard.cut,
  };
}

function segmentOf({ flags, seqFrom, seqTo, ack, win, mss, wscale }: Tcp): TcpSegment {
  return { flags: flags === null ? null : own(flags), seqFrom, seqTo, ack, win, mss, wscale };
}
