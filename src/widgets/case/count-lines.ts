import { isText, type Piece } from '../given.ts';

const NEWLINE = 10;

/**
 * Lines of a file, counted as it streams by, an unpacked stretch at a time; null for UTF-16, where the byte of a line end is also half of a
 * letter (上 is 4E 0A), and for what cannot be read.
 */
export async function countLinesOf(blob: Blob): Promise<number | null> {
  try {
    const [first = 0, second = 0] = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
    if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return null;
    const packed = first === 0x1f && second === 0x8b;
    const bytes = packed ? blob.stream().pipeThrough(new DecompressionStream('gzip')) : blob.stream();
    return await countIn(bytes.getReader());
  } catch {
    return null;
  }
}

async function countIn(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<number> {
  let lines = 0;
  let last = NEWLINE;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const chunk = part.value;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines++;
    last = chunk.at(-1) ?? last;
  }
  return last === NEWLINE ? lines : lines + 1;
}

/** The lines of each piece that nobody has counted, one after the other, told as they are known. */
export async function countAll(
  pieces: readonly Piece[],
  tell: (key: number, lines: number) => void,
): Promise<void> {
  for (const piece of pieces) {
    if (isText(piece) || piece.lines !== null) continue;
    const lines = await countLinesOf(piece.body as Blob);
    if (lines !== null) tell(piece.key, lines);
  }
}
