import type { RuleOption } from '../../model/ruleset.ts';
import type { Context, Extension } from './extension.ts';
import { extension, find, flag, one, replaced, two, withDefault, withoutDefault } from './extension.ts';
import { number, ordered } from './values.ts';

/** Seconds of each unit, the longest first, as `rates` in extensions/libxt_limit.c has them. */
const UNITS: readonly (readonly [string, number])[] = [
  ['day', 86400],
  ['hour', 3600],
  ['min', 60],
  ['sec', 1],
];

/**
 * A rate as limit and hashlimit print it: they keep the time between two packets in parts of a second (`scale` of
 * them), so `60/min` comes back as `1/sec`, and `7/sec` of limit as `7/sec` only because the rest is rounded away.
 */
function rate(scale: number): (value: string) => string {
  return value => {
    const match = /^(\d{1,10})(?:\/(\w{1,8}))?$/.exec(value);
    const seconds = secondsOf(match?.[2] ?? 'sec');
    if (!match || !seconds || Number(match[1]) === 0) return value;
    const period = Math.floor((scale * seconds) / Number(match[1]));
    if (period === 0) return value;
    const mult = (i: number) => (UNITS[i] as readonly [string, number])[1] * scale;
    let i = 1;
    for (; i < UNITS.length; i++)
      if (period > mult(i) || Math.floor(mult(i) / period) < mult(i) % period) break;
    return `${Math.floor(mult(i - 1) / period)}/${(UNITS[i - 1] as readonly [string, number])[0]}`;
  };
}

/** iptables takes any beginning of `second`, `minute`, `hour`, `day`. */
function secondsOf(unit: string): number | null {
  const found = ['second', 'minute', 'hour', 'day'].findIndex(name => name.startsWith(unit.toLowerCase()));
  return [1, 60, 3600, 86400][found] ?? null;
}

const hashRate = rate(1_000_000);

/** `512kb/s` counts bytes and stays as it is; for packets see `withExpiry`. */
function hashlimitRate(value: string): string {
  return /b\/s/i.test(value) ? value.toLowerCase().replace(/b\/s\w*$/, 'b/s') : value;
}

const HASHLIMIT_ABOVE = '--hashlimit-above';
const HASHLIMIT_UPTO = '--hashlimit-upto';

function finishHashlimit(options: readonly RuleOption[], { family }: Context): readonly RuleOption[] {
  let done = turned(options, HASHLIMIT_UPTO, HASHLIMIT_ABOVE);
  const limit = (find(done, HASHLIMIT_UPTO) ?? find(done, HASHLIMIT_ABOVE))?.values[0];
  if (limit !== undefined && !limit.endsWith('b/s')) {
    done = withDefault(done, '--hashlimit-burst', '5');
    done = withExpiry(done, limit);
  }
  const bits = family === 'ipv6' ? '128' : '32';
  done = withoutDefault(done, '--hashlimit-htable-gcinterval', '1000');
  done = withoutDefault(withoutDefault(done, '--hashlimit-srcmask', bits), '--hashlimit-dstmask', bits);
  return withoutDefault(done, '--hashlimit-rate-interval', '1');
}

/**
 * Entries expire after the unit that the rate was typed with, and this is written where it is not the unit of the rate
 * as it is printed: `600/min` is `10/sec … --hashlimit-htable-expire 60000`.
 */
function withExpiry(options: readonly RuleOption[], typed: string): readonly RuleOption[] {
  const printed = hashRate(typed);
  const rated = options.map(option =>
    option.values[0] === typed ? { ...option, values: [printed] } : option,
  );
  const [before, after] = [typed, printed].map(text => secondsOf(text.split('/')[1] ?? 'sec'));
  if (!before || !after) return rated;
  const expire = withDefault(rated, '--hashlimit-htable-expire', String(before * 1000));
  return withoutDefault(expire, '--hashlimit-htable-expire', String(after * 1000));
}

/** `! --connlimit-above 5` is `--connlimit-upto 5`, and the other way round. */
function turned(options: readonly RuleOption[], first: string, second: string): readonly RuleOption[] {
  return options.map(option => {
    if (!option.negated || (option.flag !== first && option.flag !== second)) return option;
    return { ...option, flag: option.flag === first ? second : first, negated: false };
  });
}

function finishConnlimit(options: readonly RuleOption[], { family }: Context): readonly RuleOption[] {
  const done = withDefault(
    turned(options, '--connlimit-upto', '--connlimit-above'),
    '--connlimit-mask',
    family === 'ipv6' ? '128' : '32',
  );
  return find(done, '--connlimit-daddr') ? done : withDefault(done, '--connlimit-saddr');
}

function finishRecent(options: readonly RuleOption[], { family }: Context): readonly RuleOption[] {
  const mask = family === 'ipv6' ? 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' : '255.255.255.255';
  const done = withDefault(withDefault(options, '--name', 'DEFAULT'), '--mask', mask);
  return find(done, '--rdest') ? done : withDefault(done, '--rsource');
}

/** The probability as the kernel keeps it, in parts of 2^31: 0.3333333333 comes back as 0.33333333349. */
function probability(value: string): string {
  if (!/^(?:\d{1,3}(?:\.\d{0,20})?|\.\d{1,20})(?:e-?\d{1,3})?$/i.test(value)) return value;
  return (Math.round(Number(value) * 0x80000000) / 0x80000000).toFixed(11);
}

function finishStatistic(options: readonly RuleOption[]): readonly RuleOption[] {
  return find(options, '--every') ? withDefault(options, '--packet', '0') : options;
}

