import type { Neighbour, NeighbourCount, Neighbours } from '../../model/neighbours.ts';
import type { Place } from '../../model/place.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { ipCall } from '../ip-link/command.ts';

const ADDRESS = '[\\dxX*]{1,3}(?:\\.[\\dxX*]{1,3}){3}|[\\da-fA-FxX*]{0,4}(?::[\\da-fA-FxX*.]{0,15}){2,8}';
const MAC = '(?:[\\da-fA-FxX*]{2}(?::[\\da-fA-FxX*]{2}){3,19}|[\\d.]{7,15})';
const STATES = 'REACHABLE|STALE|DELAY|PROBE|FAILED|INCOMPLETE|PERMANENT|NOARP|NONE';
/**
 * `10.0.0.2 dev eth0 lladdr 02:42:… REACHABLE`, `10.0.0.9 dev eth0  FAILED`, `fe80::1 dev eth0 lladdr … router STALE`,
 * `10.0.0.3 lladdr … STALE` (asked for one device), with `-s`: `used 12/8/3probes 4`. iproute2 ip/ipneigh.c.
 */
const ROW = new RegExp(
  `^\\s{0,4}(${ADDRESS})(?:\\s{1,4}dev (\\S{1,64}))?(?:\\s{1,4}lladdr (${MAC}))?((?:\\s{1,4}(?:router|proxy|extern_learn|offload|managed|extern_valid|locked|nud|proto \\S{1,16}|ref \\d{1,9}|used \\d{1,12}(?:/\\d{1,12}){0,2}(?:probes \\d{1,9})?|probes \\d{1,9})){0,10})\\s{1,4}((?:${STATES})(?:,(?:${STATES})){0,3}|nud (?:0x)?[\\da-f]{1,4})((?:\\s{1,4}(?:proto \\S{1,16}|offload|extern_learn)){0,4})\\s{0,4}$`,
);
/** The first part of an address. */
const ADDRESSED = /^\s{0,4}[\da-fA-FxX*]{0,4}[.:]/;
/** `ip neigh show proxy`: `10.0.0.7 dev eth0 proxy`. */
const PROXY = new RegExp(`^\\s{0,4}(${ADDRESS})\\s{1,4}dev (\\S{1,64})\\s{1,4}proxy\\s{0,4}$`);
/** `arp -n`: `Address  HWtype  HWaddress  Flags Mask  Iface`; /proc/net/arp: `IP address  HW type  Flags  HW address  Mask  Device`. */
const ARP_HEADER =
  /^\s{0,4}(?:Address\s+HWtype\s+HWaddress\s+Flags Mask\s+Iface|IP address\s+HW type\s+Flags\s+HW address\s+Mask\s+Device)\s{0,4}$/;
const ARP = new RegExp(
  `^\\s{0,4}(\\S{1,80})\\s+(?:(\\w{2,12})\\s+(${MAC})\\s+([CMPUD!]{1,6})(?:\\s+\\*)?|\\(incomplete\\))\\s+(\\S{1,64})\\s{0,4}$`,
);
/** `? (10.0.0.2) at 02:42:… [ether] on eth0`, `at <incomplete> on eth0`: `arp -a`. */
const ARP_A = new RegExp(
  `^\\s{0,4}\\S{1,80} \\((${ADDRESS})\\) at (?:(${MAC}) \\[(\\w{2,12})\\](?:  ?(PERM))?(?: PUP)?|<(?:incomplete|from_interface)>(?: (?:PERM )?PUP)?) {1,2}on (\\S{1,64})\\s{0,4}$`,
);
const PROC = new RegExp(
  `^\\s{0,4}(${ADDRESS})\\s+0x[\\da-f]{1,4}\\s+0x([\\da-f]{1,4})\\s+(${MAC})\\s+\\*\\s+(\\S{1,64})\\s{0,4}$`,
);
const TROUBLE =
  /^(?:Cannot find device .{1,70}|RTNETLINK answers: .{1,80}|Dump terminated|Dump was interrupted and may be inconsistent\.|arp: in \d{1,9} entries no match found\.|\S{1,64} \(\S{1,64}\) -- no entry)$/;
const FOOTER = /^Entries: \d{1,9}\s+Skipped: \d{1,9}\s+Found: \d{1,9}$/;
const MAX_ROWS = 500;

/** `ip neigh`, `arp -n`, `arp -a`, `cat /proc/net/arp`. */
export const ipNeighbour: Format = {
  id: 'ip-neighbour',
  detect(text, start) {
    if (text.length > 400) return null;
    if (ARP_HEADER.test(text)) return { score: 0.95, reason: 'the header of arp' };
    const addressed = ADDRESSED.test(text);
    if (addressed && ROW.test(text)) return { score: 0.92, reason: 'a row of ip neigh' };
    if (text.includes(') at ') && ARP_A.test(text)) return { score: 0.92, reason: 'a row of arp -a' };
    if (addressed && PROC.test(text)) return { score: 0.92, reason: 'a row of /proc/net/arp' };
    if (start.command === null) return null;
    const called = ipCall(start.command)?.object === 'neighbour' || callsArp(start);
    if (called && (TROUBLE.test(text) || ARP.test(text) || PROXY.test(text)))
      return { score: 0.9, reason: 'a line below ip neigh or arp' };
    return null;
  },
  open: start => new NeighbourReader(deviceAsked(start)),
  narrows(command) {
    const call = ipCall(command);
    return (
      call?.object === 'neighbour' && call.args.some(word => /^(?:dev|nud|to|vrf|master|proxy)$/.test(word))
    );
  },
};

