import { describe, expect, it } from 'vitest';
import { type Locale, locales } from '../../src/i18n/locales.ts';
import { isSlip } from '../../src/search/match.ts';
import { type SearchIndex, search } from '../../src/search/query.ts';
import { asksSomething, readQuery } from '../../src/search/terms.ts';
import { library, memoryIndex, smallIndex } from './library.ts';

const index = memoryIndex(library);
const small = smallIndex(library);
const find = (query: string, reader: Locale = 'en') => search(query, reader, index, small);
const address = (hit: { page: { locale: Locale; path: string } } | undefined) =>
  hit && `/${hit.page.locale}/${hit.page.path}`;
const text = (pieces: readonly { text: string }[]) => pieces.map(piece => piece.text).join('');
const marks = (pieces: readonly { text: string; marked: boolean }[]) =>
  pieces.filter(piece => piece.marked).map(piece => piece.text);

describe('what people type lands on the runbook of their language', () => {
  const inAll = [
    'table full',
    'nf_conntrack: table full, dropping packet',
    '[Sun Nov 22 03:07:41 2026] nf_conntrack: nf_conntrack: table full, dropping packet',
    'Nov 22 03:07:41 node-3 kernel: [12345.678901] nf_conntrack: nf_conntrack: table full, dropping packet',
    'NodeHighNumberConntrackEntriesUsed',
    'nodehighnumberconntrackentriesused',
    'conntrack full',
    'nf_conntrack_max',
  ];
  it.each(locales.flatMap(locale => inAll.map(query => ({ locale, query }))))(
    '$locale: $query',
    async ({ locale, query }) => {
      const { own } = await find(query, locale);
      expect(address(own[0])).toBe(`/${locale}/incidents/conntrack-table-full/`);
    },
  );

  it.each<[Locale, string]>([
    ['ja', '接続追跡'],
    ['ja', 'conntrackテーブル'],
    ['ja', 'conntrack テーブル 溢れ 対処'],
    ['ja', 'コネクショントラッキング'],
    ['ja', '断続的 タイムアウト 新しい接続'],
    ['ja', '连接跟踪表'],
    ['zh', '连接跟踪表'],
    ['zh', '表满'],
    ['zh', '链接追踪表 怎么办'],
    ['zh', '偶发 timeout'],
    ['ko', '패킷 드롭'],
    ['ko', '패킷 드랍 해결'],
    ['ko', '연결 추적'],
    ['ko', '연결추적 테이블을'],
    ['ko', '간헐적 타임 아웃'],
  ])('%s: %s', async (locale, query) => {
    const { own } = await find(query, locale);
    expect(address(own[0])).toBe(`/${locale}/incidents/conntrack-table-full/`);
  });

  it.each(['지연', '지연을', '지연으로'])('%s is found whatever its particle', async query => {
    expect(address((await find(query, 'ko')).own[0])).toBe('/ko/incidents/mtu-black-hole/');
  });
});

describe('what is nowhere is not found', () => {
  it.each<[Locale, string]>([
    ['en', 'zxqv blorp'],
    ['en', 'banana'],
    ['en', 'the and of'],
    ['en', '192.0.2.7 4711'],
    ['ja', 'しゅくだい'],
    ['ja', '跡追続接'],
    ['ko', '오렌지주스'],
    ['zh', '天气预报'],
    ['en', ''],
    ['en', '?!… --'],
  ])('%s: %s', async (locale, query) => {
    expect(await find(query, locale)).toEqual({ own: [], others: [], weak: [] });
  });

  it('another alert is not the one it shares words with', async () => {
    const { own, others } = await find('NodeHighNumberFilefdUsed');
    expect([...own, ...others]).toEqual([]);
  });
});

describe('order', () => {
  it('the runbook comes before the page that explains the counter', async () => {
    const { own } = await find('table full');
    expect(own.map(address)).toEqual([
      '/en/incidents/conntrack-table-full/',
      '/en/reference/conntrack-stats/',
    ]);
  });

  it('a page of another language comes after, and only where the own language does not have it', async () => {
    const { own, others } = await find('insert_failed', 'ko');
    expect(own).toEqual([]);
    expect(others.map(address)).toContain('/en/incidents/snat-port-race/');
    expect((await find('table full', 'ja')).others.map(address)).toEqual(['/en/reference/conntrack-stats/']);
  });

  it('a page that the reader can read is not shown in another language too', async () => {
    const japanese = library.filter(page => page.locale === 'ja');
    const many = Array.from({ length: 20 }, (_, n) =>
      japanese.map(page => ({ ...page, path: `incidents/x${n}/` })),
    ).flat();
    const others = many.map(page => ({ ...page, locale: 'ko' as const, written: 'ko' as const }));
    const found = await search(
      'nf_conntrack',
      'ja',
      memoryIndex([...many, ...others]),
      smallIndex([...many, ...others]),
    );
    expect(found.own.length).toBe(8);
    expect(found.others).toEqual([]);
  });

  it('a noun and its particle are not enough of a Japanese sentence', async () => {
    const { own, weak } = await find('接続が遅い', 'ja');
    expect(own.map(address)).toEqual(['/ja/incidents/snat-port-race/']);
    expect(weak.map(address)).toContain('/ja/incidents/conntrack-table-full/');
  });

  it('half a query is a weak result, below the others', async () => {
    const { own, weak } = await find('insert_failed banana orange');
    expect(own).toEqual([]);
    expect(weak.map(address)).toContain('/en/incidents/snat-port-race/');
  });
});

