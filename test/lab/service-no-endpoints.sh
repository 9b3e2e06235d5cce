#!/usr/bin/env bash
# A Service without endpoints: kube-proxy's REJECT refuses its clients. Records what the tools print.
#
#   service-no-endpoints.sh [OUTDIR]
#
# Phases: unused (the rules stand, nobody asks), refused (clients ask), limited (so many ask at once that the kernel
# withholds its ICMP answers), served (the endpoint is back).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"

SERVICE=10.96.44.5

# filter_rules [without]: the filter table of kube-proxy, with the rules of two services that have no endpoints.
filter_rules() {
  cat <<'RULES'
*filter
:KUBE-EXTERNAL-SERVICES - [0:0]
:KUBE-FORWARD - [0:0]
:KUBE-NODEPORTS - [0:0]
:KUBE-PROXY-FIREWALL - [0:0]
:KUBE-SERVICES - [0:0]
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS
-A INPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A FORWARD -m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL
-A OUTPUT -m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
RULES
  [ "${1:-}" = without ] || cat <<'RULES'
-A KUBE-SERVICES -d 10.96.44.5/32 -p tcp -m comment --comment "shop/cart:http has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-SERVICES -d 10.96.71.9/32 -p tcp -m comment --comment "shop/old has no endpoints" -m tcp --dport 8443 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-EXTERNAL-SERVICES -p tcp -m comment --comment "shop/cart:http has no endpoints" -m addrtype --dst-type LOCAL -m tcp --dport 31080 -j REJECT --reject-with icmp-port-unreachable
RULES
  echo COMMIT
}

unused() {
  PHASE=unused
  record nvL out -- in_node iptables -nvL
  record save-c out -- in_node iptables-save -c
}

refused() {
  PHASE=refused
  scroll twice 'iptables -nvxL KUBE-SERVICES' \
    "for i in 1 2 3; do curl -s -o /dev/null -m 3 http://$SERVICE/; done" \
    'iptables -nvxL KUBE-SERVICES'
  scroll curl-and-rules "curl -sS -m 3 http://$SERVICE/" 'iptables -t filter -S KUBE-SERVICES'
  record nvL out -- in_node iptables -nvL
  record save-c out -- in_node iptables-save -c -t filter
  record S out -- in_node iptables -S
  record L out -- in_node iptables -nL KUBE-SERVICES
}

# Half a minute's worth of refusals in a moment: the kernel answers a peer once a second (icmp_ratelimit).
limited() {
  PHASE=limited
  lab_in client sh -c "for i in \$(seq 16); do curl -s -o /dev/null -m 2 http://$SERVICE/ & done; wait" >/dev/null 2>&1 || true
  typed node 'iptables -nvxL KUBE-SERVICES; nstat -az IcmpOutRateLimitHost IcmpOutDestUnreachs' >"$OUT/$PHASE.rules-nstat.txt"
}

served() {
  PHASE=served
  in_node iptables -F
  in_node iptables -X
  filter_rules without | in_node iptables-restore
  record nvL out -- in_node iptables -nvL
  record save out -- in_node iptables-save
}

main() {
  lab_begin ss:iproute2 curl:curl
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  topology
  filter_rules | in_node iptables-restore
  unused
  refused
  limited
  served
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
