import type { Facts } from '../../facts/facts.ts';
import { networkCounter } from '../../facts/readings.ts';
import { otherChains } from '../../facts/rules.ts';
import { listsAllDevices, sourceValidation } from '../../facts/source-validation.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { martianReasons } from './martians.ts';
import { mayFilterByRule, ruleReasons } from './rules.ts';

/** Counted in ip_rcv_finish (net/ipv4/ip_input.c) where the source fails the check, strict or loose, and for nothing else. */
const COUNTER = 'TcpExtIPReversePathFilter';
/** So many packets between two readings are more than a stray broadcast: a SYN and its repetitions. */
const ENOUGH = 5;
/** A host that the internet reaches gets stray packets all day: one in so many seconds, or fewer, is one of them. */
const STRAY = 60;
/** Cilium's devices of pods; `lxcbr0` is a bridge of LXC. */
const CILIUM_POD = /^lxc(?:[\da-f]{6,12}|_health)$/;

/**
 * The kernel, or a rule, drops packets that came in by another device than the route back to their source: several uplinks,
 * asymmetric routes, devices that udev has set to strict.
 *
 * Enough by itself: the kernel's counter of such drops rises by five or more between two readings; the counter of an rpfilter rule
 * does; or three recent `martian source` lines between addresses of different networks on a device whose effective rp_filter is 1. A
 * total since boot is usual on any host that the internet reaches, and so are martian lines of broadcasts and own addresses.
 */
export const rpFilterDrop: Incident = {
  slug: 'rp-filter-drop',
  related: [
    { slug: 'networkpolicy-drop', as: 'look-alike' },
    { slug: 'conntrack-invalid-drop', as: 'look-alike' },
    { slug: 'syn-sent-unreplied', as: 'consequence' },
    { slug: 'syn-retransmission', as: 'consequence' },
  ],
  messages: [
    'confirmed-counter-grows',
    'confirmed-rule-grows',
    'confirmed-martian-strict',
    'suspected',
    'suspected-martian',
    'suspected-cilium-strict',
    'clear',
    'undecided',
    'counter-grows',
    'counter-moves',
    'counter-still',
    'counter-zero',
    'counter-since-boot',
    'rule-grows',
    'rule-moves',
    'rule-hit',
    'martian-strict',
    'martian',
    'martian-was',
    'martian-off',
    'martian-loose',
    'martian-noise',
    'martian-destination',
    'cilium-strict',
    'filter-off',
    'strict',
  ],
  check(facts) {
    const rules = ruleReasons(facts, ENOUGH);
    const martians = martianReasons(facts);
    const counter = counterReasons(facts, rules.reasons.length > 0);
    const settings = settingReasons(facts);
    return judge({
      reasons: [...counter.reasons, ...rules.reasons, ...martians.reasons, ...settings.reasons],
      notes: [...counter.notes, ...rules.notes, ...martians.notes, ...settings.notes],
      severity: verdict => (verdict === 'confirmed' ? 'warning' : 'notice'),
      lead: {
        confirmed: ['counter-grows', 'rule-grows', 'martian-strict'],
        suspected: ['martian', 'cilium-strict'],
      },
      next: nextCommands(facts),
    });
  },
};

interface Said {
  readonly reasons: Given[];
  readonly notes: Given[];
}

/** `byRule`: a rule drops such packets before the kernel counts them. */
function counterReasons(facts: Facts, byRule: boolean): Said {
  const counter = networkCounter(facts, COUNTER);
  if (!counter) return { reasons: [], notes: [] };
  const { total, rise, seconds, since, places } = counter;
  const values = {
    total,
    rise: rise ?? 0,
    seconds: seconds ?? 0,
    timed: seconds === null ? 'no' : 'yes',
    since,
  };
  if (rise !== null && rise > 0) {
    if (seconds !== null && seconds > rise * STRAY)
      return { reasons: [], notes: [speaksFor('counter-moves', places, { values })] };
    const decisive = rise >= ENOUGH;
    const key = decisive ? 'counter-grows' : 'counter-moves';
    return { reasons: [speaksFor(key, places, { values, decisive })], notes: [] };
  }
  const against = (key: string) => [speaksAgainst(key, places, { values, decisive: !byRule })];
  if (total === 0) return { reasons: since === 'boot' ? against('counter-zero') : [], notes: [] };
  if (rise === 0) return { reasons: against('counter-still'), notes: [] };
  return { reasons: [], notes: [speaksFor('counter-since-boot', places, { values })] };
}

function settingReasons(facts: Facts): Said {
  const devices = sourceValidation(facts).filter(({ device }) => device !== 'lo');
  const strict = devices.filter(({ effective }) => effective === 1);
  const pods = strict.filter(({ device }) => CILIUM_POD.test(device));
  const told = (found: typeof devices) => ({
    devices: found.length,
    device: found[0]?.device ?? '',
  });
  const places = (found: typeof devices) => [...new Set(found.flatMap(each => each.places))];
  if (pods.length > 0 && networkCounter(facts, COUNTER)?.total !== 0)
    return { reasons: [speaksFor('cilium-strict', places(pods), { values: told(pods) })], notes: [] };
  if (strict.length > 0)
    return { reasons: [], notes: [speaksFor('strict', places(strict), { values: told(strict) })] };
  const known = devices.length > 0 && devices.every(({ effective }) => effective !== null);
  if (!known || !listsAllDevices(facts)) return { reasons: [], notes: [] };
  const names = devices.map(({ device }) => device);
  const decisive = !mayFilterByRule(facts, names) && facts.logged('martian-source').length === 0;
  const off = speaksAgainst('filter-off', places(devices), { values: told(devices), decisive });
  return { reasons: [off], notes: [] };
}

function nextCommands(facts: Facts) {
  return [
    ...(networkCounter(facts, COUNTER)?.rise == null ? [ask('rp-filter-twice')] : []),
    ...(sourceValidation(facts).length > 0 ? [] : [ask('rp-filter-settings')]),
    ...(facts.logged('martian-source').length > 0 ? [] : [ask('kernel-log-martian')]),
    ...([...otherChains(facts).keys()].some(name => name.startsWith('cali-'))
      ? [ask('iptables-raw-twice')]
      : []),
    ...(facts.all('routes').length > 0 ? [] : [ask('ip-routes')]),
  ];
}
