import type { Edits } from './edits.ts';
import { objectNamed, type Part, renamed } from './names.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What the columns of `kubectl get` hold that names something. */
const COLUMNS: Readonly<Record<string, Part>> = {
  NAMESPACE: 'namespace',
  NODE: 'host',
  'NOMINATED NODE': 'host',
  SELECTOR: 'labels',
  'POD-SELECTOR': 'labels',
  LABELS: 'labels',
  OBJECT: 'object',
  CONTAINERS: 'word',
  IMAGES: 'image',
  HOSTS: 'search',
};

/** The table of `kubectl get` that is being read: its headings, and which kind of object its rows are. */
export interface Table {
  readonly heads: readonly string[];
  readonly kind: string;
}

const HEADING = /^\s{0,8}(?:NAMESPACE|NAME|LAST SEEN)\s{2,200}[A-Z][A-Z()/ -]{2,300}$/;

/** A line of headings; null for any other line. `command` tells the kind where the headings do not. */
export function tableOf(line: string, command: string | null): Table | null {
  if (!HEADING.test(line)) return null;
  const heads = line.trim().split(/ {2,}|\t/);
  return { heads, kind: kindOf(heads, command) };
}

function kindOf(heads: readonly string[], command: string | null): string {
  if (heads.includes('ADDRESSTYPE')) return 'endpointslice';
  if (heads.includes('ROLES')) return 'node';
  if (heads.includes('RESTARTS')) return 'pod';
  const asked = /\bget\s(?:-\S{1,40}\s){0,4}([a-z.]{2,60})/.exec(command ?? '')?.[1] ?? '';
  return asked || (heads.length === 3 && heads.join() === 'NAME,STATUS,AGE' ? 'namespace' : 'other');
}

/** Replaces the names in a row of a table: by its columns where they can be told apart. False where they cannot. */
export function takeRow(line: string, table: Table, edits: Edits, names: Pseudonyms): boolean {
  const cells = [...line.matchAll(/\S{1,4000}(?: \S{1,2000}){0,60}/g)];
  if (cells.length !== table.heads.length) return false;
  cells.forEach(({ 0: cell, index }, at) => {
    const head = table.heads[at] as string;
    if (cell.startsWith('<')) return;
    const text = named(head, cell, table, names);
    if (text !== cell) edits.take(index, index + cell.length, text);
  });
  return true;
}

function named(head: string, cell: string, { kind }: Table, names: Pseudonyms): string {
  if (head === 'NAME') {
    // `kubectl get all` writes `service/web`.
    return cell.includes('/') ? renamed('object', cell, names) : objectNamed(kind, cell, names);
  }
  const part = COLUMNS[head];
  if (!part) return cell;
  return part === 'word'
    ? cell
        .split(',')
        .map(word => renamed('word', word, names))
        .join(',')
    : renamed(part, cell, names);
}
