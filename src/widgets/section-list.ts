import { html, nothing, type TemplateResult } from 'lit';
import { until } from 'lit/directives/until.js';
import type { RuleNote } from '../explore/lines/index.ts';
import { formatNames } from '../i18n/format-names.ts';
import { pasteStrings } from '../i18n/strings/desk/paste.ts';
import type { ReadSection } from '../worker/reading.ts';
import { pasteLink } from './evidence-lines.ts';
import { icon } from './icon.ts';
import { locale, t } from './locale.ts';
import type { Report } from './report.ts';
import { say } from './say.ts';

const words = pasteStrings[locale];

/** What each output of rules holds besides their number, by its first line; asked once a report. */
const notes = new WeakMap<Report, Notes>();

interface Notes {
  /** Null until the worker has answered. */
  known: ReadonlyMap<number, RuleNote> | null;
  readonly asked: Promise<ReadonlyMap<number, RuleNote>>;
}

/** Everything that was read, an output a row, with a way to its lines. */
export function sectionList(report: Report): TemplateResult | typeof nothing {
  const { sections, moreSections } = report.reading;
  if (sections.length === 0) return nothing;
  const n = sections.length + moreSections;
  return html`<details class="fold fold-s read-all">
    <summary>${icon('i-chev', 'chev')}${say(words.list, { n })}</summary>
    <div class="read-list" role="group" tabindex="0" aria-label=${words.listed}>
      <table class="read-table">
        <caption class="vh">${words.listed}</caption>
        <thead>
          <tr>
            <th scope="col">${words.columns.output}</th>
            <th scope="col">${words.columns.holds}</th>
            <th scope="col" class="read-from">${words.columns.from}</th>
            <th scope="col">${words.columns.lines}</th>
          </tr>
        </thead>
        <tbody>${sections.map((section, index) => rowView(section, sections[index - 1]?.command ?? null, report))}</tbody>
      </table>
      ${moreSections > 0 ? html`<p class="dim">${say(t.read.moreSections, { n: moreSections })}</p>` : nothing}
    </div>
  </details>`;
}

/** An output without a prompt of its own is said to come from the last command above it (`before`), which printed another. */
function rowView(section: ReadSection, before: string | null, report: Report): TemplateResult {
  const { format, command, host, firstLine, lastLine } = section;
  const shownCommand = command !== before && command !== formatNames[format] ? command : null;
  return html`<tr>
    <th scope="row" translate="no">${formatNames[format]}</th>
    <td>${holdsWords(section)}${isRules(section) ? noteView(section, report) : nothing}</td>
    <td class="read-from">
      ${shownCommand === null ? nothing : html`<code translate="no">${shownCommand}</code> `}
      ${host === null ? nothing : html`<span class="dim">${say(t.report.host, { host })}</span>`}
    </td>
    <td>${pasteLink(firstLine, lastLine)}</td>
  </tr>`;
}

/** `511 flows`, `2 CPUs`, `5 flows, a part` */
export function holdsWords({ holds, partial }: ReadSection): string {
  const held = say(t.read.holds[holds.unit], { n: holds.n ?? 0 });
  return partial !== null ? `${held}${t.report.and}${t.read.partial}` : held;
}

function isRules({ kind }: ReadSection): boolean {
  return kind === 'ruleset' || kind === 'nft-ruleset';
}

/** `, table filter, counters`; nothing where the worker does not say. */
function noteView({ firstLine }: ReadSection, report: Report): unknown {
  const { known, asked } = notesOf(report);
  const words = (of: ReadonlyMap<number, RuleNote>) => noteWords(of.get(firstLine));
  return known ? words(known) : until(asked.then(words), nothing);
}

function notesOf(report: Report): Notes {
  let held = notes.get(report);
  if (!held) {
    const asked = report.ask('rule-notes', {}).then(
      all => new Map(all.map(note => [note.line, note])),
      () => new Map<number, RuleNote>(),
    );
    const fresh: Notes = { known: null, asked };
    void asked.then(known => {
      fresh.known = known;
    });
    notes.set(report, fresh);
    held = fresh;
  }
  return held;
}

function noteWords(note: RuleNote | undefined): string {
  if (!note) return '';
  const { tables, counters } = note;
  const parts = [
    ...(tables.length > 0 ? [say(words.tables, { n: tables.length, names: tables.join(t.report.and) })] : []),
    ...(counters === null ? [] : [words.counters[counters ? 'yes' : 'no']]),
  ];
  return parts.map(part => t.report.and + part).join('');
}
