#!/usr/bin/env bash
# SYNs that are lost and sent again. Records what the tools print.
#
#   syn-retransmission.sh [OUTDIR]
#
# Phases: quick (nothing is lost), lost (every third SYN is dropped before the pod), silent (every SYN is dropped).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

TO=http://10.244.1.2:8080/
FORMAT='%{time_namelookup} %{time_connect} %{time_starttransfer} %{time_total}\n'

asking() { echo "for i in \$(seq $1); do curl -s -o /dev/null -m 8 -w 'dns=%{time_namelookup} connect=%{time_connect} ttfb=%{time_starttransfer} total=%{time_total}\\n' $TO; done"; }

quick() {
  PHASE=quick
  terminal client curl "$(asking 20)"
  terminal client nstat "nstat -az TcpActiveOpens TcpExtTCPSynRetrans; $(asking 22 | sed 's/-w .*total}\\n. //') ; nstat -az TcpActiveOpens TcpExtTCPSynRetrans"
}

lost() {
  PHASE=lost
  lab_in pod iptables -t raw -A PREROUTING -p tcp --syn -m statistic --mode nth --every 3 --packet 1 -j DROP
  capture_begin node tcpdump 'tcpdump -nn -i any tcp port 8080'
  terminal client curl-nstat "nstat -az TcpActiveOpens TcpExtTCPSynRetrans" "$(asking 5)" "nstat -az TcpActiveOpens TcpExtTCPSynRetrans"
  capture_end
  record curl-bare out -- lab_in client sh -c "for i in 1 2; do curl -s -o /dev/null -m 8 -w '$FORMAT' $TO; done"
}

silent() {
  PHASE=silent
  lab_in pod iptables -t raw -F
  lab_in pod iptables -t raw -A PREROUTING -p tcp --syn -j DROP
  capture_begin client tcpdump 'tcpdump -nn -i eth0 tcp port 8080'
  lab_start client curl -s -o /dev/null -m 3 "$TO"
  sleep 2.4
  terminal client ss 'ss -tano'
  capture_end
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump pkill:procps
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  topology
  quick
  lost
  silent
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
