#!/bin/sh
# collect.sh: gathers in one text what Conntriage can read of a Linux node, and changes nothing.
#
#   curl -fsS https://…/collect.sh | sudo sh -s -- --redact > node.txt
#
# It only reads: no setting is written, no rule, no file, and no kernel module is loaded (a tool that would load one is left
# out, and a line says so). Every command stands behind a prompt, as if typed; what could not be read is a remark behind a
# prompt. Counters are read twice, with a pause between, so that there are rates. It needs a POSIX shell, awk, grep, cat.
#
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2317  # functions that run by their name

usage() {
  cat <<'USAGE'
usage: sh collect.sh [OPTION ...] > node.txt

  --redact        put pseudonyms in the place of addresses, MAC addresses, host names, names of namespaces, services
                  and pods, and words of comments
  --redact-stdin  collect nothing, but put pseudonyms into an output of an earlier run, which comes on standard input
  --pause SECONDS pause between the two readings of the counters (default 10)
  --limit MB      size of the output at most, in megabytes (default 20)
  --log SINCE     how far back logs are read, as journalctl takes it (default '2 hours ago')
  --no-kubectl    ask nothing of the Kubernetes API
  --no-flows      leave out the lists of connections (conntrack -L, ss -tan)
  --help          show this text

It changes nothing on the node. Without root it reads what it may, and says what it could not read.

With --redact the same name becomes the same pseudonym within one run. Addresses of one subnet stay in one subnet,
private ones stay private, and the last number of an IPv4 address stays. These stay as they are: ports, interfaces, chains,
sets, prefixes of log rules, marks, ids made of random letters, well-known addresses (127.0.0.1, 169.254.0.0/16, masks) and
well-known names (kube-system, default). Read the output before you hand it on.
USAGE
}

set -u
set -f
LC_ALL=C
NSTAT_HISTORY=/dev/null
PATH=${PATH:-/usr/bin:/bin}:/usr/local/sbin:/usr/sbin:/sbin
export LC_ALL NSTAT_HISTORY PATH
unset GREP_OPTIONS GREP_COLORS PROC_NET_TCP 2>/dev/null || :

PAUSE=10
LIMIT=20
SINCE='2 hours ago'
REDACT=no
COLLECT=yes
KUBECTL=yes
FLOWS=yes
MARK='@@collect-exit-status@@'

refuse() {
  printf 'collect.sh: %s\n' "$1" >&2
  exit 2
}

# whole NAME VALUE MOST: refuses what is no whole number from 0 to MOST.
whole() {
  case $2 in
    '' | *[!0-9]* | ??????*) refuse "$1 takes a whole number, not '$2'" ;;
  esac
  [ "$2" -le "$3" ] || refuse "$1 takes $3 at most"
}

options() {
  while [ $# -gt 0 ]; do
    case $1 in
      --redact) REDACT=yes ;;
      --redact-stdin) REDACT=yes COLLECT=no ;;
      --no-kubectl) KUBECTL=no ;;
      --no-flows) FLOWS=no ;;
      --pause | --limit | --log)
        [ $# -gt 1 ] || refuse "$1 needs a value"
        case $1 in
          --pause) whole "$1" "$2" 3600 && PAUSE=$2 ;;
          --limit) whole "$1" "$2" 1000 && LIMIT=$2 ;;
          --log)
            case $2 in *[!A-Za-z0-9:+.\ -]*) refuse "--log takes a time, not '$2'" ;; esac
            SINCE=$2
            ;;
        esac
        shift
        ;;
      --help | -h) usage && exit 0 ;;
      *) refuse "unknown option '$1'; --help lists them" ;;
    esac
    shift
  done
  [ "$LIMIT" -gt 0 ] || refuse '--limit takes 1 at least'
}

has() { command -v "$1" >/dev/null 2>&1; }

# ------------------------------------------------------------------------------------------------- running a command

# Finds out what keeps a command small and short on this system. `timeout` of old busybox wants its seconds behind -t.
prepare() {
  HOST=$(uname -n 2>/dev/null) || HOST=
  [ -n "$HOST" ] || HOST=localhost
  ROOT=no
  PROMPT="user@$HOST:~\$ "
  if [ "$(id -u 2>/dev/null)" = 0 ]; then
    ROOT=yes
    PROMPT="root@$HOST:~# "
  fi
  MISSING=' '
  STOPPED=' '
  LEFT=$((LIMIT * 1000000 - 1000))
  SHARE=$((LEFT / 100))
  LOW=
  nice -n 10 true 2>/dev/null && LOW='nice -n 10'
  ionice -c 3 true 2>/dev/null && LOW="$LOW ionice -c 3"
  WATCH=watched
  timeout 5 true 2>/dev/null && WATCH=timeout
  [ "$WATCH" = timeout ] && timeout -k 5 5 true 2>/dev/null && WATCH='timeout -k 5'
  HEAD='cat'
  [ "$(printf ab | head -c 1 2>/dev/null)" = a ] && HEAD='head'
}

# run SECONDS COMMAND ...: at low priority, and ended after so many seconds.
run() {
  run_seconds=$1
  shift
  if [ "$WATCH" = watched ]; then
    watched "$run_seconds" "$@"
  else
    # shellcheck disable=SC2086  # words of a command, each set above
    $WATCH "$run_seconds" $LOW "$@"
  fi
}

# What `timeout` does, where there is none.
watched() {
  watched_seconds=$1
  shift
  # shellcheck disable=SC2086
  $LOW "$@" &
  watched_pid=$!
  (
    nap=
    trap '[ -z "$nap" ] || kill "$nap"; exit 0' TERM
    sleep "$watched_seconds" &
    nap=$!
    wait "$nap"
    kill "$watched_pid"
  ) >/dev/null 2>&1 3>&- &
  watched_by=$!
  wait "$watched_pid"
  watched_status=$?
  kill "$watched_by" 2>/dev/null
  return "$watched_status"
}

