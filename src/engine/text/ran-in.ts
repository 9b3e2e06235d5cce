import { remoteHost } from './wrappers.ts';

/**
 * Programs that run another one elsewhere: in a namespace, a container, a pod, on another host. Each up to the word that names where,
 * `--` included.
 */
const ELSEWHERE: readonly RegExp[] = [
  /\b(?:kubectl|oc|k|k3s kubectl) (?:-\S{1,60} (?:[\w.-]{1,80} )?){0,4}(?:exec|debug) .{1,300}? -- /,
  /\b(?:docker|podman|nerdctl|crictl|lxc|incus) exec (?:-\S{1,60} ){0,6}\S{1,120} /,
  /\bip netns exec \S{1,80} /,
  /\bip -n(?:etns)? \S{1,80} /,
  /\bnsenter (?:-\S{1,120} (?:\d{1,9} )?){1,8}/,
];
const SSH = /\bssh (?:-\S{1,60} (?:[\w=./@:-]{1,120} )?){0,8}\S{1,120} /;
/** Programs that ask many hosts at once, and places that a loop names: `ssh $node`, `kubectl exec {} --`. */
const MANY = /^\s{0,4}(?:sudo )?(?:pdsh|clush|ansible|parallel-ssh|pssh|mpssh) |\b(?:pssh|pdsh|clush) -/;
const VARIABLE = /[$]|\{\}/;
/** `nsenter -t 1 -n`: the host's own. */
const OF_HOST = /^nsenter (?=.{0,100}(?:-t ?|--target[ =])1(?:\s|$))/;

/**
 * Where a command ran, as its words tell: '' for where the shell itself is; null where they do not tell, because a loop names the place.
 * Counters of two places are never compared: each network namespace has its own.
 */
export function ranIn(command: string | null): string | null {
  if (command === null) return '';
  const text = command.slice(0, 1000);
  if (MANY.test(text)) return null;
  const host = SSH.exec(text)?.[0].trim();
  // A host that is named is the host of the section.
  const asked = host === undefined || (remoteHost(text) !== null && !VARIABLE.test(host)) ? [] : [host];
  const inner = ELSEWHERE.flatMap(pattern => pattern.exec(text)?.[0].trim() ?? []);
  const places = [...asked, ...inner];
  if (places.some(place => VARIABLE.test(place))) return null;
  return places.filter(place => !OF_HOST.test(place)).join(' ');
}
