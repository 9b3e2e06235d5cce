/** Other clothes: the same paste, so the same verdicts. */
export const CLOTHES: Readonly<Record<string, (text: string) => BlobPart>> = {
  CRLF: text => text.replaceAll('\n', '\r\n'),
  'a mail quote': text => text.replaceAll(/^/gm, '> '),
  colours: text => text.replaceAll(/\d+/g, '\x1b[1;36m$&\x1b[0m'),
  'a fence': text => `\`\`\`\n${text}${text.endsWith('\n') ? '' : '\n'}\`\`\`\n`,
  'UTF-16': text => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le')),
  'blank lines between': text => text.replaceAll('\n', '\n\n'),
};

/** Damage: what is destroyed may become undecided, never another incident. */
export const DAMAGE: Readonly<Record<string, (text: string) => string>> = {
  'wrapped at 80 columns': text => text.replaceAll(/.{80}(?=.)/g, '$&\n'),
  'wrapped at 120 columns': text => text.replaceAll(/.{120}(?=.)/g, '$&\n'),
  'blanks collapsed': text => text.replaceAll(/[ \t]+/g, ' '),
  'lines cut at 60 columns': text => text.replaceAll(/^(.{60}).*$/gm, '$1'),
  'first half': text => text.slice(0, text.length / 2),
  'second half': text => text.slice(text.length / 2),
  'every other line': text =>
    text
      .split('\n')
      .filter((_, i) => i % 2 === 0)
      .join('\n'),
  ...Object.fromEntries(
    [1, 3, 5, 7].map(part => [
      `cut after ${part} of 8`,
      (text: string) => text.slice(0, (text.length * part) / 8),
    ]),
  ),
};
