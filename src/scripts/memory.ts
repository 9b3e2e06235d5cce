/** What the reader chose, kept in this browser. Storage may be switched off: then nothing is remembered. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`conntriage.${key}`);
  } catch {
    return null;
  }
}

/** Remembers a choice; `undefined` forgets it. */
export function remember(key: string, value: string | undefined): void {
  try {
    if (value === undefined) localStorage.removeItem(`conntriage.${key}`);
    else localStorage.setItem(`conntriage.${key}`, value);
  } catch {
    // The choice holds for this page only.
  }
}
