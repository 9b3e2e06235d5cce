#!/usr/bin/env bash
# Brings about an overlay whose UDP packets are dropped on the way, and records what the tools print.
#
#   overlay-udp-blocked.sh [OUTDIR]
#
#   node 10.77.1.1, flannel.1 10.244.1.0 --- ens192 --- far 10.77.1.2, flannel.1 10.244.2.0, Pod address 10.244.2.2
#
# Phases:
#
#   open      the tunnel works
#   dropped   the far node drops UDP 8472 that comes in, as a security group does: silently
#   rejected  the far node rejects it, as a host firewall does: with an ICMP error
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/tunnel.bash
. "$(dirname "$0")/tunnel.bash"

build() {
  tunnel noudpcsum
  lab_in node ip addr add 10.244.1.2/32 dev lo
  lab_in node iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT   # this turns on tracking
  lab_in far iptables -A INPUT -i lo -j ACCEPT
}

pod_ping() { lab_in node ping -n -c "$1" -i 0.2 -W 0.3 -I 10.244.1.2 10.244.2.2; }

# The outer packets while a Pod's address is pinged.
capture() {
  lab_in node timeout 1.2 tcpdump --immediate-mode -l -nn -i "$@" &
  local capture=$!
  sleep 0.3
  pod_ping 3 >/dev/null || true
  wait "$capture" || true
}

scroll() {
  typed node 'ping -n -c 3 -i 0.2 -W 0.3 10.77.1.2'
  typed node 'ping -n -c 3 -i 0.2 -W 0.3 10.244.2.2'
  typed node 'ip -s link show flannel.1'
}

record_phase() {
  record tcpdump both -- capture ens192 udp port 8472 or icmp
  record tcpdump-any both -- capture any -v udp port 8472 or icmp
  record ping-pod both -- pod_ping 3
  record ping-node both -- lab_in node ping -n -c 2 -i 0.2 10.77.1.2
  record links out -- lab_in node ip -d -s link show flannel.1
  record conntrack both -- lab_in node conntrack -L
  record far-rules out -- lab_in far iptables -nvL INPUT
  record far-save out -- lab_in far iptables-save -c
  record scroll out -- scroll
}

main() {
  lab_begin ss:iproute2 bridge:iproute2 tcpdump:tcpdump ping:iputils-ping
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { uname -sr | sed "s,-.*,,"; iptables --version; conntrack --version; tcpdump --version | head -1; } >"$OUT/versions.txt" 2>&1
  PHASE=open
  build
  record_phase
  PHASE=dropped
  build
  lab_in far iptables -A INPUT -p udp -m udp --dport 8472 -j DROP
  record_phase
  PHASE=rejected
  build
  lab_in far iptables -A INPUT -p udp -m udp --dport 8472 -j REJECT
  record_phase
  lab_stop_programs
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
