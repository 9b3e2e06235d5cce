#!/usr/bin/env bash
# Fills three quarters of a small connection-tracking table with connections that have been idle for hours, and records it.
#
#   established-timeout-idle-leak.sh [OUTDIR]
#
#   client 10.77.1.2 --- ens192 node cali0 --- pod 10.244.1.2:8080
#
#   fresh  400 connections are held open and have just been used; the maximum is 512
#   idle   the same, and the timers of most (of 256 in the stored capture) stand as they would after 13 to 14 hours without a
#          packet (conntrack -U)
#   brief  most connections are closed
#
# Nobody waits for hours here: `conntrack -U` sets what an entry has left, and the tools print the same as then.
set -eu

LAB_ALONE=yes                                    # it lowers nf_conntrack_max
# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"

POD=10.244.1.2:8080
LIMIT=512
KEYS='net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max net.netfilter.nf_conntrack_tcp_timeout_established'

tracked() { [ "$(in_node conntrack -C)" -ge "$1" ]; }

outputs() { scroll all "sysctl $KEYS" 'conntrack -L'; }

main() {
  lab_begin
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  topology
  PHASE=fresh
  lab_versions
  in_node sysctl -qw net.netfilter.nf_conntrack_tcp_timeout_established=86400
  in_node iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  lab_traffic client hold --seconds 30 --to $POD --count 400
  lab_until 10 "400 connections" tracked 400
  lab_lower_max $LIMIT
  outputs
  PHASE=idle
  in_node conntrack -U -p tcp --orig-dst "${POD%:*}" -t 38000 >/dev/null 2>&1 || true
  record conntrack-L both -- in_node conntrack -L
  record sysctl out -- in_node sysctl $KEYS
  record proc out -- in_node cat /proc/net/nf_conntrack
  record head out -- lab_in node sh -c 'conntrack -L | head -30'
  outputs
  PHASE=brief
  lab_stop_programs
  topology
  in_node iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  lab_traffic client brief --to $POD --count 60
  lab_until 10 "60 connections" tracked 60
  sleep 0.5
  outputs
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
