#!/usr/bin/env bash
# Records what nft prints. nft.sh OUT: writes OUT/*.txt
set -eu
OUT=$(mkdir -p "$1" && cd "$1" && pwd)
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=test/lab/lib.sh
. "$HERE/../lib.sh"
lab_begin nft:nftables

# keep FILE NS COMMAND ...: both streams, as on a terminal.
keep() {
  local file=$OUT/$1.txt
  shift
  lab_in "$@" >"$file" 2>&1 || true
}

lab_ns nft nat kube many
lab_in nft nft -f "$HERE/nft/everything.nft"
keep ruleset nft nft list ruleset
keep ruleset-handles nft nft -a list ruleset
keep ruleset-stateless nft nft -s list ruleset
keep ruleset-numeric nft nft -n list ruleset
keep ruleset-priorities nft nft -y list ruleset
keep ruleset-terse nft nft -t list ruleset
keep ruleset-json nft nft -j list ruleset
lab_in nft nft -j list ruleset | "$LAB_PYTHON" -m json.tool --indent 2 >"$OUT/ruleset-jq.txt"
for what in tables chains sets maps counters quotas limits meters; do keep "$what" nft nft -a list "$what"; done
keep table nft nft list table inet fw
keep chain nft nft -a list chain inet fw in
keep set nft nft list set inet fw s2
keep map nft nft list map inet fw vm
keep no-such-table nft nft list table ip kube-proxy
keep not-root nft setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all nft list ruleset
lab_in nft nft -f "$HERE/nft/dormant.nft"
keep json-table-flag nft nft -j list ruleset

lab_in nat iptables-nft -P FORWARD DROP
lab_in nat iptables-nft -A INPUT -p tcp --dport 80 -m comment --comment 'a } in a comment' -j ACCEPT
lab_in nat iptables-nft -A INPUT -p tcp -m multiport --dports 80,443 -m conntrack --ctstate NEW -j ACCEPT
lab_in nat iptables-nft -A INPUT -j REJECT --reject-with icmp-port-unreachable
lab_in nat iptables-nft -A INPUT -m recent --name seen --set
lab_in nat iptables-nft -A FORWARD -m limit --limit 5/min -j LOG --log-prefix 'q"x '
lab_in nat iptables-nft -t nat -N KUBE-SVC
lab_in nat iptables-nft -t nat -A PREROUTING -g KUBE-SVC
lab_in nat iptables-nft -t nat -A KUBE-SVC -m statistic --mode random --probability 0.5 -j RETURN
lab_in nat iptables-nft -t nat -A KUBE-SVC -p udp --dport 53 -j DNAT --to-destination 10.244.0.2:53
lab_in nat iptables-nft -t nat -A POSTROUTING -s 10.0.0.0/8 ! -o eth0 -j MASQUERADE --random-fully
lab_in nat iptables-nft -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
lab_in nat iptables-nft -t raw -A PREROUTING -p udp --dport 53 -j CT --notrack
lab_in nat ip6tables-nft -A INPUT -p ipv6-icmp -j ACCEPT
keep iptables-nft nat nft list ruleset
keep iptables-nft-handles nat nft -a list table ip nat
keep iptables-nft-json nat nft -j list ruleset

lab_in kube nft -f "$HERE/nft/kube-proxy.nft"
keep kube-proxy kube nft list table ip kube-proxy
keep kube-proxy-handles kube nft -a list ruleset
keep kube-proxy-json kube nft -j list ruleset

# A set of a thousand addresses, intervals among them.
{
  echo 'table inet blocklist {'
  echo '  set v4 { type ipv4_addr; flags interval; elements = {'
  for i in $(seq 0 2 998); do echo "198.18.$((i / 250)).$((i % 250)), 203.0.$((i / 250)).$((i % 250))-203.0.$((i / 250)).$((i % 250 + 1)),"; done
  printf '%s\n' '10.8.0.0/16 }' '}' 'chain input {' 'type filter hook input priority -10; policy accept;'
  printf '%s\n' 'ip saddr @v4 counter packets 88 bytes 5280 drop' '}' '}'
} | lab_in many nft -f -
keep large-set many nft list ruleset
