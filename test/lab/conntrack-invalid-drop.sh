#!/usr/bin/env bash
# Brings about asymmetric routing, so that the INVALID rule of KUBE-FORWARD drops live connections, and records what is seen.
#
#   conntrack-invalid-drop.sh [OUTDIR]
#
#   client 10.77.1.2 --- ens192 node cali0 --- pod 10.244.1.2
#      \____________________ back _____________/            the pod's answers, in phase asymmetric
#
#   healthy      the answers come back through the node: the rule drops nothing
#   asymmetric   they take the other way: the node sees SYN, ACK and data, and never a SYN/ACK
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$LAB_DIR/topology.bash"

rules() {
  in_node iptables-restore <<'RULES'
*filter
:KUBE-FORWARD - [0:0]
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
RULES
}

another_way_back() {
  lab_wire pod eth1 fd77:99::2/64 10.99.0.2/24 client eth1 fd77:99::1/64 10.99.0.1/24
  lab_in client sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.eth1.rp_filter=0
  lab_in pod ip route add 10.77.1.2/32 via 10.99.0.1
}

curl_line() {
  lab_in client curl -s -o /dev/null -m 1.3 -w 'time_connect=%{time_connect} time_starttransfer=%{time_starttransfer} time_total=%{time_total}\n' \
    http://10.244.1.2:8080/ || true
}

# Six requests at once; their lines come one by one.
requests() {
  local i jobs=()
  for i in 1 2 3 4 5 6; do curl_line >"$OUT/.curl$i" & jobs+=($!); done
  wait "${jobs[@]}"
  cat "$OUT"/.curl*
  rm -f "$OUT"/.curl*
}

capture() {
  local pid
  ip netns exec "${LAB_PREFIX}node" timeout 8 tcpdump --immediate-mode -nn -l -i ens192 tcp port 8080 \
    </dev/null >"$OUT/.capture" 2>/dev/null 8>&- 9>&- &
  pid=$!
  sleep 0.4
  "$@"
  kill "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
  { printf 'root@%s:~# timeout 8 tcpdump -nn -i ens192 tcp port 8080\n' "$LAB_HOST"; head -60 "$OUT/.capture"; } \
    >"$OUT/$PHASE.tcpdump.txt"
  rm -f "$OUT/.capture"
}

forms() {
  record nvL out -- in_node iptables -nvL KUBE-FORWARD
  record S out -- in_node iptables -S
  record save-c out -- in_node iptables-save -c -t filter
  record nft out -- in_node nft list chain ip filter KUBE-FORWARD
  record conntrack-S out -- in_node conntrack -S
  record conntrack-L both -- in_node conntrack -L
}

before_and_after() {
  scroll chain-before 'date' 'iptables -nvxL KUBE-FORWARD' 'conntrack -S' 'nft list chain ip filter KUBE-FORWARD'
  capture requests >"$OUT/$PHASE.curl.txt"
  scroll chain-after 'date' 'iptables -nvxL KUBE-FORWARD' 'conntrack -S' 'nft list chain ip filter KUBE-FORWARD'
  forms
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump nft:nftables
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  topology
  rules
  PHASE=healthy
  before_and_after
  another_way_back
  in_node conntrack -F >/dev/null 2>&1 || true
  PHASE=asymmetric
  requests >/dev/null
  before_and_after
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
