import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Detection, Format, SectionStart } from '../format.ts';
import { NETSTAT_I, readBrief } from './brief.ts';
import { ipCall, ipCalls } from './command.ts';
import { isBrokenHead, readHead } from './head.ts';
import { InterfaceReader, TROUBLE } from './reader.ts';

/** `ip link` with `-s`, `-d`, `-br`, `-o`; `netstat -i`. */
export const ipLink: Format = {
  id: 'ip-link',
  detect(text, start) {
    if (text.length > 4000) return null;
    if (NETSTAT_I.test(text) || /^Kernel Interface table$/.test(text))
      return { score: 0.95, reason: 'the header of netstat -i' };
    return detectInterface(text, start, 'link');
  },
  open: start => new InterfaceReader('links', isBrief(start)),
};

/** Whether the line is the head of an interface, and how well it fits `ip link` or `ip addr`. */
export function detectInterface(
  text: string,
  start: SectionStart,
  wanted: 'link' | 'address',
): Detection | null {
  const objects = new Set(ipCalls(start.command).map(call => call.object));
  if (objects.size > 0 && !objects.has(wanted)) return null;
  // Where one prompt has both, each line tells by itself.
  const object = objects.size === 1 ? wanted : null;
  const first = signsOf(text).startsWithDigit ? (text.split('\\', 1)[0] as string) : '';
  const head = first === '' ? null : readHead(first);
  // Only `ip link` prints `mode DEFAULT`: ip/ipaddress.c, `if (do_link && tb[IFLA_LINKMODE])`.
  const fits = head && head.mode === (wanted === 'link');
  if (head)
    return { score: object || fits ? 0.95 : 0.84, reason: `the head of an interface of ip ${wanted}` };
  if (first !== '' && isBrokenHead(first) && (object || wanted === 'address'))
    return { score: 0.82, reason: 'the head of an interface, broken by a terminal' };
  const brief = readBrief(detached(text), object !== null && isBrief(start));
  if (
    brief &&
    (wanted === 'link') === (brief.flags !== null || (object === 'link' && brief.addresses.length === 0))
  )
    return { score: 0.85, reason: `a line of ip -br ${wanted}` };
  if (object && TROUBLE.test(text)) return { score: 0.9, reason: 'what ip says' };
  return null;
}

export function isBrief(start: SectionStart): boolean {
  return ipCall(start.command)?.options.some(option => /^-br/.test(option)) ?? false;
}

/** A line without a place, to look at. */
function detached(text: string): Line {
  const place = { line: 0, span: { start: 0, end: 0 } };
  return { number: 0, span: place.span, text, place: () => place };
}
