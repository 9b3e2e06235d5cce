/** What a command line says of the output of curl. */
export interface CurlCommand {
  /** The text behind `-w`; null where there is none, or where it stands in a file. */
  readonly format: string | null;
  /** `-w @file` */
  readonly formatFile: boolean;
  readonly verbose: boolean;
}

/**
 * Reads the first curl of a command line, also one in a loop, behind `kubectl exec … --`, or with its `-w` glued on. Null where the
 * line has no curl.
 */
export function readCurl(command: string | null): CurlCommand | null {
  if (command === null) return null;
  const words = shellWords(command);
  const at = words.findIndex(word => /(?:^|\/)curl(?:\.exe)?$/.test(word));
  if (at < 0) {
    // `kubectl exec web-0 -- sh -c 'for i in 1 2; do curl -w "…" …; done'`: a command line within one of its words
    const script = words.find(word => word.length < command.length && /(?:^|[\s;/])curl\s/.test(word));
    return script === undefined ? null : readCurl(script);
  }
  let format: string | null = null;
  let verbose = false;
  for (let i = at + 1; i < words.length; i++) {
    const word = words[i] as string;
    if (word === ';' || word === '|' || word === '&&' || word === 'done') break;
    if (
      word === '-v' ||
      word === '--verbose' ||
      /^-[a-zA-Z]{0,8}v[a-zA-Z]{0,8}$/.test(word) ||
      word.startsWith('--trace')
    )
      verbose = true;
    const found = writeOut(word, words[i + 1]);
    if (found !== null) format ??= found;
  }
  return {
    format: format?.startsWith('@') ? null : format,
    formatFile: format?.startsWith('@') ?? false,
    verbose,
  };
}

/** `-w FORMAT`, `-wFORMAT`, `-sw FORMAT`, `--write-out FORMAT`, `--write-out=FORMAT` */
function writeOut(word: string, next: string | undefined): string | null {
  if (word === '--write-out') return next ?? null;
  if (word.startsWith('--write-out=')) return word.slice(12);
  // Letters of options without a value may stand before the w: -sSkLIifg#46
  const match = /^-[sSkLIifgvNnpqZ#460123]{0,12}w/.exec(word);
  if (!match) return null;
  const rest = word.slice(match[0].length);
  return rest === '' ? (next ?? null) : rest;
}

/** The words of a command line, quotes taken off: `'…'`, `"…"` with backslashes, `$'…'`; `;` and `|` are words of their own. */
export function shellWords(command: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let i = 0;
  const text = command.slice(0, 4000);
  const end = () => {
    if (word !== null) words.push(word);
    word = null;
  };
  while (i < text.length) {
    const char = text[i] as string;
    if (char === "'" || char === '"' || (char === '$' && (text[i + 1] === "'" || text[i + 1] === '"'))) {
      const quoted = readQuoted(text, i);
      word = (word ?? '') + quoted.text;
      i = quoted.end;
      continue;
    }
    if (char === ' ' || char === '\t' || char === '\n') end();
    else if (char === ';' || char === '|' || char === '(' || char === ')') {
      end();
      words.push(char);
    } else if (char === '\\' && i + 1 < text.length) {
      word = (word ?? '') + text[++i];
    } else word = (word ?? '') + char;
    i++;
  }
  end();
  return words;
}

function readQuoted(text: string, at: number): { text: string; end: number } {
  const ansi = text[at] === '$';
  const open = ansi ? at + 1 : at;
  const quote = text[open] as string;
  let out = '';
  let i = open + 1;
  for (; i < text.length && text[i] !== quote; i++) {
    const char = text[i] as string;
    const next = text[i + 1];
    if (char !== '\\' || next === undefined) out += char;
    else if (quote === '"' && '"\\$`'.includes(next)) out += text[++i];
    else if (ansi && quote === "'") {
      out += { n: '\n', t: '\t', r: '\r' }[next] ?? next;
      i++;
    } else out += char;
  }
  return { text: out, end: i + 1 };
}