# Prints a prompt, the command and its output, up to cap bytes. A command that fails and says little is a remark, so that
# an error is not taken for output. On standard error: how many bytes were printed, and 1 where it was ended.
# shellcheck disable=SC2016
SHOW='
function out(s) { used += length(s) + 1; print s }
function begin(  i) {
  if (begun) return
  begun = 1
  out(prompt text)
  for (i = 1; i <= held; i++) out(hold[i])
}
function take(s) {
  total += length(s) + 1
  if (total > cap) {
    if (!cut) { begin(); out("[... truncated at " cap " bytes]") }
    cut = 1
  } else if (begun) out(s)
  else { hold[++held] = s; if (held > 6) begin() }
}
function remark(s) {
  gsub(/[^ -~]|</, " ", s)
  out(prompt "# " substr(text, 1, 120) ": " substr(s, 1, 500))
}
index($0, mark) == 1 { status = $2; next }
{ if (have) take(prev); prev = $0; have = 1 }
END {
  if (have && (status == "" || prev != "")) take(prev)
  stopped = status == 124 || status == 137 || status == 143
  if (status != "" && !stopped && !begun) {
    for (i = 1; i <= held; i++) said = said (i > 1 ? " / " : "") hold[i]
    remark(said == "" ? "nothing (exit status " status ")" : said)
  } else {
    begin()
    if (stopped) remark("stopped, it took too long")
  }
  print used + 0, stopped + 0 | "cat 1>&2"
}'

# pass CAP TEXT COMMAND ...: runs a command or a function and prints it as TEXT. Standard output is 3.
pass() {
  pass_cap=$1
  pass_text=$2
  shift 2
  # Room for what is never big, also where the limit is small.
  [ "$pass_cap" -ge 50000 ] || pass_cap=50000
  [ "$pass_cap" -le "$LEFT" ] || pass_cap=$LEFT
  case $STOPPED in
    *" ${pass_text%% *} "*)
      remark "$pass_text: left out, ${pass_text%% *} took too long before"
      return 0
      ;;
  esac
  if [ "$pass_cap" -lt 1000 ]; then
    remark "$pass_text: left out, the size limit is reached"
    return 0
  fi
  pass_used=$(
    {
      "$@" </dev/null 2>&1 3>&-
      pass_status=$?
      [ "$pass_status" -eq 0 ] || printf '\n%s %s\n' "$MARK" "$pass_status" 2>/dev/null
    } | heading "$pass_cap" |
      awk -v prompt="$PROMPT" -v cap="$pass_cap" -v mark="$MARK" "BEGIN { text = ARGV[1]; ARGV[1] = \"\" } $SHOW" \
        "$pass_text" 2>&1 >&3
  )
  case $pass_used in
    *[0-9]' 1') STOPPED="$STOPPED${pass_text%% *} " ;;
  esac
  pass_used=${pass_used% [01]}
  case $pass_used in
    '' | *[!0-9]*) pass_used=$pass_cap ;;
  esac
  LEFT=$((LEFT - pass_used))
}

# A little more than the cap, so that one line too many shows that there was more.
heading() {
  if [ "$HEAD" = cat ]; then cat; else head -c "$(($1 + 200))"; fi
}

# A remark behind a prompt: nothing that a tool printed.
remark() {
  printf '%s# %s\n' "$PROMPT" "$*" >&3
  LEFT=$((LEFT - 200))
}

# show SHARE SECONDS COMMAND ...: a command of its own, if it is there. SHARE is in hundredths of the size limit.
show() {
  show_cap=$(($1 * SHARE))
  show_seconds=$2
  shift 2
  if has "$1"; then
    pass "$show_cap" "$*" run "$show_seconds" "$@"
  else
    missing "$1"
  fi
}

# Says once that a program is not there.
missing() {
  case $MISSING in *" $1 "*) return 0 ;; esac
  MISSING="$MISSING$1 "
  remark "$1: not installed"
}

# --------------------------------------------------------------------------------------------- what the kernel has loaded

# loaded MODULE SYMBOL: whether asking for the module's data loads nothing. /proc/modules names what was loaded, a
# kernel without it has all built in; else the symbol tells.
loaded() {
  grep -q "^$1 " /proc/modules 2>/dev/null && return 0
  [ -s /proc/modules ] || return 0
  [ -d "/sys/module/$1" ] && return 0
  grep -q " $2" /proc/kallsyms 2>/dev/null
}

# Which back end `iptables` writes to: nft, legacy, or nothing where it is not there. Releases before 1.8 name none.
backend() {
  has iptables-save || return 0
  case $(run 10 iptables --version 2>/dev/null) in
    *nf_tables*) echo nft ;;
    *) echo legacy ;;
  esac
}

probe() {
  BACKEND=$(backend)
  NFT=no
  loaded nf_tables nft_do_chain && NFT=yes
  CONNTRACK=no
  if [ -r /proc/sys/net/netfilter/nf_conntrack_count ]; then
    CONNTRACK=files
    [ "$ROOT" = yes ] && has conntrack && loaded nf_conntrack_netlink ctnetlink_dump_table && CONNTRACK=tool
  fi
  LEGACY4=$(cat /proc/net/ip_tables_names 2>/dev/null)
  LEGACY6=$(cat /proc/net/ip6_tables_names 2>/dev/null)
  NATIVE=
  if [ "$NFT" = yes ] && has nft; then NATIVE=$(native); fi
}

# Tables of nftables that no iptables-save prints, each as family/name: those of other programs, and those of iptables into
# which another program wrote.
native() {
  run 20 nft list tables 2>/dev/null </dev/null |
    if [ "$BACKEND" = nft ] || has iptables-nft-save; then
      grep -vE '^table ip6? (filter|nat|mangle|raw|security)$'
    else
      cat
    fi | sed -n 's|^table \([a-z0-9]*\) |\1/|p' | head -n 30
  for native_family in ip ip6; do
    [ "$BACKEND" = nft ] || continue
    run 40 "${native_family}tables-save" 2>/dev/null </dev/null |
      sed -n "s|^# Table \`\\([a-z]*\\)' is incompatible.*|$native_family/\\1|p"
  done
}

# ------------------------------------------------------------------------------------------------------- the parts

stamp() { show 1 5 date; }

# All tables with their counters, of both back ends where both hold rules.
rules() {
  family 18 iptables ip "$LEGACY4"
  family 9 ip6tables ip6 "$LEGACY6"
  for rules_table in $NATIVE; do show 12 40 nft list table "${rules_table%%/*}" "${rules_table#*/}"; done
}

