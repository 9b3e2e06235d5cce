import type { Facts } from '../../facts/facts.ts';
import { nftChainsLike } from '../../facts/nft.ts';
import {
  chainsNamed,
  type FoundChain,
  type FoundRule,
  growthOf,
  isWhole,
  rulesets,
  rulesOfChain,
  rulesTo,
} from '../../facts/rules.ts';
import { commentOf, optionOf, packetsOf, targets } from '../../facts/spec.ts';
import type { NextCommand } from '../../model/finding.ts';
import type { Place } from '../../model/place.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';

/**
 * The rule of KUBE-FIREWALL that drops marked packets has lost its mark, and drops every packet of the node.
 *
 * iptables-nft 1.8.8 and newer write the match in a form that older ones do not understand. Those print the rule without it, and
 * lose it for good where they write the table back (kube-router#1370). So a rule that is printed without its mark may be whole
 * in the kernel. Enough by itself:
 *  - nft, which reads the kernel's own form, shows a plain drop in KUBE-FIREWALL;
 *  - the counter: it rises with every packet that comes to the chain, or has taken nearly all of them. A rule with its mark drops
 *    few packets or none;
 *  - it has taken packets, and a ping of the same host may not be sent (`Operation not permitted`).
 */
export const kubeFirewallDropAll: Incident = {
  slug: 'kube-firewall-drop-all',
  related: [
    { slug: 'mixed-iptables-backends', as: 'cause' },
    { slug: 'forward-policy-drop', as: 'look-alike' },
    { slug: 'host-firewall-reject', as: 'look-alike' },
    { slug: 'duplicate-iptables-rules', as: 'look-alike' },
  ],
  messages: [
    'confirmed',
    'suspected',
    'clear',
    'undecided',
    'nft-drops-all',
    'drops-all',
    'drops-sent',
    'no-mark',
    'nft-has-mark',
    'mark-there',
    'dropped-nothing',
    'passes-most',
    'chain-without',
    'others-lost-mark',
    'version-old',
  ],
  check(facts) {
    const nft = nftReasons(facts);
    const chain = chainsNamed(facts, 'KUBE-FIREWALL').at(-1) ?? null;
    const reasons = [...nft, ...(chain ? chainReasons(facts, chain) : [])];
    const refuted = nft.some(reason => !reason.for);
    // What nft shows is what the kernel holds; iptables then only prints it wrong.
    const kept = refuted ? reasons.filter(({ key }) => key !== 'no-mark') : reasons;
    const speaks = kept.some(reason => reason.for);
    return judge({
      reasons: kept,
      notes: speaks ? [...othersLost(facts), ...oldVersions(facts)] : [],
      severity: 'critical',
      next: next(facts, chain),
    });
  },
};

/** `counter packets 8 bytes 480 drop`: nothing is asked before. */
const PLAIN_DROP = /^(?:counter(?: packets \d{1,20} bytes \d{1,20})?\s{1,4})?drop$/;

function nftReasons(facts: Facts): Given[] {
  const chain = nftChainsLike(facts, name => name === 'KUBE-FIREWALL').at(-1);
  if (!chain) return [];
  const plain = chain.rules.find(({ text }) => PLAIN_DROP.test(text.trim()));
  if (plain) {
    const values = { packets: plain.packets ?? 0 };
    return [speaksFor('nft-drops-all', [plain.place], { values, decisive: plain.packets !== 0 })];
  }
  const marked = chain.rules.find(
    ({ text, verdict }) => verdict === 'drop' && /\bmark (?:&|and) 0x/.test(text),
  );
  return marked ? [speaksAgainst('nft-has-mark', [marked.place], { decisive: true })] : [];
}

function chainReasons(facts: Facts, chain: FoundChain): Given[] {
  const rules = rulesOfChain(chain);
  const bare = rules.filter(isBare);
  if (bare[0])
    return bareReasons(
      facts,
      bare[0],
      bare.map(({ place }) => place),
    );
  const marked = rules.filter(rule => targets(rule.spec, 'DROP') && optionOf(rule.spec, '--mark') !== null);
  const mark = marked[0] ? (optionOf(marked[0].spec, '--mark')?.values[0] ?? '') : '';
  const unsure = rules.some(
    ({ spec }) =>
      (targets(spec, 'DROP') && spec.matches.length === 0) ||
      spec.unknown.some(({ why }) => why === 'cut' || why === 'not-understood'),
  );
  if (marked[0])
    return [
      speaksAgainst(
        'mark-there',
        marked.map(({ place }) => place),
        { values: { mark }, decisive: !unsure },
      ),
    ];
  if (!isWhole(chain) || rules.length === 0 || unsure) return [];
  return [
    speaksAgainst(
      'chain-without',
      rules.map(({ place }) => place),
      { decisive: true },
    ),
  ];
}

/**
 * A DROP for every packet, as far as the print tells; not where the line is cut or blacked out. A listing without the comment may
 * have been cut at the edge of the terminal.
 */
