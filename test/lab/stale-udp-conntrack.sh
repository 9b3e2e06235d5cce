#!/usr/bin/env bash
# UDP flows through a Service whose endpoint is replaced while they go on.
#
#   stale-udp-conntrack.sh [OUTDIR]
#
# A client asks 10.96.0.10:53 again and again from one port. Recorded as OUTDIR/PHASE.WHAT.txt:
#
#   healthy  the flow goes to 10.244.1.2, as the rules do
#   stale    the rules go to 10.244.1.3 now and 10.244.1.2 answers no more; the entry stays
#   older    a flow that began before there were any rules for the Service
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"
# shellcheck source=test/lab/dns.bash
. "$LAB_DIR/dns.bash"

node_sh() { lab_in node sh -c "$1"; }

# One socket that asks five times a second, as a program does that keeps its socket.
ASKING='
import socket, time
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("10.77.1.2", 45353))
question = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03web\x07example\x03com\x00\x00\x01\x00\x01"
for _ in range(100):
    sock.sendto(question, ("10.96.0.10", 53))
    time.sleep(0.2)
'

forms() {
  record conntrack-L both -- node_sh 'conntrack -L -p udp; sleep 1; conntrack -L -p udp'
  record conntrack-L-once both -- node_sh 'conntrack -L'
  record nat-S both -- node_sh 'iptables -t nat -S'
  record nat-nvL both -- node_sh 'iptables -t nat -nvL'
  record save both -- node_sh 'iptables-save -c'
  record nft both -- node_sh 'nft list table ip nat'
  scroll scroll 'conntrack -L -p udp' 'iptables -t nat -nvL KUBE-SERVICES' 'iptables -t nat -nvL KUBE-SVC-TCOU7JCQXEZGVUNU' 'iptables-save -t nat'
}

build() {
  dns_topology
  lab_in pod ip addr add 10.244.1.3/24 dev eth0
  lab_in node sysctl -qw net.netfilter.nf_conntrack_acct=1
}

healthy() {
  PHASE=healthy
  build
  lab_start client "$LAB_PYTHON" -c "$ASKING"
  lab_until 10 "an answered flow" node_sh 'conntrack -L -p udp 2>/dev/null | grep -q ASSURED'
  forms
}

# Goes on where healthy stopped: the entry is there, its endpoint goes.
stale() {
  PHASE=stale
  dns_rules 10.244.1.3 | lab_in node iptables-restore
  lab_in pod iptables -A INPUT -d 10.244.1.2 -p udp --dport 53 -j DROP
  sleep 0.5
  forms
}

older() {
  PHASE=older
  build
  lab_in node iptables -t nat -F
  lab_in node iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT   # this keeps tracking on
  lab_start client "$LAB_PYTHON" -c "$ASKING"
  lab_until 10 "a flow without a translation" node_sh 'conntrack -L -p udp 2>/dev/null | grep -q sport=45353'
  dns_rules 10.244.1.2 | lab_in node iptables-restore
  in_client dig +time=1 web.example.com >/dev/null
  record conntrack-L both -- node_sh 'conntrack -L'
  record nat-S both -- node_sh 'iptables -t nat -S'
}

main() {
  lab_begin nft:nftables dig:bind9-dnsutils curl:curl
  trap 'status=$?; set +e; dns_cleanup; (exit "$status"); lab_end' EXIT
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  healthy
  stale
  older
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
