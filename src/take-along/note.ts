// What an incident note says, before it is written as Markdown, as text or as JSON.
import type { FormatId, Partiality } from '../engine/model/document.ts';
import type { Evidence } from '../engine/model/finding.ts';
import { formatNames } from '../i18n/format-names.ts';
import { type Locale, localeInfo } from '../i18n/locales.ts';
import { format, type Values } from '../i18n/message.ts';
import { mostTelling, type ReportCommand, type ReportFinding, type ReportReason } from '../i18n/report.ts';
import type { NoteStrings } from '../i18n/strings/desk/note.ts';
import type { WidgetStrings } from '../i18n/strings/widget/en.ts';

/** So many of the outputs that were read are named. */
const MOST_SECTIONS = 60;
/** So many commands are named. */
const MOST_COMMANDS = 5;

/** What was read, as a note needs it. */
export interface ReadPaste {
  readonly bytes: number;
  readonly lines: number;
  readonly sections: readonly ReadOutput[];
  readonly moreSections: number;
  readonly unreadLines: number;
}

export interface ReadOutput {
  readonly format: FormatId;
  readonly command: string | null;
  readonly host: string | null;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly partial: Partiality | null;
}

/** All that a note is made of. */
export interface NoteSource {
  readonly locale: Locale;
  readonly strings: NoteStrings;
  /** The words of the report, in the language of the note. */
  readonly words: WidgetStrings;
  /** When the note is made. */
  readonly time: Date;
  /** Minutes that local time is ahead of UTC (`-getTimezoneOffset()`). */
  readonly offset: number;
  readonly read: ReadPaste;
  /** In the language of the note, in the order of the report. */
  readonly findings: readonly ReportFinding[];
  /** The address of a runbook; null where the page has none that others could open. */
  readonly runbook: (incident: string) => string | null;
  /** Whether pseudonyms stand in the place of names and addresses. */
  readonly redacted: boolean;
}

/** A part of a text. */
export type Span = string | { readonly code: string } | { readonly link: string; readonly text: string };

/** A part of a note. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly text: string }
  | { readonly kind: 'text'; readonly spans: readonly Span[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Span[])[] }
  /** Lines of the paste, as they stand there. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'command'; readonly command: string };

/** The note, part by part. */
export function noteBlocks(source: NoteSource): Block[] {
  const { words, strings, findings, read } = source;
  const positive = findings.filter(isPositive);
  const clear = findings.filter(({ verdict }) => verdict === 'clear');
  const undecided = findings.filter(({ verdict }) => verdict === 'undecided');
  return [
    { kind: 'heading', level: 1, text: headingOf(source) },
    { kind: 'list', items: aboutItems(source) },
    { kind: 'heading', level: 2, text: words.read.title },
    { kind: 'list', items: readItems(source, read) },
    ...section(
      words.report.findings,
      positive.flatMap((finding, index) => findingBlocks(source, finding, index + 1)),
    ),
    ...section(
      strings.ruledOut,
      clear.flatMap(finding => shortBlocks(source, finding)),
    ),
    ...section(strings.cannotTell, undecidedBlocks(source, undecided)),
    ...section(
      words.next.title,
      mostTelling(findings)
        .slice(0, MOST_COMMANDS)
        .flatMap(command => commandBlocks(source, command)),
    ),
  ];
}

function section(title: string, blocks: readonly Block[]): Block[] {
  return blocks.length > 0 ? [{ kind: 'heading', level: 2, text: title }, ...blocks] : [];
}

export function isPositive({ verdict }: ReportFinding): boolean {
  return verdict === 'confirmed' || verdict === 'suspected';
}

/** The one sentence of the report, in the language of the note. */
export function headingOf({ findings, read, words, locale }: NoteSource): string {
  const [top] = findings;
  if (top && (isPositive(top) || findings.length === 1)) return top.text;
  const ruledOut = findings.some(({ verdict }) => verdict === 'clear');
  const n = read.sections.length + read.moreSections;
  return format(ruledOut ? words.report.nothing : words.report.undecided, { n }, locale);
}

