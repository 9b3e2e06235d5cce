/**
 * What stands before a program and only says as whom, where or for how long it runs: `sudo -E`, `timeout 5`, `watch -n1`,
 * `nsenter -t 1 -n`, `ssh node1`, `kubectl exec web-0 --`.
 */

/** Words before a program, and those of their options that take a word of their own. */
const WRAPPERS: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugpCDhRrTtU]$/,
  doas: /^-[uC]$/,
  env: /^-[uCS]$/,
  time: /^-[fo]$/,
  nohup: /^$/,
  command: /^$/,
  exec: /^-a$/,
  timeout: /^-[sk]$/,
  nice: /^-n$/,
  ionice: /^-[cnp]$/,
  stdbuf: /^-[ioe]$/,
  watch: /^-[nq]$/,
  chroot: /^$/,
  bash: /^$/,
  sh: /^$/,
};

/** Wrappers that want a word before the program: how long, or where. */
const WITH_WORD = new Set(['timeout', 'chroot']);
const SHELLS = new Set(['bash', 'sh']);

/** The words of the command that runs in the end: those of `conntrack -S` for `sudo -E nsenter -t 1 -n conntrack -S`. */
export function innerCommand(words: readonly string[]): readonly string[] {
  let rest = words;
  for (let turn = 0; turn < 6; turn++) {
    const inner = innerOnce(rest);
    if (inner === rest) break;
    rest = inner;
  }
  return rest;
}

function innerOnce(words: readonly string[]): readonly string[] {
  const outer = nameOf(words[0]);
  if (words.length < 2) return words;
  if (isAssignment(outer)) return words.slice(1);
  const takesWord = WRAPPERS[outer];
  if (!takesWord) return carried(words, outer);
  let at = 1;
  let runs = !SHELLS.has(outer);
  for (; at < words.length && /^-./.test(words[at] as string); at++) {
    if (words[at] === '-c') runs = true;
    else if (takesWord.test(words[at] as string)) at++;
  }
  if (WITH_WORD.has(outer)) at++;
  // `sudo -i`, `bash x.sh`: nothing that is known to run.
  return runs && at < words.length ? words.slice(at) : words;
}

const CARRIERS =
  /^(?:nsenter|kubectl|k|oc|docker|podman|nerdctl|crictl|ip|ssh|pdsh|clush|ansible|talosctl|toolbox|minikube|microk8s|lxc|incus)$/;

/** `nsenter -t 1 -n -- conntrack -S` is `conntrack -S`; `ssh node1 conntrack -S` too. */
function carried(words: readonly string[], outer: string): readonly string[] {
  if (!CARRIERS.test(outer)) return words;
  const at = words.findIndex((word, i) => i > 0 && (isInner(nameOf(word)) || isHostTool(words, i)));
  return at > 0 ? words.slice(at) : words;
}

function isInner(word: string): boolean {
  return /^(?:conntrack|sysctl|dmesg|journalctl|ip6?tables(?:-[a-z-]{3,24})?|nft|ss|nstat|cat|grep)$/.test(
    word,
  );
}

/** Tools whose names are also words of the outer program (`ip route`, `kubectl top`): counted only where a program must stand. */
function isHostTool(words: readonly string[], at: number): boolean {
  if (
    !/^(?:ip|ethtool|netstat|top|ps|uname|lslocks|ifconfig|route|arp|slabtop|uptime)$/.test(nameOf(words[at]))
  )
    return false;
  const outer = nameOf(words[0]);
  if (/^(?:kubectl|k|oc)$/.test(outer)) return words[at - 1] === '--';
  if (!/^(?:ip|docker|podman|nerdctl|crictl)$/.test(outer)) return at > 1;
  const exec = words.indexOf('exec');
  return exec > 0 && at > exec + 1;
}

/** A word without the quotes of a command line within a command line: `'conntrack`, `"ss`. */
function nameOf(word: string | undefined): string {
  return (word ?? '').replace(/^['"(]{1,3}/, '');
}

function isAssignment(word: string): boolean {
  return /^[A-Za-z_]\w{0,60}=/.test(word);
}

/** Options of ssh that take a word of their own (OpenSSH ssh.c). */
const SSH_WITH_WORD = /^-[bcDEeFIiJLlmOoPpQRSWw]$/;

/** The host on which `ssh [options] [user@]host command` runs its command; null where it runs none, or a variable names the host. */
export function remoteHost(command: string): string | null {
  const words = command.trim().split(/\s+/, 40);
  let at = words[0] === 'sudo' || words[0] === 'time' ? 1 : 0;
  if (words[at] !== 'ssh') return null;
  at++;
  for (; at < words.length && /^-./.test(words[at] as string); at++)
    if (SSH_WITH_WORD.test(words[at] as string)) at++;
  const host = /^(?:[\w.-]{1,64}@)?([A-Za-z0-9][\w.:-]{0,120})$/.exec(words[at] ?? '')?.[1];
  return host && at + 1 < words.length ? host : null;
}
