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
  ['꽉', '가득'],
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
  ['컨트랙', 'conntrack'],
  ['エンドポイント', 'endpoint'],
  ['엔드포인트', 'endpoint'],
  ['端点', 'endpoint'],
  ['ハンドシェイク', 'handshake'],
  ['핸드셰이크', 'handshake'],
  ['握手', 'handshake'],
  ['チェックサム', 'checksum'],
  ['체크섬', 'checksum'],
  ['ヘアピン', 'hairpin'],
  ['헤어핀', 'hairpin'],
  ['クバネティス', 'kubernetes'],
  ['쿠버네티스', 'kubernetes'],
  ['ノードポート', 'nodeport'],
  ['노드포트', 'nodeport'],
];

/** Short names that are typed for long ones, whole words only. */
export const shortNames: readonly (readonly [short: string, long: string])[] = [
  ['k8s', 'kubernetes'],
  ['svc', 'service'],
  ['nic', 'interface'],
  ['fw', 'firewall'],
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

/**
 * Endings of Korean verbs made of a noun, the longest first: 발생합니다, 발생해요, 발생함 and 발생하는 are 발생. Taken off
 * where two syllables remain.
 */
export const endings: readonly string[] = [
  ...['되었습니다', '하였습니다', '되었어요', '했습니다', '됐습니다', '되지않음', '하는데요', '되는데요'],
  ...[
    '합니다',
    '됩니다',
    '입니다',
    '습니다',
    '했어요',
    '됐어요',
    '하는데',
    '되는데',
    '하면서',
    '되면서',
    '시켜요',
    '인가요',
  ],
  ...[
    '해요',
    '돼요',
    '되요',
    '하는',
    '되는',
    '하고',
    '되고',
    '하면',
    '되면',
    '해서',
    '돼서',
    '되서',
    '하기',
    '되기',
    '하지',
    '되지',
    '한다',
    '된다',
    '했음',
    '됐음',
  ],
  ...['함', '됨', '돼', '된', '인'],
];

/**
 * Forms of the Korean verbs and adjectives that symptoms are told with, by what they begin with: 느려요, 느립니다, 느린 and
 * 느려짐 are 느림, which is how the pages write them.
 */
export const stems: readonly (readonly [forms: string, form: string])[] = [
  ['느려|느리|느린|느릴|느립', '느림'],
  ['걸려|걸리|걸린|걸릴|걸립|걸렸', '걸림'],
  ['쌓여|쌓이|쌓인|쌓입|쌓였', '쌓임'],
  ['끊겨|끊기|끊긴|끊깁|끊겼|끊어|끊김', '끊김'],
  ['늘어|늘고|늘기|늘었|늘음', '늘어남'],
  ['줄어|줄지|줄고|줄었', '줄어듦'],
  ['없어|없는|없습|없고|없다|없이|없네', '없음'],
  ['많아|많은|많습|많고|많다|많이', '많음'],
  ['높아|높은|높습|높고|높다', '높음'],
  ['작아|작은|작습|작고|작다', '작음'],
  ['보여|보이|보인|보입', '보임'],
  ['멈춰|멈추|멈춘|멈췄|멈춥', '멈춤'],
  ['막혀|막히|막힌|막혔|막힙', '막힘'],
  ['죽어|죽는|죽었|죽습', '죽음'],
  ['바뀌|바뀐|바뀜|바뀝|바꼈', '바뀜'],
  ['남아|남는|남습|남음', '남음'],
  ['찼', '참'],
  ['안돼|안되|안됩|안됐', '안됨'],
];

/** English words that hardly narrow a search. They count for little, but are not ignored: “works on retry”. */
export const common: ReadonlySet<string> = new Set(
  `a about all also an and any are as at be been being but by can could did do does doing done even ever for from get
  gets getting go goes going got had has have he her here him how i if in into is it its just like me mean means my no not of on or
  our please really say says see seeing she show shows so some than that the their them then there they this to too us
  very want wants was we were what when where which while who why will with would you your`.split(/\s+/),
);

/** What a Pod may be in for any reason, mostly none of the network's: like an everyday word, it finds nothing by itself. */
export const podStates: ReadonlySet<string> = new Set([
  'oomkilled',
  'crashloopbackoff',
  'imagepullbackoff',
  'errimagepull',
  'evicted',
]);

/** Who asks what something means wants the page that explains it, before the one that mends it. */
export const meaning =
  /\b(?:mean(?:s|ing)?|explained|what (?:is|are|does)|difference)\b|とは|って何|意味|違い|見方|読み方|의미|뜻|뭔가요|뭐예요|무엇|차이|보는 법|읽는 법|含义|意思|是(?:什么|啥)|区别|怎么看/i;

/** What surrounds a symptom in a question: 怎么办, 対処, 해결. Taken out of a query where something else remains. */
export const asking =
  /怎么(?:办|解决|处理|排查)|如何(?:解决|处理|排查)|(?:の)?対処(?:方法|法)?$|해결(?:\s?방법|책)?$|how (?:to|do i) (?:fix|solve)/giu;
