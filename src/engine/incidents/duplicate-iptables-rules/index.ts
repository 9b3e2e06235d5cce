import { countedDuplicates } from '../../facts/counted-rules.ts';
import { type Duplicate, duplicates, grown } from '../../facts/duplicates.ts';
import type { Facts } from '../../facts/facts.ts';
import { rulesets } from '../../facts/rules.ts';
import type { NextCommand } from '../../model/finding.ts';
import { ask, type Given, type Incident, speaksAgainst, speaksFor } from '../incident.ts';
import { judge } from '../judge.ts';
import { lineCounts, linesGrowing } from './lines.ts';
import { isBroken, opposite, toolVersions } from './versions.ts';

/** From here on equal rules are no slip of one restart but a check that keeps failing. */
const MANY = 5;
/** From here on every packet pays for them (10 to 49 ns a rule and packet, measured on 6.18), and the count goes on rising. */
const TOO_MANY = 50;

/**
 * A controller asks `iptables -C` whether its rule is there, gets a wrong no, and appends it again at every sync.
 *
 * Enough by itself: the same rule, all that iptables can print of it included, five times or more in one chain of one table;
 * or a rule whose copies became more between two readings. Both are the fault itself and not a sign of it. Two to four copies
 * are noted: restarts and hand-made scripts leave them on healthy nodes; with a version of iptables that cannot find its own
 * rules they are suspected. A listing that hides interfaces confirms only fifty equal lines with an equal comment. How long a
 * listing is, is a hint at most.
 */
export const duplicateIptablesRules: Incident = {
  slug: 'duplicate-iptables-rules',
  related: [
    { slug: 'mixed-iptables-backends', as: 'look-alike' },
    { slug: 'iptables-scale-sync-slow', as: 'look-alike' },
    { slug: 'xtables-lock-contention', as: 'consequence' },
  ],
  messages: [
    'confirmed',
    'confirmed-growing',
    'suspected',
    'suspected-duplicates-few',
    'suspected-filter-lines',
    'suspected-lines-growing',
    'clear',
    'undecided',
    'duplicates',
    'duplicates-few',
    'duplicates-hidden',
    'growing',
    'filter-lines',
    'lines-growing',
    'no-duplicates',
    'version-broken',
    'version-opposite',
    'softirq',
    'interfaces-hidden',
  ],
  check(facts) {
    const all = duplicates(facts);
    const versions = toolVersions(facts);
    const broken = versions.filter(isBroken);
    const listed = [...growing(facts, all), ...many(all)];
    const counted = listed.length > 0 ? [] : manyCounted(facts);
    const found = [...listed, ...counted, ...lineCounts(facts), ...linesGrowing(facts)];
    const few = found.length > 0 ? [] : fewOf(all, broken.length > 0);
    const reasons = [...found, ...few, ...none(facts, all)];
    const speaks = reasons.some(reason => reason.for);
    const hint = broken
      .map(({ version, place }) => speaksFor('version-broken', [place], { values: { version } }))
      .slice(0, 1);
    const worst =
      all.some(({ count, sure }) => count >= TOO_MANY && sure !== 'hidden') ||
      counted.some(({ values }) => Number(values['count']) >= TOO_MANY);
    const grows = reasons.some(({ key }) => key === 'growing');
    return judge({
      reasons: speaks ? [...reasons, ...hint] : reasons,
      notes: [
        ...(few.length > 0 || found.length > 0 ? [] : notedFew(all)),
        ...(speaks ? [] : hint),
        ...opposite(versions),
        ...softirq(facts, speaks),
        ...hiddenNotes(all),
      ],
      severity: verdict =>
        verdict === 'suspected'
          ? few.length > 0
            ? 'notice'
            : 'warning'
          : worst || grows
            ? 'critical'
            : 'warning',
      next: next(facts, speaks, versions.length > 0),
      lead: { confirmed: ['growing'], suspected: ['filter-lines', 'lines-growing', 'duplicates-few'] },
    });
  },
};

function many(all: readonly Duplicate[]): Given[] {
  const exact = all.filter(({ count, sure }) => count >= MANY && sure === 'exact');
  const decisive = exact.filter(duplicate => duplicate.count >= TOO_MANY || isRead(duplicate));
  const first = decisive[0] ?? exact[0];
  if (first) return [told('duplicates', first, exact, decisive.length > 0)];
  const commented = all.filter(({ count, sure }) => count >= MANY && sure === 'comment');
  const [most] = commented;
  return most ? [told('duplicates-hidden', most, commented, most.count >= TOO_MANY && isRead(most))] : [];
}

/** Whether the chain was read to its end: else lines of another chain may have come into it. */
function isRead({ source, table, chain }: Duplicate): boolean {
  if (source.document.form !== 'list') return true;
  return table.chains.some(({ name, complete }) => name === chain && complete);
}

/**
 * What `uniq -c` counted proves as much as the rules themselves, once the lines are of one host and of one table. Where a loop may
 * have gone over hosts, each of them brings its copy.
 */
