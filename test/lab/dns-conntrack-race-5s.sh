#!/usr/bin/env bash
# What this kernel makes of the DNS race, and what a lost question looks like that is none.
#
#   dns-conntrack-race-5s.sh [OUTDIR]
#
# Linux 5.10 and later let the loser of the race in, so here the incident cannot be brought about. Recorded as OUTDIR/PHASE.WHAT.txt:
#
#   repaired  pairs of datagrams from one socket on two CPUs to a Service with three endpoints: clashes, none lost
#   lost      a filter loses one AAAA question: 5 s, and insert_failed stands at 0
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"
# shellcheck source=test/lab/dns.bash
. "$LAB_DIR/dns.bash"

node_sh() { lab_in node sh -c "$1"; }

# Both packets of a pair leave at once, from one socket, on two CPUs: as from glibc's two questions, but 2,000 times.
PAIRS='
import os, socket, threading
barrier = threading.Barrier(2)
socks = [None]
def run(me):
    os.sched_setaffinity(0, {me % os.cpu_count()})
    for i in range(2000):
        if me == 0:
            socks[0] = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            socks[0].connect(("10.96.0.10", 53))
        barrier.wait()
        try: socks[0].send(b"\0" * 12)
        except OSError: pass
        barrier.wait()
threads = [threading.Thread(target=run, args=(me,)) for me in (0, 1)]
for t in threads: t.start()
for t in threads: t.join()
'

repaired() {
  PHASE=repaired
  dns_topology
  dns_rules 10.244.1.2 10.244.1.3 10.244.1.4 | lab_in node iptables-restore
  node_sh 'conntrack -S' >/dev/null
  lab_in client "$LAB_PYTHON" -c "$PAIRS"
  record conntrack-S both -- node_sh 'conntrack -S'
}

lost() {
  PHASE=lost
  dns_topology
  # The second of four packets that ask for this name: its first AAAA question.
  lab_in node iptables -t raw -A PREROUTING -p udp --dport 53 -m string --algo bm --string lost \
    -m statistic --mode nth --every 4 --packet 1 -j DROP
  listen "$OUT/$PHASE.tcpdump.txt" 'udp port 53' ens192
  timed http://web.shop.svc.cluster.local:8080/ http://web.example.com.:8080/ http://lost.example.com.:8080/ \
    http://www.example.com.:8080/ >"$OUT/$PHASE.curl.txt" 2>&1
  stop_listening
  record conntrack-S both -- node_sh 'conntrack -S'
  record resolv-conf both -- in_client cat /etc/resolv.conf
}

main() {
  lab_begin tcpdump:tcpdump curl:curl
  trap 'status=$?; set +e; dns_cleanup; (exit "$status"); lab_end' EXIT
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  repaired
  lost
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
