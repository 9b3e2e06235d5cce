import type { KubeResource } from '../../model/kube-objects.ts';

/** What a column can hold, for rows whose blanks were collapsed; `\S+` where not said. */
const AGE = '(?:\\d{1,6}[ywdhms]){1,3}|<unknown>|<invalid>';
const LIST = '\\S{1,400}(?: \\+ \\d{1,6} more\\.\\.\\.)?';
const WORD = '\\S{1,2000}';

/** pkg/printers/internalversion/printers.go of Kubernetes 1.11 to 1.36: the headings and what they hold. */
const CONTENT: Readonly<Record<string, string>> = {
  NAMESPACE: '[a-z0-9][a-z0-9-]{0,62}',
  NAME: '[a-zA-Z0-9<*][\\w./:*<>-]{0,300}',
  READY: '\\d{1,6}(?:/\\d{1,6})?',
  STATUS: '[A-Z][\\w:/,.-]{0,80}',
  // Since 1.22 with the last time: `5 (3m12s ago)`
  RESTARTS: '\\d{1,9}(?: \\(\\S{1,20} ago\\))?',
  AGE,
  TYPE: '[A-Z]\\w{2,40}',
  'CLUSTER-IP': '[\\da-fA-F.:xX*]{2,45}|None|<none>',
  'EXTERNAL-IP': '[\\w.:,*-]{2,400}|<none>|<pending>|<unknown>',
  'PORT(S)': '(?:\\d{1,5}(?::\\d{1,5})?/[A-Z]{3,5},?){1,100}|<none>',
  ENDPOINTS: `${LIST}|<none>|<unset>`,
  ADDRESSTYPE: 'IPv4|IPv6|FQDN',
  PORTS: LIST,
  VERSION: 'v\\d\\S{1,60}',
  'INTERNAL-IP': '[\\w.:*]{2,60}|<none>',
  // The only free text in the middle of a row: `Ubuntu 22.04.4 LTS`
  'OS-IMAGE': '\\S{1,60}(?: \\S{1,60}){0,8}?',
  'CONTAINER-RUNTIME': '[\\w-]{1,30}://\\S{1,80}',
  'POD-SELECTOR': '\\S{1,400}(?: \\S{1,200}){0,20}?',
};

/** Headings that are two words. */
const TWO_WORDS = new Set(['NOMINATED NODE', 'READINESS GATES', 'NODE SELECTOR']);
const KNOWN = new Set([
  ...Object.keys(CONTENT),
  ...TWO_WORDS,
  'IP',
  'NODE',
  'SELECTOR',
  'ROLES',
  'KERNEL-VERSION',
  'CLASS',
  'HOSTS',
  'ADDRESS',
  'DATA',
  'UP-TO-DATE',
  'AVAILABLE',
  'DESIRED',
  'CURRENT',
  'CONTAINERS',
  'IMAGES',
  'LABELS',
  'REASON',
  'SUBOBJECT',
  'SOURCE',
  'COUNT',
]);

/** The headings of a table: their names, and where they stand if the blanks between them are the printed ones. */
export interface Headings {
  readonly names: readonly string[];
  /** Null where the blanks were collapsed. */
  readonly starts: readonly number[] | null;
  /** A whole row, told by what each column can hold. */
  readonly row: RegExp;
}

/** Reads the line of headings; null for any other line. */
export function readHeadings(text: string): Headings | null {
  if (!/^\s{0,8}(?:NAMESPACE|NAME)\s/.test(text) || text.length > 2000) return null;
  const names: string[] = [];
  const starts: number[] = [];
  const words = [...text.matchAll(/\S+/g)];
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as RegExpExecArray;
    const pair = `${word[0]} ${words[i + 1]?.[0]}`;
    // A label's column (-L) is its name in capitals: `TOPOLOGY.KUBERNETES.IO/ZONE`
    if (!/^[A-Z][A-Z0-9()./_-]{0,80}$/.test(word[0])) return null;
    starts.push(word.index);
    if (TWO_WORDS.has(pair) && (words[i + 1]?.index ?? 0) === word.index + word[0].length + 1) {
      names.push(pair);
      i++;
    } else names.push(word[0]);
  }
  if (names.length < 2 || names.length > 40 || new Set(names).size !== names.length) return null;
  if (names.filter(name => KNOWN.has(name)).length < Math.min(3, names.length)) return null;
  const wide = names.every((_, i) => i === 0 || (starts[i] as number) >= endOf(names, starts, i - 1) + 2);
  return makeHeadings(names, wide ? starts : null);
}

