import type { DnsTrouble, DnsTroubleKind } from '../../model/dns-answers.ts';
import type { Line } from '../../text/line.ts';

/** `isc_result_totext()` of lib/isc/result.c, as dighost.c prints it behind an address. */
const REASONS: readonly (readonly [RegExp, DnsTroubleKind])[] = [
  [/timed out/, 'timed-out'],
  [/connection refused/, 'refused'],
  [/unreachable|address not available|no route/, 'unreachable'],
  [/connection reset|end of file|EOF/, 'reset'],
];

interface Pattern {
  readonly pattern: RegExp;
  /** What it is; null where the words behind the address tell. */
  readonly trouble: DnsTroubleKind | null;
}

// bin/dig/dighost.c and dig.c of BIND 9.9 to 9.20; the groups are server, port, reason, from.
const PATTERNS: readonly Pattern[] = [
  // `;; communications error to 10.77.1.5#53: timed out`
  {
    pattern:
      /^;; communications error to (?<server>[^#\s]{1,255})#(?<port>\d{1,5}): (?<reason>[a-zA-Z ]{3,40})$/,
    trouble: null,
  },
  // `;; Connection to 10.77.1.1#53(10.77.1.1) for example.com failed: connection refused.`
  {
    pattern:
      /^;; Connection to (?<server>[^#\s]{1,255})#(?<port>\d{1,5})\([^)]{0,255}\) for \S{1,255} failed: (?<reason>[a-zA-Z ]{3,40})\.$/,
    trouble: null,
  },
  // `;; UDP setup with 10.99.0.1#53(10.99.0.1) for www.example.com failed: network unreachable.`
  {
    pattern:
      /^;; (?:UDP|TCP) setup with (?<server>[^#\s]{1,255})#(?<port>\d{1,5})\([^)]{0,255}\) for \S{1,255} failed: (?<reason>[a-zA-Z ]{3,40})\.$/,
    trouble: null,
  },
  // BIND before 9.18, busybox and older nslookup.
  {
    pattern: /^;; connection timed out; (?:no servers could be reached|trying next origin)$/,
    trouble: 'timed-out',
  },
  { pattern: /^;; no servers could be reached$/, trouble: 'no-servers' },
  // `;; reply from unexpected source: 10.77.1.9#53, expected 10.77.1.1#53`
  {
    pattern:
      /^;; reply from unexpected source: (?<from>[^#\s]{1,255})#\d{1,5}, expected (?<server>[^#\s]{1,255})#(?<port>\d{1,5})$/,
    trouble: 'unexpected-source',
  },
  { pattern: /^;; Truncated, retrying in TCP mode\.$/, trouble: 'truncated' },
  // `;; Got SERVFAIL reply from 10.77.1.1, trying next server` (dig), without the end (nslookup, host)
  {
    pattern:
      /^;; Got (?:SERVFAIL|REFUSED|recursion not available|bad packet|referral reply)[\w :]{0,40} from (?<server>[^#\s,]{1,255})(?:#(?<port>\d{1,5}))?(?:\([^)]{0,255}\))?(?:, trying next server)?$/,
    trouble: 'failure-reply',
  },
  // `dig: couldn't get address for 'no-such-server.invalid': not found`
  {
    pattern: /^(?:dig|host|nslookup): couldn't get address for '(?<server>[^']{1,255})': [\w ]{1,60}$/,
    trouble: 'unknown-server',
  },
  {
    pattern: /^;; (?:Warning: )?(?:ID mismatch|Question section mismatch|short (?:UDP )?(?:packet|message))/,
    trouble: 'other',
  },
];

/** Reads a line that tells of trouble on the way to an answer; null for any other. */
export function readTrouble(line: Line): DnsTrouble | null {
  const text = line.text.trimEnd();
  if (!/^(?:;; |dig: |host: |nslookup: )/.test(text)) return null;
  for (const { pattern, trouble } of PATTERNS) {
    const groups = pattern.exec(text);
    if (!groups) continue;
    const { server = null, port, reason = '', from = null } = groups.groups ?? {};
    const kind = trouble ?? REASONS.find(([words]) => words.test(reason))?.[1] ?? 'other';
    return {
      trouble: kind,
      server,
      port: port === undefined ? null : Number(port),
      from,
      place: line.place(),
    };
  }
  return null;
}
