/** A piece of a command as it is shown: plain text, or the name of a value the reader has to fill in. */
export interface CommandPart {
  readonly text: string;
  readonly placeholder: boolean;
}

/**
 * Cuts a command at its placeholders: `ping <node>` with `['node']` → `ping `, `node`.
 * Only names that are declared count: `cat < file > other` has none.
 */
export function cutAtPlaceholders(text: string, names: readonly string[]): CommandPart[] {
  if (names.length === 0) return [{ text, placeholder: false }];
  return text
    .split(new RegExp(`<(${names.join('|')})>`))
    .map((piece, index) => ({ text: piece, placeholder: index % 2 === 1 }))
    .filter(part => part.text !== '');
}
