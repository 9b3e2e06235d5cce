#!/usr/bin/env bash
# UDP flows to name servers that answer, and to one that does not, as connection tracking of the node between sees them.
#
#   udp-unreplied.sh [OUTDIR]
#
# Recorded as OUTDIR/PHASE.WHAT.txt:
#
#   healthy   30 questions, each answered, with some one-way flows beside them
#   silent    30 questions through the Service to an endpoint that never answers
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"
# shellcheck source=test/lab/dns.bash
. "$LAB_DIR/dns.bash"

node_sh() { lab_in node sh -c "$1"; }

# ASK ADDRESS PORT COUNT: each question from a port of its own.
ASK='
import socket, sys, time
question = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03web\x07example\x03com\x00\x00\x01\x00\x01"
for i in range(int(sys.argv[3])):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("10.77.1.2", 42000 + i))
    sock.sendto(question, (sys.argv[1], int(sys.argv[2])))
    sock.settimeout(0.05)
    try: sock.recv(512)
    except OSError: pass
'
ask() { lab_in client "$LAB_PYTHON" -c "$ASK" "$@"; }

forms() {
  record conntrack-L both -- node_sh 'conntrack -L'
  record conntrack-L-udp both -- node_sh 'conntrack -L -p udp -o extended'
  record proc both -- node_sh 'cat /proc/net/nf_conntrack'
}

healthy() {
  PHASE=healthy
  dns_topology
  ask 10.96.0.10 53 30
  ask 10.244.1.9 8125 3
  forms
}

silent() {
  PHASE=silent
  dns_topology
  lab_in pod iptables -A INPUT -p udp --dport 53 -j DROP
  ask 10.96.0.10 53 30
  forms
}

main() {
  lab_begin curl:curl
  trap 'status=$?; set +e; dns_cleanup; (exit "$status"); lab_end' EXIT
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  healthy
  silent
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
