import { countedStates } from '../facts/counted-states.ts';
import type { Facts } from '../facts/facts.ts';
import { isFairOfTcp } from '../facts/samples.ts';
import { tableFill } from '../facts/table-fill.ts';
import type { FlowTable, StateCount } from '../model/flow-table.ts';
import type { Place } from '../model/place.ts';
import type { Setting } from '../model/settings.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

const KEY = 'net.netfilter.nf_conntrack_tcp_timeout_established';
/** The kernel's own value, five days (nf_conntrack_proto_tcp.c, tcp_timeouts). kube-proxy sets 86,400 (its configuration's default). */
const KERNEL_DEFAULT = 432_000;
/**
 * Seconds without a packet from which on a connection counts as idle: live ones with keep-alive on send one by then
 * (net.ipv4.tcp_keepalive_time, default 7,200).
 */
const IDLE = 7200;
/** Entries with less than this left have another timeout: 300 s for unanswered or unacknowledged ones (tcp_timeouts). */
const OTHER_TIMEOUTS = 1024;
/** What such entries are mostly is what the table is filled with. */
const MOST = 0.5;
/** kubernetes-mixin, alert NodeHighNumberConntrackEntriesUsed. */
const ALERT = 0.75;
/** About 4 % of the smallest maximum that kube-proxy sets (131,072): fewer are pools and open sessions of any node. */
const MANY = 5000;
/** A timeout as long as this is one that nobody shortened: kube-proxy's. */
const DAY = 86_400;
/** Of fewer flows a share says nothing. */
const ENOUGH = 20;
const FEW = 0.1;

/**
 * Entries of connections that nobody uses any more fill the table, because an established one is kept for days.
 *
 * Enough by itself: a listing in which more than half of all flows are ESTABLISHED and have seen no packet for two hours or
 * more, in a table that is 75 % full. A timeout of 432,000 s is the kernel's default and no fault.
 *
 * Each packet sets an entry's timer back to the full timeout (nf_ct_refresh_acct()), so what is missing from it is the time
 * without a packet. The full timeout is the printed setting, or at least the longest time that an entry has left.
 */
export const establishedTimeoutIdleLeak: Incident = {
  slug: 'established-timeout-idle-leak',
  related: [
    { slug: 'conntrack-table-full', as: 'consequence' },
    { slug: 'conntrack-max-misconfigured', as: 'look-alike' },
    { slug: 'syn-sent-unreplied', as: 'look-alike' },
    { slug: 'conntrack-invalid-drop', as: 'consequence' },
  ],
  messages: [
    ...['confirmed', 'suspected', 'suspected-established-fills', 'clear', 'undecided'],
    ...['idle-fills-table', 'idle-many', 'idle-sample', 'established-fills', 'established-grows'],
    ...['few-established', 'few-idle', 'short-timeout'],
    ...['default-timeout', 'shorter-than-keepalive', 'picked-up'],
  ],
  check(facts) {
    const found = idleReasons(facts);
    return judge({
      reasons: [...found, ...(found.length > 0 ? growing(facts) : []), ...reasonsAgainst(facts)],
      notes: notes(facts, found.length > 0),
      severity: 'warning',
      lead: { suspected: ['established-fills'] },
      next: [
        ...(facts.flowTables().length === 0 ? [ask('conntrack-list')] : []),
        ...(tableFill(facts) ? [] : [ask('conntrack-count-max')]),
        ...(timeoutSetting(facts) ? [] : [ask('conntrack-timeouts')]),
        ...(facts.all('sockets').length === 0 ? [ask('sockets-all')] : []),
      ],
    });
  },
};

function timeoutSetting(facts: Facts): Setting | null {
  return facts.setting(KEY).findLast(({ number, assumed }) => number !== null && !assumed) ?? null;
}

/** The last listing that is no part; null without one. */
function wholeTable(facts: Facts): FlowTable | null {
  return facts.flowTables().findLast(({ section }) => section.partial === null)?.document ?? null;
}

function established({ states }: FlowTable): StateCount | null {
  return states.find(({ protocol, state }) => protocol === 'tcp' && state === 'ESTABLISHED') ?? null;
}

interface Idle {
  /** Flows that have seen no packet for `hours` or longer; for sure, there may be more. */
  readonly flows: number;
  /** The shortest of these times, whole hours. */
  readonly hours: number;
  /** True where every flow of the listing was looked at one by one. */
  readonly exact: boolean;
  readonly places: readonly Place[];
}

function idleOf(facts: Facts, table: FlowTable): Idle | null {
  const state = established(table);
  if (!state) return null;
  const setting = timeoutSetting(facts)?.number ?? 0;
  if (table.listed.length === table.flows) return exactly(table, setting);
  const longest = Math.max(0, ...state.timeouts.map(({ below }) => below / 2));
  const full = Math.max(setting, longest);
  const idle = state.timeouts.filter(({ below }) => below > OTHER_TIMEOUTS && full - below >= IDLE);
  const shortest = Math.min(...idle.map(({ below }) => full - below));
  const flows = idle.reduce((sum, bucket) => sum + bucket.flows, 0);
  return { flows, hours: hours(shortest), exact: false, places: state.places };
}

