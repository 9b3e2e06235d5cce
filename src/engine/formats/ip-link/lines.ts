import type { Vxlan } from '../../model/interfaces.ts';
import type { Line } from '../../text/line.ts';
import { wholeNumber, wordsOf } from '../../text/words.ts';
import { addCounters, type Building } from './builder.ts';

/** `    link/ether 02:42:0a:f4:01:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0 promiscuity 0 minmtu 68 maxmtu 65535` */
const LINK = /^\s{0,12}link\/([\w.-]{1,24}|\[\d{1,6}\])(?: (\S{1,80}))?((?: .{0,600})?)$/;
/** `    inet 10.0.0.1 peer 10.0.0.2/32 brd 10.0.0.255 scope global dynamic noprefixroute eth0` */
const ADDRESS = /^\s{0,12}(inet6?) ([^\s/]{1,64})(?:\/(\d{1,3}))?((?: \S{1,64}){0,24})\s{0,4}$/;
const LIFETIME = /^\s{0,12}valid_lft (?:forever|\d{1,12}sec) preferred_lft (?:forever|\d{1,12}sec)$/;
/** `    RX:  bytes packets errors dropped  missed   mcast`, `    TX errors:  aborted    fifo  window heartbt transns` */
const COUNTER_NAMES = /^\s{0,12}(RX|TX)( errors)?:((?:\s{1,12}[a-z_]{2,16}){2,10})\s{0,12}$/;
const COUNTER_VALUES = /^\s{0,24}\d[\d.]{0,24}[KMGTPE]?i?(?:\s{1,24}\d[\d.]{0,24}[KMGTPE]?i?){1,9}\s{0,12}$/;
/** Lines that hold nothing a diagnosis asks for. */
const IDLE =
  /^\s{0,12}(?:altname \S{1,130}|alias .{1,260}|vf \d{1,5} .{1,400}|prog\/xdp.{0,200}|link-netns \S{1,80}|parentbus \S.{0,100}|link\/\S{1,20} \S{1,60} .{0,20}xdp.{0,80}|RX: .{0,10}|dsa .{0,100})$/;
/** `    vxlan id 1 …`, `    veth numtxqueues …`, `    bridge forward_delay …`, `    tun type tap …`: ip/iplink_*.c. */
const DETAIL =
  /^\s{0,12}(vxlan|veth|bridge|bridge_slave|bond|bond_slave|dummy|ipip|sit|gre|gretap|ip6tnl|ip6gre|ip6gretap|vti|vti6|vlan|macvlan|macvtap|ipvlan|ipvtap|tun|wireguard|geneve|vrf|vrf_slave|team|team_slave|nlmon|xfrm|ifb|vcan|can|hsr|netkit|openvswitch|ip6erspan|erspan|bareudp|amt|rmnet|ovs|ipoib|macsec|vxcan|virt_wifi|lowpan|netdevsim|gtp)\b(.{0,2000})$/;
/** A line of `-d` without a kind (a physical device): the numbers of queues. */
const QUEUES =
  /^\s{0,12}(?:promiscuity \d|numtxqueues \d|addrgenmode \w|minmtu \d|gso_max_size \d)(.{0,600})$/;

/** Whether a line is one of those that get too long for a terminal. */
export function isLongKind(text: string): boolean {
  return /^\s{0,12}link\//.test(text) || DETAIL.test(text) || QUEUES.test(text);
}

/** Where a reader of interface lines stands. */
export interface Reading {
  now: Building;
  /** The names of the counters whose values stand on the next line. */
  names: { sent: boolean; errors: boolean; names: string[] } | null;
}

/** Takes one line below the head of an interface; false where it is none of its. */
export function readInterfaceLine(reading: Reading, line: Line, text: string): boolean {
  return (
    readCounters(reading, line, text) ||
    readAddress(reading.now, line, text) ||
    LIFETIME.test(text) ||
    readLink(reading.now, text) ||
    readDetail(reading.now, line, text) ||
    IDLE.test(text)
  );
}

