import { analyze } from '../../src/engine/analyze.ts';
import type { Verdict } from '../../src/engine/model/finding.ts';
import { type Case, cases, RECOGNISED } from '../engine/cases.ts';
import { CLOTHES, DAMAGE } from '../engine/variants.ts';

/** One verdict on one paste, and what it should have been. */
export interface Outcome {
  readonly incident: string;
  /** Null where the case does not name the incident: then it must not be confirmed or suspected. */
  readonly expected: Verdict | null;
  readonly got: Verdict;
  /** Damage may turn a verdict into `undecided` or `clear`, never into another incident. */
  readonly damaged: boolean;
  /** Where it was: `conntrack-table-full: healthy: conntrack -S, in a fence`. */
  readonly where: string;
}

const decoder = new TextDecoder();

/** Runs every case in every variant. `onCase` is called after each case. */
export async function outcomes(onCase: (done: number, all: number) => void = () => {}): Promise<Outcome[]> {
  const found: Outcome[] = [];
  for (const [at, one] of cases.entries()) {
    found.push(...(await judge(one, [one.bytes], 'as it is', false)));
    found.push(...(await dressedAndDamaged(one)));
    onCase(at + 1, cases.length);
  }
  return found;
}

async function dressedAndDamaged(one: Case): Promise<Outcome[]> {
  const text = decoder.decode(one.bytes);
  const found: Outcome[] = [];
  for (const [name, dress] of Object.entries(CLOTHES))
    found.push(...(await judge(one, [dress(text)], name, false)));
  for (const [name, damage] of Object.entries(DAMAGE))
    found.push(...(await judge(one, [damage(text)], name, true)));
  return found;
}

async function judge(one: Case, parts: BlobPart[], variant: string, damaged: boolean): Promise<Outcome[]> {
  const { findings } = await analyze(new Blob(parts));
  return findings.map(({ incident, verdict }) => ({
    incident,
    expected: one.expect[incident] ?? null,
    got: verdict,
    damaged,
    where: `${one.folder.replace(/^.*\//, '')}: ${one.name} (${variant})`,
  }));
}

export const speaks = (verdict: Verdict | null) => verdict === 'confirmed' || verdict === 'suspected';

/** Said with more certainty than it should be: the worst kind of bug. */
export function isWrong({ incident, expected, got, damaged }: Outcome): boolean {
  if (expected === null) return speaks(got) && !RECOGNISED.has(incident);
  if (damaged) return got === 'confirmed' && !speaks(expected);
  return (got === 'confirmed' && expected !== 'confirmed') || (got === 'suspected' && !speaks(expected));
}

/** Said with less certainty than it should be, on a paste that is whole. */
export function isMissed({ expected, got, damaged }: Outcome): boolean {
  if (damaged || expected === null) return false;
  return speaks(expected) && got !== expected && !(expected === 'suspected' && got === 'confirmed');
}

export interface Rate {
  /** Of those that were said, the part that is right; null where nothing was said. */
  readonly precision: number | null;
  /** Of those that should be said, the part that was. */
  readonly recall: number | null;
}

/** Precision and recall of the verdicts that a test accepts. */
export function rateOf(all: readonly Outcome[], counts: (verdict: Verdict | null) => boolean): Rate {
  const said = all.filter(
    ({ incident, expected, got }) => counts(got) && (expected !== null || !RECOGNISED.has(incident)),
  );
  const wanted = all.filter(({ expected }) => counts(expected));
  const right = said.filter(({ expected }) => counts(expected)).length;
  return {
    precision: said.length > 0 ? right / said.length : null,
    recall: wanted.length > 0 ? right / wanted.length : null,
  };
}
