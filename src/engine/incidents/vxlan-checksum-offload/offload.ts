import { connects } from '../../facts/connects.ts';
import type { Facts } from '../../facts/facts.ts';
import { isTunnelDevice } from '../../facts/overlay.ts';
import type { NicFeature } from '../../model/nic.ts';
import type { Kernel } from '../../model/system.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

interface Reading {
  readonly device: string;
  readonly feature: NicFeature;
}

/** What `ethtool -k` says of checksums on the tunnel's device, in the order of the paste. */
function readings(facts: Facts): Reading[] {
  return facts.all('nic-features').flatMap(({ document }) => {
    const { device, features } = document;
    if (device === null || !isTunnelDevice(device)) return [];
    const named = (name: string) => features.find(feature => feature.name === name);
    const feature = named('tx-checksum-ip-generic') ?? named('tx-checksumming');
    return feature ? [{ device, feature }] : [];
  });
}

/** So many connects behind the change, none of them late, show that it helped. */
const ENOUGH = 5;

/** Late connects above the line where the offload is off, and none below it. */
export function curedReasons(facts: Facts): Given[] {
  const found = readings(facts);
  const off = found.find(
    ({ feature }, i) => !feature.on && found.slice(0, i).some(before => before.feature.on),
  );
  if (!off) return [];
  const { line } = off.feature.place;
  const late = connects(facts).late.filter(({ place }) => place.line < line);
  const lateBehind = connects(facts).late.length - late.length;
  const behind = facts
    .all('timings')
    .flatMap(({ document }) => document.samples)
    .filter(({ place, numbers }) => place.line > line && (numbers.time_connect ?? 0) > 0);
  if (late.length === 0 || lateBehind > 0 || behind.length < ENOUGH) return [];
  const values = { device: off.device, before: late.length, after: behind.length };
  return [
    speaksFor('cured', [...late.map(({ place }) => place).slice(0, 3), off.feature.place], {
      values,
      decisive: true,
    }),
  ];
}

/** Whether the offload is on, and whether the kernel has the known bug. */
export function offloadReasons(facts: Facts, cured: boolean): Given[] {
  const last = readings(facts).at(-1);
  const reasons: Given[] = [];
  if (last && !cured) {
    const values = { device: last.device, feature: last.feature.name };
    const places = [last.feature.place];
    reasons.push(
      last.feature.on
        ? speaksFor('offload-on', places, { values })
        : speaksAgainst('offload-off', places, { values, decisive: true }),
    );
  }
  const kernel = kernelOf(facts);
  if (kernel && isFixed(kernel) === false)
    reasons.push(speaksFor('kernel-affected', [kernel.place], { values: { release: kernel.release } }));
  return reasons;
}

/**
 * A kernel with the fix refutes nothing. Some cards spoil checksums by themselves; and where the tunnel was made with udpcsum and the
 * outer packet is masqueraded, Linux 6.18 does too (test/lab/vxlan-checksum-offload.sh): as long as the inner checksum is left to a
 * card, NAT changes the outer port and not the outer checksum.
 */
export function kernelNotes(facts: Facts): Given[] {
  const kernel = kernelOf(facts);
  return kernel && isFixed(kernel)
    ? [speaksAgainst('kernel-fixed', [kernel.place], { values: { release: kernel.release } })]
    : [];
}

function kernelOf(facts: Facts): Kernel | null {
  return facts.all('system').findLast(({ document }) => document.kernel !== null)?.document.kernel ?? null;
}

/** The first release of each stable line with commit ea64d8d6c675. */
const STABLE: Readonly<Record<string, number>> = { '4.14': 181, '4.19': 123, '5.4': 41 };

/** Null where a distribution may have carried the fix back into an older kernel. */
function isFixed({ major, minor, patch, vendor }: Kernel): boolean | null {
  if (major > 5 || (major === 5 && minor >= 7)) return true;
  const since = STABLE[`${major}.${minor}`];
  if (vendor !== null) return null;
  return since === undefined ? false : patch >= since;
}
