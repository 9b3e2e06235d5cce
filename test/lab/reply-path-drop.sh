#!/usr/bin/env bash
# SYN/ACKs that leave the pod and do not reach the client. Records what the tools print.
#
#   reply-path-drop.sh [OUTDIR]
#
# Phases: whole (nothing is lost), lost (the node drops the answers).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

ask() { lab_in client sh -c "for i in 1 2 3; do curl -s -o /dev/null -m $1 http://10.244.1.2:8080/ & done; wait" || true; }

whole() {
  PHASE=whole
  capture_begin pod tcpdump 'tcpdump -nn -i eth0 tcp port 8080'
  ask 2
  capture_end
}

lost() {
  PHASE=lost
  in_node iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP
  capture_begin pod tcpdump 'tcpdump -nn -i eth0 tcp port 8080'
  ask 3.4
  capture_end
  capture_begin node tcpdump-any 'tcpdump -nn -i any tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'
  lab_in client curl -s -o /dev/null -m 2.2 http://10.244.1.2:8080/ || true
  capture_end
  capture_begin client tcpdump-client 'tcpdump -nn -i eth0 tcp port 8080'
  lab_in client curl -s -o /dev/null -m 1.3 http://10.244.1.2:8080/ || true
  capture_end
  record conntrack-L both -- in_node conntrack -L
  terminal pod ss 'ss -tan'
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump pkill:procps
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  topology
  whole
  lost
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
