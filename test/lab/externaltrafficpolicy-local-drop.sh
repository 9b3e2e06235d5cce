#!/usr/bin/env bash
# A Service with externalTrafficPolicy Local and no Pod on this node: kube-proxy drops its node port. Records what the tools print.
#
#   externaltrafficpolicy-local-drop.sh [OUTDIR]
#
# Phases: unasked (the rules stand, the load balancer passes this node by), dropped (clients come all the same), none (a Pod runs
# here, so there is no rule).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"

PORT=30443

filter_rules() {
  cat <<'RULES'
*filter
:KUBE-EXTERNAL-SERVICES - [0:0]
:KUBE-SERVICES - [0:0]
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
RULES
  [ "${1:-}" = none ] || cat <<'RULES'
-A KUBE-EXTERNAL-SERVICES -d 203.0.113.10/32 -p tcp -m comment --comment "shop/edge:https has no local endpoints" -m tcp --dport 443 -j DROP
-A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "shop/edge:https has no local endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 30443 -j DROP
RULES
  echo COMMIT
}

ask_node() { lab_in client curl -s -o /dev/null -m "$1" "http://10.77.1.1:$PORT/" || true; }

listings() {
  record nvL out -- in_node iptables -nvL
  record save-c out -- in_node iptables-save -c
}

unasked() {
  PHASE=unasked
  filter_rules | in_node iptables-restore
  listings
  scroll twice 'iptables -nvxL KUBE-EXTERNAL-SERVICES' 'iptables -nvxL KUBE-EXTERNAL-SERVICES'
}

dropped() {
  PHASE=dropped
  {
    typed node 'iptables -nvxL KUBE-EXTERNAL-SERVICES'
    ask_node 1
    typed node 'iptables -nvxL KUBE-EXTERNAL-SERVICES'
  } >"$OUT/$PHASE.twice.txt"
  lab_start client sh -c "sleep 0.6; exec curl -s -o /dev/null -m 3 http://10.77.1.1:$PORT/"
  scroll scroll "timeout 3 tcpdump --immediate-mode -lnni ens192 tcp port $PORT" 'iptables -nvL KUBE-EXTERNAL-SERVICES'
  listings
  record S out -- in_node iptables -S
}

none() {
  PHASE=none
  in_node iptables -F
  in_node iptables -X
  filter_rules none | in_node iptables-restore
  listings
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  topology
  unasked
  dropped
  none
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
