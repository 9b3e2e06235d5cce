import { styleText } from 'node:util';
import type { Analysis } from '../engine/model/analysis.ts';
import type { Section } from '../engine/model/document.ts';
import type { Evidence, Severity, Verdict } from '../engine/model/finding.ts';
import { formatNames } from '../i18n/format-names.ts';
import type { Locale } from '../i18n/locales.ts';
import { format } from '../i18n/message.ts';
import { mostTelling, type ReportCommand, type ReportFinding, type ReportReason } from '../i18n/report.ts';
import { type CliStrings, cliStrings } from '../i18n/strings/cli.ts';
import type { Texts } from '../i18n/texts.ts';

/** Unread lines that are shown; the others are counted. */
const SHOWN_UNREAD = 5;
/** Evidence lines that are shown for a reason. */
const SHOWN_EVIDENCE = 3;
/** Commands that are shown as the next step. */
const SHOWN_COMMANDS = 2;

type Style = Parameters<typeof styleText>[0];

/** Prints the report for people. Colours only where `colour` is set. */
export class Printer {
  readonly #strings: CliStrings;
  readonly #texts: Texts;
  readonly #locale: Locale;
  readonly #colour: boolean;
  readonly #lines: string[] = [];

  constructor(texts: Texts, colour: boolean) {
    this.#texts = texts;
    this.#locale = texts.locale;
    this.#strings = cliStrings[texts.locale];
    this.#colour = colour;
  }

  print(analysis: Analysis, findings: readonly ReportFinding[]): string {
    if (analysis.problem) this.#printProblem(analysis);
    else this.#printSections(analysis.sections);
    this.#printUnread(analysis);
    if (!analysis.problem) this.#printFindings(findings);
    return `${this.#lines.join('\n')}\n`;
  }

  #printProblem({ problem }: Analysis): void {
    const command = this.#texts.commands['conntrack-count-max'];
    this.#lines.push(this.#strings.nothingRead[problem ?? 'empty'], `  ${command?.text ?? ''}`);
  }

  #printSections(sections: readonly Section[]): void {
    this.#lines.push(this.#style('bold', this.#strings.read));
    for (const section of sections) {
      const { firstLine: first, lastLine: last } = section;
      const lines = this.#message(this.#strings.lines, { first, last, same: first === last ? 'yes' : 'no' });
      const host = section.host ? `${section.host}: ` : '';
      this.#lines.push(
        `  ${host}${section.command ?? formatNames[section.format]}, ${this.#style('dim', lines)}`,
      );
    }
  }

  #printUnread({ unread, unreadLines }: Analysis): void {
    if (unreadLines === 0) return;
    this.#lines.push(this.#style('dim', `  ${this.#message(this.#strings.unread, { count: unreadLines })}`));
    for (const line of unread.slice(0, SHOWN_UNREAD))
      this.#lines.push(this.#style('dim', `  ${numbered(line.line, line.text)}`));
    const rest = unreadLines - Math.min(unread.length, SHOWN_UNREAD);
    if (rest > 0)
      this.#lines.push(this.#style('dim', `    ${this.#message(this.#strings.unreadMore, { count: rest })}`));
  }

  /** What is or may be wrong in full; of the rest what the paste says of it; and what to run next. */
  #printFindings(findings: readonly ReportFinding[]): void {
    const few = findings.filter(isOpen).length === 0;
    for (const finding of findings) {
      if (isOpen(finding) || (few && finding.touched)) this.#printFinding(finding);
      else if (finding.touched) this.#printHead(finding);
    }
    const untouched = findings.filter(({ touched }) => !touched).length;
    if (untouched > 0)
      this.#lines.push('', this.#style('dim', this.#message(this.#strings.untouched, { count: untouched })));
    for (const command of mostTelling(findings).slice(0, SHOWN_COMMANDS)) this.#printCommand(command);
  }

  #printFinding(finding: ReportFinding): void {
    this.#printHead(finding);
    for (const reason of finding.reasons) this.#printReason(reason, reason.for ? '+' : '−');
    for (const note of finding.notes) this.#printReason(note, '·');
    for (const { title } of finding.explainedBy)
      this.#lines.push(`  ← ${this.#message(this.#strings.explained, { title })}`);
  }

  #printHead(finding: ReportFinding): void {
    const { verdict, severity, incident, host } = finding;
    const signs =
      verdict === 'confirmed' || verdict === 'suspected' ? `, ${this.#strings.severities[severity]}` : '';
    const head = `${GLYPHS[verdict]} ${this.#strings.verdicts[verdict]}${signs}`;
    const where = this.#style('dim', host ? `${incident} (${host})` : incident);
    this.#lines.push(
      '',
      `${this.#style(['bold', colourOf(verdict, severity)], head)}  ${where}`,
      `  ${this.#style('bold', finding.text)}`,
    );
  }

  #printReason(reason: ReportReason, sign: string): void {
    this.#lines.push(`  ${sign} ${sign === '−' ? `${this.#strings.against}: ` : ''}${reason.text}`);
    const shown = reason.evidence.slice(0, SHOWN_EVIDENCE);
    for (const evidence of shown) this.#lines.push(`      ${this.#evidence(evidence)}`);
    const rest = reason.more + reason.evidence.length - shown.length;
    if (rest > 0)
      this.#lines.push(
        this.#style('dim', `      ${this.#message(this.#strings.moreLines, { count: rest })}`),
      );
  }

  #evidence({ line, text, highlight }: Evidence): string {
    if (!highlight) return numbered(line, text);
    const { from, to } = highlight;
    return numbered(
      line,
      text.slice(0, from) + this.#style(['bold', 'underline'], text.slice(from, to)) + text.slice(to),
    );
  }

  #printCommand({ command, purpose, does, root }: ReportCommand): void {
    const marks = [this.#strings.does[does], ...(root ? [this.#strings.root] : []), purpose].join(', ');
    this.#lines.push(`  ${this.#strings.next} (${marks}):`, `      ${this.#style('cyan', command)}`);
  }

  #message(pattern: string, values: Record<string, string | number>): string {
    return format(pattern, values, this.#locale);
  }

  #style(style: Style, text: string): string {
    return this.#colour ? styleText(style, text, { validateStream: false }) : text;
  }
}

const GLYPHS: Readonly<Record<Verdict, string>> = {
  confirmed: '●',
  suspected: '◐',
  clear: '✓',
  undecided: '◌',
};

function colourOf(verdict: Verdict, severity: Severity) {
  if (verdict === 'clear') return 'green' as const;
  if (verdict === 'undecided') return 'gray' as const;
  return ({ critical: 'red', warning: 'yellow', notice: 'blue' } as const)[severity];
}

function isOpen({ verdict }: ReportFinding): boolean {
  return verdict === 'confirmed' || verdict === 'suspected';
}

function numbered(line: number, text: string): string {
  return `${String(line).padStart(5)}  ${text}`;
}
