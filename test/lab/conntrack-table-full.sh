#!/usr/bin/env bash
# Brings about a full connection-tracking table, and records what the tools print before, during and after.
#
#   conntrack-table-full.sh [OUTDIR]
#
#   client 10.77.1.2 --- ens192 node cali0 --- server (the pod 10.244.1.2)
#
# The node forwards and has the nat rules that kube-proxy writes for two services: 10.96.0.80:80 (TCP) and
# 10.96.0.10:53 (UDP). Behind 10.244.9.9 nobody answers. Phases, each recorded as OUTDIR/PHASE.WHAT.txt:
#
#   healthy       a quiet node: some of everything, the table far from full
#   near-full     497 of 512 (97 %): connections held open, nothing lost yet
#   full-assured  512 of 512, all established and held: new connections are dropped, nothing can be evicted
#   full-churn    512 of 512, short connections and one-way UDP: dropped, and some evicted early
#   recovered     the limit is back, the count is low; the counters since boot remember
#
# healthy, near-full and full-churn begin with fresh namespaces, so that every counter is of its own phase
# (recovered follows full-churn in the same ones).
set -eu

LIMIT=512
SERVICE=10.96.0.80:80
SERVER6='[fd77:244::2]:8080'
POD=10.244.1.2:8080
DNS=10.96.0.10:53
DEAD=10.244.9.9:53

LAB_ALONE=yes                                    # it lowers nf_conntrack_max
# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"

# ------------------------------------------------------------------------------------------------ the topology

build() {
  lab_stop_programs
  lab_sweep
  lab_ns client node server
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node ens192 fd77:1::1/64 10.77.1.1/24
  lab_wire node cali0 fd77:244::1/64 10.244.1.1/24 server eth0 fd77:244::2/64 10.244.1.2/24
  local ns
  for ns in client server; do
    lab_in $ns sysctl -qw net.ipv4.ip_forward=0     # a new namespace may inherit 1; then DEAD would be answered
  done
  lab_in node sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  lab_in client ip route add default via 10.77.1.1
  lab_in client ip -6 route add default via fd77:1::1
  lab_in server ip route add default via 10.244.1.1
  lab_in server ip -6 route add default via fd77:244::1
  lab_in node ip route add 10.244.9.0/24 via 10.244.1.2
  service_rules | lab_in node iptables-restore
  lab_in node ip6tables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT   # this turns on tracking
  lab_traffic server serve --seconds 50
  lab_until 10 "the server to listen" lab_in server sh -c 'ss -Hltn "sport = 8080" | grep -q .'
}

# The rules of kube-proxy for the two services, without the tables of its own upkeep.
service_rules() {
  cat <<'RULES'
*nat
:KUBE-SERVICES - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-SVC-XGLOHA7QRQ3V22RZ - [0:0]
:KUBE-SEP-3DU66DE6VORVEQVD - [0:0]
:KUBE-SVC-TCOU7JCQXEZGVUNU - [0:0]
:KUBE-SEP-QXGCOMFSLNGRXTNZ - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-SERVICES -d 10.96.0.80/32 -p tcp -m comment --comment "default/shop:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-XGLOHA7QRQ3V22RZ
-A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m comment --comment "kube-system/kube-dns:dns cluster IP" -m udp --dport 53 -j KUBE-SVC-TCOU7JCQXEZGVUNU
-A KUBE-SVC-XGLOHA7QRQ3V22RZ ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ
-A KUBE-SVC-XGLOHA7QRQ3V22RZ -j KUBE-SEP-3DU66DE6VORVEQVD
-A KUBE-SEP-3DU66DE6VORVEQVD -p tcp -m tcp -j DNAT --to-destination 10.244.1.2:8080
-A KUBE-SVC-TCOU7JCQXEZGVUNU -j KUBE-SEP-QXGCOMFSLNGRXTNZ
-A KUBE-SEP-QXGCOMFSLNGRXTNZ -p udp -m udp -j DNAT --to-destination 10.244.1.2:53
COMMIT
*filter
:KUBE-FORWARD - [0:0]
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
RULES
}

count() { lab_in node conntrack -C; }
count_is() { [ "$(count)" -ge "$1" ]; }
counter() { lab_in node conntrack -S | grep -oE "(^|[[:space:]])$1=[0-9]+" | awk -F= '{ n += $2 } END { print n + 0 }'; }
counter_is() { [ "$(counter "$1")" -ge "$2" ]; }

# ------------------------------------------------------------------------------------------------ the recordings

in_node() { lab_in node "$@"; }
node_sh() { lab_in node sh -c "$1"; }

# For a moment after the kernel has swept a full table, it is not full. In a phase that is about a full table such
# a reading is taken again.
record_full() {
  local try
  for try in 1 2 3 4 5 6 7 8; do
    record "$@"
    case $PHASE in full-*) ;; *) return 0 ;; esac
    [ "$(grep -cE "(^|= )$LIMIT\$" "$OUT/$PHASE.$1.txt")" -lt 2 ] || return 0
    sleep 0.4
  done
  lab_die "the table did not stay full while $1 was recorded (try $try)."
}

