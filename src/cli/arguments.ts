import { parseArgs } from 'node:util';
import { isLocale, type Locale, locales, preferredLocale } from '../i18n/locales.ts';

export interface Arguments {
  readonly files: readonly string[];
  readonly locale: Locale;
  readonly json: boolean;
  readonly documents: boolean;
  /** The rules that were read, in the syntax of iptables-save, instead of a report. */
  readonly asSave: boolean;
  /** Two files are two readings of the same host: what moved, what came, what went. */
  readonly compare: boolean;
  /** Between the two, where the person knows them. */
  readonly seconds: number | null;
  readonly help: boolean;
}

/** Arguments that cannot be used; the message is one sentence for the person who typed them. */
export class ArgumentError extends Error {}

export const USAGE = `Usage: conntriage [--lang en|ja|ko|zh] [--json [--documents] | --as-save] [FILE…]
       conntriage [--lang …] [--json] --compare [--seconds N] BEFORE AFTER

Reads what dmesg, sysctl, conntrack and their kin print, from files or from standard input (-),
and says what is wrong, with the lines that show it and the command to run next.
Several files are read as one paste, one after the other. Nothing is sent anywhere.

  --lang LANG   en, ja, ko or zh; without it, the language of LC_ALL, LC_MESSAGES or LANG
  --json        the analysis as JSON
  --documents   with --json: also what was parsed
  --as-save     the iptables rules that were read, in the syntax of iptables-save
  --compare     two readings of the same host: what moved and how fast, which rules and findings came and went
  --seconds N   with --compare: the time between the two, where the files do not tell it
  --help        this text

Exit status: 0 nothing confirmed, 1 something confirmed, 2 unusable arguments or unreadable file.`;

/** Reads the words behind the program's name. Throws an ArgumentError on words that are no arguments. */
export function readArguments(words: readonly string[], environment: NodeJS.ProcessEnv): Arguments {
  const { values, positionals } = parse(words);
  if (values.lang !== undefined && !isLocale(values.lang)) {
    throw new ArgumentError(`--lang takes one of ${locales.join(', ')}; it was given "${values.lang}".`);
  }
  if (values.documents && !values.json) {
    throw new ArgumentError('--documents adds to the output of --json: give both.');
  }
  if (values['as-save'] && values.json) {
    throw new ArgumentError('--as-save prints rules and --json an analysis: give one of them.');
  }
  const compare = values.compare ?? false;
  if (compare && (values['as-save'] || values.documents))
    throw new ArgumentError('--compare goes with --json, and with neither --as-save nor --documents.');
  if (compare && positionals.length !== 2) {
    throw new ArgumentError(
      `--compare takes two files, BEFORE and AFTER; it was given ${positionals.length}.`,
    );
  }
  return {
    files: positionals,
    locale: values.lang ?? environmentLocale(environment),
    json: values.json ?? false,
    documents: values.documents ?? false,
    asSave: values['as-save'] ?? false,
    compare,
    seconds: readSeconds(values.seconds, compare),
    help: values.help ?? false,
  };
}

function readSeconds(text: string | undefined, compare: boolean): number | null {
  if (text === undefined) return null;
  if (!compare) throw new ArgumentError('--seconds belongs to --compare: give both.');
  if (!/^\d{1,7}(?:\.\d{1,6})?$/.test(text) || Number(text) === 0)
    throw new ArgumentError(`--seconds takes a number above 0, such as 60; it was given "${text}".`);
  return Number(text);
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        lang: { type: 'string' },
        json: { type: 'boolean' },
        documents: { type: 'boolean' },
        'as-save': { type: 'boolean' },
        compare: { type: 'boolean' },
        seconds: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new ArgumentError(`${(error as Error).message} See conntriage --help.`);
  }
}

/** `LANG=ja_JP.UTF-8` is Japanese; `C` and languages without texts are English. */
function environmentLocale(environment: NodeJS.ProcessEnv): Locale {
  const tag = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  return preferredLocale([tag.replace('_', '-').split('.')[0] as string]);
}
