# shellcheck shell=bash
# What all lab scripts share: the checks before a run, network namespaces, recording, and cleaning up.
#
# A lab script sources this file, calls lab_begin, and from then on need not think of cleaning up: an EXIT trap
# ends the programs it started, deletes the namespaces, and puts the one global setting back.
#
# Exit statuses: 0 done, 1 something went wrong, 77 "cannot run here, because ..." (the status that test
# harnesses take for "skipped").

LAB_PREFIX=ctlab-                                # every namespace begins with this, in the second lane with ctlab2-
LAB_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB_STATE=/run/ctlab.nf_conntrack_max            # the value to put back, should a run be killed with -9
LAB_LOCK=/run/ctlab.lock                         # shared by scripts that run beside others, and of each lane: .1, .2
LAB_ALONE=${LAB_ALONE:-}                         # set by a script that lowers the limit: nothing else may run
LAB_LANES=${LAB_LANES:-1 2}                      # set to 1 by a script that records names of namespaces
LAB_MAX_FILE=/proc/sys/net/netfilter/nf_conntrack_max
LAB_PIDS=()
LAB_HOST=node-3                                  # the host name in recorded prompts and log lines
LAB_PYTHON=python3                               # a plain interpreter where there is one: wrappers start slowly
if [ -x /usr/bin/python3 ]; then LAB_PYTHON=/usr/bin/python3; fi
export LC_ALL=C TZ=UTC PATH="$PATH:/usr/sbin:/sbin"

lab_say() { printf '%s\n' "$*" >&2; }

lab_skip() {
  lab_say "cannot run here, because $*"
  exit 77
}

lab_die() {
  lab_say "lab: $*"
  exit 1
}

# ------------------------------------------------------------------------------------------ before the run

# lab_need TOOL:PACKAGE ...: makes sure of the tools, on Debian by installing what is missing.
lab_need() {
  local pair missing=()
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  lab_install "${missing[@]}"
  for pair in "$@"; do
    command -v "${pair%%:*}" >/dev/null || lab_skip "the program ${pair%%:*} (Debian package ${pair##*:}) is missing."
  done
}

# The lock time-out: on a fresh machine another apt is often still at work.
lab_install() {
  local apt=(apt-get -y -qq -o 'DPkg::Lock::Timeout=300')
  [ -f /etc/debian_version ] || return 0
  lab_say "installing: $*"
  "${apt[@]}" update >&2 || lab_say "apt-get update failed; trying with the lists that are here."
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install --no-install-recommends "$@" >&2 || true
}

lab_check_kernel() {
  modprobe -q nf_conntrack 2>/dev/null || true   # built in on some kernels, and then there is nothing to load
  [ -r "$LAB_MAX_FILE" ] || lab_skip "this kernel has no connection tracking (no $LAB_MAX_FILE)."
  ip netns add "${LAB_PREFIX}probe" 2>/dev/null \
    || lab_skip "network namespaces cannot be made here (ip netns add is refused)."
  ip netns exec "${LAB_PREFIX}probe" iptables -t nat -A POSTROUTING -m conntrack --ctstate NEW -j RETURN 2>/dev/null \
    || lab_skip "iptables does not work inside a network namespace here (no netfilter, or not allowed)."
  ip netns del "${LAB_PREFIX}probe"
}

# Two scripts at a time: most of one is waiting. Each lane has names of its own; the limit of connections is global.
lab_lock() {
  local kind=--shared left=2000 lane
  [ -z "$LAB_ALONE" ] || kind=--exclusive
  exec 8>"$LAB_LOCK"
  flock "$kind" -w 200 8 || lab_skip "another lab script is running (it holds $LAB_LOCK)."
  while [ "$left" -gt 0 ]; do
    for lane in $LAB_LANES; do
      exec 9>"$LAB_LOCK.$lane"
      flock -n 9 || continue
      if [ "$lane" -gt 1 ]; then LAB_PREFIX=ctlab$lane-; fi
      export XTABLES_LOCKFILE=$LAB_LOCK.$lane.xtables
      return 0
    done
    left=$((left - 1))
    sleep 0.1
  done
  lab_skip "other lab scripts are running (they hold $LAB_LOCK.1 and .2)."
}

