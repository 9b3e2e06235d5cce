import type { FlowEventType } from '../../model/flow-events.ts';
import type { Stamp } from '../../model/log-events.ts';
import { readElements } from './elements.ts';

/** A `<flow>` of the tool. */
export interface FlowElement {
  /** Of `conntrack -E`; null in a listing. */
  readonly type: FlowEventType | null;
  readonly time: Stamp | null;
  /** The same flow in the plain writing. */
  readonly text: string;
}

const TYPES: ReadonlyMap<string, FlowEventType> = new Map([
  ['new', 'NEW'],
  ['update', 'UPDATE'],
  ['destroy', 'DESTROY'],
]);
/**
 * The XML names SCTP's and DCCP's states by the words of TCP's with the same number (snprintf_xml.c prints `states[…]` for all three):
 * an established association is `<state>FIN_WAIT</state>` (seen with 1.0.9).
 */
const TCP = 'NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE SYN_SENT2'.split(
  ' ',
);
const SCTP =
  'NONE CLOSED COOKIE_WAIT COOKIE_ECHOED ESTABLISHED SHUTDOWN_SENT SHUTDOWN_RECD SHUTDOWN_ACK_SENT HEARTBEAT_SENT HEARTBEAT_ACKED'.split(
    ' ',
  );
const DCCP = 'NONE REQUEST RESPOND PARTOPEN OPEN CLOSEREQ CLOSING TIMEWAIT IGNORE INVALID'.split(' ');

/** Reads one `<flow …>…</flow>`; null where it is broken, or something is missing that each flow has. */
export function readFlowElement(xml: string): FlowElement | null {
  const values = readElements(xml);
  if (!values) return null;
  const type = values.get('@type');
  if (type !== undefined && !TYPES.has(type)) return null;
  const text = plain(values);
  return text === null ? null : { type: TYPES.get(type ?? '') ?? null, time: when(values), text };
}

/** The line of the plain listing that says the same; null without both directions. */
function plain(values: ReadonlyMap<string, string>): string | null {
  const own = (name: string) => values.get(`independent/${name}`);
  const number = values.get('original/layer4@protonum');
  const name = values.get('original/layer4@protoname');
  const original = direction(values, 'original');
  const reply = direction(values, 'reply');
  if (!original || !reply || number === undefined || name === undefined) return null;
  const words = [
    name.padEnd(8),
    number,
    own('timeout') ?? '',
    stateOf(number, own('state')),
    ...original.ends,
    pair('zone-orig', original.zone),
    ...original.counters,
    values.has('independent/unreplied') ? '[UNREPLIED]' : '',
    ...reply.ends,
    pair('zone-reply', reply.zone),
    ...reply.counters,
    values.has('independent/assured') ? '[ASSURED]' : '',
    ...['mark', 'secmark', 'secctx', 'zone'].map(key => pair(key, own(key))),
    pair('delta-time', own('deltatime')),
    pair('helper', values.get('helper')),
    pair('use', own('use')),
    pair('id', own('id')),
    pair('labels', values.get('labels/label') ?? own('labels/label')),
  ];
  return words.filter(word => word !== '').join(' ');
}

function direction(values: ReadonlyMap<string, string>, which: 'original' | 'reply') {
  const get = (path: string) => values.get(`${which}/${path}`);
  if (get('layer3/src') === undefined || get('layer3/dst') === undefined) return null;
  return {
    ends: [
      pair('src', get('layer3/src')),
      pair('dst', get('layer3/dst')),
      ...['sport', 'dport', 'srckey', 'dstkey'].map(key => pair(key, get(`layer4/${key}`))),
    ],
    zone: get('zone'),
    counters: ['packets', 'bytes'].map(key => pair(key, get(`counters/${key}`))),
  };
}

function stateOf(protocol: string, word: string | undefined): string {
  if (word === undefined) return '';
  const names = protocol === '132' ? SCTP : protocol === '33' ? DCCP : null;
  // A library that prints the right word needs no other.
  return names?.[TCP.indexOf(word)] ?? word;
}

/** `<when><hour>3</hour><min>45</min>…`, with `-o timestamp`: the host's local time. */
function when(values: ReadonlyMap<string, string>): Stamp | null {
  const parts = ['year', 'month', 'day', 'hour', 'min', 'sec'].map(key => values.get(`when/${key}`) ?? '');
  if (!parts.every(part => /^\d{1,4}$/.test(part))) return null;
  const [year, month, day, hour, minute, second] = parts.map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const two = (part: number) => String(part).padStart(2, '0');
  return {
    clock: 'wall',
    seconds: Date.UTC(year, month - 1, day, hour, minute, second) / 1000,
    dated: true,
    text: `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`,
  };
}

function pair(key: string, value: string | undefined): string {
  return value === undefined ? '' : `${key}=${value}`;
}
