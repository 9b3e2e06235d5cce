import type { Line } from '../../text/line.ts';
import { addCounters, type Building, newInterface } from './builder.ts';

/** net-tools 2.x: `eth0: flags=4163<UP,BROADCAST,RUNNING,MULTICAST>  mtu 1500` */
const HEAD =
  /^([^\s:]{1,64}(?::\d{1,4})?): flags=\d{1,8}<([A-Z\d,]{0,200})>\s{1,4}(?:metric \d{1,9}\s{1,4})?mtu (\d{1,9})\s{0,4}$/;
/** net-tools 1.60 and busybox: `eth0      Link encap:Ethernet  HWaddr 02:42:AC:11:00:02  ` */
const OLD_HEAD =
  /^([^\s]{1,64}?):?\s{1,16}Link encap:([A-Za-z][\w .-]{0,40}?)(?:\s{2,4}HWaddr ([\w:.*-]{1,80}))?\s{0,8}$/;
const INET =
  /^\s{1,16}inet ([\w.*]{1,64})\s{1,4}netmask ([\d.]{7,15})(?:\s{1,4}(?:broadcast|destination) ([\w.*]{1,64}))?\s{0,4}$/;
const INET6 =
  /^\s{1,16}inet6 ([\w:.*]{2,64})\s{1,4}prefixlen (\d{1,3})\s{1,4}scopeid 0x[\da-f]{1,4}<([a-z,]{0,40})>\s{0,4}$/;
const OLD_INET =
  /^\s{1,16}inet addr:([\w.*]{1,64})(?:\s{1,4}(?:P-t-P|Bcast):([\w.*]{1,64}))?(?:\s{1,4}(?:P-t-P|Bcast):[\w.*]{1,64})?\s{1,4}Mask:([\d.]{7,15})\s{0,4}$/;
const OLD_INET6 = /^\s{1,16}inet6 addr: ([\w:.*]{2,64})\/(\d{1,3}) Scope:(\w{1,16})\s{0,4}$/;
const OLD_FLAGS = /^\s{1,16}((?:[A-Z]{2,14}\s){1,16})\s{0,4}MTU:(\d{1,9})\s{1,4}Metric:\d{1,9}\s{0,4}$/;
const ETHER =
  /^\s{1,16}(ether|loop|unspec|tunnel|sit|ppp|infiniband)(?:\s{1,4}([\w:*-]{5,80}))?(?:\s{1,4}txqueuelen (\d{1,9}))?\s{1,4}\(.{1,60}\)\s{0,4}$/;
const COUNTS = /^\s{1,16}(RX|TX) (packets|errors|bytes)[ :]/;
const IDLE =
  /^\s{1,16}(?:device (?:interrupt|memory|base|irq) .{1,80}|Interrupt:\d{1,4}.{0,60}|Base address:.{1,60}|Memory:.{1,60}|collisions:\d{1,18}(?:\s{1,4}txqueuelen:\d{1,9})?)\s{0,4}$/;
/** ifconfig's words and ip's: one name for each. */
const NAMES: Readonly<Record<string, string>> = {
  overruns: 'overrun',
  collisions: 'collsns',
};

export function readIfconfigHead(line: Line): Building | null {
  const head = HEAD.exec(line.text);
  const old = head ? null : OLD_HEAD.exec(line.text);
  const name = head?.[1] ?? old?.[1];
  if (!name) return null;
  const now = newInterface(name, line.place());
  if (head) {
    now.flags = (head[2] as string).split(',').filter(flag => flag !== '');
    now.mtu = Number(head[3]);
  }
  if (old) now.mac = old[3]?.toLowerCase() ?? null;
  return now;
}

/** Takes a line below the head; false where it is none of ifconfig's. */
export function readIfconfigLine(now: Building, line: Line): boolean {
  const { text } = line;
  if (text.length > 300) return false;
  return readAddresses(now, line) || readCounts(now, line) || readDevice(now, text) || IDLE.test(text);
}

function readAddresses(now: Building, line: Line): boolean {
  const inet = INET.exec(line.text);
  const old = OLD_INET.exec(line.text);
  const inet6 = INET6.exec(line.text) ?? OLD_INET6.exec(line.text);
  const none = { peer: null, broadcast: null, scope: null, flags: [], place: line.place() };
  if (inet) {
    const prefix = prefixOf(inet[2] as string);
    now.addresses.push({
      ...none,
      family: 'inet',
      address: inet[1] as string,
      prefix,
      broadcast: inet[3] ?? null,
    });
  } else if (old) {
    const prefix = prefixOf(old[3] as string);
    now.addresses.push({
      ...none,
      family: 'inet',
      address: old[1] as string,
      prefix,
      broadcast: old[2] ?? null,
    });
  } else if (inet6) {
    const [, address, prefix, scope] = inet6 as unknown[] as [string, string, string, string];
    now.addresses.push({
      ...none,
      family: 'inet6',
      address,
      prefix: Number(prefix),
      scope: scope.toLowerCase(),
    });
  } else {
    return false;
  }
  return true;
}

function readDevice(now: Building, text: string): boolean {
  const flags = OLD_FLAGS.exec(text);
  if (flags) {
    now.flags = (flags[1] as string).trim().split(/\s+/);
    now.mtu = Number(flags[2]);
    return true;
  }
  const ether = ETHER.exec(text);
  if (!ether) return false;
  now.linkType = ether[1] === 'loop' ? 'loopback' : (ether[1] as string);
  now.mac = ether[2]?.includes(':') ? ether[2] : null;
  now.queueLength = ether[3] === undefined ? null : Number(ether[3]);
  return true;
}

/**
 * `RX packets 12  bytes 900 (900.0 B)`, `RX errors 0  dropped 0  overruns 0  frame 0`, `RX packets:12 errors:0 dropped:0
 * overruns:0 frame:0`, `RX bytes:900 (900.0 B)  TX bytes:900 (900.0 B)`.
 */
function readCounts(now: Building, line: Line): boolean {
  if (!COUNTS.test(line.text)) return false;
  let side: 'received' | 'sent' = 'received';
  const values: Record<'received' | 'sent', Record<string, number>> = { received: {}, sent: {} };
  for (const [, direction, key, number] of line.text.matchAll(
    /(?:(RX|TX) )?\b([a-z]{3,12})[ :](\d{1,20})(?![\d.])/g,
  )) {
    if (direction) side = direction === 'RX' ? 'received' : 'sent';
    const name = NAMES[key as string] ?? (key as string);
    values[side][name] = Number(number);
  }
  for (const each of ['received', 'sent'] as const) {
    if (Object.keys(values[each]).length > 0) now[each] = addCounters(now[each], values[each], line.place());
  }
  return true;
}

/** `255.255.255.0` is 24; null where the bits do not stand together. */
export function prefixOf(mask: string): number | null {
  const parts = mask.split('.').map(Number);
  if (parts.length !== 4 || parts.some(part => !(part >= 0 && part <= 255))) return null;
  const bits = parts.map(part => part.toString(2).padStart(8, '0')).join('');
  return /^1{0,32}0{0,32}$/.test(bits) ? bits.replace(/0+$/, '').length : null;
}
