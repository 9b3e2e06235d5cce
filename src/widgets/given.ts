import { type Clip, LARGE } from './clip.ts';

/** Something that never enters the page: a file, or a paste too large for a text field. */
export interface Piece {
  /** The file's name; null for pasted text. */
  readonly name: string | null;
  readonly blob: Blob;
  /** Known once it was read. */
  readonly lines: number | null;
}

/** All that stands in the box: the pieces, and after them the text of the field. */
export interface Given {
  readonly pieces: readonly Piece[];
  readonly text: string;
}

export const NOTHING: Given = { pieces: [], text: '' };

function pieceOf(text: string): Piece {
  return { name: null, blob: new Blob([text]), lines: null };
}

function fileOf(file: File): Piece {
  return { name: file.name, blob: file, lines: null };
}

/** Text as it belongs into the box: in the field where it is small, as a piece where it is not. */
export function textOf(text: string): Given {
  return text.length > LARGE ? { pieces: [pieceOf(text)], text: '' } : { pieces: [], text };
}

/** What a paste or a drop brings, as it belongs into the box. */
export function givenBy(clip: Clip): Given {
  return clip.kind === 'text' ? textOf(clip.text) : { pieces: clip.files.map(fileOf), text: '' };
}

/** Puts more behind what is there, in the order in which it was taken: readings of a counter have one. */
export function added(given: Given, more: Given): Given {
  if (more.pieces.length === 0) {
    const text = given.text === '' ? more.text : `${given.text.replace(/\n?$/, '\n')}${more.text}`;
    if (text.length <= LARGE) return { pieces: given.pieces, text };
  }
  const before = given.text === '' ? [] : [pieceOf(given.text)];
  return { pieces: [...given.pieces, ...before, ...more.pieces], text: more.text };
}

export function isEmpty({ pieces, text }: Given): boolean {
  return pieces.length === 0 && text === '';
}

/** Writes the lines that were counted beside the one piece that there is. */
export function counted(given: Given, lines: number): Given {
  const [only] = given.pieces;
  return only && given.pieces.length === 1 && given.text === ''
    ? { pieces: [{ ...only, lines }], text: '' }
    : given;
}

/** What is handed to the worker. */
export function blobsOf({ pieces, text }: Given): Blob[] {
  const blobs = pieces.map(({ blob }) => blob);
  return text === '' && blobs.length > 0 ? blobs : [...blobs, new Blob([text])];
}

/** The name that the progress shows; null where there is more than one file, or none. */
export function nameOf({ pieces }: Given): string | null {
  return pieces.length === 1 ? (pieces[0]?.name ?? null) : null;
}

export function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
