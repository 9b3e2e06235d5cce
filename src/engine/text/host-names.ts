import { isProgram } from './command.ts';

/**
 * The host that an output is from, where no prompt says it: headings of scripts and tools that ask many hosts one after the other
 * (`== node-1 ==`, `## node-1`, `node-1:` of Salt, `[1] 12:00:00 [SUCCESS] node-1` of pssh, dshbak's name between two rules), and
 * labels before each line (`node-1: ` of pdsh and clush, `node-1<Tab>` of parallel --tag).
 */

const HEADING =
  /^\s{0,4}(?:[=#*>-]{2,40}|#|\*{1,2})\s{0,4}(?:(?:host|node|server|pod|on)\b:?\s{1,4})?\[?([\w.-]{3,120})\]?:?\s{0,4}[=#*<-]{0,40}:?$/i;
const NAMED = /^(?:host|node|hostname|server):\s{1,8}([\w.-]{3,120})$/i;
const SALT = /^([\w.-]{3,120}):$/;
const PSSH =
  /^\[\d{1,5}\] \d\d:\d\d:\d\d \[(?:SUCCESS|FAILURE)\] (?:[\w.-]{1,64}@)?([\w.-]{1,120})(?: .{0,120})?$/;
/** Between two rules, or where `hostname` was asked for: `node-1`, clush's `node[1-2] (2)`. */
const BARE = /^([A-Za-z0-9][\w.,[\]-]{1,120})(?: \(\d{1,5}\))?$/;

/** Most lines have none of the signs of a heading. */
const MAY_HEAD = /^\s{0,4}[=#*>-]|^\[\d|^\S{1,120}:$|^(?:host|node|server)/i;

/** The host that a heading names; null for another line, and for a heading that names no host: `=== BEFORE ===`, `--- eth0 ---`. */
export function hostOfHeading(text: string): string | null {
  if (text.length > 200 || !MAY_HEAD.test(text)) return null;
  const pssh = PSSH.exec(text);
  if (pssh) return pssh[1] as string;
  const name = (HEADING.exec(text) ?? NAMED.exec(text) ?? SALT.exec(text))?.[1];
  return name !== undefined && isHostName(name) ? name : null;
}

/** The line as the name of a host, where the lines around say that one stands here. */
export function bareHost(text: string): string | null {
  const name = BARE.exec(text.trim())?.[1];
  return name !== undefined && !isProgram(name) && !/^\d+(?:\.\d+)?$/.test(name) ? name : null;
}

/** The hosts of `for h in node-1 node-2; do ssh $h …`: the words of the loop, where its body carries a command to each of them. */
export function loopHosts(command: string | null): readonly string[] {
  if (command === null) return [];
  const loop = /^for (\w{1,40}) in ([^;$`]{1,1000});/.exec(command);
  if (!loop || !/\b(?:ssh|exec|nsenter)\b/.test(command)) return [];
  return (loop[2] as string).trim().split(/\s+/);
}

const IPV4 = /^(?:\d{1,3}\.){3}\d{1,3}$/;
/** Names of interfaces, tables and protocols, which headings have as well. */
const NO_HOST =
  /^(?:v?\d[\d.]*|(?:eth|en[opsx]|wl[ops]|cni|docker|flannel|vxlan|cali|veth|br|bond|lo|tun|tap|wg|kube-ipvs|kube-bridge|virbr|lxc|cilium|tunl|dummy|ib)[\w.@-]{0,4}\d[\w.@-]*|(?:ip|ipv|tcp|udp|icmp|icmpv|http|h|tls)\d.*|(?:.*[-_])?(?:step|test|run|try|attempt|before|after|iteration|round|sample|reading|case|part|phase|take|snapshot|check|section|case|day|time|table|issue|figure|option|output|listing|query|request|cpu|port|rule|reboot|fix|change)[-_]?\d*)$/i;
const FILE = /\.(?:txt|log|conf|cfg|ya?ml|json|sh|py|pcap|md|out|csv|gz)$/i;

/** Whether a word can only be meant as a host: it has a digit or is a full name, and is none of what else is numbered. */
function isHostName(name: string): boolean {
  if (IPV4.test(name)) return true;
  if (isProgram(name) || NO_HOST.test(name) || FILE.test(name) || !/[A-Za-z]/.test(name)) return false;
  if (/^[A-Z\d_-]+$/.test(name) || !/^[A-Za-z\d][\w.-]*[A-Za-z\d]$/.test(name)) return false;
  return /\d/.test(name) ? /[-.]|[a-z]\d{1,4}$/i.test(name) : /^[a-z][\w-]*\.[\w-]+\.\w+/i.test(name);
}

const LABEL = /^([\w.-]{2,120})(?:: |\t)(?=\S| )|^\[([\w.-]{2,120})\] (?:out|err): /;

/** The label of a host before a line, and how many characters it takes; null where there is none. */
export function hostLabel(text: string): { readonly host: string; readonly length: number } | null {
  if (!text.includes(': ') && !text.includes('\t')) return null;
  const found = LABEL.exec(text);
  const host = found?.[1] ?? found?.[2];
  return found && host !== undefined && isHostName(host) ? { host, length: found[0].length } : null;
}
