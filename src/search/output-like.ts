/**
 * What a log writes before its message: `[Sun Nov 22 03:07:41 2026] `, `[12345.678901] `, `2026-11-22T03:07:41+00:00 `,
 * `Nov 22 03:07:41 node-3 kernel: `, `11月 22 03:07:41 node-3 kernel: `. It says when and where, which is never what is
 * searched for.
 */
const STAMP =
  /^\s*(?:<\d{1,3}>)?(?:\[[^\]\n]{0,40}\d[^\]\n]{0,40}\]|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*|(?:[A-Z][a-z]{2}|\d\d?[月월]) [ \d]\d \d\d:\d\d:\d\d(?:\.\d+)?)\s*(?:(?:stdout|stderr) [FP] )?(?:[\w.-]+ [\w./@-]+(?:\[\d+\])?: )?/;

/** klog, the log of everything in Kubernetes: `E1122 07:02:11.430122       1 server.go:556] `. */
const KLOG = /^\s*[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s{1,8}\d+ [\w.-]+:\d+\] /;

/** `root@node-3:~# ` before what was typed. */
const PROMPT = /^\s{0,20}[\w.-]{1,64}@[\w.-]{1,64}[^\s$#]{0,200}[$#] (?=\S)/;

/** Lines that only a tool prints. */
const PRINTED: readonly RegExp[] = [
  STAMP,
  KLOG,
  PROMPT,
  /^(?:ipv[46]\s+\d+\s+)?(?:tcp|udp|icmp|sctp|dccp|gre|udplite|unknown)\s+\d+\s.*\bsrc=/, // conntrack -L
  /^cpu=\d+\s+\w+=\d/, // conntrack -S
  /^[a-z]\w*(?:[./][\w-]+){2,} = \S/, // sysctl
  /^(?:-[AIPN] \S|Chain \S+ \(|\*(?:filter|nat|mangle|raw)$)/, // iptables -S, -L, iptables-save
];

/** What the kernel, curl, dig and Go programs print, without the frame of a log: perhaps typed, perhaps pasted. */
const BARE: readonly RegExp[] = [
  /^(?:(?:nf|ip)_conntrack|IPv[46]|neighbour|TCP|UDP|net_ratelimit|request_sock_TCP): \S/,
  /^(?:curl|ping|wget|iptables|ip6tables|iptables-restore)(?:: | v1)\S/,
  /^;; \S/,
  /^(?:dial|read|write) (?:tcp|udp)[ :]/,
  /martian source [\d.:a-f]+ from/,
  /xtables lock/,
  /^(?:time_\w+|\d+\.\d+ IP6? )/,
  /IN=\S* OUT=\S* .*SRC=/,
];

/** True for a line that the engine may know, though it may also have been typed. */
export function couldBeOutput(text: string): boolean {
  return looksLikeOutput(text) || (text.trim().length >= 16 && BARE.some(shape => shape.test(text.trim())));
}

/** True for text that the desk reads better than a search: several lines, or a line that only a tool prints. */
export function looksLikeOutput(text: string): boolean {
  const trimmed = text.trim();
  const start = trimmed.slice(0, 1000);
  return trimmed.includes('\n') || PRINTED.some(shape => shape.test(start));
}

/** A line without what stands before its message or command. */
export function withoutPrefix(text: string): string {
  const message = text.replace(STAMP, '').replace(KLOG, '').replace(PROMPT, '');
  // journalctl writes the kernel's own time after its own: `Nov 22 … kernel: [1834022.118] `.
  return message.replace(STAMP, '').replace(KLOG, '');
}
