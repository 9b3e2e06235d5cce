import type { Section } from './model/document.ts';
import { hostLabel } from './text/host-names.ts';
import { dropStart, type MappedLine } from './text/line.ts';

/** Reads the lines of one host. */
interface HostReader {
  line(line: MappedLine): void;
  end(): void;
  readonly sections: readonly Section[];
  readonly reading: boolean;
}

/** So many hosts at most are read side by side. */
const MOST_HOSTS = 200;
/** After so many labels in a row with nothing behind them that is read, they are none: a log has millions of such lines. */
const PATIENCE = 1000;

/**
 * What tools print that ask many hosts at once: each line with the name of its host in front, and the lines of all hosts mixed as they
 * came (`pdsh`, `clush`, `parallel --tag`, `mussh`). Each host has a reader of its own.
 */
export class LabelledLines {
  readonly #hosts = new Map<string, HostReader>();
  /** How often a label was followed by nothing that is read. */
  #misses = 0;
  readonly #begins: (text: string, command: string | null) => boolean;
  readonly #open: (host: string, command: string | null) => HostReader;

  /** `begins` says whether a text is the start of an output; `open` makes the reader of a host. */
  constructor(
    begins: (text: string, command: string | null) => boolean,
    open: (host: string, command: string | null) => HostReader,
  ) {
    this.#begins = begins;
    this.#open = open;
  }

  get reading(): boolean {
    return this.#hosts.size > 0;
  }

  /** Takes a line of a host whose output is being read. */
  follow(line: MappedLine): boolean {
    if (this.#hosts.size === 0) return false;
    const label = hostLabel(line.text);
    const reader = label && this.#hosts.get(label.host);
    if (!reader) return false;
    reader.line(dropStart(line, label.length));
    return true;
  }

  /** Takes a line that nothing reads where the name of a host stands before the start of an output. */
  begin(line: MappedLine, command: string | null): boolean {
    const label = hostLabel(line.text);
    if (!label || this.#hosts.size >= MOST_HOSTS || this.#misses > PATIENCE) return false;
    const rest = dropStart(line, label.length);
    this.#misses++;
    if (!this.#begins(rest.text, command)) return false;
    this.#misses = 0;
    const reader = this.#open(label.host, command);
    this.#hosts.set(label.host, reader);
    reader.line(rest);
    return true;
  }

  /** Ends the outputs of all hosts, and hands over what was read. */
  end(): readonly Section[] {
    const readers = [...this.#hosts.values()];
    this.#hosts.clear();
    for (const reader of readers) reader.end();
    return readers.flatMap(reader => reader.sections);
  }
}
