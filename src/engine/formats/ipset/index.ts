import { readCommand, runs } from '../../text/command.ts';
import type { Format, SectionStart } from '../format.ts';
import { IpSetReader } from './reader.ts';

const TYPE = /^(?:hash|bitmap|list):[a-z,]{2,24}$/;

/** What a line begins with that needs no command above it. */
const BEGINS = /^(?:ipset v|create |-[NA] |<ipset|Type: |Size in |add |Name: )/;

/** `ipset list`, `ipset list -t`, `ipset list -n`, `ipset save`, `ipset list -o xml`. */
export const ipset: Format = {
  id: 'ipset',
  detect(line, start) {
    const text = line.trim();
    if (text.length > 2000) return null;
    if (start.command === null && !BEGINS.test(text)) return null;
    if (/^ipset v\d[\d.]{0,10}: /.test(text)) return { score: 0.95, reason: 'a sentence of ipset' };
    if (/^(?:create|-N) \S{1,31} (?:hash|bitmap|list):[a-z,]{2,24}(?: |$)/.test(text))
      return { score: 0.95, reason: 'a set in the form of ipset save' };
    if (/^<ipsets>$|^<ipset name="[^"]{1,64}">/.test(text))
      return { score: 0.95, reason: 'the XML form of ipset' };
    if (TYPE.test(/^Type: (\S{1,40})$/.exec(text)?.[1] ?? ''))
      return { score: 0.95, reason: 'the type of an ipset' };
    if (/^Size in memory: \d{1,15}$/.test(text)) return { score: 0.8, reason: 'the head of an ipset' };
    if (
      /^(?:add|-A) [\w.:@-]{1,31} \S{0,60}[\d:]\.?\S{0,60}[.,:]\S{1,60}(?: timeout \d| comment "|$)/.test(
        text,
      )
    )
      return { score: 0.6, reason: 'a member in the form of ipset save' };
    return detectBelowCommand(text, start);
  },
  open: start => new IpSetReader(asksForNames(start)),
  narrows: command =>
    readCommand(command).some(({ first }) => first.program === 'ipset' && setOf(first.args) !== null),
};

function detectBelowCommand(text: string, start: SectionStart) {
  const below = runs(start.command, 'ipset', () => true);
  if (/^Name: \S{1,31}$/.test(text)) return { score: below ? 0.95 : 0.5, reason: 'the name of an ipset' };
  if (below && /^(?:References|Number of entries): \d{1,10}$|^Members:$/.test(text))
    return { score: 0.85, reason: 'the head of an ipset' };
  if (below && asksForNames(start) && /^[\w.:@-]{1,31}$/.test(text))
    return { score: 0.8, reason: 'a name below ipset list -n' };
  return null;
}

/** `ipset list -n`, `ipset -n -L` */
function asksForNames(start: SectionStart): boolean {
  return runs(start.command, 'ipset', args =>
    args.some(word => word === '-n' || word === '-name' || word === '--name'),
  );
}

/** The one set that was asked for. */
function setOf(args: readonly string[]): string | null {
  const at = args.findIndex(word => /^(?:list|save|-L|-S)$/.test(word));
  const name =
    at < 0
      ? undefined
      : args.slice(at + 1).find((word, i, rest) => !word.startsWith('-') && rest[i - 1] !== '-o');
  return name !== undefined && !/^\d?[>&]/.test(name) ? name : null;
}
