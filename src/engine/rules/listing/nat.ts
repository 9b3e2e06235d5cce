import type { RuleOption } from '../../model/ruleset.ts';
import { isMasked } from '../addresses.ts';
import { type Cursor, option, type ReadTarget } from './cursor.ts';

/** The flags behind a range, in the order in which they are printed (extensions/libxt_NAT.c). */
function natFlags(cursor: Cursor): RuleOption[] {
  const options: RuleOption[] = [];
  for (let i = 0; i < 3; i++) {
    const found = cursor.take(/ {0,2}(random-fully|random|persistent)(?=\s|$)/y);
    if (!found) break;
    options.push(option(`--${found[1]}`, false));
  }
  return options;
}

/** `to:10.244.1.7:8080 random persistent`; before Linux 2.6.11 several `to:` in a row. */
function natTarget(name: string, flag: string): ReadTarget {
  return cursor => {
    const options: RuleOption[] = [];
    for (let i = 0; i < 8; i++) {
      const found = cursor.take(/ {0,2}to:(\S{1,120})(?=\s|$)/y);
      if (!found) break;
      checkRange(cursor, flag, found[1] as string);
      options.push(option(flag, false, found[1] as string));
    }
    if (options.length === 0) return null;
    return { name, options: [...options, ...natFlags(cursor)] };
  };
}

function checkRange(cursor: Cursor, flag: string, value: string): void {
  if (!/^[\da-fA-F.:[\]/-]{1,120}$/.test(value))
    cursor.open(flag, isMasked(value) ? 'masked' : 'not-understood');
}

/** `masq ports: 1024-65535 random-fully`, `redir ports 42 random` */
function portTarget(name: string, words: RegExp): ReadTarget {
  return cursor => {
    const options: RuleOption[] = [];
    const ports = cursor.take(words);
    if (ports) options.push(option('--to-ports', false, ports[1] as string));
    options.push(...natFlags(cursor));
    return options.length > 0 ? { name, options } : null;
  };
}

/** `to:192.168.5.0/24`; old versions without `to:`. */
const readNetmap: ReadTarget = cursor => {
  const found = cursor.take(/(?:to:)?([\da-fA-F.:]{2,45}(?:\/[\d.a-f:]{1,45})?)(?=\s|$)/y);
  return found && { name: 'NETMAP', options: [option('--to', false, found[1] as string)] };
};

/** `DNPT src-pfx fd00::/64 dst-pfx 2001:db8::/64` */
function prefixTarget(name: string, pattern: RegExp): ReadTarget {
  return cursor => {
    const found = cursor.take(pattern);
    if (!found) return null;
    const [, source = '', destination = ''] = found;
    return { name, options: [option('--src-pfx', false, source), option('--dst-pfx', false, destination)] };
  };
}

export const NAT_TARGETS: Readonly<Record<string, ReadTarget>> = {
  DNAT: natTarget('DNAT', '--to-destination'),
  SNAT: natTarget('SNAT', '--to-source'),
  NETMAP: readNetmap,
  MASQUERADE: portTarget('MASQUERADE', /masq ports: (\d{1,5}(?:-\d{1,5})?)(?=\s|$)/y),
  REDIRECT: portTarget('REDIRECT', /redir ports (\d{1,5}(?:-\d{1,5})?)(?=\s|$)/y),
  DNPT: prefixTarget('DNPT', /DNPT src-pfx (\S{2,60}) dst-pfx (\S{2,60})(?=\s|$)/y),
  SNPT: prefixTarget('SNPT', /SNPT src-pfx (\S{2,60}) dst-pfx (\S{2,60})(?=\s|$)/y),
};