record_settings() {
  local proc=/proc/sys/net/netfilter
  record_full sysctl both -- in_node sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max
  record_full sysctl-a out -- node_sh 'sysctl -a 2>/dev/null | grep conntrack'
  record_full cat-proc both -- in_node cat $proc/nf_conntrack_count $proc/nf_conntrack_max
  record sysctl-max both -- in_node sysctl net.netfilter.nf_conntrack_max
  record conntrack-C both -- in_node conntrack -C
}

record_counters() {
  record conntrack-S both -- in_node conntrack -S
  record conntrack-S-not-root both -- in_node setpriv --reuid=65534 --regid=65534 --clear-groups conntrack -S
  record proc-stat both -- in_node cat /proc/net/stat/nf_conntrack
  record conntrack-S-twice both -- node_sh 'conntrack -S; sleep 2; conntrack -S'
}

# Once in full; the other forms, which hold the same entries, only by their first lines.
record_tables() {
  record conntrack-L both -- in_node conntrack -L
  record conntrack-L-head5 both -- node_sh 'conntrack -L | head -5'
  record conntrack-L-stdout out -- node_sh 'conntrack -L | head -40'
  record conntrack-L-extended out -- node_sh 'conntrack -L -o extended | head -40'
  record conntrack-L-id out -- node_sh 'conntrack -L -o id | head -40'
  record conntrack-L-tcp both -- node_sh 'conntrack -L -p tcp | head -40'
  record conntrack-L-states out -- node_sh "conntrack -L -p tcp | awk '{print \$4}' | sort | uniq -c | sort -rn"
  record proc-nf_conntrack out -- node_sh 'head -40 /proc/net/nf_conntrack'
}

# A quiet node's log has no line of the network code: nothing to record.
record_log() {
  [ -n "$LAB_MARK" ] && [ "$PHASE" != healthy ] || return 0
  record dmesg out -- lab_log
  record dmesg-T out -- lab_log -T
  record journal out -- lab_log_as_syslog
}

log_tail() { lab_log -T | grep conntrack | tail -5 || true; }

# What an operator would paste: a stretch of terminal.
scroll() {
  typed node 'date'
  typed node 'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max'
  typed node 'conntrack -S'
  [ -z "$LAB_MARK" ] || typed node 'dmesg -T | grep conntrack | tail -5' log_tail
  typed node 'conntrack -L | head -5'
  typed node 'conntrack -C'
}

count_and_max() {
  typed node 'cat /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max'
}

# Neither line tells enough alone: a count without its limit, and a limit without the count.
count_then_max() {
  typed node 'conntrack -C'
  typed node 'sysctl net.netfilter.nf_conntrack_max'
}

record_phase() {
  record_settings
  record_full cat-proc-typed out -- count_and_max
  record_full conntrack-C-typed out -- count_then_max
  record_full scroll out -- scroll
  record_counters
  record_tables
  record_log
}

# ------------------------------------------------------------------------------------------------ the phases

healthy() {
  PHASE=healthy
  lab_mark_log "$PHASE"
  build
  lab_traffic client mix --seconds 25 --to $SERVICE --to6 "$SERVER6" --pod $POD --dns $DNS --dead $DEAD
  lab_until 15 "the mix of connections" table_has_assured_udp
  record_phase
}

# The last thing that the mix does.
table_has_assured_udp() { node_sh 'conntrack -L -p udp 2>/dev/null | grep -q ASSURED'; }

near_full() {
  PHASE=near-full
  lab_mark_log "$PHASE"
  build
  lab_lower_max $LIMIT
  lab_traffic client hold --seconds 40 --to $SERVICE --count 497
  lab_until 15 "497 connections" count_is 497
  record_settings
  record conntrack-S both -- in_node conntrack -S
}

# Goes on where near_full stopped. The SYNs that find no room are sent again every second, so drops go on.
full_assured() {
  PHASE=full-assured
  lab_traffic client hold --seconds 40 --to $SERVICE --count 100
  lab_until 15 "a full table" count_is $LIMIT
  lab_until 15 "dropped packets" counter_is drop 20
  record_phase
  lab_stop_programs
  lab_restore_max
}

full_churn() {
  PHASE=full-churn
  lab_mark_log "$PHASE"
  build
  lab_in node sysctl -qw net.netfilter.nf_conntrack_acct=1   # so that one phase has packets= and bytes=
  lab_lower_max $LIMIT
  lab_traffic client brief --to $SERVICE --count 200
  lab_until 15 "200 short connections" count_is 200
  lab_traffic client churn --seconds 30 --to $SERVICE --dead $DEAD
  lab_until 15 "a full table" count_is $LIMIT
  lab_until 20 "entries evicted early" counter_is early_drop 5
  sleep 3                             # the kernel says every five seconds how many log lines it has swallowed
  record_phase
  lab_stop_programs
}

# The clients are gone, the limit is back, and the one-way flows have been deleted as a runbook would say.
recovered() {
  PHASE=recovered
  lab_restore_max
  in_node conntrack -D -p udp --orig-dst "${DEAD%:*}" >/dev/null 2>&1 || true
  record_phase
}

main() {
  lab_begin ss:iproute2
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { conntrack --version; uname -sr | sed "s,-.*,,"; iptables --version; } >"$OUT/versions.txt"
  healthy
  near_full
  full_assured
  full_churn
  recovered
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
