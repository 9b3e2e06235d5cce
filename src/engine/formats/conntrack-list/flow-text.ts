import type { Flow, Tuple } from '../../model/flow.ts';
import type { Place } from '../../model/place.ts';

/** `ipv4     2 tcp      6 431999 ESTABLISHED `; GRE of /proc puts `timeout=30, stream_timeout=180` behind it. */
const HEAD =
  /^\s{0,8}(?:(ipv[46])\s{1,8}\d{1,2} )?([a-z][a-z0-9_-]{0,15})\s{1,8}(\d{1,3}) (?:(\d{1,10}) )?(?:([A-Z][A-Z_0-9]{2,20}) )?(?:timeout=\d{1,9}, stream_timeout=\d{1,9} )?\s{0,8}(?=src=)/;
const WORD = /\[[^\]]{1,200}\]|\S{1,400}/g;
const MAX_WORDS = 80;

/**
 * Reads the text of one flow, from the protocol on, to the last field. null where it is no flow: it needs a protocol and
 * both addresses of the original direction. For single flows; millions are added up from bytes (`plain-flow.ts`).
 */
export function readFlow(text: string, place: Place): Flow | null {
  const head = HEAD.exec(text);
  if (!head) return null;
  const words = text.slice(head[0].length).match(WORD) ?? [];
  const tuples: Record<string, string>[] = [];
  const rest: Record<string, string> = {};
  const flags = new Set<string>();
  for (const word of words.slice(0, MAX_WORDS)) {
    if (word.startsWith('[')) {
      flags.add(word);
      continue;
    }
    const equals = word.indexOf('=');
    if (equals < 1) return null;
    const key = word.slice(0, equals);
    if (key === 'src') tuples.push({});
    const tuple = tuples.at(-1);
    // `type=8 code=0 id=4711` belongs to the tuple; the entry's own `id=` comes after both.
    const ofTuple = OF_A_TUPLE.has(key) || (key === 'id' && tuple?.['type'] !== undefined && !tuple['id']);
    const holder = ofTuple ? tuple : rest;
    if (holder) holder[key] = word.slice(equals + 1);
  }
  const original = tupleOf(tuples[0]);
  if (!original || tuples.length > 2) return null;
  const reply = tupleOf(tuples[1]);
  return {
    protocol: head[2] as string,
    protocolNumber: Number(head[3]),
    family: original.source.includes(':') ? 'ipv6' : original.source.includes('.') ? 'ipv4' : null,
    timeout: head[4] === undefined ? null : Number(head[4]),
    state: head[5] ?? null,
    original,
    reply,
    nat: reply && natOf(original, reply),
    unreplied: flags.has('[UNREPLIED]'),
    assured: flags.has('[ASSURED]'),
    offloaded: flags.has('[OFFLOAD]') || flags.has('[HW_OFFLOAD]'),
    mark: wholeNumber(rest['mark']),
    zone: wholeNumber(rest['zone']),
    helper: rest['helper'] ?? null,
    id: wholeNumber(rest['id']),
    age: wholeNumber(rest['delta-time']),
    labels: rest['labels']?.split(',') ?? [],
    place,
  };
}

const OF_A_TUPLE: ReadonlySet<string> = new Set([
  'src',
  'dst',
  'sport',
  'dport',
  'type',
  'code',
  'srckey',
  'dstkey',
  'packets',
  'bytes',
  'zone-orig',
  'zone-reply',
]);

function tupleOf(fields: Record<string, string> | undefined): Tuple | null {
  const source = fields?.['src'];
  const destination = fields?.['dst'];
  if (!fields || !source || !destination) return null;
  return {
    source,
    destination,
    sourcePort: wholeNumber(fields['sport']),
    destinationPort: wholeNumber(fields['dport']),
    packets: wholeNumber(fields['packets']),
    bytes: wholeNumber(fields['bytes']),
    zone: wholeNumber(fields['zone-orig'] ?? fields['zone-reply']),
  };
}

/**
 * Replies come from another end than was asked (DNAT), or go to another than asked (SNAT). null where a person blacked out
 * one of the addresses that would have to be compared.
 */
export function natOf(original: Tuple, reply: Tuple): { dnat: boolean; snat: boolean } | null {
  const dnat = isOther(reply.source, original.destination);
  const snat = isOther(reply.destination, original.source);
  if (dnat === null || snat === null) return null;
  return {
    dnat: dnat || differ(reply.sourcePort, original.destinationPort),
    snat: snat || differ(reply.destinationPort, original.sourcePort),
  };
}

/** Whether two addresses are not the same; null where they differ and one of them is not whole (`10.xx.1.7`). */
function isOther(one: string, other: string): boolean | null {
  if (one === other) return false;
  return ADDRESS.test(one) && ADDRESS.test(other) ? true : null;
}

/** IPv4 or IPv6, without the signs with which addresses are blacked out. */
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:.]{2,45})$/;

/** Two ports that are both known and are not the same. */
function differ(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && one !== other;
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
