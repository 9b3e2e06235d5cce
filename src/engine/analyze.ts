import { type Apart, factsByHost } from './facts/facts.ts';
import type { Given } from './incidents/incident.ts';
import { INCIDENTS } from './incidents/index.ts';
import type { Analysis, Problem, Progress, UnreadLine } from './model/analysis.ts';
import type { Section } from './model/document.ts';
import type { Finding, Reason } from './model/finding.ts';
import { chunksOf, type Paste } from './paste.ts';
import { Quoter } from './quote.ts';
import { rank, type Unexplained } from './rank.ts';
import { SectionReader, type Unread } from './sections.ts';
import { SNIFF_BYTES, sniff } from './text/decode.ts';
import { LineSplitter } from './text/splitter.ts';

/** Unread lines beyond this are only counted. */
const MAX_UNREAD = 1000;

export interface AnalyzeOptions {
  /** Ends the work: the promise is then rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Where the paste is two that were joined. */
  readonly apart?: Apart;
  /** Called after every chunk that was read. */
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * The whole way: bytes → lines → sections → documents → facts → findings. Whatever the paste holds, there is an
 * answer: `problem` says why where nothing could be read. Rejects only when aborted or when the paste itself
 * cannot be read.
 */
export async function analyze(paste: Paste, options: AnalyzeOptions = {}): Promise<Analysis> {
  const sniffed = sniff(new Uint8Array(await paste.slice(0, SNIFF_BYTES).arrayBuffer()));
  if ('not' in sniffed) return nothing(paste, sniffed.not);

  const unread: Unread[] = [];
  let unreadLines = 0;
  const sections = new SectionReader(line => {
    unreadLines++;
    if (unread.length < MAX_UNREAD) unread.push(line);
  });
  const lines = new LineSplitter(sections, sniffed.encoding, sniffed.skip);
  await readAll(paste, sniffed.skip, lines, sections, options);

  const quoter = new Quoter(paste, sniffed.encoding);
  const findings = await diagnose(sections.sections, quoter, options.apart ?? null);
  return {
    bytes: paste.size,
    lines: lines.lines,
    encoding: sniffed.encoding,
    problem: problemOf(sections.sections, unreadLines),
    sections: sections.sections,
    findings,
    unread: await quoteUnread(unread, quoter),
    unreadLines,
  };
}

async function readAll(
  paste: Paste,
  skip: number,
  lines: LineSplitter,
  sections: SectionReader,
  { signal, onProgress }: AnalyzeOptions,
): Promise<void> {
  let bytes = 0;
  for await (const chunk of chunksOf(paste)) {
    signal?.throwIfAborted();
    lines.push(bytes === 0 && skip > 0 ? chunk.subarray(skip) : chunk);
    bytes += chunk.length;
    onProgress?.({
      bytes,
      lines: lines.lines,
      sections: sections.sections.length + Number(sections.reading),
    });
  }
  lines.end();
  sections.end();
}

/** Every incident looks at the facts of every host. */
async function diagnose(
  sections: readonly Section[],
  quoter: Quoter,
  apart: Apart | null = null,
): Promise<Finding[]> {
  const findings: Unexplained[] = [];
  for (const facts of factsByHost(sections, apart)) {
    for (const incident of INCIDENTS) {
      const judgement = incident.check(facts);
      const reasons = await quoteReasons(judgement.reasons, quoter);
      const notes = await quoteReasons(judgement.notes, quoter);
      findings.push({ incident: incident.slug, host: facts.host, ...judgement, reasons, notes });
    }
  }
  return rank(findings, INCIDENTS);
}

function quoteReasons(reasons: readonly Given[], quoter: Quoter): Promise<Reason[]> {
  return Promise.all(
    reasons.map(async reason => ({
      ...reason,
      evidence: await Promise.all(reason.evidence.map(place => quoter.quote(place))),
    })),
  );
}

async function quoteUnread(unread: readonly Unread[], quoter: Quoter): Promise<UnreadLine[]> {
  const quoted = unread.map(async ({ line, within }) => {
    const { text } = await quoter.quote(line);
    return { ...line, text, within };
  });
  return (await Promise.all(quoted)).sort((one, other) => one.line - other.line);
}

function problemOf(sections: readonly Section[], unreadLines: number): Problem | null {
  if (sections.length > 0) return null;
  return unreadLines > 0 ? 'unrecognised' : 'empty';
}

/** The answer for bytes that are no text: every check is undecided. */
async function nothing(paste: Paste, problem: Problem): Promise<Analysis> {
  const findings = await diagnose([], new Quoter(paste, 'utf-8'));
  const rest = { sections: [], unread: [], unreadLines: 0 };
  return { bytes: paste.size, lines: 0, encoding: 'utf-8', problem, findings, ...rest };
}
