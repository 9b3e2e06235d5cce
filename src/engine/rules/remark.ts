import type { Unknown } from '../model/ruleset.ts';

/**
 * What stands behind a printed rule that its form left open, for people and for reading it again:
 *   -A INPUT -j ACCEPT # unknown: -i, -o (not shown); -s (a name)
 */
const WORDS: Readonly<Record<Unknown['why'], string>> = {
  'not-shown': 'not shown by this form',
  resolved: 'a name stands for it',
  ambiguous: 'other rules print the same',
  'not-understood': 'not understood',
  masked: 'blacked out',
  cut: 'the line breaks off',
};

/** The remark; empty where nothing is unknown. */
export function printRemark(unknown: readonly Unknown[]): string {
  if (unknown.length === 0) return '';
  const groups = Object.entries(WORDS).flatMap(([why, words]) => {
    const whats = unknown.filter(entry => entry.why === why).map(entry => plain(entry.what));
    return whats.length > 0 ? [`${[...new Set(whats)].join(', ')} (${words})`] : [];
  });
  return `# unknown: ${groups.join('; ')}`;
}

/** Without what has a meaning in the remark itself. */
function plain(what: string): string {
  return what.replace(/[,;()#"\s]{1,40}/g, ' ').trim() || 'text';
}

/** A rule's text with the remark that it breaks off within `what`. */
export function markedCut(text: string, what: string): string {
  return `${text} ${printRemark([{ what, why: 'cut' }])}`.trimStart();
}

/** Where the remark of a printed rule begins; -1 where it has none. A `#` within quotes is text. */
export function remarkAt(text: string): number {
  const at = text.lastIndexOf('# unknown: ');
  const listed = text.lastIndexOf('# as listed: ');
  const first = at < 0 || (listed >= 0 && listed < at) ? listed : at;
  if (first < 0 || (first > 0 && text[first - 1] !== ' ')) return -1;
  return quotesClose(text.slice(0, first)) ? first : -1;
}

function quotesClose(text: string): boolean {
  let open = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') open = !open;
  }
  return !open;
}

/** The remark, read again. */
export function readRemark(text: string): Unknown[] {
  const at = text.indexOf('# unknown: ');
  if (at < 0) return [];
  return text
    .slice(at + '# unknown: '.length)
    .split(';')
    .flatMap(group => {
      const match = /^([^()]{1,2000})\(([^()]{1,60})\)\s*$/.exec(group);
      const why = match && Object.entries(WORDS).find(([, words]) => words === match[2])?.[0];
      if (!match || !why) return [];
      return (match[1] as string).split(',').map(what => ({ what: what.trim(), why: why as Unknown['why'] }));
    });
}
