import type { FormatId } from '../../engine/model/document.ts';
import type { Part } from './names.ts';

/** Where names stand in a line: each group of the pattern is a part, in the order of `parts`. */
export interface NameRule {
  /** The outputs in which it is looked for; everywhere where not said. */
  readonly only?: readonly FormatId[];
  /** Looked for in long rows of one form too. */
  readonly inRows?: boolean;
  /** A letter or word without which no line matches: most lines are passed over by it. */
  readonly has: string;
  readonly pattern: RegExp;
  readonly parts: readonly Part[];
}

const NAME = String.raw`[A-Za-z0-9][\w.-]{0,252}`;
const LABEL = '[a-z0-9][a-z0-9-]{0,62}';
const RULES_OF: readonly FormatId[] = [
  'iptables-list',
  'iptables-list-rules',
  'iptables-save',
  'nft-ruleset',
];

function rule(
  has: string,
  pattern: string,
  parts: readonly Part[],
  only?: readonly FormatId[] | 'rows',
): NameRule {
  const where = only === 'rows' ? { inRows: true } : only ? { only } : {};
  return { has, pattern: new RegExp(pattern, 'dg'), parts, ...where };
}

/** In the order in which they take their parts. Patterns are linear: every repetition is bounded. */
const NAME_RULES: readonly NameRule[] = [
  // What lets in: `> Authorization: Bearer …` of curl -v, `token=…`, `https://me:secret@host/`.
  rule(
    ':',
    String.raw`(?:^|[<>'"\s])(?:[Aa]uthorization|[Pp]roxy-[Aa]uthorization|(?:[Ss]et-)?[Cc]ookie|[Xx]-[Aa]pi-[Kk]ey|[Xx]-[Aa]uth-[Tt]oken): ([^'"]{1,8000})`,
    ['secret'],
  ),
  rule(
    '=',
    String.raw`(?:[Pp]assword|[Pp]asswd|[Tt]oken|[Ss]ecret|[Aa]pi_?[Kk]ey|[Ss]ignature)=([^\s&'",;]{1,8000})`,
    ['secret'],
  ),
  rule('://', String.raw`://([^\s/:@'"]{1,120}):([^\s/@'"]{1,400})@`, ['user', 'secret']),

  // `Nov 22 03:07:41 node-3 kernel: …`, `2026-11-22T03:07:41+0900 node-3 kubelet[812]: …`
  rule(
    ':',
    String.raw`^(?:<\d{1,3}>)?(?:[A-Z][a-z]{2} [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d(?:\.\d{1,9})?|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?) (${NAME}) (?:kernel|[\w./@-]{1,60}\[\d{1,8}\]|[\w-]{1,40}):`,
    ['host'],
    'rows',
  ),
  rule('Linux ', String.raw`^Linux (${NAME}) \d{1,2}\.\d`, ['host']),

  // Comments of rules, and the chains that kube-proxy calls after a service.
  rule('comment', String.raw`comment "((?:[^"\\]|\\.){1,600})"`, ['comment'], RULES_OF),
  rule('comment', String.raw`--comment ([^"\s]{1,300})`, ['comment'], RULES_OF),
  rule('/*', String.raw`/\* (.{1,600}?) \*/`, ['comment'], 'rows'),
  rule(
    '-',
    `(?:service|endpoint|firewall|external|nodeport|policy)-[A-Z0-9]{8}-(${LABEL}/${LABEL}/(?:tcp|udp|sctp)/[a-z0-9-]{0,15})`,
    ['path'],
  ),

  // Logs of Kubernetes, events, `kubectl describe`: `pod="shop/web-0"`, `svc="shop/web:http"`, `endpoints for shop/web`.
  rule('=', String.raw`(?:pod|podName|kubernetes\.pod)="?(${LABEL}/[a-z0-9][\w.-]{0,252})`, ['pods']),
  rule(
    '/',
    String.raw`(?:svc|service|servicePortName|servicePort|portName|endpoints|endpointSlice|ServicePortName|for)[=: ]{1,2}"?(${LABEL}/${LABEL}(?::[\w-]{0,63})?)(?=["\s,):]|$)`,
    ['path'],
    ['kubernetes-log', 'kubectl-get', 'kernel-log'],
  ),
  rule(
    '/',
    String.raw`"(${LABEL}/[a-z0-9][\w.-]{0,252}(?::[\w-]{0,63})?)"`,
    ['path'],
    ['kubernetes-log', 'kubectl-get'],
  ),
  rule('/', String.raw`\bassigned (${LABEL}/[a-z0-9][\w.-]{0,252}) to (${NAME})`, ['pods', 'host']),
  rule('found in ', `^No resources found in (${LABEL}) namespace`, ['namespace']),
  ...(
    [
      ['ode', '(?:node|nodeName|Node|host|hostname|hostName|kubernetes\\.io/hostname)', NAME, 'host'],
      ['ost', '(?:host|hostname|hostName|hostIP)', NAME, 'host'],
      ['amespace', '(?:namespace|Namespace|ns)', LABEL, 'namespace'],
      ['od', '(?:podName|pod_name|pod|Pod)', NAME, 'pod'],
      ['ervice', '(?:service|serviceName|Service)', LABEL, 'service'],
    ] as const
  ).flatMap(([has, key, name, part]) => [
    rule(has, String.raw`\b${key}="?(${name})(?=["\s,)}\]]|$)`, [part]),
    // `Namespace:    shop` of kubectl describe, `  nodeName: node-3` of YAML, `"namespace":"shop"` of JSON.
    rule(has, String.raw`(?:^\s{0,60}(?:- )?|")${key}"?:\s{0,40}"?(${name})(?=["\s,}/]|$)`, [part]),
  ]),
  // `Name:  web` and `Selector:  app=web,tier=front` of kubectl describe; further labels stand alone on their lines.
  rule('Name', String.raw`^Name:\s{1,60}([a-z0-9][\w.-]{0,252})$`, ['dns'], ['kubectl-get']),
  rule(
    '=',
    String.raw`^(?:(?:Labels|Selector|Node-Selectors):)?\s{1,60}([\w./-]{1,253}=\S{1,500})$`,
    ['labels'],
    ['kubectl-get'],
  ),
  rule('lookup ', String.raw`\blookup (${NAME})(?= |:|$)`, ['dns']),

  // Commands as typed.
  rule(
    '-n',
    String.raw`(?:^|\s)(?:kubectl|oc|helm|k|stern)\s(?:[^|;&]{0,200}?\s)?(?:-n|--namespace)[ =]{0,2}(${LABEL})`,
    ['namespace'],
  ),
  ...(
    [
      ['pods?|po', 'pod'],
      ['nodes?|no', 'host'],
      ['namespaces?|ns', 'namespace'],
      [
        'services?|svc|endpoints|ep|endpointslices?|deploy(?:ments?)?|statefulsets?|sts|daemonsets?|ds|netpol|networkpolic(?:y|ies)',
        'service',
      ],
    ] as const
  ).map(([kinds, part]) =>
    rule(
      'ku',
      String.raw`kubectl\s(?:[^|;&]{0,200}?\s)?(?:get|describe|edit|delete|rollout restart)\s(?:-\S{1,40}\s){0,6}(?:${kinds})[ /](?:-n \S{1,63} )?([a-z0-9][\w.-]{0,252})`,
      [part],
    ),
  ),
  rule(
    'exec',
    String.raw`(?:kubectl|oc)\s(?:[^|;&]{0,200}?\s)?(?:exec|logs|debug)\s(?:-[\w-]{1,30}\s){0,6}(?:-n ${LABEL} )?((?:[a-z]{2,20}/)?[a-z0-9][\w.-]{0,252})`,
    ['pod'],
  ),
  rule('ssh ', String.raw`(?:^|[\s#$])ssh\s(?:-\S{1,40}\s){0,4}(?:([\w.-]{1,64})@)?(${NAME})(?=\s|$)`, [
    'user',
    'host',
  ]),
  // `curl -sS web`, `nc -zv web 80`
  rule(
    ' ',
    String.raw`(?:[$#%>;&|]|--|sudo) (?:curl|wget|ping6?|dig|nslookup|host|ncat?|telnet|mtr|traceroute6?)\s(?:[^|;&]{0,400}\s)?([A-Za-z][\w.-]{0,252})(?=(?:\s\d{1,5})?\s{0,5}$)`,
    ['dns'],
  ),
  rule('://', String.raw`\b[a-z][a-z0-9+.-]{1,15}://(?:[^\s/@'"]{1,200}@)?(${NAME})`, ['dns']),

  // What clients say: curl, ping, dig, tcpdump.
  rule(
    ' to ',
    String.raw`(?:Connected|[Cc]onnect(?:ed|ing)?|[Cc]onnection) to (${NAME})(?: \(|:| port| via|$)`,
    ['dns'],
  ),
  rule(
    'ost',
    String.raw`(?:resolve (?:host|proxy)|\b[Hh]ost name|\bHost:|\bHostname:|^Host):? '?(${NAME})(?= (?:not|port)|:|'|,|\)|$)`,
    ['dns'],
  ),
  rule(
    ' (',
    String.raw`(?:^|\s)(${NAME}) \((?:[\da-fA-F:]{2,45}|\d{1,3}(?:\.\d{1,3}){3})\)`,
    ['dns'],
    ['ping', 'mtr', 'traceroute', 'curl-verbose', 'nslookup', 'host'],
  ),
  rule('|-- ', String.raw`\|-- (${NAME})`, ['dns'], ['mtr']),
  rule('---', `^--- (${NAME}) ping statistics`, ['dns']),
  rule('=', String.raw`\b(?:CN|O|OU|L|ST|emailAddress)\s?=\s?([^;,/\n]{1,200})`, ['word'], ['curl-verbose']),
  rule(
    '? ',
    String.raw`\b(?:A|AAAA|PTR|SRV|CNAME|MX|NS|TXT|SOA|HTTPS|SVCB|ANY|Type\d{1,5})\? ([\w.-]{1,253}?)\.? \(`,
    ['dns'],
    ['tcpdump'],
  ),
  rule(
    'IP',
    String.raw`\bIP6? ([A-Za-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,8})\.[\w-]{1,30} > `,
    ['dns'],
    ['tcpdump'],
  ),
  rule(
    ' > ',
    String.raw` > ([A-Za-z][\w-]{0,62}(?:\.[\w-]{1,63}){0,8})\.[\w-]{1,30}: `,
    ['dns'],
    ['tcpdump'],
  ),
  rule(
    '.',
    String.raw`^;?([A-Za-z0-9_][\w.-]{0,252})\.\s{1,200}(?:\d{1,10}\s{1,40})?(?:IN|CH)\s`,
    ['dns'],
    ['dig', 'host'],
  ),
  rule(
    'ame',
    String.raw`\b(?:Name|canonical name|name)(?::|\s=)\s{1,20}([A-Za-z0-9][\w.-]{0,252}?)\.?$`,
    ['dns'],
    ['nslookup'],
  ),
  rule('find ', String.raw`can't find ([A-Za-z0-9][\w.-]{0,252}?)\.?:`, ['dns']),
  rule('search', String.raw`^\s{0,4}(?:search|domain)\s{1,20}(\S.{0,1000})$`, ['search']),

  // Users: `1234 alice 20 0 …` of top, `alice 812 0.3 …` of ps.
  rule('', String.raw`^\s{0,8}\d{1,8}\s{1,20}([\w.+-]{1,32})\s{1,20}(?:-?\d{1,3}|rt)\s`, ['user'], ['top']),
  rule('', String.raw`^([a-zA-Z][\w.+-]{0,31})\s{1,20}\d{1,8}\s`, ['user'], ['ps']),
  rule('/home/', String.raw`/home/([\w.-]{1,32})`, ['user']),
  rule('@', String.raw`(?<![\w.-])([A-Za-z0-9][\w.+-]{0,63})@(${NAME}\.[A-Za-z]{2,24})(?![\w-])`, [
    'user',
    'dns',
  ]),
];

/** Outputs in long rows of one form: only what is looked for in them is, and what may stand in each of them. */
const ROWS: ReadonlySet<FormatId> = new Set([
  ...RULES_OF,
  'kernel-log',
  'ss',
  'tcpdump',
  'ipset',
  'ipvsadm',
  'conntrack-xml',
]);
const byFormat = new Map<FormatId | null, readonly NameRule[]>();

/** The rules for the lines of an output; all of them where it is not known which one it is. */
export function rulesFor(format: FormatId | null): readonly NameRule[] {
  let rules = byFormat.get(format);
  if (!rules) {
    rules = NAME_RULES.filter(({ only, inRows }) =>
      only ? format !== null && only.includes(format) : inRows || format === null || !ROWS.has(format),
    );
    byFormat.set(format, rules);
  }
  return rules;
}
