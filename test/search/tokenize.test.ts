import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stem, tokens, words } from '../../src/search/tokenize.ts';
import { expectLinear } from '../linear.ts';

const texts = (text: string) => tokens(text).map(token => token.text);
const shared = (a: string, b: string) => texts(a).some(token => texts(b).includes(token));

describe('Latin runs', () => {
  it('keep what joins a name, and give its parts too', () => {
    expect(texts('nf_conntrack:')).toEqual(['nf_conntrack', 'nf', 'conntrack']);
    expect(texts('10.0.0.5:80')).toEqual(['10_0_0_5_80', '10', '0', '5', '80']);
    expect(texts('--random-fully')).toEqual(['random_fully', 'random', 'fully']);
    expect(texts('KUBE-POSTROUTING')).toEqual(['kube_postrouting', 'kube', 'postrout']);
  });

  it('find a setting by its short name, written with dots or with slashes', () => {
    expect(texts('net.netfilter.nf_conntrack_max')).toContain('nf_conntrack_max');
    expect(texts('/proc/sys/net/netfilter/nf_conntrack_max')).toContain('nf_conntrack_max');
    expect(texts('net/netfilter/nf_conntrack_max')[0]).toBe(texts('net.netfilter.nf_conntrack_max')[0]);
  });

  it('are cut at capitals, and stay whole', () => {
    expect(texts('NodeHighNumberConntrackEntriesUsed')).toEqual([
      'nodehighnumberconntrackentriesus',
      ...['node', 'high', 'number', 'conntrack', 'entry', 'used'],
    ]);
    expect(texts('EndpointSlice')).toContain('endpoint');
  });

  it('are the same in full width and in any case', () => {
    expect(texts('ＣＯＮＮＴＲＡＣＫ')).toEqual(['conntrack']);
  });

  it.each([
    ['drop', 'drops', 'dropped', 'dropping'],
    ['timeout', 'timeouts'],
    ['entry', 'entries'],
    ['table', 'tables'],
    ['refuse', 'refused', 'refuses'],
    ['address', 'addresses'],
    ['route', 'routed', 'routes'],
  ])('take English endings off: %s', (...forms) => {
    expect(new Set(forms.map(stem)).size).toBe(1);
  });

  it.each(['status', 'netns2', 'need', 'speed', 'string', 'used', 'dns', 'miss'])('leave %s alone', word => {
    expect(stem(word)).toBe(word);
  });
});

describe('Han and Kana runs', () => {
  it('become overlapping pairs; a single character stays', () => {
    expect(texts('接続追跡')).toEqual(['接続', '続追', '追跡']);
    expect(texts('表')).toEqual(['表']);
    expect(texts('连接跟踪表')).toEqual(['连接', '接跟', '跟踪', '踪表']);
  });

  it('end where Latin letters begin, with a space or without', () => {
    expect(texts('conntrackテーブル')).toEqual(texts('conntrack テーブル'));
    expect(texts('conntrack表满')).toEqual(texts('conntrack 表满'));
  });

  it('do not depend on long-vowel marks or half width', () => {
    expect(texts('エントリー')).toEqual(texts('エントリ'));
    expect(texts('サーバーエラー')).toEqual(texts('サーバエラー'));
    expect(texts('ｻｰﾊﾞｰ')).toEqual(texts('サーバー'));
  });

  it.each([
    ['しきい値', '閾値'],
    ['インターフェイス', 'インターフェース'],
    ['コネクショントラッキング', '接続追跡'],
    ['报警', '告警'],
    ['名字空间', '命名空间'],
    ['链接', '连接'],
    ['连接追踪表', '连接跟踪表'],
    ['表打满', '表满'],
  ])('have one spelling: %s, %s', (one, other) => {
    expect(texts(one)).toEqual(texts(other));
  });

  it('know words that are English too', () => {
    expect(texts('接続タイムアウト')).toContain('timeout');
    expect(texts('偶发超时')).toContain('timeout');
  });
});

