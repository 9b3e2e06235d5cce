/** Programs whose output, or whose command line, is met in a paste. A bare `# word` is a prompt only before one of them. */
const PROGRAMS = new Set(
  `arp awk bash bridge calico-node calicoctl cat cilium conntrack conntrackd crictl ctr curl date dig
dmesg docker echo egrep ethtool fuser getconf getent grep head host hostname hostnamectl
httpstat ifconfig ip ip6tables ip6tables-legacy ip6tables-legacy-save ip6tables-nft ip6tables-nft-save
ip6tables-restore ip6tables-save ipset iptables iptables-legacy iptables-legacy-save iptables-nft
iptables-nft-save iptables-restore iptables-save iptables-translate ipvsadm journalctl jq kube-proxy
kubectl less ls lsb_release lsblk lslocks lsmod lsof lspci mii-tool modprobe more mpstat mtr nc nerdctl
netstat nft nsenter nslookup nstat oc openssl ovs-vsctl perf pgrep ping podman printf ps python3 resolvectl
route sar sed sh slabtop sleep sort ss ssh stat sudo sysctl systemctl tail tc tcpdump tee time
timeout top tr tracepath traceroute tshark uname uniq uptime vi vim vmstat watch wc wget xtables-monitor yq zcat zgrep`.split(
    /\s+/,
  ),
);

/** Words that stand before a program and change nothing of what it prints. */
const WRAPPERS = new Set(['sudo', 'time', 'doas', 'command', 'exec']);

/** Programs behind a pipe that show all they get. */
const PASSES_ALL = new Set(['cat', 'less', 'more', 'tee', 'column']);

/** One program of a command line and its words. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
}

/** What runs, and the programs that its output goes through. */
export interface Stage {
  readonly first: Invocation;
  readonly filters: readonly Invocation[];
}

/**
 * The stages of a command line: what runs one after another (`;`, `&&`), each with the programs that its
 * output goes through. `ssh node1`, `nsenter … --` and `kubectl exec … --` before a program are passed over.
 */
export function readCommand(command: string): readonly Stage[] {
  if (command !== lastCommand) {
    lastStages = readStages(command);
    lastCommand = command;
  }
  return lastStages;
}

/** The command above a section is asked for at each of its lines, by many formats. */
let lastCommand: string | null = null;
let lastStages: readonly Stage[] = [];

function readStages(command: string): Stage[] {
  return command
    .split(/;|&&|\|\|/)
    .map(stage => stage.split(/\|&?/).map(invocation))
    .filter(stage => (stage[0] as Invocation).program !== '')
    .map(([first, ...filters]) => ({ first: first as Invocation, filters }));
}

function invocation(text: string): Invocation {
  let words = text.trim().split(/\s+/);
  while (words.length > 1 && (WRAPPERS.has(words[0] as string) || /^[A-Z_]+=/.test(words[0] as string))) {
    words = words.slice(1);
  }
  const inner = innerCommand(words);
  const [path = '', ...args] = inner;
  return { program: path.split('/').pop() as string, args };
}

/** `nsenter -t 1 -n -- conntrack -S` is `conntrack -S`; `ssh node1 conntrack -S` too. */
function innerCommand(words: string[]): string[] {
  const outer = words[0] as string;
  if (outer === 'nsenter' || outer === 'kubectl' || outer === 'docker' || outer === 'ip' || outer === 'ssh') {
    const at = words.findIndex((word, i) => i > 0 && (isInner(word) || isHostTool(words, i)));
    if (at > 0) return words.slice(at);
  }
  return words;
}

function isInner(word: string): boolean {
  return /^(?:conntrack|sysctl|dmesg|journalctl|ip6?tables(?:-[a-z-]{3,24})?|nft|ss|nstat|cat|grep)$/.test(
    word,
  );
}

/** Tools whose names are also words of the outer program (`ip route`, `kubectl top`): counted only where a program must stand. */
function isHostTool(words: readonly string[], at: number): boolean {
  if (
    !/^(?:ip|ethtool|netstat|top|ps|uname|lslocks|ifconfig|route|arp|slabtop|uptime)$/.test(words[at] ?? '')
  )
    return false;
  if (words[0] === 'kubectl') return words[at - 1] === '--';
  const exec = words.indexOf('exec');
  return words[0] === 'ip' || words[0] === 'docker' ? exec > 0 && at > exec + 1 : at > 1;
}

/** Whether a word is a program that operators run on a node. */
export function isProgram(word: string): boolean {
  return PROGRAMS.has(word.split('/').pop() as string);
}

/** Whether the command line shows only a part of what its program prints: `| grep DROP`, `| head`. */
export function isFiltered(command: string): boolean {
  return readCommand(command).some(stage => stage.filters.some(filter => !passesAll(filter)));
}

/** `jq .` only lays out what it gets; `jq '.nftables[0]'` picks. */
function passesAll({ program, args }: Invocation): boolean {
  if (program === 'jq') return args.every(word => /^(?:-.{1,20}|\.|'\.'|"\.")$/.test(word));
  return PASSES_ALL.has(program);
}

/** Whether one of the stages runs `program` with an argument that `test` accepts. */
export function runs(
  command: string | null,
  program: string,
  test: (args: readonly string[]) => boolean,
): boolean {
  if (command === null) return false;
  return readCommand(command).some(({ first }) => first.program === program && test(first.args));
}

/** Seconds between two runs within one command line (`conntrack -S; sleep 10; conntrack -S`); null without. */
export function sleepSeconds(command: string): number | null {
  const pause = readCommand(command).find(({ first }) => first.program === 'sleep');
  const match = /^(\d{1,6})(?:\.\d+)?(s|m)?$/.exec(pause?.first.args[0] ?? '');
  if (!match) return null;
  return Number(match[1]) * (match[2] === 'm' ? 60 : 1);
}

const RULE_COMMAND =
  /^\s{0,4}(?:sudo\s{1,4})?(?:[\w./-]{0,40}\/)?ip6?tables(?:-legacy|-nft)?\s(?:\S.{0,80}?\s)?(?:-[AIPN]|--append|--insert|--policy|--new-chain)\s+[\w-]/;

/** `iptables -A INPUT -p tcp --dport 22 -j ACCEPT`: a line of a script that says what it adds, and prints nothing. */
export function isRuleCommand(text: string): boolean {
  return text.length < 4000 && RULE_COMMAND.test(text);
}
