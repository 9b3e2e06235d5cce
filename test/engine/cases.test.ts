import { describe, expect, test } from 'vitest';
import { cases, RECOGNISED } from './cases.ts';
import { paste } from './paste.ts';

describe.each(cases)('$folder: $name', ({ bytes, expect: expected, because, origin }) => {
  test('the verdict', async () => {
    const { findings } = await paste(bytes);
    const verdicts = Object.fromEntries(findings.map(found => [found.incident, found.verdict]));
    expect(verdicts, because).toMatchObject(expected);
  });

  test('nothing else is found', async () => {
    const { findings } = await paste(bytes);
    const others = findings.filter(
      ({ incident, verdict }) =>
        (verdict === 'confirmed' || verdict === 'suspected') &&
        !(incident in expected) &&
        !RECOGNISED.has(incident),
    );
    expect(others.map(({ incident, summary }) => ({ incident, ...summary }))).toEqual([]);
  });

  test('every span is true', async () => {
    const { findings } = await paste(bytes);
    const whole = Buffer.from(bytes);
    const evidence = findings
      .flatMap(({ reasons, notes }) => [...reasons, ...notes])
      .flatMap(reason => reason.evidence);
    for (const { line, span, text } of evidence) {
      expect(whole.subarray(0, span.start).filter(byte => byte === 10)).toHaveLength(line - 1);
      expect(whole.subarray(span.start, span.end).toString('utf8').slice(0, 500)).toBe(
        text.replace(/…$/, ''),
      );
    }
  });

  test('no line is lost in silence', async () => {
    const { lines, sections, unreadLines } = await paste(bytes);
    const blank = Buffer.from(bytes)
      .toString('utf8')
      .split('\n')
      .filter(line => line.trim() === '').length;
    const inSections = sections.reduce((sum, { firstLine, lastLine }) => sum + lastLine - firstLine + 1, 0);
    expect(inSections + unreadLines + blank).toBeGreaterThanOrEqual(lines);
  });

  test('says where it came from', () => {
    expect(origin).toMatch(/^(?:recorded by test\/lab\/|written from facts: )/);
  });
});

test('there are cases of every verdict', () => {
  const verdicts = new Set(cases.flatMap(({ expect: expected }) => Object.values(expected)));
  expect([...verdicts].sort()).toEqual(['clear', 'confirmed', 'suspected', 'undecided']);
});
