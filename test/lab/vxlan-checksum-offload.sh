#!/usr/bin/env bash
# Brings about VXLAN packets with a wrong outer checksum, and records what the tools print on both nodes.
#
#   vxlan-checksum-offload.sh [OUTDIR]
#
#   node 10.77.1.1, flannel.1 10.244.1.0 --- ens192 --- far 10.77.1.2, flannel.1 10.244.2.0, Pod address 10.244.2.2
#
# The node has the one rule of KUBE-POSTROUTING that kube-proxy wrote before 1.16.13: it masquerades the outer packet too. With
# `udpcsum` that packet has a checksum, and while the inner one is left to a card, NAT changes the port and not the checksum. A veth
# hands packets over unfinished, and nobody checks them; with `tx off` the kernel finishes the inner one, as a card would.
# Phases:
#
#   late        udpcsum, ens192 with tx off: each first SYN is dropped by the far node
#   cured       the same with checksum offload of flannel.1 off
#   accept      offload on again, and a rule that leaves outer packets alone
#   unfinished  ens192 with tx on: tcpdump calls every checksum bad, and all is well
#   zero        noudpcsum: no checksum to be wrong, and this kernel leaves it alone
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/tunnel.bash
. "$(dirname "$0")/tunnel.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

# build udpcsum|noudpcsum: fresh namespaces, so that every counter and flow is of its own phase.
build() {
  tunnel "$1"
  lab_in node ip route add default via 10.77.1.2    # an address of a Service needs a route before it is translated
  service_rules | lab_in node iptables-restore
  lab_in node ethtool -K ens192 tx off >/dev/null
  lab_traffic far serve --seconds 30
  lab_until 10 "the server to listen" lab_in far sh -c 'ss -Hltn "sport = 8080" | grep -q .'
}

service_rules() {
  cat <<'RULES'
*nat
:KUBE-SERVICES - [0:0]
:KUBE-POSTROUTING - [0:0]
:KUBE-MARK-MASQ - [0:0]
:KUBE-SVC-XGLOHA7QRQ3V22RZ - [0:0]
:KUBE-SEP-3DU66DE6VORVEQVD - [0:0]
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING
-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -m mark --mark 0x4000/0x4000 -j MASQUERADE --random-fully
-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000
-A KUBE-SERVICES -d 10.96.12.7/32 -p tcp -m comment --comment "default/shop:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-XGLOHA7QRQ3V22RZ
-A KUBE-SVC-XGLOHA7QRQ3V22RZ ! -s 10.244.0.0/16 -j KUBE-MARK-MASQ
-A KUBE-SVC-XGLOHA7QRQ3V22RZ -j KUBE-SEP-3DU66DE6VORVEQVD
-A KUBE-SEP-3DU66DE6VORVEQVD -p tcp -m tcp -j DNAT --to-destination 10.244.2.2:8080
COMMIT
RULES
}

# asking COUNT: so many connects, each with its phases.
asking() {
  printf '%s' "for i in \$(seq $1); do curl -o /dev/null -s -m 10 -w 'dns=%{time_namelookup} connect=%{time_connect}" \
    " tls=%{time_appconnect} ttfb=%{time_starttransfer} total=%{time_total} code=%{http_code}\n' http://10.96.12.7/; done"
}

# connects COUNT [SECONDS]: connects of the node while the far node captures and, with SECONDS, reads its counter twice, so far apart.
connects() {
  local far_capture readings=
  capture_begin far receiver 'tcpdump -nn -vv -i any udp port 8472 or udp port 4789'
  far_capture=$CAPTURE_PID
  [ "$PHASE" != late ] || capture_begin node sender 'tcpdump -nn -i flannel.1 tcp port 8080'
  if [ $# -gt 1 ]; then
    terminal far nstat-twice "nstat -az UdpInCsumErrors; sleep $2; nstat -az UdpInCsumErrors" &
    readings=$!
    sleep 0.3
  fi
  terminal node curl "$(asking "$1")"
  [ -z "$readings" ] || wait "$readings"
  [ "$PHASE" != late ] || capture_end
  CAPTURE_PID=$far_capture capture_end
}

states() {
  record conntrack-udp out -- typed node "conntrack -L -p udp 2>/dev/null | grep -E 'dport=(8472|4789) '"
  record links out -- typed node 'ip -d -s link show flannel.1'
  record ethtool-k out -- typed node 'ethtool -k flannel.1 | head -7'
}

main() {
  lab_begin ss:iproute2 nstat:iproute2 bridge:iproute2 tcpdump:tcpdump ethtool:ethtool curl:curl pkill:procps
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  PHASE=late
  build udpcsum
  connects 3 4
  states
  typed node 'ethtool -k ens192 | head -7' >"$OUT/$PHASE.ethtool-k-card.txt"
  PHASE=cured
  typed node 'ethtool -K flannel.1 tx-checksum-ip-generic off' >"$OUT/$PHASE.ethtool-K.txt"
  connects 5 1
  states
  PHASE=accept
  lab_in node ethtool -K flannel.1 tx on >/dev/null
  lab_in node iptables -w 5 -t nat -I POSTROUTING 1 -p udp -m udp --dport 8472 -m mark --mark 0x4000/0x4000 -j ACCEPT
  connects 5
  PHASE=unfinished
  build udpcsum
  lab_in node ethtool -K ens192 tx on >/dev/null
  connects 5
  PHASE=zero
  build noudpcsum
  connects 5
  states
  lab_stop_programs
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
