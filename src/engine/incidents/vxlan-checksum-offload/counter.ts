import type { Facts } from '../../facts/facts.ts';
import { tunnelSigns } from '../../facts/overlay.ts';
import { networkCounter, perMinute } from '../../facts/readings.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** UDP over IPv4 that __udp4_lib_rcv() threw away for its checksum (net/ipv4/udp.c), whatever the port. One network namespace. */
const COUNTER = 'UdpInCsumErrors';

/** Drops a minute. Fewer come from anywhere; here each connection that is tried loses one packet or more. */
const RARE = 1;

/** So many late connects at least; a single one and a stray packet meet by chance. */
const LATE = 2;

/** What the same paste shows beside the counter. */
export interface Beside {
  /** Outer packets that came in with a bad checksum, or SYNs of the tunnel's own address that were lost. */
  readonly shown: boolean;
  /** Connects over a tunnel that took as long as a repeated SYN: each has lost one packet or more. */
  readonly late: number;
}

/** Whether the paste has two readings. */
export function countedTwice(facts: Facts): boolean {
  return (networkCounter(facts, COUNTER)?.rise ?? null) !== null;
}

/**
 * How many UDP packets were dropped for their checksum between two readings. Null without these, on a host without tunnel, and where
 * they were so far apart that a few packets mean nothing.
 */
export function dropsOf(facts: Facts): number | null {
  const reading = networkCounter(facts, COUNTER);
  const drops = reading?.rise ?? null;
  if (reading === null || drops === null || withoutTunnel(facts)) return null;
  const rate = perMinute(reading);
  return drops > 0 && rate !== null && rate < RARE ? null : drops;
}

/**
 * The counter between two readings. Alone it speaks for the incident and no more, since any UDP may be meant. A counter that stood
 * still is against it, and proves nothing: nobody knows whether a connection was tried meanwhile, and whether this is the receiver.
 */
export function counterReasons(facts: Facts, { shown, late }: Beside): Given[] {
  const reading = networkCounter(facts, COUNTER);
  const drops = dropsOf(facts);
  if (reading === null || drops === null) return [];
  const { seconds, places } = reading;
  const values = { drops, seconds: seconds ?? 0, timed: seconds === null ? 'no' : 'yes' };
  if (drops === 0) return [speaksAgainst('drops-still', places, { values })];
  return [speaksFor('drops-rise', places, { values, decisive: shown || (late >= LATE && drops >= late) })];
}

/** True where the paste lists all interfaces of this host, and nothing in it shows a tunnel: then other UDP is meant. */
function withoutTunnel(facts: Facts): boolean {
  const whole = [...facts.all('links'), ...facts.all('addresses')].some(
    ({ section, document }) =>
      section.partial === null && document.interfaces.some(({ name }) => name === 'lo'),
  );
  return whole && tunnelSigns(facts).length === 0;
}
