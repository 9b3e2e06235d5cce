import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import { join } from '../../src/explore/join.ts';
import { type Locale, locales } from '../../src/i18n/locales.ts';
import { format } from '../../src/i18n/message.ts';
import { caseStrings } from '../../src/i18n/strings/desk/case.ts';
import * as to from '../../src/widgets/case/box-state.ts';
import { tooOld } from '../../src/widgets/case/cases.ts';
import { countLinesOf } from '../../src/widgets/case/count-lines.ts';
import { recognised } from '../../src/widgets/case/recognise.ts';
import { textOfSmall } from '../../src/widgets/case/small-file.ts';
import { timeLeft } from '../../src/widgets/case/time-left.ts';
import { added, blobsOf, countLines, type Given, givenBy, textOf } from '../../src/widgets/given.ts';

const COUNT = 'net.netfilter.nf_conntrack_count = 512\nnet.netfilter.nf_conntrack_max = 512\n';
const STATS =
  'root@node-3:~# conntrack -S\ncpu=0   found=0 invalid=97 insert=0 insert_failed=0 drop=4411 early_drop=0 error=0 search_restart=0\n';

async function readAll(given: Given): Promise<Given> {
  const analysis = await analyze(await join(blobsOf(given)));
  return recognised(given, analysis, format => format);
}

describe('what a tab is called', () => {
  test('the command that stands in it, else the output that was read', async () => {
    const given = await readAll([textOf(STATS), textOf('what is this'), textOf(COUNT)].reduce(added));
    expect(given.pieces.map(({ found }) => found)).toEqual(['conntrack -S', null, 'sysctl']);
  });

  test('is right behind a file without a line end, and behind a packed one', async () => {
    const files = givenBy({
      kind: 'files',
      files: [new File(['no end'], 'a.txt'), new File([gzipSync(COUNT.repeat(3))], 'b.gz')],
    });
    const given = await readAll([files, textOf(STATS), textOf(COUNT)].reduce(added));
    expect(given.pieces.map(({ found }) => found)).toEqual([null, null, 'conntrack -S', 'sysctl']);
  });

  test('is not guessed behind two packed ones', async () => {
    const packed = ['a.gz', 'b.gz'].map(name => new File([gzipSync(COUNT)], name));
    const given = await readAll(added(givenBy({ kind: 'files', files: packed }), textOf(STATS)));
    expect(given.pieces[2]?.found).toBeNull();
  });

  test('lines of the one file that nobody has counted follow from the whole', async () => {
    const file = givenBy({ kind: 'files', files: [new File([COUNT.repeat(10)], 'a.txt')] });
    const given = await readAll([textOf(STATS), file].reduce(added));
    expect(given.pieces[1]?.lines).toBe(20);
  });
});

describe('the box', () => {
  const box = (given: Given): to.BoxState => to.replacedBy(to.EMPTY_BOX, given);

  test('what was replaced, cleared or removed comes back', () => {
    const first = textOf('one');
    const second = textOf('two');
    const replaced = to.replacedBy(box(first), second);
    expect(to.wentBack(replaced).given).toBe(first);
    expect(to.wentBack(to.wentBack(replaced)).given).toBe(second);
    expect(to.wentBack(to.cleared(box(first))).given).toBe(first);
    const both = box(added(first, second));
    const key = both.given.pieces[0]?.key ?? 0;
    expect(to.wentBack(to.without(both, key)).given.pieces).toHaveLength(2);
  });

  test('typing below a file makes a tab of its own, and typing in a tab changes that one', () => {
    const file = givenBy({ kind: 'files', files: [new File(['x'], 'a.txt')] });
    const once = to.typed(box(file), 't', true);
    expect(once.given.pieces.map(({ name }) => name)).toEqual(['a.txt', null]);
    expect(to.fieldPiece(once, true)?.body).toBe('t');
    const twice = to.typed(once, 'tw', true);
    expect(twice.given.pieces).toHaveLength(2);
    expect(to.fieldPiece(twice, true)?.body).toBe('tw');
  });

  test('a box without tabs has one field behind all files', () => {
    const file = givenBy({ kind: 'files', files: [new File(['x'], 'a.txt')] });
    const both = to.addedTo(box(textOf('one')), file, false);
    expect(to.fieldPiece(both, false)).toBeNull();
    expect(to.fieldPiece(to.typed(both, 'two', false), false)?.body).toBe('two');
    expect(to.typed(to.typed(both, 'two', false), '', false).given.pieces).toHaveLength(2);
  });

  test('the key for another output opens one empty tab, and only one', () => {
    const once = to.withBlank(box(textOf('one')));
    expect(to.withBlank(once).given.pieces).toHaveLength(2);
    expect(to.opened(once, once.given.pieces[0]?.key ?? 0).given.pieces).toHaveLength(1);
  });

  test('whatever is done, the open tab is one of the tabs, and no key occurs twice', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), text: fc.string() }),
      fc.record({ kind: fc.constant('type' as const), text: fc.string() }),
      fc.record({ kind: fc.constantFrom('blank' as const, 'back' as const, 'clear' as const) }),
      fc.record({ kind: fc.constantFrom('remove' as const, 'open' as const), at: fc.nat(5) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, tabs) => {
        let now = to.EMPTY_BOX;
        for (const one of steps) {
          const piece = 'at' in one ? now.given.pieces[one.at] : undefined;
          if (one.kind === 'add') now = to.addedTo(now, textOf(one.text), tabs);
          else if (one.kind === 'type') now = to.typed(now, one.text, tabs);
          else if (one.kind === 'blank') now = to.withBlank(now);
          else if (one.kind === 'back') now = to.wentBack(now);
          else if (one.kind === 'clear') now = to.cleared(now);
          else if (piece)
            now = one.kind === 'remove' ? to.without(now, piece.key) : to.opened(now, piece.key);
          const keys = now.given.pieces.map(({ key }) => key);
          expect(new Set(keys).size).toBe(keys.length);
          if (now.open !== null) expect(keys).toContain(now.open);
        }
      }),
    );
  });
});

