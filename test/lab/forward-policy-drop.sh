#!/usr/bin/env bash
# The FORWARD policy is DROP and nothing accepts the pods, as Docker leaves it. Records what the tools print.
#
#   forward-policy-drop.sh [OUTDIR]
#
# Phases: accepted (policy DROP, flannel accepts before it), dropped (Docker's and kube-proxy's rules only), switched-off
# (ip_forward is 0), open (policy ACCEPT).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"

POD=10.244.1.2:8080

# forward_rules POLICY [flannel]: Docker 20 and kube-proxy, with flannel's accepts where asked for.
forward_rules() {
  cat <<RULES
*filter
:INPUT ACCEPT [0:0]
:FORWARD $1 [0:0]
:OUTPUT ACCEPT [0:0]
:DOCKER - [0:0]
:DOCKER-ISOLATION-STAGE-1 - [0:0]
:DOCKER-ISOLATION-STAGE-2 - [0:0]
:DOCKER-USER - [0:0]
:KUBE-FORWARD - [0:0]
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -j DOCKER-USER
-A FORWARD -j DOCKER-ISOLATION-STAGE-1
-A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A FORWARD -o docker0 -j DOCKER
-A FORWARD -i docker0 ! -o docker0 -j ACCEPT
-A FORWARD -i docker0 -o docker0 -j ACCEPT
-A DOCKER-ISOLATION-STAGE-1 -i docker0 ! -o docker0 -j DOCKER-ISOLATION-STAGE-2
-A DOCKER-ISOLATION-STAGE-1 -j RETURN
-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP
-A DOCKER-ISOLATION-STAGE-2 -j RETURN
-A DOCKER-USER -j RETURN
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
RULES
  [ "${2:-}" != flannel ] || cat <<'RULES'
:FLANNEL-FWD - [0:0]
-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
-A FLANNEL-FWD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
-A FLANNEL-FWD -d 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
RULES
  echo COMMIT
}

ask_pod() { lab_in client curl -s -o /dev/null -m "$1" "http://$POD/" || true; }

# A client that begins once the capture runs.
ask_later() { lab_start client sh -c "sleep 0.6; exec curl -s -o /dev/null -m 3 http://$POD/"; }

listings() {
  record nvL out -- in_node iptables -nvL
  record save-c out -- in_node iptables-save -c
  record S out -- in_node iptables -S
}

accepted() {
  PHASE=accepted
  forward_rules DROP flannel | in_node iptables-restore
  ask_pod 2
  listings
}

dropped() {
  PHASE=dropped
  forward_rules DROP | in_node iptables-restore
  {
    typed node 'iptables -nvxL'
    ask_pod 1
    typed node 'iptables -nvxL'
  } >"$OUT/$PHASE.twice.txt"
  {
    typed node 'iptables -nvxL FORWARD'
    ask_pod 1
    typed node 'iptables -nvxL FORWARD'
  } >"$OUT/$PHASE.twice-forward.txt"
  ask_later
  scroll tcpdump-and-rules 'timeout 3 tcpdump --immediate-mode -lnni ens192 tcp port 8080' 'iptables -nvL'
  {
    typed node 'iptables -nL FORWARD | head -1'
    typed node 'conntrack -S'
  } >"$OUT/$PHASE.part.txt"
  listings
}

switched_off() {
  PHASE=switched-off
  forward_rules ACCEPT flannel | in_node iptables-restore
  in_node sysctl -qw net.ipv4.ip_forward=0
  ask_later
  scroll scroll 'sysctl net.ipv4.ip_forward' 'timeout 3 tcpdump --immediate-mode -lnni ens192 tcp port 8080' 'iptables -S FORWARD'
  scroll setting 'sysctl net.ipv4.ip_forward' 'iptables -S FORWARD'
  in_node sysctl -qw net.ipv4.ip_forward=1
}

open() {
  PHASE=open
  forward_rules ACCEPT | in_node iptables-restore
  ask_pod 2
  listings
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  topology
  accepted
  dropped
  switched_off
  open
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
