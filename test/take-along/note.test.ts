import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTexts } from '../../scripts/texts-plugin.mjs';
import { analyze } from '../../src/engine/analyze.ts';
import type { Evidence } from '../../src/engine/model/finding.ts';
import { type Locale, locales } from '../../src/i18n/locales.ts';
import { type ReportFinding, reportFindings } from '../../src/i18n/report.ts';
import { noteStrings } from '../../src/i18n/strings/desk/note.ts';
import en from '../../src/i18n/strings/widget/en.ts';
import ja from '../../src/i18n/strings/widget/ja.ts';
import ko from '../../src/i18n/strings/widget/ko.ts';
import zh from '../../src/i18n/strings/widget/zh.ts';
import type { Texts } from '../../src/i18n/texts.ts';
import { FORMS, writeNote } from '../../src/take-along/index.ts';
import { escapeText, fenced } from '../../src/take-along/markdown.ts';
import { type NoteSource, timeText } from '../../src/take-along/note.ts';
import { readingOf } from '../../src/worker/reading.ts';

const WORDS = { en, ja, ko, zh };

async function source(text: BlobPart, locale: Locale = 'en'): Promise<NoteSource> {
  const reading = readingOf(await analyze(new Blob([text])));
  const texts = readTexts(locale).data as Texts;
  return {
    locale,
    strings: noteStrings[locale],
    words: WORDS[locale],
    time: new Date(Date.UTC(2026, 10, 22, 3, 7)),
    offset: 540,
    read: reading,
    findings: reportFindings({ ...reading, sections: [] }, texts),
    runbook: incident => `https://triage.example.net/${locale}/incidents/${incident}/`,
    redacted: false,
  };
}

const CAPTURE = readFileSync('test/cases/service-no-endpoints/refused.twice.txt', 'utf8');

