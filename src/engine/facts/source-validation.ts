import type { Place } from '../model/place.ts';
import type { Setting } from '../model/settings.ts';
import type { Facts } from './facts.ts';
import { remembered } from './remembered.ts';

/** How one device validates the source of IPv4 packets: 0 not at all, 1 strictly, 2 loosely. */
export interface SourceValidation {
  readonly device: string;
  /**
   * The larger of `conf.all` and `conf.<device>`, as the kernel takes it (IN_DEV_RPFILTER, include/linux/inetdevice.h); null
   * where one of the two is not printed.
   */
  readonly effective: number | null;
  readonly places: readonly Place[];
}

const KEY = /^net\.ipv4\.conf\.(.{1,40})\.rp_filter$/;

/** By the latest reading of each setting; the device's own only, without `all` and `default`. */
export const sourceValidation = remembered((facts): readonly SourceValidation[] => {
  const latest = new Map<string, Setting>();
  for (const { document } of facts.all('settings')) {
    for (const entry of document.entries) {
      // sysctl writes the device `eth0.100` as `eth0/100`
      const device = KEY.exec(entry.key)?.[1]?.replaceAll('/', '.');
      if (device !== undefined && entry.number !== null && !entry.configured) latest.set(device, entry);
    }
  }
  const all = latest.get('all');
  return [...latest]
    .filter(([device]) => device !== 'all' && device !== 'default')
    .map(([device, own]) => ({
      device,
      effective: all ? Math.max(all.number as number, own.number as number) : null,
      places: all ? [all.place, own.place] : [own.place],
    }));
});

/** Whether the reading names every device: `sysctl -a` prints `all`, `default` and `lo` too. */
export function listsAllDevices(facts: Facts): boolean {
  return facts.all('settings').some(({ section, document }) => {
    const devices = new Set(document.entries.flatMap(({ key }) => KEY.exec(key)?.[1] ?? []));
    const usual = ['all', 'default', 'lo'].every(device => devices.has(device));
    return usual && devices.size > 3 && section.partial !== 'elision';
  });
}
