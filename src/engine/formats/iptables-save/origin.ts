import { toolOf } from '../../rules/notices.ts';
import type { Tool } from './lines.ts';

/** Seconds between the headers of the tables of one dump; more, and it is another. */
const SAME_DUMP = 2;

/** Which tool printed a dump, and when, as far as the command line, the headers and the tool's own messages tell. */
export class Origin {
  tool: Tool;
  /** Seconds of the last header. */
  time: number | null;
  /** The back end that the last header names; undefined before the first one. */
  #headed: Tool['backend'] | undefined;

  constructor(tool: Tool, time: number | null) {
    this.tool = tool;
    this.time = time;
  }

  /** Takes what a header says; what it leaves open stays as it was known. */
  header(tool: Tool, time: number | null): void {
    const { family, backend } = this.tool;
    this.tool = { ...tool, family: tool.family ?? family, backend: tool.backend ?? backend };
    this.#headed = tool.backend;
    this.time = time;
  }

  /** Takes what a message of the tool gives away; what was known stays. */
  message(text: string): void {
    const { family, backend, version } = this.tool;
    const told = toolOf(text);
    this.tool = {
      family: family ?? told.family,
      backend: backend ?? told.backend,
      version: version ?? told.version,
    };
  }

  /** Whether a header is of another dump: each table has a header of its own, of about the same second. */
  isOther({ family, version, backend }: Tool, time: number | null): boolean {
    const known = this.tool;
    if (family !== null && known.family !== null && family !== known.family) return true;
    if (known.version !== null && version !== known.version) return true;
    if (this.#headed !== undefined && backend !== this.#headed) return true;
    return time !== null && this.time !== null && Math.abs(time - this.time) > SAME_DUMP;
  }
}