function manyCounted(facts: Facts): Given[] {
  const often = countedDuplicates(facts).filter(({ count, exact }) => count >= (exact ? MANY : TOO_MANY));
  const exact = often.filter(duplicate => duplicate.exact);
  const first = exact[0] ?? often[0];
  return first ? [told('duplicates', first, exact.length > 0 ? exact : often, first.exact)] : [];
}

type Copies = Pick<Duplicate, 'count' | 'chain' | 'places'>;

function told(key: string, first: Copies, all: readonly Copies[], decisive: boolean): Given {
  const extra = all.reduce((sum, { count }) => sum + count - 1, 0);
  return speaksFor(key, [...first.places, ...all.slice(1).flatMap(({ places }) => places.slice(0, 1))], {
    values: { count: first.count, chain: first.chain, rules: all.length, extra },
    decisive,
  });
}

function growing(facts: Facts, all: readonly Duplicate[]): Given[] {
  const exact = all.filter(({ sure }) => sure !== 'hidden');
  const rising = grown(facts, exact).sort((one, other) => rise(other) - rise(one));
  const first = rising[0];
  if (!first) return [];
  const { before, duplicate, seconds } = first;
  return [
    speaksFor('growing', first.places, {
      values: {
        before,
        after: duplicate.shown,
        chain: duplicate.chain,
        seconds: seconds ?? 0,
        timed: seconds === null ? 'no' : 'yes',
      },
      // One more may be a restart in between, or another node's listing.
      decisive: duplicate.sure === 'exact' && duplicate.count > 2,
    }),
  ];
}

function rise({ before, duplicate }: ReturnType<typeof grown>[number]): number {
  return duplicate.shown - before;
}

/** A few copies speak where the tool is known to make them, where flannel's NAT is concerned, and where many rules have them. */
function fewOf(all: readonly Duplicate[], broken: boolean): Given[] {
  const few = copied(all);
  const extra = few.reduce((sum, { count }) => sum + count - 1, 0);
  const speaks = broken || extra >= MANY || few.some(({ chain }) => chain === 'FLANNEL-POSTRTG');
  return few[0] && speaks ? [told('duplicates-few', few[0], few, false)] : [];
}

function notedFew(all: readonly Duplicate[]): Given[] {
  const few = copied(all);
  return few[0] ? [told('duplicates-few', few[0], few, false)] : [];
}

function copied(all: readonly Duplicate[]): Duplicate[] {
  return all.filter(({ count, sure }) => count > 1 && sure === 'exact');
}

function hiddenNotes(all: readonly Duplicate[]): Given[] {
  const hidden = all.filter(
    ({ sure, source, shown }) => sure === 'hidden' && shown > 1 && source.document.shown?.verbose === false,
  );
  const first = hidden[0];
  return first
    ? [speaksFor('interfaces-hidden', first.places, { values: { count: first.shown, chain: first.chain } })]
    : [];
}

/** A reading of the whole filter table, or of all tables, without two equal rules. */
function none(facts: Facts, all: readonly Duplicate[]): Given[] {
  if (all.some(({ shown }) => shown > 1)) return [];
  const whole = rulesets(facts).filter(
    ({ document, section }) =>
      section.partial === null &&
      (document.form !== 'list' || document.shown?.verbose === true) &&
      document.tables.some(
        ({ name, complete, chains }) =>
          name === 'filter' &&
          complete !== false &&
          chains.length > 0 &&
          chains.every(chain => chain.complete),
      ),
  );
  const last = whole.at(-1);
  const place = last?.document.tables[0]?.place;
  if (!last || !place || last.document.rules.count === 0) return [];
  return [
    speaksAgainst('no-duplicates', [place], { values: { rules: last.document.rules.count }, decisive: true }),
  ];
}

/** Processes that are busy with packets, or with rules. */
function softirq(facts: Facts, speaks: boolean): Given[] {
  if (!speaks) return [];
  const busy = facts
    .all('processes')
    .flatMap(({ document }) => document.rows)
    .filter(
      ({ command, cpu }) =>
        /\bksoftirqd\/|^(?:\S{0,200}\/)?(?:xtables-nft-multi|iptables|ip6tables)\b/.test(command) &&
        (cpu ?? 0) >= 20,
    );
  const first = busy[0];
  if (!first) return [];
  const name = /ksoftirqd\/\d{1,4}/.exec(first.command)?.[0] ?? 'iptables';
  return [
    speaksFor(
      'softirq',
      busy.map(({ place }) => place),
      { values: { name, cpu: first.cpu ?? 0 } },
    ),
  ];
}

function next(facts: Facts, speaks: boolean, versioned: boolean): NextCommand[] {
  const wanted: NextCommand[] = [];
  if (!rulesets(facts).some(({ document }) => document.form === 'save')) wanted.push(ask('iptables-save'));
  if (!versioned) wanted.push(ask('system-versions'));
  if (speaks && facts.all('processes').length === 0) wanted.push(ask('top-once'));
  return wanted;
}