# family SHARE TOOL PROC "TABLES": the legacy back end is asked only where it has tables: asking would make them.
family() {
  family_share=$1
  family_tool=$2
  family_tables=$4
  if [ -z "$BACKEND" ]; then
    missing "$2-save"
  elif [ "$BACKEND" = nft ] && [ "$NFT" = no ]; then
    remark "$2-save: left out, nf_tables is not loaded in this kernel"
  elif [ "$BACKEND" = nft ] || [ -n "$4" ]; then
    show "$1" 40 "$2-save" -c
  elif [ -r "/proc/net/$3_tables_names" ] || [ ! -e "/proc/net/$3_tables_names" ]; then
    remark "$2-save: left out, the legacy back end has no tables"
  else
    remark "$2-save: needs root"
  fi
  if [ "$BACKEND" = nft ] && [ -n "$family_tables" ]; then
    show "$family_share" 40 "$family_tool-legacy-save" -c
  elif [ "$BACKEND" = legacy ] && [ "$NFT" = yes ] && has "$family_tool-nft-save"; then
    show "$family_share" 40 "$family_tool-nft-save" -c
  fi
}

conntrack_counters() {
  case $CONNTRACK in
    tool)
      show 1 10 conntrack -S
      show 1 10 conntrack -C
      ;;
    files)
      show 1 10 cat /proc/net/stat/nf_conntrack
      show 1 10 cat /proc/sys/net/netfilter/nf_conntrack_count
      ;;
    no) remark 'conntrack -S: left out, connection tracking is not loaded in this kernel, or not for this namespace' ;;
  esac
}

network_counters() {
  if has nstat; then
    show 1 10 nstat -asz
  else
    show 1 10 cat /proc/net/snmp
    show 1 10 cat /proc/net/netstat
    show 1 10 cat /proc/net/snmp6
  fi
}

# Devices of hardware and of an overlay. A node may have hundreds of veth devices: they have nothing to tell here.
devices() {
  set +f
  for devices_path in /sys/class/net/*; do
    if [ -e "$devices_path/device" ] ||
      grep -qsE '^DEVTYPE=(vxlan|geneve|bond|wireguard)$' "$devices_path/uevent"; then
      echo "${devices_path##*/}"
    fi
  done | head -n 12
}

device_counters() {
  show 3 10 ip -d -s link
  if ! has ethtool; then
    missing ethtool
    return 0
  fi
  for device_name in $DEVICES; do show 1 10 ethtool -S "$device_name"; done
}

# The counters, each after a line of `date`.
reading() {
  stamp
  conntrack_counters
  network_counters
  device_counters
  show 1 10 ss -s
  [ ! -e /proc/net/ip_vs ] || show 2 20 ipvsadm -Ln --stats
  stamp
  rules
}

# files PATTERN ...: what small files of the kernel hold, each behind its name.
files() {
  set +f
  # shellcheck disable=SC2048,SC2086  # patterns
  run 10 grep -sH . $* | grep -v ': Is a directory$'
  return 0
}

settings() {
  p=/proc/sys/net
  for settings_list in \
    "$p/netfilter/* $p/nf_conntrack_max /sys/module/nf_conntrack/parameters/hashsize" \
    "$p/ipv4/ip_forward $p/ipv6/conf/all/forwarding $p/ipv4/ip_local_port_range $p/ipv4/ip_local_reserved_ports" \
    "$p/ipv4/ip_no_pmtu_disc $p/ipv4/icmp_ratelimit $p/ipv4/icmp_ratemask $p/core/somaxconn $p/core/netdev_*" \
    "$p/ipv4/tcp_*syn* $p/ipv4/tcp_abort_on_overflow $p/ipv4/tcp_tw_re* $p/ipv4/tcp_max_* $p/ipv4/tcp_fin_timeout" \
    "$p/ipv4/tcp_keepalive_* $p/ipv4/tcp_mtu_probing $p/ipv4/tcp_timestamps $p/ipv4/tcp_retries* $p/ipv4/tcp_mem" \
    "$p/ipv4/neigh/default/gc_thresh* $p/ipv6/neigh/default/gc_thresh* $p/ipv4/vs/* $p/bridge/*" \
    "$p/ipv4/conf/*/rp_filter $p/ipv4/conf/*/log_martians $p/ipv4/conf/*/forwarding" \
    "/sys/class/net/*/brport/hairpin_mode"; do
    # shellcheck disable=SC2086
    pass "$SHARE" "grep -sH . $settings_list" files $settings_list
  done
}

once() {
  show 1 5 uptime
  show 1 5 uname -a
  [ ! -r /etc/os-release ] || show 1 5 cat /etc/os-release
  for once_tool in iptables iptables-nft iptables-legacy; do
    ! has "$once_tool" || show 1 5 "$once_tool" --version
  done
  settings
  for once_file in /etc/resolv.conf /run/systemd/resolve/resolv.conf; do
    [ ! -r "$once_file" ] || show 1 5 cat "$once_file"
  done
  show 2 10 ip addr
  show 3 20 ip route show table all
  show 1 10 ip rule
  show 1 10 ip -6 rule
  show 2 20 ip neigh
  if has ethtool; then
    for once_device in $DEVICES; do
      show 1 10 ethtool -k "$once_device"
      show 1 10 ethtool -i "$once_device"
    done
  fi
  sets
  services
  load
}

sets() {
  if ! has ipset; then
    missing ipset
  elif loaded ip_set ip_set_get_byname; then
    show 2 20 ipset list -t
  else
    remark 'ipset list -t: left out, ip_set is not loaded in this kernel'
  fi
}

services() {
  [ -e /proc/net/ip_vs ] || return 0
  show 2 20 ipvsadm -Ln
}

SLABS='slabinfo|# name|nf_conntrack|TCP|UDP|tw_sock|request_sock|arp_cache|ndisc_cache|ip_vs_conn'

# grep without a hit is no failure.
slabs() { run 10 grep -E "$SLABS" /proc/slabinfo || [ $? -eq 1 ]; }
locks() { run 10 lslocks | grep -E '^COMMAND|xtables' || [ $? -eq 1 ]; }

