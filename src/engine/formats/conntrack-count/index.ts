import type { Setting, Settings } from '../../model/settings.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader } from '../format.ts';

const NUMBER = /^\s{0,8}(\d{1,15})\s{0,8}$/;

/** `conntrack -C`: one number, known only by the command above it. It is the same count as the sysctl's. */
export const conntrackCount: Format = {
  id: 'conntrack-count',
  detect(text, start) {
    const asked = runs(start.command, 'conntrack', args => args.some(word => /^(?:-C|--count)/.test(word)));
    return asked && NUMBER.test(text) ? { score: 0.95, reason: 'a number below conntrack -C' } : null;
  },
  open: () => new CountReader(),
};

class CountReader implements Reader {
  #entry: Setting | null = null;

  line(line: Line): Outcome {
    const match = NUMBER.exec(line.text);
    if (!match) return 'refused';
    if (this.#entry) return 'again';
    const text = match[1] as string;
    const from = line.text.indexOf(text);
    this.#entry = {
      key: 'net.netfilter.nf_conntrack_count',
      text,
      number: Number(text),
      assumed: false,
      place: line.place(from, from + text.length),
    };
    return 'read';
  }

  close(): Settings | null {
    return this.#entry && { kind: 'settings', entries: [this.#entry] };
  }
}