function readLink(now: Building, text: string): boolean {
  const link = LINK.exec(text);
  if (!link) return false;
  now.linkType = link[1] as string;
  now.mac = link[2] && link[2] !== 'brd' && link[2] !== 'promiscuity' ? link[2] : null;
  now.linkNetns = / link-netns(?:id)? (\S{1,80})/.exec(text)?.[1] ?? null;
  return true;
}

function readDetail(now: Building, line: Line, text: string): boolean {
  if (QUEUES.test(text)) return true;
  const detail = DETAIL.exec(text);
  if (!detail) return false;
  const kind = detail[1] as string;
  // A port of a bridge has two lines: its own kind and `bridge_slave`.
  if (kind.endsWith('_slave')) return true;
  now.driverKind = kind;
  now.details = text.trim();
  if (kind === 'vxlan') now.vxlan = readVxlan(line, detail[2] as string);
  return true;
}

/** ip/iplink_vxlan.c: ` id 1 local 10.0.0.1 dev eth0 srcport 0 0 dstport 8472 nolearning ttl auto ageing 300 noudpcsum …` */
export function readVxlan(line: Line, rest: string): Vxlan {
  const words = rest.trim().split(/\s+/, 80);
  const after = (...keys: string[]) => {
    const at = words.findIndex(word => keys.includes(word));
    return at < 0 ? null : (words[at + 1] ?? null);
  };
  const flag = (on: string, off: string) => (words.includes(off) ? false : words.includes(on) ? true : null);
  const id = after('id');
  return {
    id: wholeNumber(id ?? undefined),
    local: after('local', 'local6'),
    remote: after('remote', 'remote6'),
    group: after('group', 'group6'),
    device: after('dev'),
    port: wholeNumber(after('dstport') ?? undefined),
    learning: flag('learning', 'nolearning'),
    udpChecksum: flag('udpcsum', 'noudpcsum'),
    udp6ZeroChecksumSent: flag('udp6zerocsumtx', 'noudp6zerocsumtx'),
    udp6ZeroChecksumReceived: flag('udp6zerocsumrx', 'noudp6zerocsumrx'),
    place: line.place(),
  };
}

function readAddress(now: Building, line: Line, text: string): boolean {
  const match = ADDRESS.exec(text);
  if (!match) return false;
  const words = (match[4] as string).trim().split(/\s+/);
  const after = (key: string) => {
    const at = words.indexOf(key);
    return at < 0 ? null : (words[at + 1] ?? null);
  };
  const peer = after('peer');
  const scopeAt = words.indexOf('scope');
  const length = match[3] ?? peer?.split('/')[1];
  now.addresses.push({
    family: match[1] as 'inet' | 'inet6',
    address: match[2] as string,
    prefix: wholeNumber(length) ?? null,
    peer: peer?.split('/')[0] ?? null,
    broadcast: after('brd'),
    scope: scopeAt < 0 ? null : (words[scopeAt + 1] ?? null),
    // The label, often the name of the interface, stands last.
    flags: scopeAt < 0 ? [] : words.slice(scopeAt + 2).filter(word => FLAGS.has(word)),
    place: line.place(),
  });
  return true;
}

/** ip/ipaddress.c, print_ifa_flags. */
const FLAGS = new Set(
  `secondary temporary nodad optimistic dadfailed home deprecated tentative permanent mngtmpaddr noprefixroute
autojoin stable-privacy dynamic`.split(/\s+/),
);

function readCounters(reading: Reading, line: Line, text: string): boolean {
  const names = COUNTER_NAMES.exec(text);
  if (names) {
    reading.names = {
      sent: names[1] === 'TX',
      errors: names[2] !== undefined,
      names: (names[3] as string).trim().split(/\s+/),
    };
    return true;
  }
  if (!reading.names || !COUNTER_VALUES.test(text)) return false;
  const { sent, names: columns } = reading.names;
  const words = wordsOf(text);
  reading.names = null;
  if (words.length !== columns.length) return false;
  const values: Record<string, number> = {};
  columns.forEach((column, i) => {
    // `-h` prints `1.2M`, which is no exact number.
    const value = wholeNumber(words[i]?.text);
    if (value !== null) values[column] = value;
  });
  const side = sent ? 'sent' : 'received';
  reading.now[side] = addCounters(reading.now[side], values, line.place());
  return true;
}