function callsArp(start: SectionStart): boolean {
  return start.command !== null && readCommand(start.command).some(({ first }) => first.program === 'arp');
}

/** `ip neigh show dev eth0` leaves the device out of its rows. */
function deviceAsked(start: SectionStart): string | null {
  const call = ipCall(start.command);
  const at = call?.object === 'neighbour' ? call.args.indexOf('dev') : -1;
  return at < 0 ? null : (call?.args[at + 1] ?? null);
}

class NeighbourReader implements Reader {
  readonly #asked: string | null;
  readonly #states = new Map<string, { state: string; count: number; place: Place }>();
  readonly #devices = new Map<string, number>();
  readonly #rows: Neighbour[] = [];
  readonly #unresolved: Neighbour[] = [];
  #total = 0;
  #noise = 0;
  #headed = false;

  constructor(asked: string | null) {
    this.#asked = asked;
  }

  line(line: Line): Outcome {
    const { text } = line;
    if (text.length > 400) return 'refused';
    if (ARP_HEADER.test(text)) {
      if (this.#headed || this.#total > 0) return 'again';
      this.#headed = true;
      return 'noise';
    }
    if (TROUBLE.test(text) || FOOTER.test(text)) {
      this.#noise++;
      return 'noise';
    }
    const row = readRow(line, this.#asked);
    if (!row) return 'refused';
    this.#take(row);
    return 'read';
  }

  #take(row: Neighbour): void {
    this.#total++;
    const known = this.#states.get(row.state);
    if (known) known.count++;
    else this.#states.set(row.state, { state: row.state, count: 1, place: row.place });
    if (row.device) this.#devices.set(row.device, (this.#devices.get(row.device) ?? 0) + 1);
    if (this.#rows.length < MAX_ROWS) this.#rows.push(row);
    else if (/^(?:FAILED|INCOMPLETE)$/.test(row.state) && this.#unresolved.length < MAX_ROWS)
      this.#unresolved.push(row);
  }

  close(): Neighbours | null {
    if (this.#total === 0 && !this.#headed && this.#noise === 0) return null;
    const devices = [...this.#devices].sort((a, b) => b[1] - a[1]).slice(0, 50);
    return {
      kind: 'neighbours',
      total: this.#total,
      states: [...this.#states.values()].sort((a, b) => b.count - a.count) as NeighbourCount[],
      devices: devices.map(([device, count]) => ({ device, count })),
      rows: this.#rows,
      unresolved: this.#unresolved,
      rowsLeft: this.#total - this.#rows.length - this.#unresolved.length,
    };
  }
}

function readRow(line: Line, asked: string | null): Neighbour | null {
  const place = line.place();
  const ip = ROW.exec(line.text);
  if (ip) {
    const [, address, device, mac, before, state, behind] = ip;
    const flags = `${before} ${behind}`
      .split(/\s+/)
      .filter(word => /^(?:router|proxy|extern_learn|offload|managed)$/.test(word));
    return {
      address: address as string,
      device: device ?? asked,
      mac: mac ?? null,
      state: (state as string).split(',')[0] as string,
      flags,
      place,
    };
  }
  const proc = PROC.exec(line.text);
  if (proc) {
    const [, address, flags, mac, device] = proc as unknown[] as [string, string, string, string, string];
    // ATF_COM 0x02, ATF_PERM 0x04: include/uapi/linux/if_arp.h.
    const bits = Number.parseInt(flags, 16);
    const state = bits & 4 ? 'PERMANENT' : bits & 2 ? 'COMPLETE' : 'INCOMPLETE';
    return { address, device, mac: bits & 2 ? mac : null, state, flags: [], place };
  }
  const listed = ARP_A.exec(line.text);
  if (listed) {
    const [, address, mac, , permanent, device] = listed;
    const state = permanent ? 'PERMANENT' : mac ? 'COMPLETE' : 'INCOMPLETE';
    return {
      address: address as string,
      device: device as string,
      mac: mac ?? null,
      state,
      flags: [],
      place,
    };
  }
  const arp = ARP.exec(line.text);
  if (arp) {
    const [, address, , mac, flags, device] = arp;
    const state = flags?.includes('M') ? 'PERMANENT' : mac ? 'COMPLETE' : 'INCOMPLETE';
    return {
      address: address as string,
      device: device as string,
      mac: mac ?? null,
      state,
      flags: [],
      place,
    };
  }
  const proxy = PROXY.exec(line.text);
  if (!proxy) return null;
  const [, address, device] = proxy as unknown[] as [string, string, string];
  return { address, device, mac: null, state: 'NONE', flags: ['proxy'], place };
}
