import { CONNECTIONS } from './connections.ts';
import type { Extension, OptionKind } from './extension.ts';
import { LAYERS } from './layers.ts';
import { PACKETS } from './packets.ts';
import { RATES } from './rates.ts';
import { TARGETS } from './targets.ts';

/** Every match that is understood, by the name behind `-m`. */
export const MATCHES: ReadonlyMap<string, Extension> = byName([
  ...CONNECTIONS,
  ...LAYERS,
  ...PACKETS,
  ...RATES,
]);

/** Every target that is understood, by the name behind `-j`; a name that is not here is a chain, or an unknown one. */
export const TARGET_EXTENSIONS: ReadonlyMap<string, Extension> = byName(TARGETS);

/** Names of matches that are the same as another (`-m icmpv6`). */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['icmpv6', 'icmp6'],
  ['ipv6-icmp', 'icmp6'],
]);

export function matchName(name: string): string {
  return OTHER_NAMES.get(name) ?? name;
}

/** The match that `-p` loads by itself, so that `-p tcp --dport 22` needs no `-m tcp`; null where there is none. */
export function impliedMatch(protocol: string | null): Extension | null {
  return (protocol !== null && MATCHES.get(IMPLIED.get(protocol) ?? '')) || null;
}

const IMPLIED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    tcp: 'tcp',
    udp: 'udp',
    udplite: 'udplite',
    sctp: 'sctp',
    dccp: 'dccp',
    icmp: 'icmp',
    'ipv6-icmp': 'icmp6',
    esp: 'esp',
    ah: 'ah',
    ipcomp: 'ipcomp',
    'mobility-header': 'mh',
  }),
);

/** The option of an extension that a flag means: its name, another one, or a beginning of either that only one has. */
export function optionOf(extension: Extension, flag: string): OptionKind | null {
  const exact = extension.options.find(option => option.flag === flag || option.also.includes(flag));
  if (exact || flag.length < 4) return exact ?? null;
  const begun = extension.options.filter(
    option => option.flag.startsWith(flag) || option.also.some(name => name.startsWith(flag)),
  );
  return begun.length === 1 ? (begun[0] as OptionKind) : null;
}

function byName(extensions: readonly Extension[]): ReadonlyMap<string, Extension> {
  return new Map(extensions.map(extension => [extension.name, extension]));
}
