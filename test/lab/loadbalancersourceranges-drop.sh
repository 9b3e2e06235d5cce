#!/usr/bin/env bash
# A load balancer that only some addresses may use: kube-proxy drops the others. Records what the tools print.
#
#   loadbalancersourceranges-drop.sh [OUTDIR]
#
# Phases: unhit (nobody from elsewhere came), dropped (a client outside the ranges), none (no ranges, so no rule).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"

BALANCER=203.0.113.10

rules() {
  cat <<'RULES'
*nat
:KUBE-SERVICES - [0:0]
:KUBE-FW-5K6GWSZKTQVHTJKF - [0:0]
:KUBE-EXT-5K6GWSZKTQVHTJKF - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-SERVICES -d 203.0.113.10/32 -p tcp -m comment --comment "shop/edge:https loadbalancer IP" -m tcp --dport 443 -j KUBE-FW-5K6GWSZKTQVHTJKF
-A KUBE-FW-5K6GWSZKTQVHTJKF -s 198.51.100.0/24 -m comment --comment "shop/edge:https loadbalancer IP" -j KUBE-EXT-5K6GWSZKTQVHTJKF
-A KUBE-FW-5K6GWSZKTQVHTJKF -m comment --comment "other traffic to shop/edge:https will be dropped by KUBE-PROXY-FIREWALL"
COMMIT
*filter
:KUBE-PROXY-FIREWALL - [0:0]
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
RULES
  [ "${1:-}" = none ] || cat <<'RULES'
-A KUBE-PROXY-FIREWALL -d 203.0.113.10/32 -p tcp -m comment --comment "shop/edge:https traffic not accepted by KUBE-FW-5K6GWSZKTQVHTJKF" -m tcp --dport 443 -j DROP
RULES
  echo COMMIT
}

ask_balancer() { lab_in client curl -s -o /dev/null -m "$1" "http://$BALANCER:443/" || true; }

unhit() {
  PHASE=unhit
  rules | in_node iptables-restore
  record nvL out -- in_node iptables -nvL
  record save-c out -- in_node iptables-save -c
  scroll twice 'iptables -nvxL KUBE-PROXY-FIREWALL' 'iptables -nvxL KUBE-PROXY-FIREWALL'
}

dropped() {
  PHASE=dropped
  {
    typed node 'iptables -nvxL KUBE-PROXY-FIREWALL'
    ask_balancer 1
    typed node 'iptables -nvxL KUBE-PROXY-FIREWALL'
  } >"$OUT/$PHASE.twice.txt"
  lab_start client sh -c "sleep 0.6; exec curl -s -o /dev/null -m 3 http://$BALANCER:443/"
  scroll scroll "timeout 3 tcpdump --immediate-mode -lnni ens192 host $BALANCER" 'iptables -nvL KUBE-PROXY-FIREWALL'
  record save-c out -- in_node iptables-save -c
  record S out -- in_node iptables -S
}

none() {
  PHASE=none
  in_node iptables -F
  in_node iptables -X
  rules none | in_node iptables-restore
  record nvL out -- in_node iptables -nvL
  record save out -- in_node iptables-save
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  topology
  unhit
  dropped
  none
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
