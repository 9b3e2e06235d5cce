#!/usr/bin/env bash
# A NetworkPolicy turns a client away, as Calico (DROP) and kube-router (REJECT) do it. Records what the tools print.
#
#   networkpolicy-drop.sh [OUTDIR]
#
# Phases: calico (a client that no policy allows), allowed (the same rules, and a policy that allows it), kube-router (the same
# client, refused).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"

POD=10.244.1.2:8080

# calico_rules [allow]: the chains of one endpoint, cali0, under a policy that allows one port of one source.
calico_rules() {
  local source=10.244.7.0/24
  [ "${1:-}" != allow ] || source=10.77.1.0/24
  cat <<RULES
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:cali-FORWARD - [0:0]
:cali-to-wl-dispatch - [0:0]
:cali-tw-cali0 - [0:0]
:cali-pi-_Yx3bLaKpQnVd0shTqWf - [0:0]
-A FORWARD -m comment --comment "cali:wUHhoiAYhphO9Mso" -j cali-FORWARD
-A FORWARD -m comment --comment "cali:S93hcgKJrXEqnTfs" -m comment --comment "Policy explicitly accepted packet." -m mark --mark 0x10000/0x10000 -j ACCEPT
-A cali-FORWARD -o cali+ -m comment --comment "cali:jxvuJjmmRV135nVu" -j cali-to-wl-dispatch
-A cali-to-wl-dispatch -o cali0 -m comment --comment "cali:0Qrs8cHaUoRKtm3Q" -g cali-tw-cali0
-A cali-to-wl-dispatch -m comment --comment "cali:q4GZ2LHx9YtvCCjp" -m comment --comment "Unknown interface" -j DROP
-A cali-tw-cali0 -m comment --comment "cali:1nIJGwbLX8ueBDxj" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A cali-tw-cali0 -m comment --comment "cali:DTf_pGZFWLZaqlg8" -m conntrack --ctstate INVALID -j DROP
-A cali-tw-cali0 -m comment --comment "cali:7QyT1cXc1nDdWbAn" -j MARK --set-xmark 0x0/0x10000
-A cali-tw-cali0 -m comment --comment "cali:u5QpH7ZXKz2F3eM8" -m comment --comment "Start of policies" -j MARK --set-xmark 0x0/0x20000
-A cali-tw-cali0 -m comment --comment "cali:AV9gBpK0zyLqmTlx" -m mark --mark 0x0/0x20000 -j cali-pi-_Yx3bLaKpQnVd0shTqWf
-A cali-tw-cali0 -m comment --comment "cali:Hk1mK_wF5t9YhJ3g" -m comment --comment "Return if policy accepted" -m mark --mark 0x10000/0x10000 -j RETURN
-A cali-tw-cali0 -m comment --comment "cali:mGbq0vWm3Lw1cU6r" -m comment --comment "Drop if no policies passed packet" -m mark --mark 0x0/0x20000 -j DROP
-A cali-tw-cali0 -m comment --comment "cali:CXo0nPZqTr5lbq2a" -m comment --comment "Drop if no profiles matched" -j DROP
-A cali-pi-_Yx3bLaKpQnVd0shTqWf -s $source -p tcp -m comment --comment "cali:zWm6Kq9Tt1oRvTzS" -m tcp --dport 8080 -j MARK --set-xmark 0x10000/0x10000
-A cali-pi-_Yx3bLaKpQnVd0shTqWf -m comment --comment "cali:g9yJ0kV1uQhPz3Nc" -m mark --mark 0x10000/0x10000 -j RETURN
COMMIT
RULES
}

kube_router_rules() {
  cat <<'RULES'
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:KUBE-ROUTER-FORWARD - [0:0]
:KUBE-POD-FW-T5EIV4Z4PO7MJ4LH - [0:0]
-A FORWARD -m comment --comment "kube-router netpol - TEMCG2JMHZYE7H7T" -j KUBE-ROUTER-FORWARD
-A KUBE-ROUTER-FORWARD -d 10.244.1.2/32 -m comment --comment "rule to jump traffic destined to POD name:web-0 namespace: shop to chain KUBE-POD-FW-T5EIV4Z4PO7MJ4LH" -j KUBE-POD-FW-T5EIV4Z4PO7MJ4LH
-A KUBE-ROUTER-FORWARD -m comment --comment "rule to explicitly ACCEPT traffic that comply to network policies" -m mark --mark 0x20000/0x20000 -j ACCEPT
-A KUBE-POD-FW-T5EIV4Z4PO7MJ4LH -m comment --comment "rule for stateful firewall for pod" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A KUBE-POD-FW-T5EIV4Z4PO7MJ4LH -m comment --comment "rule to permit the traffic traffic to pods when source is the pod's local node" -m addrtype --src-type LOCAL -j ACCEPT
-A KUBE-POD-FW-T5EIV4Z4PO7MJ4LH -m comment --comment "rule to REJECT traffic destined for POD name:web-0 namespace: shop" -m mark ! --mark 0x10000/0x10000 -j REJECT --reject-with icmp-port-unreachable
-A KUBE-POD-FW-T5EIV4Z4PO7MJ4LH -j MARK --set-xmark 0x0/0x10000
-A KUBE-POD-FW-T5EIV4Z4PO7MJ4LH -m comment --comment "set mark to ACCEPT traffic that comply to network policies" -j MARK --set-xmark 0x20000/0x20000
COMMIT
RULES
}

ask_pod() { lab_in client curl -s -o /dev/null -m "$1" "http://$POD/" || true; }

# A client that begins once the capture runs.
ask_later() { lab_start client sh -c "sleep 0.6; exec curl -s -o /dev/null -m 3 http://$POD/"; }

twice() {
  {
    typed node 'iptables -nvxL'
    ask_pod 1
    typed node 'iptables -nvxL'
  } >"$OUT/$PHASE.twice.txt"
}

CAPTURE='timeout 3 tcpdump --immediate-mode -lnni ens192 host 10.244.1.2 or icmp'

calico() {
  PHASE=calico
  calico_rules | in_node iptables-restore
  in_node ip route add 10.244.1.2/32 dev cali0 scope link
  twice
  ask_later
  scroll scroll "$CAPTURE" 'ip route' 'iptables -nvL'
  record save-c out -- in_node iptables-save -c
  record S out -- in_node iptables -S
}

allowed() {
  PHASE=allowed
  calico_rules allow | in_node iptables-restore
  ask_pod 2
  record nvL out -- in_node iptables -nvL
  record save-c out -- in_node iptables-save -c
}

kube_router() {
  PHASE=kube-router
  kube_router_rules | in_node iptables-restore
  twice
  ask_later
  scroll scroll "$CAPTURE" 'iptables -nvL'
  record save-c out -- in_node iptables-save -c
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  topology
  calico
  allowed
  kube_router
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
