#!/usr/bin/env bash
# Brings about a host whose sockets in TIME-WAIT reach their limit, and records what the tools print before and during.
#
#   timewait-bucket-overflow.sh [OUTDIR]
#
#   client 10.77.1.2 --- server 10.77.1.1
#
# The limit is one of the network namespace, and is lowered in the client's alone. The client closes first, so that its sockets are the
# ones that wait. Phases:
#
#   healthy   a few sockets in TIME-WAIT, far from the limit
#   full      the limit is 20, and short connections go on: further sockets find no bucket
#   still     the limit is reached and nothing is opened any more: the counter of the past stands still
set -eu

SERVER=10.77.1.1:8080

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"

build() {
  lab_ns client server
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 server eth0 fd77:1::1/64 10.77.1.1/24
  lab_traffic server serve --seconds 40
  lab_until 10 "the server to listen" lab_in server sh -c 'ss -Hltn "sport = 8080" | grep -q .'
}

brief() { lab_in client "$LAB_PYTHON" "$LAB_DIR/traffic.py" brief --to "$SERVER" --count "$1" --seconds 5; }

record_phase() {
  record ss-s out -- lab_in client ss -s
  record count out -- typed client 'ss -s; sysctl net.ipv4.tcp_max_tw_buckets'
  record nstat out -- lab_in client nstat -az TcpExtTCPTimeWaitOverflow TcpExtTW
  record netstat-s out -- lab_in client sh -c 'netstat -s | grep -iE "time ?wait"'
}

# Two readings, with connections between them where `$1` says so.
readings() {
  {
    typed client 'date; nstat -az TcpExtTW TcpExtTCPTimeWaitOverflow'
    [ "$1" -eq 0 ] || brief "$1"
    sleep 1
    typed client 'date; nstat -az TcpExtTW TcpExtTCPTimeWaitOverflow'
  } >"$OUT/$PHASE.nstat-twice.txt"
}

main() {
  lab_begin ss:iproute2 nstat:iproute2 netstat:net-tools
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { uname -sr | sed "s,-.*,,"; ss -V; } >"$OUT/versions.txt"
  build
  PHASE=healthy
  brief 12
  record_phase
  readings 0
  PHASE=full
  lab_in client sysctl -qw net.ipv4.tcp_max_tw_buckets=20
  readings 60
  record_phase
  PHASE=still
  readings 0
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
