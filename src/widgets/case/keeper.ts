import type { ReportFinding } from '../../i18n/report.ts';
import { blobOf, bytesOf, type Given, isBlank, linesOf, type Piece } from '../given.ts';
import { t } from '../locale.ts';
import { number, say, size } from '../say.ts';
import { type Kept, keep, keptCase } from './cases.ts';
import { bytesOfCase } from './current.ts';
import { mostBytes } from './keeping.ts';
import { unpacked } from './small-file.ts';
import type { StoredCase, StoredPaste } from './store.ts';
import { words } from './words.ts';

/** An id for a case that is read for the first time. Works without a secure context, which `crypto.randomUUID` does not. */
export function newId(): string {
  const [one = 0, two = 0] = crypto.getRandomValues(new Uint32Array(2));
  return `${Date.now().toString(36)}-${one.toString(36)}${two.toString(36)}`;
}

/** Keeps a case that was read. What comes back is said to the person; null where there is nothing to say. */
export async function keepRead(given: Given, findings: readonly ReportFinding[]): Promise<string | null> {
  const { id, title, keeps } = given;
  if (!keeps || id === null) return null;
  const pieces = given.pieces.filter(piece => !isBlank(piece));
  const bytes = bytesOfCase(given);
  const about: StoredCase = {
    id,
    time: Date.now(),
    title,
    main: mainOf(findings),
    bytes,
    pastes: pieces.map(storedPaste),
  };
  return saidOf(await keep(about, pieces.map(blobOf)), bytes);
}

function mainOf([first]: readonly ReportFinding[]): StoredCase['main'] {
  return first ? { incident: first.incident, verdict: first.verdict, severity: first.severity } : null;
}

function storedPaste(piece: Piece): StoredPaste {
  const { name, found, n } = piece;
  return { name, found, n, bytes: bytesOf(piece), lines: linesOf(piece) };
}

/** A browser that keeps nothing at all says so in the list, not at every reading. */
function saidOf(kept: Kept, bytes: number): string | null {
  switch (kept) {
    case 'too-big':
      return say(words.not.tooBig, { size: exactly(bytes, mostBytes()), most: size(mostBytes()) });
    case 'full':
      return words.not.full;
    case 'failed':
      return words.not.failed;
    default:
      return null;
  }
}

/** `200.1 MB`; to the byte where rounding would hide that it is more than `most`. */
function exactly(bytes: number, most: number): string {
  return size(bytes) === size(most) ? `${number(bytes)}${t.box.gap}B` : size(bytes);
}

/** A case of the list as it belongs into the box; null where it is no longer kept, or cannot be read. */
export async function restored(id: string): Promise<Given | null> {
  try {
    const found = await keptCase(id);
    if (!found) return null;
    const pieces = await unpacked(
      found.blobs.map((blob, index) => ({ ...storedName(found.pastes[index]), blob })),
    );
    return { pieces, id, title: found.title, keeps: true };
  } catch {
    return null;
  }
}

function storedName(paste: StoredPaste | undefined): Partial<Pick<Piece, 'name' | 'found' | 'n' | 'lines'>> {
  if (!paste) return {};
  const { name, found, n, lines } = paste;
  return { name, found, n, lines };
}
