// Words of a query that say less than others, or something else: read in queries only, never in the index.

/** English and Korean words that hardly narrow a search. They count for little, but are not ignored: “works on retry”. */
export const common: ReadonlySet<string> = new Set(
  `a about all also an and any are as at be been being but by can command could did do does doing done even ever for from get
  gets getting go goes going got had has have he her here him how i if in into is it its just like me mean means my no not of on or
  our please really say says see seeing she show shows so some than that the their them then there they this to too us
  very want wants was we were what when where which while who why will with would you your
  것 것이 같음 같아 같아요 같습니다 같은 때 중 좀 잘 더 다 수 있음 있어요 있습니다 그냥 계속 자꾸 왜 어떻게 이유 문제 현상 경우 방법 라고 이라고
  뭐 저희 우리 지금 갑자기 다시 또 근데 그런데 그리고 씩 떠요 나오네요 해요 하면 했더니 하니까`.split(/\s+/),
);

/** What a Pod may be in for any reason, mostly none of the network's: like an everyday word, it finds nothing by itself. */
export const podStates: ReadonlySet<string> = new Set([
  'oomkilled',
  'crashloopbackoff',
  'imagepullbackoff',
  'errimagepull',
  'evicted',
  'terminating',
]);

/**
 * Things of other trades, in whose company a word of ours means little: `disk full`, 证书过期. A query that names one is
 * about that; what it is called with in a network stands on no page as its subject.
 */
export const otherTrades: readonly string[] = [
  ...['disk', 'inode', 'storage', 'pvc', 'persistentvolumeclaim', 'password', 'printer', 'wifi', 'bluetooth'],
  ...[
    'certificate',
    'cert',
    'rbac',
    'oauth',
    'heap',
    'gpu',
    'cuda',
    'deadlock',
    'vacuum',
    'etcd',
    'helm',
    'terraform',
  ],
  ...[
    'ansible',
    'jenkins',
    'registrar',
    'numpy',
    'css',
    'cronjob',
    'autoscaler',
    'hpa',
    'quota',
    'battery',
    '401',
    '403',
    '404',
    '429',
  ],
  ...[
    'ディスク',
    'ストレージ',
    'パスワード',
    'プリンタ',
    '無線',
    '証明書',
    'ガベージ',
    'デッドロック',
    '移管',
  ],
  ...['メール', 'イメージ', 'テザリング', '予約', '請求'],
  ...[
    '디스크',
    '스토리지',
    '비밀번호',
    '프린터',
    '와이파이',
    '인증서',
    '가비지',
    '데드락',
    '기관이전',
    '메일',
    '이미지',
    '핫스팟',
    '레디스',
  ],
  ...['예약', '요금'],
  ...[
    '磁盘',
    '硬盘',
    '存储',
    '密码',
    '打印',
    '无线',
    '证书',
    '垃圾回收',
    '死锁',
    '注册商',
    '备案',
    '邮件',
    '邮箱',
    '镜像',
    '手机',
  ],
  ...['预订', '账单'],
];

/** Products of which the same holds, less strictly: their clients meet all that a network does. */
export const products: readonly string[] = [
  ...[
    'mysql',
    'postgres',
    'postgresql',
    'mongodb',
    'redis',
    'rabbitmq',
    'kafka',
    'elasticsearch',
    'cassandra',
    'spark',
  ],
  ...['argocd', 'grafana', 'airflow', 'java', 'nodejs', 'react', 'selinux', 'swap'],
];

/** Who asks what something means wants the page that explains it, before the one that mends it. */
export const meaning =
  /\b(?:mean(?:s|ing)?|explain(?:ed)?|what (?:is|are|does)|difference|columns?|fields?|how (?:to|do i) read|output|glossary)\b|とは|って何|意味|違い|見方|見かた|みかた|読み方|出力|用語|의미|뜻|뭔가요|뭐예요|무엇|차이|(?:보는|읽는) ?(?:법|방법)|해석|출력|용어|含义|意思|是(?:什么|啥)|区别|怎么看|解读|字段|输出|术语/i;

/** Words that only join a sentence, or say “command”. Taken out of a query: a pair with half of one would stand nowhere. */
export const filling =
  /一直|总是|老是|还是|都是|怎么会|为什么|请问|的时候|时候|之后|以后|我们|这个|那个|因为|但是|然后|已经|突然|有点|就会|好像|命令|コマンド|명령어?/gu;

/** What surrounds a symptom in a question: 怎么办, 対処, 해결. Taken out of a query where something else remains. */
export const asking =
  /怎么(?:办|解决|处理|排查)|如何(?:解决|处理|排查)|(?:の)?対処(?:方法|法)?$|해결(?:\s?방법|책)?$|how (?:to|do i) (?:fix|solve)/giu;
