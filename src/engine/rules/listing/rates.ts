import type { RuleOption } from '../../model/ruleset.ts';
import { checkAddress } from './connection.ts';
import { type Cursor, match, option, type ReadMatch } from './cursor.ts';

/** `statistic mode random ! probability 0.33333333349`, `statistic mode nth every 3 packet 1`; packet 0 is not printed. */
const readStatistic: ReadMatch = (cursor, negated) => {
  if (negated) return null;
  const random = cursor.take(/statistic mode random (! )?probability (\d\.\d{1,20})(?=\s|$)/y);
  if (random) {
    return match('statistic', [
      option('--mode', false, 'random'),
      option('--probability', random[1] !== undefined, random[2] as string),
    ]);
  }
  const nth = cursor.take(/statistic mode nth (! )?every (\d{1,10})(?: packet (\d{1,10}))?(?=\s|$)/y);
  if (!nth) return null;
  return match('statistic', [
    option('--mode', false, 'nth'),
    option('--every', nth[1] !== undefined, nth[2] as string),
    option('--packet', false, nth[3] ?? '0'),
  ]);
};

const HASH_EXTRA =
  / {1,2}(?:mode ((?:srcip|srcport|dstip|dstport)(?:[-,](?:srcport|dstip|dstport)){0,3})|(htable-size|htable-max|htable-gcinterval|htable-expire|srcmask|dstmask|rate-interval) (\d{1,10})|(rate-match))(?=\s|$)/y;

/**
 * `limit: avg 5/min burst 5` is limit; `limit: up to 10/sec burst 5 mode srcip-dstport` and `limit: above 1mb/s` are
 * hashlimit, `limit: avg 1/sec burst 5 mode srcip` its first revision (extensions/libxt_hashlimit.c).
 */
const readLimit: ReadMatch = (cursor, negated) => {
  const found = cursor.take(
    /limit: (avg|up to|above) (\d{1,12}(?:\/(?:sec|min|hour|day|second|minute)|[kmg]?b\/s)|inf)(?: burst (\d{1,12}[kmg]?b?))?(?=\s|$)/y,
  );
  if (negated || !found) return null;
  const [, kind = '', rate = '', burst] = found;
  const extras = readHashExtras(cursor);
  if (kind === 'avg' && extras.length === 0) {
    const options = [option('--limit', false, rate)];
    if (burst !== undefined && burst !== '5') options.push(option('--limit-burst', false, burst));
    return match('limit', options);
  }
  const flag = kind === 'above' ? '--hashlimit-above' : '--hashlimit-upto';
  // The listing divides the rate by the interval, and cuts what is left: 45/sec over 10 s comes as `4/sec`; the
  // default of htable-expire is held against the divided one, too.
  if (extras.some(extra => extra.flag.endsWith('rate-interval')) && !rate.endsWith('b/s')) {
    cursor.open(flag, 'ambiguous');
    cursor.open('--hashlimit-htable-expire', 'ambiguous');
  }
  cursor.open('--hashlimit-name', 'not-shown');
  const head = [option(flag, false, rate)];
  if (burst !== undefined) head.push(option('--hashlimit-burst', false, burst));
  return match('hashlimit', [...head, ...extras]);
};

function readHashExtras(cursor: Cursor): RuleOption[] {
  const options: RuleOption[] = [];
  for (let i = 0; i < 10; i++) {
    const found = cursor.take(HASH_EXTRA);
    if (!found) break;
    const [, mode, name, value, flag] = found;
    if (mode !== undefined) options.push(option('--hashlimit-mode', false, mode.replaceAll('-', ',')));
    else if (flag !== undefined) options.push(option(`--hashlimit-${flag}`, false));
    else options.push(option(`--hashlimit-${name}`, false, value as string));
  }
  return options;
}

const RECENT_WORK: Readonly<Record<string, string>> = {
  SET: '--set',
  CHECK: '--rcheck',
  UPDATE: '--update',
  REMOVE: '--remove',
};

