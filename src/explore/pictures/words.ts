import type { Packet } from '../../engine/model/packets.ts';

const FLAGS: Readonly<Record<string, string>> = {
  S: 'SYN',
  F: 'FIN',
  R: 'RST',
  P: 'PSH',
  U: 'URG',
  E: 'ECE',
  W: 'CWR',
  '.': 'ACK',
};

const MAX_NAME = 60;

/** A packet in the words of the protocol, without its length: `SYN seq 1975353078`, `PSH ACK seq 1:80`, `A? example.org.` */
export function wordsOf({ tcp, dns, icmp, protocol }: Packet): string {
  if (dns) return dnsWords(dns);
  if (icmp)
    return [icmp.kind, icmp.mtu !== null ? `mtu ${icmp.mtu}` : '', portOf(icmp)].filter(Boolean).join(' ');
  if (!tcp) return protocol.toUpperCase();
  const flags = [...(tcp.flags ?? '')].map(flag => FLAGS[flag] ?? flag).join(' ');
  return [flags || 'TCP', seqOf(tcp), tcp.ack === null || tcp.seqFrom !== null ? '' : `ack ${tcp.ack}`]
    .filter(Boolean)
    .join(' ');
}

function seqOf({ seqFrom, seqTo }: NonNullable<Packet['tcp']>): string {
  if (seqFrom === null) return '';
  return seqTo === null || seqTo === seqFrom ? `seq ${seqFrom}` : `seq ${seqFrom}:${seqTo}`;
}

function dnsWords({ id, response, type, name, rcode, answers }: NonNullable<Packet['dns']>): string {
  const shown = name !== null && name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : (name ?? '');
  if (!response) return `${id} ${type ?? ''}? ${shown}`.trim();
  return `${id} ${rcode ?? ''}${answers === null ? '' : ` ${answers}/…`}`.trim();
}

function portOf({ protocol, port }: NonNullable<Packet['icmp']>): string {
  return protocol !== null && port !== null ? `${protocol} ${port}` : '';
}
