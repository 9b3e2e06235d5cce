import { describe, test } from 'vitest';
import { captures } from '../engine/captures.ts';
import { paste } from '../engine/paste.ts';
import { expectLinear } from '../linear.ts';
import { randomFrom } from './mutate.ts';

const decoder = new TextDecoder();
/** Lines up to 64 KiB are read whole; a megabyte of them in a row is what a person can do to a page. */
const SHORT = 4096;

/** For each format a capture: its lines are what leads farthest into its patterns. */
const perFormat = new Map(captures.map(({ format, command, bytes }) => [format, { format, command, bytes }]));

describe.each([...perFormat.values()])('$format', ({ command, bytes }) => {
  const lines = decoder
    .decode(bytes.subarray(0, 20_000))
    .split('\n')
    .filter(line => line.trim() !== '');
  const random = randomFrom(lines.length);
  const line = lines[random(lines.length)] ?? '';
  const words = line.split(/(?<= )/);
  const head = command === null ? '' : `root@node-3:~# ${command}\n${lines[0]}\n`;

  test('a line that repeats one of its words', () => {
    const at = random(words.length);
    const [before, word, after] = [
      words.slice(0, at).join(''),
      words[at] ?? ' ',
      words.slice(at + 1).join(''),
    ];
    return expectLinear(length => paste(head, before, word.repeat(length / word.length), after), SHORT);
  });

  test('a line that repeats itself', () =>
    expectLinear(length => paste(head, `${line} `.repeat(length / (line.length + 1))), SHORT));

  test('a line with many blanks, and one with many signs', () =>
    expectLinear(length => {
      const at = random(line.length + 1);
      return paste(
        head,
        `${line.slice(0, at)}${' '.repeat(length)}${line.slice(at)}\n${line.slice(0, at)}${'!-,:='.repeat(length / 5)}`,
      );
    }, SHORT));

  test('many lines', () => expectLinear(length => paste(head, `${line}\n`.repeat(length / 20)), SHORT));
});
