#!/usr/bin/env bash
# A name server that answers from another of its addresses than was asked.
#
#   udp-reply-wrong-source.sh [OUTDIR]
#
# The client asks 10.244.1.2; the pod has 10.244.1.7 as well. Recorded as OUTDIR/PHASE.WHAT.txt:
#
#   healthy  answers come from 10.244.1.2
#   wrong    answers come from 10.244.1.7: the client's kernel turns them away
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"
# shellcheck source=test/lab/dns.bash
. "$LAB_DIR/dns.bash"

node_sh() { lab_in node sh -c "$1"; }

build() {
  topology
  lab_in pod ip addr add 10.244.1.7/24 dev eth0
  lab_in node iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT   # this turns on tracking
  dns_server "$@"
  dns_resolver 10.244.1.2 'options timeout:1 attempts:2'
}

forms() {
  listen "$OUT/$PHASE.tcpdump.txt" 'udp or icmp' ens192
  timed http://web.example.com.:8080/ http://www.example.com.:8080/ >"$OUT/$PHASE.curl.txt"
  stop_listening
  listen "$OUT/$PHASE.tcpdump-any.txt" 'udp or icmp' any
  in_client dig +time=1 +tries=2 web.example.com >"$OUT/$PHASE.dig.txt" 2>&1 || true
  stop_listening
  record conntrack-L both -- node_sh 'conntrack -L -p udp'
}

healthy() {
  PHASE=healthy
  build
  forms
}

wrong() {
  PHASE=wrong
  build --from 10.244.1.7
  forms
}

main() {
  lab_begin tcpdump:tcpdump dig:bind9-dnsutils curl:curl
  trap 'status=$?; set +e; dns_cleanup; (exit "$status"); lab_end' EXIT
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  healthy
  wrong
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
