import { readFileSync } from 'node:fs';
import type { Analysis } from '../../../src/engine/model/analysis.ts';
import type { Document } from '../../../src/engine/model/document.ts';
import { paste } from '../paste.ts';

type Of<K extends Document['kind']> = Extract<Document, { kind: K }>;

/** The documents of one kind that a paste holds. */
export async function documents<K extends Document['kind']>(kind: K, text: string): Promise<Of<K>[]> {
  const { sections } = await paste(text);
  return sections.flatMap(({ document }) => (document.kind === kind ? (document as Of<K>) : []));
}

/** The only document of a paste; throws where there are others, or lines that nobody read. */
export async function only<K extends Document['kind']>(kind: K, text: string): Promise<Of<K>> {
  const analysis = await paste(text);
  const [section, ...others] = analysis.sections;
  if (!section || others.length > 0 || section.document.kind !== kind || analysis.unreadLines > 0)
    throw new Error(`not one ${kind}: ${told(analysis)}`);
  return section.document as Of<K>;
}

function told({ sections, unread }: Analysis): string {
  const found = sections.map(({ format, firstLine, lastLine }) => `${format} ${firstLine}-${lastLine}`);
  return `${found.join(', ')}; unread: ${JSON.stringify(unread.slice(0, 3))}`;
}

/** What test/lab/captures/host.sh recorded. */
export function recorded(name: string): string {
  return readFileSync(`test/captures/host/${name}.txt`, 'utf8');
}

/** The same lines as a terminal of that width breaks them. */
export function wrapped(text: string, width: number): string {
  return text
    .split('\n')
    .flatMap(line => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [''])
    .join('\n');
}

/** The same lines with every run of blanks and tabs made one blank, as chat tools do. */
export function collapsed(text: string): string {
  return text
    .split('\n')
    .map(line => line.trim().replace(/\s+/g, ' '))
    .join('\n');
}

/** A document without its places, to compare what two pastes say. */
export function withoutPlaces(document: unknown): unknown {
  return JSON.parse(
    JSON.stringify(document, (key, value) => (key === 'place' || key === 'marks' ? undefined : value)),
  );
}