# lab_begin TOOL:PACKAGE ...: everything that must hold before a script may start.
lab_begin() {
  [ "$(id -u)" -eq 0 ] || lab_skip "it needs root (namespaces, iptables)."
  lab_need ip:iproute2 iptables:iptables conntrack:conntrack sysctl:procps flock:util-linux setpriv:util-linux \
    script:bsdutils python3:python3 timeout:coreutils "$@"
  lab_lock
  trap lab_end EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  lab_sweep                                      # what a run killed with -9 has left
  lab_check_kernel
}

# ---------------------------------------------------------------------------------------------- cleaning up

lab_end() {
  local status=$?
  trap '' HUP INT TERM                           # a second Ctrl-C must not stop the cleaning
  set +e
  lab_stop_programs
  lab_sweep
  exit "$status"
}

# Puts the limit back and deletes our namespaces. Safe to call at any time, any number of times.
lab_sweep() {
  local name
  lab_restore_max
  for name in $(ip netns list 2>/dev/null | awk -v p="$LAB_PREFIX" 'index($1, p) == 1 { print $1 }'); do
    ip netns del "$name" || true
  done
}

lab_stop_programs() {
  local pid
  for pid in "${LAB_PIDS[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${LAB_PIDS[@]}"; do wait "$pid" 2>/dev/null || true; done
  LAB_PIDS=()
}

# ----------------------------------------------------------------------------------------------- namespaces

lab_ns() {
  local name
  for name in "$@"; do
    ip netns add "$LAB_PREFIX$name"
    ip -n "$LAB_PREFIX$name" link set lo up
  done
}

# lab_wire NS DEV ADDR6 ADDR  NS DEV ADDR6 ADDR: a cable between two namespaces.
# nodad: duplicate address detection would keep the IPv6 address unusable for a second or two.
lab_wire() {
  local a=$LAB_PREFIX$1 b=$LAB_PREFIX$5
  ip -n "$a" link add "$2" type veth peer name "$6" netns "$b"
  ip -n "$a" addr add "$4" dev "$2"
  ip -n "$b" addr add "$8" dev "$6"
  ip -n "$a" addr add "$3" dev "$2" nodad
  ip -n "$b" addr add "$7" dev "$6" nodad
  ip -n "$a" link set "$2" up
  ip -n "$b" link set "$6" up
}

# lab_in NS COMMAND ...: a command of bounded length inside a namespace.
lab_in() {
  local ns=$LAB_PREFIX$1
  shift
  timeout 20 ip netns exec "$ns" "$@"
}

# lab_start NS COMMAND ...: a program in the background. `ip` replaces itself by the program, so $! is the
# program's own process id and lab_stop_programs reaches it (through a subshell it would not). Without the lock's
# file descriptor: a program that outlives a killed script must not keep the next run waiting.
lab_start() {
  local ns=$LAB_PREFIX$1
  shift
  ip netns exec "$ns" "$@" </dev/null >/dev/null 8>&- 9>&- &
  LAB_PIDS+=($!)
}

# lab_traffic NS serve|hold|brief|mix|churn OPTIONS: our own server and clients, see traffic.py.
lab_traffic() {
  local ns=$1
  shift
  lab_start "$ns" "$LAB_PYTHON" "$LAB_DIR/traffic.py" "$@"
}

