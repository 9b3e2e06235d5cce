import type { NicCounters } from '../../model/nic.ts';
import type { Line } from '../../text/line.ts';
import { deviceOf } from '../ethtool-features/device.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

const HEADER = /^\s{0,4}NIC statistics:$/;
/** `     rx_queue_0_packets: 12`, `     [0]: rx_ucast_packets: 3` (bnxt), `     Tx Queue#: 0`, `       TSO pkts tx: 5` (vmxnet3). */
const COUNTER = /^\s{0,16}([\w[][\w .:#()[\]%/+-]{0,60}?): {1,4}(-?\d{1,20})$/;
const TROUBLE =
  /^(?:no stats available|Cannot get stats strings information: .{1,80}|netlink error: .{1,120})$/;
const OPTION = /^(?:-S|--statistics)$/;
/** A device has some thousands with many queues; what goes beyond is listed as unread. */
const MAX_COUNTERS = 20_000;

/** `ethtool -S eth0`: counters under the driver's own names. */
export const ethtoolStatistics: Format = {
  id: 'ethtool-statistics',
  detect(text, start) {
    if (HEADER.test(text)) return { score: 0.95, reason: 'the head line of ethtool -S' };
    if (deviceOf(start, OPTION) === undefined || text.length > 200) return null;
    if (COUNTER.test(text)) return { score: 0.85, reason: 'a counter, below ethtool -S' };
    return TROUBLE.test(text) ? { score: 0.9, reason: 'what ethtool says' } : null;
  },
  open: start => new StatisticsReader(start),
};

class StatisticsReader implements Reader {
  readonly #counters: NicCounters['counters'][number][] = [];
  readonly #errors: NicCounters['errors'][number][] = [];
  readonly #device: string | null;
  #headed = false;

  constructor(start: SectionStart) {
    this.#device = deviceOf(start, OPTION) ?? null;
  }

  line(line: Line): Outcome {
    if (line.text.length > 200) return 'refused';
    if (HEADER.test(line.text)) {
      if (this.#headed || this.#counters.length > 0) return 'again';
      this.#headed = true;
      return 'noise';
    }
    if (TROUBLE.test(line.text)) {
      this.#errors.push({ text: line.text.trim(), place: line.place() });
      return 'read';
    }
    const counter = COUNTER.exec(line.text);
    if (!counter || this.#counters.length >= MAX_COUNTERS) return 'refused';
    const name = (counter[1] as string).trim();
    const from = line.text.indexOf(name);
    this.#counters.push({ name, value: Number(counter[2]), place: line.place(from) });
    return 'read';
  }

  close(): NicCounters | null {
    if (this.#counters.length === 0 && this.#errors.length === 0) return null;
    return { kind: 'nic-counters', device: this.#device, counters: this.#counters, errors: this.#errors };
  }
}
