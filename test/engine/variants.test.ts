import { describe, expect, test } from 'vitest';
import type { Verdict } from '../../src/engine/model/finding.ts';
import { cases } from './cases.ts';
import { paste } from './paste.ts';

const decoder = new TextDecoder();

/** Other clothes: the same paste, so the same verdicts. */
const CLOTHES: Readonly<Record<string, (text: string) => BlobPart>> = {
  CRLF: text => text.replaceAll('\n', '\r\n'),
  'a mail quote': text => text.replaceAll(/^/gm, '> '),
  colours: text => text.replaceAll(/\d+/g, '\x1b[1;36m$&\x1b[0m'),
  'a fence': text => `\`\`\`\n${text}${text.endsWith('\n') ? '' : '\n'}\`\`\`\n`,
  'UTF-16': text => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le')),
  'blank lines between': text => text.replaceAll('\n', '\n\n'),
};

/** Damage: what is destroyed may become undecided. Where nothing spoke for an incident, a part of it never confirms one. */
const DAMAGE: Readonly<Record<string, (text: string) => string>> = {
  'wrapped at 80 columns': text => text.replaceAll(/.{80}(?=.)/g, '$&\n'),
  'wrapped at 120 columns': text => text.replaceAll(/.{120}(?=.)/g, '$&\n'),
  'blanks collapsed': text => text.replaceAll(/[ \t]+/g, ' '),
  'lines cut at 60 columns': text => text.replaceAll(/^(.{60}).*$/gm, '$1'),
  'first half': text => text.slice(0, text.length / 2),
  'second half': text => text.slice(text.length / 2),
};

const spokeAgainst = (verdict: Verdict | undefined) => verdict === 'clear' || verdict === 'undecided';

describe.each(cases)('$folder: $name', ({ bytes, expect: expected }) => {
  const text = decoder.decode(bytes);

  test.each(Object.entries(CLOTHES))('in %s', async (_name, dress) => {
    const { findings } = await paste(dress(text));
    expect(Object.fromEntries(findings.map(found => [found.incident, found.verdict]))).toMatchObject(
      expected,
    );
  });

  test.each(Object.entries(DAMAGE))('%s', async (_name, damage) => {
    const { findings } = await paste(damage(text));
    for (const { incident, verdict } of findings) {
      if (spokeAgainst(expected[incident])) expect(verdict).not.toBe('confirmed');
    }
  });

  test('cut at any byte, it never becomes confirmed', async () => {
    for (let i = 1; i <= 24; i++) {
      const { findings } = await paste(bytes.slice(0, Math.floor((bytes.length * i) / 25)));
      for (const { incident, verdict } of findings) {
        if (spokeAgainst(expected[incident]))
          expect(verdict, `cut after part ${i} of 25`).not.toBe('confirmed');
      }
    }
  });
});
