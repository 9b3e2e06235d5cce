import type { LogValues } from '../../model/log-events.ts';

type Groups = Readonly<Record<string, string | undefined>>;

const END = '\\[?[\\w.:/-]{1,300}\\]?';

/**
 * What Cilium says of a packet that a policy turned away. `cilium monitor`: `xx drop (Policy denied (L3)) flow 0x12656fc2 to endpoint 0,
 * identity 10839->7479: 10.2.1.104:49296 -> 10.2.2.169:53 udp` (pkg/monitor/datapath_drop.go, cilium#5496).
 */
export const MONITOR_DROP = new RegExp(
  `^xx drop \\(Policy denied[^\\n]{0,300}?: (?<source>${END}) -> (?<end>${END})(?: (?<protocol>tcp|udp|sctp))?\\b`,
);

/**
 * hubble observe, compact: `Nov 22 03:07:41.118: shop/web-0:51222 (ID:24311) <> shop/db-0:5432 (ID:51022) Policy denied DROPPED (TCP Flags: SYN)`,
 * and since 2022 for the verdict itself `policy-verdict:none INGRESS DENIED` (cilium/hubble, pkg/printer; hubble#745).
 */
export const HUBBLE_DROP = new RegExp(
  `^[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}(?: \\[[\\w./-]{1,253}\\])?: (?<source>${END}) (?:\\([^()]{1,80}\\) )?(?:->|<>|<-) (?<end>${END}) (?:\\([^()]{1,80}\\) )?(?:Policy denied(?: by denylist)? DROPPED|policy-verdict:\\S{1,40} (?:INGRESS |EGRESS )?DENIED) \\((?<protocol>TCP|UDP|SCTP)?`,
);

/** Both ends as printed (address or Pod); the port apart where one is printed. */
export function policyValues({ source = '', end = '', protocol }: Groups): LogValues {
  const port = /:(\d{1,5})$/.exec(end)?.[1];
  return {
    name: 'Cilium',
    source: withoutPort(source),
    address: withoutPort(end),
    ...(port !== undefined && { port: Number(port) }),
    ...(protocol !== undefined && { protocol: protocol.toLowerCase() }),
  };
}

/** `10.2.1.104` of `10.2.1.104:49296`, `fd00::1` of `[fd00::1]:80`; a bare IPv6 address stays. */
function withoutPort(text: string): string {
  const bracketed = /^\[([^\]]{1,60})\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed;
  return text.split(':').length === 2 ? text.replace(/:\d{1,5}$/, '') : text;
}
