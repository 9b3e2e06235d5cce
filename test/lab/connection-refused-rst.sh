#!/usr/bin/env bash
# A port on which nobody listens. Records what the tools print.
#
#   connection-refused-rst.sh [OUTDIR]
#
# Phases: closed (the host answers with RST), rejected (a rule answers with ICMP), open (the program runs).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

closed() {
  PHASE=closed
  capture_begin node tcpdump 'tcpdump -nn -i any tcp port 9999 or icmp[0] == 3'
  terminal client curl 'curl -sS -m 3 http://10.244.1.2:9999/'
  capture_end
  capture_begin client tcpdump-eth0 'tcpdump -nn -i eth0 tcp port 9999'
  lab_in client sh -c 'for i in 1 2 3; do curl -s -m 3 http://10.244.1.2:9999/; done' || true
  capture_end
  terminal pod local 'curl -sS -m 3 http://127.0.0.1:9999/' 'ss -lnt'
}

rejected() {
  PHASE=rejected
  in_node iptables -A FORWARD -d 10.244.1.2/32 -p tcp --dport 9999 -j REJECT --reject-with icmp-port-unreachable
  capture_begin client tcpdump 'tcpdump -nn -i eth0 tcp port 9999 or icmp[0] == 3'
  terminal client curl 'curl -sS -m 3 http://10.244.1.2:9999/'
  capture_end
  in_node iptables -F FORWARD
}

open() {
  PHASE=open
  capture_begin client tcpdump 'tcpdump -nn -i eth0 tcp port 8080'
  lab_in client sh -c 'for i in 1 2 3; do curl -s -o /dev/null -m 3 http://10.244.1.2:8080/; done'
  capture_end
  terminal pod local 'curl -sS -o /dev/null -m 3 http://127.0.0.1:8080/' 'ss -lnt'
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump pkill:procps
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  topology
  closed
  rejected
  open
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
