import type { Locale } from '../locales.ts';

/** What the pages say that people come to from outside: from an alert, a wiki, a chat. */
export interface DoorsStrings {
  readonly alerts: {
    readonly title: string;
    readonly lead: string;
    readonly kind: string;
    readonly fires: string;
    readonly lasting: string;
    readonly severity: string;
    readonly from: string;
    readonly alias: string;
    readonly first: string;
    readonly hint: string;
    readonly behind: string;
    readonly behindLead: string;
    readonly wire: string;
    readonly wireText: string;
    readonly wireFill: string;
    readonly crumb: string;
  };
  readonly backlinks: string;
  readonly alertsHere: string;
  readonly markdown: string;
  readonly link: { readonly copied: string; readonly step: string; readonly command: string };
  readonly embed: { readonly open: string; readonly title: string };
  readonly moved: string;
  readonly looking: string;
}

/** In all four languages. */
export const doors: Readonly<Record<Locale, DoorsStrings>> = {
  en: {
    alerts: {
      title: 'Alerts',
      lead: 'What to do when an alert fires: what it means, what to run first, and which incidents may be behind it.',
      kind: 'Alert',
      fires: 'Fires when',
      lasting: 'for {time}',
      severity: 'Severity',
      from: 'Shipped by',
      alias: 'Also named',
      first: 'Run this first',
      hint: 'Paste what came back',
      behind: 'What may be behind it',
      behindLead: 'The likeliest first, each with the test that tells.',
      wire: 'Link your alert here',
      wireText: 'Give this address as {annotation}.',
      wireFill: 'What stands behind # goes into the commands of the page.',
      crumb: 'Alerts',
    },
    backlinks: 'Pages that link here',
    alertsHere: 'Alerts that lead here',
    markdown: 'This page as Markdown',
    link: {
      copied: 'Link copied',
      step: 'Link to this question: {title}',
      command: 'Link to this command',
    },
    embed: { open: 'Open the full page', title: 'Paste box' },
    moved: 'This page has a new address:',
    looking: 'Looking for the page …',
  },
  ja: {
    alerts: {
      title: 'アラート',
      lead: 'アラートが鳴ったときに見るページです。意味、最初に実行するコマンド、考えられる障害をまとめています。',
      kind: 'アラート',
      fires: '発報条件',
      lasting: '{time}継続',
      severity: '重大度',
      from: '提供元',
      alias: '別名',
      first: '最初に実行するコマンド',
      hint: '出力をここに貼り付け',
      behind: '考えられる原因',
      behindLead: '可能性の高い順です。それぞれに見分け方を付けています。',
      wire: 'アラートからこのページへリンクする',
      wireText: '{annotation}に次のアドレスを指定します。',
      wireFill: '#以降の値は、ページ内のコマンドに入ります。',
      crumb: 'アラート',
    },
    backlinks: 'このページへリンクしているページ',
    alertsHere: 'このページにつながるアラート',
    markdown: 'このページのMarkdown版',
    link: {
      copied: 'リンクをコピーしました',
      step: 'この確認へのリンク: {title}',
      command: 'このコマンドへのリンク',
    },
    embed: { open: 'ページ全体を開く', title: '貼り付け欄' },
    moved: 'このページのアドレスが変わりました。新しいアドレス:',
    looking: 'ページを探しています…',
  },
  ko: {
    alerts: {
      title: '알림',
      lead: '알림이 울렸을 때 보는 페이지입니다. 알림의 뜻, 먼저 실행할 명령, 원인일 수 있는 장애를 모았습니다.',
      kind: '알림',
      fires: '발생 조건',
      lasting: '{time} 지속',
      severity: '심각도',
      from: '제공',
      alias: '다른 이름',
      first: '먼저 실행할 명령',
      hint: '출력을 여기에 붙여넣기',
      behind: '가능한 원인',
      behindLead: '가능성이 높은 순서입니다. 원인마다 구별하는 방법을 적었습니다.',
      wire: '알림에서 이 페이지로 연결하기',
      wireText: '{annotation} 값으로 다음 주소를 지정합니다.',
      wireFill: '# 뒤의 값은 페이지의 명령에 채워집니다.',
      crumb: '알림',
    },
    backlinks: '이 페이지로 연결된 문서',
    alertsHere: '이 페이지로 이어지는 알림',
    markdown: '이 페이지의 Markdown',
    link: {
      copied: '링크 복사됨',
      step: '이 질문의 링크: {title}',
      command: '이 명령의 링크',
    },
    embed: { open: '전체 페이지 열기', title: '붙여넣기 상자' },
    moved: '이 페이지의 주소가 바뀌었습니다. 새 주소:',
    looking: '페이지를 찾고 있습니다…',
  },
  zh: {
    alerts: {
      title: '告警',
      lead: '收到告警时从这里看起：告警的含义、先执行的命令，以及背后可能的故障。',
      kind: '告警',
      fires: '触发条件',
      lasting: '持续 {time}',
      severity: '级别',
      from: '来源',
      alias: '别名',
      first: '先执行这条命令',
      hint: '粘贴命令输出',
      behind: '可能的原因',
      behindLead: '按可能性从高到低排列，每条都附判断方法。',
      wire: '从告警链接到本页',
      wireText: '把下面的地址填入 {annotation}。',
      wireFill: '# 后面的值会填入页面中的命令。',
      crumb: '告警',
    },
    backlinks: '链接到本页的页面',
    alertsHere: '指向本页的告警',
    markdown: '本页的 Markdown 版本',
    link: {
      copied: '链接已复制',
      step: '指向该问题的链接：{title}',
      command: '指向该命令的链接',
    },
    embed: { open: '打开完整页面', title: '粘贴框' },
    moved: '本页地址已变更，新地址：',
    looking: '正在查找页面…',
  },
};
