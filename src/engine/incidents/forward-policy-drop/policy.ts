import type { Facts } from '../../facts/facts.ts';
import { type Failure, failures } from '../../facts/failures.ts';
import { forwardChains, isHeadAlone, type PodAccess, podAccess, podSigns } from '../../facts/forwarding.ts';
import { type Hits, policyHits, rose, wasHit } from '../../facts/hits.ts';
import { type FoundChain, isWhole } from '../../facts/rules.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** What one address family's FORWARD chain says. */
export function policyReasons(facts: Facts, family: 'ipv4' | 'ipv6'): Given[] {
  const chains = forwardChains(facts, family).filter(({ policy }) => policy !== null);
  const last = chains.at(-1);
  if (!last) return [];
  if (last.policy === 'ACCEPT') return accepting(facts, last);
  const drops = chains.filter(({ policy }) => policy === 'DROP');
  const way = podAccess(facts, last);
  const hits = policyHits(facts, drops);
  if (way.access === 'open') return opened(way, hits, last);
  return lost(facts, family, { way, hits, last });
}

/** Of IPv6 nothing is cleared: what is asked for is nearly always about IPv4. */
function accepting(facts: Facts, { source, place }: FoundChain): Given[] {
  if (source.document.family === 'ipv6') return [];
  const other = facts
    .all('ruleset')
    .some(({ document }) => document.notices.some(({ notice }) => notice === 'legacy-tables-present'));
  const off = settingReasons(facts).length > 0;
  return [speaksAgainst('policy-accept', [place], { decisive: !other && !off })];
}

/** The policy is DROP, but pods do not come so far. */
function opened({ rule, byPlugin }: PodAccess, hits: Hits | null, chain: FoundChain): Given[] {
  const values = { chain: rule?.spec.target?.name ?? '', packets: hits?.packets?.low ?? 0 };
  const places = rule ? [chain.place, rule.place] : [chain.place];
  const still = hits === null || !rose(hits);
  if (chain.source.document.family === 'ipv6') return [];
  return [speaksAgainst('accepted-before', places, { values, decisive: byPlugin && still })];
}

interface Closed {
  readonly way: PodAccess;
  readonly hits: Hits | null;
  readonly last: FoundChain;
}

function lost(facts: Facts, family: 'ipv4' | 'ipv6', { way, hits, last }: Closed): Given[] {
  const pods = podSigns(facts, family);
  const waiting = unanswered(facts);
  const closed = way.access === 'closed';
  const places = (hits?.places ?? [last.place]).slice();
  const packets = hits?.packets?.low ?? 0;
  if (hits && rose(hits)) return droppingNow({ way, hits, last }, pods, waiting);
  if (hits && wasHit(hits)) {
    if (closed && pods.length > 0 && waiting.length > 0)
      return [
        speaksFor('dropped-waiting', [...places, ...placesOf(waiting)], {
          values: { packets },
          decisive: !way.byCounters && waiting.some(failure => mayBeForwarded(facts, failure)),
        }),
      ];
    return closed && pods.length > 0 ? [speaksFor('has-dropped', places, { values: { packets } })] : [];
  }
  // Weak: of the legacy back end any change of a rule, so every sync of kube-proxy, sets the policy counters of the table to 0.
  if (hits) return [speaksAgainst('policy-unhit', places)];
  return closed && pods.length > 0 && waiting.length > 0
    ? [speaksFor('closed-waiting', [...places, ...placesOf(waiting)])]
    : [];
}

/**
 * The policy's counter rises. On a node with pods, where no rule accepts a new connection, these are their packets. Elsewhere a
 * host that is meant to forward nothing looks the same; and where rules are not printed, they may accept the pods.
 */
function droppingNow(
  { way, hits, last }: Closed & { readonly hits: Hits },
  pods: readonly Place[],
  waiting: readonly Failure[],
): Given[] {
  const values = {
    packets: hits.rise?.low ?? 0,
    seconds: hits.seconds ?? 0,
    timed: hits.seconds === null ? 'no' : 'yes',
  };
  const places = [...hits.places, ...placesOf(waiting)];
  if (way.access === 'closed')
    return [speaksFor('dropping-now', places, { values, decisive: pods.length > 0 && !way.byCounters })];
  const bare = isHeadAlone(last);
  return bare || waiting.length > 0 || (pods.length > 0 && isWhole(last))
    ? [speaksFor('dropping-unseen', places, { values })]
    : [];
}

function unanswered(facts: Facts): Failure[] {
  return failures(facts).filter(({ how }) => how === 'unanswered');
}

/**
 * What the node itself sends does not come through FORWARD. Its own are connections of a client typed at its prompt; a capture, a
 * command within a Pod, and a paste without prompts may show others.
 */
function mayBeForwarded(facts: Facts, { place }: Failure): boolean {
  if (facts.host === null) return true;
  const own = [...facts.all('timings'), ...facts.all('curl-trace'), ...facts.all('pings')].find(
    ({ section }) => section.firstLine <= place.line && place.line <= section.lastLine,
  );
  return own === undefined || IN_POD.test(own.section.command ?? '');
}

const IN_POD = /\bexec\b|\bnsenter\b|\bnetns\b|\bkubectl (?:run|debug)\b/;

function placesOf(all: readonly Failure[]): Place[] {
  return all.slice(0, 2).map(({ place }) => place);
}

/** net.ipv4.ip_forward: at 0 the kernel forwards nothing at all, whatever the rules say (Documentation/networking/ip-sysctl). */
export function settingReasons(facts: Facts): Given[] {
  const last = facts
    .setting('net.ipv4.ip_forward')
    .findLast(({ number, assumed }) => number !== null && !assumed);
  if (!last) return [];
  if (last.number !== 0) return [];
  const pods = podSigns(facts, 'ipv4');
  if (pods.length === 0) return [];
  const waiting = unanswered(facts);
  return [
    speaksFor('not-forwarding', [last.place, ...pods.slice(0, 1), ...placesOf(waiting)], {
      decisive: waiting.length > 0,
    }),
  ];
}

/** Who set the policy, as far as the chains tell. */
export function ownerNotes(facts: Facts): Given[] {
  const dropped = forwardChains(facts, 'ipv4').findLast(({ policy }) => policy === 'DROP');
  if (!dropped) return [];
  const has = (test: RegExp) => dropped.table.chains.find(({ name }) => test.test(name));
  const docker = has(/^DOCKER/);
  const ufw = has(/^ufw-/);
  return [
    ...(docker ? [speaksFor('set-by-docker', [docker.place])] : []),
    ...(ufw ? [speaksFor('set-by-ufw', [ufw.place])] : []),
  ];
}
