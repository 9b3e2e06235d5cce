#!/usr/bin/env bash
# Healthy nodes of every kind: loads the rules that each owner writes into the real iptables and nft, lets ordinary
# traffic pass, its INVALID and unwanted packets included, and records what an operator would paste.
#
#   healthy.sh [OUTDIR]
#
#   client 10.77.1.2 --- ens192 node DEV --- server (the Pod, container or guest)
#
# The rules stand in healthy/kinds/: NAME.rules for iptables-restore, NAME.v6.rules for ip6tables-restore, NAME.sets for
# ipset, NAME.nft for nft. Those of kube-proxy come from healthy/kube-proxy.ts, and are held against what the kernel gives
# back, so that the test may make a thousand services of them where no kernel is. Recorded as OUTDIR/KIND.FORM.txt:
#
#   save-c save-c-6   iptables-save -c           S nvL nL   a terminal with the filter and the nat table
#   nft               nft list ruleset           scroll     counters, settings, flows, a table
set -eu

LAB_LANES=1                                      # names of namespaces are recorded
# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
HERE=$LAB_DIR/healthy
NODE_JS=$LAB_DIR/../../node_modules/.bin/node
CLIENT=10.77.1.2
POD=10.244.1.2
DEAD=10.244.9.9                                  # a Pod that has gone: nobody answers
SERVICE=10.96.1.0:80
DNS=10.96.0.10:53
DEV=                                             # the device of the node that stands now; vitest exports one of this name
LOCAL=()                                         # further addresses of the next node, where it answers DNS
OVERLAY=(flannel calico cilium k3s weave kube-proxy-1.30 kube-proxy-1.18)   # kinds whose nodes send each other VXLAN
# shellcheck source=test/lab/healthy/kinds.sh
. "$HERE/kinds.sh"

# ------------------------------------------------------------------------------------------------- the topology

start_peers() {
  lab_ns client server
  local ns
  for ns in client server; do
    lab_in $ns sysctl -qw net.ipv4.ip_forward=0
    lab_start $ns "$LAB_PYTHON" "$HERE/traffic.py" serve --seconds 300
  done
  ip -n ${LAB_PREFIX}server route add local 10.244.2.0/23 dev lo   # the Pods of other nodes: it answers for them all
  PEERS=("${LAB_PIDS[@]}")
}

# fresh DEV GATEWAY POD: a new node between the peers. MACs are set: they are printed, and must not change by chance.
fresh() {
  local kept=" ${PEERS[*]} " pid
  for pid in "${LAB_PIDS[@]}"; do
    case $kept in
      *" $pid "*) ;;
      *) kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true ;;
    esac
  done
  LAB_PIDS=("${PEERS[@]}")
  if [ -n "${DEV:-}" ]; then
    ip -n ${LAB_PREFIX}node link del ens192
    ip -n ${LAB_PREFIX}node link del "$DEV"
    ip netns del ${LAB_PREFIX}node
  fi
  DEV=$1
  lab_ns node
  lab_wire client eth0 fd77:1::2/64 $CLIENT/24 node ens192 fd77:1::1/64 10.77.1.1/24
  lab_wire node "$DEV" fd77:244::1/64 "$2/24" server eth0 fd77:244::2/64 "$3/24"
  ip -n ${LAB_PREFIX}node link set ens192 address 02:42:0a:4d:01:01
  ip -n ${LAB_PREFIX}node link set "$DEV" address ee:ee:ee:ee:ee:ee
  lab_in node sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
    net.netfilter.nf_conntrack_tcp_timeout_established=86400 net.netfilter.nf_conntrack_tcp_timeout_close_wait=3600
  ip -n ${LAB_PREFIX}client route replace default via 10.77.1.1
  ip -n ${LAB_PREFIX}server route replace default via "$2"
  ip -n ${LAB_PREFIX}node route add default via $CLIENT
  ip -n ${LAB_PREFIX}node route replace 10.244.0.0/16 via "$3"
  local address
  for address in "${LOCAL[@]}"; do ip -n ${LAB_PREFIX}node addr add "$address/32" dev lo; done
  lab_start node "$LAB_PYTHON" "$HERE/traffic.py" serve --seconds 30 "${LOCAL[@]/#/--dns=}"
}

