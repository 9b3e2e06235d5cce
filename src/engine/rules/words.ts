/** A word of a rule, quotes and backslashes taken off. */
export interface Word {
  readonly text: string;
  /** Characters of the rule's text that it stands in, quotes included. */
  readonly start: number;
  readonly end: number;
  readonly quoted: boolean;
  /** True where its quote does not close: the line breaks off within it. */
  readonly open: boolean;
}

const BACKSLASH = 92;

/**
 * Splits a rule into words as iptables-restore does (add_param_to_argv, iptables/xshared.c): double quotes hold blanks
 * together, and inside them a backslash makes the next character a plain one. Single quotes are what a shell takes:
 * rules that people type have them; iptables-save never writes them outside of double ones.
 *   --comment "says \"x\" # and \\ more"
 */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  while (at < text.length) {
    if (isBlank(text.charCodeAt(at))) {
      at++;
      continue;
    }
    const word = readWord(text, at);
    words.push(word);
    at = word.end;
  }
  return words;
}

function readWord(text: string, start: number): Word {
  let value = '';
  let quote = 0;
  let quoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (quote === 0 && isBlank(code)) break;
    if (code === quote) {
      quote = 0;
    } else if (quote === 0 && (code === 34 || code === 39)) {
      quote = code;
      quoted = true;
    } else if (code === BACKSLASH && quote !== 39 && at + 1 < text.length) {
      at++;
      value += text[at];
    } else {
      value += text[at];
    }
  }
  return { text: value, start, end: at, quoted, open: quote !== 0 };
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** A string as xtables_save_string (libxtables/xtables.c) writes it: bare if it can be, else quoted and escaped. */
export function quoteString(value: string): string {
  return /^[\w-]+$/.test(value) ? value : `"${value.replace(/["\\']/g, '\\$&')}"`;
}

/** In double quotes whatever it holds, a single quote as it is: `--u32`, `--bytecode`, `--string` (libxt_string.c, print_string). */
export function alwaysQuote(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}
