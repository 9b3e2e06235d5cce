import type { Setting, Settings } from '../../model/settings.ts';
import { readCommand } from '../../text/command.ts';
import { behind } from '../../text/counted.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

/** `net.netfilter.nf_conntrack_max = 262144`, `net/core/somaxconn=4096`; a key may end in a number or hold a `-`. */
const ASSIGNMENT = /^\s{0,8}([a-z][\w-]{0,40}(?:[./][\w*:@-]{1,60}){1,8})\s{0,4}=\s{0,4}(\S.{0,4000}|)$/;
/** `grep . /proc/sys/net/netfilter/nf_conntrack_*`, `grep . /sys/class/net/cali0/brport/hairpin_mode` */
const GREPPED = /^(\/(?:proc\/)?sys\/[\w./@-]{3,160}):(.{0,4000})$/;
/** `grep -r conntrack /etc/sysctl.d/`: `/etc/sysctl.d/99-tuning.conf:net.netfilter.nf_conntrack_max = 1048576`, `-n` adds the line */
const OF_FILE = /^([\w./@-]{0,160}\.conf):(?:\d{1,6}:)?(?=[a-z#;])/;
/** What a configuration file holds beside its settings. */
const REMARK = /^\s{0,8}[#;]/;
/** `head /proc/sys/net/netfilter/nf_conntrack_{count,max}` */
const HEADED = /^==> (\/(?:proc\/)?sys\/[\w./@-]{3,160}) <==$/;
const TROUBLE =
  /^sysctl: |^(?:cat|head|grep): .{1,200}: (?:Permission denied|No such file or directory|Is a directory)$/;
/** What a single file holds: `262144`, `32768\t60999`, `cubic`, `reno cubic bbr`. */
const BARE_VALUE =
  /^\s{0,8}(-?\d{1,19}(?:\s{1,8}-?\d{1,19}){0,15}|[A-Za-z][\w.+-]{0,60}(?: [\w.+-]{1,60}){0,15})\s{0,8}$/;
const BARE_NUMBER = /^\s{0,8}(\d{1,19})\s{0,8}$/;

/** Names that old kernels used (`/proc/sys/net/ipv4/netfilter/ip_conntrack_max`), and the alias outside `net.netfilter`. */
const TODAY: Readonly<Record<string, string>> = {
  'net.nf_conntrack_max': 'net.netfilter.nf_conntrack_max',
  'net.ipv4.ip_conntrack_max': 'net.netfilter.nf_conntrack_max',
  'net.ipv4.netfilter.ip_conntrack_max': 'net.netfilter.nf_conntrack_max',
  'net.ipv4.netfilter.ip_conntrack_count': 'net.netfilter.nf_conntrack_count',
};

/** `sysctl -a` prints some two thousand; a loop that ran for a day many more. What goes beyond is listed as unread. */
const MAX_ENTRIES = 200_000;

const COUNT = 'net.netfilter.nf_conntrack_count';
const MAX = 'net.netfilter.nf_conntrack_max';

/** `sysctl`, `sysctl -a | grep …`, `cat /proc/sys/…` and its kin, and the two bare numbers that often stand for count and maximum. */
export const sysctl: Format = {
  id: 'sysctl',
  detect(text, start) {
    const { digit, equals, first } = signsOf(text);
    if (equals && ASSIGNMENT.test(text)) return { score: 0.9, reason: 'a line «key = value» of sysctl' };
    if ((first === '/' && GREPPED.test(text)) || (equals && HEADED.test(text)))
      return { score: 0.95, reason: 'a file below /proc/sys' };
    if (REMARK.test(text) && printsFile(start) && /sysctl/.test(start.command ?? ''))
      return { score: 0.6, reason: 'a remark in a configuration file of sysctl' };
    const file = equals ? OF_FILE.exec(text) : null;
    if (file && ASSIGNMENT.test(text.slice(file[0].length)))
      return { score: 0.95, reason: 'a line of a configuration file of sysctl' };
    if (
      first === 's' &&
      /^sysctl: (?:cannot stat|permission denied|error|reading key|setting key)/.test(text)
    )
      return { score: 0.85, reason: 'a message of sysctl' };
    if (start.command !== null && BARE_VALUE.test(text) && filesRead(start).length > 0)
      return { score: 0.9, reason: 'a value below a command that prints /proc/sys' };
    if (start.command === null && digit && BARE_NUMBER.test(text))
      return { score: 0.5, reason: 'two bare numbers: count, then maximum' };
    return null;
  },
  open: start => new SettingsReader(start),
};

/**
 * The settings that a command prints as bare values, in the order of its words; braces are spread out. None where a
 * word is a pattern (`nf_conntrack_*`) or another file: the order of what it prints is not known then.
 */
function filesRead(start: SectionStart): string[] {
  if (start.command === null) return [];
  return readCommand(start.command).flatMap(({ first }) => {
    const bare =
      first.program === 'cat' ||
      first.program === 'head' ||
      (first.program === 'sysctl' && hasFlag(first.args));
    if (!bare) return [];
    const words = first.args.flatMap(spread).filter(word => !/^(?:-|\d{1,6}$|\d?>|\/dev\/null$)/.test(word));
    const keys = words.map(keyOf);
    return keys.every(key => key !== null) ? (keys as string[]) : [];
  });
}

/** `sysctl -n` prints values without their keys. */
function hasFlag(args: readonly string[]): boolean {
  return args.some(word => /^-\w*n/.test(word) || word === '--values');
}

function keyOf(word: string): string | null {
  if (/[*?$`[]/.test(word)) return null;
  if (/^\/(?:proc\/)?sys\/./.test(word)) return keyOfFile(word);
  return /^(?:net|kernel|vm|fs)\.[\w.-]{1,160}$/.test(word) ? today(word) : null;
}

/** The dotted name of a file below /proc/sys; files below /sys keep that word, so that they cannot be taken for settings. */
function keyOfFile(path: string): string {
  if (path.startsWith('/proc/sys/')) return today(path.slice('/proc/sys/'.length));
  // The table's size as the module has it, and devices by either of their two paths.
  if (path === '/sys/module/nf_conntrack/parameters/hashsize') return 'net.netfilter.nf_conntrack_buckets';
  return path.slice(1).replace('sys/devices/virtual/net/', 'sys/class/net/').replaceAll('/', '.');
}

/** `/proc/sys/net/netfilter/nf_conntrack_{count,max}` is two files. */
function spread(word: string): string[] {
  const braces = /^([^{}]*)\{([^{}]*)\}([^{}]*)$/.exec(word);
  if (!braces) return [word];
  return (braces[2] as string).split(',').map(part => `${braces[1]}${part}${braces[3]}`);
}

/** The dotted name of today; a `/` inside an interface's name becomes what sysctl prints. */
function today(name: string): string {
  const dotted = name.replaceAll('/', '.');
  return TODAY[dotted] ?? dotted;
}

class SettingsReader implements Reader {
  readonly #entries: Setting[] = [];
  readonly #bare: Setting[] = [];
  readonly #files: string[];
  /** True where the command prints a configuration file: what it says need not be in force. */
  readonly #configured: boolean;
  readonly #named: boolean;
  #headed: string | null = null;

  constructor(start: SectionStart) {
    this.#files = filesRead(start);
    this.#configured = printsFile(start);
    this.#named = start.command !== null;
  }

  line(line: Line): Outcome {
    const file = OF_FILE.exec(line.text);
    if (file) return this.#ofFile(behind(line, file[0].length));
    if (this.#configured && REMARK.test(line.text)) return 'noise';
    const headed = HEADED.exec(line.text);
    if (headed) {
      this.#headed = keyOfFile(headed[1] as string);
      return 'noise';
    }
    if (TROUBLE.test(line.text)) return 'noise';
    const assignment = ASSIGNMENT.exec(line.text);
    if (assignment)
      return this.#assign(line, today(assignment[1] as string), assignment[2] as string, this.#configured);
    const grepped = GREPPED.exec(line.text);
    if (grepped) return this.#assign(line, keyOfFile(grepped[1] as string), grepped[2] as string, false);
    return this.#bareLine(line);
  }

  /** A value without its name: of the file whose heading stands above it, or of the next word of the command. */
  #bareLine(line: Line): Outcome {
    const known = this.#headed !== null || this.#files.length > 0;
    const value = (known ? BARE_VALUE : BARE_NUMBER).exec(line.text);
    return value ? this.#number(line, (value[1] as string).trimEnd()) : 'refused';
  }

  /** A line that grep took out of a configuration file, without the file's name. */
  #ofFile(line: Line): Outcome {
    if (REMARK.test(line.text)) return 'noise';
    const assignment = ASSIGNMENT.exec(line.text);
    if (!assignment) return 'refused';
    return this.#assign(line, today(assignment[1] as string), assignment[2] as string, true);
  }

  #assign(line: Line, key: string, value: string, configured: boolean): Outcome {
    if (this.#entries.length >= MAX_ENTRIES) return 'refused';
    const text = value.trim();
    const from = line.text.lastIndexOf(text);
    this.#entries.push(setting(key, text, { configured }, line.place(from, from + text.length)));
    return 'read';
  }

  #number(line: Line, value: string): Outcome {
    const from = line.text.indexOf(value);
    const place = line.place(from, from + value.length);
    const key = this.#headed ?? this.#files.shift();
    this.#headed = null;
    if (key) {
      this.#entries.push(setting(key, value, {}, place));
      return 'read';
    }
    if (this.#named || this.#entries.length > 0 || this.#bare.length === 2) return 'refused';
    this.#bare.push(setting(this.#bare.length === 0 ? COUNT : MAX, value, { assumed: true }, place));
    return 'read';
  }

  close(): Settings | null {
    const entries = [...(isPair(this.#bare) ? this.#bare : []), ...this.#entries];
    return entries.length > 0 ? { kind: 'settings', entries } : null;
  }
}

/** Two bare numbers can be count and maximum only where the first is not far above the second, and the second is large. */
function isPair(bare: readonly Setting[]): boolean {
  const [count, max] = bare.map(entry => entry.number ?? 0);
  return count !== undefined && max !== undefined && max >= 256 && count <= max * 1.05;
}

function setting(
  key: string,
  text: string,
  { assumed = false, configured = false }: { assumed?: boolean; configured?: boolean },
  place: Setting['place'],
): Setting {
  return { key, text, number: /^-?\d{1,15}$/.test(text) ? Number(text) : null, assumed, configured, place };
}

/** Whether the command prints configuration files; `sysctl -p FILE` and `sysctl --system` print what they have just set. */
function printsFile({ command }: SectionStart): boolean {
  if (command === null) return false;
  return readCommand(command).some(
    ({ first: { program, args } }) =>
      program !== 'sysctl' && args.some(word => /^["']?\/etc\/|\.conf["']?$/.test(word)),
  );
}