# load LAYER ...: each with its sets first; `iptables` is of the back end that the kind has.
load() {
  local layer kinds=$HERE/kinds
  for layer in "$@"; do
    case $layer in
      *.nft) lab_in node nft -f "$kinds/$layer" ;;
      kube-proxy-*) lab_in node iptables-restore --noflush <"$WORK/$layer" ;;
      *.v6) lab_in node ip6tables-restore --noflush <"$kinds/$layer.rules" ;;
      *)
        if [ -f "$kinds/$layer.sets" ]; then lab_in node ipset restore <"$kinds/$layer.sets"; fi
        "$LAB_PYTHON" "$HERE/expand.py" <"$kinds/$layer.rules" | lab_in node iptables-restore --noflush
        ;;
    esac
  done
}

# go NS ORDER ...: ordinary traffic; see healthy/traffic.py.
go() {
  local ns=$1
  shift
  READY+=("$WORK/ready.${#READY[@]}")
  lab_start "$ns" "$LAB_PYTHON" "$HERE/traffic.py" go --seconds 60 --ready "${READY[-1]}" "$@"
}

all_ready() {
  local file
  for file in "${READY[@]}"; do [ -e "$file" ] || return 1; done
}

# traffic ORDER ...: the orders of the client, beside what every node sees from the Pod and from itself.
traffic() {
  local in=() out=()
  READY=()
  case " ${OVERLAY[*]} " in
    *" $PHASE "*) in=("oneway:10.77.1.1:8472*3" "oneway:10.77.1.1:4789*2") out=("oneway:$CLIENT:8472*3" "oneway:$CLIENT:4789*2") ;;
  esac
  go client "tcp:10.77.1.1:22*2" "hold:10.77.1.1:22" "late:10.77.1.1:22*3" "ping:10.77.1.1*2" "${in[@]}" "$@"
  # eth1: a host that nothing lives on and that forwards nothing.
  [ "$DEV" = eth1 ] || go server "tcp:$CLIENT:443*3" "hold:$CLIENT:443" "udp:$CLIENT:53*2" "oneway:$CLIENT:8125*2"
  go node "tcp:$CLIENT:443*2" "hold:$CLIENT:6443*2" "udp:$CLIENT:53*3" "oneway:$CLIENT:8125*2" \
    "udp:$CLIENT:123" "${out[@]}"
  lab_until 10 "the ordinary traffic of $PHASE" all_ready
  rm -f "${READY[@]}"
}

# --------------------------------------------------------------------------------------------------- the recordings

in_node() { lab_in node "$@"; }

rules_typed() {
  typed node "iptables $1"
  typed node "iptables -t nat $1"
}

scroll() {
  typed node 'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max'
  typed node 'conntrack -S'
  typed node 'conntrack -L'
  typed node 'iptables -nvL FORWARD'
  typed node 'iptables -t nat -nvL POSTROUTING'
}

# forms FORM ...
forms() {
  local form
  for form in "$@"; do
    case $form in
      save-c) record "$form" out -- in_node iptables-save -c ;;
      save-c-6) record "$form" out -- in_node ip6tables-save -c ;;
      nft) record "$form" out -- in_node nft list ruleset ;;
      S | nvL | nL) record "$form" out -- rules_typed "-$form" ;;
      scroll) record "$form" out -- scroll ;;
      *) lab_die "no such form: $form" ;;
    esac
  done
}

# The second back end is a folder of links before the others in PATH: the commands keep their names.
with_legacy() {
  local tool
  mkdir -p "$WORK/legacy"
  for tool in iptables iptables-save iptables-restore ip6tables ip6tables-save; do
    ln -sf "$(command -v "${tool/tables/tables-legacy}")" "$WORK/legacy/$tool"
  done
  PATH=$WORK/legacy:$PATH
}

# ------------------------------------------------------------------------------------------- kube-proxy's own rules

counters() {
  lab_in node nfacct add ct_state_invalid_dropped_pkts
  lab_in node nfacct add localhost_nps_accepted_pkts
}

make_kube_proxy() {
  local release
  for release in 1.18 1.30 1.36; do
    "$NODE_JS" "$HERE/kube-proxy.ts" $release 7 2 >"$WORK/kube-proxy-$release"
  done
  "$NODE_JS" "$HERE/kube-proxy.ts" 1.30 1000 3 >"$WORK/kube-proxy-1000"
  "$NODE_JS" "$HERE/kube-proxy.ts" 1.30 3 1 10.42 >"$WORK/kube-proxy-k3s"
  grep -v 'ctstate INVALID' "$WORK/kube-proxy-1.30" >"$WORK/kube-proxy-liberal"   # tcp_be_liberal: KUBE-FORWARD has two rules
}

# The generator must say what iptables-save says of each table, byte for byte.
prove() {
  local made=$WORK/$1 table
  for table in mangle filter nat; do in_node iptables-save -t $table; done | grep -v '^#' | sed -E 's/\[[0-9]+:[0-9]+\]/[0:0]/' | diff - "$made" >"$WORK/diff" \
    || lab_die "iptables-save does not say what healthy/kube-proxy.ts says of $1: $(head -5 "$WORK/diff")"
}

