/**
 * The names of protocols as iptables-save writes them: its own list first (xtables_chain_protos, libxtables/xtables.c),
 * then /etc/protocols, here as Debian has it. Others stay numbers.
 */
const NAMES: Readonly<Record<number, string>> = {
  1: 'icmp',
  2: 'igmp',
  3: 'ggp',
  4: 'ipencap',
  5: 'st',
  6: 'tcp',
  8: 'egp',
  9: 'igp',
  12: 'pup',
  17: 'udp',
  20: 'hmp',
  22: 'xns-idp',
  27: 'rdp',
  29: 'iso-tp4',
  33: 'dccp',
  36: 'xtp',
  37: 'ddp',
  38: 'idpr-cmtp',
  41: 'ipv6',
  43: 'ipv6-route',
  44: 'ipv6-frag',
  45: 'idrp',
  46: 'rsvp',
  47: 'gre',
  50: 'esp',
  51: 'ah',
  57: 'skip',
  58: 'ipv6-icmp',
  59: 'ipv6-nonxt',
  60: 'ipv6-opts',
  73: 'rspf',
  81: 'vmtp',
  88: 'eigrp',
  89: 'ospf',
  93: 'ax.25',
  94: 'ipip',
  97: 'etherip',
  98: 'encap',
  103: 'pim',
  108: 'ipcomp',
  112: 'vrrp',
  115: 'l2tp',
  124: 'isis',
  132: 'sctp',
  133: 'fc',
  135: 'mobility-header',
  136: 'udplite',
  137: 'mpls-in-ip',
  138: 'manet',
  139: 'hip',
  140: 'shim6',
  141: 'wesp',
  142: 'rohc',
};

const NUMBERS: ReadonlyMap<string, number> = new Map([
  ...Object.entries(NAMES).map(([number, name]) => [name, Number(number)] as const),
  ['all', 0],
  ['icmpv6', 58],
  ['mh', 135],
  ['ipv6-mh', 135],
]);

/** `6`, `TCP` and `tcp` are `tcp`; `0` and `all` are `all`. A name that is not known stays as it is. */
export function protocolName(text: string): string {
  const number = protocolNumber(text);
  if (number === 0) return 'all';
  return (number !== null && NAMES[number]) || (number !== null ? String(number) : text);
}

/** The number of a protocol; null where the name is not known. */
export function protocolNumber(text: string): number | null {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  if (/^0x[\da-f]{1,2}$/i.test(text)) return Number(text);
  return NUMBERS.get(text.toLowerCase()) ?? null;
}
