// Whether cases are kept in this browser, and how much of it they may take. Kept as plain settings beside the chosen theme.

const SWITCH = 'conntriage.keep-cases';
const MOST = 'conntriage.keep-most';

/** What a person can allow, in bytes. */
export const ALLOWANCES = [50_000_000, 200_000_000, 1_000_000_000] as const;
const USUAL = ALLOWANCES[1];

/**
 * Off in a file that was carried somewhere until somebody switches it on: to a browser all files of a disk are one site, and each could read
 * what another has kept.
 */
export function keepsCases(): boolean {
  const chosen = recall(SWITCH);
  return chosen === null ? location.protocol !== 'file:' : chosen === 'on';
}

export function keepCases(on: boolean): void {
  remember(SWITCH, on ? 'on' : 'off');
}

/** Bytes that all cases together may take. */
export function mostBytes(): number {
  const chosen = Number(recall(MOST));
  return ALLOWANCES.find(bytes => bytes === chosen) ?? USUAL;
}

export function allow(bytes: number): void {
  remember(MOST, String(bytes));
}

/** For a browser that remembers nothing: the choice then holds for this page. */
const chosenHere = new Map<string, string>();

function recall(key: string): string | null {
  try {
    return chosenHere.get(key) ?? localStorage.getItem(key);
  } catch {
    return chosenHere.get(key) ?? null;
  }
}

function remember(key: string, value: string): void {
  chosenHere.set(key, value);
  try {
    localStorage.setItem(key, value);
  } catch {
    // The choice holds for this page only.
  }
}
