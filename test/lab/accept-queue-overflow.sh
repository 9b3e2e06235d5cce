#!/usr/bin/env bash
# A program that does not accept its connections. Records what the tools print.
#
#   accept-queue-overflow.sh [OUTDIR]
#
# Phases: calm (the queue is empty), full (more connections than the queue holds).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

stuck_server() {
  lab_start pod timeout 40 "$LAB_PYTHON" -c 'import socket, time
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("0.0.0.0", 9000))
s.listen(2)
time.sleep(39)'
  lab_until 10 "the stuck server" lab_in pod sh -c 'ss -Hltn "sport = 9000" | grep -q .'
}

calm() {
  PHASE=calm
  stuck_server
  terminal pod ss 'ss -lnt'
  terminal pod nstat 'nstat -az TcpPassiveOpens TcpExtListenOverflows TcpExtListenDrops; sleep 1; nstat -az TcpPassiveOpens TcpExtListenOverflows TcpExtListenDrops'
}

full() {
  PHASE=full
  terminal pod nstat-before 'nstat -az TcpPassiveOpens TcpExtListenOverflows TcpExtListenDrops'
  terminal pod netstat-before 'netstat -s | grep -i -E "listen|SYNs to"'
  capture_begin pod tcpdump 'tcpdump -nn -i eth0 tcp port 9000'
  lab_start client timeout 20 "$LAB_PYTHON" -c 'import socket, time
held = []
for _ in range(6):
    s = socket.socket()
    s.setblocking(False)
    s.connect_ex(("10.244.1.2", 9000))
    held.append(s)
    time.sleep(0.05)
time.sleep(19)'
  sleep 2.5
  capture_end
  terminal pod ss 'ss -lnt'
  terminal pod ss-p 'ss -lntp sport = :9000'
  terminal pod netstat-l 'netstat -lnt'
  terminal pod nstat-after 'nstat -az TcpPassiveOpens TcpExtListenOverflows TcpExtListenDrops'
  terminal pod netstat-after 'netstat -s | grep -i -E "listen|SYNs to"'
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump pkill:procps
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  topology
  calm
  full
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
