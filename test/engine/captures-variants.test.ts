import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/engine/model/analysis.ts';
import { captures } from './captures.ts';
import { paste } from './paste.ts';

const decoder = new TextDecoder();

/** Other clothes: the same output, so the same documents. */
const CLOTHES: Readonly<Record<string, (text: string) => BlobPart>> = {
  CRLF: text => text.replaceAll('\n', '\r\n'),
  'a mail quote': text => `> ${text.replaceAll('\n', '\n> ')}`,
  colours: text => text.replaceAll(/\d+/g, '\x1b[1;36m$&\x1b[0m'),
  'a fence': text => `\`\`\`console\n${text}${text.endsWith('\n') ? '' : '\n'}\`\`\`\n`,
  'UTF-16': text => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le')),
  'a byte-order mark': text => `\ufeff${text}`,
};

/** What was read, without the places: in other clothes it stands elsewhere. */
function documents({ sections, unreadLines }: Analysis): unknown {
  const plain = JSON.stringify(
    sections.map(({ format, command, document }) => ({ format, command, document })),
    (key, value) =>
      PLACES.test(key) ? undefined : ArrayBuffer.isView(value) ? [...(value as Uint8Array)] : value,
  );
  return { read: JSON.parse(plain), unreadLines };
}

/** The names under which models keep places, and what a reader of bytes alone notes on its way. */
const PLACES =
  /^(?:span|spans|place|places|mark|marks|line|lines|start|starts|end|ends|first|last|firstLine|lastLine|lineEnd|bodyTarget)$/;

describe.each(captures)('$topic/$file', ({ bytes, command }) => {
  const prompt = command === null ? '' : `root@node-3:~# ${command}\n`;
  const text = prompt + decoder.decode(bytes);

  test('reads the same in all clothes', async () => {
    const plain = documents(await paste(text));
    for (const [name, dress] of Object.entries(CLOTHES)) {
      expect(documents(await paste(dress(text))), name).toEqual(plain);
    }
  });

  test('is read without a fault when it is cut at any byte', async () => {
    for (let part = 1; part < 12; part++) {
      const cut = Math.floor((bytes.length * part) / 12);
      const { sections, lines } = await paste(prompt, bytes.slice(0, cut));
      for (const section of sections) expect(section.lastLine).toBeLessThanOrEqual(lines);
      await paste(bytes.slice(cut));
    }
  });
});
