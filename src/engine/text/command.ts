import { innerCommand } from './wrappers.ts';

/** Programs whose output, or whose command line, is met in a paste. A bare `# word` is a prompt only before one of them. */
const PROGRAMS = new Set(
  `ansible arp arptables awk aws az bash bridge calico-node calicoctl cat chroot cilium clush conntrack conntrackd crictl ctr curl date dig
dmesg docker drill ebtables echo egrep env ethtool firewall-cmd fuser gcloud getconf getent grep head host hostname hostnamectl
httpstat ifconfig incus ip ip6tables ip6tables-legacy ip6tables-legacy-save ip6tables-nft ip6tables-nft-save
ip6tables-restore ip6tables-save ipset iptables iptables-legacy iptables-legacy-save iptables-nft
iptables-nft-save iptables-restore iptables-save iptables-translate ipvsadm journalctl jq kube-proxy
k kdig kubectl less logread ls lsb_release lsblk lslocks lsmod lsof lspci lxc microk8s mii-tool minikube modprobe more mpstat mtr nc
nerdctl netstat networkctl nfacct nft nohup nproc nsenter nslookup nstat oc openssl ovs-vsctl pdsh perf pgrep ping podman printf ps python3 resolvectl
route sar sed seq sh slabtop sleep sort ss ssh stat sudo sysctl systemctl tail talosctl tc tcpdump tee telnet time
timeout toolbox top tr tracepath traceroute tshark ufw uname uniq uptime vi vim vmstat watch wc wget xargs xtables-monitor yq zcat zgrep`.split(
    /\s+/,
  ),
);

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
  const [path = '', ...args] = innerCommand(text.trim().split(/\s+/));
  const program = programOf(path);
  // `talosctl -n 10.0.0.21 read /proc/sys/net/…` prints a file of the node.
  if (program === 'talosctl' && args.includes('read'))
    return { program: 'cat', args: args.slice(args.indexOf('read') + 1) };
  return { program, args };
}

/** Whether a word is a program that operators run on a node. */
export function isProgram(word: string): boolean {
  return PROGRAMS.has(word.split('/').pop() as string);
}

/** `/usr/sbin/conntrack`, `'conntrack` of a quoted command, `k` for kubectl: the name of the program. */
function programOf(path: string): string {
  const name = path
    .replace(/^['"(]{1,3}|['")]{1,3}$/g, '')
    .split('/')
    .pop() as string;
  return name === 'k' ? 'kubectl' : name;
}

/** Whether a command line begins with a program that operators run, or with a loop: what must stand behind a bare `$` or `#`. */
export function startsWithProgram(command: string): boolean {
  // `for i in $(seq 10); do curl …`
  if (/^(?:for \w{1,40} in |while (?:true|:|sleep |\[|read ))/.test(command)) return true;
  const words = command.slice(0, 400).trim().split(/\s+/, 6);
  const program = words.find(word => word !== 'sudo' && !/^(?:-|[A-Za-z_]\w{0,60}=)/.test(word));
  // `date; conntrack -S`
  return program !== undefined && isProgram(program.replace(/[;|&]{1,2}$/, ''));
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
