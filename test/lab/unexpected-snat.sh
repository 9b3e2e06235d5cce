#!/usr/bin/env bash
# Translates the source of Pod-to-Pod connections by a rule that is too broad, and records what the tools print.
#
#   unexpected-snat.sh [OUTDIR]
#
#   pod 10.244.2.2 --- ens192 node cali0 --- pod 10.244.1.2:8080
#
#   healthy flannel's rules keep Pod-to-Pod traffic from translation
#   broad   a MASQUERADE for everything stands before them
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"

POD=10.244.1.2:8080

tracked() { [ "$(in_node conntrack -C)" -ge "$1" ]; }

rules() {
  in_node iptables-restore <<'RULES'
*nat
:FLANNEL-POSTRTG - [0:0]
-A POSTROUTING -m comment --comment "flanneld masq" -j FLANNEL-POSTRTG
-A FLANNEL-POSTRTG -m mark --mark 0x4000/0x4000 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -s 10.244.1.0/24 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -s 10.244.0.0/16 -d 10.244.1.0/24 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.1.0/24 -m comment --comment "flanneld masq" -j RETURN
-A FLANNEL-POSTRTG -s 10.244.0.0/16 ! -d 224.0.0.0/4 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
-A FLANNEL-POSTRTG ! -s 10.244.0.0/16 -d 10.244.0.0/16 -m comment --comment "flanneld masq" -j MASQUERADE --random-fully
COMMIT
RULES
}

another_pod() {
  lab_in client ip addr add 10.244.2.2/24 dev eth0
  in_node ip addr add 10.244.2.1/24 dev ens192
  lab_in client ip route replace default via 10.244.2.1 src 10.244.2.2
}

outputs() {
  record conntrack-L both -- in_node conntrack -L
  record nat-S out -- in_node iptables -t nat -S
  record nat-nvL out -- in_node iptables -t nat -nvL
  record save-c out -- in_node iptables-save -c
  scroll all 'iptables -t nat -nvxL' 'conntrack -L'
}

main() {
  lab_begin
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  topology
  lab_versions
  another_pod
  rules
  PHASE=healthy
  lab_traffic client hold --seconds 20 --to $POD --count 24
  lab_until 5 "24 connections" tracked 24
  outputs
  PHASE=broad
  lab_stop_programs
  topology
  another_pod
  rules
  in_node iptables -t nat -I POSTROUTING 1 -j MASQUERADE
  lab_traffic client hold --seconds 20 --to $POD --count 24
  lab_until 5 "24 connections" tracked 24
  outputs
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
