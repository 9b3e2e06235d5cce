// IndexedDB with promises, and the two stores in which cases are kept: what a list shows, and the pastes themselves.

const NAME = 'conntriage';
const VERSION = 1;

/** What the list shows of a case that is kept. Plain data. */
export interface StoredCase {
  readonly id: string;
  /** Milliseconds since 1970 when it was read last. */
  readonly time: number;
  /** The name that the person gave it; null where its main finding names it. */
  readonly title: string | null;
  /** The finding that ranks first; null where there was none. */
  readonly main: StoredFinding | null;
  readonly bytes: number;
  readonly pastes: readonly StoredPaste[];
}

export interface StoredFinding {
  /** The slug of the incident: its title is looked up in the language of the page. */
  readonly incident: string;
  readonly verdict: 'confirmed' | 'suspected' | 'clear' | 'undecided';
  readonly severity: 'critical' | 'warning' | 'notice';
}

export interface StoredPaste {
  readonly name: string | null;
  readonly found: string | null;
  readonly n: number;
  readonly bytes: number;
  readonly lines: number | null;
}

/** The pastes of a case, in its order. */
export interface StoredBlobs {
  readonly id: string;
  readonly blobs: readonly Blob[];
}

let opening: Promise<IDBDatabase> | null = null;

/** Rejects where the browser keeps nothing here: a private window of some, storage that is blocked, a page in a sandbox. */
function database(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('cases', { keyPath: 'id' });
      request.result.createObjectStore('pastes', { keyPath: 'id' });
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      const opened = request.result;
      // A later version of the site in another tab, or the person clearing the site's data, must not wait for this one.
      opened.onversionchange = () => opened.close();
      opened.onclose = () => {
        opening = null;
      };
      resolve(opened);
    };
  });
  opening.catch(() => {
    opening = null;
  });
  return opening;
}

/** Whether the browser keeps anything here. */
export async function canStore(): Promise<boolean> {
  return database().then(
    () => true,
    () => false,
  );
}

/** Both stores in one transaction. */
export interface Stores {
  readonly cases: IDBObjectStore;
  readonly pastes: IDBObjectStore;
}

/**
 * Does something in one transaction, all of it or nothing, and waits until it is written. Rejects with the `DOMException` of what
 * failed: `QuotaExceededError` where there is no room, `NotReadableError` where a file has been moved.
 */
export async function within<T>(
  mode: 'readonly' | 'readwrite',
  act: (stores: Stores) => Promise<T>,
): Promise<T> {
  const transaction = (await database()).transaction(['cases', 'pastes'], mode);
  const written = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('', 'AbortError'));
  });
  // Where `act` fails first, its reason is told; nobody else waits for this one.
  written.catch(() => {});
  const result = await act({
    cases: transaction.objectStore('cases'),
    pastes: transaction.objectStore('pastes'),
  });
  await written;
  return result;
}

/** What a request brings. */
export function brought<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
