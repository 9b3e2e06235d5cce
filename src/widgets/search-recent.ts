import { couldBeOutput } from '../search/output-like.ts';

const KEY = 'conntriage.searches';
const most = 6;
/** A longer query is a text, not words. */
const longest = 80;

/** What was searched for in this browser, the last first. */
export function recentSearches(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter(query => typeof query === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

/** Keeps a query that led somewhere. Never a line of a log: it names hosts and addresses. */
export function keepSearch(query: string): void {
  const words = query.trim();
  if (words === '' || words.length > longest || couldBeOutput(words)) return;
  const kept = [words, ...recentSearches().filter(other => other !== words)].slice(0, most);
  store(JSON.stringify(kept));
}

/** Forgets all of them. */
export function forgetSearches(): void {
  store(null);
}

/** Storage may be switched off or full: then nothing is remembered. */
function store(value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
  } catch {
    // The search works without.
  }
}
