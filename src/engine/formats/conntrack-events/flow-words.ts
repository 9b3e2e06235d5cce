/** How far a flow in the plain writing goes: `none` it is not one; `cut` it breaks off; `whole` nothing is missing, though more may follow. */
export type Extent = 'none' | 'cut' | 'whole';

/** `tcp      6 120 SYN_SENT `, in /proc and with `-o extended` a family first. */
const HEAD =
  /^(?:ipv[46]\s{1,8}\d{1,2}\s{1,4})?[a-z][a-z0-9]{2,11}\s{1,8}(\d{1,3})\s{1,4}(?:\d{1,10}\s{1,4})?(?:[A-Z][A-Z_0-9]{2,20}\s{1,4})?(?:timeout=\d{1,9}, stream_timeout=\d{1,9}\s{1,4})?(?=src=)/;
/** A head that was broken off within. */
const HEAD_CUT =
  /^(?:ipv[46]\s{1,8}\d{1,2}\s{1,4})?[a-z][a-z0-9]{2,11}\s{1,8}\d{1,3}\s{1,4}(?:\d{1,10}\s{1,4})?(?:[A-Z][A-Z_0-9]{2,20}\s{0,4})?s?r?c?$/;
const FLAG = /^\[(?:UNREPLIED|ASSURED|OFFLOAD|HW_OFFLOAD|(?:start|stop)=[A-Za-z0-9: ]{1,30})\]/;
const FLAG_CUT = /^\[[A-Za-z0-9_=: ]{0,38}$/;
/** The value may be blacked out: `src=10.xx.1.7`, `src=[redacted]`. */
const FIELD = /^[a-z][a-z-]{0,15}=(?:[^\s[\]]{1,256}|\[[A-Za-z]{1,20}\])(?=\s|$)/;
const FIELD_CUT = /^[a-z][a-z-]{0,15}=?$/;

/** Fields that end each direction, by protocol number (snprintf_default.c, __snprintf_proto). DCCP has ports only in the tool. */
const LAST_FIELD: ReadonlyMap<string, string> = new Map([
  ['6', 'dport'],
  ['17', 'dport'],
  ['132', 'dport'],
  ['136', 'dport'],
  ['1', 'id'],
  ['58', 'id'],
  ['47', 'dstkey'],
]);

/** Looks at every word of a flow: whether they are a flow's, and whether both directions are there. */
export function extentOf(text: string): Extent {
  const head = HEAD.exec(text);
  if (!head) return HEAD_CUT.test(text) ? 'cut' : 'none';
  const last = LAST_FIELD.get(head[1] as string) ?? 'dst';
  const seen: [Set<string>, Set<string>] = [new Set(), new Set()];
  let tuple = -1;
  let at = head[0].length;
  for (;;) {
    at += blanks(text, at);
    if (at >= text.length) break;
    const rest = text.slice(at, at + 300);
    const word = (FLAG.exec(rest) ?? FIELD.exec(rest))?.[0];
    if (word === undefined) return FLAG_CUT.test(rest) || FIELD_CUT.test(rest) ? 'cut' : 'none';
    if (word.startsWith('src=') && ++tuple > 1) return 'none';
    if (!word.startsWith('[')) seen[tuple as 0 | 1].add(word.slice(0, word.indexOf('=')));
    at += word.length;
  }
  return seen[0].has(last) && seen[1].has(last) && seen[1].has('dst') ? 'whole' : 'cut';
}

function blanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at - from;
}

/**
 * What makes a flow the same in all its events: its `id=` where printed, else protocol and original direction without its
 * counters.
 */
export function keyOf(text: string): string {
  const id = /\suse=\d{1,10} id=(\d{1,10})|\sid=(\d{1,10})(?:\slabels=\S{1,200})?$/.exec(text);
  const icmp = /\scode=\S{1,8} id=\d{1,10}$/.test(text);
  if (id && !icmp) return `#${id[1] ?? id[2]}`;
  const from = text.indexOf('src=');
  const reply = text.indexOf(' src=', from);
  const original = text.slice(from, reply < 0 ? undefined : reply);
  const zones = /\szone(?:-reply)?=\d{1,5}/.exec(text)?.[0] ?? '';
  const number = HEAD.exec(text)?.[1];
  return `${number} ${original.replace(/ (?:packets=\d{1,20} bytes=\d{1,20}|\[UNREPLIED\])/g, '')}${zones}`;
}
