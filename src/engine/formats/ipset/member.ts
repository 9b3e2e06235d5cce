import type { IpSetMember } from '../../model/ip-sets.ts';
import type { Place } from '../../model/place.ts';

/** `10.0.0.1 timeout 99 packets 5 bytes 600 comment "he said hi"`, `10.1.0.0/16 nomatch`, `… skbmark 0x1/0xff` */
const MEMBER =
  /^(\S{1,200})((?: (?:timeout [\dx*]{1,20}|packets [\dx*]{1,20}|bytes [\dx*]{1,20}|nomatch|skb(?:mark|prio|queue) [\w:/]{1,40})){0,8})(?: comment "(.{0,256})")?((?: (?:nomatch|skb(?:mark|prio|queue) [\w:/]{1,40})){0,8})$/;

/** What a part of an element looks like, by the type's word for it. Parts may be blacked out (`10.xx.1.7`). */
const PARTS: Readonly<Record<string, RegExp>> = {
  ip: /^(?=[^.:]{0,40}[.:])[\w.:*%-]{2,90}(?:\/[\dx.*]{1,15})?$/,
  net: /^(?=[^.:]{0,40}[.:])[\w.:*%-]{2,90}(?:\/[\dx.*]{1,15})?$/,
  port: /^(?:[a-z][\w-]{1,12}:)?[\w*/-]{1,40}$/,
  mac: /^[\dA-Fa-fxX*]{2}(?::[\dA-Fa-fxX*]{2}){5}$/,
  mark: /^(?:0x)?[\da-f*x]{1,10}$/,
  iface: /^(?:physdev:)?[\w.@*-]{1,15}$/,
  set: /^[\w.:@-]{1,31}$/,
};

/** Whether an element fits the set's type: `hash:ip,port` has an address and a port. A line of prose does not. */
function fits(element: string, type: string | null): boolean {
  const words = type === null ? null : type.slice(type.indexOf(':') + 1).split(',');
  const parts = element.split(',');
  if (!words) return /[.:]/.test(element) && parts.every(part => /^[\w.:*%/@-]{1,90}$/.test(part));
  if (parts.length > words.length || (parts.length < words.length && type !== 'bitmap:ip,mac')) return false;
  return parts.every((part, i) => (PARTS[words[i] as string] ?? /^[\w.:*%/@-]{1,90}$/).test(part));
}

/** Reads one member; null where the line is none, or is one of another type of set. */
export function readMember(text: string, type: string | null, place: () => Place): IpSetMember | null {
  const match = MEMBER.exec(text);
  if (!match || !fits(match[1] as string, type)) return null;
  const [, element = '', before = '', comment = null, after = ''] = match;
  return {
    element,
    timeout: value(before, 'timeout'),
    packets: value(before, 'packets'),
    bytes: value(before, 'bytes'),
    comment,
    nomatch: `${before}${after}`.includes(' nomatch'),
    place: place(),
  };
}

/** null where it is not printed, or blacked out. */
function value(text: string, key: string): number | null {
  const at = text.indexOf(` ${key} `);
  const match = at < 0 ? null : /^\d{1,15}(?= |$)/.exec(text.slice(at + key.length + 2));
  return match ? Number(match[0]) : null;
}
