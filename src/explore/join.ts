import { unpack } from '../engine/text/unpack.ts';

/** A packed file that ends too early or is wrong. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** The pieces of a paste as one: packed files unpacked, each piece beginning on a line of its own. */
export async function join(pieces: readonly Blob[]): Promise<Blob> {
  const parts: BlobPart[] = [];
  let last: Blob | null = null;
  for (const piece of pieces) {
    const text = await unpacked(piece);
    if (last && !(await endsWithNewline(last))) parts.push('\n');
    parts.push(text);
    last = text;
  }
  return last && parts.length === 1 ? last : new Blob(parts);
}

/** What a browser says of a stream that breaks is no more than `TypeError: Failed to fetch`. */
async function unpacked(piece: Blob): Promise<Blob> {
  try {
    return await unpack(piece);
  } catch (error) {
    throw error instanceof TypeError ? new Damaged() : error;
  }
}

async function endsWithNewline(blob: Blob): Promise<boolean> {
  return new Uint8Array(await blob.slice(-1).arrayBuffer())[0] === 10;
}
