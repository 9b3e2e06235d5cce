import type { Place } from '../../model/place.ts';
import type { RealServer, VirtualService, VirtualServicesForm } from '../../model/virtual-services.ts';
import { runs } from '../../text/command.ts';
import { count, dotted, type End, readEnd, readHexEnd, traffic } from './numbers.ts';

export type Columns = Exclude<VirtualServicesForm, 'connections' | 'save' | null>;

const METHODS = new Set(['Masq', 'Route', 'Tunnel', 'Local']);
const NUMBER = /^(?:\d{1,20}[KMGT]?|[x*]{1,12}|<[a-z-]{1,20}>)$/;
/** Kernel modules ip_vs_*: a word behind an address is a scheduler only if it is one of these. */
const SCHEDULERS = /^(?:rr|wrr|lc|wlc|lblc|lblcr|dh|sh|sed|nq|fo|ovf|mh|twos)$/;

/** The columns that a head line announces; null for other lines. */
export function readTitle(text: string): Columns | null {
  const words = text.trim().split(/\s+/, 12).join(' ');
  if (words === 'Prot LocalAddress:Port Conns InPkts OutPkts InBytes OutBytes') return 'stats';
  if (words === 'Prot LocalAddress:Port CPS InPPS OutPPS InBPS OutBPS') return 'rate';
  if (words === 'Prot LocalAddress:Port Uthreshold Lthreshold ActiveConn InActConn') return 'thresholds';
  if (words === 'Prot LocalAddress:Port Weight PersistConn ActiveConn InActConn') return 'persistent-conn';
  return words === 'Prot LocalAddress:Port Scheduler Flags' ? 'list' : null;
}

/** The columns that the second head line tells more of; `shown` where it tells nothing; null for other lines. */
export function readSecondTitle(text: string, shown: Columns | null): Columns | 'shown' | null {
  const words = text.trim().split(/\s+/, 12).join(' ');
  if (words === '-> RemoteAddress:Port') return shown ?? 'shown';
  if (words === '-> RemoteAddress:Port Forward TunnelInfo Weight ActiveConn InActConn') return 'tun-info';
  return words === '-> RemoteAddress:Port Forward Weight ActiveConn InActConn' ? 'list' : null;
}

/** The columns that the command asks for; null where it asks for none of its own, or is not known. */
export function columnsAsked(command: string | null): Columns | null {
  if (command === null) return null;
  if (runs(command, 'cat', args => args.includes('/proc/net/ip_vs'))) return 'proc';
  const options = ['stats', 'rate', 'thresholds', 'persistent-conn', 'tun-info'] as const;
  return options.find(option => runs(command, 'ipvsadm', args => args.includes(`--${option}`))) ?? null;
}

type ServiceRow = Omit<VirtualService, 'servers'>;

/** `TCP  10.96.0.1:443 rr (flag-1) persistent 10800 mask 255.255.255.0 ops`, `FWM  1 IPv6 wlc`, with columns of traffic in others. */
export function readService(text: string, columns: Columns | null, place: Place): ServiceRow | null {
  const words = text.trim().split(/\s+/, 24);
  const protocol = words[0] as string;
  if (protocol !== 'TCP' && protocol !== 'UDP' && protocol !== 'SCTP' && protocol !== 'FWM') return null;
  const name = words[1] ?? '';
  const hex = readHexEnd(name, columns === 'proc');
  const end = protocol === 'FWM' ? null : (hex ?? readEnd(name));
  const fwmark = protocol === 'FWM' ? readMark(name) : null;
  if (!end && fwmark === null) return null;
  const rest = words.slice(fwmark !== null && words[2] === 'IPv6' ? 3 : 2);
  const details = readDetails(rest, columns);
  if (!details) return null;
  const { address = null, port = null, text: shown = name } = end ?? {};
  return { protocol, address, port, text: shown, fwmark, ...details, place };
}

/** `1`; in /proc `00000001`. */
function readMark(text: string): number | null {
  if (/^[\dA-F]{8}$/.test(text)) return Number.parseInt(text, 16);
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

type Details = Omit<ServiceRow, 'protocol' | 'address' | 'port' | 'text' | 'fwmark' | 'place'>;

const NO_DETAILS: Details = {
  scheduler: null,
  schedulerFlags: [],
  persistent: null,
  mask: null,
  ops: false,
  totals: null,
  rates: null,
};

function readDetails(words: readonly string[], columns: Columns | null): Details | null {
  if (words.length === 5 && words.every(word => NUMBER.test(word))) {
    if (columns === 'stats') return { ...NO_DETAILS, totals: traffic(words) };
    return columns === 'rate' ? { ...NO_DETAILS, rates: traffic(words) } : null;
  }
  const [scheduler = ''] = words;
  if (!SCHEDULERS.test(scheduler)) return null;
  const flags = /^\(([a-z\d,-]{1,60})\)$/.exec(words[1] ?? '')?.[1];
  return readOptions(words.slice(flags === undefined ? 1 : 2), scheduler, flags?.split(',') ?? []);
}

function readOptions(
  words: readonly string[],
  scheduler: string,
  schedulerFlags: readonly string[],
): Details | null {
  let persistent: number | null = null;
  let mask: string | null = null;
  let ops = false;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    const value = words[i + 1];
    if (word === 'ops') ops = true;
    else if (word === 'persistent' && value !== undefined) {
      persistent = count(value);
      // /proc has the mask behind it, in hexadecimal: `persistent 10800 FFFFFFFF`
      const hex = /^[\dA-F]{8}$/.test(words[i + 2] ?? '') ? (words[i + 2] as string) : null;
      if (hex !== null && hex !== 'FFFFFFFF') mask = dotted(hex);
      i += hex === null ? 1 : 2;
    } else if ((word === 'mask' || word === 'pe') && value !== undefined) {
      if (word === 'mask') mask = value;
      i++;
    } else return null;
  }
  return { ...NO_DETAILS, scheduler, schedulerFlags, persistent, mask, ops };
}

