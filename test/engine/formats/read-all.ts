import { readFileSync } from 'node:fs';
import type { Document } from '../../../src/engine/model/document.ts';
import { paste } from '../paste.ts';

type Kind = Document['kind'];
type Of<K extends Kind> = Extract<Document, { kind: K }>;

/** Every document of a kind in a paste, in order. */
export async function documents<K extends Kind>(kind: K, text: string): Promise<Of<K>[]> {
  const { sections } = await paste(text);
  return sections.flatMap(({ document }) => (document.kind === kind ? [document as Of<K>] : []));
}

/** The one document of a paste, and how many of its lines were not read; throws where there is another number of them. */
export async function only<K extends Kind>(kind: K, text: string): Promise<Of<K> & { unread: number }> {
  const { sections, unreadLines } = await paste(text);
  const [section, ...more] = sections;
  if (section?.document.kind !== kind || more.length > 0)
    throw new Error(
      `Read as ${sections.map(({ format, document }) => `${format} (${document.kind})`).join(', ') || 'nothing'}.`,
    );
  return { ...(section.document as Of<K>), unread: unreadLines };
}

/** The text of a capture: `dns/dig.answer`. */
export function capture(name: string): string {
  return readFileSync(`test/captures/${name}.txt`, 'utf8');
}

/** The same with blanks and tabs collapsed to one blank, as chat tools do. */
export function collapsed(text: string): string {
  return text.replaceAll(/[ \t]+/g, ' ').replaceAll(/ $/gm, '');
}
