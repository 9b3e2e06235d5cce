// What index and query treat as the same word. Small on purpose: only pairs that stand in knowledge of how people
// type these words at three in the morning, each written once, the form of the site's own texts on the right.

/** Spellings of one word. Applied inside a run of one script, before it is cut. */
export const spellings: readonly (readonly [from: string, to: string])[] = [
  // Japanese: エントリ and エントリー, サーバエラー and サーバーエラー need no line, every long-vowel mark is dropped
  ['しきい値', '閾値'],
  ['しきいち', '閾値'],
  ['フェイス', 'フェス'], // インターフェイス, インターフェース
  ['コネクション', '接続'], // コネクショントラッキング → 接続追跡
  ['トラッキング', '追跡'],
  ['溢', 'あふ'], // 溢れる, あふれる
  ['繋', 'つな'],
  ['破棄', 'ドロップ'],
  // Korean
  ['드랍', '드롭'],
  ['해쉬', '해시'],
  ['핸드쉐이크', '핸드셰이크'],
  ['커넥션', '연결'],
  ['트래킹', '추적'],
  ['포드', '파드'],
  ['유실', '손실'],
  ['타깃', '타겟'],
  ['임계치', '임계값'],
  ['얼럿', '알림'],
  // Chinese
  ['报警', '告警'],
  ['警报', '告警'],
  ['名字空间', '命名空间'],
  ['链接', '连接'],
  ['追踪', '跟踪'],
  ['时延', '延迟'],
  ['延时', '延迟'],
  ['间歇性', '偶发'],
  ['表爆满', '表满'],
  ['打满', '满'],
  ['表项', '条目'],
  ['报文', '数据包'],
];

/** Words that people write in their own script or in English, in the same sentence: 타임아웃, タイムアウト, 超时, timeout. */
export const borrowed: readonly (readonly [word: string, english: string])[] = [
  ['タイムアウト', 'timeout'],
  ['타임아웃', 'timeout'],
  ['超时', 'timeout'],
  ['ポッド', 'pod'],
  ['파드', 'pod'],
];

/** Korean particles, the longest first: 지연으로, 지연을 and 지연은 are 지연. */
export const particles: readonly string[] = [
  ...['에서는', '에서도', '으로는', '으로도', '까지는', '까지도', '에서의'],
  ...[
    '에서',
    '으로',
    '에게',
    '부터',
    '까지',
    '처럼',
    '보다',
    '이나',
    '라도',
    '마다',
    '밖에',
    '에는',
    '에도',
    '이라',
  ],
  ...['을', '를', '이', '가', '은', '는', '에', '의', '로', '와', '과', '도', '만', '나', '랑'],
];

/** English words that hardly narrow a search. They count for little, but are not ignored: “works on retry”. */
export const common: ReadonlySet<string> = new Set(
  'a an and are as at be but by can do does for from has have how i if in into is it its my no not of on or so that the then there this to was what when where which why with you'.split(
    ' ',
  ),
);

/** What surrounds a symptom in a question: 怎么办, 対処, 해결. Taken out of a query where something else remains. */
export const asking =
  /怎么(?:办|解决|处理|排查)|如何(?:解决|处理|排查)|(?:の)?対処(?:方法|法)?$|해결(?:\s?방법|책)?$|how (?:to|do i) (?:fix|solve)/giu;
