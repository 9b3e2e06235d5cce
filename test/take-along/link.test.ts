import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  carriesCase,
  MOST_CHARACTERS,
  MOST_UNPACKED,
  packCase,
  unpackCase,
} from '../../src/take-along/index.ts';

async function fragmentOf(pastes: readonly BlobPart[], name = 'Table full'): Promise<string> {
  const packed = await packCase({
    name,
    pastes: pastes.map((part, at) => ({ name: `paste ${at}`, blob: new Blob([part]) })),
  });
  if ('refused' in packed) throw new Error(packed.refused);
  return packed.fragment;
}

async function opened(fragment: string) {
  const unpacked = await unpackCase(fragment);
  if ('failed' in unpacked) return unpacked;
  const { name, pastes } = unpacked.opened;
  return { name, texts: await Promise.all(pastes.map(({ blob }) => blob.text())) };
}

test('what goes in comes out, byte by byte', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string(),
      fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 4 }),
      async (name, parts) => {
        const fragment = await fragmentOf(
          parts.map(part => Uint8Array.from(part)),
          name,
        );
        expect(fragment).toMatch(/^#case=1\.[\w-]+$/);
        expect(carriesCase(fragment)).toBe(true);
        const unpacked = await unpackCase(fragment);
        if ('failed' in unpacked) throw new Error(unpacked.failed);
        expect(unpacked.opened.name).toBe(name.slice(0, 200));
        const bytes = await Promise.all(
          unpacked.opened.pastes.map(async ({ blob }) => new Uint8Array(await blob.arrayBuffer())),
        );
        expect(bytes).toEqual(parts.map(part => Uint8Array.from(part)));
      },
    ),
    { numRuns: 60 },
  );
});

describe('a link that was damaged', () => {
  const text = 'root@node-3:~# conntrack -S\ncpu=0 found=0 invalid=97 drop=3\n'.repeat(9);

  test('is told, wherever a letter was changed or it was cut off', async () => {
    const fragment = await fragmentOf([text]);
    for (let at = '#case=1.'.length; at < fragment.length; at++) {
      const other = fragment[at] === 'A' ? 'B' : 'A';
      // The last letter may hold bits that mean nothing.
      if (at < fragment.length - 1) {
        expect(await opened(fragment.slice(0, at) + other + fragment.slice(at + 1))).toEqual({
          failed: 'damaged',
        });
      }
      expect(await opened(fragment.slice(0, at))).toEqual({ failed: 'damaged' });
    }
  });

  test('is read where only mail has broken its lines', async () => {
    const fragment = await fragmentOf([text]);
    expect(await opened(fragment.replaceAll(/.{60}/g, '$&\n'))).toMatchObject({ texts: [text] });
    expect(await opened(fragment.replaceAll(/.{60}/g, '$&%20'))).toMatchObject({ texts: [text] });
  });

  test('is told from one of a newer page', async () => {
    expect(await opened('#case=2.AAAA')).toEqual({ failed: 'newer' });
    expect(await opened('#case=')).toEqual({ failed: 'damaged' });
    expect(await opened('#case=<b>.x')).toEqual({ failed: 'damaged' });
  });
});

/** A fragment with a checksum that fits, whatever is in it. */
async function made(content: Uint8Array): Promise<string> {
  const packed = deflateRawSync(content, { level: 9 });
  let crc = 0xffffffff;
  for (const byte of packed) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return `#case=1.${Buffer.concat([sum, packed]).toString('base64url')}`;
}

test('a small link that unpacks to much is broken off', async () => {
  const bomb = await made(
    Buffer.concat([Buffer.from('["x",["p",99999999]]\n'), Buffer.alloc(MOST_UNPACKED + 1)]),
  );
  expect(bomb.length).toBeLessThan(MOST_CHARACTERS);
  expect(await opened(bomb)).toEqual({ failed: 'too-big' });
  expect(await opened(`#case=1.${'A'.repeat(MOST_CHARACTERS)}`)).toEqual({ failed: 'too-big' });
});

test.each([
  '{}\nabc',
  '["x"]\nabc',
  '["x",["p",4]]\nabc',
  '["x",["p",2]]\nabc',
  '["x",["p",-1]]\nabc',
  '["x",["p",1e9]]\nabc',
  '["x",[3,3]]\nabc',
  '[3,["p",3]]\nabc',
  'no JSON\nabc',
  '["x",["p",3]]',
  `["x"${',["p",0]'.repeat(80)}]\n`,
])('what no page has made is refused: %s', async content => {
  expect(await opened(await made(Buffer.from(content)))).toEqual({ failed: 'damaged' });
});

test('what is too long is refused, and not packed to its end', async () => {
  const noise = Uint8Array.from(randomBytes(200_000));
  const packed = await packCase({ name: '', pastes: [{ name: '', blob: new Blob([noise]) }] });
  expect(packed).toEqual({ refused: 'too-long' });
  const big = await packCase({
    name: '',
    pastes: [{ name: '', blob: new Blob([new Uint8Array(MOST_UNPACKED)]) }],
  });
  expect(big).toEqual({ refused: 'too-big' });
});

test('the longest that is made can be opened', async () => {
  // Text that packs badly, grown until it is refused.
  const text = randomBytes(60_000).toString('base64');
  let last = '';
  for (let size = 20_000; size < 80_000; size += 1000) {
    const noise = text.slice(0, size);
    const packed = await packCase({ name: 'x', pastes: [{ name: 'p', blob: new Blob([noise]) }] });
    if ('refused' in packed) break;
    last = packed.fragment;
  }
  expect(last.length).toBeLessThanOrEqual(MOST_CHARACTERS);
  expect(await opened(last)).toMatchObject({ name: 'x' });
});
