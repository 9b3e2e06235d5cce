#!/usr/bin/env bash
# Records what the kernel writes into its log for what the incidents are about: packets that a rule logs, traced
# packets, invalid ones, martian sources, half open connections, a full set.
#
#   logs.sh [OUTDIR]
#
#   client 10.77.1.2 --- ens192 node cali0 --- pod 10.244.1.2
#
# Packets are logged outside the first namespace only while net.netfilter.nf_log_all_netns is 1: it is put back.
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
OUT=${1:-$HERE/../../captures/logs}
ALL_NETNS=/proc/sys/net/netfilter/nf_log_all_netns
mkdir -p "$OUT"

lab_begin iptables-legacy:iptables ipset:ipset nft:nftables
WAS=$(cat "$ALL_NETNS")
trap 'status=$?; set +e; echo "$WAS" >"$ALL_NETNS"; (exit "$status"); lab_end' EXIT

packets() {
  local ns=$1
  shift
  lab_in "$ns" "$LAB_PYTHON" "$HERE/packets.py" "$@" >/dev/null 2>&1 || true
}

# What is new in the log since the mark, without what others wrote into it.
logged() {
  sleep 0.3
  dmesg "${@:2}" | sed "1,/$LAB_MARK/d" | grep -v -e net_ratelimit -e 'ctlab:' \
    | grep -E "$1" | head -"${LINES_KEPT:-40}" >"$OUT/$NAME.txt"
  [ -s "$OUT/$NAME.txt" ] || lab_say "nothing logged: $NAME"
}

build() {
  lab_ns client node pod
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node ens192 fd77:1::1/64 10.77.1.1/24
  lab_wire node cali0 fd77:244::1/64 10.244.1.1/24 pod eth0 fd77:244::2/64 10.244.1.2/24
  lab_in client ip route add default via 10.77.1.1
  lab_in client ip -6 route add default via fd77:1::1
  lab_in pod ip route add default via 10.244.1.1
  lab_in pod ip -6 route add default via fd77:244::1
  lab_in node sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  lab_start pod "$LAB_PYTHON" "$HERE/packets.py" answer 8080
  lab_until 10 "the pod to listen" lab_in pod sh -c 'ss -Hltn "sport = 8080" | grep -q .'
}

phase() {
  NAME=$1
  lab_mark_log "$1"
}

build
echo 1 >"$ALL_NETNS"

lab_in node iptables -A FORWARD -p tcp --syn -j LOG --log-prefix 'calico-packet: '
lab_in node iptables -A FORWARD -p icmp -j LOG --log-prefix '[UFW BLOCK] ' --log-level 4
lab_in node iptables -A FORWARD -p udp -j LOG
lab_in node iptables -A OUTPUT -p tcp -j LOG --log-prefix 'OUT ' --log-uid --log-tcp-options --log-tcp-sequence --log-ip-options
lab_in node ip6tables -A FORWARD -j LOG --log-prefix 'fwd6: '
phase rule-log
packets client connect 10.244.1.2 8080 1
lab_in client ping -c 1 10.244.1.2 >/dev/null
lab_in client sh -c 'echo x >/dev/udp/10.244.1.2/9999' 2>/dev/null || lab_in client bash -c 'echo x >/dev/udp/10.244.1.2/9999'
packets node connect 10.244.1.2 8080 1
lab_in client ping -c 1 fd77:244::2 >/dev/null || true
logged 'IN='
LINES_KEPT=3 NAME=rule-log-T logged 'IN=' -T
LINES_KEPT=3 NAME=rule-log-x logged 'IN=' -x
LINES_KEPT=3 NAME=rule-log-iso logged 'IN=' --time-format iso
LINES_KEPT=3 NAME=rule-log-H logged 'IN=' -H --nopager --color=never
LINES_KEPT=3 NAME=rule-log-t logged 'IN=' -t
lab_in node iptables -F
lab_in node ip6tables -F

lab_in node iptables-legacy -t raw -A PREROUTING -p icmp -j TRACE
lab_in node iptables-legacy -t nat -N KUBE-SERVICES
lab_in node iptables-legacy -t nat -A PREROUTING -j KUBE-SERVICES
lab_in node iptables-legacy -A FORWARD -p icmp -j ACCEPT
phase trace
lab_in client ping -c 1 10.244.1.2 >/dev/null
logged 'TRACE: '
lab_in node iptables-legacy -t raw -F
lab_in node iptables-legacy -t nat -F
lab_in node iptables-legacy -F

lab_in node nft add table ip lab
lab_in node nft 'add chain ip lab forwarded { type filter hook forward priority 0; }'
lab_in node nft 'add rule ip lab forwarded meta l4proto icmp log prefix "nft-drop: " level warn flags all drop'
phase nft-log
lab_in client ping -c 1 -W 1 10.244.1.2 >/dev/null || true
logged 'IN='
lab_in node nft delete table ip lab

lab_in node iptables -A FORWARD -m conntrack --ctstate INVALID -j DROP
lab_in node sysctl -qw net.netfilter.nf_conntrack_log_invalid=255 net.netfilter.nf_conntrack_tcp_loose=0
phase invalid
packets client odd 10.77.1.2 10.244.1.2
packets client window 10.244.1.2 8080
logged 'nf_ct_'
lab_in node iptables -F

lab_in node sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.ens192.rp_filter=1 net.ipv4.conf.all.log_martians=1
lab_in client ip addr add 10.244.1.55/32 dev eth0
phase martian
lab_in client ping -c 1 -W 1 -I 10.244.1.55 10.77.1.1 >/dev/null || true
logged 'martian|ll header'

phase syn-flood
lab_in node sysctl -qw net.ipv4.tcp_syncookies=1 net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.ens192.rp_filter=0
lab_start node "$LAB_PYTHON" "$HERE/packets.py" serve 80 1
lab_until 10 "the node to listen" lab_in node sh -c 'ss -Hltn "sport = 80" | grep -q .'
packets client flood 10.77.1.0 10.77.1.1 80
lab_in node sysctl -qw net.ipv4.tcp_syncookies=0
lab_start node "$LAB_PYTHON" "$HERE/packets.py" serve 81 1
lab_until 10 "the node to listen" lab_in node sh -c 'ss -Hltn "sport = 81" | grep -q .'
packets client flood 10.77.1.0 10.77.1.1 81
logged 'TCP: '

phase set-full
lab_in node ipset create KUBE-LAB hash:ip maxelem 1
lab_in node ipset add KUBE-LAB 10.0.0.1
lab_in node ipset add KUBE-LAB 10.0.0.2 2>/dev/null || true
lab_in node ipset add KUBE-LAB 10.0.0.3 2>/dev/null || true
logged 'KUBE-LAB'

phase devices
lab_in node ip link add cni0 type bridge
lab_in node ip link add vethlab0 type veth peer name vethlab1
lab_in node ip link set vethlab0 master cni0
lab_in node ip link set cni0 up
lab_in node ip link set vethlab0 up
lab_in node ip link set vethlab1 name eth9
lab_in node ip link set eth9 up
sleep 0.5
lab_in node ip link set eth9 down
lab_in node ip link del cni0
logged 'cni0|vethlab|eth9'
