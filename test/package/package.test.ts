import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { locales } from '../../src/i18n/locales.ts';
import { cliStrings } from '../../src/i18n/strings/cli.ts';

/** Packs the program as npm would publish it and installs it in a folder that knows nothing of this one. */
let elsewhere: string;

beforeAll(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'conntriage-'));
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--pack-destination', elsewhere], { encoding: 'utf8' }),
  );
  writeFileSync(join(elsewhere, 'package.json'), '{"name":"elsewhere","private":true}');
  execFileSync('npm', ['install', '--offline', '--no-audit', '--no-fund', join(elsewhere, packed.filename)], {
    cwd: elsewhere,
  });
});

afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

/** Runs the installed program with the Node that the machine has, not the one of this project. */
function conntriage(words: string[], input: string | Buffer = '') {
  const path = (process.env['PATH'] ?? '')
    .split(':')
    .filter(folder => !folder.includes('node_modules'))
    .join(':');
  const program = join(elsewhere, 'node_modules/.bin/conntriage');
  const { status, stdout, stderr } = spawnSync(program, words, {
    input,
    encoding: 'utf8',
    env: { ...process.env, PATH: path, LANG: 'C' },
  });
  return { status, stdout, stderr };
}

const capture = (name: string) => resolve('test/cases/conntrack-table-full', name);

describe('the packed program', () => {
  test('a full table is confirmed, exit status 1', () => {
    const { status, stdout } = conntriage([capture('full-churn.scroll.txt')]);
    expect(status).toBe(1);
    expect(stdout).toContain('Confirmed, critical');
    expect(stdout).toContain('net.netfilter.nf_conntrack_max = 512');
    expect(stdout).not.toContain('\x1b[');
  });

  test.each(locales)('says it in %s', locale => {
    const { stdout } = conntriage(['--lang', locale, capture('healthy.sysctl.txt')]);
    expect(stdout).toContain(cliStrings[locale].verdicts.clear);
    expect(stdout).not.toMatch(/count-below-max/);
  });

  test('a listing alone is undecided, with the command that would tell; exit status 0', () => {
    const { status, stdout } = conntriage(['--json', capture('healthy.conntrack-L.txt')]);
    const said = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(said.sections[0]).toMatchObject({ format: 'conntrack-list', command: null, firstLine: 1 });
    expect(said.sections[0]).not.toHaveProperty('document');
    const found = said.findings.find(
      ({ incident }: { incident: string }) => incident === 'conntrack-table-full',
    );
    expect(found).toMatchObject({ verdict: 'undecided' });
    expect(found.next[0].command).toBe(
      'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max',
    );
  });

  test('reads standard input, several files and packed ones as one paste', () => {
    const packed = join(elsewhere, 'count.gz');
    writeFileSync(packed, gzipSync('net.netfilter.nf_conntrack_count = 512'));
    const { status, stdout } = conntriage(
      ['--json', '--documents', packed, '-'],
      'net.netfilter.nf_conntrack_max = 512\n',
    );
    const said = JSON.parse(stdout);
    expect(status).toBe(1);
    expect(said.sections[0].document.entries).toHaveLength(2);
    expect(said.findings[0].reasons[0]).toMatchObject({ for: true, evidence: [{ line: 1 }, { line: 2 }] });
  });

  test('two readings: what moved between them', () => {
    const [before, after] = ['before.txt', 'after.txt'].map(name => join(elsewhere, name));
    const stats = (evicted: number) =>
      `cpu=0 \tfound=0 invalid=0 insert=0 insert_failed=0 drop=0 early_drop=${evicted} error=0 \n`;
    writeFileSync(before as string, stats(3));
    writeFileSync(after as string, stats(23));
    const { status, stdout } = conntriage([
      '--compare',
      '--seconds',
      '10',
      before as string,
      after as string,
    ]);
    expect(status).toBe(1);
    expect(stdout).toContain('conntrack -S early_drop: 3 → 23 (+20, 2.00 a second)');
    const json = conntriage(['--json', '--compare', before as string, after as string]).stdout;
    expect(JSON.parse(json)).toMatchObject({ seconds: null, moved: [{ name: 'early_drop', rise: 20 }] });
  });

  test('a line that nothing can read is listed', () => {
    const { stdout } = conntriage(['--json', '-'], 'hello\n');
    expect(JSON.parse(stdout).unread).toMatchObject([{ line: 1, text: 'hello' }]);
  });

  test.each([
    [['--lang', 'fr'], /^conntriage: --lang takes one of/],
    [['/no/such/file'], /^conntriage: \/no\/such\/file cannot be read/],
    [['/'], /^conntriage: \/ is a folder/],
  ])('%j: exit status 2 and one sentence', (words, message) => {
    const { status, stdout, stderr } = conntriage(words);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
