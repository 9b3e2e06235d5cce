import type { NextHop, Route } from '../../model/routes.ts';
import type { Line } from '../../text/line.ts';
import { wholeNumber } from '../../text/words.ts';
import { prefixOf } from '../ip-link/ifconfig.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type BuildingRoute = Writable<Omit<Route, 'nextHops'>> & { nextHops: NextHop[] };

/** iproute2 lib/rtm_map.c: types that are printed before the destination; `unicast` only with `-d`. */
const TYPES = new Set(
  'unicast local broadcast anycast multicast blackhole unreachable prohibit throw nat xresolve'.split(' '),
);
/** An address, with or without prefix length, masked or not: `10.0.0.0/8`, `fe80::/64`, `10.xx.1.0/24`. */
const DESTINATION =
  /^(?:default|(?:[\dxX*]{1,3}(?:\.[\dxX*]{1,3}){0,3}|[\da-fA-FxX*]{0,4}(?::[\da-fA-FxX*.]{0,15}){2,8})(?:\/\d{1,3})?)$/;
/** Keys with a value: ip/iproute.c, print_route. */
const VALUED = new Set(
  `via dev src proto scope metric table mtu advmss hoplimit window rtt rttvar rto_min ssthresh cwnd initcwnd initrwnd
reordering features quickack congctl pref expires realm realms weight tos from uid cache iif oif error users age mark
flowlabel nhid ipid used fastopen_no_cookie encap rtt_min flow preference`.split(/\s+/),
);
const FLAGS = new Set(
  `onlink linkdown dead pervasive offload offload_failed trap notify unresolved rt_offload rt_trap rt_offload_failed
mtu_locked as-is local redirected src-direct dst-nat src-nat notify`.split(/\s+/),
);

/** A route of which nothing is known yet. */
export function newRoute(destination: string, line: Line): BuildingRoute {
  return {
    type: 'unicast',
    destination,
    family: familyOf(destination),
    via: null,
    device: null,
    source: null,
    protocol: null,
    scope: null,
    metric: null,
    table: null,
    mtu: null,
    mtuLocked: false,
    advertisedMss: null,
    got: false,
    expires: null,
    flags: [],
    nextHops: [],
    place: line.place(),
  };
}

function familyOf(address: string | null): 'inet' | 'inet6' | null {
  if (!address || address === 'default') return null;
  if (address.includes(':')) return 'inet6';
  return /^\d/.test(address) || address.includes('.') ? 'inet' : null;
}

/**
 * `default via 10.0.0.1 dev eth0 proto dhcp src 10.0.0.5 metric 100`, `blackhole 10.244.3.0/26 proto bird`, `local 10.0.0.1 dev
 * eth0 table local src 10.0.0.1 uid 0`. Null where a word is none of ip's: prose, or another tool.
 */
export function readRoute(line: Line): BuildingRoute | null {
  if (line.text.length > 1000) return null;
  const words = line.text.trim().split(/\s+/, 80);
  const type = TYPES.has(words[0] ?? '') ? (words.shift() as string) : 'unicast';
  const destination = words.shift() ?? '';
  if (!DESTINATION.test(destination)) return null;
  const route = newRoute(destination, line);
  route.type = type;
  if (!takeWords(route, words)) return null;
  const settled = route.via !== null || route.device !== null || words[0] === 'nhid' || type !== 'unicast';
  // A route with several ways has none on its first line: `default proto static metric 100`.
  return settled || (words.length > 0 && destination !== '') ? route : null;
}

/** Takes the words behind a destination; false where one is unknown. */
export function takeWords(route: BuildingRoute, words: readonly string[]): boolean {
  for (let i = 0; i < words.length; i++) {
    const key = words[i] as string;
    if (key === 'nexthop') return takeInlineHops(route, words.slice(i));
    if (FLAGS.has(key)) route.flags = [...route.flags, key];
    else if (VALUED.has(key)) i = takeValue(route, key, words, i);
    else if (/^<[\w,-]{1,80}>$/.test(key)) route.flags = [...route.flags, ...key.slice(1, -1).split(',')];
    else if (/^\d{1,9}(?:sec|ms)$/.test(key)) continue;
    else return false;
  }
  return true;
}

function takeValue(route: BuildingRoute, key: string, words: readonly string[], at: number): number {
  let i = at + 1;
  let value = words[i] ?? '';
  if (key === 'cache') return FLAGS.has(value) || VALUED.has(value) || /^<|^$/.test(value) ? at : i;
  // `mtu lock 1400`; `via inet6 fe80::1` of a route to IPv4 through IPv6.
  if (value === 'lock') {
    if (key === 'mtu') route.mtuLocked = true;
    value = words[++i] ?? '';
  }
  if (key === 'via') {
    if (/^inet6?$/.test(value)) value = words[++i] ?? '';
    route.via = value;
    route.family ??= familyOf(value);
  } else if (key === 'dev') route.device = value;
  else if (key === 'src') {
    route.source = value;
    route.family ??= familyOf(value);
  } else if (key === 'proto') route.protocol = value;
  else if (key === 'scope') route.scope = value;
  else if (key === 'metric') route.metric = wholeNumber(value);
  else if (key === 'table') route.table = value;
  else if (key === 'mtu') route.mtu = wholeNumber(value);
  else if (key === 'advmss') route.advertisedMss = wholeNumber(value);
  else if (key === 'expires') route.expires = wholeNumber(value.replace(/sec$/, ''));
  return i;
}

