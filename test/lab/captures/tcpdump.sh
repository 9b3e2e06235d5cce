#!/usr/bin/env bash
# Records what tcpdump prints of the same traffic with each of its options.
#
#   tcpdump.sh OUTDIR
#
#   client 10.77.1.2 --- ens192 node cali0 --- server 10.244.1.2      and a VXLAN between client and node
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"
OUT=${1:?where to write}
mkdir -p "$OUT"
HERE=$(cd "$(dirname "$0")" && pwd)

build() {
  lab_ns client node server
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node ens192 fd77:1::1/64 10.77.1.1/24
  lab_wire node cali0 fd77:244::1/64 10.244.1.1/24 server eth0 fd77:244::2/64 10.244.1.2/24
  lab_in node sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
  lab_in client ip route add default via 10.77.1.1
  lab_in client ip -6 route add default via fd77:1::1
  lab_in server ip route add default via 10.244.1.1
  lab_in server ip -6 route add default via fd77:244::1
  lab_start server "$LAB_PYTHON" "$HERE/answers.py" 10.244.1.2
  lab_until 10 "the server to listen" lab_in server sh -c 'ss -Hltn "sport = 8080" | grep -q .'
}

# dump NAME NS "OPTIONS" "FILTER": a capture in the background, stdout and stderr in one file as a terminal shows them.
DUMPS=()
dump() {
  ip netns exec "$LAB_PREFIX$2" sh -c "exec tcpdump --immediate-mode -l $3 '$4' >'$OUT/$1.txt' 2>&1" </dev/null 8>&- 9>&- &
  DUMPS+=($!)
}

dumps_ready() {
  local name
  for name in "$@"; do
    lab_until 5 "tcpdump $name" grep -q 'listening on' "$OUT/$name.txt"
  done
}

dumps_end() {
  sleep 0.3
  kill -INT "${DUMPS[@]}" 2>/dev/null || true       # -c N ended by itself
  wait "${DUMPS[@]}" || true
  DUMPS=()
}

get() { lab_in client curl -s -o /dev/null -m 9 "http://$1" || true; }
ask() { lab_in client "$LAB_PYTHON" - "$@" <<'PY' || true
import socket, struct, sys
# Two queries from one socket, as glibc sends them; the second again after a second where nothing comes.
name = sys.argv[1]
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(1.0)
s.connect(('10.244.1.2', 53))
wire = b''.join(bytes([len(label)]) + label.encode() for label in name.split('.')) + b'\0'
def query(ident, kind):
    s.send(struct.pack('!HHHHHH', ident, 0x0100, 1, 0, 0, 0) + wire + struct.pack('!HH', kind, 1))
query(41001, 1)
query(41002, 28)
got = set()
for _ in range(3):
    try:
        got.add(s.recv(512)[:2])
        if len(got) == 2:
            break
    except TimeoutError:
        query(41002, 28)
PY
}

# ------------------------------------------------------------------------------- the same visit in every form

forms() {
  few any any-link any-verbose six
  few one-tttt names link verbose most-verbose-link quick
  few absolute unix-time delta since-first no-time
  few hex hex-link sll sll-plain
}

# few NAME ...: the same visits for a few captures at a time; with all of them at once the kernel drops packets.
few() {
  local name
  for name in "$@"; do
    case $name in
      any) dump any node '-nn -i any' 'tcp port 8080' ;;
      one-tttt) dump one-tttt node '-nn -tttt -i ens192' 'tcp port 8080' ;;
      names) dump names node '-i ens192' 'tcp port 8080' ;;
      link) dump link node '-nne -i ens192' 'tcp port 8080' ;;
      any-link) dump any-link node '-nne -i any' 'tcp port 8080' ;;
      verbose) dump verbose node '-nnv -i ens192' 'tcp port 8080' ;;
      most-verbose-link) dump most-verbose-link node '-nnevvv -i ens192' 'tcp port 8080' ;;
      any-verbose) dump any-verbose node '-nnvvv -i any' 'tcp port 8080' ;;
      quick) dump quick node '-nnq -i ens192' 'tcp port 8080' ;;
      absolute) dump absolute node '-nnS -i ens192' 'tcp port 8080' ;;
      unix-time) dump unix-time node '-nntt -i ens192' 'tcp port 8080' ;;
      delta) dump delta node '-nnttt -i ens192' 'tcp port 8080' ;;
      since-first) dump since-first node '-nnttttt -i ens192' 'tcp port 8080' ;;
      no-time) dump no-time node '-nnt -i ens192' 'tcp port 8080' ;;
      hex) dump hex node '-nnX -c 4 -i ens192' 'tcp port 8080' ;;
      hex-link) dump hex-link node '-nnXX -c 3 -i ens192' 'tcp port 8080' ;;
      sll) dump sll node '-nne -y LINUX_SLL -i any' 'tcp port 8080' ;;
      sll-plain) dump sll-plain node '-nn -y LINUX_SLL -i any' 'tcp port 8080' ;;
      six) dump six node '-nn -i any' 'ip6 and tcp port 8080' ;;
    esac
  done
  dumps_ready "$@"
  get 10.244.1.2:8080/
  get '[fd77:244::2]:8080/'
  dumps_end
}

# ---------------------------------------------------------------------------------------------- what goes wrong

lost_syn() {
  dump lost-syn node '-nn -i any' 'tcp port 8080'
  dump lost-syn-verbose node '-nnv -i ens192' 'tcp port 8080'
  dumps_ready lost-syn lost-syn-verbose
  lab_in server iptables -t raw -A PREROUTING -p tcp --syn --dport 8080 -m statistic --mode nth --every 3 --packet 2 -j RETURN
  lab_in server iptables -t raw -A PREROUTING -p tcp --syn --dport 8080 -j DROP
  get 10.244.1.2:8080/
  lab_in server iptables -t raw -F
  dumps_end
}

