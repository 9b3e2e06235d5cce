import { type Clip, LARGE } from './clip.ts';

/** One thing that was given. A small text stands in the page and can be changed; a file, or a text too large for a field, never enters it. */
export interface Piece {
  /** Tells it from the others while the page lives. */
  readonly key: number;
  /** The file's name, or the one that the person gave; null for pasted text. */
  readonly name: string | null;
  /** What pasted text is called by: the first command or output that was recognised in it. */
  readonly found: string | null;
  /** Counts what has neither: `Paste 2`. */
  readonly n: number;
  readonly body: string | Blob;
  /** Of a blob: known once it was read. */
  readonly lines: number | null;
}

/** A case: all that was given to a box, in the order in which it was taken. */
export interface Given {
  readonly pieces: readonly Piece[];
  /** Under which it is kept in this browser; null until it was read. */
  readonly id: string | null;
  /** The name that the person gave it. */
  readonly title: string | null;
  /** Whether it may be kept: an example is not. */
  readonly keeps: boolean;
}

export const NOTHING: Given = { pieces: [], id: null, title: null, keeps: true };

let lastKey = 0;

/** A piece with a key of its own, the first of its case. */
export function pieceOf(body: string | Blob, known: Partial<Omit<Piece, 'key' | 'body'>> = {}): Piece {
  return { name: null, found: null, n: 1, lines: null, ...known, key: ++lastKey, body };
}

/** Text as it belongs into the box: in the field where it is small, as a blob where it is not. */
export function textOf(text: string): Given {
  if (text === '') return NOTHING;
  return { ...NOTHING, pieces: [pieceOf(text.length > LARGE ? new Blob([text]) : text)] };
}

/** What a paste or a drop brings, as it belongs into the box. */
export function givenBy(clip: Clip): Given {
  if (clip.kind === 'text') return textOf(clip.text);
  return {
    ...NOTHING,
    pieces: numbered(
      [],
      clip.files.map(file => pieceOf(file, { name: file.name })),
    ),
  };
}

/** Each of `more` behind what is there, as a tab of its own. A tab that is still empty makes way. */
export function added(given: Given, more: Given): Given {
  const before = given.pieces.filter(piece => !isBlank(piece));
  return { ...given, pieces: [...before, ...numbered(before, more.pieces)] };
}

/** The same in a box without tabs: small text grows in the one field that there is. */
export function joined(given: Given, more: Given): Given {
  const last = given.pieces.at(-1);
  const [next] = more.pieces;
  if (last && next && more.pieces.length === 1 && isText(last) && isText(next)) {
    const text = `${last.body.replace(/\n?$/, '\n')}${next.body}`;
    if (text.length <= LARGE) return changed(given, last.key, { body: text });
  }
  return added(given, more);
}

/** Something else is known of a piece. */
export function changed(given: Given, key: number, to: Partial<Omit<Piece, 'key'>>): Given {
  return { ...given, pieces: given.pieces.map(piece => (piece.key === key ? { ...piece, ...to } : piece)) };
}

/** Without a piece. The case is another one where nothing is left. */
export function removed(given: Given, key: number): Given {
  const pieces = given.pieces.filter(piece => piece.key !== key);
  return pieces.length === 0 ? NOTHING : { ...given, pieces };
}

function numbered(before: readonly Piece[], pieces: readonly Piece[]): Piece[] {
  const last = Math.max(0, ...before.map(({ n }) => n));
  return pieces.map((piece, index) => ({ ...piece, n: last + index + 1 }));
}

export function isText(piece: Piece): piece is Piece & { readonly body: string } {
  return typeof piece.body === 'string';
}

/** A tab into which nothing has been put. */
export function isBlank({ body }: Piece): boolean {
  return body === '';
}

export function isEmpty({ pieces }: Given): boolean {
  return pieces.every(isBlank);
}

/** Whether two hold the same to read, whatever their pieces are called. */
export function sameToRead(one: Given, other: Given): boolean {
  const [ones, others] = [one, other].map(({ pieces }) => pieces.filter(piece => !isBlank(piece)));
  return (
    ones !== undefined &&
    ones.length === others?.length &&
    ones.every(({ body }, index) => body === others[index]?.body)
  );
}

/** What there is to read of a piece. */
export function blobOf({ body }: Piece): Blob {
  return typeof body === 'string' ? new Blob([body]) : body;
}

/** What is handed to the worker. */
export function blobsOf({ pieces }: Given): Blob[] {
  const blobs = pieces.filter(piece => !isBlank(piece)).map(blobOf);
  return blobs.length > 0 ? blobs : [new Blob([''])];
}

/** The name that the progress shows; null where there is more than one file, or none. */
export function nameOf({ pieces }: Given): string | null {
  return pieces.length === 1 ? (pieces[0]?.name ?? null) : null;
}

/** Lines of a piece; null where nobody has counted them. */
export function linesOf(piece: Piece): number | null {
  return isText(piece) ? countLines(piece.body) : piece.lines;
}

export function bytesOf({ body }: Piece): number {
  return typeof body === 'string' ? new Blob([body]).size : body.size;
}

export function countLines(text: string): number {
  let lines = text === '' || text.endsWith('\n') ? 0 : 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
