import type { Locale } from '../locales.ts';

const en = {
  title: 'Search',
  placeholder: 'Search symptoms and errors',
  close: 'Close',
  results: 'Results',
  empty: {
    title: 'What can be searched',
    text: 'Runbooks and reference pages: symptoms in your own words, error lines as they are printed, names of alerts, counters and settings. Words of the other languages find them too.',
    example: 'For example',
    examples: [
      'nf_conntrack: table full',
      'random timeouts under load',
      'insert_failed',
      'early_drop increasing',
    ],
  },
  searching: 'Searching',
  found: 'Pages found: {n}',
  others: 'In other languages',
  weak: { title: 'Weaker matches', note: 'These pages have only part of what you typed.' },
  nothing: {
    title: 'Nothing found for “{query}”',
    exact: 'Paste the error line exactly as it was printed.',
    single: 'Or type one name alone: a counter, a setting, an alert.',
    desk: 'Paste the whole output on the front page',
    deskNote: 'It is read there, line by line.',
  },
  diagnose: { title: 'Diagnose this on the desk', note: 'The text stays in this browser.' },
  tooLarge: 'This is too large to be carried over. Paste it on the front page itself.',
  kinds: { runbook: 'Runbook', reference: 'Reference' },
  keys: { choose: 'Choose', open: 'Open', close: 'Close' },
  here: 'Searched in this browser. What you type is not sent.',
  failed: 'The search index did not load. Check the connection and try again.',
  notBuilt: 'There is no search index yet. Run “npm run build” once, then reload this page.',
  again: 'Try again',
};

/** What the search dialog has to say. */
export type SearchStrings = typeof en;

const ja: SearchStrings = {
  title: '検索',
  placeholder: '症状やエラーを検索',
  close: '閉じる',
  results: '検索結果',
  empty: {
    title: '検索できるもの',
    text: 'ランブックとリファレンスを検索します。症状、表示されたままのエラー行、アラートやカウンター、設定の名前で探せます。ほかの言語の言葉でも見つかります。',
    example: '例',
    examples: ['nf_conntrack: table full', '断続的なタイムアウト', '接続追跡', 'insert_failed'],
  },
  searching: '検索中',
  found: '{n}ページ見つかりました',
  others: 'ほかの言語のページ',
  weak: { title: '一部だけ一致するページ', note: '入力した語の一部だけが含まれています。' },
  nothing: {
    title: '「{query}」に一致するページはありません',
    exact: 'エラー行は、表示されたとおりに貼り付けてください。',
    single: 'カウンター、設定、アラートなどの名前を1つだけ入力する方法もあります。',
    desk: 'トップページに出力をそのまま貼り付ける',
    deskNote: '1行ずつ読み取って診断します。',
  },
  diagnose: { title: 'トップページでこの内容を診断する', note: '内容はこのブラウザーの外には出ません。' },
  tooLarge: '大きすぎてトップページに引き継げません。トップページに直接貼り付けてください。',
  kinds: { runbook: 'ランブック', reference: 'リファレンス' },
  keys: { choose: '選択', open: '開く', close: '閉じる' },
  here: '検索はこのブラウザーの中で行います。入力した語は送信しません。',
  failed: '検索用のデータを読み込めませんでした。接続を確認して、もう一度試してください。',
  notBuilt: '検索用のデータがまだありません。npm run buildを一度実行してから、再読み込みしてください。',
  again: 'もう一度試す',
};

const ko: SearchStrings = {
  title: '검색',
  placeholder: '증상, 오류 검색',
  close: '닫기',
  results: '검색 결과',
  empty: {
    title: '검색할 수 있는 것',
    text: '런북과 레퍼런스를 검색합니다. 증상, 출력된 그대로의 오류 줄, 알림, 카운터, 설정 이름으로 찾을 수 있습니다. 다른 언어의 단어로도 찾습니다.',
    example: '예시',
    examples: ['nf_conntrack: table full', '간헐적 타임아웃', '패킷 드롭', 'insert_failed'],
  },
  searching: '검색 중',
  found: '찾은 페이지: {n}개',
  others: '다른 언어의 페이지',
  weak: { title: '일부만 일치하는 페이지', note: '입력한 단어 중 일부만 들어 있습니다.' },
  nothing: {
    title: '"{query}" 검색 결과가 없습니다',
    exact: '오류 줄은 출력된 그대로 붙여넣으세요.',
    single: '카운터, 설정, 알림 이름 하나만 입력해도 됩니다.',
    desk: '첫 페이지에 출력을 그대로 붙여넣기',
    deskNote: '한 줄씩 읽고 진단합니다.',
  },
  diagnose: { title: '첫 페이지에서 이 내용 진단하기', note: '내용은 이 브라우저 밖으로 나가지 않습니다.' },
  tooLarge: '너무 커서 첫 페이지로 넘길 수 없습니다. 첫 페이지에 직접 붙여넣으세요.',
  kinds: { runbook: '런북', reference: '레퍼런스' },
  keys: { choose: '선택', open: '열기', close: '닫기' },
  here: '이 브라우저 안에서 검색합니다. 입력한 내용은 보내지 않습니다.',
  failed: '검색 데이터를 불러오지 못했습니다. 연결을 확인하고 다시 시도하세요.',
  notBuilt: '검색 데이터가 아직 없습니다. npm run build 명령을 한 번 실행한 뒤 새로 고치세요.',
  again: '다시 시도',
};

const zh: SearchStrings = {
  title: '搜索',
  placeholder: '搜索现象或报错',
  close: '关闭',
  results: '搜索结果',
  empty: {
    title: '可以搜索什么',
    text: '搜索 Runbook 和参考页面：现象、原样的报错行，以及告警、计数器、参数的名称。用其他语言的词也能找到。',
    example: '示例',
    examples: ['nf_conntrack: table full', '偶发超时', '连接跟踪表', 'insert_failed'],
  },
  searching: '正在搜索',
  found: '找到 {n} 个页面',
  others: '其他语言的页面',
  weak: { title: '部分匹配', note: '这些页面只包含输入内容的一部分。' },
  nothing: {
    title: '没有找到“{query}”',
    exact: '原样粘贴报错的那一行。',
    single: '也可以只输入一个名称：计数器、参数或告警。',
    desk: '把整段输出粘贴到首页',
    deskNote: '首页会逐行读取并诊断。',
  },
  diagnose: { title: '在首页诊断这段内容', note: '内容只留在当前浏览器中。' },
  tooLarge: '内容太大，无法带到首页，直接粘贴到首页即可。',
  kinds: { runbook: 'Runbook', reference: '参考' },
  keys: { choose: '选择', open: '打开', close: '关闭' },
  here: '搜索在当前浏览器中进行，输入的内容不会发送。',
  failed: '搜索数据加载失败。检查网络连接后重试。',
  notBuilt: '还没有搜索数据。先执行一次 npm run build，再刷新页面。',
  again: '重试',
};

export const searchStrings: Readonly<Record<Locale, SearchStrings>> = { en, ja, ko, zh };
