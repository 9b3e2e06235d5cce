// The cases that are kept in this browser: kept, listed, opened, renamed, forgotten.
import { keepsCases, mostBytes } from './keeping.ts';
import { brought, canStore, type StoredBlobs, type StoredCase, type Stores, within } from './store.ts';

/**
 * What became of a case that was to be kept. too-big: larger than all that is allowed. full: the browser has no room. blocked: it keeps
 * nothing here. failed: a file of the case has been moved, or the browser gives another reason.
 */
export type Kept = 'kept' | 'off' | 'too-big' | 'full' | 'blocked' | 'failed';

const CHANGED = 'change';
const changes = new EventTarget();
/** Other tabs of the site show the same list. */
const others = 'BroadcastChannel' in globalThis ? new BroadcastChannel('conntriage.cases') : null;
others?.addEventListener('message', () => changes.dispatchEvent(new Event(CHANGED)));

function tellChange(): void {
  changes.dispatchEvent(new Event(CHANGED));
  others?.postMessage(CHANGED);
}

/** Calls whenever the cases that are kept have changed, here or in another tab; the function that comes back ends that. */
export function onCasesChanged(act: () => void): () => void {
  changes.addEventListener(CHANGED, act);
  return () => changes.removeEventListener(CHANGED, act);
}

/** Keeps a case, in the place of what has the same id; the oldest go where it would be more than is allowed. */
export async function keep(about: StoredCase, blobs: readonly Blob[]): Promise<Kept> {
  if (!keepsCases()) return 'off';
  const most = mostBytes();
  if (about.bytes > most) return 'too-big';
  if (!(await canStore())) return 'blocked';
  try {
    await within('readwrite', async stores => {
      const all = await brought<StoredCase[]>(stores.cases.getAll());
      const before = all.find(({ id }) => id === about.id);
      const rest = all.filter(other => other !== before);
      for (const id of tooOld(rest, most - about.bytes)) drop(stores, id);
      // It may have been renamed in the list since it was opened.
      stores.cases.put({ ...about, title: about.title ?? before?.title ?? null });
      stores.pastes.put({ id: about.id, blobs } satisfies StoredBlobs);
    });
  } catch (error) {
    return error instanceof DOMException && error.name === 'QuotaExceededError' ? 'full' : 'failed';
  }
  tellChange();
  return 'kept';
}

/** The ids of the oldest cases without which the others take no more than `room` bytes. */
export function tooOld(cases: readonly Pick<StoredCase, 'id' | 'time' | 'bytes'>[], room: number): string[] {
  const newestFirst = [...cases].sort((one, other) => other.time - one.time);
  let taken = 0;
  for (const [index, { bytes }] of newestFirst.entries()) {
    taken += bytes;
    if (taken > room) return newestFirst.slice(index).map(({ id }) => id);
  }
  return [];
}

/** Makes room after less has been allowed. */
export async function keepWithin(most: number): Promise<void> {
  await within('readwrite', async stores => {
    const all = await brought<StoredCase[]>(stores.cases.getAll());
    for (const id of tooOld(all, most)) drop(stores, id);
  });
  tellChange();
}

/** All cases that are kept, the newest first. Rejects where the browser keeps nothing here. */
export async function keptCases(): Promise<StoredCase[]> {
  const all = await within('readonly', ({ cases }) => brought<StoredCase[]>(cases.getAll()));
  return all.sort((one, other) => other.time - one.time);
}

/** One case with its pastes; null where it is no longer kept. */
export async function keptCase(id: string): Promise<(StoredCase & StoredBlobs) | null> {
  return within('readonly', async ({ cases, pastes }) => {
    const about = await brought<StoredCase | undefined>(cases.get(id));
    const held = await brought<StoredBlobs | undefined>(pastes.get(id));
    return about && held ? { ...about, blobs: held.blobs } : null;
  });
}

/** Gives a case another name; null gives it back the one of its finding. */
export async function renameCase(id: string, title: string | null): Promise<void> {
  await within('readwrite', async ({ cases }) => {
    const about = await brought<StoredCase | undefined>(cases.get(id));
    if (about) cases.put({ ...about, title } satisfies StoredCase);
  });
  tellChange();
}

export async function forgetCase(id: string): Promise<void> {
  await within('readwrite', async stores => drop(stores, id));
  tellChange();
}

export async function forgetAllCases(): Promise<void> {
  await within('readwrite', async ({ cases, pastes }) => {
    cases.clear();
    pastes.clear();
  });
  tellChange();
}

/** Puts back what was forgotten a moment ago. */
export async function bringBack({ blobs, ...about }: StoredCase & StoredBlobs): Promise<void> {
  await within('readwrite', async ({ cases, pastes }) => {
    cases.put(about);
    pastes.put({ id: about.id, blobs });
  });
  tellChange();
}

function drop({ cases, pastes }: Stores, id: string): void {
  cases.delete(id);
  pastes.delete(id);
}
