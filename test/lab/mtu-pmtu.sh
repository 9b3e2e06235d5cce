#!/usr/bin/env bash
# A way that carries smaller packets than the server believes, and a node that swallows the word of it. Records what the tools print.
#
#   mtu-pmtu.sh [OUTDIR]
#
# Phases: wide (all links alike), told (a narrow link, and ICMP comes through), hole (a narrow link, and ICMP is dropped).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

# The client is behind the narrow link: large answers of the pod do not fit.
URL=http://10.244.1.2:8081/

large_server() {
  cat >"$WORK/large.py" <<'PY'
import http.server


class Large(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'x' * (60000 if self.path == '/' else 10)
        self.send_response(200)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


http.server.ThreadingHTTPServer(('', 8081), Large).serve_forever()
PY
  lab_start pod timeout 40 "$LAB_PYTHON" "$WORK/large.py"
  lab_until 10 "the large server" lab_in pod sh -c 'ss -Hltn "sport = 8081" | grep -q .'
  lab_in pod ethtool -K eth0 tso off gso off >/dev/null 2>&1 || true
}

asked() {
  capture_begin node tcpdump 'tcpdump -nn -i cali0 host 10.77.1.2'
  terminal client curl "curl -sS -o /dev/null -m 2 -w 'connect=%{time_connect} ttfb=%{time_starttransfer} total=%{time_total}\n' $URL"
  capture_end
}

wide() {
  PHASE=wide
  WORK=$(mktemp -d)
  large_server
  terminal pod ping 'ping -M do -s 1472 -c 3 -i 0.2 10.77.1.2'
}

told() {
  PHASE=told
  lab_in node ip link set ens192 mtu 1400
  terminal client curl "curl -sS -o /dev/null -m 2 -w 'connect=%{time_connect} ttfb=%{time_starttransfer} total=%{time_total}\n' $URL"
  lab_in pod ip route flush cache
  terminal pod ping 'ping -M do -s 1472 -c 3 -i 0.2 10.77.1.2'
}

hole() {
  PHASE=hole
  lab_in pod ip route flush cache
  in_node iptables -A OUTPUT -p icmp --icmp-type fragmentation-needed -j DROP
  asked
  terminal pod ping 'ping -M do -s 1472 -c 3 -i 0.2 -W 1 10.77.1.2' 'ping -M do -s 1300 -c 3 -i 0.2 10.77.1.2'
  terminal pod ping-size-only 'ping -M do -s 1472 -c 3 -i 0.2 -W 1 10.77.1.2'
  terminal node rules 'iptables -nvxL OUTPUT' 'ping -c 1 10.244.1.2' 'iptables -nvxL OUTPUT'
  rm -rf "$WORK"
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump pkill:procps
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  topology
  wide
  told
  hole
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
