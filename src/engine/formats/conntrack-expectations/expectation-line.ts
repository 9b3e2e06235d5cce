import type { Expectation, ExpectationEnds } from '../../model/expectations.ts';
import type { FlowEventType } from '../../model/flow-events.ts';
import { stamp } from '../conntrack-events/event-line.ts';

/** `[1795405771.84659 ]\t    [NEW] 300 proto=6 src=`, `298 l3proto = 10 proto=6 src=`, `- l3proto = 2 proto=17 src=`. */
const HEAD =
  /^\s{0,12}(?:\[(\d{1,12})\.(\d{1,6})\s{0,6}\]\s{0,12})?(?:\[(NEW|UPDATE|DESTROY)\]\s{1,8})?(\d{1,10}|-)\s{1,4}(?:l3proto = \d{1,3}\s{1,4})?proto=(\d{1,3})\s{1,4}(?=src=)/;
const FIELD = /^([a-z][a-z0-9-]{0,15})=([^\s=]{1,128})$/;
const FLAGS = /^(?:PERMANENT|INACTIVE|USERSPACE)(?:,(?:PERMANENT|INACTIVE|USERSPACE)){0,2}$/;
/** A helper as /proc alone names it, last: `ftp`, `sip/signalling`, `Q.931/…` too. */
const HELPER = /^(?=\S{0,40}[a-z0-9])[A-Za-z][\w.-]{1,15}(?:\/[\w.-]{1,30})?$/;
/** The three tuples of the tool, in their order: what is expected, its mask, and the connection that asked for it. */
const TUPLE_BEGINS: ReadonlyMap<string, number> = new Map([
  ['src', 0],
  ['mask-src', 1],
  ['master-src', 2],
]);
const TUPLE_FIELD = /^(?:mask-|master-)?(src|dst|sport|dport|type|code|id|srckey|dstkey)$/;

/** A line of `conntrack -L expect`, `-E expect` (`tool`) or `/proc/net/nf_conntrack_expect`. */
export interface ExpectationLine {
  readonly form: 'tool' | 'proc';
  readonly entry: Omit<Expectation, 'place'>;
}

/**
 * Reads one expectation (libnetfilter_conntrack, src/expect/snprintf_default.c; kernel, nf_conntrack_expect.c, exp_seq_show()):
 *
 *   298 proto=6 src= dst= sport=0 dport=5001 mask-src= mask-dst= sport=0 dport=65535 master-src= master-dst= sport= dport= class=0 helper=ftp
 *   298 l3proto = 2 proto=6 src=127.0.0.1 dst=127.0.0.1 sport=0 dport=5001 PERMANENT,USERSPACE ftp
 */
export function readExpectation(text: string): ExpectationLine | null {
  const head = HEAD.exec(text);
  if (!head) return null;
  const form = head[0].includes('l3proto') ? 'proc' : 'tool';
  const read = readWords(text.slice(head[0].length).trim().split(/\s+/, 48), form);
  if (!read) return null;
  const { tuples, rest, flags } = read;
  const expected = endsOf(tuples[0]);
  if (!expected) return null;
  const [, seconds, micros, type, timeout, protocol] = head;
  return {
    form,
    entry: {
      type: (type as FlowEventType | undefined) ?? null,
      time: seconds === undefined ? null : stamp(seconds, micros as string),
      timeout: timeout === '-' ? null : Number(timeout),
      protocol: Number(protocol),
      ...expected,
      mask: endsOf(tuples[1]),
      master: endsOf(tuples[2]),
      zone: toNumber(rest.get('zone')),
      flags,
      class: toNumber(rest.get('class')),
      helper: rest.get('helper') ?? null,
    },
  };
}

interface Words {
  readonly tuples: readonly Map<string, string>[];
  readonly rest: ReadonlyMap<string, string>;
  readonly flags: Expectation['flags'];
}

function readWords(words: readonly string[], form: ExpectationLine['form']): Words | null {
  const tuples = [new Map<string, string>(), new Map<string, string>(), new Map<string, string>()];
  const rest = new Map<string, string>();
  let flags: Expectation['flags'] = [];
  let tuple = 0;
  for (const [i, word] of words.entries()) {
    const [, key, value] = FIELD.exec(word) ?? [];
    if (key === undefined || value === undefined) {
      // 1.0.9 prints no blank behind the flags: `PERMANENTclass=0 helper=mdns`.
      const glued = /^([A-Z,]{8,40})(class=\d{1,5})$/.exec(word);
      const flag = glued?.[1] ?? word;
      if (FLAGS.test(flag)) flags = flag.split(',') as typeof flags;
      else if (form === 'proc' && i === words.length - 1 && HELPER.test(word)) rest.set('helper', word);
      else return null;
      if (glued) rest.set('class', (glued[2] as string).slice('class='.length));
      continue;
    }
    tuple = TUPLE_BEGINS.get(key) ?? tuple;
    const field = TUPLE_FIELD.exec(key)?.[1];
    if (field) (tuples[tuple] as Map<string, string>).set(field, value);
    else if (key === 'zone' || key === 'class' || key === 'helper') rest.set(key, value);
    else return null;
  }
  return { tuples, rest, flags };
}

/** The ends of one of its tuples; null where the line does not have it. */
export function endsOf(fields: ReadonlyMap<string, string> | undefined): ExpectationEnds | null {
  const source = fields?.get('src');
  const destination = fields?.get('dst');
  if (!fields || source === undefined || destination === undefined) return null;
  return {
    source,
    destination,
    sourcePort: toNumber(fields.get('sport')),
    destinationPort: toNumber(fields.get('dport')),
  };
}

/** null for what is not printed, and for a masked `***`. */
export function toNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null;
}
