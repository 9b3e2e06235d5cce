import { describe, expect, it } from 'vitest';
import type { Locale } from '../../src/i18n/locales.ts';
import { instantResults } from '../../src/search/instant.ts';
import { wide } from '../../src/search/narrowing.ts';
import { alikeWords, slipsBetween } from '../../src/search/slips.ts';
import { symptomPages } from '../../src/search/symptoms.ts';
import { library, smallIndex } from './library.ts';

const index = smallIndex(library);
const first = (query: string, locale: Locale = 'en') => instantResults(query, locale, index).own[0];
const text = (pieces: readonly { text: string }[] = []) => pieces.map(piece => piece.text).join('');

describe('the small index', () => {
  it('writes what stands in several languages once', () => {
    const [page] = symptomPages(library);
    expect(page?.path).toBe('incidents/conntrack-table-full/');
    expect(page?.shared).toContain('NodeHighNumberConntrackEntriesUsed');
    expect(Object.values(page?.phrases ?? {}).flat()).not.toContain('NodeHighNumberConntrackEntriesUsed');
  });

  it.each<[Locale, string]>([
    ['en', 'NodeHighNumberConntrackEntriesUsed'],
    ['ko', 'nodehighnumberconntrackentriesused'],
    ['en', 'Nov 22 03:07:41 node-3 kernel: [1834022.118] nf_conntrack: table full, dropping packet'],
    ['en', 'E1122 07:02:11.430122       1 server.go:556] nf_conntrack: table full, dropping packet'],
    ['ja', '11月 22 03:07:41 node-3 kernel: nf_conntrack: table full, dropping packet'],
    ['en', 'conntrak tabel full'],
    ['ja', '连接跟踪表'],
    ['ko', '패킷이 드랍됩니다'],
    ['zh', 'ｎｆ＿ｃｏｎｎｔｒａｃｋ　ｔａｂｌｅ'],
    ['zh', '連接跟蹤表滿'],
    ['en', 'nfconntrack table'],
  ])('%s: %s', (locale, query) => {
    const hit = first(query, locale);
    expect(`${hit?.page.locale}/${hit?.page.path}`).toBe(`${locale}/incidents/conntrack-table-full/`);
  });

  it('a symptom inside a long line is enough, whatever stands around it', () => {
    const noise = 'customer-portal checkout team alpha bravo charlie delta echo foxtrot golf hotel';
    expect(first(`${noise} nf_conntrack: table full, dropping packet`)?.page.path).toBe(
      'incidents/conntrack-table-full/',
    );
  });

  it('an alert comes right after the worst of its causes, before all others', () => {
    const alert = { ...(library[0] as (typeof library)[number]), path: 'alerts/x/', kind: 'alert' as const };
    const named = { ...alert, title: 'NodeHighNumberConntrackEntriesUsed', severity: null };
    const hits = instantResults(
      'NodeHighNumberConntrackEntriesUsed firing',
      'en',
      smallIndex([...library, named]),
    );
    expect(hits.own.slice(0, 2).map(({ page }) => page.path)).toEqual([
      'incidents/conntrack-table-full/',
      'alerts/x/',
    ]);
  });

  it('what another trade is about finds nothing, whatever stands beside it', () => {
    for (const query of ['disk full conntrack', '証明書 パケット', '디스크 패킷', '磁盘满 conntrack'])
      expect(instantResults(query, 'en', index).own, query).toEqual([]);
  });

  it.each(['zxqv blorp', 'banana', 'the and of', '192.0.2.7 4711', '', 'NodeHighNumberFilefdUsed'])(
    'nothing for %j',
    query => {
      expect(instantResults(query, 'en', index).own).toEqual([]);
    },
  );

  it('shows the symptom that was meant, marked', () => {
    const hit = first('random connection timeout');
    expect(text(hit?.excerpt)).toBe('random connection timeout kubernetes');
    expect(hit?.excerpt.some(({ marked }) => marked)).toBe(true);
  });

  it('never shows words that people only ask with', () => {
    const asked = library.map(page => ({
      ...page,
      asked: page.locale === 'en' ? ['kernel runs out of room'] : [],
    }));
    const hit = instantResults('kernel runs out of room', 'en', smallIndex(asked)).own[0];
    expect(hit?.page.kind).toBe('runbook');
    expect(text(hit?.excerpt)).not.toContain('runs out');
  });

  it('can be narrowed', () => {
    const kinds = (narrowing: Partial<typeof wide>) =>
      instantResults('insert_failed increasing', 'en', index, { ...wide, ...narrowing }).own.map(
        ({ page }) => page.kind,
      );
    expect(kinds({})).toEqual(['runbook', 'reference']);
    expect(kinds({ kind: 'reference' })).toEqual(['reference']);
    expect(kinds({ severity: 'critical' })).toEqual([]);
    expect(kinds({ component: 'dns' })).toEqual([]);
  });
});

describe('slips', () => {
  it.each([
    ['conntrak', 'conntrack', 1],
    ['conntarck', 'conntrack', 1],
    ['contrack', 'conntrack', 1],
    ['conntrack', 'conntrack', 0],
    ['table', 'tunnel', 3],
  ])('%s to %s: %i', (a, b, slips) => {
    expect(slipsBetween(a, b, 2)).toBe(slips);
  });

  it('only the nearest words, and none for a short one or another script', () => {
    const words = ['conntrack', 'contract', 'table', 'syn', 'sync', '接続', 'conntrackd'];
    expect(alikeWords('conntrak', words)).toEqual(['conntrack']);
    expect(alikeWords('syn', words)).toEqual([]);
    expect(alikeWords('接続追跡', words)).toEqual([]);
  });

  it('Hangul by its letters, not by its syllables', () => {
    const words = ['타임아웃', '테이블', '지연'];
    expect(alikeWords('타임아욷', words)).toEqual(['타임아웃']);
    expect(alikeWords('테이불', words)).toEqual(['테이블']);
    expect(alikeWords('시연', words)).toEqual([]);
  });
});
