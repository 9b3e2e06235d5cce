import { hex, not, rateOf, said } from '../explain-parts.ts';
import type { Said } from '../explained.ts';
import type { Term } from './terms.ts';
import { HEX } from './values.ts';

const is = (source: string, says: Term['says']): Term => ({ pattern: new RegExp(source, 'y'), says });

const does = (source: string, says: Term['says']): Term => ({
  pattern: new RegExp(source, 'y'),
  says,
  acts: true,
});

const UNITS: Readonly<Record<string, string>> = { second: 'sec', minute: 'min', hour: 'hour', day: 'day' };

/** nft(8): a limit without a burst has one of 5 packets. */
function limit(over: string | undefined, n: string, unit: string, burst: string | undefined): Said[] | null {
  const rate = rateOf(`${n}/${UNITS[unit] ?? ''}`);
  if (!rate) return null;
  if (over === undefined) return [said('limit', { ...rate, burst: burst ?? '5' })];
  return [
    said('hashlimit.above', rate),
    ...(burst === undefined ? [] : [said('hashlimit.burst', { v: burst })]),
  ];
}

/** `meta mark set meta mark | 0x4000`, also as older versions write it: `mark or 0x4000`. */
function marks(of: string, source: string | undefined, op: string, text: string): Said[] | null {
  const field = of === 'ct' ? 'connection' : 'packet';
  if ((source === 'ct' ? 'connection' : 'packet') !== field) return null;
  const value = Number(text);
  if (value > 0xffffffff) return null;
  if (op === '|' || op === 'or') return [said('MARK.or', { field, v: hex(value) })];
  if (op === '^' || op === 'xor') return [said('MARK.xor', { field, v: hex(value) })];
  return [said('MARK.clear', { field, v: hex(~value >>> 0) })];
}

const NAT = `((?: (?:random|fully-random|persistent),?){0,3})`;

/** An address or a port, not a word that goes on (`numgen inc mod 2`, `ip saddr map`). */
const TARGET = '((?=[^ ]{0,99}[.:])[^ {}@]{1,100})';

function natFlags(text: string): Said[] {
  const keys: Said[] = [];
  if (/(?<!-)\brandom\b/.test(text.replace('fully-random', ''))) keys.push(said('nat.random'));
  if (text.includes('fully-random')) keys.push(said('nat.randomFully'));
  if (text.includes('persistent')) keys.push(said('nat.persistent'));
  return keys;
}

/** What a rule does, the verdicts included. */
export const STATEMENTS: readonly Term[] = [
  does(String.raw`counter packets \d{1,20} bytes \d{1,20}`, () => [said('nft.counter')]),
  does('counter(?: name "?[^" ]{1,128}"?)?', () => [said('nft.counter')]),
  is('comment "([^"]{0,256})"', ([, v = '']) => [said('comment', { v })]),
  is(
    String.raw`limit rate (over )?(\d{1,10})/(second|minute|hour|day)(?: burst (\d{1,10}) packets)?`,
    ([, over, n = '', unit = '', burst]) => limit(over, n, unit, burst),
  ),
  // What iptables calls `statistic --mode random`: the number is a part of 2^31.
  is(String.raw`meta random & 2147483647 (<|>=) (\d{1,10})`, ([, op, part = '']) =>
    Number(part) > 2 ** 31
      ? null
      : [
          said('statistic.random', {
            v: String(Math.round((Number(part) / 2 ** 31) * 1e6) / 1e4),
            ...not(op === '>='),
          }),
        ],
  ),
  does('log(?: prefix "([^"]{0,256})")?(?: level ([a-z]{1,10}))?(?: flags (all))?', ([, prefix, level]) => [
    said('LOG'),
    ...(prefix === undefined ? [] : [said('LOG.prefix', { v: prefix })]),
    ...(level === undefined ? [] : [said('LOG.level', { v: level })]),
  ]),
  does(
    String.raw`(ct|meta)? ?mark set (ct |meta )?mark (&|\||\^|and|or|xor) ${HEX}`,
    ([, of = '', source, op = '', value = '']) => marks(of, source?.trim(), op, value),
  ),
  does('(?:meta )?mark set ct mark', () => [said('CONNMARK.restore')]),
  does('ct mark set (?:meta )?mark', () => [said('CONNMARK.save')]),
  does(`(ct|meta)? ?mark set ${HEX}`, ([, of, value = '']) =>
    Number(value) > 0xffffffff
      ? null
      : [said('MARK.set', { field: of === 'ct' ? 'connection' : 'packet', v: hex(Number(value)) })],
  ),
  does('meta nftrace set 1', () => [said('TRACE')]),
  does('tcp option maxseg size set rt mtu', () => [said('TCPMSS.clamp')]),
  does(String.raw`tcp option maxseg size set (\d{1,5})`, ([, v = '']) => [said('TCPMSS.set', { v })]),
  does('flow (?:add|offload) (@[^ ]{1,128})', ([, v = '']) => [said('nft.flow', { v })]),
  does('accept', () => [said('nft.accept')]),
  does('drop', () => [said('DROP')]),
  does('return', () => [said('RETURN')]),
  does('continue', () => [said('none')]),
  does('jump ([^ {}]{1,256})', ([, v = '']) => [said('jump', { v })]),
  does('goto ([^ {}]{1,256})', ([, v = '']) => [said('goto', { v })]),
  does('notrack', () => [said('NOTRACK')]),
  does('reject with tcp reset', () => [said('REJECT.reset')]),
  does('reject with (icmpx?|icmpv6)(?: type)? ([a-z-]{1,40})', ([, kind = '', type = '']) => [
    said('REJECT', { v: `${kind} ${type}` }),
  ]),
  does('reject', () => [said('nft.reject')]),
  does(`masquerade to :([^ ]{1,20})${NAT}`, ([, v = '', options = '']) => [
    said('MASQUERADE'),
    said('nat.ports', { v }),
    ...natFlags(options),
  ]),
  does(`masquerade${NAT}`, ([, options = '']) => [said('MASQUERADE'), ...natFlags(options)]),
  does(`snat(?: ip6?)? to ${TARGET}${NAT}`, ([, v = '', options = '']) => [
    said('SNAT.to', { v }),
    ...natFlags(options),
  ]),
  does(`dnat(?: ip6?)? to ${TARGET}${NAT}`, ([, v = '', options = '']) => [
    said('DNAT.to', { v }),
    ...natFlags(options),
  ]),
  does(`redirect to :([^ ]{1,20})${NAT}`, ([, v = '']) => [said('REDIRECT'), said('REDIRECT.ports', { v })]),
  does('redirect', () => [said('REDIRECT')]),
  does(String.raw`queue(?: flags (bypass))?(?: num| to) (\d{1,5})(?: bypass)?`, ([whole, , v = '']) => [
    said('NFQUEUE'),
    said('NFQUEUE.num', { v }),
    ...(whole.includes('bypass') ? [said('NFQUEUE.bypass', { bypass: 'yes' })] : []),
  ]),
];