lost_synack() {
  dump lost-synack server '-nn -i eth0' 'tcp port 8080'
  dumps_ready lost-synack
  lab_in node iptables -A FORWARD -p tcp --tcp-flags SYN,ACK SYN,ACK -m statistic --mode nth --every 4 --packet 3 -j RETURN
  lab_in node iptables -A FORWARD -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP
  get 10.244.1.2:8080/
  lab_in node iptables -F
  dumps_end
}

closed() {
  dump closed node '-nn -i any' 'tcp port 8081 or icmp'
  dump rejected node '-nn -i any' 'tcp port 8082 or icmp'
  dump rejected-verbose node '-nnv -i ens192' 'tcp port 8082 or icmp'
  dumps_ready closed rejected rejected-verbose
  get 10.244.1.2:8081/
  lab_in node iptables -A FORWARD -p tcp --dport 8082 -j REJECT --reject-with icmp-port-unreachable
  get 10.244.1.2:8082/
  lab_in node iptables -F
  dumps_end
}

icmp() {
  dump icmp node '-nn -i any' 'icmp or icmp6 or udp port 9999 or tcp port 8080'
  dump icmp-verbose node '-nnvv -i ens192' 'icmp or icmp6'
  dumps_ready icmp icmp-verbose
  lab_in client ping -c 1 10.244.1.2 || true
  lab_in client ping -c 1 fd77:244::2 || true
  lab_in node ip link set cali0 mtu 1400
  lab_in client ping -c 1 -W 1 -M 'do' -s 1450 10.244.1.2 || true
  lab_in client ping -c 1 -W 1 -M 'do' -s 1440 fd77:244::2 || true
  lab_in node ip link set cali0 mtu 1500
  lab_in client ping -c 1 -W 1 -t 1 10.244.1.2 || true
  lab_in client ping -c 1 -W 1 10.9.9.9 || true
  lab_in client "$LAB_PYTHON" -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b"x", ("10.244.1.2", 9999))'
  lab_in client "$LAB_PYTHON" -c 'import socket; s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM); s.sendto(b"x", ("fd77:244::2", 9999))'
  lab_in node iptables -A FORWARD -p tcp --dport 8080 -j REJECT --reject-with icmp-admin-prohibited
  get 10.244.1.2:8080/
  lab_in node iptables -F
  dumps_end
}

dns() {
  dump dns node '-nn -i any' 'port 53'
  dump dns-one node '-nn -tttt -i ens192' 'port 53'
  dump dns-names node '-i ens192' 'port 53'
  dump dns-verbose node '-nnvv -i ens192' 'port 53'
  dumps_ready dns dns-one dns-names dns-verbose
  ask shop.default.svc.cluster.local
  ask dropaaaa.example.com
  ask nx.example.com
  ask fail.example.com
  ask slow.example.com
  dumps_end
}

arp() {
  dump arp node '-nn -i ens192' 'arp'
  dump arp-verbose node '-nnve -i ens192' 'arp'
  dumps_ready arp arp-verbose
  lab_in client ip neigh flush all
  lab_in client ping -c 1 10.77.1.1 || true
  lab_in client ping -c 1 -W 2 10.77.1.77 || true
  dumps_end
}

# A segment too large for the road: retransmitted, never acknowledged; small ones pass.
stuck() {
  dump stuck node '-nn -i cali0' 'tcp port 8080'
  dumps_ready stuck
  lab_in node iptables -A FORWARD -i cali0 -m length --length 1000:65535 -j DROP
  lab_in client curl -s -o /dev/null -m 3 http://10.244.1.2:8080/large || true
  lab_in node iptables -F
  dumps_end
}

# ------------------------------------------------------------------------------------------------------- tunnels

tunnel() {
  local port=$1 name=$2
  lab_in client ip link add vx0 type vxlan id 1 local 10.77.1.2 remote 10.77.1.1 dstport "$port"
  lab_in node ip link add vx0 type vxlan id 1 local 10.77.1.1 remote 10.77.1.2 dstport "$port"
  lab_in client ip addr add 10.200.0.2/24 dev vx0
  lab_in node ip addr add 10.200.0.1/24 dev vx0
  lab_in client ip link set vx0 up
  lab_in node ip link set vx0 up
  lab_in node "$LAB_PYTHON" -m http.server 8000 >/dev/null 2>&1 8>&- 9>&- &
  LAB_PIDS+=($!)
  lab_until 10 "the second server" lab_in node sh -c 'ss -Hltn "sport = 8000" | grep -q .'
  dump "$name" node '-nn -i ens192' "udp port $port"
  dump "$name-link" node '-nne -i ens192' "udp port $port"
  dump "$name-verbose" client '-nnvv -i eth0' "udp port $port"
  dumps_ready "$name" "$name-link" "$name-verbose"
  lab_in client ping -c 1 10.200.0.1 || true
  lab_in client curl -s -o /dev/null -I http://10.200.0.1:8000/ || true
  dumps_end
  lab_in client ip link del vx0
  lab_in node ip link del vx0
}

lab_begin tcpdump:tcpdump curl:curl
build
lab_in client ping -c 1 10.244.1.2 >/dev/null          # neighbours are known: no ARP in the captures
lab_in client ping -c 1 fd77:244::2 >/dev/null
for topic in forms lost_syn lost_synack closed icmp dns arp stuck; do "$topic" >/dev/null; done
tunnel 8472 otv >/dev/null
tunnel 4789 vxlan >/dev/null
