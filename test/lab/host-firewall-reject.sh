#!/usr/bin/env bash
# The stock firewall of an image rejects what the cluster needs. Records what the tools print.
#
#   host-firewall-reject.sh [OUTDIR]
#
# Phases: unhit (the rules stand, nobody was rejected), input (the kubelet's port is closed), forward (the reject in FORWARD stands
# before flannel's accepts), open (no such rules).
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=test/lab/topology.bash
. "$(dirname "$0")/topology.bash"

rules() {
  cat <<'RULES'
*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:FLANNEL-FWD - [0:0]
:KUBE-FORWARD - [0:0]
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
RULES
  [ "$1" = open ] || cat <<'RULES'
-A INPUT -j REJECT --reject-with icmp-host-prohibited
-A FORWARD -j REJECT --reject-with icmp-host-prohibited
RULES
  cat <<'RULES'
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A FORWARD -m comment --comment "flanneld forward" -j FLANNEL-FWD
-A FLANNEL-FWD -s 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
-A FLANNEL-FWD -d 10.244.0.0/16 -m comment --comment "flanneld forward" -j ACCEPT
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
COMMIT
RULES
}

ask() { lab_in client curl -s -o /dev/null -m 2 "http://$1/" || true; }

# around NAME FILE-PART TARGET: the chain before and after a client asked for TARGET.
around() {
  {
    typed node "iptables -nvxL $2"
    ask "$3"
    typed node "iptables -nvxL $2"
  } >"$OUT/$PHASE.$1.txt"
}

unhit() {
  PHASE=unhit
  rules closed | in_node iptables-restore
  record nvL out -- in_node iptables -nvL
  record save-c out -- in_node iptables-save -c
}

input() {
  PHASE=input
  around twice INPUT 10.77.1.1:10250
  lab_start client sh -c "sleep 0.6; exec curl -s -o /dev/null -m 2 http://10.77.1.1:10250/"
  scroll scroll "timeout 2 tcpdump --immediate-mode -lnni ens192 tcp port 10250 or icmp" 'iptables -nvL INPUT'
  record nvL out -- in_node iptables -nvL
  record S out -- in_node iptables -S
}

forward() {
  PHASE=forward
  around twice FORWARD 10.244.1.2:8080
  record ping out -- lab_in client ping -n -c 2 -i 0.2 -W 1 10.244.1.2
  record save-c out -- in_node iptables-save -c
}

open() {
  PHASE=open
  rules open | in_node iptables-restore
  record nvL out -- in_node iptables -nvL
}

main() {
  lab_begin ss:iproute2 curl:curl tcpdump:tcpdump ping:iputils-ping
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  lab_versions
  topology
  unhit
  input
  forward
  open
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
