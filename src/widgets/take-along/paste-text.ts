import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Reading } from '../../worker/reading.ts';
import type { Report } from '../report.ts';
import { type Beginning, beginningOf } from './sources.ts';

/** The paste as it is, and the beginning of whatever text is handed out. */
export class PasteText implements ReactiveController {
  /** Null before it was asked for. */
  whole: Blob | null = null;
  failed = false;
  readonly #host: ReactiveControllerHost;
  #beginning: Beginning | null = null;
  #of: Blob | null = null;
  /** How many times more was asked for. */
  #steps = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.forget();
  }

  /** Another report is shown. */
  forget(): void {
    this.whole = null;
    this.failed = false;
    this.#beginning = null;
    this.#of = null;
    this.#steps = 0;
  }

  /** Asks for the paste; `still` says whether its report is shown when it comes. */
  async load(report: Report, still: () => boolean): Promise<void> {
    this.failed = false;
    if (this.whole) return;
    try {
      const { paste } = await report.ask('whole', {});
      if (still()) this.whole = paste;
    } catch {
      this.failed = true;
    }
    this.#host.requestUpdate();
  }

  /** The beginning of a text; null while it has not been read. */
  beginningOf(paste: Blob | undefined): Beginning | null {
    return paste && this.#of === paste ? this.#beginning : null;
  }

  more(): void {
    this.#steps++;
    this.#of = null;
    this.#host.requestUpdate();
  }

  /** Reads the beginning of a text, where it is not the one that is there. */
  async show(paste: Blob, encoding: Reading['encoding']): Promise<void> {
    if (this.#of === paste) return;
    this.#of = paste;
    const beginning = await beginningOf(paste, encoding, this.#steps);
    if (this.#of !== paste) return;
    this.#beginning = beginning;
    this.#host.requestUpdate();
  }
}