function endOf(names: readonly string[], starts: readonly number[], i: number): number {
  return (starts[i] as number) + (names[i] as string).length;
}

export function makeHeadings(names: readonly string[], starts: readonly number[] | null): Headings {
  const cells = names.map(name => `(${CONTENT[name] ?? WORD})`);
  return { names, starts, row: new RegExp(`^\\s{0,8}${cells.join('\\s{1,200}')}\\s{0,200}$`) };
}

/** The cells of a row; null where neither blanks, places nor content tell them apart. */
export function readCells(text: string, headings: Headings): string[] | null {
  const { names, starts, row } = headings;
  const apart = text.trim().split(/ {2,}|\t/);
  if (apart.length === names.length && fits(apart, names)) return apart;
  const placed = starts ? byPlace(text, starts) : null;
  if (placed && fits(placed, names)) return placed;
  const match = text.length <= 8000 ? row.exec(text) : null;
  return match ? match.slice(1).map(cell => cell.trim()) : null;
}

/** Columns begin where their headings do. A cell may be empty (an ingress without an address). */
function byPlace(text: string, starts: readonly number[]): string[] | null {
  if (text.length <= (starts[1] as number)) return null;
  for (const start of starts.slice(1)) {
    if (start > 0 && start < text.length && text[start - 1] !== ' ') return null;
  }
  return starts.map((start, i) => text.slice(start, starts[i + 1] ?? text.length).trim());
}

const PATTERNS = new Map(
  Object.entries(CONTENT).map(([name, content]) => [name, new RegExp(`^(?:${content})$`)]),
);
/** Columns that are left empty where there is nothing to say. */
const MAY_BE_EMPTY = new Set(['ADDRESS', 'SUBOBJECT', 'SOURCE', 'MESSAGE', 'CLASS', 'LABELS']);

function fits(cells: readonly string[], names: readonly string[]): boolean {
  return cells.every((cell, i) => {
    const name = names[i] as string;
    if (cell === '') return MAY_BE_EMPTY.has(name) || !KNOWN.has(name);
    return PATTERNS.get(name)?.test(cell) ?? true;
  });
}

/** What a table is about, by its headings. */
export function resourceOf(names: readonly string[]): KubeResource {
  const has = (...wanted: string[]) => wanted.every(name => names.includes(name));
  if (has('CLUSTER-IP')) return 'service';
  if (has('ADDRESSTYPE')) return 'endpointslice';
  if (has('ENDPOINTS')) return 'endpoints';
  if (has('ROLES', 'VERSION')) return 'node';
  if (has('READY', 'RESTARTS')) return 'pod';
  if (has('POD-SELECTOR')) return 'networkpolicy';
  if (has('DESIRED', 'NODE SELECTOR')) return 'daemonset';
  if (has('DESIRED', 'CURRENT', 'READY')) return 'replicaset';
  if (has('UP-TO-DATE', 'AVAILABLE')) return 'deployment';
  if (has('HOSTS', 'ADDRESS')) return 'ingress';
  const plain = names.filter(name => name !== 'NAMESPACE' && name !== 'LABELS').join(' ');
  if (plain === 'NAME READY AGE') return 'statefulset';
  if (plain === 'NAME DATA AGE') return 'configmap';
  return plain === 'NAME STATUS AGE' ? 'namespace' : 'other';
}
