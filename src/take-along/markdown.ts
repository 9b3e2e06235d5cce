import { type Block, type NoteSource, noteBlocks, type Span } from './note.ts';

/** The note as Markdown (CommonMark). What was pasted stands in fences that it cannot end, and is markup nowhere. */
export function toMarkdown(source: NoteSource): string {
  return `${noteBlocks(source).map(block).join('\n\n')}\n`;
}

function block(part: Block): string {
  switch (part.kind) {
    case 'heading':
      return `${'#'.repeat(part.level)} ${escapeText(part.text)}`;
    case 'text':
      return atStart(part.spans.map(span).join(''));
    case 'list':
      return part.items.map(item => `- ${atStart(item.map(span).join(''))}`).join('\n');
    case 'lines':
      return fenced(part.lines.join('\n'), 'text');
    case 'command':
      return fenced(part.command, 'sh');
  }
}

function span(part: Span): string {
  if (typeof part === 'string') return escapeText(part);
  if ('code' in part) return codeSpan(part.code);
  const address = part.link.replace(/[<>()\s\\]/g, letter => encodeURIComponent(letter));
  return part.text === part.link ? `<${address}>` : `[${escapeText(part.text)}](${address})`;
}

/** A fence with one backquote more than the longest run in the text (CommonMark 4.5). */
export function fenced(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replaceAll('\r', '')}\n${fence}`;
}

/** CommonMark 6.1: a blank on both sides where the text begins or ends with a backquote. */
function codeSpan(code: string): string {
  const text = oneLine(code);
  if (text.trim() === '') return '';
  const fence = '`'.repeat(longestRun(text) + 1);
  const blank = /^`|`$|^ .* $/.test(text) ? ' ' : '';
  return `${fence}${blank}${text}${blank}${fence}`;
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/g)) longest = Math.max(longest, run.length);
  return longest;
}

/**
 * Makes nothing of a text markup: links, emphasis, HTML, entities, tables, and what GitHub makes of `http://`, `www.` and
 * `@somebody`. An underscore between letters (`nf_conntrack`) is none.
 */
export function escapeText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*[\]<>|~]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(/&(?=#|[A-Za-z])/g, '&amp;')
    .replace(/(?<=[A-Za-z]):(?=\/\/)/g, '&#58;')
    .replace(/\bwww\./gi, 'www&#46;')
    .replace(/@(?=[A-Za-z0-9])/g, '&#64;');
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029\t]+/g, ' ');
}

/** What would begin a heading, a quote, a rule or a list at the start of a line. */
function atStart(text: string): string {
  return text.replace(/^(\s*)([#+=-])/, '$1\\$2').replace(/^(\s*\d{1,9})([.)])/, '$1\\$2');
}
