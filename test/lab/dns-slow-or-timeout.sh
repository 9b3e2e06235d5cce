#!/usr/bin/env bash
# Slow and failing name lookups of four kinds, as curl, dig and tcpdump print them.
#
#   dns-slow-or-timeout.sh [OUTDIR]
#
# Recorded as OUTDIR/PHASE.WHAT.txt:
#
#   healthy   names found in milliseconds
#   server    a server that takes 1.2 s for each answer
#   search    a search list of three domains, each NXDOMAIN after 0.3 s
#   silent    a name server that never answers (two tries of 1 s each)
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"
# shellcheck source=test/lab/dns.bash
. "$LAB_DIR/dns.bash"

urls() { for _ in 1 2 3 4 5 6; do printf 'http://%s:8080/ ' "$1"; done; }

healthy() {
  PHASE=healthy
  dns_topology
  # shellcheck disable=SC2046
  timed $(urls web.shop.svc.cluster.local) >"$OUT/$PHASE.curl.txt" 2>&1
  record dig both -- in_client dig web.shop.svc.cluster.local
  record resolv-conf both -- in_client cat /etc/resolv.conf
}

server() {
  PHASE=server
  listen "$OUT/$PHASE.tcpdump.txt" 'udp port 53' ens192
  timed http://slow1.example.com.:8080/ http://slow2.example.com.:8080/ >"$OUT/$PHASE.curl.txt" 2>&1
  stop_listening
  record dig both -- in_client dig slow.example.com
}

search() {
  PHASE=search
  dns_resolver 10.96.0.10 'options ndots:5'
  listen "$OUT/$PHASE.tcpdump.txt" 'udp port 53' ens192
  timed http://far.example.com:8080/ http://far.example.com:8080/ >"$OUT/$PHASE.curl.txt" 2>&1
  stop_listening
  record resolv-conf both -- in_client cat /etc/resolv.conf
}

silent() {
  PHASE=silent
  dns_resolver 10.96.0.10 'options timeout:1 attempts:2'
  timed http://silent.example.com.:8080/ http://silent.example.com.:8080/ >"$OUT/$PHASE.curl.txt" 2>&1
  record dig both -- in_client dig +time=1 +tries=2 silent.example.com
}

main() {
  lab_begin tcpdump:tcpdump curl:curl dig:bind9-dnsutils
  trap 'status=$?; set +e; dns_cleanup; (exit "$status"); lab_end' EXIT
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  healthy
  server
  search
  silent
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