# lab_until SECONDS "WHAT" COMMAND ...: waits until the command succeeds; gives up with a sentence.
lab_until() {
  local left=$(($1 * 10)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || lab_die "gave up waiting: $what"
    sleep 0.1
  done
}

# --------------------------------------------------------------------- nf_conntrack_max, the global setting

# The limit is one for the whole machine, but each namespace's own count is held against it. Lowering it for
# seconds hurts nobody as long as no other namespace has more entries than that.
lab_lower_max() {
  local limit=$1 busiest
  busiest=$(lab_busiest_elsewhere)
  [ "$busiest" -lt $((limit * 3 / 4)) ] || lab_skip "another network namespace tracks $busiest connections: \
lowering the global nf_conntrack_max to $limit could cut them."
  [ -e "$LAB_STATE" ] || cat "$LAB_MAX_FILE" >"$LAB_STATE"
  # In a subshell, so that a refusal shows our sentence and not bash's.
  (echo "$limit" >"$LAB_MAX_FILE") 2>/dev/null || lab_skip "nf_conntrack_max cannot be written here \
(only the first network namespace of a machine may)."
}

lab_restore_max() {
  [ -s "$LAB_STATE" ] || return 0
  (cat "$LAB_STATE" >"$LAB_MAX_FILE") 2>/dev/null || true
  rm -f "$LAB_STATE"
}

# The highest count of all namespaces that are not ours: those of running processes and the named ones.
lab_busiest_elsewhere() {
  local ns count most=0 seen=' ' inode
  for ns in /run/netns/* /proc/[0-9]*/ns/net; do
    case $ns in /run/netns/"$LAB_PREFIX"*) continue ;; esac
    inode=$(stat -Lc %i "$ns" 2>/dev/null) || continue
    case $seen in *" $inode "*) continue ;; esac
    seen="$seen$inode "
    lab_is_ours "$inode" && continue
    count=$(nsenter --net="$ns" cat /proc/sys/net/netfilter/nf_conntrack_count 2>/dev/null) || continue
    if [ "$count" -gt "$most" ]; then most=$count; fi
  done
  echo "$most"
}

# Our own namespaces are seen a second time through the processes that run in them.
lab_is_ours() {
  local ns
  for ns in /run/netns/"$LAB_PREFIX"*; do
    [ "$(stat -Lc %i "$ns" 2>/dev/null)" != "$1" ] || return 0
  done
  return 1
}

# ----------------------------------------------------------------------------------------------- the kernel log

# The log is never cleared. A line of our own marks where a phase begins; what follows it is new.
lab_mark_log() {
  LAB_MARK="ctlab: $$ $RANDOM $1"
  dmesg >/dev/null 2>&1 && (echo "<7>$LAB_MARK" >/dev/kmsg) 2>/dev/null && return 0
  LAB_MARK=
  lab_say "the kernel log cannot be read here: no dmesg recordings."
}

# lab_log [-T]: the new lines. Only those of the network code: what else a machine writes into its log tells
# nothing about the incident, but would name the machine. A first line of net_ratelimit tells how many lines were
# swallowed before the phase: it belongs to an earlier one.
lab_log() {
  dmesg "$@" | sed "1,/$LAB_MARK/d" \
    | grep -E '\] (nf_conntrack: |net_ratelimit: |TCP: |neighbour: |IPv6: ADDRCONF|IPv4: )' \
    | awk '/\] net_ratelimit: / && !begun { next } { begun = 1; print }'
}

# The same lines as journald and syslog print them. Where no journald runs, the prefix is ours and the rest true.
lab_log_as_syslog() {
  lab_log -T | sed -E "s/^\[[A-Z][a-z]{2} ([A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}) [0-9]{4}\] /\1 $LAB_HOST kernel: /"
}

# ---------------------------------------------------------------------------------------------------- recording

# record NAME [both|out] -- COMMAND ...: what the command printed, byte for byte, into $OUT/$PHASE.NAME.txt.
# both: stdout and stderr into one file, as `> file 2>&1` does; out: stderr is dropped. A command that fails is
# recorded like any other: error texts are fixtures too.
record() {
  local file=$OUT/$PHASE.$1.txt streams=$2
  shift 3
  case $streams in
    both) "$@" >"$file" 2>&1 || true ;;
    out) "$@" >"$file" 2>/dev/null || true ;;
    *) lab_die "record: both or out, not $streams" ;;
  esac
}

# typed NS "COMMAND LINE" [ACTUAL]: prints a prompt, the command line and its output, as copied from a terminal.
# script(1) gives the command a real terminal, so that stdout and stderr mix as they do for a person; the
# carriage returns are the terminal's own and do not survive a copy. ACTUAL is a function that runs instead where
# the command line, taken at its word, would also show what does not belong to the lab (older log lines).
typed() {
  local ns=$LAB_PREFIX$1
  printf 'root@%s:~# %s\n' "$LAB_HOST" "$2"
  if [ $# -gt 2 ]; then
    "$3"
  else
    LAB_LINE=$2 timeout 20 script -qec "ip netns exec $ns sh -c \"\$LAB_LINE\"" /dev/null </dev/null | tr -d '\r'
  fi
}