# The top of procps; another prints whole command lines, which may hold secrets. Without a home, whose .toprc could ask for
# the same.
busiest() {
  HOME=/nonexistent run 10 top -b -n1 2>/dev/null </dev/null |
    awk 'NR == 1 && !/^top - / { exit } NR > 40 { exit } { print }'
}

load() {
  if [ -r /proc/slabinfo ]; then
    pass "$SHARE" "grep -E '$SLABS' /proc/slabinfo" slabs
  else
    remark '/proc/slabinfo: needs root'
  fi
  if ! has top; then
    missing top
  else
    load_top=$(busiest)
    if [ -n "$load_top" ]; then
      pass "$SHARE" 'top -b -n1 | head -n 40' printf '%s\n' "$load_top"
    else
      remark 'top: left out, this one prints whole command lines, which may hold secrets'
    fi
  fi
  if has lslocks; then pass "$SHARE" "lslocks | grep -E '^COMMAND|xtables'" locks; else missing lslocks; fi
}

NETWORK='conntrack|callbacks suppressed|nf_queue|nf_ct_|neighbou?r|flooding|time wait bucket|orphan|out of memory|Out of memory|Out of socket|martian|checksum|csum|IN=[^ ]* OUT=|IPVS|ip_set|IPv6: ADDRCONF|ink (is|becomes) |renamed from|own address|WATCHDOG|lockup|allocation failure|oom-kill|bridge: |GRO|Route cache'
NETFILTER='iptables|xtables|nftables|nft |ipset|ipvs|conntrack|[Pp]roxy[Rr]ules|sysctl|random-fully|no endpoints|canary|NetworkPlugin|network plugin|[Cc]onnection refused|i/o timeout|no route to host|TLS handshake'

dmesg_lines() {
  if run 10 dmesg -T >/dev/null 2>&1; then run 20 dmesg -T; else run 20 dmesg; fi | grep -E "$NETWORK" | tail -n 2000
}
journal_lines() { run 30 journalctl -q --no-pager -k --since "$SINCE" | grep -E "$NETWORK" | tail -n 2000; }
unit_lines() { run 30 journalctl -q --no-pager -u "$1" --since "$SINCE" | grep -E "$NETFILTER" | tail -n 1000; }
container_lines() { run 30 crictl logs --tail 20000 "$1" 2>&1 | grep -E "$NETFILTER" | tail -n 1000; }

# One of the two logs of the kernel: in both, each event would stand twice.
kernel_log() {
  if has journalctl && [ -n "$(run 10 journalctl -q --no-pager -k -n 1 2>/dev/null </dev/null)" ]; then
    pass $((5 * SHARE)) "journalctl -q --no-pager -k --since '$SINCE' | grep -E \"\$NETWORK\" | tail -n 2000" journal_lines
  elif ! has dmesg; then
    missing dmesg
  elif run 10 dmesg >/dev/null 2>&1 </dev/null; then
    pass $((5 * SHARE)) "dmesg -T | grep -E \"\$NETWORK\" | tail -n 2000" dmesg_lines
  else
    remark 'dmesg: needs root'
  fi
}

component_logs() {
  if has journalctl; then
    for component_unit in kubelet kube-proxy k3s k3s-agent rke2-server rke2-agent docker; do
      [ -n "$(run 10 journalctl -q --no-pager -u "$component_unit" -n 1 2>/dev/null </dev/null)" ] || continue
      pass $((2 * SHARE)) "journalctl -q --no-pager -u $component_unit --since '$SINCE' | grep -E \"\$NETFILTER\" | tail -n 1000" \
        unit_lines "$component_unit"
    done
  else
    missing journalctl
  fi
  has crictl || return 0
  for component_id in $(run 10 crictl ps --name '^kube-proxy$' -q 2>/dev/null </dev/null | head -n 2); do
    pass $((2 * SHARE)) "crictl logs $component_id 2>&1 | grep -E \"\$NETFILTER\" | tail -n 1000" container_lines "$component_id"
  done
}

# Three questions, each of a few seconds. Without a cache: kubectl would write one below the home.
cluster() {
  if [ "$KUBECTL" = no ]; then
    remark 'kubectl: left out, as asked'
  elif ! has kubectl; then
    missing kubectl
  elif run 8 kubectl get --raw /version --request-timeout=5s --cache-dir=/dev/null/none >/dev/null 2>&1 </dev/null; then
    show 2 10 kubectl get nodes -o wide --request-timeout=5s --cache-dir=/dev/null/none
    show 4 10 kubectl get svc -A -o wide --request-timeout=5s --cache-dir=/dev/null/none
    show 4 10 kubectl get endpointslices -A --request-timeout=5s --cache-dir=/dev/null/none
  else
    remark 'kubectl: no answer from a cluster within seconds'
  fi
}

# The big lists come last and share what is left. ss would load a module where nobody has asked it before.
flows() {
  if loaded tcp_diag tcp_diag_dump && has ss; then
    show 3 20 ss -lnt
    [ "$FLOWS" = no ] || show 10 30 ss -tan
  elif has netstat; then
    show 3 20 netstat -lnt
    [ "$FLOWS" = no ] || show 10 30 netstat -ant
  else
    remark 'ss -lnt: left out, ss is not installed or tcp_diag is not loaded in this kernel'
  fi
  if [ "$FLOWS" = no ]; then
    remark 'conntrack -L: left out, as asked'
  elif [ "$CONNTRACK" = tool ]; then
    show 10 60 conntrack -L -f ipv6
    pass "$LEFT" 'conntrack -L' run 120 conntrack -L
  elif [ -r /proc/net/nf_conntrack ]; then
    pass "$LEFT" 'cat /proc/net/nf_conntrack' run 120 cat /proc/net/nf_conntrack
  fi
}

collect() {
  prepare
  probe
  DEVICES=$(devices)
  if [ "$ROOT" = no ]; then remark 'not root: much of this node cannot be read'; fi
  [ "$REDACT" = no ] || remark 'redacted: addresses and names are pseudonyms'
  reading
  once
  sleep "$PAUSE"
  reading
  kernel_log
  component_logs
  cluster
  flows
  stamp
}