/** `2026-11-22 03:07 UTC+09:00`: read the same in every language. */
export function timeText(time: Date, offset: number): string {
  const local = new Date(time.getTime() + offset * 60_000).toISOString();
  const minutes = Math.abs(offset);
  const two = (value: number) => String(value).padStart(2, '0');
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  return `${local.slice(0, 10)} ${local.slice(11, 16)} UTC${zone}`;
}

function aboutItems(source: NoteSource): Span[][] {
  const { strings, words, findings, time, offset, redacted } = source;
  const tally = (['confirmed', 'suspected', 'clear', 'undecided'] as const).flatMap(verdict => {
    const count = findings.filter(finding => finding.verdict === verdict).length;
    return count > 0 ? [`${words.verdicts[verdict].label} ${count}`] : [];
  });
  return [
    [`${strings.time}${strings.colon}${timeText(time, offset)}`],
    [`${words.report.tally}${strings.colon}${tally.join(words.report.and)}`],
    ...(redacted ? [[strings.redacted]] : []),
    [strings.madeBy],
  ];
}

function readItems(source: NoteSource, read: ReadPaste): Span[][] {
  const { words, locale } = source;
  const shown = read.sections.slice(0, MOST_SECTIONS);
  const more = read.sections.length - shown.length + read.moreSections;
  return [
    ...shown.map(output => outputItem(source, output)),
    ...(more > 0 ? [[format(words.read.moreSections, { n: more }, locale)]] : []),
    ...(read.unreadLines > 0 ? [[format(words.read.unread, { n: read.unreadLines }, locale)]] : []),
  ];
}

function outputItem(source: NoteSource, output: ReadOutput): Span[] {
  const { words } = source;
  const remarks = [
    placeOf(source, [[output.firstLine, output.lastLine]]),
    ...(output.host === null ? [] : [hostText(source, output.host)]),
    ...(output.partial === null ? [] : [words.read.partial]),
  ];
  return [{ code: output.command ?? formatNames[output.format] }, ` (${remarks.join(words.report.and)})`];
}

function hostText({ words, locale }: NoteSource, host: string): string {
  return format(words.report.host, { host }, locale);
}

/** What is or may be wrong, in full. */
function findingBlocks(source: NoteSource, finding: ReportFinding, rank: number): Block[] {
  const { words, locale } = source;
  const title = `${rank}. ${finding.title}`;
  const titles = finding.explainedBy.map(other => other.title).join(words.report.and);
  return [
    { kind: 'heading', level: 3, text: title },
    { kind: 'text', spans: [signText(source, finding)] },
    { kind: 'text', spans: sentence(finding.text) },
    ...(titles === '' ? [] : [text(format(words.report.explained, { titles }, locale))]),
    ...reasonBlocks(
      source,
      words.report.for,
      finding.reasons.filter(reason => reason.for),
    ),
    ...reasonBlocks(
      source,
      words.report.against,
      finding.reasons.filter(reason => !reason.for),
    ),
    ...reasonBlocks(source, words.report.notes, finding.notes),
    ...evidenceBlocks(source, finding),
    ...runbookBlocks(source, finding),
  ];
}

/** `Confirmed · Critical · Node: node-3` */
function signText(source: NoteSource, { verdict, severity, host }: ReportFinding): string {
  const { words } = source;
  const parts = [words.verdicts[verdict].label, words.severities[severity]];
  if (host !== null) parts.push(hostText(source, host));
  return parts.join(' · ');
}

function reasonBlocks(source: NoteSource, title: string, reasons: readonly ReportReason[]): Block[] {
  if (reasons.length === 0) return [];
  return [
    text(`${title}${source.strings.colon.trim()}`),
    { kind: 'list', items: reasons.map(reason => reasonItem(source, reason)) },
  ];
}

function reasonItem(source: NoteSource, { text: said, evidence, more }: ReportReason): Span[] {
  const places = [placeOf(source, rangesOf(evidence))];
  if (more > 0) places.push(format(source.words.report.more, { n: more }, source.locale));
  return evidence.length === 0 ? sentence(said) : [...sentence(said), ` (${places.join(' ')})`];
}

