// The case on the desk and the cases that are kept, for whoever shares, compares or opens one. What stands here is all that other
// parts of the desk need to know of it.
import { blobOf, bytesOf, type Given, isBlank, isEmpty, linesOf } from '../given.ts';
import { texts } from '../texts.ts';
import { keptCase, keptCases } from './cases.ts';
import { fullTitleOf, labelsOf } from './words.ts';

/** Some outputs in the order in which they were taken. */
export interface Case {
  /** As the person called it, else by its main finding; empty where nothing names it. */
  readonly name: string;
  readonly pastes: readonly { readonly name: string; readonly blob: Blob }[];
}

/** A case of the list, without its pastes. */
export interface ListedCase {
  readonly id: string;
  /** In the language of the page. */
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly bytes: number;
  readonly pastes: readonly { readonly name: string; readonly bytes: number }[];
}

export interface OpenOptions {
  /** False for what is nobody's own, as an example: it is not kept in this browser. */
  readonly kept?: boolean;
}

/** What takes and gives the case: the big paste box. */
export interface Desk {
  readonly given: Given;
  /** The name of the case by what was found; empty where nothing was. */
  readonly foundName: string;
  open(opened: Case, options: OpenOptions): void;
  /** False where it is no longer kept. */
  openKept(id: string): Promise<boolean>;
}

let desk: Desk | null = null;
/** Opened before the box had come. */
let waiting: (() => void) | null = null;

/** The box says that it is there; the function that comes back says that it is gone. */
export function takeDesk(of: Desk): () => void {
  desk = of;
  const act = waiting;
  waiting = null;
  act?.();
  return () => {
    if (desk === of) desk = null;
  };
}

/** What stands on the desk, read or not; null where it is empty. */
export function currentCase(): Case | null {
  if (!desk || isEmpty(desk.given)) return null;
  const { pieces, title } = desk.given;
  const labels = labelsOf(pieces);
  const pastes = pieces.flatMap((piece, index) =>
    isBlank(piece) ? [] : [{ name: labels[index] ?? '', blob: blobOf(piece) }],
  );
  return { name: title ?? desk.foundName, pastes };
}

/** Lines of each output on the desk; null where one of them has not been counted. */
export function currentLines(): number[] | null {
  const lines = desk?.given.pieces.filter(piece => !isBlank(piece)).map(linesOf) ?? [];
  return lines.some(count => count === null) ? null : (lines as number[]);
}

/**
 * Puts a case on the desk and reads it; what stood there is one key away. A name that is empty is found anew. On a page without a desk
 * nothing happens; before the box has come, it waits for it.
 */
export function openCase(opened: Case, options: OpenOptions = {}): void {
  if (desk) desk.open(opened, options);
  else waiting = () => desk?.open(opened, options);
}

/** The cases that are kept in this browser, the newest first; none where it keeps nothing. */
export async function storedCases(): Promise<ListedCase[]> {
  try {
    const [all, sentences] = await Promise.all([keptCases(), texts.catch(() => null)]);
    return all.map(({ id, time, bytes, pastes, ...about }) => {
      const labels = labelsOf(pastes);
      return {
        id,
        time,
        bytes,
        name: fullTitleOf(about, sentences),
        pastes: pastes.map((paste, index) => ({ name: labels[index] ?? '', bytes: paste.bytes })),
      };
    });
  } catch {
    return [];
  }
}

/** One of them with its pastes; null where it is no longer kept. */
export async function storedCase(id: string): Promise<Case | null> {
  try {
    const [found, sentences] = await Promise.all([keptCase(id), texts.catch(() => null)]);
    if (!found) return null;
    const labels = labelsOf(found.pastes);
    return {
      name: fullTitleOf(found, sentences),
      pastes: found.blobs.map((blob, index) => ({ name: labels[index] ?? '', blob })),
    };
  } catch {
    return null;
  }
}

/** Puts a case of the list on the desk, to be kept under the same id. False where it is no longer kept. */
export async function openStored(id: string): Promise<boolean> {
  return (await desk?.openKept(id)) ?? false;
}

/** Bytes of a case. */
export function bytesOfCase({ pieces }: Given): number {
  return pieces.reduce((sum, piece) => sum + bytesOf(piece), 0);
}
