import type { Facts } from '../../facts/facts.ts';
import type { PingRun } from '../../model/pings.ts';
import type { Given } from '../incident.ts';
import { speaksAgainst, speaksFor } from '../incident.ts';

/** The headers of a ping: 8 bytes of ICMP and 20 of IPv4, or 40 of IPv6. */
const HEADERS = { 4: 28, 6: 48 };
/** A packet of this size is a full one on Ethernet; in bytes. */
const FULL = 1500;
/** Ping sends no larger packet with DF set than its own interface carries, and says so; beyond it, fragments are sent. In bytes. */
const UNFRAGMENTED = 1500;
/** So many in a row lost are no chance where small ones come back. */
const LOST_ENOUGH = 3;
/** Segments of fewer bytes get through every tunnel (576 is the smallest path of IPv4, RFC 791). */
export const LARGE = 1000;

const runsOf = (facts: Facts) => facts.all('pings').flatMap(({ document }) => document.runs);

const targetOf = ({ address, target }: PingRun) => address ?? target;

/** Payload and headers, in bytes; null where neither is printed. */
function sizeOf(run: PingRun): number | null {
  const family = targetOf(run)?.includes(':') ? 6 : 4;
  return run.packetBytes ?? (run.payload === null ? null : run.payload + HEADERS[family]);
}

/** A ping of a known size to a known target. */
interface Sized {
  readonly run: PingRun;
  readonly size: number;
}

/** The last run of each size to each target: what was lost at first may come back after a repair. */
function sizedRuns(facts: Facts): Sized[] {
  const last = new Map<string, Sized>();
  for (const run of runsOf(facts)) {
    const [to, size] = [targetOf(run), sizeOf(run)];
    if (to !== null && size !== null) last.set(`${to} ${size}`, { run, size });
  }
  return [...last.values()];
}

const cameBack = ({ run: { summary, replies } }: Sized) => (summary?.received ?? replies.length) > 0;

/** Nothing came back, and nobody said why. */
function isSilent({ run: { summary, errors } }: Sized): boolean {
  return (
    summary !== null &&
    summary.received === 0 &&
    summary.transmitted > 0 &&
    summary.errors === 0 &&
    errors.every(({ error }) => error === 'no-answer')
  );
}

export function pingReasons(facts: Facts): Given[] {
  const all = sizedRuns(facts);
  const given = [...new Set(all.map(({ run }) => targetOf(run) as string))].flatMap(to =>
    vanished(
      to,
      all.filter(({ run }) => targetOf(run) === to),
    ),
  );
  return given.length > 0 ? given.slice(0, 1) : answeredReasons(all.map(({ run }) => run));
}

/** Every size up to one comes back, and every larger one is lost in silence. */
function vanished(to: string, runs: readonly Sized[]): Given[] {
  const small = runs.filter(cameBack).sort((one, other) => other.size - one.size)[0];
  const larger = runs.filter(run => isSilent(run) && run.size > Math.max(LARGE, small?.size ?? 0));
  const silent = larger.sort((one, other) => one.size - other.size);
  const [first] = silent;
  if (!small || !first) return [];
  // What is larger than the own interface goes out in fragments, and these are lost for other reasons.
  const whole = silent.filter(({ size }) => size <= UNFRAGMENTED);
  const sent = (of: readonly Sized[]) =>
    of.reduce((sum, { run }) => sum + (run.summary?.transmitted ?? 0), 0);
  const decisive = sent(whole) >= LOST_ENOUGH && (small.run.summary?.lossPercent ?? 100) < 50;
  const values = {
    to,
    size: first.size,
    more: silent.length > 1 ? 'yes' : 'no',
    small: small.size,
    lost: sent(silent),
  };
  const endOf = ({ run }: Sized) => run.summary?.place ?? run.place;
  const heads = silent.length > 1 ? [] : [first.run.place];
  const places = [endOf(small), ...heads, ...silent.map(endOf)];
  return [speaksFor('large-vanish', places, { values, decisive })];
}

/** A full packet that must not be fragmented came back: the way there carries it. */
function answeredReasons(runs: readonly PingRun[]): Given[] {
  const full = runs.find(
    run => (sizeOf(run) ?? 0) >= FULL && (run.summary?.received ?? 0) > 0 && run.errors.length === 0,
  );
  if (!full) return [];
  const decisive = sizeOf(full) === FULL;
  const values = { to: targetOf(full) ?? '', size: sizeOf(full) as number };
  return [
    speaksAgainst('large-answered', [full.place, full.summary?.place ?? full.place], { values, decisive }),
  ];
}

export function pingNotes(facts: Facts): Given[] {
  const errors = runsOf(facts).flatMap(run =>
    run.errors.map(error => ({ ...error, to: targetOf(run) ?? '' })),
  );
  const told = errors.filter(({ error, mtu }) => error === 'fragmentation-needed' && mtu !== null);
  const own = errors.filter(({ error, mtu }) => error === 'message-too-long' && mtu !== null);
  return [...noteOf('ping-was-told', told), ...noteOf('own-interface', own)];
}

function noteOf(
  key: string,
  errors: readonly { mtu: number | null; from: string | null; to: string; place: PingRun['place'] }[],
): Given[] {
  const [first] = errors;
  if (!first) return [];
  const values = { mtu: first.mtu as number, from: first.from ?? '', to: first.to };
  return [
    speaksFor(
      key,
      errors.map(({ place }) => place),
      { values },
    ),
  ];
}
