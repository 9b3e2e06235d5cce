import type { ConntrackStats } from '../model/conntrack-stats.ts';
import type { Document, Section } from '../model/document.ts';
import type { FlowTable } from '../model/flow-table.ts';
import type { Clock, LogEvent, LogEvents, LogMessage, Stamp } from '../model/log-events.ts';
import type { Setting } from '../model/settings.ts';
import { sleepSeconds } from '../text/command.ts';
import { secondsTo } from './moments.ts';
import { outputOf } from './same-output.ts';

/** A document and the section that it came from. */
export interface Sourced<Document> {
  readonly section: Section;
  readonly document: Document;
}

/** Two pastes that are read as one: the later begins behind this byte, and was taken so many seconds after the other. */
export interface Apart {
  readonly at: number;
  readonly seconds: number;
}

/** A log event and the log in which it stands. */
export interface LoggedEvent extends LogEvent {
  readonly log: LogEvents;
}

const NONE: readonly never[] = [];

function groupedBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/**
 * What all documents of one host say together, asked by meaning. "Not there" is an empty answer, never a
 * zero.
 */
export class Facts {
  readonly host: string | null;
  readonly #apart: Apart | null;
  readonly #byKind: ReadonlyMap<string, readonly Sourced<Document>[]>;
  #others: readonly Facts[] = NONE;
  #settings: ReadonlyMap<string, readonly Setting[]> | null = null;
  #events: ReadonlyMap<string, readonly LoggedEvent[]> | null = null;

  constructor(host: string | null, sections: readonly Section[], apart: Apart | null = null) {
    this.host = host;
    this.#apart = apart;
    this.#byKind = groupedBy(
      sections.map(section => ({ section, document: section.document })),
      ({ document }) => document.kind,
    );
  }

  /** What the other hosts of the same paste say; a client's, mostly: a Pod, a laptop. Empty where all stands under one host. */
  get others(): readonly Facts[] {
    return this.#others;
  }

  /** Makes the hosts of one paste known to each other. */
  static acquaint(hosts: readonly Facts[]): Facts[] {
    for (const facts of hosts) facts.#others = hosts.filter(other => other !== facts);
    return [...hosts];
  }

  /** Every document of a kind, in the order of the paste. */
  all<Kind extends Document['kind']>(kind: Kind): readonly Sourced<Extract<Document, { kind: Kind }>>[] {
    return (this.#byKind.get(kind) ?? NONE) as readonly Sourced<Extract<Document, { kind: Kind }>>[];
  }

  /** Every reading of a setting that is in force, in the order of the paste. */
  setting(key: string): readonly Setting[] {
    this.#settings ??= groupedBy(
      this.all('settings').flatMap(({ document }) => document.entries.filter(entry => !entry.configured)),
      entry => entry.key,
    );
    return this.#settings.get(key) ?? NONE;
  }

  /** What configuration files set it to, in the order of the paste. */
  configured(key: string): readonly Setting[] {
    const entries = this.all('settings').flatMap(({ document }) => document.entries);
    return entries.filter(entry => entry.configured && entry.key === key);
  }

  /** Every reading of the table's counters, in the order of the paste. */
  conntrackStats(): readonly Sourced<ConntrackStats>[] {
    return this.all('conntrack-stats');
  }

  flowTables(): readonly Sourced<FlowTable>[] {
    return this.all('flow-table');
  }

  /** Every time the kernel logged a message. */
  logged(message: LogMessage): readonly LoggedEvent[] {
    this.#events ??= groupedBy(
      this.all('log-events').flatMap(({ document }) =>
        document.events.map(event => ({ ...event, log: document })),
      ),
      event => event.message,
    );
    return this.#events.get(message) ?? NONE;
  }

  /** When the paste was taken, as `date` and `uptime` say. */
  clocks(): Clock['stamps'] {
    return this.all('clock').flatMap(({ document }) => document.stamps);
  }

  /**
   * Seconds between two readings, where the person said so, or the command that took them says so (`sleep 10`), or a `date` or `uptime` above each of
   * them; null where the paste does not tell.
   */
  secondsBetween(first: Section, second: Section): number | null {
    if (this.#apart && first.span.start < this.#apart.at && second.span.start >= this.#apart.at)
      return this.#apart.seconds;
    if (first.command !== null && first.command === second.command) {
      const slept = sleepSeconds(first.command);
      if (slept !== null && !this.#readBetween(first, second)) return slept;
    }
    for (const clock of ['wall', 'uptime'] as const) {
      const [from, to] = [this.#clockAbove(first, clock), this.#clockAbove(second, clock)];
      const seconds = from && to ? secondsTo(from, to) : null;
      if (seconds !== null && seconds > 0) return seconds;
    }
    return null;
  }

  /** Whether the same was read again between two readings: `sleep 10` then tells of each step only, and of a command typed anew nothing. */
  #readBetween(first: Section, second: Section): boolean {
    const output = outputOf(first);
    return (this.#byKind.get(first.document.kind) ?? NONE).some(
      ({ section }) =>
        section.span.start > first.span.start &&
        section.span.start < second.span.start &&
        outputOf(section) === output,
    );
  }

  /** The last moment that the paste told above a section. */
  #clockAbove(section: Section, clock: Stamp['clock']): Stamp | null {
    return (
      this.clocks().findLast(({ stamp, place }) => stamp.clock === clock && place.line < section.firstLine)
        ?.stamp ?? null
    );
  }
}

/**
 * Parts the sections by host, so that the count of one node is never held against the maximum of another. Sections
 * that stand under no named prompt belong to the only host there is, or, with several, to none.
 */
export function factsByHost(sections: readonly Section[], apart: Apart | null = null): Facts[] {
  const hosts = [...new Set(sections.flatMap(section => section.host ?? []))];
  if (hosts.length <= 1) return [new Facts(hosts[0] ?? null, sections, apart)];
  const of = (host: string | null) =>
    new Facts(
      host,
      sections.filter(section => section.host === host),
      apart,
    );
  const named = hosts.map(of);
  return Facts.acquaint(sections.some(section => section.host === null) ? [...named, of(null)] : named);
}
