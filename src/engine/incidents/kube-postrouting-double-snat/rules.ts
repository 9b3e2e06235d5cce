import type { Facts } from '../../facts/facts.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';
import { type Layout, layouts, masqueradeMarks, type Step } from './layout.ts';

/** What the rules say of the mark: is it taken off before the packet is sent through a tunnel? */
export interface RulesFound {
  readonly reasons: readonly Given[];
  readonly notes: readonly Given[];
  /** stays: a packet can leave with its mark. cleared: it cannot. unknown: the paste does not tell. */
  readonly mark: 'stays' | 'cleared' | 'unknown';
}

/**
 * Before 1.16.13, 1.17.9, 1.18.6 and 1.19.0, kube-proxy wrote one rule, MASQUERADE of marked packets, and the mark stayed on. Since then
 * (PR 92035) three: RETURN without the mark, MARK xor, MASQUERADE. Without `--random-fully` (1.16, PR 78547) the second translation
 * keeps address and port, so it changes nothing: the old rule alone is only noted then.
 */
export function rulesFound(facts: Facts, tunnel: boolean): RulesFound {
  const marks = masqueradeMarks(facts);
  const { latest, earlier } = layouts(facts);
  const old = latest.flatMap(layout => oldStep(layout, marks) ?? []);
  const clearing = latest.filter(layout => clears(layout, marks));
  const first = old[0];
  if (first) return oldLayout(old, clearing, tunnel);
  const before = earlier.flatMap(layout => oldStep(layout, marks) ?? []).filter(({ random }) => random);
  const reasons: Given[] = before.slice(0, 1).map(step =>
    speaksFor(
      'old-layout-earlier',
      before.map(({ place }) => place),
      { values: { mark: hex(step.mark) } },
    ),
  );
  const whole =
    clearing.length > 0 && clearing.length === latest.length && clearing.every(layout => layout.whole);
  const shown = clearing.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'clear'));
  if (shown.length > 0)
    reasons.push(
      speaksAgainst(
        'mark-cleared',
        shown.map(({ place }) => place),
        {
          values: { mark: hex(shown[0]?.mark ?? null) },
          decisive: whole,
        },
      ),
    );
  return { reasons, notes: [], mark: whole ? 'cleared' : 'unknown' };
}

function oldLayout(old: readonly Step[], clearing: readonly Layout[], tunnel: boolean): RulesFound {
  const step = old.find(({ random }) => random) ?? (old[0] as Step);
  const counted = step.packets === null ? 'no' : step.packets > 0 ? 'some' : 'zero';
  const values = { mark: hex(step.mark), counted, packets: step.packets ?? 0, tunnel: tunnel ? 'yes' : 'no' };
  const places = old.map(({ place }) => place);
  if (!step.random && !tunnel)
    return { reasons: [], notes: [speaksFor('old-layout-plain', places, { values })], mark: 'stays' };
  const decisive = step.random && tunnel && counted !== 'zero';
  const both = clearing.flatMap(({ steps }) => steps.filter(({ kind }) => kind === 'clear'));
  const given =
    both.length > 0
      ? speaksFor('both-layouts', [...places, ...both.map(({ place }) => place)], { values, decisive })
      : speaksFor('old-layout', places, {
          values: { ...values, random: step.random ? 'yes' : 'no' },
          decisive,
        });
  return { reasons: [given], notes: [], mark: 'stays' };
}

/** The rule that masquerades with the mark left on, where a packet comes to it before the mark is taken off. */
function oldStep({ steps }: Layout, marks: ReadonlySet<number>): Step | null {
  const at = steps.findIndex(step => step.kind === 'masked' && isOurs(step, marks));
  const before = steps.slice(0, Math.max(at, 0)).some(({ kind }) => kind === 'clear' || kind === 'open');
  return at < 0 || before ? null : (steps[at] as Step);
}

function clears({ steps }: Layout, marks: ReadonlySet<number>): boolean {
  const at = steps.findIndex(step => step.kind === 'clear' && isOurs(step, marks));
  return at >= 0 && steps.slice(at).some(({ kind }) => kind === 'open');
}

function isOurs({ mark }: Step, marks: ReadonlySet<number>): boolean {
  return mark !== null && (marks.size === 0 || marks.has(mark));
}

function hex(mark: number | null): string {
  return `0x${(mark ?? 0).toString(16)}`;
}
