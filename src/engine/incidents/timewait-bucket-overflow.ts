import type { Facts } from '../facts/facts.ts';
import { told } from '../facts/log.ts';
import { networkCounter } from '../facts/readings.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

const LIMIT = 'net.ipv4.tcp_max_tw_buckets';
/** The counter that tcp_time_wait() adds to where a socket finds no bucket (net/ipv4/tcp_minisocks.c). */
const COUNTER = 'TcpExtTCPTimeWaitOverflow';
/** From here on the number of sockets in TIME-WAIT speaks for itself. */
const NEAR = 0.95;
/** Below this there is room enough. */
const ROOM = 0.7;

/**
 * The sockets in TIME-WAIT have reached their limit; the kernel closes further ones at once.
 *
 * Enough by itself: the counter of such sockets rose between two readings, or the kernel's recent message (old kernels print it, newer
 * ones only count). A total since boot is the past. Buckets, limit and counter are those of one network namespace.
 */
export const timewaitBucketOverflow: Incident = {
  slug: 'timewait-bucket-overflow',
  related: [
    { slug: 'ephemeral-port-exhaustion', as: 'look-alike' },
    { slug: 'conntrack-table-full', as: 'look-alike' },
    { slug: 'neighbour-table-overflow', as: 'look-alike' },
  ],
  messages: [
    'confirmed-log-says-full',
    'confirmed-overflowing-now',
    'suspected-log-said-full',
    'suspected-log-bare',
    'suspected-sockets-at-limit',
    'suspected-overflowed-since-boot',
    'clear',
    'undecided',
    'log-says-full',
    'log-said-full',
    'log-bare',
    'overflowing-now',
    'overflowed-since-boot',
    'still',
    'never',
    'sockets-at-limit',
    'sockets-below-limit',
  ],
  check(facts) {
    const reasons = [...logReasons(facts), ...counterReasons(facts), ...socketReasons(facts)];
    return judge({
      reasons,
      severity: verdict => (verdict === 'confirmed' ? 'warning' : 'notice'),
      lead: {
        confirmed: ['overflowing-now', 'log-says-full'],
        suspected: [
          'log-says-full',
          'overflowing-now',
          'sockets-at-limit',
          'log-said-full',
          'log-bare',
          'overflowed-since-boot',
        ],
      },
      next: [
        ...(networkCounter(facts, COUNTER)?.rise == null ? [ask('nstat-twice')] : []),
        ...(facts.setting(LIMIT).length > 0 && facts.all('socket-summary').length > 0
          ? []
          : [ask('timewait-count')]),
      ],
    });
  },
};

function logReasons(facts: Facts): Given[] {
  const log = told(facts, 'time-wait-bucket-overflow');
  if (!log) return [];
  if (log.old) return [speaksFor('log-said-full', log.places, { values: log.values })];
  if (log.bare) return [speaksFor('log-bare', log.places, { values: log.values })];
  return [speaksFor('log-says-full', log.places, { values: log.values, decisive: true })];
}

function counterReasons(facts: Facts): Given[] {
  const counter = networkCounter(facts, COUNTER);
  if (!counter) return [];
  const { total, rise, seconds, since: from, places } = counter;
  const values = {
    total,
    rise: rise ?? 0,
    seconds: seconds ?? 0,
    timed: seconds === null ? 'no' : 'yes',
    since: from,
  };
  if (rise !== null && rise > 0) return [speaksFor('overflowing-now', places, { values, decisive: true })];
  if (total === 0) return from === 'boot' ? [speaksAgainst('never', places, { decisive: true })] : [];
  const since = speaksFor('overflowed-since-boot', places.slice(-1), { values });
  return rise === 0 ? [since, speaksAgainst('still', places, { values })] : [since];
}

function socketReasons(facts: Facts): Given[] {
  const limit = facts.setting(LIMIT).findLast(({ number, assumed }) => number !== null && !assumed);
  const tcp = facts.all('socket-summary').findLast(({ document }) => document.tcp?.timeWait != null)
    ?.document.tcp;
  if (!limit?.number || tcp?.timeWait == null) return [];
  const values = { sockets: tcp.timeWait, limit: limit.number };
  const places = [tcp.place, limit.place];
  if (values.sockets >= limit.number * NEAR) return [speaksFor('sockets-at-limit', places, { values })];
  return [
    speaksAgainst('sockets-below-limit', places, { values, decisive: values.sockets < limit.number * ROOM }),
  ];
}
