import type { NicDriver } from '../../model/nic.ts';
import type { Line } from '../../text/line.ts';
import { deviceOf } from '../ethtool-features/device.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

/** ethtool.c, dump_drvinfo; a value may be empty (`bus-info:`). */
const ENTRY =
  /^(driver|version|firmware-version|expansion-rom-version|bus-info|supports-(?:statistics|test|eeprom-access|register-dump|priv-flags)): {0,4}(.{0,200})$/;
const TROUBLE = /^(?:Cannot get driver information: .{1,80}|netlink error: .{1,120})$/;
const OPTION = /^(?:-i|--driver)$/;

/** `ethtool -i eth0`. */
export const ethtoolDriver: Format = {
  id: 'ethtool-driver',
  detect(text, start) {
    const entry = ENTRY.exec(text);
    if (deviceOf(start, OPTION) !== undefined) {
      if (entry) return { score: 0.9, reason: 'a line of ethtool -i' };
      if (TROUBLE.test(text)) return { score: 0.9, reason: 'what ethtool says' };
    }
    if (!entry) return null;
    const key = entry[1] as string;
    if (key === 'driver') return { score: 0.82, reason: 'the driver line of ethtool -i' };
    return key === 'version' || key === 'bus-info'
      ? { score: 0.5, reason: 'a line of ethtool -i, perhaps' }
      : { score: 0.85, reason: 'a line of ethtool -i' };
  },
  open: start => new DriverReader(start),
};

class DriverReader implements Reader {
  readonly #entries: NicDriver['entries'][number][] = [];
  readonly #errors: NicDriver['errors'][number][] = [];
  readonly #device: string | null;
  readonly #called: boolean;

  constructor(start: SectionStart) {
    const device = deviceOf(start, OPTION);
    this.#called = device !== undefined;
    this.#device = device ?? null;
  }

  line(line: Line): Outcome {
    if (this.#called && TROUBLE.test(line.text)) {
      this.#errors.push({ text: line.text.trim(), place: line.place() });
      return 'read';
    }
    const entry = ENTRY.exec(line.text);
    if (!entry) return 'refused';
    const key = entry[1] as string;
    if (this.#entries.some(other => other.key === key)) return 'again';
    this.#entries.push({ key, value: (entry[2] as string).trim(), place: line.place() });
    return 'read';
  }

  close(): NicDriver | null {
    const keys = this.#entries.map(({ key }) => key);
    // `driver: bridge` and `version: 3` stand in any YAML file.
    const own = keys.some(key => key !== 'driver' && key !== 'version') && keys.length >= 2;
    if (!own && !(this.#called && keys.length + this.#errors.length > 0)) return null;
    const value = (key: string) => this.#entries.find(entry => entry.key === key)?.value || null;
    return {
      kind: 'nic-driver',
      device: this.#device,
      driver: value('driver'),
      version: value('version'),
      firmware: value('firmware-version'),
      bus: value('bus-info'),
      entries: this.#entries,
      errors: this.#errors,
    };
  }
}
