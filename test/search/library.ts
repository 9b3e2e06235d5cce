import { indexContent, indexStart, indexWord } from '../../src/search/index-words.ts';
import type { PageRecord, PageText } from '../../src/search/page.ts';
import type { SearchIndex } from '../../src/search/query.ts';
import { type PageWords, pageRecord, placeOf } from '../../src/search/records.ts';
import { SymptomIndex } from '../../src/search/symptom-index.ts';
import { symptomPages } from '../../src/search/symptoms.ts';

/** A built page as small as the real ones are in shape. */
export function builtPage(title: string, lead: string, sections: string, lang = 'en'): string {
  return `<!doctype html><html lang="${lang}"><head><title>${title}</title></head><body>
    <header class="top"><nav>Runbooks Reference</nav></header>
    <main id="main"><article class="book"><header class="book-head">
      <nav class="crumb"><a href="/">Runbooks</a></nav>
      <h1 id="title">${title}</h1><p class="lead">${lead}</p>
      <dl class="spec"><div><dt>Slug</dt><dd>some-slug</dd></div></dl></header>
    <div class="book-body">${sections}</div>
    <nav class="pager"><a href="/">Next page</a></nav></article></main><footer>Apache</footer></body></html>`;
}

function section(id: string, title: string, ...paragraphs: string[]): string {
  return `<section class="sec"><h2 id="${id}">${title}<a class="anchor" href="#${id}">link</a></h2>${paragraphs
    .map(text => `<p>${text}</p>`)
    .join('')}</section>`;
}

function page(address: string, html: string, words: Partial<PageWords>): PageRecord {
  const place = placeOf(address);
  if (!place) throw new Error(`${address} is not an address that is searched`);
  return pageRecord(html, place, {
    symptoms: [],
    asked: [],
    elsewhere: [],
    severity: null,
    component: 'connection-tracking',
    ...words,
  });
}

const alert = 'NodeHighNumberConntrackEntriesUsed';
const log = 'nf_conntrack: table full, dropping packet';

/** One incident in four languages, and others that share words with it. */
export const library: readonly PageRecord[] = [
  page(
    'en/incidents/conntrack-table-full/',
    builtPage(
      'Connection-tracking table full',
      'The kernel has no room for another tracked connection, so it drops the first packet of each new one.',
      section(
        'see',
        'What you see',
        'New connections time out at random.',
        `The kernel log says <code>${log}</code>.`,
      ) + section('stop', 'Stop the bleeding', 'Raise <code>net.netfilter.nf_conntrack_max</code> first.'),
    ),
    { symptoms: [log, alert, 'random connection timeout kubernetes'], severity: 'critical' },
  ),
  page(
    'ja/incidents/conntrack-table-full/',
    builtPage(
      'conntrackテーブル溢れ',
      '接続追跡(conntrack)のテーブルに空きがなく、新しい接続の最初のパケットがドロップします。',
      section(
        'see',
        '症状',
        '新しい接続だけが断続的にタイムアウトします。',
        `カーネルログに<code>${log}</code>が残ります。`,
      ) + section('stop', 'まず影響を止める', '<code>net.netfilter.nf_conntrack_max</code>を引き上げます。'),
      'ja',
    ),
    {
      symptoms: [log, alert, 'nf_conntrack table full 対処', '時々つながらない 再実行すると成功'],
      elsewhere: ['连接跟踪表满'],
      severity: 'critical',
    },
  ),
  page(
    'ko/incidents/conntrack-table-full/',
    builtPage(
      'conntrack 테이블 가득 참',
      '연결 추적(conntrack) 테이블에 빈자리가 없어 새 연결의 첫 패킷이 드롭됩니다.',
      section(
        'see',
        '증상',
        '새 연결만 간헐적으로 타임아웃이 발생합니다.',
        `커널 로그에 <code>${log}</code> 메시지가 남습니다.`,
      ) + section('stop', '급한 불부터 끄기', '<code>net.netfilter.nf_conntrack_max</code> 값을 늘립니다.'),
      'ko',
    ),
    { symptoms: [log, alert, '패킷 드롭', '가끔 연결 안 됨 재시도하면 됨'], severity: 'critical' },
  ),
  page(
    'zh/incidents/conntrack-table-full/',
    builtPage(
      'conntrack 表满',
      '连接跟踪（conntrack）表没有空位，新连接的第一个数据包被丢弃。',
      section('see', '故障现象', '只有新连接偶发超时。', `内核日志出现 <code>${log}</code>。`) +
        section('stop', '先止血', '调大 <code>net.netfilter.nf_conntrack_max</code>。'),
      'zh-CN',
    ),
    { symptoms: [log, alert, '连接跟踪表满', 'nf_conntrack table full 怎么办'], severity: 'critical' },
  ),
  page(
    'en/incidents/snat-port-race/',
    builtPage(
      'SNAT port race',
      'Two connections choose the same source port at once, and one of them loses its first packet.',
      section(
        'see',
        'What you see',
        'A SYN is sent again after 1 s.',
        'The counter <code>insert_failed</code> rises, drop stands still.',
      ),
    ),
    { symptoms: ['insert_failed increasing', 'connection takes 1 s or 3 s then works'], severity: 'warning' },
  ),
  page(
    'ja/incidents/snat-port-race/',
    builtPage(
      'SNATポートの競合',
      '2つの接続が同時に同じ送信元ポートを選び、一方の最初のパケットが失われます。',
      section('see', '症状', 'SYNが1秒後に再送されます。接続が遅いと感じます。'),
      'ja',
    ),
    { symptoms: ['SYN 再送 Pod Service', 'コネクション確立だけ遅い'], severity: 'warning' },
  ),
  page(
    'ko/incidents/mtu-black-hole/',
    builtPage(
      '경로보다 큰 MTU',
      '큰 패킷만 사라집니다.',
      section('see', '증상', 'ping은 되는데 큰 패킷이 지연이 심합니다.'),
      'ko',
    ),
    { symptoms: ['ping은 되는데 큰 패킷 안 감'], severity: 'warning' },
  ),
  page(
    'en/reference/conntrack-stats/',
    builtPage(
      'How to read conntrack -S',
      'What each counter of connection tracking counts.',
      section(
        'columns',
        'Columns',
        'drop: table full, or no memory. The kernel prints table full, dropping packet.',
        'insert_failed: two flows with one tuple.',
      ),
    ),
    { symptoms: ['conntrack -S output explained', 'insert_failed increasing'] },
  ),
];

/** The small index of such pages. */
export const smallIndex = (pages: readonly PageRecord[]) => SymptomIndex.of(symptomPages(pages));

/** An index in memory that answers as Pagefind does. */
export function memoryIndex(pages: readonly PageRecord[]): SearchIndex {
  const contents = pages.map(record => indexContent(record).split(' '));
  const ask = async (test: (word: string) => boolean) => {
    const counts = contents.map((words, number) => [number, words.filter(test).length] as const);
    return new Map(counts.filter(([, count]) => count > 0));
  };
  return {
    pages,
    exactly: async token => ask(word => word === indexWord(token)),
    beginning: async start => ask(word => word.startsWith(indexStart(start))),
    text: async page => page as PageRecord satisfies PageText,
  };
}
