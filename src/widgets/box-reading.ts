import type { ReactiveControllerHost } from 'lit';
import type { Texts } from '../i18n/texts.ts';
import type { Failure } from '../worker/protocol.ts';
import type { Reading } from '../worker/reading.ts';
import { blobsOf, type Given, nameOf } from './given.ts';
import { t } from './locale.ts';
import { Reader, type Work } from './reader.ts';
import type { Refusal } from './refusal.ts';
import type { Refused } from './refusal-view.ts';
import { type Report, reportOf } from './report.ts';
import { spokenOf } from './report-view.ts';
import { texts } from './texts.ts';

/** What a box expects of a reading. */
interface Asked {
  /** Whether questions about what is read will follow. */
  readonly keeps: () => boolean;
  /** The incident that is spoken of first; null for the first finding. */
  readonly incident: () => string | null;
}

/** What came of the last reading of a box: a report, or why there is none. */
export class BoxReading {
  report: Report | null = null;
  refused: Refused | 'aborted' | null = null;
  /** What the status region says. */
  spoken = '';
  /** The sentences of the findings, once a paste was read. */
  texts: Texts | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #asked: Asked;
  readonly #reader: Reader;
  /** Counts what was begun: only the last one counts. */
  #turn = 0;

  constructor(host: ReactiveControllerHost, asked: Asked) {
    this.#host = host;
    this.#asked = asked;
    this.#reader = new Reader(host, asked.keeps);
  }

  get work(): Work | null {
    return this.#reader.work;
  }

  get busy(): boolean {
    return this.#reader.busy;
  }

  cancel(): void {
    this.#reader.cancel();
  }

  /** Nothing has been read. */
  clear(): void {
    this.#turn++;
    this.cancel();
    this.#set(null, null, '');
  }

  /** What was refused is being changed. */
  pardon(): void {
    this.#set(this.report, null, this.spoken);
  }

  /** Reads what was given. Null where another reading has taken its place; else whether there is a report. */
  async read(given: Given): Promise<boolean | null> {
    const turn = ++this.#turn;
    this.#set(this.report, this.refused, '');
    const outcome = await this.#reader.read(blobsOf(given), nameOf(given));
    if (!outcome) return null;
    this.texts ??= await texts.catch(() => null);
    if ('failure' in outcome) {
      this.#refuse(outcome.failure);
      return false;
    }
    const report = await reportOf(outcome.reading, outcome.ask, this.texts);
    if (turn !== this.#turn) return null;
    this.#take(outcome.reading, report);
    return this.report !== null;
  }

  #take(reading: Reading, report: Report | null): void {
    if (!report) this.#refuse('crashed');
    else if (reading.problem === null) this.#answer(report);
    else this.#refuse(reading.problem === 'gzip' ? 'binary' : reading.problem, report);
  }

  #answer(report: Report): void {
    const about = report.findings.filter(({ incident }) => incident === this.#asked.incident());
    this.#set(report, null, spokenOf(about.length > 0 ? about : report.findings));
  }

  /** An earlier report does not stay. */
  #refuse(failure: Failure | Refusal, seen: Partial<Report> = {}): void {
    if (failure === 'aborted') this.#set(null, failure, t.work.stopped);
    else this.#set(null, { why: failure, reading: null, findings: [], ...seen }, t.refused[failure].title);
  }

  #set(report: Report | null, refused: Refused | 'aborted' | null, spoken: string): void {
    this.report = report;
    this.refused = refused;
    this.spoken = spoken;
    this.#host.requestUpdate();
  }
}
