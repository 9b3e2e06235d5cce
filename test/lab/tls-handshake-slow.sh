#!/usr/bin/env bash
# A server that is slow to take part in the TLS handshake. Records what the tools print.
#
#   tls-handshake-slow.sh [OUTDIR]
#
# Phases: quick (the handshake takes as long as it must), slow (the server waits before it), stuck (it never begins).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"
# shellcheck source=test/lab/capture.bash
. "$(dirname "$0")/capture.bash"

FORMAT='dns=%{time_namelookup} connect=%{time_connect} tls=%{time_appconnect} ttfb=%{time_starttransfer} total=%{time_total}\n'

# tls_server PORT SECONDS: waits so long before each handshake.
tls_server() {
  lab_start pod timeout 30 "$LAB_PYTHON" "$WORK/tls.py" "$1" "$2" "$WORK"
  lab_until 10 "the TLS server" lab_in pod sh -c "ss -Hltn 'sport = $1' | grep -q ."
}

prepare() {
  WORK=$(mktemp -d)
  openssl req -x509 -newkey rsa:2048 -nodes -keyout "$WORK/key.pem" -out "$WORK/cert.pem" -days 30 -subj /CN=shop.example 2>/dev/null
  cat >"$WORK/tls.py" <<'PY'
import socket, ssl, sys, threading, time

port, wait, where = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(where + '/cert.pem', where + '/key.pem')


def serve(raw):
    time.sleep(wait)
    try:
        with context.wrap_socket(raw, server_side=True) as one:
            one.recv(4096)
            one.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n')
    except OSError:
        pass


server = socket.create_server(('', port))
while True:
    threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
PY
}

asking() { echo "for i in \$(seq $1); do curl -sk -o /dev/null -m ${3:-5} -w '$FORMAT' https://10.244.1.2:$2/; done"; }

quick() {
  PHASE=quick
  prepare
  tls_server 8443 0
  terminal client curl "$(asking 6 8443)"
}

slow() {
  PHASE=slow
  tls_server 8444 1.3
  terminal client curl "$(asking 2 8444)"
  terminal client curl-once "$(asking 1 8444)"
  terminal client curl-v 'curl -vk --trace-time -s -o /dev/null https://10.244.1.2:8444/'
}

stuck() {
  PHASE=stuck
  tls_server 8445 20
  terminal client curl "$(asking 1 8445 3.2 | sed 's/-sk/-sSk/')"
  rm -rf "$WORK"
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump pkill:procps openssl:openssl
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  capture_versions
  topology
  quick
  slow
  stuck
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