const NO_SERVER = {
  method: null,
  weight: null,
  active: null,
  inactive: null,
  persistent: null,
  upperThreshold: null,
  lowerThreshold: null,
  totals: null,
  rates: null,
};

/** `  -> 172.17.0.2:6443              Masq    1      0          0`; which numbers stand there, the head line tells. */
export function readServer(text: string, columns: Columns | null, place: Place): RealServer | null {
  const words = text.trim().split(/\s+/, 12);
  if (words[0] !== '->') return null;
  const hex = readHexEnd(words[1] ?? '', columns === 'proc');
  const end = hex ?? readEnd(words[1] ?? '');
  const numbers = end ? readColumns(words.slice(2), columns) : null;
  return end && numbers ? { ...named(end), ...NO_SERVER, ...numbers, place } : null;
}

function named({ address, port, text }: End): End {
  return { address, port, text };
}

function readColumns(words: readonly string[], columns: Columns | null): Partial<RealServer> | null {
  const [first = ''] = words;
  if (METHODS.has(first)) return readList(words);
  if (!words.every(word => NUMBER.test(word))) return null;
  if (words.length === 5 && columns === 'stats') return { totals: traffic(words) };
  if (words.length === 5 && columns === 'rate') return { rates: traffic(words) };
  if (words.length !== 4) return null;
  const [a = null, b = null, active = null, inactive = null] = words.map(count);
  if (columns === 'thresholds') return { upperThreshold: a, lowerThreshold: b, active, inactive };
  return columns === 'persistent-conn' ? { weight: a, persistent: b, active, inactive } : null;
}

/** `Masq 1 0 0`; with tunnel information `Tunnel gue:6080:csum 1 0 0`, `Masq N/A 1 0 0`. */
function readList(words: readonly string[]): Partial<RealServer> | null {
  const numbers = words.slice(words.length === 5 ? 2 : 1);
  if (numbers.length !== 3 || !numbers.every(word => NUMBER.test(word))) return null;
  const [weight = null, active = null, inactive = null] = numbers.map(count);
  return { method: words[0] as 'Masq', weight, active, inactive };
}

const SAVED_METHODS = { '-m': 'Masq', '-g': 'Route', '-i': 'Tunnel' } as const;

/** `-A -t 10.96.0.1:443 -s rr -p 10800 -M 255.255.255.0 -o -b sh-port` */
export function readSavedService(text: string, place: Place): ServiceRow | null {
  const words = text.trim().split(/\s+/, 24);
  const name = words[0] === '-A' ? savedName(words) : null;
  if (!name) return null;
  const flags = value(words, '-b');
  return {
    ...name,
    ...NO_DETAILS,
    scheduler: value(words, '-s'),
    schedulerFlags: flags === null ? [] : flags.split(','),
    persistent: count(value(words, '-p') ?? undefined),
    mask: value(words, '-M'),
    ops: words.includes('-o'),
    place,
  };
}

/** `-a -t 10.96.0.1:443 -r 172.17.0.2:6443 -m -w 1`, with the service's name. */
export function readSavedServer(text: string, place: Place): { service: string; server: RealServer } | null {
  const words = text.trim().split(/\s+/, 24);
  const name = words[0] === '-a' ? savedName(words) : null;
  const end = readEnd(value(words, '-r') ?? '');
  if (!name || !end) return null;
  const method = words.find(word => word === '-m' || word === '-g' || word === '-i') as '-m' | undefined;
  const server = {
    ...named(end),
    ...NO_SERVER,
    method: method ? SAVED_METHODS[method] : null,
    weight: count(value(words, '-w') ?? undefined),
    upperThreshold: count(value(words, '-x') ?? undefined),
    lowerThreshold: count(value(words, '-y') ?? undefined),
    place,
  };
  return { service: `${name.protocol} ${name.text}`, server };
}

function savedName(
  words: readonly string[],
): Pick<ServiceRow, 'protocol' | 'address' | 'port' | 'text' | 'fwmark'> | null {
  const [, flag = '', text = ''] = words;
  if (flag === '-f')
    return /^\d{1,10}$/.test(text)
      ? { protocol: 'FWM', address: null, port: null, text, fwmark: Number(text) }
      : null;
  const protocol = flag === '-t' ? 'TCP' : flag === '-u' ? 'UDP' : flag === '--sctp-service' ? 'SCTP' : null;
  const end = readEnd(text);
  return protocol && end ? { protocol, ...named(end), fwmark: null } : null;
}

function value(words: readonly string[], flag: string): string | null {
  const at = words.indexOf(flag, 3);
  return at < 0 ? null : (words[at + 1] ?? null);
}