/** The lines outside of fences, as CommonMark has them. */
function outside(markdown: string): string[] {
  const lines: string[] = [];
  let fence: string | null = null;
  for (const line of markdown.split('\n')) {
    const run = /^`{3,}/.exec(line)?.[0] ?? null;
    if (fence === null && run) fence = run;
    else if (fence === null) lines.push(line);
    else if (run && run.length >= fence.length && line === run) fence = null;
  }
  expect(fence).toBeNull();
  return lines;
}

describe.each(locales)('the note in %s', locale => {
  test('says what was found, with its evidence, and what is next', async () => {
    const given = await source(CAPTURE, locale);
    const note = writeNote(given, 'markdown');
    const [first] = given.findings;
    expect(note).toContain(WORDS[locale].verdicts.confirmed.label);
    expect(note).toContain(WORDS[locale].severities.critical);
    expect(note).toContain(escapeText(first?.text ?? '-'));
    expect(note).toContain(`<https://triage.example.net/${locale}/incidents/service-no-endpoints/>`);
    expect(note).toContain('2026-11-22 12:07 UTC+09:00');
    expect(note).toContain(`## ${noteStrings[locale].ruledOut}`);
    expect(note).toContain(`## ${noteStrings[locale].cannotTell}`);
    expect(note).toContain('kubectl -n shop get svc cart -o wide');
    for (const { evidence } of first?.reasons ?? []) {
      for (const { text } of evidence) expect(note.split('\n')).toContain(text);
    }
    expect(note).not.toMatch(/undefined|\[object|(?<!%)\{\w+\}/);
    expect(writeNote(given, 'text')).not.toMatch(/undefined|\[object|(?<!%)\{\w+\}|`{3}/);
  });
});

test('lines of the paste read the same in every language', async () => {
  const lines = new Set<string>();
  for (const locale of locales) {
    const fences = writeNote(await source(CAPTURE, locale), 'markdown').match(/```text\n[\s\S]*?\n```/g);
    lines.add(JSON.stringify(fences));
  }
  expect(lines.size).toBe(1);
});

test('as JSON it is the findings, and no document', async () => {
  const given = await source(CAPTURE);
  const note = JSON.parse(writeNote(given, 'json'));
  expect(note).toMatchObject({ note: 1, language: 'en', time: '2026-11-22T03:07:00.000Z', redacted: false });
  expect(note.findings).toHaveLength(given.findings.length);
  expect(note.findings[0]).toMatchObject({ incident: 'service-no-endpoints', verdict: 'confirmed' });
  expect(note.findings[0].runbook).toContain('https://triage');
  expect(note.findings[0].reasons[0].evidence[0].text).toBe(given.findings[0]?.reasons[0]?.evidence[0]?.text);
});

test('where nothing is wrong it says so and names nothing as found', async () => {
  const note = writeNote(await source('root@node-3:~# conntrack -C\n12\n'), 'markdown');
  expect(note).not.toContain(`## ${en.report.findings}`);
  expect(note).toContain(noteStrings.en.cannotTell);
});

test('time is local, with its distance to UTC', () => {
  const time = new Date(Date.UTC(2026, 10, 22, 23, 40));
  expect(timeText(time, 330)).toBe('2026-11-23 05:10 UTC+05:30');
  expect(timeText(time, -210)).toBe('2026-11-22 20:10 UTC-03:30');
  expect(timeText(time, 0)).toBe('2026-11-22 23:40 UTC+00:00');
});

describe('what was pasted is no markup', () => {
  const HOSTILE = [
    '```',
    '`````` ````',
    '# heading',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '| a | b |',
    '&lt;b&gt;',
    'https://evil.example/ www.evil.example @everyone',
    '**b** __b__ ~~s~~',
    '1. a',
    '---',
    '~~~',
  ];

  /** A finding whose every text was pasted. */
  function hostile(given: NoteSource, text: string): NoteSource {
    const evidence: Evidence = { line: 1, span: { start: 0, end: 1 }, text, highlight: null };
    const reason = { key: 'k', for: true, decisive: true, text, evidence: [evidence], more: 0 };
    const finding: ReportFinding = {
      ...(given.findings[0] as ReportFinding),
      text,
      host: text,
      reasons: [reason],
      notes: [reason],
      next: [{ id: 'x', command: text, purpose: text, does: 'reads', root: false }],
    };
    const clear = { ...finding, verdict: 'clear' as const };
    const open = { ...finding, verdict: 'undecided' as const };
    const output = {
      ...(given.read.sections[0] as NoteSource['read']['sections'][0]),
      command: text,
      host: text,
    };
    return { ...given, findings: [finding, clear, open], read: { ...given.read, sections: [output] } };
  }

  test.each(HOSTILE)('%s', async text => {
    const given = await source(CAPTURE);
    const markdown = writeNote(hostile(given, text), 'markdown');
    const innocent = writeNote(hostile(given, 'word'), 'markdown');
    // As many headings, lists, rules and fences as with an innocent word in its place.
    const shape = (note: string) =>
      outside(note).map(line => /^(?:#{1,6} |- |\d{1,9}[.)] |> |```|~~~|---|\|)/.exec(line)?.[0] ?? '');
    expect(shape(markdown)).toEqual(shape(innocent));
    const prose = outside(markdown)
      .join('\n')
      .replaceAll(/(`+)[^`](?:.*?[^`])?\1(?!`)/g, '');
    expect(prose).not.toMatch(/(?<!\\)<(?!https:\/\/triage)|(?<!\\)\[[^\]]*\]\((?!https:\/\/triage)/);
    expect(prose.replaceAll(/https:\/\/triage\S*/g, '')).not.toMatch(/https?:\/\/|www\.|@everyone/);
  });

  test('a fence is longer than any run in it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('`', '``', '```', '\n', 'a', ' ')), parts => {
        const text = parts.join('');
        const lines = fenced(text, 'text').split('\n');
        const fence = lines.at(-1) as string;
        expect(fence).toMatch(/^`{3,}$/);
        expect(lines[0]).toBe(`${fence}text`);
        for (const line of lines.slice(1, -1)) expect(line.trim().startsWith(fence)).toBe(false);
      }),
    );
  });

  test('nothing of it begins a line of plain text', async () => {
    const note = writeNote(hostile(await source(CAPTURE), 'a\n== Findings ==\nb'), 'text');
    expect(note.split('\n').filter(line => line === '== Findings ==')).toHaveLength(1);
  });
});

test('every form is written', async () => {
  const given = await source(CAPTURE);
  expect(FORMS.map(form => writeNote(given, form).length > 500)).toEqual([true, true, true]);
});
