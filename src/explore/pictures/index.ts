import { factsByHost } from '../../engine/facts/facts.ts';
import type { Analysis } from '../../engine/model/analysis.ts';
import type { Finding } from '../../engine/model/finding.ts';
import { fillPicture } from './fill.ts';
import type { Made, Maker } from './made.ts';
import { type LineRange, PICTURE_KINDS, type Picture, type TalkId } from './picture.ts';
import { readingsPicture } from './readings.ts';
import { requestPicture } from './request.ts';
import { rulesPicture } from './rules.ts';
import { sequenceOf, sequencePicture } from './sequence.ts';
import { snatPicture } from './snat.ts';
import { spreadPicture } from './spread.ts';
import { statesPicture } from './states.ts';
import { talkersPicture } from './talkers.ts';
import { timeoutsPicture } from './timeouts.ts';

/** The pictures of a paste, those of its findings first. */
export interface Pictures {
  readonly pictures: readonly Picture[];
  /** Hosts beyond the ones whose pictures are made. */
  readonly moreHosts: number;
}

/** Pictures are made of so many hosts. */
const MAX_HOSTS = 6;

/** Makes every picture that the paste has the data for. A host's pictures hold nothing of another. */
export function picturesOf({ sections, findings }: Pick<Analysis, 'sections' | 'findings'>): Pictures {
  const makers: readonly Maker[] = [
    fillPicture,
    statesPicture,
    timeoutsPicture,
    talkersPicture,
    snatPicture,
    requestPicture,
    spreadPicture,
    facts => sequencePicture(facts, sections),
    readingsPicture,
    rulesPicture,
  ];
  const hosts = factsByHost(sections);
  const pictures = hosts.slice(0, MAX_HOSTS).flatMap((facts, nth) =>
    makers.flatMap(make => {
      const made = make(facts);
      return made ? [belonging(made, `${made.kind}-${nth}`, facts.host, findings)] : [];
    }),
  );
  return { pictures: pictures.sort(byFinding), moreHosts: Math.max(0, hosts.length - MAX_HOSTS) };
}

/** One conversation of a capture, drawn; null where there is no such one any more. */
export function talkOf(
  { sections, findings }: Pick<Analysis, 'sections' | 'findings'>,
  talk: TalkId,
): Picture | null {
  const made = sequenceOf(sections, talk);
  const host = sections[talk.section]?.host ?? null;
  return made && belonging(made, `sequence-${talk.section}-${talk.index}`, host, findings);
}

function belonging(made: Made, id: string, host: string | null, findings: readonly Finding[]): Picture {
  return { ...made, id, host, findings: findingsIn(made.lines, findings) };
}

/** The findings, confirmed or suspected, that rest on lines of these ranges. */
function findingsIn(ranges: readonly LineRange[], findings: readonly Finding[]): number[] {
  return findings.flatMap(({ verdict, reasons }, index) => {
    if (verdict !== 'confirmed' && verdict !== 'suspected') return [];
    const shown = reasons.some(
      reason =>
        reason.for &&
        reason.evidence.some(({ line }) => ranges.some(({ first, last }) => first <= line && line <= last)),
    );
    return shown ? [index] : [];
  });
}

/** Those of the first finding first; among equals the usual order. */
function byFinding(a: Picture, b: Picture): number {
  const rank = ({ findings }: Picture) => findings[0] ?? Number.MAX_SAFE_INTEGER;
  return rank(a) - rank(b) || PICTURE_KINDS.indexOf(a.kind) - PICTURE_KINDS.indexOf(b.kind);
}
