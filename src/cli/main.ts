import { analyze } from '../engine/analyze.ts';
import type { Locale } from '../i18n/locales.ts';
import { reportFindings } from '../i18n/report.ts';
import type { Texts } from '../i18n/texts.ts';
import { ArgumentError, readArguments, USAGE } from './arguments.ts';
import { asSave } from './as-save.ts';
import { openPaste } from './input.ts';
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
  const paste = await openPaste(wanted.files, process.stdin);
  const { default: texts } = await TEXTS[wanted.locale]();
  const analysis = await analyze(paste);
  const findings = reportFindings(analysis, texts);
  if (wanted.asSave) await printLines(asSave(analysis));
  else if (wanted.json)
    process.stdout.write(`${JSON.stringify(toJson(analysis, findings, wanted.documents), null, 2)}\n`);
  else process.stdout.write(new Printer(texts, useColour()).print(analysis, findings));
  return findings.some(finding => finding.verdict === 'confirmed') ? 1 : 0;
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
