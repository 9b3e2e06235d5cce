import type { Problem } from '../../engine/model/analysis.ts';
import type { Severity, Verdict } from '../../engine/model/finding.ts';
import type { Locale } from '../locales.ts';
import type { Effect } from '../texts.ts';

export interface CliStrings {
  readonly read: string;
  readonly nothingRead: Readonly<Record<Problem, string>>;
  readonly lines: string;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly against: string;
  readonly moreLines: string;
  readonly next: string;
  readonly does: Readonly<Record<Effect, string>>;
  readonly root: string;
  readonly unread: string;
  readonly unreadMore: string;
  /** Incidents of which the paste says nothing. */
  readonly untouched: string;
  readonly explained: string;
  readonly comparison: ComparisonStrings;
}

/** What `--compare` prints above the findings. */
export interface ComparisonStrings {
  readonly title: string;
  readonly untimed: string;
  readonly moved: string;
  readonly still: string;
  readonly nothingMoved: string;
  readonly rate: string;
  readonly rules: string;
  readonly times: string;
  readonly more: string;
  readonly appeared: string;
  readonly gone: string;
}

/** What the terminal program says around the findings; ICU messages where a value stands in them. */
export const cliStrings: Readonly<Record<Locale, CliStrings>> = {
  en: {
    read: 'Read',
    nothingRead: {
      empty: 'There is nothing in this paste. Paste what a command printed, for example:',
      binary:
        'This is not text: it looks like an image, an archive or random bytes. Paste what a command printed, for example:',
      gzip: 'This file is packed and could not be unpacked. Give the text itself, for example the output of:',
      unrecognised:
        'No line of this paste belongs to an output that is known here. Paste what a command printed, for example:',
    },
    lines: '{same, select, yes {line {first, number}} other {lines {first, number}–{last, number}}}',
    verdicts: { confirmed: 'Confirmed', suspected: 'Suspected', clear: 'Clear', undecided: 'Cannot tell' },
    severities: { critical: 'critical', warning: 'warning', notice: 'notice' },
    against: 'against',
    moreLines: '{count, plural, one {# more line says the same} other {# more lines say the same}}',
    next: 'Run this next',
    does: { reads: 'reads', changes: 'changes state', cuts: 'can cut traffic' },
    root: 'as root',
    unread: '{count, plural, one {# line not understood} other {# lines not understood}}',
    unreadMore: '{count, plural, one {and # more line} other {and # more lines}}',
    untouched:
      '{count, plural, one {# other incident was} other {# other incidents were}} looked for; the paste says nothing of {count, plural, one {it} other {them}}.',
    explained: 'likely brought about by: {title}',
    comparison: {
      title: 'Between the two readings{timed, select, yes { ({seconds, number} s)} other {}}',
      untimed: 'The time between the two is not known: give it with --seconds, or print `date` before each.',
      moved: '{count, plural, one {# counter moved} other {# counters moved}}',
      still: '{count, plural, one {# stood still} other {# stood still}}',
      nothingMoved: 'No counter that stands in both moved.',
      rate: '{rate, number, ::.00} a second',
      rules: 'Rules: {before, number} before, {after, number} after',
      times: '{count, number} times',
      more: '{count, plural, one {and # more} other {and # more}}',
      appeared: 'New in the second reading alone: {list}',
      gone: 'No longer in the second reading alone: {list}',
    },
  },
  ja: {
    read: '読み取った内容',
    nothingRead: {
      empty: '内容が空です。コマンドの出力を貼り付けてください。例:',
      binary:
        'テキストではありません。画像、アーカイブ、またはランダムなバイト列のようです。コマンドの出力を貼り付けてください。例:',
      gzip: '圧縮ファイルを展開できませんでした。テキストのまま渡してください。例:',
      unrecognised: '形式を認識できる行がありません。コマンドの出力を貼り付けてください。例:',
    },
    lines: '{same, select, yes {{first, number}行目} other {{first, number}〜{last, number}行目}}',
    verdicts: { confirmed: '確定', suspected: '疑いあり', clear: '問題なし', undecided: '判定不能' },
    severities: { critical: '重大', warning: '警告', notice: '軽微' },
    against: '反証',
    moreLines: '同じ内容の行がほかに{count, number}行',
    next: '次に実行するコマンド',
    does: { reads: '読み取りのみ', changes: '状態を変更', cuts: '通信断の恐れ' },
    root: 'rootで実行',
    unread: '認識できない行: {count, number}行',
    unreadMore: 'ほか{count, number}行',
    untouched: 'ほか{count, number}件の障害も調べましたが、貼り付けた内容からは判断できません。',
    explained: '原因: {title}',
    comparison: {
      title: '2回の取得の間の変化{timed, select, yes {({seconds, number}秒間)} other {}}',
      untimed: '2回の取得の間隔がわかりません。--secondsで指定するか、各出力の前に`date`を実行してください。',
      moved: '変化したカウンター: {count, number}個',
      still: '変化なし: {count, number}個',
      nothingMoved: '両方に含まれるカウンターはどれも変化していません。',
      rate: '毎秒{rate, number, ::.00}',
      rules: 'ルール数: 前{before, number}、後{after, number}',
      times: '{count, number}個',
      more: 'ほか{count, number}件',
      appeared: '2回目だけに見られるもの: {list}',
      gone: '2回目では見られなくなったもの: {list}',
    },
  },
  ko: {
    read: '읽은 내용',
    nothingRead: {
      empty: '내용이 비어 있습니다. 명령 출력을 붙여넣으세요. 예:',
      binary:
        '텍스트가 아닙니다. 이미지나 압축 파일, 임의의 바이트로 보입니다. 명령 출력을 붙여넣으세요. 예:',
      gzip: '압축 파일을 풀 수 없습니다. 압축하지 않은 텍스트를 사용하세요. 예:',
      unrecognised: '형식을 인식할 수 있는 줄이 없습니다. 명령 출력을 붙여넣으세요. 예:',
    },
    lines: '{same, select, yes {{first, number}번째 줄} other {{first, number}~{last, number}번째 줄}}',
    verdicts: { confirmed: '확정', suspected: '의심', clear: '이상 없음', undecided: '판단 불가' },
    severities: { critical: '심각', warning: '경고', notice: '경미' },
    against: '반대 근거',
    moreLines: '같은 내용이 {count, number}줄 더 있음',
    next: '다음에 실행할 명령',
    does: { reads: '조회만 함', changes: '상태를 바꿈', cuts: '통신이 끊길 수 있음' },
    root: 'root 권한으로 실행',
    unread: '인식하지 못한 줄: {count, number}줄',
    unreadMore: '그 외 {count, number}줄',
    untouched: '다른 장애 {count, number}건도 확인했지만 붙여넣은 내용으로는 판단할 수 없습니다.',
    explained: '원인: {title}',
    comparison: {
      title: '두 측정 사이의 변화{timed, select, yes {({seconds, number}초)} other {}}',
      untimed:
        '두 측정 사이의 시간을 알 수 없습니다. --seconds 옵션으로 지정하거나 각 출력 앞에서 `date` 명령을 실행하세요.',
      moved: '변한 카운터 {count, number}개',
      still: '그대로인 카운터 {count, number}개',
      nothingMoved: '양쪽에 모두 있는 카운터 가운데 변한 것이 없습니다.',
      rate: '초당 {rate, number, ::.00}',
      rules: '규칙 수: 이전 {before, number}개, 이후 {after, number}개',
      times: '{count, number}개',
      more: '그 외 {count, number}건',
      appeared: '두 번째에서만 나타난 항목: {list}',
      gone: '두 번째에서는 사라진 항목: {list}',
    },
  },
  zh: {
    read: '已读取',
    nothingRead: {
      empty: '内容为空。粘贴命令输出，例如：',
      binary: '这不是文本，像是图片、压缩包或随机数据。粘贴命令输出，例如：',
      gzip: '无法解压该文件。直接提供文本，例如以下命令的输出：',
      unrecognised: '没有一行能识别出格式。粘贴命令输出，例如：',
    },
    lines: '{same, select, yes {第 {first, number} 行} other {第 {first, number}～{last, number} 行}}',
    verdicts: { confirmed: '已确认', suspected: '疑似', clear: '已排除', undecided: '无法判断' },
    severities: { critical: '严重', warning: '警告', notice: '提示' },
    against: '反证',
    moreLines: '另有 {count, number} 行内容相同',
    next: '下一步执行',
    does: { reads: '只读', changes: '会改变状态', cuts: '可能断流' },
    root: '以 root 执行',
    unread: '{count, number} 行无法识别',
    unreadMore: '另有 {count, number} 行',
    untouched: '另外检查了 {count, number} 种故障，粘贴内容不足以判断。',
    explained: '原因：{title}',
    comparison: {
      title: '两次读数之间的变化{timed, select, yes {（{seconds, number} 秒）} other {}}',
      untimed: '两次读数的间隔未知：用 --seconds 指定，或在每次输出前执行 `date`。',
      moved: '{count, number} 个计数器有变化',
      still: '{count, number} 个没有变化',
      nothingMoved: '两次都有的计数器均无变化。',
      rate: '每秒 {rate, number, ::.00}',
      rules: '规则数：之前 {before, number} 条，之后 {after, number} 条',
      times: '{count, number} 条',
      more: '另有 {count, number} 条',
      appeared: '仅第二次出现：{list}',
      gone: '第二次不再出现：{list}',
    },
  },
};