kube_proxy() {
  PHASE=kube-proxy-$1
  fresh cali0 10.244.1.1 $POD
  [ "$1" != 1.36 ] || counters
  load "kube-proxy-$1"
  prove "kube-proxy-$1"
  traffic "tcp:$SERVICE*6" "hold:$SERVICE*2" "reset:$SERVICE" "udp:$DNS*4" "late:$POD:8080*3" "syn:$DEAD:8080" "tcp:10.77.1.1:31080*2"
}

kube_proxy_releases() {
  kube_proxy 1.30
  forms save-c S nvL nL nft scroll
  kube_proxy 1.36
  forms save-c nvL scroll
  PHASE=kube-proxy-1000
  fresh cali0 10.244.1.1 $POD
  load kube-proxy-1000
  prove kube-proxy-1000
}

# ------------------------------------------------------------------------------------ what is no rule: one busy node

curl_many() {
  typed node "for i in \$(seq 40); do curl -o /dev/null -s -w '%{time_namelookup} %{time_connect} %{time_starttransfer} %{time_total}\\n' http://$SERVICE/; done"
}

fins_seen() {
  [ "$(grep -c 'Flags \[F' "$WORK/tcpdump")" -ge "$1" ]
}

# handshakes FINS ARG ...: two connections, from beyond the node and from it, watched until both are closed.
handshakes() {
  local pid fins=$1
  shift
  ip netns exec ${LAB_PREFIX}node tcpdump --immediate-mode -l -nn "$@" >"$WORK/tcpdump" 2>&1 8>&- 9>&- &
  pid=$!
  lab_until 5 "tcpdump to listen" grep -q 'listening on' "$WORK/tcpdump"
  lab_in client curl -s -o /dev/null "http://$SERVICE/[1-5]"
  lab_in node curl -s -o /dev/null http://$CLIENT:443/
  lab_until 5 "both connections to close" fins_seen "$fins"
  sleep 0.2                                      # for the last acknowledgement
  kill -INT "$pid"
  wait "$pid" || true
  cat "$WORK/tcpdump"
}

busy_node() {
  PHASE=node
  fresh cali0 10.244.1.1 $POD
  load kube-proxy-1.30
  traffic "${cluster_orders[@]}" "tcp:$SERVICE*30"
  record sysctl-a out -- lab_in node sh -c 'sysctl -a 2>/dev/null | grep conntrack'
  record conntrack-L both -- in_node conntrack -L
  record proc-stat out -- in_node cat /proc/net/stat/nf_conntrack
  record ss-s out -- typed node 'ss -s'
  record nstat-az out -- in_node nstat -az 'Tcp*' 'Ip*' 'Udp*'   # rows of single ICMP types come by chance
  record ip-s-link out -- typed node 'ip -s link'
  record ethtool-k out -- typed node 'ethtool -k ens192'
  record curl-many out -- curl_many
  record tcpdump-any out -- handshakes 6 -i any 'tcp and not port 22'
  record tcpdump-verbose out -- handshakes 4 -v -i ens192 'tcp and not port 22'
}

# The same node at peak: 24,000 connections within a few seconds, each closed as it should be.
busy_hour() {
  local in=() out=() READY=()
  PHASE=busy
  for _ in {1..12}; do
    in+=("tcp:$POD:8080*1000")
    out+=("tcp:$CLIENT:443*1000")
  done
  go client "${in[@]}"
  go server "${out[@]}"
  lab_until 60 "24,000 connections" all_ready
  rm -f "${READY[@]}"
  record conntrack-L both -- in_node conntrack -L
  gzip -9n "$OUT/busy.conntrack-L.txt"
}

main() {
  lab_begin ss:iproute2 ipset:ipset nft:nftables nfacct:nfacct tcpdump:tcpdump ethtool:ethtool curl:curl
  [ -x "$NODE_JS" ] || lab_skip "node is not installed ($NODE_JS)."
  OUT=${1:-$(mktemp -d)}
  WORK=$(mktemp -d)
  trap 'rm -rf "$WORK"; lab_end' EXIT
  mkdir -p "$OUT"
  { conntrack --version; uname -sr | sed "s,-.*,,"; iptables --version; nft --version; } >"$OUT/versions.txt"
  make_kube_proxy
  start_peers
  kube_proxy_releases
  clusters
  hosts
  legacy
  busy_node
  busy_hour
  lab_say "recorded $(find "$OUT" -name '*.txt*' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