/** `ip -o route` and `ip -6 route` of old: all ways on one line. */
function takeInlineHops(route: BuildingRoute, words: readonly string[]): boolean {
  const starts = words.flatMap((word, i) => (word === 'nexthop' ? i : []));
  return starts.every((start, n) => {
    const hop = readHopWords(words.slice(start + 1, starts[n + 1]), route.place);
    if (hop) route.nextHops.push(hop);
    return hop !== null;
  });
}

/** `\tnexthop via 10.0.0.2 dev eth0 weight 1 ` below a route with several ways. */
export function readNextHop(line: Line): NextHop | null {
  const words = line.text.trim().split(/\s+/, 40);
  return words[0] === 'nexthop' ? readHopWords(words.slice(1), line.place()) : null;
}

function readHopWords(words: readonly string[], place: NextHop['place']): NextHop | null {
  const found: Record<string, string> = {};
  const flags: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const key = words[i] as string;
    if (key === 'via' || key === 'dev' || key === 'weight' || key === 'realm') {
      if (/^inet6?$/.test(words[i + 1] ?? '')) i++;
      found[key] = words[++i] ?? '';
    } else if (FLAGS.has(key)) flags.push(key);
    else if (key !== '\\') return null;
  }
  if (!found['via'] && !found['dev']) return null;
  return {
    via: found['via'] ?? null,
    device: found['dev'] ?? null,
    weight: wholeNumber(found['weight']),
    flags,
    place,
  };
}

/** `Destination Gateway Genmask Flags Metric Ref Use Iface` of `route -n`; netstat -rn has `MSS Window irtt` there. */
export const ROUTE_HEADER =
  /^\s{0,4}Destination\s+Gateway\s+Genmask\s+Flags\s+(?:Metric\s+Ref\s+Use|MSS\s+Window\s+irtt)\s+Iface\s{0,4}$/;
export const ROUTE6_HEADER =
  /^\s{0,4}Destination\s+Next Hop\s+Flags?\s+Met(?:ric)?\s+Ref\s+Use\s+If(?:ace)?\s{0,4}$/;

/** A row of `route -n`; `metric` false for netstat -rn. Names (`_gateway`, `default`) stand where `-n` is missing. */
export function readRouteRow(line: Line, metric: boolean): BuildingRoute | null {
  const words = line.text.trim().split(/\s+/, 12);
  const [destination, gateway, mask, flags, fifth] = words as [string, string, string, string, string];
  const prefix = /^[\d.]{7,15}$/.test(mask ?? '') ? prefixOf(mask) : null;
  if (words.length !== 8 && !(words.length === 7 && flags?.includes('!'))) return null;
  if (prefix === null || !/^[UGHRDMACBcn!]{1,10}$/.test(flags)) return null;
  if (![fifth, words[5], words[6]].every(word => /^(?:\d{1,9}|-)$/.test(word ?? ''))) return null;
  const any = prefix === 0 && (destination === '0.0.0.0' || destination === 'default');
  const route = newRoute(any ? 'default' : prefix === 32 ? destination : `${destination}/${prefix}`, line);
  route.family = 'inet';
  route.via = flags.includes('G') ? gateway : null;
  route.type = flags.includes('!') ? 'unreachable' : 'unicast';
  route.device = words.length === 8 && !/^[-*]$/.test(words[7] as string) ? (words[7] as string) : null;
  route.metric = metric ? wholeNumber(fifth) : null;
  route.flags = flags.split('');
  return route;
}

/** `::/0   fe80::1   UGDAe  1024 1   0 eth0` of `route -6 -n`. */
export function readRoute6Row(line: Line): BuildingRoute | null {
  const words = line.text.trim().split(/\s+/, 12);
  if (words.length !== 7 || !/^[\da-f:.\][]{2,45}\/\d{1,3}$/.test(words[0] as string)) return null;
  if (!/^[!UGHDAeinloanctm]{1,10}$/.test(words[2] as string) || !/^-?\d+$/.test(words[3] as string))
    return null;
  const destination = words[0] as string;
  const route = newRoute(destination === '::/0' || destination === '[::]/0' ? 'default' : destination, line);
  route.family = 'inet6';
  route.via = (words[2] as string).includes('G') ? (words[1] as string) : null;
  route.type = (words[2] as string).includes('!') ? 'unreachable' : 'unicast';
  route.device = words[6] as string;
  route.metric = wholeNumber(words[3]);
  route.flags = (words[2] as string).split('');
  return route;
}
