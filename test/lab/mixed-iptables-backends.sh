#!/usr/bin/env bash
# Brings about rules in both back ends of iptables, and records what the tools print.
#
#   mixed-iptables-backends.sh [OUTDIR]
#
# Phases:
#
#   nft       all rules are in nf_tables; the legacy tables are there and empty
#   both      kube-proxy's rules are in both
#   apart     kube-proxy is in nf_tables, libvirt in legacy
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"

kube_rules() {
  cat <<'RULES'
*nat
:KUBE-SERVICES - [0:0]
:KUBE-SVC-XGLOHA7QRQ3V22RZ - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-SERVICES -d 10.96.12.7/32 -p tcp -m comment --comment "default/shop:http cluster IP" -m tcp --dport 80 -j KUBE-SVC-XGLOHA7QRQ3V22RZ
-A KUBE-SVC-XGLOHA7QRQ3V22RZ -p tcp -m tcp -j DNAT --to-destination 10.244.2.2:8080
COMMIT
*filter
:KUBE-FORWARD - [0:0]
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT
COMMIT
RULES
}

libvirt_rules() {
  cat <<'RULES'
*filter
:LIBVIRT_FWI - [0:0]
-A FORWARD -j LIBVIRT_FWI
-A LIBVIRT_FWI -o virbr0 -j REJECT --reject-with icmp-port-unreachable
COMMIT
RULES
}

record_phase() {
  record legacy out -- typed node 'iptables-legacy-save'
  record nft out -- typed node 'iptables-nft-save -c'
  record bare out -- lab_in node sh -c 'iptables-legacy-save; iptables-nft-save'
  record S out -- typed node 'iptables-legacy -S; iptables-nft -S'
  record L out -- typed node 'iptables-nft -nL FORWARD'
  record nft-ruleset both -- lab_in node nft list ruleset
}

# phase NAME LEGACY NFT: functions that print the rules of each back end.
phase() {
  PHASE=$1
  lab_sweep
  lab_ns node
  lab_in node iptables-legacy -nL >/dev/null
  lab_in node iptables-legacy -t nat -nL >/dev/null
  "$2" | lab_in node iptables-legacy-restore
  "$3" | lab_in node iptables-nft-restore
  record_phase
}

main() {
  lab_begin nft:nftables
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { uname -sr | sed "s,-.*,,"; iptables --version; nft --version; } >"$OUT/versions.txt"
  phase nft true kube_rules
  phase both kube_rules kube_rules
  phase apart libvirt_rules kube_rules
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