# ---------------------------------------------------------------------------------------------------------- redaction

# What stays: words that the writers of rules use in comments, and names that are the same in every cluster.
WORDS='a accept accepted accepts access ack active addr address agent all allow allowed allows an and antrea any app are as
aws balancer be before begin block blocked bridge but by cache cali calico can cbr0 chain chains check cidr cilium
cilium_host cilium_net client clients cloud cluster clusterip clusterips cni comment comply configured connection
connections connmark conntrack containerid containers continue control cross ct custom default defaultallow
defaultendpointtohostaction demux denied deny dest destination destinations destined direct directs dnat dns dns-tcp
do docker documentation donotsnat drop dropped dropping drops dst early echo egress encapped encapsulated end endpoint
endpoints eni ensure entire established exclude explicitly external externalip externaltrafficpolicy feature feeder
felix filter fin firewall first flannel flanneld for forward forwarded forwarding from fw go group hairpin handle has
health healthcheck healthz hijack hook host hosts http https icc icmp icmpv6 id if ignore images impact in incoming
infrastructure ingress init input install interface internaltrafficpolicy invalid ip ipinip ipip ips ipsec ipv4 ipv6
ipvs is isolation istio itself j jump jumping k3s k8s kernel kind knp kns ksa kube kube-router kubelet kubernetes l7
last lb legit limit load loadbalancer loadbalancersourceranges local localhost locally localnet log lookup loopback
lxc main managed management manager mark marked marking marks masq masquerade masqueraded match matched matching mesh
metadata metrics modifying must name namespace nat netpol network new no node nodelocal nodelocaldns nodeport
nodeportlocal nodeports nodes non not note notrack nw of off on only or oracle original originated originating other
our out outbound outgoing output ovn packet packets pass passed permit pod pods policies policy port portal portals
portfwd ports postrouting prerouting prevent primary private process profile profiles provided proxied proxy public
purpose quick random range ranges rate redirect reject rejected related removing reply requests requiring return route
router rst rule rules run running runs s same scanners secondary section security see selected service services set
skip snat solving source sourcerange ssh standard start state stateful states statically subject subnet syn system
target tcp terminated than that the this through tier to tproxy traffic trusted tunnel udp unallocated unknown unless
unpublished up upstream user via vip vmap vpc vxlan weave wg when where which wireguard with within without workload
workloads'
NAMES='default kube-system kube-public kube-node-lease kubernetes kube-dns kube-dns-upstream coredns node-local-dns kube-proxy
metrics-server calico-system tigera-operator kube-flannel calico-apiserver istio-system ingress-nginx cert-manager cluster
local svc localhost com net org io internal compute amazonaws dev example test invalid arpa in-addr ip6
host-1 localdomain control-plane master root nobody daemon messagebus systemd+ systemd-network systemd-resolve'

# shellcheck disable=SC2016
PSEUDONYMS='
BEGIN {
  srand(seed)
  # Powers: the awk of some busyboxes has no operator for them.
  two[0] = 1
  for (i = 1; i <= 32; i++) two[i] = two[i - 1] * 2
  n = split(words " " names, list, /[ \n]+/)
  for (i = 1; i <= n; i++) known[list[i]] = 1
  for (i = 0; i < 16; i++) digit[substr("0123456789abcdef", i + 1, 1)] = i
  for (i = 1; i < 224; i++)
    if (i != 10 && i != 100 && i != 127 && i != 169 && i != 172 && i != 192 && i != 198 && i != 203) free[++frees] = i
}

# ------------------------------------------------------------------------------------------ numbers, bit by bit

# Values with a common beginning keep one; the first bit is always another. So no subnet is itself, and none is torn.
function bits(value, width, key,   i, half, bit, flip, node, mapped) {
  if ((key, value) in bitten) return bitten[key, value]
  half = two[width - 1]
  node = key "|"
  for (i = 0; i < width; i++) {
    bit = int(value / half) % 2
    if (i == 0) flip = 1
    else {
      if (!(node in flips)) flips[node] = int(rand() * 2)
      flip = flips[node]
    }
    mapped = mapped * 2 + (bit != flip)
    node = node bit
    half = half / 2
  }
  return bitten[key, value] = mapped
}

function masked(value, kept) { return int(value / two[kept]) * two[kept] }

# --------------------------------------------------------------------------------------------------- IPv4

# A first number that no private or special range begins with; "172p" is 172 outside its private range.
function publicNumber(key,   i, number) {
  if (key in publics) return publics[key]
  if (frees == 0) return -1
  i = int(rand() * frees) + 1
  if (free[i] == key && frees > 1) i = i % frees + 1
  number = free[i]
  free[i] = free[frees--]
  return publics[key] = number
}

function parts4(text) { return split(text, p, ".") == 4 && p[1] < 256 && p[2] < 256 && p[3] < 256 && p[4] < 256 }

function v4(text, len,   a, b, c, d, whole, key) {
  if ((text, len) in four) return four[text, len]
  if (!parts4(text)) return text
  a = p[1] + 0; b = p[2] + 0; c = p[3] + 0; d = p[4] + 0
  whole = ((a * 256 + b) * 256 + c) * 256 + d
  if (a == 0 || a == 127 || a >= 224 || (a == 169 && b == 254) || len < 8) return four[text, len] = text
  key = a "." b
  if (a == 10) b = bits(b, 8, "10")
  else if (a == 172 && b >= 16 && b < 32) b = 16 + bits(b - 16, 4, "172")
  else if (a == 100 && b >= 64 && b < 128) b = 64 + bits(b - 64, 6, "100")
  else if (!(a == 192 && b == 168)) {
    d = publicNumber(a == 172 || a == 100 || a == 192 ? a "p" : a)
    if (d >= 0) { b = bits(b, 8, "p" a); a = d }
    d = p[4] + 0
  }
  c = bits(c, 8, key)
  if (len < 32 && masked(whole, 32 - len) == whole) {
    whole = masked(((a * 256 + b) * 256 + c) * 256 + d, 32 - len)
    d = whole % 256; whole = int(whole / 256)
    c = whole % 256; whole = int(whole / 256)
    b = whole % 256; a = int(whole / 256)
  }
  return four[text, len] = a "." b "." c "." d
}

