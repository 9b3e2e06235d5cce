#!/usr/bin/env bash
# Brings about rules that a controller appends again at every sync, and records what the tools print.
#
#   duplicate-iptables-rules.sh [OUTDIR]
#
# The rules are those of kube-router and kubelet on a k3s node. Phases, each with the rules appended so many times:
#
#   once      a healthy node
#   few       three times: it has just begun
#   many      sixty times
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"

head_of_rules() {
  cat <<'RULES'
*filter
:KUBE-FIREWALL - [0:0]
:KUBE-ROUTER-INPUT - [0:0]
:CNI-FORWARD - [0:0]
-A INPUT -m comment --comment "kube-router netpol - 4IA2OSFRMVNDXBVV" -j KUBE-ROUTER-INPUT
-A INPUT -j KUBE-FIREWALL
-A OUTPUT -j KUBE-FIREWALL
-A FORWARD -i cni0 -j ACCEPT
-A FORWARD -o cni0 -j ACCEPT
RULES
}

synced_rules() {
  cat <<'RULES'
-A KUBE-ROUTER-INPUT -d 10.43.0.0/16 -m comment --comment "allow traffic to cluster IP - M66LPN4N3KB5HTJR" -j RETURN
-A KUBE-ROUTER-INPUT -p tcp -m comment --comment "allow LOCAL TCP traffic to node ports - LR7XO7NXDBGQJD2M" -m addrtype --dst-type LOCAL -m multiport --dports 30000:32767 -j RETURN
-A KUBE-ROUTER-INPUT -p udp -m comment --comment "allow LOCAL UDP traffic to node ports - 76UCBPIZNGJNWNUZ" -m addrtype --dst-type LOCAL -m multiport --dports 30000:32767 -j RETURN
-A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" -m mark --mark 0x8000/0x8000 -j DROP
RULES
}

# load TIMES
load() {
  local i
  { head_of_rules; for ((i = 0; i < $1; i++)); do synced_rules; done; echo COMMIT; } | lab_in node iptables-restore
}

sync_once() { synced_rules | sed 's/^-A/iptables -A/' | lab_in node sh; }

# Two readings of one chain, with a sync between them.
twice() {
  typed node 'iptables -S KUBE-FIREWALL; sleep 1'
  sync_once
  typed node 'iptables -S KUBE-FIREWALL; sleep 1'
}

record_phase() {
  record S out -- lab_in node iptables -S
  record nvL out -- lab_in node iptables -nvL
  record nL out -- lab_in node iptables -nL
  record save-c out -- lab_in node iptables-save -c
  record chain out -- typed node 'iptables -nvL KUBE-ROUTER-INPUT --line-numbers'
  record wc out -- typed node 'iptables -w 5 -nL | wc'
  record twice out -- twice
}

main() {
  lab_begin
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { uname -sr | sed "s,-.*,,"; iptables --version; } >"$OUT/versions.txt"
  lab_ns node
  PHASE=once
  load 1
  record_phase
  PHASE=few
  load 3
  record_phase
  PHASE=many
  load 60
  record_phase
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