/** The lines on which a finding rests, each once, in the order of the paste. */
function evidenceBlocks(source: NoteSource, { reasons, notes }: ReportFinding): Block[] {
  const lines = new Map<number, Evidence>();
  for (const { evidence } of reasons) for (const line of evidence) lines.set(line.line, line);
  for (const { evidence } of notes) if (evidence[0]) lines.set(evidence[0].line, evidence[0]);
  if (lines.size === 0) return [];
  const ordered = [...lines.values()].sort((one, other) => one.line - other.line);
  return [
    text(`${source.strings.lines} (${placeOf(source, rangesOf(ordered))})${source.strings.colon.trim()}`),
    { kind: 'lines', lines: ordered.map(line => line.text) },
  ];
}

function rangesOf(evidence: readonly Evidence[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const line of [...new Set(evidence.map(({ line }) => line))].sort((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last && line === last[1] + 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges;
}

/** `line 3`, `lines 3–5, 9` */
function placeOf({ words, locale }: NoteSource, ranges: readonly (readonly [number, number])[]): string {
  const number = new Intl.NumberFormat(localeInfo[locale].lang);
  const lines = ranges
    .map(([first, last]) =>
      first === last ? number.format(first) : format(words.report.range, { first, last }, locale),
    )
    .join(words.report.and);
  const single = ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1];
  return format(single ? words.report.line : words.report.lines, { lines }, locale);
}

function runbookBlocks({ words, strings, runbook }: NoteSource, { incident }: ReportFinding): Block[] {
  const link = runbook(incident);
  return link === null
    ? []
    : [{ kind: 'text', spans: [`${words.report.runbook}${strings.colon}`, { link, text: link }] }];
}

/** A cause that is ruled out: its sentence, and the lines that do it. */
function shortBlocks(source: NoteSource, finding: ReportFinding): Block[] {
  const decisive = finding.reasons.filter(reason => !reason.for);
  return [{ kind: 'list', items: [titled(source, finding)] }, ...linesOf(decisive)];
}

function linesOf(reasons: readonly ReportReason[]): Block[] {
  const lines = reasons.flatMap(({ evidence }) => evidence.slice(0, 1));
  return lines.length === 0 ? [] : [{ kind: 'lines', lines: lines.slice(0, 3).map(line => line.text) }];
}

function titled(source: NoteSource, { title, text: said, host, incident }: ReportFinding): Span[] {
  const link = source.runbook(incident);
  const name: Span = link === null ? title : { link, text: title };
  const where = host === null ? '' : ` (${hostText(source, host)})`;
  return [name, source.strings.colon, ...sentence(said), where];
}

/** What the paste touches and does not decide; the others are only counted. */
function undecidedBlocks(source: NoteSource, findings: readonly ReportFinding[]): Block[] {
  const touched = findings.filter(finding => finding.touched);
  const rest = findings.length - touched.length;
  const items = touched.map(finding => titled(source, finding));
  return [
    ...(items.length > 0 ? [{ kind: 'list', items } as const] : []),
    ...(rest > 0 ? [text(say(source, source.strings.untouched, { n: rest }))] : []),
  ];
}

function commandBlocks({ words }: NoteSource, { command, purpose, does, root }: ReportCommand): Block[] {
  const remarks = [words.command.does[does], ...(root ? [words.command.asRoot] : [])];
  return [
    { kind: 'text', spans: [...sentence(purpose), ` (${remarks.join(words.report.and)})`] },
    { kind: 'command', command },
  ];
}

function say({ locale }: NoteSource, pattern: string, values: Values): string {
  return format(pattern, values, locale);
}

function text(said: string): Block {
  return { kind: 'text', spans: [said] };
}

/** A sentence of a front matter: what stands between backquotes is code. */
function sentence(said: string): Span[] {
  return said
    .split('`')
    .map((part, at): Span => (at % 2 === 1 ? { code: part } : part))
    .filter(span => span !== '');
}