# The length of a dotted mask; 32 where it is none that has one.
function lengthOf(mask,   i, len, number) {
  if (!parts4(mask)) return 32
  number = ((p[1] * 256 + p[2]) * 256 + p[3]) * 256 + p[4]
  for (len = 32; len > 0 && number % 2 == 0; len--) number = number / 2
  return number == two[len] - 1 ? len : 32
}

function addresses4(s,   done, before, text, len) {
  done = ""
  while (match(s, /[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/)) {
    before = RSTART > 1 ? substr(s, RSTART - 1, 1) : substr(done, length(done), 1)
    text = substr(s, RSTART, RLENGTH)
    done = done substr(s, 1, RSTART - 1)
    s = substr(s, RSTART + RLENGTH)
    len = 32
    if (before != "_" && match(s, /^\/[0-9]+(\.[0-9]+\.[0-9]+\.[0-9]+)?/)) {
      len = substr(s, 2, RLENGTH - 1)
      if (index(len, ".")) len = lengthOf(len)
      if (len > 32) len = 32
      before = substr(s, 1, RLENGTH)
      s = substr(s, RLENGTH + 1)
      done = done v4(text, len + 0) before
    } else done = done v4(text, len)
  }
  return done s
}

# --------------------------------------------------------------------------------------------- IPv6 and MAC

function hex(text,   i, number) {
  number = 0
  for (i = 1; i <= length(text); i++) number = number * 16 + digit[substr(text, i, 1)]
  return number
}

# The eight groups of an address in g; 0 where the text is none.
function groups(text,   at, left, right, i, l, r, x) {
  at = index(text, "::")
  if (at == 0) {
    if (split(text, x, ":") != 8) return 0
    for (i = 1; i <= 8; i++) { if (length(x[i]) > 4 || x[i] == "") return 0; g[i] = hex(x[i]) }
    return 1
  }
  left = substr(text, 1, at - 1); right = substr(text, at + 2)
  if (index(right, "::") || substr(right, 1, 1) == ":") return 0
  l = split(left, x, ":")
  for (i = 1; i <= 8; i++) g[i] = 0
  for (i = 1; i <= l; i++) { if (length(x[i]) > 4 || x[i] == "") return 0; g[i] = hex(x[i]) }
  r = split(right, x, ":")
  if (l + r > 7) return 0
  for (i = 1; i <= r; i++) { if (length(x[i]) > 4 || x[i] == "") return 0; g[8 - r + i] = hex(x[i]) }
  return 1
}

function v6(text, len,   i, key, iid, cidr, kept, x) {
  if ((text, len) in six) return six[text, len]
  if (!groups(tolower(text))) return text
  # Well-known: unspecified, loopback, mapped IPv4, NAT64, multicast.
  if (g[1] == 0 || g[1] == 100 || g[1] >= 65280) return six[text, len] = text
  cidr = len < 128
  for (i = 8; i > 0 && cidr; i--) {
    kept = 16 * i - len
    if (kept <= 0) break
    if (masked(g[i], kept > 16 ? 16 : kept) != g[i]) cidr = 0
  }
  key = "6"
  if (g[1] < 65152 || g[1] > 65215) {
    for (i = 1; i <= 4; i++) {
      x = g[i]
      if (i > 1) g[i] = bits(x, 16, key)
      else if (x >= 64512 && x < 65024) g[1] = masked(x, 8) + bits(x % 256, 8, key)
      else if (x >= 8192 && x < 16384) g[1] = 8192 + bits(x - 8192, 13, key)
      key = key ":" x
    }
  }
  if (g[5] || g[6]) {
    iid = g[5] ":" g[6] ":" g[7] ":" g[8]
    if (!(iid in iids)) iids[iid] = 4096 + int(rand() * 61440) ":" 4096 + int(rand() * 61440) ":" ++iidCount
    split(iids[iid], x6, ":")
    g[5] = x6[1]; g[6] = x6[2]; g[7] = int(x6[3] / 65536); g[8] = x6[3] % 65536
  }
  if (cidr) for (i = 1; i <= 8; i++) {
    kept = 16 * i - len
    if (kept > 0) g[i] = masked(g[i], kept > 16 ? 16 : kept)
  }
  return six[text, len] = print6(index(text, "::"), text ~ /(^|:)0[0-9a-fA-F]+/)
}

function print6(short, padded,   i, j, from, most, s) {
  most = 1
  for (i = 1; i <= 8; i = j + 1) {
    for (j = i; j <= 8 && g[j] == 0; j++) ;
    if (j - i > most) { most = j - i; from = i }
  }
  if (!short) from = 0
  for (i = 1; i <= 8; i++) {
    if (i == from) { s = s (i == 1 ? "::" : ":"); i += most - 1 }
    else s = s sprintf(padded && !short ? "%04x" : "%x", g[i]) (i < 8 ? ":" : "")
  }
  return s
}

function mac(text) {
  text = tolower(text)
  if (text ~ /^(00:00:00:00:00:00|ff:ff|ee:ee|33:33|01:00:5e|01:80:c2)/) return text
  if (!(text in macs)) {
    macCount++
    macs[text] = sprintf("02:00:00:%02x:%02x:%02x", int(macCount / 65536) % 256, int(macCount / 256) % 256, macCount % 256)
  }
  return macs[text]
}

function addresses6(s,   done, before, text, len, colon, n, x) {
  done = ""
  while (match(s, /[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:]*/)) {
    before = RSTART > 1 ? substr(s, RSTART - 1, 1) : substr(done, length(done), 1)
    text = substr(s, RSTART, RLENGTH)
    done = done substr(s, 1, RSTART - 1)
    s = substr(s, RSTART + RLENGTH)
    colon = ""
    if (text ~ /[0-9a-fA-F]:$/) { colon = ":"; text = substr(text, 1, length(text) - 1) }
    if (before ~ /[g-zG-Z]/ || (s ~ /^\.[0-9]/ && colon == "")) { done = done text colon; continue }
    n = split(text, x, ":")
    if (n >= 6 && n != 8 && text !~ /::/ && length(text) == 3 * n - 1) {
      done = done mac(substr(text, 1, 17))
      if (n >= 12) done = done ":" mac(substr(text, 19, 17)) substr(text, 36)
      else if (n > 6) done = done substr(text, 18)
      done = done colon
    } else if (colon == "" && match(s, /^\/[0-9]+/)) {
      len = substr(s, 2, RLENGTH - 1) + 0
      done = done v6(text, len > 128 ? 128 : len)
    } else done = done v6(text, 128) colon
  }
  return done s
}

# ------------------------------------------------------------------------------------------------------- names

function name(text,   n, i, x) {
  if (text == "" || text ~ /^[0-9.]+$/ || text ~ /^name-[0-9]+$/ || (tolower(text) in known)) return text
  # `non-local`, `ip-masq-agent`: put together of words that stay.
  n = split(tolower(text), x, "-")
  for (i = 1; i <= n && ((x[i] in known) || x[i] ~ /^[0-9]+$/); i++) ;
  if (i > n) return text
  if (!(text in given)) given[text] = "name-" ++givenCount
  return given[text]
}

# An object of the cluster; a slice is called like its service and five letters.
function object(text,   stem) {
  stem = text
  sub(/-[a-z0-9][a-z0-9][a-z0-9][a-z0-9][a-z0-9]$/, "", stem)
  if (stem != text && ((stem in given) || (stem in known))) return name(stem) substr(text, length(stem) + 1)
  return name(text)
}

# `shop/web:http`, `knp.shop.web`: each of its words.
function path(text,   s) {
  while (match(text, /[\/:.]/)) {
    s = s name(substr(text, 1, RSTART - 1)) substr(text, RSTART, 1)
    text = substr(text, RSTART + 1)
  }
  return s name(text)
}

function word(text,   from, core, tail) {
  if (!match(text, /[A-Za-z0-9][-A-Za-z0-9_.\/:]*/)) return text
  from = substr(text, 1, RSTART - 1)
  core = substr(text, RSTART, RLENGTH)
  tail = substr(text, RSTART + RLENGTH)
  while (core ~ /[-.:\/]$/) { tail = substr(core, length(core)) tail; core = substr(core, 1, length(core) - 1) }
  # The address of an endpoint, an id of Calico, a hash, a chain.
  if (core ~ /^[0-9.:\/]+$/ || core ~ /^cali:/ || text ~ /^\[?[0-9a-fA-F]*:[0-9a-fA-F:]*\]?/) return text
  if (core ~ /^[0-9a-f]+$/ && length(core) >= 12) return text
  if (core ~ /^[0-9A-Z]+$/ && length(core) == 16) return text
  if (core ~ /^(KUBE|CNI|DOCKER|FLANNEL|CILIUM|OVN|ANTREA|WEAVE|ISTIO|AWS|IP|KIND)[-_][-A-Z0-9_a-z]+$/) return text
  return from path(core) tail
}

function comment(text,   n, i, x, s) {
  n = split(text, x, "[ ]")
  for (i = 1; i <= n; i++) s = s (i > 1 ? " " : "") word(x[i])
  return s
}

# --comment of iptables-save, comment of nft; chains of kube-proxy that are called like a service.
function rule(s,   done, text) {
  done = ""
  while (match(s, /--comment ("([^"\\]|\\.)*"|[^ "]+)/) || match(s, / comment "[^"]*"/)) {
    text = substr(s, RSTART, RLENGTH)
    done = done substr(s, 1, RSTART - 1) substr(text, 1, index(text, "comment ") + 7)
    s = substr(s, RSTART + RLENGTH)
    text = substr(text, index(text, "comment ") + 8)
    if (text ~ /^"/) done = done "\"" comment(substr(text, 2, length(text) - 2)) "\""
    else done = done comment(text)
  }
  s = done s
  done = ""
  while (match(s, /-[A-Z0-9][A-Z0-9]+-[-a-z0-9]+\/[-a-z0-9]+\/(tcp|udp|sctp)\/[-a-z0-9]*/)) {
    text = substr(s, RSTART + 1, RLENGTH - 1)
    done = done substr(s, 1, RSTART) substr(text, 1, index(text, "-"))
    s = substr(s, RSTART + RLENGTH)
    done = done path(substr(text, index(text, "-") + 1))
  }
  return done s
}