function exactly({ listed }: FlowTable, setting: number): Idle {
  const open = listed.filter(({ protocol, state }) => protocol === 'tcp' && state === 'ESTABLISHED');
  const full = Math.max(setting, ...open.map(({ timeout }) => timeout ?? 0));
  const idle = open.filter(
    ({ timeout }) => timeout !== null && timeout >= OTHER_TIMEOUTS && full - timeout >= IDLE,
  );
  const shortest = Math.min(...idle.map(({ timeout }) => full - (timeout as number)));
  return { flows: idle.length, hours: hours(shortest), exact: true, places: idle.map(({ place }) => place) };
}

function hours(seconds: number): number {
  return Number.isFinite(seconds) ? Math.floor(seconds / 3600) : 0;
}

function idleReasons(facts: Facts): Given[] {
  const table = wholeTable(facts);
  if (!table) return [...idleSample(facts), ...establishedFills(facts)];
  const idle = idleOf(facts, table);
  if (!idle || table.flows < ENOUGH || idle.flows / table.flows < MOST) return [];
  const fill = tableFill(facts);
  const values = { idle: idle.flows, flows: table.flows, hours: idle.hours };
  // The maximum counts with what the listing holds: the count may be of another moment, or not there at all.
  const max = fill?.max ?? maximum(facts)?.number ?? 0;
  const ratio = max > 0 ? table.flows / max : 0;
  if (ratio >= ALERT && ratio <= 1.05) {
    const places = [...idle.places.slice(0, 3), ...(fill?.places ?? [])];
    return [speaksFor('idle-fills-table', places, { values: { ...values, max, ratio }, decisive: true })];
  }
  return idle.flows >= MANY ? [speaksFor('idle-many', idle.places, { values })] : [];
}

/** A part of the listing that nobody chose, of a table that is nearly full. */
function idleSample(facts: Facts): Given[] {
  const { section, document: table } = facts.flowTables().at(-1) ?? {};
  const fill = tableFill(facts);
  if (!section || !table || !fill || fill.ratio < ALERT || !isFairOfTcp(section)) return [];
  const idle = idleOf(facts, table);
  if (!idle || table.flows < ENOUGH || idle.flows / table.flows < MOST) return [];
  const values = { idle: idle.flows, flows: table.flows, hours: idle.hours, ratio: fill.ratio };
  return [speaksFor('idle-sample', [...idle.places.slice(0, 3), ...fill.places], { values })];
}

/** Only numbers by state (`| sort | uniq -c`): most of what the table can hold is ESTABLISHED, and is kept for days. */
function establishedFills(facts: Facts): Given[] {
  const open = countedStates(facts).find(({ state }) => state === 'ESTABLISHED');
  const [fill, timeout] = [tableFill(facts), timeoutSetting(facts)];
  if (!open || !fill || !timeout || fill.ratio < ALERT || fill.max <= 0) return [];
  const seconds = timeout.number as number;
  if (open.count / fill.max < MOST || open.count > fill.max || seconds < DAY) return [];
  const values = { flows: open.count, max: fill.max, seconds };
  return [speaksFor('established-fills', [open.place, ...fill.places, timeout.place], { values })];
}

function maximum(facts: Facts): Setting | null {
  const settings = facts.setting('net.netfilter.nf_conntrack_max');
  return settings.findLast(({ number, assumed }) => number !== null && !assumed) ?? null;
}

function growing(facts: Facts): Given[] {
  const whole = facts.flowTables().filter(({ section }) => section.partial === null);
  const [first, last] = [whole[0]?.document, whole.at(-1)?.document];
  if (!first || !last || first === last) return [];
  const [before, after] = [established(first), established(last)];
  if (!before || !after || after.flows <= before.flows) return [];
  const values = { before: before.flows, after: after.flows };
  return [
    speaksFor('established-grows', [...before.places.slice(0, 1), ...after.places.slice(0, 1)], { values }),
  ];
}

function reasonsAgainst(facts: Facts): Given[] {
  const reasons: Given[] = [];
  const table = wholeTable(facts);
  const state = table && established(table);
  const idle = table && idleOf(facts, table);
  if (table && table.flows >= ENOUGH) {
    const share = (state?.flows ?? 0) / table.flows;
    const places = state?.places ?? [table.first];
    if (share < 1 - MOST)
      reasons.push(speaksAgainst('few-established', places, { values: { share }, decisive: true }));
    else if (idle?.exact && timeoutSetting(facts) && idle.flows < table.flows * FEW)
      reasons.push(speaksAgainst('few-idle', places, { values: { idle: idle.flows }, decisive: true }));
  }
  const setting = timeoutSetting(facts);
  if (setting && (setting.number as number) <= IDLE)
    reasons.push(
      speaksAgainst('short-timeout', [setting.place], {
        values: { seconds: setting.number as number },
        decisive: true,
      }),
    );
  return reasons;
}

function notes(facts: Facts, found: boolean): Given[] {
  const setting = timeoutSetting(facts);
  const seconds = setting?.number ?? null;
  const table = wholeTable(facts);
  const state = table && established(table);
  const said: Given[] = [];
  if (setting && seconds !== null && seconds >= KERNEL_DEFAULT && found)
    said.push(speaksFor('default-timeout', [setting.place], { values: { seconds } }));
  if (setting && seconds !== null && seconds < IDLE)
    said.push(speaksFor('shorter-than-keepalive', [setting.place], { values: { seconds } }));
  if (state && state.unreplied >= ENOUGH)
    said.push(speaksFor('picked-up', state.places, { values: { flows: state.unreplied } }));
  return said;
}