describe('times in seconds', () => {
  it('are one word in all languages', () => {
    for (const told of ['5s', '5 s', '5sec', '5 seconds', '5.02s', '5秒', '５秒', '5초', '5초에']) {
      expect(texts(told), told).toEqual(['5s', '5']);
    }
  });

  it('are not what only begins so', () => {
    expect(texts('5 sockets')).toEqual(['5', 'socket']);
    expect(texts('500ms')).not.toContain('500s');
    expect(texts('2.5 s')).toContain('2_5s');
  });
});

describe('Hangul words', () => {
  it('lose one particle where two syllables remain', () => {
    for (const form of ['지연을', '지연은', '지연이', '지연으로']) expect(texts(form)).toEqual(['지연']);
    expect(texts('누가')).toEqual(['누가']);
  });

  it('are also cut into pairs', () => {
    expect(texts('테이블을')).toEqual(['테이블', '테이', '이블']);
    expect(shared('연결추적', '연결 추적')).toBe(true);
  });

  it.each([
    ['드랍', '드롭'],
    ['타임 아웃', '타임아웃'],
    ['타임 아웃이', '타임아웃'],
  ])('have one spelling: %s, %s', (one, other) => {
    expect(texts(one)).toEqual(texts(other));
  });

  it.each([
    ['타임아웃', 'timeout'],
    ['파드가', 'Pod'],
  ])('are also %s, %s', (one, other) => {
    expect(shared(one, other)).toBe(true);
  });

  it('are the same where a file system has taken them apart', () => {
    expect(texts('연결 추적'.normalize('NFD'))).toEqual(['연결', '추적']);
  });
});

it('every token knows where it stands', () => {
  const text = 'ログ: nf_conntrack が ｻｰﾊﾞｰ で 드랍을';
  const found = tokens(text).map(({ text: token, from, to }) => [token, text.slice(from, to)]);
  expect(found).toContainEqual(['nf_conntrack', 'nf_conntrack']);
  expect(found).toContainEqual(['conntrack', 'conntrack']);
  expect(found).toContainEqual(['ログ', 'ログ']);
  expect(found).toContainEqual(['サバ', 'ｻｰﾊﾞ']);
  expect(found).toContainEqual(['드롭', '드랍']);
});

it('no text breaks it, and every place lies in the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), text =>
      tokens(text).every(({ from, to }) => from >= 0 && from < to && to <= text.length),
    ),
  );
}, 30_000);

it('a word that was cut before is cut alike, wherever it stands and whatever stands beside it', () => {
  const piece = fc.constantFrom(
    'nf_conntrack',
    'EntriesUsed',
    '接続が',
    'タイムアウト',
    '지연을',
    '안 돼요',
    ' ',
    '=',
    '10.0.0.5:80',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), pieces => {
      const text = pieces.join('');
      // Beside a ligature, nothing is taken from memory.
      const [, , ...fresh] = [...tokens(`ﬁ a ${text}`)];
      expect(tokens(text)).toEqual(
        fresh.map(({ text: name, from, to }) => ({ text: name, from: from - 4, to: to - 4 })),
      );
    }),
    { numRuns: 50 },
  );
}, 30_000);

it.each(['a_.:/-', 'aB', 'ing', '接続', '链接', '드랍', 'タイムアウト', '타임 ', ' '])(
  'reads %j in time in proportion to its length',
  piece => expectLinear(length => words(piece.repeat(length)), 1_000),
  60_000,
);

describe('Korean as it is spoken', () => {
  const wholes = (text: string) =>
    words(text)
      .map(({ whole }) => whole?.text)
      .filter(word => word !== undefined);

  it.each([
    ['느려요', '느림'],
    ['느립니다', '느림'],
    ['걸려요', '걸림'],
    ['발생합니다', '발생'],
    ['고갈됐어요', '고갈'],
    ['없어졌어요', '없음'],
    ['안 됩니다', '안됨'],
    ['안돼요', '안됨'],
    ['참조', '참조'],
    ['처리량', '처리량'],
  ])('%s is %s', (spoken, plain) => {
    expect(wholes(spoken)).toEqual([plain]);
  });

  it('a particle after a Latin name is no word', () => {
    expect(wholes('SYN_SENT가 UDP만')).toEqual(['syn_sent', 'udp']);
  });
});
