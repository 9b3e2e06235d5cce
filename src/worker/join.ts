import { unpack } from '../engine/text/unpack.ts';

/** The pieces of a paste as one: packed files unpacked, each piece beginning on a line of its own. */
export async function join(pieces: readonly Blob[]): Promise<Blob> {
  const parts: BlobPart[] = [];
  let last: Blob | null = null;
  for (const piece of pieces) {
    const text = await unpack(piece);
    if (last && !(await endsWithNewline(last))) parts.push('\n');
    parts.push(text);
    last = text;
  }
  return last && parts.length === 1 ? last : new Blob(parts);
}

async function endsWithNewline(blob: Blob): Promise<boolean> {
  return new Uint8Array(await blob.slice(-1).arrayBuffer())[0] === 10;
}
