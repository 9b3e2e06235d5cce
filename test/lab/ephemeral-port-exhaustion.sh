#!/usr/bin/env bash
# Uses up the source ports towards one destination, at NAT and at a client, and records what the tools print.
#
#   ephemeral-port-exhaustion.sh [OUTDIR]
#
#   client 10.77.1.2 --- ens192 node cali0 --- pod 10.244.1.2:8080
#
#   free   NAT may use 16 ports, the client all: three connections are held
#   snat   NAT may use 16 ports, 40 connections are wanted: 16 are held, the others lose their SYN
#   local  the node itself may use 16 ports and holds 16 connections: the next connect fails at once
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"

POD=10.244.1.2:8080
RANGE='net.ipv4.ip_local_port_range'

held_on_node() { [ "$(in_node ss -Htn state established | wc -l)" -ge "$1" ]; }
tracked() { [ "$(in_node conntrack -C)" -ge "$1" ]; }
failed() { in_node conntrack -S | grep -qE 'insert_failed=[1-9]'; }

of_nat() {
  record nat-S out -- in_node iptables -t nat -S
  record nat-nvL out -- in_node iptables -t nat -nvL
  record conntrack-L both -- in_node conntrack -L
  record conntrack-S out -- in_node conntrack -S
  scroll all 'iptables-save -c -t nat' 'conntrack -S' 'conntrack -L'
}

of_sockets() {
  record ss out -- in_node ss -tan
  record curl both -- in_node curl -sS -o /dev/null -m 2 "http://$POD/"
  record curl-v both -- in_node curl -v -o /dev/null -m 2 "http://$POD/"
  scroll sockets "sysctl $RANGE" 'ss -tan' "curl -sS -o /dev/null -m 2 http://$POD/"
  scroll ss-s "sysctl $RANGE" 'ss -s'
}

main() {
  lab_begin ss:iproute2 curl:curl
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  topology
  PHASE=free
  lab_versions
  in_node iptables -t nat -A POSTROUTING -o cali0 -p tcp -j MASQUERADE --to-ports 20000-20015
  lab_traffic client hold --seconds 20 --to $POD --count 3
  lab_until 5 "three connections" tracked 3
  of_nat
  lab_traffic node hold --seconds 20 --to $POD --count 3
  lab_until 5 "three sockets" held_on_node 3
  of_sockets

  PHASE=snat
  lab_stop_programs
  topology
  in_node iptables -t nat -A POSTROUTING -o cali0 -p tcp -j MASQUERADE --to-ports 20000-20015
  lab_traffic client hold --seconds 20 --to $POD --count 40
  lab_until 5 "sixteen connections" tracked 16
  lab_until 5 "a connection that finds no port" failed
  of_nat

  PHASE=local
  lab_stop_programs
  topology
  in_node sysctl -qw "$RANGE=40000 40015"
  lab_traffic node hold --seconds 20 --to $POD --count 16
  lab_until 5 "sixteen sockets" held_on_node 16
  of_sockets
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
