import type { Match, Negatable, Rule, RuleSpec } from '../../engine/model/ruleset.ts';
import { printMatch, printTarget } from '../../engine/rules/index.ts';
import { bare } from '../../engine/rules/print.ts';
import { sayMatch } from './explain-matches.ts';
import { markOf, not, said } from './explain-parts.ts';
import { sayTarget } from './explain-targets.ts';
import type { Explained, ExplainedPart, Said } from './explained.ts';

/** A rule in plain words, part by part, in the order of iptables-save. What nobody explains is there without words. */
export function explainRule({ spec, chain }: Rule): Explained {
  const isUnknown = (name: string) => spec.unknown.some(({ what }) => what === name);
  const telling = spec.matches.filter(match => !isImplied(match));
  const matches = telling.map((match): ExplainedPart => {
    const code = printMatch(match) || (match.text ?? '');
    return { code, said: [...sayMatch(match), ...knownMarks(chain, match.name, match.options)] };
  });
  const { target } = spec;
  const action = {
    code: target ? printTarget(target) : '',
    said: [
      ...sayTarget(target, isUnknown),
      ...(target ? knownMarks(chain, target.name, target.options) : []),
      ...(target?.name === 'KUBE-MARK-MASQ' ? [said('known.markMasq')] : []),
    ],
  };
  return { conditions: [...head(spec), ...matches], action, open: openOf(spec) };
}

/** `-m tcp` without an option says no more than `-p tcp`. */
function isImplied({ name, options, text }: Match): boolean {
  return options.length === 0 && text === null && /^(?:tcp|udp|udplite|sctp|dccp|icmp6?)$/.test(name);
}

/** Addresses, interfaces, protocol, fragments. */
function head(spec: RuleSpec): ExplainedPart[] {
  const parts: ExplainedPart[] = [];
  const add = (flag: string, side: Negatable | null, key: string) => {
    if (!side) return;
    const code = `${side.negated ? '! ' : ''}${flag} ${bare(side.value)}`;
    parts.push({ code, said: [said(key, { v: side.value, ...not(side.negated) })] });
  };
  add('-s', spec.source, 'source');
  add('-d', spec.destination, 'destination');
  parts.push(
    ...interfacePart('-i', spec.inInterface, 'in'),
    ...interfacePart('-o', spec.outInterface, 'out'),
  );
  add('-p', spec.protocol, 'protocol');
  if (spec.fragment !== null)
    parts.push({ code: spec.fragment ? '-f' : '! -f', said: [said('fragment', not(!spec.fragment))] });
  return parts;
}

/** `cali+` is every interface whose name begins so. */
function interfacePart(flag: string, side: Negatable | null, dir: 'in' | 'out'): ExplainedPart[] {
  if (!side) return [];
  const code = `${side.negated ? '! ' : ''}${flag} ${bare(side.value)}`;
  const begins = side.value.endsWith('+');
  const v = begins ? side.value.slice(0, -1) : side.value;
  const key = v === '' ? 'interface.any' : begins ? 'interface.begins' : 'interface';
  return [{ code, said: [said(key, { dir, v, ...not(side.negated) })] }];
}

/**
 * Marks whose meaning is known by the chain that they stand in: elsewhere the same bit may be another program's. kube-proxy: 0x4000
 * (`--iptables-masquerade-bit` 14); kubelet up to 1.27: 0x8000; the CNI plugin portmap: 0x2000.
 */
function knownMarks(
  chain: string,
  name: string,
  options: readonly { readonly values: readonly string[] }[],
): Said[] {
  if (!MARKING.has(name)) return [];
  return options.flatMap(({ values }) => {
    const mark = markOf(values[0] ?? '');
    if (!mark) return [];
    const known = KNOWN.find(({ bit, chains }) => mark.value === bit && chains.test(chain));
    return known ? [said(known.key, { v: `0x${known.bit.toString(16)}` })] : [];
  });
}

const MARKING: ReadonlySet<string> = new Set(['mark', 'MARK']);
const KNOWN = [
  {
    bit: 0x4000,
    chains: /^(?:KUBE-(?:MARK-MASQ|POSTROUTING|FORWARD)|FLANNEL-POSTRTG)$/,
    key: 'known.masquerade',
  },
  { bit: 0x8000, chains: /^KUBE-(?:MARK-DROP|FIREWALL)$/, key: 'known.drop' },
  { bit: 0x2000, chains: /^CNI-HOSTPORT-(?:SETMARK|MASQ)$/, key: 'known.hostPort' },
];

function openOf({ unknown }: RuleSpec): Said[] {
  const whys = [...new Set(unknown.map(({ why }) => why))];
  return whys.map(why => {
    const whats = unknown.filter(entry => entry.why === why).map(({ what }) => what);
    return said(`open.${why}`, { v: [...new Set(whats)].join(', ') });
  });
}
