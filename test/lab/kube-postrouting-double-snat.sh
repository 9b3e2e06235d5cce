#!/usr/bin/env bash
# Brings about the double SNAT of VXLAN packets, and records what the tools print before, after, and in between.
#
#   kube-postrouting-double-snat.sh [OUTDIR]
#
#   node 10.77.1.1, flannel.1 10.244.1.0 --- ens192 --- far 10.77.1.2, flannel.1 10.244.2.0, Pod address 10.244.2.2
#
# On the node stand the nat rules that kube-proxy writes for one Service, 10.96.12.7:80. Phases:
#
#   old     the one rule of KUBE-POSTROUTING before 1.16.13: the mark stays, the outer packet is masqueraded too
#   both    an upgraded kube-proxy has put its three rules behind the old one
#   new     the three rules alone: the mark is taken off
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/tunnel.bash
. "$(dirname "$0")/tunnel.bash"

OLD='-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -m mark --mark 0x4000/0x4000 -j MASQUERADE --random-fully'
NEW='-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN
-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully'

# build "RULES": fresh namespaces, so that every counter and flow is of its own phase.
build() {
  tunnel
  lab_in node ip route add default via 10.77.1.2    # an address of a Service needs a route before it is translated
  service_rules "$1" | lab_in node iptables-restore
  lab_traffic far serve --seconds 20
  lab_until 10 "the server to listen" lab_in far sh -c 'ss -Hltn "sport = 8080" | grep -q .'
}

service_rules() {
  cat <<RULES
*nat
:KUBE-SERVICES - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-SVC-XGLOHA7QRQ3V22RZ - [0:0]
:KUBE-SEP-3DU66DE6VORVEQVD - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
$1
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-SERVICES -d 10.96.12.7/32 -p tcp -m comment --comment "default/shop:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-XGLOHA7QRQ3V22RZ
-A KUBE-SVC-XGLOHA7QRQ3V22RZ ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ
-A KUBE-SVC-XGLOHA7QRQ3V22RZ -j KUBE-SEP-3DU66DE6VORVEQVD
-A KUBE-SEP-3DU66DE6VORVEQVD -p tcp -m tcp -j DNAT --to-destination 10.244.2.2:8080
COMMIT
RULES
}

# Three short connections through the Service; what answers does not matter, the handshake does.
requests() {
  lab_in node curl -s -m 2 -o /dev/null -o /dev/null -o /dev/null http://10.96.12.7/a http://10.96.12.7/b http://10.96.12.7/c || true
}

# What an operator would paste.
scroll() {
  typed node 'iptables -t nat -nvL KUBE-POSTROUTING'
  typed node "conntrack -L -p udp 2>/dev/null | grep dport=8472"
  typed node 'ip -d link show flannel.1'
}

record_phase() {
  requests
  lab_until 5 "flows of the tunnel" lab_in node sh -c 'conntrack -L -p udp 2>/dev/null | grep -q dport=8472'
  record nvxL out -- lab_in node iptables -t nat -nvxL --line-numbers
  record S out -- lab_in node iptables -t nat -S
  record save-c out -- lab_in node iptables-save -c
  record S-typed out -- typed node 'iptables -w 5 -t nat -S KUBE-POSTROUTING; iptables -w 5 -t nat -S KUBE-MARK-MASQ'
  record nft out -- lab_in node nft list table ip nat
  record conntrack both -- lab_in node conntrack -L
  record conntrack-udp out -- lab_in node sh -c "conntrack -L -p udp | grep dport=8472"
  record links out -- lab_in node ip -d -s link show flannel.1
  record scroll out -- scroll
}

main() {
  lab_begin ss:iproute2 nft:nftables curl:curl bridge:iproute2
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { conntrack --version; uname -sr | sed "s,-.*,,"; iptables --version; nft --version; } >"$OUT/versions.txt"
  PHASE=old
  build "$OLD"
  record_phase
  PHASE=both
  build "$OLD
$NEW"
  record_phase
  PHASE=new
  build "$NEW"
  record_phase
  lab_stop_programs
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
