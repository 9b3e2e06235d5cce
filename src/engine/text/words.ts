/** A word of a line and where it stands in it; `to` is exclusive. */
export interface Word {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** The words of a line between blanks and tabs, at most `limit`; the last one then takes nothing of the rest. */
export function wordsOf(text: string, limit = 4096): Word[] {
  const words: Word[] = [];
  const pattern = /\S+/g;
  for (let match = pattern.exec(text); match && words.length < limit; match = pattern.exec(text)) {
    words.push({ text: match[0], from: match.index, to: match.index + match[0].length });
  }
  return words;
}

/** A whole number as tools print it, without sign; null where the word is none (`-`, `*`, `12K`, `x`). */
export function wholeNumber(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,20}$/.test(text)) return null;
  return Number(text);
}

/** A number with or without decimals (`0.3`, `12,5` of some languages); null where the word is none. */
export function decimalNumber(text: string | undefined): number | null {
  if (text === undefined || !/^-?\d{1,16}(?:[.,]\d{1,9})?$/.test(text)) return null;
  return Number(text.replace(',', '.'));
}
