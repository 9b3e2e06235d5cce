import type { Extent } from '../conntrack-events/flow-words.ts';

/** A line of `-o save`, as a line of the plain listing. */
export interface SaveLine {
  /** `-A` of a listing or a new flow, `-U` and `-D` of events; `conntrack -D -o save` prints `-D` as well. */
  readonly action: 'A' | 'U' | 'D';
  readonly extent: Extent;
  /** The same flow in the plain writing; empty where the line does not go that far. */
  readonly text: string;
}

/** Numbers of the protocols that the tool knows by name (extensions/libct_proto_*.c); any other is printed as its number. */
const PROTOCOLS: ReadonlyMap<string, number> = new Map([
  ['icmp', 1],
  ['tcp', 6],
  ['udp', 17],
  ['dccp', 33],
  ['gre', 47],
  ['icmpv6', 58],
  ['sctp', 132],
  ['udplite', 136],
]);
const PORTS: readonly string[] = ['--sport', '--dport', '--reply-port-src', '--reply-port-dst'];
const KEYS: readonly string[] = ['--srckey', '--dstkey', '--reply-key-src', '--reply-key-dst'];
/** What a line must have from its protocol, so that it is whole. */
const NEEDS: ReadonlyMap<string, readonly string[]> = new Map([
  ['tcp', [...PORTS, '--state']],
  ['sctp', [...PORTS, '--state']],
  ['udp', PORTS],
  ['udplite', PORTS],
  ['gre', KEYS],
  ['icmp', ['--icmp-type', '--icmp-code', '--icmp-id']],
  ['icmpv6', ['--icmpv6-type', '--icmpv6-code', '--icmpv6-id']],
]);
const OPTION = /^--?[a-z][a-z0-9-]{0,24}$/;
const STATES: ReadonlySet<string> = new Set(
  `NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE LISTEN SYN_SENT2 CLOSED COOKIE_WAIT
COOKIE_ECHOED SHUTDOWN_SENT SHUTDOWN_RECD SHUTDOWN_ACK_SENT HEARTBEAT_SENT HEARTBEAT_ACKED REQUEST RESPOND PARTOPEN OPEN
CLOSEREQ CLOSING TIMEWAIT IGNORE INVALID`.split(/\s+/),
);

/**
 * Reads a line of `-o save` (conntrack.c, ct_save_snprintf, since 1.4.6; `[USERSPACE] …` is already off):
 *
 *   -A -t 99 -u SEEN_REPLY -w 5 -s 10.0.0.1 -d 10.0.0.2 -g 5.6.7.8 -n 1.2.3.4 -p tcp --sport 5 --dport 81 --reply-port-src 77 …
 *
 * `-g` and `-r` are the source of the reply, `-n` and `-q` its destination. Mark, counters, offload and the reply's ICMP type are lost.
 */
export function readSave(line: string): SaveLine | null {
  const words = line.trim().split(/\s+/, 64);
  const action = /^-([AUD])$/.exec(words[0] as string)?.[1] as SaveLine['action'] | undefined;
  if (!action) return null;
  const options = new Map<string, string>();
  for (let i = 1; i < words.length; i += 2) {
    const option = words[i] as string;
    const value = words[i + 1];
    if (value === undefined)
      return OPTION.test(option) || /^--?$/.test(option) ? { action, extent: 'cut', text: '' } : null;
    if (!OPTION.test(option) || options.has(option)) return null;
    options.set(option, value);
  }
  const extent = extentOf(options);
  return { action, extent, text: extent === 'whole' ? plain(options) : '' };
}

function extentOf(options: ReadonlyMap<string, string>): Extent {
  const protocol = options.get('-p');
  const replySource = options.get('-g') ?? options.get('-r');
  const replyDestination = options.get('-n') ?? options.get('-q');
  if (protocol === undefined || !options.has('-s') || !options.has('-d')) return 'cut';
  if (replySource === undefined || replyDestination === undefined) return 'none';
  if (!PROTOCOLS.has(protocol) && !/^\d{1,3}$/.test(protocol)) return 'cut';
  if (!(NEEDS.get(protocol) ?? []).every(option => options.has(option))) return 'cut';
  const state = options.get('--state');
  return state === undefined || STATES.has(state) ? 'whole' : 'cut';
}

function plain(options: ReadonlyMap<string, string>): string {
  const name = options.get('-p') as string;
  const number = PROTOCOLS.get(name);
  const status = (options.get('-u') ?? '').split(',');
  const get = (option: string, key: string) => pair(key, options.get(option));
  const known = options.has('-u');
  const words = [
    number === undefined ? `unknown  ${name}` : `${name.padEnd(8)} ${number}`,
    options.get('-t') ?? '',
    options.get('--state') ?? '',
    get('-s', 'src'),
    get('-d', 'dst'),
    ...ends(options, 0),
    get('--orig-zone', 'zone-orig'),
    known && !status.includes('SEEN_REPLY') ? '[UNREPLIED]' : '',
    pair('src', options.get('-g') ?? options.get('-r')),
    pair('dst', options.get('-n') ?? options.get('-q')),
    ...ends(options, 2),
    get('--reply-zone', 'zone-reply'),
    status.includes('ASSURED') ? '[ASSURED]' : '',
    get('-c', 'secmark'),
    get('-w', 'zone'),
  ];
  return words.filter(word => word !== '').join(' ');
}

/** Ports, keys or ICMP fields of the direction whose options begin at `from`. */
function ends(options: ReadonlyMap<string, string>, from: 0 | 2): string[] {
  const [source, destination] = [PORTS, KEYS].map(names =>
    [names[from], names[from + 1]].map(name => options.get(name as string)),
  ) as [(string | undefined)[], (string | undefined)[]];
  const icmp = options.has('--icmp-type') ? 'icmp' : 'icmpv6';
  return [
    pair('sport', source[0]),
    pair('dport', source[1]),
    pair('srckey', hex(destination[0])),
    pair('dstkey', hex(destination[1])),
    ...(from === 0 ? ['type', 'code', 'id'].map(key => pair(key, options.get(`--${icmp}-${key}`))) : []),
  ];
}

function pair(key: string, value: string | undefined): string {
  return value === undefined ? '' : `${key}=${value}`;
}

/** The keys of GRE are decimal here and hexadecimal in the listing; a masked one stays as it is. */
function hex(value: string | undefined): string | undefined {
  return value !== undefined && /^\d{1,10}$/.test(value) ? `0x${Number(value).toString(16)}` : value;
}
