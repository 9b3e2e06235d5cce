import { analyze } from '../engine/analyze.ts';
import { compare } from '../engine/compare.ts';
import type { Locale } from '../i18n/locales.ts';
import { type ReportFinding, reportFindings } from '../i18n/report.ts';
import type { Texts } from '../i18n/texts.ts';
import { ArgumentError, type Arguments, readArguments, USAGE } from './arguments.ts';
import { asSave } from './as-save.ts';
import { printComparison } from './comparison.ts';
import { openBlob, openPaste } from './input.ts';
import { toJson } from './json.ts';
import { Printer } from './print.ts';

const TEXTS: Readonly<Record<Locale, () => Promise<{ default: Texts }>>> = {
  en: () => import('virtual:conntriage/texts/en'),
  ja: () => import('virtual:conntriage/texts/ja'),
  ko: () => import('virtual:conntriage/texts/ko'),
  zh: () => import('virtual:conntriage/texts/zh'),
};

/** The engine in a terminal. The exit status: 0 nothing confirmed, 1 something confirmed, 2 nothing to work on. */
async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2), process.env);
  if (wanted.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { default: texts } = await TEXTS[wanted.locale]();
  return wanted.compare ? compareFiles(wanted, texts) : analyzeFiles(wanted, texts);
}

async function analyzeFiles(wanted: Arguments, texts: Texts): Promise<number> {
  const analysis = await analyze(await openPaste(wanted.files, process.stdin));
  const findings = reportFindings(analysis, texts);
  if (wanted.asSave) await printLines(asSave(analysis));
  else if (wanted.json) printJson(toJson(analysis, findings, wanted.documents));
  else process.stdout.write(new Printer(texts, useColour()).print(analysis, findings));
  return statusOf(findings);
}

async function compareFiles({ files, seconds, json }: Arguments, texts: Texts): Promise<number> {
  const [before = '', after = ''] = files;
  const comparison = await compare(
    await openBlob(before, process.stdin),
    await openBlob(after, process.stdin),
    { seconds },
  );
  const findings = reportFindings(comparison.together, texts);
  if (json) {
    const { together, ...changes } = comparison;
    printJson({ ...changes, together: toJson(together, findings, false) });
  } else {
    const printer = new Printer(texts, useColour());
    process.stdout.write(printComparison(comparison, texts) + printer.print(comparison.together, findings));
  }
  return statusOf(findings);
}

function statusOf(findings: readonly ReportFinding[]): number {
  return findings.some(finding => finding.verdict === 'confirmed') ? 1 : 0;
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Line by line: a ruleset can be longer than a string may be. */
async function printLines(lines: Iterable<string>): Promise<void> {
  let chunk = '';
  for (const line of lines) {
    chunk += `${line}\n`;
    if (chunk.length < 1 << 16) continue;
    if (!process.stdout.write(chunk)) await new Promise(resolve => process.stdout.once('drain', resolve));
    chunk = '';
  }
  process.stdout.write(chunk);
}

/** Colours only for a terminal, and not where NO_COLOR asks for none. */
function useColour(): boolean {
  return process.stdout.isTTY === true && !process.env['NO_COLOR'];
}

// `conntriage … | head` closes the pipe early: nothing to complain about.
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(0);
  throw error;
});

main().then(
  status => {
    process.exitCode = status;
  },
  (error: unknown) => {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`conntriage: ${error.message}\n`);
    process.exitCode = 2;
  },
);
