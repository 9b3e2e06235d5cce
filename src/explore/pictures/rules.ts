import type { Facts, Sourced } from '../../engine/facts/facts.ts';
import type { Section } from '../../engine/model/document.ts';
import { NFT_VERDICTS, type NftRuleset } from '../../engine/model/nft-ruleset.ts';
import type { Interval, Ruleset } from '../../engine/model/ruleset.ts';
import { bodyText, countersAt, specAt } from '../../engine/rules/index.ts';
import { linesOf, type Made, partOf, said } from './made.ts';
import type { Bar, BarGroup, Label } from './picture.ts';

/** Chains and rules of each that are drawn: those that counted most, and those that drop. */
const MAX_CHAINS = 8;
const MAX_RULES = 5;
const MAX_TEXT = 160;
const DROPS = /^(?:DROP|REJECT)$/;

/** A rule with a counter above zero, or a chain's policy. */
interface Counted {
  readonly label: () => Label;
  readonly packets: Interval;
  readonly drops: boolean;
  readonly line: number;
}

interface Chain {
  readonly name: string;
  readonly rules: readonly Counted[];
}

/** What the rules of the last print counted, chain by chain. */
export function rulesPicture(facts: Facts): Made | null {
  const all = latest(facts);
  const chains = all
    .flatMap(({ chains }) => chains)
    .map(chain => ({
      ...chain,
      most: chain.rules.reduce((most, { packets }) => Math.max(most, packets.high), 0),
    }))
    .filter(({ rules }) => rules.length > 0)
    .sort((a, b) => Number(drops(b)) - Number(drops(a)) || b.most - a.most);
  if (chains.length === 0) return null;
  const groups = chains.slice(0, MAX_CHAINS).map(groupOf);
  const rows = groups.flatMap(group => group.rows);
  const sections = [...new Set(all.map(({ section }) => section))];
  return {
    kind: 'rules',
    says: sentence(chains),
    notes: [
      ...(rows.some(({ low, high }) => low !== high) ? [said('rules-rounded')] : []),
      said('rules-since'),
      ...partOf(sections),
    ],
    lines: linesOf(sections),
    drawing: { form: 'bars', unit: 'packets', longest: Math.max(...rows.map(({ high }) => high)), groups },
  };
}

const drops = ({ rules }: Chain) => rules.some(rule => rule.drops);

function sentence(chains: readonly Chain[]): Made['says'] {
  const dropping = chains.flatMap(({ name, rules }) =>
    rules.filter(rule => rule.drops).map(rule => ({ chain: name, ...rule.packets })),
  );
  const rules = chains.reduce(
    (sum, chain) => sum + chain.rules.filter(({ packets }) => packets.high > 0).length,
    0,
  );
  const most = dropping.reduce<(typeof dropping)[number] | null>(
    (a, b) => (a && a.high >= b.high ? a : b),
    null,
  );
  if (!most) return said('rules', { rules, chains: chains.length });
  return said('rules-drop', {
    n: dropping.length,
    chain: most.chain,
    packets: { low: most.low, high: most.high },
  });
}

function groupOf({ name, rules }: Chain): BarGroup {
  const chosen = [...rules]
    .sort((a, b) => Number(b.drops) - Number(a.drops) || b.packets.high - a.packets.high)
    .slice(0, MAX_RULES)
    .sort((a, b) => a.line - b.line);
  return {
    label: { text: name },
    rows: chosen.map(
      (rule): Bar => ({
        label: rule.label(),
        low: rule.packets.low,
        high: rule.packets.high,
        unreplied: null,
        of: null,
        drops: rule.drops,
        line: rule.line,
      }),
    ),
    more: rules.length - chosen.length,
  };
}

interface Print {
  readonly section: Section;
  readonly chains: readonly Chain[];
}

/** Every chain as it was printed last, of iptables and of nft. */
function latest(facts: Facts): Print[] {
  const prints = [
    ...facts
      .all('ruleset')
      .filter(({ document }) => document.form !== 'commands')
      .map(ofIptables),
    ...facts
      .all('nft-ruleset')
      .filter(({ document }) => !document.configured)
      .map(ofNft),
  ].sort((a, b) => b.section.firstLine - a.section.firstLine);
  const seen = new Set<string>();
  return prints.flatMap(({ section, chains }) => {
    const fresh = chains.filter(({ name }) => !seen.has(name));
    for (const { name } of chains) seen.add(name);
    return fresh.length > 0 ? [{ section, chains: fresh }] : [];
  });
}

function ofIptables({ section, document }: Sourced<Ruleset>): Print {
  const family = document.family === 'ipv6' ? 'ip6tables ' : '';
  const chains = document.tables.flatMap(table =>
    table.chains.map((chain): Chain => {
      const rules: Counted[] = [];
      for (let i = chain.firstRule; i < chain.firstRule + chain.ruleCount; i++) {
        const counters = countersAt(document, i);
        if (!counters || counters.packets.high === 0) continue;
        rules.push({
          label: () => ({ text: textAt(document, i) }),
          packets: counters.packets,
          drops: dropsAt(document, i),
          line: document.rules.line[i] as number,
        });
      }
      if (chain.policyCounters && chain.policyCounters.packets.high > 0 && chain.policy)
        rules.push({
          label: () => said('policy', { policy: chain.policy ?? '' }),
          packets: chain.policyCounters.packets,
          drops: DROPS.test(chain.policy),
          line: chain.place.line,
        });
      return { name: `${family}${table.name ?? ''} ${chain.name}`.trim(), rules };
    }),
  );
  return { section, chains };
}

/** Only a body that has one of the words is parsed. */
function dropsAt(ruleset: Ruleset, index: number): boolean {
  const body = ruleset.rules.body[index] as number;
  return /DROP|REJECT/.test(bodyText(ruleset, body)) && DROPS.test(specAt(ruleset, index).target?.name ?? '');
}

/** As printed, its blanks as one. */
function textAt(ruleset: Ruleset, index: number): string {
  const text = bodyText(ruleset, ruleset.rules.body[index] as number).replace(/\s{2,}/g, ' ');
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

function ofNft({ section, document }: Sourced<NftRuleset>): Print {
  const { rules, chains, tables } = document;
  const named = chains.map(({ table, name }) => {
    const of = tables[table];
    return { name: `${of?.family ?? ''} ${of?.name ?? ''} ${name ?? ''}`.trim(), rules: [] as Counted[] };
  });
  for (let i = 0; i < rules.count; i++) {
    const packets = rules.packets[i] as number;
    if (Number.isNaN(packets) || packets === 0) continue;
    const verdict = NFT_VERDICTS[rules.verdict[i] as number];
    named[rules.chain[i] as number]?.rules.push({
      label: () => ({ text: (rules.text[i] ?? '').slice(0, MAX_TEXT) }),
      packets: { low: packets, high: packets },
      drops: verdict === 'drop' || verdict === 'reject',
      line: rules.line[i] as number,
    });
  }
  return { section, chains: named };
}
