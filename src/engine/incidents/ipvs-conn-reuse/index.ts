import type { Facts } from '../../facts/facts.ts';
import { drainedServers, ipvsReadings } from '../../facts/ipvs.ts';
import type { Setting } from '../../model/settings.ts';
import type { Kernel } from '../../model/system.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { drainedReasons } from './drained.ts';
import { secondTry } from './second-try.ts';

const MODE = 'net.ipv4.vs.conn_reuse_mode';
/** From here on a port that is taken again is scheduled anew without loss (kubernetes issue 93297, `connReuseFixedKernelVersion`). */
const FIXED = { major: 5, minor: 9 };

/**
 * A client takes a source port again while IPVS still has the entry of its last connection. With conn_reuse_mode 0 the new
 * connection goes to the old server, gone or not; with 1, on kernels before 5.9, its first SYN is dropped and it takes a second.
 *
 * Enough by itself: with mode 0, a TCP server of weight 0 whose hundred and more idle entries have outlived twice the time that
 * they are kept; with mode 0 or an unknown one, a new handshake on a server that had weight 0 for longer than a handshake is kept; with
 * mode 1 on a kernel before 5.9 with IPVS, requests from one source port of which the first is quick and every later one takes a second.
 * Weight 0 alone is a graceful termination.
 */
export const ipvsConnReuse: Incident = {
  slug: 'ipvs-conn-reuse',
  related: [
    { slug: 'syn-retransmission', as: 'consequence' },
    { slug: 'snat-port-race', as: 'look-alike' },
    { slug: 'host-firewall-reject', as: 'look-alike' },
    { slug: 'service-no-endpoints', as: 'look-alike' },
  ],
  messages: [
    'confirmed-drained-stays',
    'confirmed-drained-handshakes',
    'confirmed-second-try',
    'suspected',
    'suspected-drained-many',
    'suspected-no-route',
    'suspected-second-try',
    'clear',
    'undecided',
    'drained-stays',
    'drained-handshakes',
    'drained-many',
    'no-route',
    'second-try',
    'draining',
    'none-drained',
    'fixed',
    'mode-zero',
    'mode-one',
  ],
  check(facts) {
    const mode = facts.setting(MODE).findLast(({ number, assumed }) => number !== null && !assumed) ?? null;
    const kernel = facts.all('system').findLast(({ document }) => document.kernel)?.document.kernel ?? null;
    const fixed = fixedReasons(mode, kernel);
    const reasons = fixed.length > 0 ? fixed : reuseReasons(facts, mode, kernel);
    return judge({
      reasons,
      notes: fixed.length > 0 ? [] : modeNotes(mode, kernel),
      severity: verdict => (verdict === 'confirmed' ? 'warning' : 'notice'),
      lead: {
        confirmed: ['drained-stays', 'drained-handshakes', 'second-try'],
        suspected: ['no-route', 'second-try', 'drained-many'],
      },
      next: nextCommands(facts, mode, kernel),
    });
  },
};

function reuseReasons(facts: Facts, mode: Setting | null, kernel: Kernel | null): Given[] {
  return [...drainedReasons(facts, mode?.number ?? null), ...secondTryReasons(facts, mode, kernel)];
}

function isFixed({ major, minor }: Kernel): boolean {
  return major > FIXED.major || (major === FIXED.major && minor >= FIXED.minor);
}

/** Both together: mode 0 on a new kernel, set by hand, keeps the old behaviour. */
function fixedReasons(mode: Setting | null, kernel: Kernel | null): Given[] {
  if (!mode || !kernel || mode.number === 0 || !isFixed(kernel)) return [];
  const values = { release: kernel.release, mode: mode.number as number };
  return [speaksAgainst('fixed', [mode.place, kernel.place], { values, decisive: true })];
}

function secondTryReasons(facts: Facts, mode: Setting | null, kernel: Kernel | null): Given[] {
  const found = secondTry(facts);
  if (!found || mode?.number === 0 || (kernel && isFixed(kernel))) return [];
  const ipvs = ipvsReadings(facts).length > 0 || facts.logged('proxy-mode').at(-1)?.values.mode === 'ipvs';
  if (!ipvs && mode === null) return [];
  const { port, requests, late, always } = found;
  const places = [
    ...found.places.slice(0, 4),
    ...(mode ? [mode.place] : []),
    ...(kernel ? [kernel.place] : []),
  ];
  const decisive = always && ipvs && mode !== null && kernel !== null;
  return [speaksFor('second-try', places, { values: { port: String(port), requests, late }, decisive })];
}

/** What the setting means here, which is no fault by itself. */
function modeNotes(mode: Setting | null, kernel: Kernel | null): Given[] {
  if (mode?.number === 0) return [speaksFor('mode-zero', [mode.place])];
  if (!mode || !kernel || isFixed(kernel)) return [];
  return [speaksFor('mode-one', [mode.place, kernel.place], { values: { release: kernel.release } })];
}

function nextCommands(facts: Facts, mode: Setting | null, kernel: Kernel | null) {
  const readings = ipvsReadings(facts);
  const service = readings.flatMap(drainedServers).at(-1)?.service;
  const target =
    service?.address != null && service.port !== null
      ? { address: service.address, port: String(service.port) }
      : {};
  return [
    ...(mode && kernel ? [] : [ask('ipvs-reuse-settings')]),
    ...(readings.length > 1 ? [] : [ask('ipvsadm-twice')]),
    ...(facts.all('timings').length > 0 ? [] : [ask('curl-one-port', target)]),
  ];
}
