#!/usr/bin/env bash
# NodeLocal DNSCache on a node: running, dead with its rules left behind, and gone with its rules.
#
#   nodelocaldns-down.sh [OUTDIR]
#
# The cache is our name server on a dummy address of the node, with the rules that node-cache writes. Recorded as OUTDIR/PHASE.WHAT.txt:
#
#   healthy  it answers, and nothing of it is tracked
#   dead     it is killed: the address refuses
#   silent   its packets are dropped and its rules are gone: time-outs, and entries in connection tracking
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"
# shellcheck source=test/lab/dns.bash
. "$LAB_DIR/dns.bash"

LOCAL=169.254.20.10
node_sh() { lab_in node sh -c "$1"; }

# The rules of node-cache for one address: kubernetes/dns, cmd/node-cache/app/cache_app.go.
cache_rules() {
  local skip='-m comment --comment "NodeLocal DNS Cache: skip conntrack" -j NOTRACK'
  local allow='-m comment --comment "NodeLocal DNS Cache: allow DNS traffic" -j ACCEPT'
  local proto
  echo '*raw'
  for proto in udp tcp; do
    echo "-A PREROUTING -d $LOCAL/32 -p $proto -m $proto --dport 53 $skip"
    echo "-A OUTPUT -s $LOCAL/32 -p $proto -m $proto --sport 53 $skip"
    echo "-A OUTPUT -d $LOCAL/32 -p $proto -m $proto --dport 53 $skip"
  done
  echo 'COMMIT'
  echo '*filter'
  for proto in udp tcp; do
    echo "-A INPUT -d $LOCAL/32 -p $proto -m $proto --dport 53 $allow"
    echo "-A OUTPUT -s $LOCAL/32 -p $proto -m $proto --sport 53 $allow"
  done
  echo 'COMMIT'
}

forms() {
  record dig both -- in_client dig +time=1 +tries=2 web.example.com
  record resolv-conf both -- in_client cat /etc/resolv.conf
  record raw-S both -- node_sh 'iptables -t raw -S'
  record save both -- node_sh 'iptables-save -c'
  record conntrack-L both -- node_sh 'conntrack -L'
}

healthy() {
  PHASE=healthy
  dns_topology
  dns_resolver $LOCAL
  lab_in node ip addr add $LOCAL/32 dev lo
  cache_rules | lab_in node iptables-restore --noflush
  ip netns exec "${LAB_PREFIX}node" "$LAB_PYTHON" "$LAB_DIR/names.py" $LOCAL </dev/null >/dev/null 2>&1 8>&- 9>&- &
  CACHE=$!
  lab_until 10 "the cache" node_sh 'ss -Hlnu "sport = 53" | grep -q .'
  forms
}

dead() {
  PHASE=dead
  kill "$CACHE"
  wait "$CACHE" || true
  listen "$OUT/$PHASE.tcpdump.txt" 'port 53 or icmp' ens192
  forms
  stop_listening
}

silent() {
  PHASE=silent
  lab_in node iptables -t raw -F
  lab_in node iptables -F
  lab_in node ip addr del $LOCAL/32 dev lo
  lab_in node iptables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
  local asking=()
  for _ in 1 2 3 4 5; do
    in_client dig +time=1 +tries=1 web.example.com >/dev/null &
    asking+=($!)
  done
  wait "${asking[@]}" || true
  forms
}

main() {
  lab_begin tcpdump:tcpdump dig:bind9-dnsutils curl:curl
  trap 'status=$?; set +e; dns_cleanup; (exit "$status"); lab_end' EXIT
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  healthy
  dead
  silent
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
