/**
 * What a log writes before its message: `[Sun Nov 22 03:07:41 2026] `, `[12345.678901] `, `2026-11-22T03:07:41+00:00 `,
 * `Nov 22 03:07:41 node-3 kernel: `. It says when and where, which is never what is searched for.
 */
const STAMP =
  /^\s*(?:<\d{1,3}>)?(?:\[[^\]\n]{0,40}\d[^\]\n]{0,40}\]|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?)\s*(?:[\w.-]+ [\w./@-]+(?:\[\d+\])?: )?/;

/** `root@node-3:~# ` before what was typed. */
const PROMPT = /^\s{0,20}[\w.-]{1,64}@[\w.-]{1,64}[^\s$#]{0,200}[$#] (?=\S)/;

/** Lines that only a tool prints. */
const PRINTED: readonly RegExp[] = [
  STAMP,
  PROMPT,
  /^(?:ipv[46]\s+\d+\s+)?(?:tcp|udp|icmp|sctp|dccp|gre|udplite|unknown)\s+\d+\s.*\bsrc=/, // conntrack -L
  /^cpu=\d+\s+\w+=\d/, // conntrack -S
  /^[a-z]\w*(?:[./][\w-]+){2,} = \S/, // sysctl
  /^(?:-[AIPN] \S|Chain \S+ \(|\*(?:filter|nat|mangle|raw)$)/, // iptables -S, -L, iptables-save
];

/** True for text that the desk reads better than a search: several lines, or a line that only a tool prints. */
export function looksLikeOutput(text: string): boolean {
  const trimmed = text.trim();
  const start = trimmed.slice(0, 1000);
  return trimmed.includes('\n') || PRINTED.some(shape => shape.test(start));
}

/** A line without what stands before its message or command. */
export function withoutPrefix(text: string): string {
  return text.replace(STAMP, '').replace(PROMPT, '');
}