/** Matches that count: how often, how many, how much. */
export const RATES: readonly Extension[] = [
  extension('limit', [one('--limit', rate(10_000)), one('--limit-burst', number)], options =>
    withoutDefault(withDefault(options, '--limit', '3/hour'), '--limit-burst', '5'),
  ),
  extension(
    'hashlimit',
    [
      one(HASHLIMIT_UPTO, hashlimitRate, '--hashlimit'),
      one(HASHLIMIT_ABOVE, hashlimitRate),
      one('--hashlimit-burst'),
      one('--hashlimit-mode', ordered(['srcip', 'srcport', 'dstip', 'dstport'], false)),
      one('--hashlimit-name'),
      one('--hashlimit-htable-size', number),
      one('--hashlimit-htable-max', number),
      one('--hashlimit-htable-gcinterval', number),
      one('--hashlimit-htable-expire', number),
      one('--hashlimit-srcmask', number),
      one('--hashlimit-dstmask', number),
      flag('--hashlimit-rate-match'),
      one('--hashlimit-rate-interval', number),
    ],
    finishHashlimit,
  ),
  extension(
    'connlimit',
    [
      one('--connlimit-upto', number),
      one('--connlimit-above', number),
      one('--connlimit-mask', number),
      flag('--connlimit-saddr'),
      flag('--connlimit-daddr'),
    ],
    finishConnlimit,
  ),
  extension(
    'recent',
    [
      flag('--set'),
      flag('--rcheck'),
      flag('--update'),
      flag('--remove'),
      one('--seconds', number),
      flag('--reap'),
      one('--hitcount', number),
      flag('--rttl'),
      one('--name'),
      one('--mask'),
      flag('--rsource'),
      flag('--rdest'),
    ],
    finishRecent,
  ),
  extension(
    'statistic',
    [one('--mode'), one('--probability', probability), one('--every', number), one('--packet', number)],
    finishStatistic,
  ),
  extension(
    'connbytes',
    [one('--connbytes'), one('--connbytes-mode'), one('--connbytes-dir')],
    // `5:` has no end; libxt_connbytes.c writes it without the colon.
    options =>
      replaced(options, '--connbytes', o => ({ ...o, values: o.values.map(v => v.replace(/:$/, '')) })),
  ),
  extension('quota', [one('--quota', number)]),
  extension('nfacct', [{ ...one('--nfacct-name'), quoting: 'string' }]),
  extension('set', [
    two(
      '--match-set',
      v => v,
      v => v.toLowerCase(),
      '--set',
    ),
    flag('--return-nomatch'),
    flag('--update-counters'),
    flag('--update-subcounters'),
    one('--packets-eq'),
    one('--packets-lt'),
    one('--packets-gt'),
    one('--bytes-eq'),
    one('--bytes-lt'),
    one('--bytes-gt'),
  ]),
  extension('cpu', [one('--cpu', number)]),
  extension('time', timeOptions(), finishTime),
];

function timeOptions() {
  return [
    one('--timestart', clockTime),
    one('--timestop', clockTime),
    one('--monthdays', v => [...new Set(v.split(','))].sort((a, b) => Number(a) - Number(b)).join(',')),
    one('--weekdays', weekdays),
    one('--datestart', date),
    one('--datestop', date),
    flag('--kerneltz', '--localtz'),
    flag('--contiguous'),
    flag('--utc'),
  ];
}

/** `9:00` is `09:00:00`. */
function clockTime(value: string): string {
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(value);
  return match
    ? [match[1], match[2], match[3] ?? '0'].map(part => (part as string).padStart(2, '0')).join(':')
    : value;
}

/** `2026-01-01` is `2026-01-01T00:00:00`; parts may be left out from the end (libxt_time.c, time_parse_date). */
function date(value: string): string {
  const match = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?(?:T(\d{1,2}))?(?::(\d{1,2}))?(?::(\d{1,2}))?$/.exec(
    value,
  );
  if (!match) return value;
  const part = (i: number, missing: string) => (match[i] ?? missing).padStart(2, '0');
  return `${match[1]}-${part(2, '1')}-${part(3, '1')}T${part(4, '0')}:${part(5, '0')}:${part(6, '0')}`;
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function dayIndex(word: string): number {
  return /^[1-7]$/.test(word)
    ? Number(word) - 1
    : DAYS.findIndex(day => word.toUpperCase().startsWith(day.slice(0, 2).toUpperCase()));
}

function weekdays(value: string): string {
  const found = value.split(',').map(dayIndex);
  if (found.includes(-1)) return value;
  return DAYS.filter((_, i) => found.includes(i)).join(',');
}

/** The kernel keeps the days that fit: `! --weekdays Sat,Sun` comes back as the other five. */
function complement(option: RuleOption, all: readonly string[]): RuleOption {
  if (!option.negated) return option;
  const without = new Set(option.values[0]?.split(','));
  return { ...option, negated: false, values: [all.filter(word => !without.has(word)).join(',')] };
}

const MONTH_DAYS = Array.from({ length: 31 }, (_, i) => String(i + 1));

function finishTime(options: readonly RuleOption[]): readonly RuleOption[] {
  let done = options.filter(option => option.flag !== '--utc');
  if (find(done, '--timestart') || find(done, '--timestop')) {
    done = [...withDefault(withDefault(done, '--timestart', '00:00:00'), '--timestop', '23:59:59')];
  }
  const days = replaced(done, '--weekdays', option => complement(option, DAYS));
  const month = replaced(days, '--monthdays', option => complement(option, MONTH_DAYS));
  // iptables 1.8 on 64 bits writes the end of time, too.
  return withDefault(month, '--datestop', '2038-01-19T03:14:07');
}
