#!/usr/bin/env bash
# Brings about a KUBE-FIREWALL that drops everything, and records what the tools print.
#
#   kube-firewall-drop-all.sh [OUTDIR]
#
#   client 10.77.1.2 --- ens192 node 10.77.1.1
#
# Phases:
#
#   sound     the rule asks for its mark, as kubelet writes it
#   broken    the mark is lost, as after an older iptables has written the table back
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"

# load "MATCH": the rules of kubelet; MATCH stands between comment and target.
load() {
  lab_in node iptables-restore <<RULES
*filter
:KUBE-FIREWALL - [0:0]
:KUBE-FORWARD - [0:0]
-A INPUT -j KUBE-FIREWALL
-A OUTPUT -j KUBE-FIREWALL
-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD
-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP
-A KUBE-FIREWALL -m comment --comment "kubernetes firewall for dropping marked packets" $1 -j DROP
-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT
COMMIT
RULES
}

packets() { lab_in client timeout 1.5 ping -q -n -c 30 -i 0.01 -W 0.2 10.77.1.1 >/dev/null 2>&1 || true; }

twice() {
  typed node 'iptables -nvxL'
  packets
  typed node 'iptables -nvxL'
}

record_phase() {
  packets
  record S out -- lab_in node iptables -S KUBE-FIREWALL
  record nL out -- lab_in node iptables -nL KUBE-FIREWALL
  record nvL out -- lab_in node iptables -nvL
  record chain out -- typed node 'iptables -nvL KUBE-FIREWALL --line-numbers'
  record save-c out -- lab_in node iptables-save -c
  record nft out -- typed node 'nft list chain ip filter KUBE-FIREWALL'
  record twice out -- twice
}

main() {
  lab_begin nft:nftables ping:iputils-ping
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { uname -sr | sed "s,-.*,,"; iptables --version; nft --version; } >"$OUT/versions.txt"
  lab_ns node client
  lab_wire node ens192 fd77:1::1/64 10.77.1.1/24 client eth0 fd77:1::2/64 10.77.1.2/24
  PHASE=sound
  load '-m mark --mark 0x8000/0x8000'
  record_phase
  PHASE=broken
  load ''
  record_phase
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