describe('what is kept', () => {
  test('the oldest go first, and no more than must', () => {
    const cases = [1, 2, 3, 4].map(time => ({ id: `c${time}`, time, bytes: 10 }));
    expect(tooOld(cases, 40)).toEqual([]);
    expect(tooOld(cases, 39)).toEqual(['c1']);
    expect(tooOld(cases, 5)).toEqual(['c4', 'c3', 'c2', 'c1']);
  });

  test('what stays is never more than the room, and newer than what goes', () => {
    const one = fc.record({ id: fc.uuid(), time: fc.nat(1e6), bytes: fc.nat(1e6) });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ id }) => id }), fc.nat(3e6), (cases, room) => {
        const gone = new Set(tooOld(cases, room));
        const stays = cases.filter(({ id }) => !gone.has(id));
        expect(stays.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(room);
        const oldest = Math.min(...stays.map(({ time }) => time));
        for (const { id, time } of cases) if (gone.has(id)) expect(time).toBeLessThanOrEqual(oldest);
      }),
    );
  });

  test('only what a field gives back byte for byte comes into one', async () => {
    expect(await textOfSmall(new Blob(['äöü\n上\n']))).toBe('äöü\n上\n');
    for (const odd of [
      [0xff, 0xfe, 65, 0],
      [65, 13, 10],
      [0x1b, 91, 109],
      [0],
      [0xef, 0xbb, 0xbf, 65],
      [0x1f, 0x8b, 8],
    ])
      expect(await textOfSmall(new Blob([Uint8Array.from(odd)])), String(odd)).toBeNull();
  });

  test('lines of a file are counted as those of a text; a packed one is unpacked for it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('a', '\n', 'bc', '上')), async parts => {
        const text = parts.join('');
        expect(await countLinesOf(new Blob([text]))).toBe(countLines(text));
      }),
      { numRuns: 30 },
    );
    expect(await countLinesOf(new Blob([gzipSync('a\nb\n')]))).toBe(2);
    // 上 is 4E 0A: its second byte is no line end.
    expect(await countLinesOf(new Blob([Buffer.from('\ufeff上\n', 'utf16le')]))).toBeNull();
  });
});

test('the time left follows the pace, without the wait before the first stretch', () => {
  const first = { bytes: 131_072, at: 160 };
  expect(timeLeft(first, first, 2e8)).toBeNull();
  expect(timeLeft(first, { bytes: 1e6, at: 300 }, 2e8)).toBeNull();
  // 26.2 MB in 3,031 ms, as it was measured: 200 MB took 24.5 s.
  expect(timeLeft(first, { bytes: 26.2e6, at: 3031 }, 2e8)).toBeCloseTo(19_136, -3);
});

describe.each(locales)('the words in %s', (locale: Locale) => {
  const values = { n: 3, name: 'b.log', size: '48 MB', most: '50 MB', used: '1 MB' };
  const all = (of: object): [string, string][] =>
    Object.entries(of).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : all(value)));
  const english = new Map(all(caseStrings.en.tabs).concat(all(caseStrings.en.kept), all(caseStrings.en.not)));
  const { tabs, kept, not } = caseStrings[locale];
  const placeholders = (text: string) => new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(match => match[1]));

  test.each([...all(tabs), ...all(kept), ...all(not)])('%s', (key, pattern) => {
    expect(format(pattern, values, locale)).not.toMatch(/[{}]/);
    if (!['name', 'rename'].includes(key))
      expect(placeholders(pattern)).toEqual(placeholders(english.get(key) ?? ''));
  });
});
