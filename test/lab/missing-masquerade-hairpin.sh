#!/usr/bin/env bash
# A pod asks its own Service, with and without the rule that masquerades it. Records what the tools print.
#
#   missing-masquerade-hairpin.sh [OUTDIR]
#
# Phases: missing (one endpoint chain has lost its KUBE-MARK-MASQ rule), whole (both have it).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"

SERVICE=10.96.0.80
CHAIN=KUBE-SEP-3DU66DE6VORVEQVD

nat_rules() {
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
-A KUBE-SERVICES -d 10.96.0.80/32 -p tcp -m comment --comment "shop/cart:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-XGLOHA7QRQ3V22RZ
-A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m comment --comment "kube-system/kube-dns:dns cluster IP" -m udp --dport 53 -j KUBE-SVC-TCOU7JCQXEZGVUNU
-A KUBE-SVC-XGLOHA7QRQ3V22RZ ! -s 10.244.0.0/16 -d 10.96.0.80/32 -p tcp -m comment --comment "shop/cart:http cluster IP" -m tcp --dport 80 -j KUBE-MARK-MASQ
-A KUBE-SVC-XGLOHA7QRQ3V22RZ -m comment --comment "shop/cart:http -> 10.244.1.2:8080" -j KUBE-SEP-3DU66DE6VORVEQVD
RULES
  [ "$1" = missing ] || cat <<'RULES'
-A KUBE-SEP-3DU66DE6VORVEQVD -s 10.244.1.2/32 -m comment --comment "shop/cart:http" -j KUBE-MARK-MASQ
RULES
  cat <<'RULES'
-A KUBE-SEP-3DU66DE6VORVEQVD -p tcp -m comment --comment "shop/cart:http" -m tcp -j DNAT --to-destination 10.244.1.2:8080
-A KUBE-SVC-TCOU7JCQXEZGVUNU -m comment --comment "kube-system/kube-dns:dns -> 10.244.0.3:53" -j KUBE-SEP-QXGCOMFSLNGRXTNZ
-A KUBE-SEP-QXGCOMFSLNGRXTNZ -s 10.244.0.3/32 -m comment --comment "kube-system/kube-dns:dns" -j KUBE-MARK-MASQ
-A KUBE-SEP-QXGCOMFSLNGRXTNZ -p udp -m comment --comment "kube-system/kube-dns:dns" -m udp -j DNAT --to-destination 10.244.0.3:53
COMMIT
RULES
}

phase() {
  PHASE=$1
  in_node conntrack -F >/dev/null 2>&1 || true
  nat_rules "$1" | in_node iptables-restore
  lab_start pod sh -c "sleep 0.6; exec curl -s -o /dev/null -m 3 http://$SERVICE/"
  scroll capture 'timeout 3 tcpdump --immediate-mode -lnni cali0 tcp'
  record conntrack-L both -- in_node conntrack -L -p tcp
  record save-c out -- in_node iptables-save -c -t nat
  record nvL out -- in_node iptables -t nat -nvL
  scroll chain "iptables -t nat -S $CHAIN"
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { conntrack --version; uname -sr | sed 's,-.*,,'; iptables --version; } >"$OUT/versions.txt"
  topology
  phase missing
  phase whole
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
