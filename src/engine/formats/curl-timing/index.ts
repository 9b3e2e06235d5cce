import { signsOf } from '../../text/signs.ts';
import type { Detection, Format, SectionStart } from '../format.ts';
import { readCurl } from './command.ts';
import { isCurlError } from './errors.ts';
import { isFormatLine, isJsonLine, REAL, readHeader, readPairs } from './lines.ts';
import { TimingReader } from './reader.ts';
import { compile, splitGlued, type Template } from './template.ts';

/** What curl's `-w` prints: any format, one sample or many. */
export const curlTiming: Format = {
  id: 'curl-timing',
  detect(text, start) {
    // Most lines of a paste are not of curl: without any of these no line can be.
    if (text.length > 8000 || !mayBe(text)) return null;
    const found = detectLine(text, start);
    // curl prints three decimals at least: `time_total: 1.0` was cut off, and breaks off no section that refused it.
    return found && /\d[.,]\d{1,2}\s{0,4}$/.test(text)
      ? { ...found, score: Math.min(found.score, 0.7) }
      : found;
  },
  open: start => new TimingReader(templateOf(start), curlAbove(start)),
};

function mayBe(text: string): boolean {
  const { digit, colon, equals } = signsOf(text);
  return (
    digit ||
    colon ||
    equals ||
    text.includes('time_') ||
    text.includes('total') ||
    text.includes('{') ||
    text.includes('% Total')
  );
}

function detectLine(text: string, start: SectionStart): Detection | null {
  if (isJsonLine(text)) return { score: 0.95, reason: 'the object of curl -w %{json}' };
  const template = templateOf(start);
  if (template && matches(template, text))
    return { score: 0.9, reason: 'the -w format of the command above' };
  if (readHeader(text)) return { score: 0.9, reason: 'the names of curl -w variables over columns' };
  if (isFormatLine(text)) return { score: 0.9, reason: 'a line of a format file of curl -w' };
  const below = curlAbove(start);
  if (below && REAL.test(text)) return { score: 0.7, reason: 'the time of the shell below curl' };
  if (below?.format != null || below?.formatFile) {
    if (isCurlError(text)) return { score: 0.9, reason: 'an error of curl -w' };
    if (/^\s{0,4}% Total\s/.test(text)) return { score: 0.6, reason: 'the progress of curl' };
  }
  if (text === '{' && (start.command === null || below))
    return { score: 0.5, reason: 'an object, perhaps of curl -w %{json}' };
  const pairs = readPairs(text);
  if (!pairs) return null;
  const own = pairs.some(pair => pair.own && pair.name.startsWith('time_'));
  if (own) return { score: 0.95, reason: 'a variable «time_…» of curl -w' };
  const times = pairs.filter(pair => pair.name.startsWith('time_')).length;
  if (times === 0) return { score: below ? 0.6 : 0.5, reason: 'a variable of curl -w' };
  // `dns=0.004 connect=0.005 ttfb=0.012 total=0.013` is no prose, and breaks off a listing that refuses it.
  if (times >= TIMES_OF_A_LOOP)
    return { score: 0.9, reason: 'several times of a curl -w format on one line' };
  return { score: below ? 0.85 : 0.55, reason: 'times with the names of a curl -w format' };
}

/** A line with so many times of different names is a sample. */
const TIMES_OF_A_LOOP = 3;

let lastCommand: string | null = null;
let lastTemplate: Template | null = null;
let lastCurl: ReturnType<typeof readCurl> = null;

/** The command above, read once: it is the same for many lines. */
function read(start: SectionStart): void {
  if (start.command === lastCommand) return;
  lastCommand = start.command;
  lastCurl = readCurl(start.command);
  lastTemplate = lastCurl?.format == null ? null : compile(lastCurl.format);
}

function templateOf(start: SectionStart): Template | null {
  read(start);
  return lastTemplate;
}

function curlAbove(start: SectionStart): ReturnType<typeof readCurl> {
  read(start);
  return lastCurl;
}

function matches(template: Template, text: string): boolean {
  if (template.lines.some(line => line.pattern.test(text))) return true;
  return template.bare !== null && template.open && splitGlued(text) !== null;
}
