import { describe, expect, test } from 'vitest';
import type { Match, RuleSpec } from '../../../src/engine/model/ruleset.ts';
import { compatible, sameSpec } from '../../../src/engine/rules/compare.ts';
import { readSaveBody } from '../../../src/engine/rules/save.ts';
import { differences, faults, readSaveLine, splitWords } from '../../lab/twins/oracle.ts';

/** Rules with everything in them that a reader may get wrong. */
const RULES = [
  '! -s 10.0.0.0/8 -d 10.96.0.80/32 ! -i eth+ -o cali1 -p tcp -m conntrack ! --ctstate RELATED,ESTABLISHED -m tcp --dport 80 -j DROP',
  '! -p udp -f -m mark ! --mark 0x4000/0x4000 -m comment --comment "a */ b" -j MARK --set-xmark 0x8000/0x8000',
  '-p tcp -m multiport ! --dports 80,443:445 -m set ! --match-set KUBE-LOOP-BACK dst,dst,src -j KUBE-MARK-MASQ',
  '-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -m limit --limit 3/min -g leaf',
  '-p tcp -m addrtype ! --src-type LOCAL --dst-type LOCAL -m tcp ! --sport 1:1024 -j DNAT --to-destination 10.244.1.2:8080 --random',
];

describe.each(RULES)('%s', rule => {
  const spec = readSaveBody(rule, 'ipv4');

  test('is read as the oracle reads it, and is its own twin', () => {
    expect(differences(readSaveLine(`-A X ${rule}`), spec)).toEqual([]);
    expect(faults(spec, spec)).toEqual([]);
    expect(compatible(spec, spec)).toBe(true);
  });

  test.each(mutants(spec))('is told from a rule that %s', (_, mutant) => {
    expect(faults(spec, mutant)).not.toEqual([]);
    expect(differences(readSaveLine(`-A X ${rule}`), mutant)).not.toEqual([]);
    expect(compatible(spec, mutant)).toBe(false);
    expect(sameSpec(spec, mutant)).toBe(false);
  });
});

test('words within quotes are one word', () => {
  expect(splitWords(String.raw`-A X -m comment --comment "a \"b\" \\ # -j" -j Y`)).toEqual([
    '-A',
    'X',
    '-m',
    'comment',
    '--comment',
    'a "b" \\ # -j',
    '-j',
    'Y',
  ]);
});

/** The rule with one thing wrong, in every way: a sign, a match or an option lost, another target. */
function mutants(spec: RuleSpec): [string, RuleSpec][] {
  const found: [string, RuleSpec][] = [];
  for (const side of ['source', 'destination', 'inInterface', 'outInterface', 'protocol'] as const) {
    const value = spec[side];
    if (!value) continue;
    found.push([`has another sign at ${side}`, { ...spec, [side]: { ...value, negated: !value.negated } }]);
    found.push([`has no ${side}`, { ...spec, [side]: null }]);
  }
  if (spec.fragment !== null) found.push(['is for whole packets', { ...spec, fragment: !spec.fragment }]);
  spec.matches.forEach((match, at) => {
    const put = (...instead: Match[]) => ({ ...spec, matches: spec.matches.toSpliced(at, 1, ...instead) });
    found.push([`has no ${match.name}`, put()]);
    match.options.forEach((option, index) => {
      const change = (...instead: Match['options']) =>
        put({ ...match, options: match.options.toSpliced(index, 1, ...instead) });
      found.push([`has another sign at ${option.flag}`, change({ ...option, negated: !option.negated })]);
      found.push([`has no ${option.flag}`, change()]);
      found.push([`has another ${option.flag}`, change({ ...option, values: [...option.values, 'x'] })]);
    });
  });
  if (spec.target) {
    found.push(['only counts', { ...spec, target: null }]);
    found.push(['jumps elsewhere', { ...spec, target: { ...spec.target, name: 'ELSEWHERE' } }]);
    found.push(['goes instead of jumping', { ...spec, target: { ...spec.target, goto: !spec.target.goto } }]);
  }
  return found;
}
