import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { type Case, currentLines } from '../case/current.ts';
import { locale } from '../locale.ts';

const t = takeAlongStrings[locale];
const NEWLINE = 10;
/** A case of so many bytes is more than a link or a tab takes; it stays in one piece. */
const MOST = 16_000_000;

/**
 * A text that stands for several, cut where each of them ends: so many lines a piece. Null where the lines do not add up to it, as
 * where one of them was never counted.
 */
async function inPieces(text: Blob, lines: readonly number[]): Promise<Blob[] | null> {
  if (text.size > MOST || lines.length < 2) return null;
  const bytes = new Uint8Array(await text.arrayBuffer());
  const pieces: Blob[] = [];
  let from = 0;
  for (const count of lines) {
    let to = from;
    for (let line = 0; line < count; line++) {
      if (to >= bytes.length) return null;
      const newline = bytes.indexOf(NEWLINE, to);
      to = newline < 0 ? bytes.length : newline + 1;
    }
    pieces.push(text.slice(from, to));
    from = to;
  }
  return from === bytes.length ? pieces : null;
}

/** The redacted text in the tabs of the case, called by what stands in them: the names of its files and its own may tell too much. */
export async function redactedCase(paste: Blob): Promise<Case> {
  const pieces = await inPieces(paste, currentLines() ?? []);
  const pastes = pieces?.map(blob => ({ name: '', blob })) ?? [{ name: t.redactedCase, blob: paste }];
  return { name: '', pastes };
}