describe('what a query is about', () => {
  it.each(['insert_failed OOMKilled', 'OOMKilled', 'pod CrashLoopBackOff'])(
    '%s: the state of a Pod finds nothing by itself',
    async query => {
      expect((await find(query)).own).toEqual([]);
    },
  );

  it('who asks what something means gets the page that explains it', async () => {
    const kinds = async (query: string) => (await find(query)).own.map(({ page }) => page.kind);
    expect(await kinds('insert_failed increasing')).toEqual(['runbook', 'reference']);
    expect(await kinds('insert_failed increasing とは')).toEqual(['reference', 'runbook']);
  });

  it('words that a page only mentions once do not find it', async () => {
    const [page] = library;
    if (!page) throw new Error('empty library');
    const add = (times: number) => {
      const section = { id: 'aside', title: 'Aside', text: 'Some gardeners grow marigolds. '.repeat(times) };
      return memoryIndex([{ ...page, sections: [...page.sections, section] }, ...library.slice(1)]);
    };
    const gardeners = (index: SearchIndex) => search('gardeners marigolds', 'en', index, smallIndex(library));
    expect(await gardeners(add(1))).toMatchObject({ own: [], weak: [{ page: { path: page.path } }] });
    expect((await gardeners(add(3))).own.map(address)).toEqual([`/en/${page.path}`]);
  });
});

describe('what is shown', () => {
  it('the sections that have the words, with the line that says it', async () => {
    const { own } = await find('dropping packet');
    const see = own[0]?.sections[0];
    expect(see?.id).toBe('see');
    expect(text(see?.excerpt ?? [])).toBe('The kernel log says nf_conntrack: table full, dropping packet.');
    expect(marks(see?.excerpt ?? [])).toEqual(['dropping', 'packet']);
  });

  it('the symptom that was searched for, not only the summary', async () => {
    const { own } = await find('random connection timeout');
    expect(text(own[0]?.excerpt ?? [])).toBe('random connection timeout kubernetes');
  });

  it('runs of pairs are one mark', async () => {
    const { own } = await find('接続追跡', 'ja');
    expect(marks(own[0]?.excerpt ?? [])).toContain('接続追跡');
  });

  it('long lines are cut around the marks', async () => {
    const [first, ...rest] = library;
    if (!first) throw new Error('empty library');
    const long = `${'so many words before it '.repeat(20)}needle in it ${'and so many after '.repeat(20)}`;
    const page = { ...first, sections: [{ id: 'x', title: 'X', text: long }] };
    const { own } = await search('needle', 'en', memoryIndex([page, ...rest]), smallIndex([page, ...rest]));
    const shown = text(own[0]?.sections[0]?.excerpt ?? []);
    expect(shown).toMatch(/^….*needle in it.*…$/);
    expect(shown.length).toBeLessThan(160);
  });
});

describe('while typing', () => {
  it.each(['conntr', 'nf_connt', 'dropp'])('%s finds words that begin so', async query => {
    expect((await find(query)).own.length).toBeGreaterThan(0);
  });

  it.each(['conntrak', 'conntarck', 'insertfailed tabel full'])('%s forgives a slip', async query => {
    const { own, weak } = await find(query);
    expect([...own, ...weak].length).toBeGreaterThan(0);
  });

  it('a finished word is not completed', async () => {
    expect((await find('connt ')).own).toEqual([]);
  });
});

describe('readQuery', () => {
  it('leaves out when and where a log line was written', () => {
    const names = readQuery('[Sun Nov 22 03:07:41 2026] nf_conntrack: table full').map(term => term.exact[0]);
    expect(names).toEqual(['nf_conntrack', 'tabl', 'full']);
  });

  it('leaves out what only asks', () => {
    expect(readQuery('表满 怎么办').map(term => term.exact[0])).toEqual(['表满']);
    expect(readQuery('怎么办').length).toBeGreaterThan(0);
  });

  it.each(['', ' ', '?!', 'c', 'the', 'how to'])('asks nothing with %j', query => {
    expect(asksSomething(query)).toBe(false);
  });

  it.each(['ss', '表', 'drop', '28'])('asks something with %j', query => {
    expect(asksSomething(query)).toBe(true);
  });

  it('is never longer than what is worth asking', () => {
    expect(readQuery(Array.from({ length: 500 }, (_, n) => `word${n}`).join(' ')).length).toBeLessThanOrEqual(
      32,
    );
  });
});

it.each([
  ['conntrak', 'conntrack', true],
  ['conntarck', 'conntrack', true],
  ['conntracl', 'conntrack', true],
  ['conntrackk', 'conntrack', true],
  ['conntrack', 'conntrack', true],
  ['contrak', 'conntrack', false],
  ['table', 'tunnel', false],
])('isSlip(%s, %s) is %s', (a, b, expected) => {
  expect(isSlip(a, b)).toBe(expected);
});
