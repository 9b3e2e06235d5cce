// What leaves the page with the person: the incident note, and the link that carries the case.
import { toJson } from './json.ts';
import { toMarkdown } from './markdown.ts';
import type { NoteSource } from './note.ts';
import { toPlain } from './plain.ts';

export * from './link.ts';
export type { NoteSource, ReadPaste } from './note.ts';

export const FORMS = ['markdown', 'text', 'json'] as const;
export type Form = (typeof FORMS)[number];

const WRITERS: Readonly<Record<Form, (source: NoteSource) => string>> = {
  markdown: toMarkdown,
  text: toPlain,
  json: toJson,
};

/** The end of a file's name, and its type. */
export const FILES: Readonly<Record<Form, readonly [ending: string, type: string]>> = {
  markdown: ['md', 'text/markdown'],
  text: ['txt', 'text/plain'],
  json: ['json', 'application/json'],
};

/** Writes the incident note. */
export function writeNote(source: NoteSource, form: Form): string {
  return WRITERS[form](source);
}
