import type { Facts } from '../../facts/facts.ts';
import type { Failure } from '../../facts/failures.ts';
import { podSigns } from '../../facts/forwarding.ts';
import { type RuleHits, rose, ruleHits, wasHit } from '../../facts/hits.ts';
import { nftChainsLike } from '../../facts/nft.ts';
import { type FoundRule, rulesTo } from '../../facts/rules.ts';
import { optionOf } from '../../facts/spec.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** Chains whose REJECT is another matter: kube-proxy, policy engines, Docker, libvirt, fail2ban. */
const NOT_THE_HOST = /^(?:KUBE-|cali-|WEAVE|ANTREA-|AZURE-NPM|DOCKER|LIBVIRT_|f2b-|fail2ban-|CNI-|neutron-)/;
/** What fails later was waited for: a neighbour that does not answer gives `No route to host` after 3 s. */
const AT_ONCE = 1;

/**
 * The rules that answer with «prohibited»: what firewalld and the stock rules of RHEL write (icmp-host-prohibited,
 * icmp-admin-prohibited), each once, by its last reading.
 */
export function prohibitingRules(facts: Facts): RuleHits[] {
  const rules = rulesTo(facts, 'REJECT', 'prohibited').filter(
    rule => prohibits(rule) && !NOT_THE_HOST.test(rule.chain),
  );
  return ruleHits(facts, rules);
}

function prohibits({ spec }: FoundRule): boolean {
  return /prohibited/.test(optionOf(spec, '--reject-with')?.values[0] ?? '');
}

/** So many rules are told one by one. */
const MOST = 4;

export function ruleReasons(facts: Facts, failed: readonly Failure[]): Given[] {
  const told = toldBy(facts, failed);
  const quick = failed.filter(({ how }) => how === 'at-once');
  const rules = prohibitingRules(facts);
  if (rules.length === 0) return [];
  const pods = podSigns(facts, 'ipv4').length > 0;
  return rules.flatMap(hits => reasonsOf(hits, { told, quick, pods })).slice(0, MOST);
}

/** Without those to a neighbour that does not answer: the kernel says the same of it by itself. */
function toldBy(facts: Facts, failed: readonly Failure[]): Failure[] {
  const dead = new Set(
    facts
      .all('neighbours')
      .flatMap(({ document }) => [...document.rows, ...document.unresolved])
      .filter(({ state }) => state === 'FAILED' || state === 'INCOMPLETE')
      .map(({ address }) => address),
  );
  return failed.filter(failure => saysUnreachable(failure) && !dead.has(failure.host ?? ''));
}

/** `No route to host` at once, or an ICMP error that only a filter sends. */
function saysUnreachable({ how, after }: Failure): boolean {
  return how === 'prohibited' || (how === 'no-route' && (after === null || after < AT_ONCE));
}

/**
 * The rules in the paste are mostly those of the host on which the client was started, and INPUT of that host does not see what it
 * sends; and `No route to host` is what a dead neighbour gives as well. Only the ICMP error itself is sure.
 */
const isSure = ({ how }: Failure): boolean => how === 'prohibited';

interface Symptoms {
  readonly told: readonly Failure[];
  /** Failed at once, and curl does not say why. */
  readonly quick: readonly Failure[];
  readonly pods: boolean;
}

function reasonsOf(hits: RuleHits, { told, quick, pods }: Symptoms): Given[] {
  const { chain } = hits.rule;
  const values = { chain, packets: hits.packets?.low ?? 0 };
  const seen = (all: readonly Failure[]): Place[] => [
    ...hits.places,
    ...all.slice(0, 3).map(({ place }) => place),
  ];
  const forwards = pods && isForward(chain);
  if (told.length > 0 && wasHit(hits))
    return [speaksFor('rejected-and-told', seen(told), { values, decisive: forwards || told.some(isSure) })];
  if (told.length > 0 && hits.packets === null) return [speaksFor('rule-and-told', seen(told), { values })];
  if (rose(hits)) {
    const rise = {
      packets: hits.rise?.low ?? 0,
      seconds: hits.seconds ?? 0,
      timed: hits.seconds === null ? 'no' : 'yes',
    };
    return [speaksFor('rejecting-now', seen(quick), { values: { ...values, ...rise }, decisive: forwards })];
  }
  if (!wasHit(hits)) return [];
  if (quick.length > 0) return [speaksFor('rejected-and-failed', seen(quick), { values })];
  return forwards ? [speaksFor('forward-rejected', hits.places, { values })] : [];
}

/** FORWARD itself, and firewalld's chains for it. */
function isForward(chain: string): boolean {
  return /^(?:FORWARD|FWD)/.test(chain);
}

/** Rules of the host that have rejected nothing since they were made; they are not written anew as kube-proxy's are. */
export function quietReasons(facts: Facts): Given[] {
  const rules = prohibitingRules(facts);
  const idle = rules.filter(({ packets }) => packets?.high === 0);
  if (rules.length === 0 || idle.length < rules.length) return [];
  const places = idle.flatMap(hits => hits.places);
  return [speaksAgainst('rejects-unhit', places, { values: { rules: idle.length }, decisive: true })];
}

/** What INPUT has rejected since boot: strangers, mostly. */
export function historyNotes(facts: Facts): Given[] {
  return prohibitingRules(facts)
    .filter(hits => wasHit(hits) && !rose(hits))
    .slice(0, MOST)
    .map(hits =>
      speaksFor('has-rejected', hits.places, {
        values: { chain: hits.rule.chain, packets: hits.packets?.low ?? 0 },
      }),
    );
}

/** firewalld and others in their own nft tables. Their rules have no counters as a rule, so a rule alone says nothing. */
export function nftReasons(facts: Facts, failed: readonly Failure[]): Given[] {
  const told = toldBy(facts, failed);
  const rules = nftChainsLike(facts, name => !NOT_THE_HOST.test(name)).flatMap(
    ({ chain, table, rules: all }) =>
      all
        .filter(({ verdict, text }) => verdict === 'reject' && text.includes('prohibited'))
        .map(rule => ({ chain: chain.name ?? table?.name ?? '', rule })),
  );
  if (told.length === 0) return [];
  return rules.slice(0, MOST).flatMap(({ chain, rule }) => {
    if (rule.packets === 0) return [];
    const values = { chain, packets: rule.packets ?? 0 };
    const places = [rule.place, ...told.slice(0, 2).map(({ place }) => place)];
    return rule.packets === null
      ? [speaksFor('rule-and-told', places, { values })]
      : [speaksFor('rejected-and-told', places, { values, decisive: told.some(isSure) })];
  });
}

/** `nft list ruleset` printed whole, and nothing in it rejects or drops what comes in or is forwarded. */
export function openNft(facts: Facts): Given[] {
  const last = facts.all('nft-ruleset').at(-1);
  if (!last || last.section.partial !== null || !last.document.complete || last.document.configured)
    return [];
  if (!/\blist ruleset\b/.test(last.section.command ?? '')) return [];
  const chains = nftChainsLike(facts, () => true);
  const closed = chains.some(
    ({ chain, rules }) =>
      chain.base?.policy === 'drop' || rules.some(({ verdict }) => verdict === 'reject' || verdict === 'xt'),
  );
  const [first] = last.document.tables;
  return closed || !first ? [] : [speaksAgainst('nothing-rejects', [first.place], { decisive: true })];
}
