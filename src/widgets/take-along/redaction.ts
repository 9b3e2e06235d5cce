import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type Kind, keyOf, type Redacted, type Row } from '../../explore/redact/kinds.ts';
import { analyse, type Job } from '../../worker/client.ts';
import type { Reading } from '../../worker/reading.ts';
import type { Report } from '../report.ts';

/** A paste with pseudonyms in it, and what is found in that. */
export interface RedactedCase {
  readonly redacted: Redacted;
  readonly reading: Reading;
  /** Incidents of which the redacted paste says something else. */
  readonly differ: readonly string[];
}

/** A seed for as long as the page is open: what is added to a case later gets the pseudonyms that it had. */
const [one = 0, other = 0] = crypto.getRandomValues(new Uint32Array(2));
const seed = [one, other] as const;
/** Milliseconds after the last choice before it is done anew: one may switch off several rows. */
const SETTLED = 250;

/** Redacts the paste of a report, again whenever a choice has changed, and reads what came of it. */
export class Redaction implements ReactiveController {
  on = false;
  working = false;
  failed = false;
  /** The last one that was done; while another is under way, what is shown and never what is handed out. */
  done: RedactedCase | null = null;
  readonly #host: ReactiveControllerHost;
  #report: Report | null = null;
  #keepKinds = new Set<Kind>();
  #keep = new Set<string>();
  #work: AbortController | null = null;
  #job: Job | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop();
  }

  /** Takes another report; what was chosen for the one before is forgotten. */
  of(report: Report): void {
    if (report === this.#report) return;
    this.#stop();
    this.#report = report;
    this.on = false;
    this.failed = false;
    this.done = null;
    this.#keepKinds = new Set();
    this.#keep = new Set();
  }

  /** What may be handed out; null while it is not done. */
  get ready(): RedactedCase | null {
    return this.on && !this.working && !this.failed ? this.done : null;
  }

  switch(on: boolean): void {
    this.on = on;
    this.failed = false;
    if (!on) this.#stop();
    else if (!this.done) void this.#begin(0);
    this.#host.requestUpdate();
  }

  keepsKind(kind: Kind): boolean {
    return this.#keepKinds.has(kind);
  }

  keeps(row: Row): boolean {
    return this.#keep.has(keyOf(row));
  }

  replaceKind(kind: Kind, replaced: boolean): void {
    if (replaced) this.#keepKinds.delete(kind);
    else this.#keepKinds.add(kind);
    void this.#begin(SETTLED);
  }

  replace(row: Row, replaced: boolean): void {
    if (replaced) this.#keep.delete(keyOf(row));
    else this.#keep.add(keyOf(row));
    void this.#begin(SETTLED);
  }

  #stop(): void {
    this.#work?.abort();
    this.#job?.cancel();
    this.#work = null;
    this.#job = null;
    this.working = false;
  }

  async #begin(after: number): Promise<void> {
    const report = this.#report;
    this.#stop();
    if (!report) return;
    const work = new AbortController();
    this.#work = work;
    this.working = true;
    this.failed = false;
    this.#host.requestUpdate();
    try {
      if (after > 0) await new Promise(settled => setTimeout(settled, after));
      if (work.signal.aborted) return;
      const wanted = { seed, keepKinds: [...this.#keepKinds], keep: [...this.#keep] };
      const redacted = await report.ask('redact', wanted, work.signal);
      if (work.signal.aborted) return;
      this.#job = analyse([redacted.paste]);
      const reading = await this.#job.done;
      if (work.signal.aborted) return;
      this.done = { redacted, reading, differ: differing(report.reading, reading) };
    } catch {
      if (work.signal.aborted) return;
      this.failed = true;
    }
    this.working = false;
    this.#host.requestUpdate();
  }
}

/** The incidents whose findings are others. Hosts have other names in one of the two. */
function differing(before: Pick<Reading, 'findings'>, after: Pick<Reading, 'findings'>): string[] {
  const told = ({ findings }: Pick<Reading, 'findings'>) => {
    const byIncident = new Map<string, string[]>();
    for (const { incident, verdict, severity } of findings) {
      byIncident.set(incident, [...(byIncident.get(incident) ?? []), `${verdict} ${severity}`].sort());
    }
    return byIncident;
  };
  const [one, other] = [told(before), told(after)];
  return [...new Set([...one.keys(), ...other.keys()])].filter(
    incident => one.get(incident)?.join() !== other.get(incident)?.join(),
  );
}
