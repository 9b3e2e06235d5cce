import { type AnalyzeOptions, analyze } from './analyze.ts';
import { changesBetween } from './compare/changes.ts';
import { Facts } from './facts/facts.ts';
import { secondsTo } from './facts/moments.ts';
import { outputOf, placeOf } from './facts/same-output.ts';
import type { Analysis } from './model/analysis.ts';
import type { Changes, Comparison, VerdictChange } from './model/comparison.ts';
import type { Section } from './model/document.ts';
import type { Finding, Verdict } from './model/finding.ts';
import { SNIFF_BYTES, sniff } from './text/decode.ts';

export interface CompareOptions extends Omit<AnalyzeOptions, 'apart'> {
  /** Seconds between the two, where the person knows them. */
  readonly seconds?: number | null;
}

/**
 * Holds two pastes of the same host against each other: which counters moved and how fast, which rules came and went, which
 * findings appeared and which are gone; and the findings of both together, with rates. Rejects only when aborted,
 * or when a paste cannot be read.
 */
export async function compare(before: Blob, after: Blob, options: CompareOptions = {}): Promise<Comparison> {
  const { seconds = null, ...rest } = options;
  const [first, second] = [await asUtf8(before), await asUtf8(after)];
  const [earlier, later] = [await analyze(first, rest), await analyze(second, rest)];
  const apart = seconds === null ? {} : { apart: { at: first.size, seconds } };
  const together = await analyze(new Blob([first, '\n', second]), { ...rest, ...apart });
  return {
    ...changesBetween(earlier.sections, later.sections, seconds ?? secondsTold(earlier, later), placeOf),
    together,
    verdicts: verdictChanges(earlier, later, together),
    gone: onlyIn(earlier, later),
    appeared: onlyIn(later, earlier),
  };
}

/** Two pastes are read as one only in one encoding: UTF-16 is written anew. */
async function asUtf8(paste: Blob): Promise<Blob> {
  const sniffed = sniff(new Uint8Array(await paste.slice(0, SNIFF_BYTES).arrayBuffer()));
  if ('not' in sniffed || sniffed.encoding === 'utf-8') return paste;
  return new Blob([new TextDecoder(sniffed.encoding).decode(await paste.arrayBuffer())]);
}

/** Seconds between the first moment that each paste tells; null where one tells none, or they are of different clocks. */
function secondsTold(before: Analysis, after: Analysis): number | null {
  for (const clock of ['wall', 'uptime'] as const) {
    const [from, to] = [before, after].map(
      ({ sections }) =>
        sections
          .flatMap(({ document }) => (document.kind === 'clock' ? document.stamps : []))
          .find(({ stamp }) => stamp.clock === clock)?.stamp,
    );
    const seconds = from && to ? secondsTo(from, to) : null;
    if (seconds !== null && seconds > 0) return seconds;
  }
  return null;
}

/**
 * What changed within one paste that holds the same outputs more than once: of each the first reading against the last. Null where
 * nothing stands in it twice. `seconds` between, where the person knows them; else of the first output that tells.
 */
export function compareWithin(sections: readonly Section[], seconds: number | null = null): Changes | null {
  const [before, after]: [Section[], Section[]] = [[], []];
  for (const readings of groupedByOutput(sections)) {
    const [first, last] = [readings[0], readings.at(-1)];
    if (!first || !last || first === last) continue;
    before.push(first);
    after.push(last);
  }
  if (before.length === 0) return null;
  const facts = new Facts(null, sections);
  const told = before.flatMap((section, i) => facts.secondsBetween(section, after[i] as Section) ?? []);
  return changesBetween(before, after, seconds ?? told[0] ?? null, placeOf);
}

/** The sections of the same output, in the order of the paste. */
function groupedByOutput(sections: readonly Section[]): Iterable<Section[]> {
  const groups = new Map<string, Section[]>();
  for (const section of sections) {
    const output = outputOf(section);
    const group = groups.get(output);
    if (group) group.push(section);
    else groups.set(output, [section]);
  }
  return groups.values();
}

/** How sure, the surest first: of several hosts the surest verdict counts. */
const SUREST: readonly Verdict[] = ['confirmed', 'suspected', 'clear', 'undecided'];

function verdictChanges(before: Analysis, after: Analysis, together: Analysis): VerdictChange[] {
  const [earlier, later, both] = [before, after, together].map(surest);
  const changes: VerdictChange[] = [];
  for (const [incident, { verdict, severity }] of both ?? []) {
    const change = {
      incident,
      severity,
      before: earlier?.get(incident)?.verdict ?? 'undecided',
      after: later?.get(incident)?.verdict ?? 'undecided',
      together: verdict,
    };
    if ([change.before, change.after, change.together].some(isPositive)) changes.push(change);
  }
  return changes;
}

function surest({ findings }: Analysis): Map<string, Finding> {
  const found = new Map<string, Finding>();
  for (const finding of findings) {
    const known = found.get(finding.incident);
    if (!known || SUREST.indexOf(finding.verdict) < SUREST.indexOf(known.verdict))
      found.set(finding.incident, finding);
  }
  return found;
}

function isPositive(verdict: Verdict): boolean {
  return verdict === 'confirmed' || verdict === 'suspected';
}

/** What one paste alone shows as confirmed or suspected, and the other alone does not. */
function onlyIn(one: Analysis, other: Analysis): string[] {
  const spoken = ({ findings }: Analysis) =>
    new Set(findings.filter(({ verdict }) => isPositive(verdict)).map(({ incident }) => incident));
  const others = spoken(other);
  return [...spoken(one)].filter(incident => !others.has(incident));
}
