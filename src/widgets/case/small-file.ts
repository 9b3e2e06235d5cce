import { LARGE } from '../clip.ts';
import { type Given, type Piece, pieceOf } from '../given.ts';

/**
 * The text of a small file, so that it can be changed in the page; null for a large one and for what is no plain UTF-8: a field
 * would not give back the same bytes.
 */
export async function textOfSmall(blob: Blob): Promise<string | null> {
  if (blob.size > LARGE || blob.size === 0) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await blob.arrayBuffer());
    return isPlain(text) ? text : null;
  } catch {
    return null;
  }
}

/** A field makes other line ends of CR, and nobody edits NUL bytes or colours of a terminal. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 32 && code !== 9 && code !== 10) return false;
    if (code === 0xfeff) return false;
  }
  return true;
}

/** Pieces as they were kept or handed over; small texts come back into their fields. */
export async function unpacked(
  pieces: readonly (Partial<Omit<Piece, 'key' | 'body'>> & { readonly blob: Blob })[],
): Promise<Given['pieces']> {
  const bodies = await Promise.all(pieces.map(async ({ blob }) => (await textOfSmall(blob)) ?? blob));
  return pieces.map(({ blob: _, ...known }, index) =>
    pieceOf(bodies[index] ?? '', { n: index + 1, ...known }),
  );
}
