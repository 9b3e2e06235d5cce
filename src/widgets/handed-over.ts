/** Kept in the tab, never in an address: an address reaches servers and histories. */
const KEY = 'conntriage.paste';

/** Hands a text to the desk, which the reader opens next. Throws where the browser keeps nothing, or not so much. */
export function handOver(text: string): void {
  sessionStorage.setItem(KEY, text);
}

/** The text that another page of this tab has handed over, once; null without. */
export function takeOver(): string | null {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return text;
  } catch {
    return null;
  }
}
