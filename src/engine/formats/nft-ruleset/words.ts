import type { NftFamily } from '../../model/nft-ruleset.ts';

/** Words that a rule can begin with: selectors and statements (nftables, src/scanner.l). A line of prose does not. */
const RULE_WORDS = new Set(
  `ip ip6 arp ether vlan tcp udp udplite sctp dccp icmp icmpv6 igmp esp ah comp th ct meta mark iif iifname oif oifname
iiftype oiftype iifgroup oifgroup iifkind oifkind sdif sdifname ibrname ibriport ibrpvid ibrvproto obrname obriport
ibrhwaddr skuid skgid cgroup cpu rt rtclassid nftrace priority l4proto nfproto protocol pkttype length hour day time
random secpath secmark fib socket osf ipsec numgen jhash symhash exthdr dst hbh mh srh frag tunnel vxlan gre geneve
gretap counter limit quota log reject accept drop continue return jump goto queue masquerade snat dnat redirect tproxy
synproxy notrack flow dup fwd set add update delete map vmap xt last connlimit meter reset destroy`.split(
    /\s+/,
  ),
);

/** Whether a trimmed line looks like a rule: its first word, or a raw payload (`@nh,96,32`), or `(meta mark & 0xff) …`. */
export function beginsRule(text: string, from: number, to: number): boolean {
  const first = text.charCodeAt(from);
  if (first === 40) return /^\((?:meta|ct|ip6?|tcp|udp) /.test(text.slice(from, from + 8));
  if (first === 64) return /^@(?:nh|th|ll|ih),\d/.test(text.slice(from, from + 6));
  if (first === 35) return text.startsWith('# xt_', from);
  let at = from;
  while (at < to && at < from + 12 && isWordCode(text.charCodeAt(at))) at++;
  const next = text.charCodeAt(at);
  if (at < to && next !== 32 && next !== 9) return false;
  const word = text.slice(from, at);
  return RULE_WORDS.has(word) && (!FIELDS[word] || FIELDS[word].test(text.slice(at, at + 16)));
}

/** `ip route show` and `ip -s link` are commands; a rule has a field of the header behind `ip`. */
const FIELDS: Readonly<Record<string, RegExp>> = {
  ip: /^\s{1,4}(?:version|hdrlength|dscp|ecn|length|id|frag-off|ttl|protocol|checksum|saddr|daddr|option)\b/,
  ip6: /^\s{1,4}(?:version|dscp|ecn|flowlabel|length|nexthdr|hoplimit|saddr|daddr)\b/,
};

/** a-z and digits. */
function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
}

/** include/linux/netfilter_ipv4.h, netfilter_bridge.h; names as src/rule.c of nftables has them (std_prios). */
const PRIORITIES: Readonly<Record<string, number>> = {
  raw: -300,
  mangle: -150,
  dstnat: -100,
  filter: 0,
  security: 50,
  srcnat: 100,
};
const BRIDGE_PRIORITIES: Readonly<Record<string, number>> = {
  dstnat: -300,
  filter: -200,
  out: 100,
  srcnat: 300,
};

/** `filter + 10` is 10, in a bridge -190; `-110` is itself. null for other text, and for a name without a family. */
export function priorityNumber(text: string, family: NftFamily | null): number | null {
  const match = /^(?:([a-z]{2,12})(?:\s?([+-])\s?(\d{1,10}))?|(-?\d{1,10}))$/.exec(text);
  if (!match) return null;
  if (match[4] !== undefined) return Number(match[4]);
  if (family === null) return null;
  const base = (family === 'bridge' ? BRIDGE_PRIORITIES : PRIORITIES)[match[1] as string];
  if (base === undefined) return null;
  const offset = Number(match[3] ?? 0);
  return match[2] === '-' ? base - offset : base + offset;
}

const UNITS: Readonly<Record<string, number>> = { d: 86400, h: 3600, m: 60, s: 1, ms: 0.001, w: 604800 };

/** Seconds of `3m59s992ms`, `1h`, `300s`, `1d2h` (src/datatype.c of nftables, time_print); null for other text. */
export function seconds(text: string): number | null {
  if (!/^(?:\d{1,12}(?:w|d|h|ms|m|s)){1,6}$/.test(text)) return /^\d{1,12}$/.test(text) ? Number(text) : null;
  let sum = 0;
  for (const [, amount, unit] of text.matchAll(/(\d{1,12})(w|d|h|ms|m|s)/g)) {
    sum += Number(amount) * (UNITS[unit as string] as number);
  }
  return Math.round(sum * 1000) / 1000;
}