# Names in logs stand in quotes or behind a sign of equality: `pod="shop/web-0"`, `shop/web:http`.
function logged(s,   done, text, before, after) {
  done = ""
  while (match(s, /[a-z0-9][-a-z0-9.]*\/[a-z0-9][-a-z0-9.:]*/)) {
    before = RSTART > 1 ? substr(s, RSTART - 1, 1) : substr(done, length(done), 1)
    after = substr(s, RSTART + RLENGTH, 1)
    text = substr(s, RSTART, RLENGTH)
    done = done substr(s, 1, RSTART - 1)
    s = substr(s, RSTART + RLENGTH)
    if (before ~ /["=[({ ]/ && after != "/" && text !~ /^(net|nf|ip|ipv4|ipv6|pkg|sys|proc|i|tcp|udp|k8s\.io|v[0-9])\// &&
      text !~ /^[0-9.]+\/[0-9]+$/ && text !~ /\.go:/) text = path(text)
    done = done text
  }
  s = done s
  done = ""
  while (match(s, /(node|pod|name|podName|nodeName|containerName|service|svc|namespace|lookup)[= ]"?[a-z0-9][-a-z0-9.]*/)) {
    text = substr(s, RSTART, RLENGTH)
    done = done substr(s, 1, RSTART - 1)
    s = substr(s, RSTART + RLENGTH)
    match(text, /[= ]"?/)
    before = substr(text, 1, RSTART + RLENGTH - 1)
    text = substr(text, RSTART + RLENGTH)
    done = done before (s ~ /^\// || (before ~ / / && text !~ /\./) ? text : path(text))
  }
  return done s
}

# A table of kubectl, by its headings.
function table(s,   n, i, x, y, k, cell, row) {
  n = split(s, x, /   */)
  if (x[1] == "NAME" || x[1] == "NAMESPACE") {
    columns = n
    for (i = 1; i <= n; i++) head[i] = x[i]
  } else for (i = 1; i <= n && n == columns; i++) {
    cell = x[i]
    if (head[i] == "NAMESPACE") cell = name(cell)
    else if (head[i] == "NAME") cell = object(cell)
    else if (head[i] == "SELECTOR" && cell !~ /^</) {
      k = split(cell, y, ",")
      cell = ""
      for (j = 1; j <= k; j++) {
        at = index(y[j], "=")
        cell = cell (j > 1 ? "," : "") substr(y[j], 1, at) name(substr(y[j], at + 1))
      }
    } else if (head[i] == "EXTERNAL-IP" && cell ~ /[g-z]/ && cell !~ /^</) cell = name(cell)
    else if (head[i] ~ /IP$|ENDPOINTS/) cell = addresses4(addresses6(cell))
    x[i] = cell
  }
  if (n != columns) return "[... truncated]"
  for (i = 1; i <= n; i++) row = row (i > 1 ? "   " : "") x[i]
  return row
}

function search(s,   n, i, k, j, x, y, row) {
  n = split(s, x, " ")
  if (x[1] !~ /^(search|domain)$/) return s ~ /^[ \t]*[#;]/ ? "# " : s
  row = x[1]
  for (i = 2; i <= n; i++) {
    k = split(x[i], y, ".")
    row = row " "
    for (j = 1; j <= k; j++) row = row (j > 1 ? "." : "") name(y[j])
  }
  return row
}

function user(s,   text) {
  if (!match(s, /^ *[0-9]+ [^ ]+/)) return s
  text = substr(s, RSTART, RLENGTH)
  s = substr(s, RLENGTH + 1)
  match(text, /[^ ]+$/)
  return substr(text, 1, RSTART - 1) name(substr(text, RSTART)) s
}

# ------------------------------------------------------------------------------------------------------- lines

function replaced(s, from, to,   done, at, before, after) {
  done = ""
  while ((at = index(s, from)) > 0) {
    before = at > 1 ? substr(s, at - 1, 1) : substr(done, length(done), 1)
    after = substr(s, at + length(from), 1)
    done = done substr(s, 1, at - 1) (before ~ /[A-Za-z0-9-]/ || after ~ /[A-Za-z0-9-]/ ? from : to)
    s = substr(s, at + length(from))
  }
  return done s
}

# `ip-10-0-3-4` of a cloud, `enx0250f2aabbcc` with a MAC in it.
function spelled(s,   done, text) {
  done = ""
  while (match(s, /ip-[0-9]+-[0-9]+-[0-9]+-[0-9]+/)) {
    text = substr(s, RSTART + 3, RLENGTH - 3)
    gsub(/-/, ".", text)
    text = v4(text, 32)
    gsub(/\./, "-", text)
    done = done substr(s, 1, RSTART + 2) text
    s = substr(s, RSTART + RLENGTH)
  }
  s = done s
  done = ""
  while (match(s, /(en|wl|ww)x[0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f][0-9a-f]/)) {
    text = substr(s, RSTART + 3, RLENGTH - 3)
    gsub(/../, "&:", text)
    text = mac(substr(text, 1, 17))
    gsub(/:/, "", text)
    done = done substr(s, 1, RSTART + 2) text
    s = substr(s, RSTART + RLENGTH)
  }
  return done s
}

function redacted(s) {
  if (kind == "version") return s
  if (kind == "rules") { if (index(s, "comment ") || index(s, "/")) s = rule(s) }
  else if (kind == "kubectl") return table(s)
  else if (kind == "resolv") s = search(s)
  else if (kind == "logs") s = logged(s)
  else if (kind == "top") s = user(s)
  if (index(s, "ip-") || s ~ /(en|wl|ww)x/) s = spelled(s)
  if (index(s, ":")) s = addresses6(s)
  return addresses4(s)
}

function kindOf(command) {
  if (command ~ /--version$|^uname |^ethtool -i|os-release$/) return "version"
  if (command ~ /-save -c$|^nft /) return "rules"
  if (command ~ /^kubectl get/) return "kubectl"
  if (command ~ /resolv\.conf$/) return "resolv"
  if (command ~ /^top /) return "top"
  return command ~ /^(journalctl .* -u|crictl )/ ? "logs" : ""
}

# The first line is a prompt: it tells what the others look like, and the name of the host.
function meet(s) {
  if (!match(s, /^(root|user)@[^:]*:~[#$] /)) return
  prompt = substr(s, 1, RLENGTH)
  host = substr(s, 6, RLENGTH - 9)
  short = host
  sub(/\..*/, "", short)
  # A host that is called like a word of the field is replaced in prompts alone.
  plain = short == "" || (short in known)
  opener = substr(s, 1, 5) "host-1" substr(prompt, length(prompt) - 3)
}

NR == 1 { meet($0) }
prompt == "" { print "[... truncated: this is no output of collect.sh]"; exit }
{
  s = $0
  opening = ""
  if (index(s, prompt) == 1) {
    s = substr(s, length(prompt) + 1)
    kind = kindOf(s)
    columns = -1
    opening = opener
  }
  if (!plain && index(s, short)) s = replaced(replaced(s, host, "host-1"), short, "host-1")
  s = opening (opening == "" ? redacted(s) : addresses4(addresses6(s)))
  bytes += length(s) + 1
  if (bytes > limit) {
    print "[... truncated at " limit " bytes]"
    exit
  }
  print s
}'

redact() {
  redact_seed=$(od -An -N3 -tu4 /dev/urandom 2>/dev/null | tr -d ' ')
  awk -v seed="${redact_seed:-$$}" -v limit="$((LIMIT * 1000000 - 100))" \
    "BEGIN { words = ARGV[1]; names = ARGV[2]; ARGV[1] = ARGV[2] = \"\" } $PSEUDONYMS" "$WORDS" "$NAMES"
}

main() {
  options "$@"
  if ! has awk || ! has grep; then refuse 'it needs awk and grep'; fi
  if [ "$COLLECT" = no ]; then
    redact
  elif [ "$REDACT" = yes ]; then
    { collect 3>&1; } 2>/dev/null | redact
  else
    collect 3>&1 2>/dev/null
  fi
  exit 0
}

main "$@"
