import { type Block, type NoteSource, noteBlocks, type Span } from './note.ts';

/** The note as plain text: for mail, and for chats that make no markup of it. */
export function toPlain(source: NoteSource): string {
  return `${noteBlocks(source).map(block).join('\n\n')}\n`;
}

function block(part: Block): string {
  switch (part.kind) {
    case 'heading':
      return part.level === 2 ? `== ${oneLine(part.text)} ==` : oneLine(part.text);
    case 'text':
      return part.spans.map(span).join('');
    case 'list':
      return part.items.map(item => `- ${item.map(span).join('')}`).join('\n');
    case 'lines':
      return part.lines.map(line => `    ${oneLine(line)}`).join('\n');
    case 'command':
      return part.command
        .split('\n')
        .map(line => `    $ ${line}`)
        .join('\n');
  }
}

function span(part: Span): string {
  if (typeof part === 'string') return oneLine(part);
  if ('code' in part) return oneLine(part.code);
  return part.text === part.link ? part.link : `${oneLine(part.text)} <${part.link}>`;
}

/** Nothing that was pasted begins a line of its own. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\u2028\u2029]+/g, ' ');
}