/** `! recent: UPDATE seconds: 60 reap hit_count: 5 TTL-Match name: ssh side: source mask: 255.255.255.255` */
const readRecent: ReadMatch = (cursor, negated) => {
  const found = cursor.take(
    /recent: (SET|CHECK|UPDATE|REMOVE)(?: seconds: (\d{1,10}))?( reap)?(?: hit_count: (\d{1,10}))?( TTL-Match)? name: (\S{1,200}) side: (source|dest)(?: mask: (\S{1,45}))?(?=\s|$)/y,
  );
  if (!found) return null;
  const [, work, seconds, reap, hits, ttl, name, side, mask] = found;
  const options = [option(RECENT_WORK[work as string] as string, negated)];
  if (seconds !== undefined) options.push(option('--seconds', false, seconds));
  if (reap !== undefined) options.push(option('--reap', false));
  if (hits !== undefined) options.push(option('--hitcount', false, hits));
  if (ttl !== undefined) options.push(option('--rttl', false));
  options.push(option('--name', false, name as string));
  if (mask !== undefined) {
    if (!checkAddress(cursor, '--mask', mask)) return null;
    options.push(option('--mask', false, mask));
  }
  options.push(option(side === 'source' ? '--rsource' : '--rdest', false));
  return match('recent', options);
};

/** `quota: 1000 bytes`: printed alike with and without `!` (extensions/libxt_quota.c). */
const readQuota: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/quota: (\d{1,20}) bytes(?=\s|$)/y);
  if (negated || !found) return null;
  cursor.open('--quota', 'ambiguous');
  return match('quota', [option('--quota', false, found[1] as string)]);
};

const TIME =
  /TIME(?: from (\d\d:\d\d:\d\d) to (\d\d:\d\d:\d\d))?(?: on ([A-Z][a-z]{2}(?:,[A-Z][a-z]{2}){0,6}))?(?: on ((?:\d{1,2}(?:st|nd|rd|th))(?:,\d{1,2}(?:st|nd|rd|th)){0,30}))?(?: starting from (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d))?(?: until date (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d))?( UTC)?( contiguous)?(?=\s|$)/y;

/** `TIME from 08:00:00 to 18:00:00 on Mon,Tue on 1st,2nd starting from … until date … UTC contiguous` */
const readTime: ReadMatch = (cursor, negated) => {
  const found = negated ? null : cursor.take(TIME);
  if (!found) return null;
  const [, from, to, weekdays, monthdays, startDate, startTime, stopDate, stopTime, utc, contiguous] = found;
  const options: RuleOption[] = [];
  if (from !== undefined) options.push(option('--timestart', false, from));
  if (to !== undefined) options.push(option('--timestop', false, to));
  if (monthdays !== undefined) options.push(option('--monthdays', false, monthdays.replace(/[a-z]{2}/g, '')));
  if (weekdays !== undefined) options.push(option('--weekdays', false, weekdays));
  if (startDate !== undefined) options.push(option('--datestart', false, `${startDate}T${startTime}`));
  if (stopDate !== undefined) options.push(option('--datestop', false, `${stopDate}T${stopTime}`));
  if (utc === undefined) options.push(option('--kerneltz', false));
  if (contiguous !== undefined) options.push(option('--contiguous', false));
  return match('time', options);
};

const POLICY_ITEM = / {1,2}(! ?)?(reqid|spi|proto|mode|tunnel-dst|tunnel-src) (\S{1,80})(?=\s|$)/y;
/** Protocols of IPsec, which save prints by name and `-n` by number. */
const IPSEC = new Map([
  ['50', 'esp'],
  ['51', 'ah'],
  ['108', 'ipcomp'],
]);

/** `policy match dir in pol ipsec strict [0] reqid 1 proto 50 mode tunnel tunnel-dst 10.0.0.1 [1] reqid 2` */
const readPolicy: ReadMatch = (cursor, negated) => {
  const head = cursor.take(/policy match dir (in|out) pol (none|ipsec)( strict)?(?=\s|$)/y);
  if (negated || !head) return null;
  const options = [option('--dir', false, head[1] as string), option('--pol', false, head[2] as string)];
  if (head[3] !== undefined) options.push(option('--strict', false));
  for (let i = 0; i < 40; i++) {
    const element = cursor.take(/ {1,2}\[(\d)\](?=\s|$)/y);
    if (element && element[1] !== '0') options.push(option('--next', false));
    const item = cursor.take(POLICY_ITEM);
    if (item) options.push(policyItem(cursor, item));
    else if (!element) break;
  }
  return match('policy', options);
};

function policyItem(cursor: Cursor, item: RegExpExecArray): RuleOption {
  const [, not, name = '', value = ''] = item;
  if (name.startsWith('tunnel')) checkAddress(cursor, `--${name}`, value);
  return option(`--${name}`, not !== undefined, name === 'proto' ? (IPSEC.get(value) ?? value) : value);
}

export const RATE_MATCHES: Readonly<Record<string, ReadMatch>> = {
  statistic: readStatistic,
  'limit:': readLimit,
  'recent:': readRecent,
  'quota:': readQuota,
  TIME: readTime,
  policy: readPolicy,
};
