import { duplicates } from '../facts/duplicates.ts';
import type { Facts, LoggedEvent } from '../facts/facts.ts';
import { type KubeRules, kubeRules } from '../facts/kube-rules.ts';
import { ageOf } from '../facts/log.ts';
import { rulesets } from '../facts/rules.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from './incident.ts';
import { judge } from './judge.ts';

/** A sync that takes longer is slow (incidents.md B12); in seconds. */
const SLOW = 5;
/** So many slow ones are no chance. */
const OFTEN = 3;
/** At least so many of all: beside each sync of IPv4, kube-proxy logs one of IPv6, which is quick where IPv6 has no Services. */
const SHARE = 0.4;
/** A slow sync longer ago is of the past; in seconds. */
const OLD_AFTER = 3600;
/** All syncs below this, in seconds, and so many of them: kube-proxy keeps up. */
const QUICK = 1;
const ENOUGH = 5;
/** Services (ports of them) and rules that are many for iptables. 20,000 is what Kubernetes named when it brought IPVS: 2,000 Services of ten Pods. */
const MANY_SERVICES = 5000;
const MANY_RULES = 20_000;
/** Written in well under a second: 6,000 rules take 0.2 s, 11,244 take 0.4 s (measured with iptables 1.8.9, nf_tables, on Linux 6.18). */
const FEW_RULES = 6000;
/** So many copies of one rule make each change slow by themselves: another incident. */
const COPIES = 1000;

/**
 * kube-proxy in iptables mode needs seconds to write its rules, so that new endpoints come late and old ones stay.
 *
 * Enough by itself: three or more syncs (or three traces of iptables-restore) of 5 s and more, the last within the hour, in a log or
 * beside rules that show the iptables mode, and not few of many: a full sync between quick partial ones is usual. Not where the paste
 * shows what else makes a sync slow: waiting for the lock, thousands of copies of a rule, few rules. A number of rules alone is no
 * fault.
 */
