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

build() {
  lab_stop_programs
  lab_sweep
  lab_ns node far
  lab_wire node ens192 fd77:1::1/64 10.77.1.1/24 far ens192 fd77:1::2/64 10.77.1.2/24
  vtep node 10.77.1.1 10.244.1.0 02:00:00:00:00:01
  vtep far 10.77.1.2 10.244.2.0 02:00:00:00:00:02
  peer node 10.244.2.0 02:00:00:00:00:02 10.77.1.2 10.244.2.0/24
  peer far 10.244.1.0 02:00:00:00:00:01 10.77.1.1 10.244.1.0/24
  lab_in far ip addr add 10.244.2.2/32 dev lo
  lab_in node ip addr add 10.244.1.2/32 dev lo
  lab_in node iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT   # this turns on tracking
  lab_in far iptables -A INPUT -i lo -j ACCEPT
}

# The device as flannel makes it: no learning, addresses and neighbours by hand; no checksum in the outer header.
vtep() {
  lab_in "$1" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
  lab_in "$1" ip link add flannel.1 address "$4" type vxlan id 1 local "$2" dev ens192 dstport 8472 nolearning noudpcsum
  lab_in "$1" ip addr add "$3/32" dev flannel.1
  lab_in "$1" ip link set flannel.1 mtu 1450 up
}

peer() {
  lab_in "$1" ip route add "$5" via "$2" dev flannel.1 onlink
  lab_in "$1" ip neigh add "$2" lladdr "$3" dev flannel.1 nud permanent
  lab_in "$1" bridge fdb append "$3" dev flannel.1 dst "$4" self permanent
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
