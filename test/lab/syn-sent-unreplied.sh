#!/usr/bin/env bash
# Connections that nobody answers. Records what the tools print.
#
#   syn-sent-unreplied.sh [OUTDIR]
#
# Phases: answered (a few connections, all well), silent (thirty to an end that drops them).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

answered() {
  PHASE=answered
  lab_in client sh -c 'for i in $(seq 22); do curl -s -o /dev/null -m 3 http://10.244.1.2:8080/; done'
  in_node sysctl -qw net.netfilter.nf_conntrack_acct=1
  in_node iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  lab_in client sh -c 'for i in $(seq 22); do curl -s -o /dev/null -m 3 http://10.244.1.2:8080/; done'
  record conntrack-L both -- in_node conntrack -L
  terminal client ss 'ss -tan'
}

silent() {
  PHASE=silent
  lab_in pod iptables -t raw -A PREROUTING -p tcp --syn -j DROP
  lab_start client timeout 15 "$LAB_PYTHON" -c 'import socket, time
held = []
for _ in range(30):
    s = socket.socket()
    s.setblocking(False)
    s.connect_ex(("10.244.1.2", 8080))
    held.append(s)
time.sleep(14)'
  capture_begin node tcpdump 'tcpdump -nn -i any tcp[tcpflags] & (tcp-syn|tcp-rst) != 0'
  sleep 2.4
  capture_end
  record conntrack-L both -- in_node conntrack -L
  terminal node conntrack-syn-sent 'conntrack -L -p tcp --state SYN_SENT'
  record conntrack-x out -- in_node conntrack -L -o extended
  record proc out -- in_node cat /proc/net/nf_conntrack
  terminal client ss 'ss -tan'
  terminal client ss-syn-sent 'ss -tan state syn-sent'
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump pkill:procps
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  topology
  answered
  silent
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