export const iptablesScaleSyncSlow: Incident = {
  slug: 'iptables-scale-sync-slow',
  related: [
    { slug: 'duplicate-iptables-rules', as: 'look-alike' },
    { slug: 'kube-proxy-nftables-mode', as: 'look-alike' },
    { slug: 'xtables-lock-contention', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'suspected-sync-slow',
    'suspected-sync-was-slow',
    'suspected-many-rules',
    'suspected-many-rules-logged',
    'clear-sync-quick',
    'clear-few-rules',
    'clear-other-mode',
    'undecided',
    'sync-slow-often',
    'sync-slow',
    'sync-was-slow',
    'many-rules',
    'many-rules-logged',
    'lock-held',
    'copies',
    'few-rules',
    'sync-quick',
    'other-mode',
  ],
  check(facts) {
    const mode = otherMode(facts);
    const reasons = mode ? [mode] : iptablesReasons(facts);
    return judge({
      reasons,
      severity: verdict => (verdict === 'confirmed' ? 'warning' : 'notice'),
      lead: {
        suspected: ['sync-slow', 'sync-was-slow', 'many-rules', 'many-rules-logged'],
        clear: ['sync-quick', 'few-rules', 'other-mode'],
      },
      next: [
        ...(facts.logged('rules-synced').length > 0 ? [] : [ask('kube-proxy-log')]),
        ...(facts.all('file-locks').length > 0 ? [] : [ask('file-locks')]),
        ...(rulesets(facts).length > 0 ? [] : [ask('iptables-save')]),
      ],
    });
  },
};

function iptablesReasons(facts: Facts): Given[] {
  const kube = kubeRules(facts);
  const explained = explanations(facts);
  return [...syncReasons(facts, kube, explained), ...sizeReasons(facts, kube), ...explained];
}

/** IPVS and nftables sync otherwise, with the same words in the log. */
function otherMode(facts: Facts): Given | null {
  const last = facts.logged('proxy-mode').at(-1);
  const mode = last?.values.mode;
  if (!last || mode === undefined || mode === 'iptables' || mode === 'userspace') return null;
  return speaksAgainst('other-mode', [last.place], { values: { mode }, decisive: last.prefixed });
}

function syncReasons(facts: Facts, kube: KubeRules | null, explained: readonly Given[]): Given[] {
  const synced = facts.logged('rules-synced').filter(timed);
  const restored = facts
    .logged('iptables-slow')
    .filter(event => timed(event) && /restore/.test(event.values.name ?? ''));
  // The trace of a restore lies within the sync of the same log: the same seconds are not counted twice.
  const measured = synced.length > 0 ? synced : restored;
  const slow = measured.filter(event => seconds(event) >= SLOW);
  const last = slow.at(-1);
  if (!last) return quick(synced);
  const places = slow.map(({ place }) => place).reverse();
  const age = ageOf(facts, last);
  const values = {
    times: slow.length,
    all: measured.length,
    seconds: Math.round(Math.max(...slow.map(seconds))),
    hours: Math.round((age ?? 0) / 3600),
  };
  if (age !== null && age > OLD_AFTER) return [speaksFor('sync-was-slow', places, { values })];
  const certain =
    slow.length >= OFTEN &&
    slow.length >= measured.length * SHARE &&
    slow.every(({ prefixed }) => prefixed) &&
    (kube !== null || restored.length > 0 || isIptablesMode(facts)) &&
    !isSmall(kube) &&
    explained.length === 0;
  return [speaksFor(certain ? 'sync-slow-often' : 'sync-slow', places, { values, decisive: certain })];
}

function timed({ values }: LoggedEvent): boolean {
  return values.seconds !== undefined;
}

function seconds({ values }: LoggedEvent): number {
  return values.seconds ?? 0;
}

/** kube-proxy says so itself: the words `iptables data`, or the name of the proxier. nftables and IPVS say neither. */
function isIptablesMode(facts: Facts): boolean {
  const named = facts.logged('proxy-mode').at(-1)?.values.mode === 'iptables';
  return named || facts.logged('rules-reloaded').length > 0 || facts.logged('iptables-slow').length > 0;
}

function quick(synced: readonly LoggedEvent[]): Given[] {
  const known = synced.filter(({ prefixed }) => prefixed);
  if (known.length < ENOUGH || known.some(event => seconds(event) >= QUICK)) return [];
  const places = [known[0], known.at(-1)].flatMap(event => event?.place ?? []);
  return [speaksAgainst('sync-quick', places, { values: { times: known.length }, decisive: true })];
}

function sizeReasons(facts: Facts, kube: KubeRules | null): Given[] {
  const reasons: Given[] = [];
  if (kube) {
    const { services, rules, places } = kube;
    const values = { services, rules };
    if (services > MANY_SERVICES || rules > MANY_RULES)
      reasons.push(speaksFor('many-rules', places, { values }));
    else if (isSmall(kube)) reasons.push(speaksAgainst('few-rules', places, { values, decisive: true }));
  }
  const told = facts.logged('rules-reloaded').findLast(({ values }) => values.rules !== undefined);
  const { services = 0, rules = 0 } = told?.values ?? {};
  // Since 1.27 the number is of what a partial sync writes: a small one says nothing.
  if (told && (services > MANY_SERVICES || rules > MANY_RULES))
    reasons.push(speaksFor('many-rules-logged', [told.place], { values: { services, rules } }));
  return reasons;
}

function isSmall(kube: KubeRules | null): boolean {
  return kube?.whole === true && kube.rules < FEW_RULES;
}

/** What else the paste shows that makes a sync slow. */
function explanations(facts: Facts): Given[] {
  const locked = facts.logged('xtables-lock-held').map(({ place }) => place);
  const copied = duplicates(facts).find(({ count }) => count >= COPIES);
  return [
    ...(locked.length > 0 ? [speaksAgainst('lock-held', locked, { values: { times: locked.length } })] : []),
    ...(copied
      ? [speaksAgainst('copies', copied.places, { values: { chain: copied.chain, copies: copied.count } })]
      : []),
  ];
}
