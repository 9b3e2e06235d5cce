import type { RuleOption } from '../../engine/model/ruleset.ts';
import { elsewhere, given, has, listed, not, plain, rateOf, type SayOption, said } from './explain-parts.ts';
import type { Said } from './explained.ts';

/** `--limit 10/min`, and the burst, which iptables-save leaves out where it is the default of 5. */
const limit: SayOption = ({ values }, options) => {
  const rate = rateOf(values[0] ?? '');
  return rate ? said('limit', { ...rate, burst: given(options, '--limit-burst') ?? '5' }) : undefined;
};

function hashRate(which: 'upto' | 'above'): SayOption {
  return ({ values }, options) => {
    const [value = ''] = values;
    const rate = rateOf(value);
    const first = rate ? said(`hashlimit.${which}`, rate) : said(`hashlimit.${which}Bytes`, { v: value });
    const mode = given(options, '--hashlimit-mode');
    const burst = given(options, '--hashlimit-burst');
    return [
      first,
      mode === null ? said('hashlimit.all') : said('hashlimit.each', { v: listed(mode) }),
      ...(burst === null ? [] : [said('hashlimit.burst', { v: burst })]),
    ];
  };
}

/** Connections are counted for each address, or for each network of the mask. */
function connections(which: 'upto' | 'above'): SayOption {
  return ({ values }, options) => {
    const mask = given(options, '--connlimit-mask') ?? '';
    const whole = mask === '32' || mask === '128' ? 'yes' : 'no';
    const side = has(options, '--connlimit-daddr') ? 'dst' : 'src';
    return [
      said(`connlimit.${which}`, { n: values[0] ?? '' }),
      said('connlimit.each', { side, mask, whole }),
    ];
  };
}

function recent(what: 'set' | 'rcheck' | 'update' | 'remove'): SayOption {
  return ({ negated }, options) =>
    said(`recent.${what}`, {
      name: given(options, '--name') ?? 'DEFAULT',
      side: has(options, '--rdest') ? 'dst' : 'src',
      ...not(negated),
    });
}

const WHOLE = ['255.255.255.255', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'];

const statistic: SayOption = ({ values }, options) => {
  const [mode] = values;
  if (mode === 'random') {
    const probability = options.find(({ flag }) => flag === '--probability');
    const share = Number(probability?.values[0]);
    if (!probability || Number.isNaN(share)) return undefined;
    // 0.33333333349 is what the kernel keeps of a third: parts of 2^31.
    return said('statistic.random', {
      v: String(Math.round(share * 1e6) / 1e4),
      ...not(probability.negated),
    });
  }
  const every = options.find(({ flag }) => flag === '--every');
  if (mode !== 'nth' || !every) return undefined;
  return said('statistic.nth', {
    n: every.values[0] ?? '',
    first: given(options, '--packet') ?? '0',
    ...not(every.negated),
  });
};

/** `src,dst` of a set, in words: which address or port stands at which place. */
const set: SayOption = ({ values, negated }) =>
  said('set', { v: values[0] ?? '', dirs: listed(values[1] ?? ''), ...not(negated) });

function compared(field: 'packets' | 'bytes', how: 'eq' | 'lt' | 'gt'): SayOption {
  return ({ values, negated }) => said(`set.${how}`, { field, v: values[0] ?? '', ...not(negated) });
}

/** `--datestop 2038-01-19T03:14:07` is the end of time, which iptables writes always. */
const dateStop: SayOption = ({ values }) =>
  values[0] === '2038-01-19T03:14:07' ? null : said('time.datestop', { v: values[0] ?? '' });

const clock: SayOption = ({ values }, options): Said =>
  said('time.clock', { from: values[0] ?? '', to: given(options, '--timestop') ?? '23:59:59' });

type Options = Readonly<Record<string, SayOption>>;

/** Matches that count, and those on sets and times. */
export const LIMITS: Readonly<Record<string, Options>> = {
  limit: { '--limit': limit, '--limit-burst': elsewhere },
  hashlimit: {
    '--hashlimit-upto': hashRate('upto'),
    '--hashlimit-above': hashRate('above'),
    '--hashlimit-burst': elsewhere,
    '--hashlimit-mode': elsewhere,
    '--hashlimit-name': plain('hashlimit.name'),
    '--hashlimit-htable-size': plain('hashlimit.size'),
    '--hashlimit-htable-max': plain('hashlimit.max'),
    '--hashlimit-htable-gcinterval': plain('hashlimit.gc'),
    '--hashlimit-htable-expire': plain('hashlimit.expire'),
    '--hashlimit-srcmask': ({ values }) => said('hashlimit.mask', { side: 'src', v: values[0] ?? '' }),
    '--hashlimit-dstmask': ({ values }) => said('hashlimit.mask', { side: 'dst', v: values[0] ?? '' }),
  },
  connlimit: {
    '--connlimit-upto': connections('upto'),
    '--connlimit-above': connections('above'),
    '--connlimit-mask': elsewhere,
    '--connlimit-saddr': elsewhere,
    '--connlimit-daddr': elsewhere,
  },
  recent: {
    '--set': recent('set'),
    '--rcheck': recent('rcheck'),
    '--update': recent('update'),
    '--remove': recent('remove'),
    '--seconds': plain('recent.seconds'),
    '--hitcount': plain('recent.hitcount'),
    '--reap': () => said('recent.reap'),
    '--rttl': () => said('recent.rttl'),
    '--name': elsewhere,
    '--mask': (option: RuleOption) =>
      WHOLE.includes(option.values[0] ?? '') ? null : said('recent.mask', { v: option.values[0] ?? '' }),
    '--rsource': elsewhere,
    '--rdest': elsewhere,
  },
  statistic: {
    '--mode': statistic,
    '--probability': elsewhere,
    '--every': elsewhere,
    '--packet': elsewhere,
  },
  nfacct: { '--nfacct-name': plain('nfacct') },
  set: {
    '--match-set': set,
    '--return-nomatch': () => said('set.nomatch'),
    '--update-counters': ({ negated }) => said('set.counters', not(negated)),
    '--update-subcounters': ({ negated }) => said('set.subcounters', not(negated)),
    '--packets-eq': compared('packets', 'eq'),
    '--packets-lt': compared('packets', 'lt'),
    '--packets-gt': compared('packets', 'gt'),
    '--bytes-eq': compared('bytes', 'eq'),
    '--bytes-lt': compared('bytes', 'lt'),
    '--bytes-gt': compared('bytes', 'gt'),
  },
  time: {
    '--timestart': clock,
    '--timestop': elsewhere,
    '--weekdays': ({ values }) => said('time.weekdays', { v: listed(values[0] ?? '') }),
    '--monthdays': ({ values }) => said('time.monthdays', { v: listed(values[0] ?? '') }),
    '--datestart': plain('time.datestart'),
    '--datestop': dateStop,
    '--kerneltz': () => said('time.kerneltz'),
    '--contiguous': () => said('time.contiguous'),
  },
};
