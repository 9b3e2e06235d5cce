#!/usr/bin/env bash
# Records what ping, traceroute, tracepath and mtr print: answers, loss, a path with a smaller MTU, a silent hop, and
# every kind of refusal.
#
#   path.sh [OUTDIR]
#
#   client 10.77.1.2 --- first 10.77.1.1 / 10.77.2.1 --- second 10.77.2.2 / 10.77.3.1 (mtu 1400) --- server 10.77.3.2
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
OUT=${1:-$HERE/../../captures/path}
mkdir -p "$OUT"

lab_begin ping:iputils-ping traceroute:traceroute tracepath:iputils-tracepath mtr:mtr-tiny busybox:busybox nc:netcat-openbsd

build() {
  lab_ns client first second server
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 first eth0 fd77:1::1/64 10.77.1.1/24
  lab_wire first eth1 fd77:2::1/64 10.77.2.1/24 second eth0 fd77:2::2/64 10.77.2.2/24
  lab_wire second eth1 fd77:3::1/64 10.77.3.1/24 server eth0 fd77:3::2/64 10.77.3.2/24
  local ns
  for ns in first second; do
    lab_in $ns sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
  done
  lab_in server sysctl -qw net.ipv4.icmp_ratelimit=0
  lab_in client ip route add default via 10.77.1.1
  lab_in client ip -6 route add default via fd77:1::1
  lab_in first ip route add 10.77.3.0/24 via 10.77.2.2
  lab_in first ip -6 route add fd77:3::/64 via fd77:2::2
  lab_in second ip route add 10.77.1.0/24 via 10.77.2.1
  lab_in second ip -6 route add fd77:1::/64 via fd77:2::1
  lab_in server ip route add default via 10.77.3.1
  lab_in server ip -6 route add default via fd77:3::1
  lab_in first ip route add prohibit 10.77.8.0/24
  lab_in second ip link set eth1 mtu 1400
  lab_in server ip link set eth0 mtu 1400
  lab_in first iptables -A FORWARD -d 10.77.3.66 -j REJECT --reject-with icmp-host-prohibited
  lab_in first iptables -A FORWARD -d 10.77.3.67 -j REJECT --reject-with icmp-port-unreachable
  lab_in first iptables -A FORWARD -d 10.77.3.68 -j DROP
  lab_in server ip addr add 10.77.3.3/24 dev eth0
  lab_in server iptables -A INPUT -d 10.77.3.3 -p icmp -m statistic --mode nth --every 3 --packet 1 -j DROP
}

FILES=$(mktemp -d)
trap 'status=$?; set +e; rm -r "$FILES"; (exit "$status"); lab_end' EXIT
printf '127.0.0.1 localhost\n10.77.1.1 gw-1.example.net\n10.77.2.2 gw-2.example.net\n10.77.3.2 db-1.example.net\n' >"$FILES/hosts"
echo 'nameserver 127.0.0.1' >"$FILES/resolv.conf"

asked() {
  local name=$1
  shift
  timeout 60 unshare --uts ip netns exec "${LAB_PREFIX}client" sh -c '
    hostname node-3
    mount --bind "$1/resolv.conf" /etc/resolv.conf; mount --bind "$1/hosts" /etc/hosts
    shift; exec "$@"' sh "$FILES" "$@" >"$OUT/$name.txt" 2>&1 </dev/null || true
}

build
asked ping.ok ping -c 4 -i 0.2 10.77.3.2
asked ping.name ping -c 2 -i 0.2 db-1.example.net
asked ping.v6 ping -c 2 -i 0.2 fd77:3::2
asked ping.quiet ping -q -c 5 -i 0.2 10.77.3.2
asked ping.stamped ping -D -c 2 -i 0.2 10.77.3.2
asked ping.loss ping -c 6 -i 0.2 10.77.3.3
asked ping.outstanding ping -O -c 6 -i 0.3 -W 1 10.77.3.3
asked ping.silent ping -c 3 -i 0.2 -W 1 10.77.3.68
asked ping.unreachable ping -c 3 10.77.1.99
asked ping.no-host ping -c 2 -W 4 10.77.3.99
asked ping.no-net ping -c 2 -i 0.2 10.77.9.9
asked ping.prohibited ping -c 2 -i 0.2 10.77.3.66
asked ping.filtered ping -c 2 -i 0.2 10.77.8.8
asked ping.port-unreachable ping -c 2 -i 0.2 10.77.3.67
asked ping.too-long ping -M do -c 3 -i 0.2 -s 1473 10.77.1.1
asked ping.frag-needed ping -M do -c 3 -i 0.2 -s 1472 10.77.3.2
asked ping.fits ping -M do -c 2 -i 0.2 -s 1372 10.77.3.2
asked ping.v6-too-big ping -M do -c 2 -i 0.2 -s 1452 fd77:3::2
asked ping.ttl ping -t 1 -c 2 -i 0.2 10.77.3.2
asked ping.interface ping -I eth0 -c 2 -i 0.2 10.77.3.2
asked ping.unknown-name ping -c 1 nothing.example.net
asked ping.flood ping -f -c 50 10.77.3.2
asked ping.busybox busybox ping -c 3 10.77.3.2
asked ping.busybox-loss busybox ping -c 6 -W 1 10.77.3.3
asked ping.busybox-silent busybox ping -c 2 -W 1 10.77.3.68
asked traceroute.plain traceroute db-1.example.net
asked traceroute.n traceroute -n 10.77.3.2
asked traceroute.icmp traceroute -I -n 10.77.3.2
asked traceroute.tcp traceroute -T -n -p 80 10.77.3.2
asked traceroute.v6 traceroute -n fd77:3::2
asked traceroute.silent traceroute -n -m 5 -w 1 10.77.3.68
asked traceroute.prohibited traceroute -n -m 5 -w 1 10.77.3.66
asked traceroute.no-net traceroute -n -m 5 -w 1 10.77.9.9
asked traceroute.mtu traceroute -n --mtu 10.77.3.2
asked traceroute.busybox busybox traceroute -n 10.77.3.2
asked tracepath.n tracepath -n 10.77.3.2
asked tracepath.names tracepath db-1.example.net
asked tracepath.both tracepath -b db-1.example.net
asked tracepath.silent tracepath -n -m 4 10.77.3.68
asked mtr.report mtr --report -c 3 -i 0.2 -n 10.77.3.2
asked mtr.report-wide mtr --report-wide -c 3 -i 0.2 db-1.example.net
asked mtr.both mtr -b --report-wide -c 3 -i 0.2 db-1.example.net
asked mtr.loss mtr -n --report -c 6 -i 0.2 10.77.3.3
asked mtr.silent mtr -n --report -c 2 -i 0.2 -m 5 10.77.3.68
asked mtr.csv mtr -n --csv -c 2 -i 0.2 10.77.3.2
asked mtr.tcp mtr -n --tcp -P 80 --report -c 2 -i 0.2 10.77.3.2
# A hop that answers nothing: the second router's own messages are lost.
lab_in second iptables -A OUTPUT -p icmp --icmp-type time-exceeded -j DROP
asked traceroute.hop-silent traceroute -n -w 1 10.77.3.2
asked mtr.hop-silent mtr -n --report -c 2 -i 0.2 10.77.3.2
asked tracepath.hop-silent tracepath -n 10.77.3.2