function isBare({ spec, source: { document } }: FoundRule): boolean {
  if (document.form === 'list' && commentOf(spec) === null) return false;
  const { source, destination, inInterface, outInterface, protocol, fragment, matches, unknown } = spec;
  return (
    targets(spec, 'DROP') &&
    [source, destination, inInterface, outInterface, protocol, fragment].every(side => side === null) &&
    matches.every(({ name }) => name === 'comment') &&
    unknown.every(({ why }) => why === 'not-shown')
  );
}

/** From this share of the packets that come to the chain on, the rule takes them all; the rest are those before it was written. */
const ALL = 0.9;
/** Below it most packets get past the rule, so it does ask for something. */
const FEW = 0.5;
/** Of fewer packets a share says little. */
const ENOUGH = 20;

function bareReasons(facts: Facts, rule: FoundRule, places: readonly Place[]): Given[] {
  const dropped = packetsOf(rule);
  const growth = growthOf(facts, rule);
  const values = {
    packets: dropped?.low ?? 0,
    rise: growth?.packets.low ?? 0,
    counted: dropped === null ? 'no' : 'yes',
  };
  if (dropped === null) return [speaksFor('no-mark', places, { values })];
  if (dropped.high === 0) return [speaksAgainst('dropped-nothing', places, { values, decisive: true })];
  const came = cameTo(facts, rule, growth !== null);
  const taken = growth === null ? dropped.low : growth.packets.low;
  const share = came !== null && came >= ENOUGH ? taken / came : null;
  if (share !== null && share < FEW)
    return [speaksAgainst('passes-most', places, { values: { ...values, came: came ?? 0 }, decisive: true })];
  // The node may not even send: the kernel says EPERM where a rule drops in OUTPUT, as KUBE-FIREWALL does.
  const refused = dropped.low >= ENOUGH && (growth === null || growth.packets.low > 0) ? unsent(facts) : [];
  const decisive = share === null ? (growth?.packets.low ?? 0) >= ENOUGH || refused.length > 0 : share >= ALL;
  if (share === null && refused.length > 0)
    return [speaksFor('drops-sent', [...places, ...refused.slice(0, 2)], { values, decisive })];
  return [speaksFor(decisive ? 'drops-all' : 'no-mark', places, { values, decisive })];
}

/** `ping: sendmsg: Operation not permitted`, of runs in which nothing came back; a full table of flows gives the same. */
function unsent(facts: Facts): Place[] {
  if (facts.logged('conntrack-table-full').length > 0) return [];
  return facts
    .all('pings')
    .flatMap(({ document }) => document.runs)
    .filter(({ replies }) => replies.length === 0)
    .flatMap(({ errors }) => errors.filter(({ error }) => error === 'not-permitted'))
    .map(({ place }) => place);
}

/** Packets that came to the chain by its jumps, in the same reading; their rise where `rising`. Null where they are not printed. */
function cameTo(facts: Facts, rule: FoundRule, rising: boolean): number | null {
  const jumps = rulesTo(facts, 'KUBE-FIREWALL').filter(
    ({ source }) => source.document === rule.source.document,
  );
  const counts = jumps.map(
    jump => (rising ? growthOf(facts, jump)?.packets.high : packetsOf(jump)?.high) ?? null,
  );
  if (counts.length === 0 || counts.some(count => count === null)) return null;
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}

/** Rules of other owners that lost their mark in the print: then it is the program that prints, and perhaps only that. */
function othersLost(facts: Facts): Given[] {
  const lost = rulesTo(facts, 'ACCEPT', 'kubernetes forwarding rules').filter(
    ({ chain, spec }) =>
      chain === 'KUBE-FORWARD' &&
      commentOf(spec) === 'kubernetes forwarding rules' &&
      spec.matches.every(({ name }) => name === 'comment'),
  );
  return lost.length > 0
    ? [
        speaksFor(
          'others-lost-mark',
          lost.map(({ place }) => place),
        ),
      ]
    : [];
}

/** iptables-nft before 1.8.8 does not read the match as newer ones write it. */
function oldVersions(facts: Facts): Given[] {
  const said = facts.all('tool-versions').flatMap(({ document }) => document.versions);
  const headers = rulesets(facts).flatMap(({ document }) => {
    const place = document.tables[0]?.place;
    return document.version && place ? [{ version: document.version, backend: document.backend, place }] : [];
  });
  const old = [...said, ...headers].find(
    ({ version, backend }) => backend !== 'legacy' && /^1\.8\.[0-7]$/.test(version),
  );
  return old ? [speaksFor('version-old', [old.place], { values: { version: old.version } })] : [];
}

function next(facts: Facts, chain: FoundChain | null): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (facts.all('nft-ruleset').length === 0) wanted.push(ask('nft-kube-firewall'));
  if (chain?.source.document.shown?.verbose !== true) wanted.push(ask('iptables-list-filter'));
  if (facts.all('tool-versions').length === 0) wanted.push(ask('system-versions'));
  return wanted;
}
