#!/usr/bin/env bash
# Records what the tools print that tell of a host: sockets, counters, interfaces, routes, neighbours, processes.
#
#   host.sh [OUTDIR]
#
#   client 10.77.1.2 eth0 --- ens192 10.77.1.1 node  (flannel.1: VXLAN, cni0: bridge, cali1: veth)
#
# The node has a service that never accepts (its queue of 2 fills up), one that answers, connections in TIME-WAIT and
# CLOSE-WAIT; the client has SYNs under way that nobody answers, and a connection that loses packets.
set -eu

LAB_LANES=1                                      # names of namespaces are recorded
# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"

rec() {
  local file=$OUT/$1.txt ns=$2
  shift 2
  lab_in "$ns" "$@" >"$file" 2>&1 || true
}

# A command line with a pipe in it.
rec_sh() { rec "$1" "$2" sh -c "$3"; }

build() {
  lab_ns client node
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node ens192 fd77:1::1/64 10.77.1.1/24
  lab_in node sysctl -qw net.ipv4.ip_forward=0
  local node=${LAB_PREFIX}node
  ip -n "$node" addr add 10.77.2.1/24 brd + dev ens192 label ens192:1
  ip -n "$node" link add flannel.1 type vxlan id 1 local 10.77.1.1 dev ens192 dstport 8472 nolearning
  ip -n "$node" link set flannel.1 mtu 1450 up
  ip -n "$node" addr add 10.244.1.0/32 dev flannel.1
  ip -n "$node" link add cni0 mtu 1450 type bridge
  ip -n "$node" link add cali1 mtu 1450 type veth peer name cali2
  ip -n "$node" link set cali1 master cni0 up
  ip -n "$node" link set cni0 up
  ip -n "$node" addr add 10.244.1.1/24 brd + dev cni0
  ip -n "$node" route add default via 10.77.1.254
  ip -n "$node" route add 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink mtu lock 1400
  ip -n "$node" route add blackhole 10.244.3.0/26 proto 80
  ip -n "$node" route add 10.99.0.0/16 nexthop via 10.77.1.2 weight 1 nexthop via 10.77.1.3 weight 2
  ip -n "$node" -6 route add default via fd77:1::2 metric 1024
  ip -n "$node" route add 10.98.0.0/16 via 10.77.1.2 table 100
  ip -n "$node" rule add fwmark 0x4000/0x4000 lookup 100 priority 100
  ip -n "$node" neigh add 10.244.2.0 lladdr 4e:0f:00:00:02:01 dev flannel.1 nud permanent
  ip -n "$node" neigh add 10.77.1.9 lladdr 02:42:0a:4d:01:09 dev ens192 nud stale
  lab_in node ping -qc1 -W1 10.77.1.77 >/dev/null || true        # nobody there: FAILED
  lab_in node ping -qc1 -W1 10.77.1.2 >/dev/null || true
  lab_in node ping -qc1 -W1 fd77:1::2 >/dev/null || true
  ip -n "${LAB_PREFIX}client" route add 10.77.9.0/24 via 10.77.1.1
  # Every third large segment towards port 9090 is lost: retransmissions.
  lab_in node iptables -A INPUT -p tcp --dport 9090 -m length --length 500:65535 \
    -m statistic --mode nth --every 3 --packet 1 -j DROP
}

# 8080 never accepts; 9090 reads; 7070 closes at once, so that its end waits in FIN-WAIT-2 and the client's in CLOSE-WAIT.
serve() {
  lab_start node "$LAB_PYTHON" -c '
import socket, threading, time
stuck = socket.create_server(("10.77.1.1", 8080), backlog=2)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(("127.0.0.1", 5353))
kept = []
def accept(server, close):
    while True:
        one, _ = server.accept()
        if close: one.close()
        else: kept.append(one); threading.Thread(target=drain, args=(one,), daemon=True).start()
def drain(one):
    while one.recv(65536): pass
    one.close()
reads = socket.create_server(("::", 9090), family=socket.AF_INET6, dualstack_ipv6=True, backlog=128)
shuts = socket.create_server(("10.77.1.1", 7070), backlog=128)
threading.Thread(target=accept, args=(reads, False), daemon=True).start()
threading.Thread(target=accept, args=(shuts, True), daemon=True).start()
time.sleep(60)'
  lab_until 10 "the services" lab_in node sh -c 'ss -Hltn "sport = 7070" | grep -q .'
}

connect() {
  lab_start client "$LAB_PYTHON" -c '
import socket, time
kept = []
def start(host, port, family=socket.AF_INET):
    one = socket.socket(family); one.setblocking(False); one.connect_ex((host, port)); kept.append(one); return one
for _ in range(6): start("10.77.1.1", 8080)
for _ in range(3): start("10.77.9.9", 80)
for _ in range(2): start("10.77.1.1", 7070)
start("fd77:1::1", 9090, socket.AF_INET6)
for _ in range(5): socket.create_connection(("10.77.1.1", 9090)).close()
busy = socket.create_connection(("10.77.1.1", 9090))
busy.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
kept.append(busy)
for _ in range(40): busy.send(b"x" * 20000); time.sleep(0.02)
time.sleep(60)'
  lab_until 15 "a full accept queue" lab_in node sh -c 'nstat -az TcpExtListenOverflows | grep -qE "Overflows +[1-9]"'
  sleep 3
}

record_sockets() {
  rec ss-s node ss -s
  rec sockstat node cat /proc/net/sockstat /proc/net/sockstat6
  rec ss-tan node ss -tan
  rec ss-tan-client client ss -tan
  rec ss-lnt node ss -lnt
  rec ss-uan node ss -uan
  rec ss-H-tan client ss -Htan
  rec ss-ta client ss -ta
  rec ss-tuna node ss -tuna
  rec ss-tanp node ss -tanp
  rec ss-tano client ss -tano
  rec ss-tani client ss -tani
  rec ss-tanimoe client ss -tanimoe
  rec ss-taniO client ss -tanOi
  rec ss-time-wait client ss -tan state time-wait
  rec_sh ss-states client "ss -tan | awk '{print \$1}' | sort | uniq -c"
  rec netstat-ant node netstat -ant
  rec netstat-anto client netstat -anto
  rec netstat-lntp node netstat -lntp
}

# nstat keeps what it printed last in a file; this one is ours.
record_counters() {
  export NSTAT_HISTORY=$WORK/history
  sleep 1
  rec nstat-az node nstat -az
  rec netstat-s node netstat -s
  rec netstat-s6 node netstat -s6
  rec nstat client nstat
  rec nstat-json client nstat -aj
  rec proc-snmp node cat /proc/net/snmp
  rec proc-netstat node cat /proc/net/netstat
  rec proc-snmp6 node cat /proc/net/snmp6
  rec_sh netstat-s-grep node 'netstat -s | grep -i listen'
  rec nstat-two node nstat -az TcpExtListenOverflows TcpExtListenDrops
}

record_interfaces() {
  rec ip-addr node ip addr
  rec ip-4-addr node ip -4 addr
  rec ip-br-addr node ip -br addr
  rec ip-o-addr node ip -o addr
  rec ip-link node ip link
  rec ip-s-link node ip -s link
  rec ip-s-s-link node ip -s -s link show dev ens192
  rec ip-d-link node ip -d link show flannel.1
  rec ip-d-link-all node ip -d link
  rec ip-br-link node ip -br link
  rec ip-o-link node ip -o link
  rec ifconfig node ifconfig -a
  rec netstat-i node netstat -i
  rec ethtool-k node ethtool -k flannel.1
  rec ethtool-k-veth node ethtool -k ens192
  rec_sh ethtool-k-grep node 'ethtool -k flannel.1 | grep checksum'
  rec ethtool-S node ethtool -S ens192
  rec ethtool-i node ethtool -i flannel.1
}

record_routes() {
  rec ip-route node ip route
  rec ip-6-route node ip -6 route
  rec ip-route-all node ip route show table all
  rec ip-route-get node ip route get 10.244.2.7
  rec ip-rule node ip rule
  rec route-n node route -n
  rec route-6-n node route -6 -n
  rec netstat-rn node netstat -rn
  rec ip-neigh node ip neigh
  rec ip-s-neigh node ip -s neigh
  rec ip-neigh-dev node ip neigh show dev ens192
  rec arp-n node arp -n
  rec arp-an node arp -an
  rec proc-arp node cat /proc/net/arp
}

# In a namespace of processes of its own, with a /run of its own: iptables' lock is there and is ours.
record_processes() {
  unshare --pid --fork --mount-proc --mount --uts bash -eu -s "$OUT" "$LAB_HOST" <<'INNER'
OUT=$1
hostname "$2"
mount -t tmpfs tmpfs /run
cd /
sleep 60 & 
flock /run/xtables.lock sleep 50 &
sleep 0.3
flock -w 30 /run/xtables.lock sleep 1 &
sleep 0.3
export COLUMNS=100
top -b -n1 >"$OUT/top-b.txt"
ps aux >"$OUT/ps-aux.txt"
ps -ef >"$OUT/ps-ef.txt"
ps -eo pid,ppid,stat,pcpu,lstart,comm >"$OUT/ps-eo.txt"
ps aux | grep '[s]leep' >"$OUT/ps-aux-grep.txt"
lslocks >"$OUT/lslocks.txt"
lslocks -o COMMAND,PID,TYPE,MODE,BLOCKER,PATH >"$OUT/lslocks-o.txt"
fuser -v /run/xtables.lock >"$OUT/fuser-v.txt" 2>&1
fuser /run/xtables.lock >"$OUT/fuser.txt" 2>&1
lsof -w /run/xtables.lock >"$OUT/lsof.txt" 2>&1
uptime >"$OUT/uptime.txt"
date >"$OUT/date.txt"
kill $(jobs -p) || true
INNER
}

record_slabs() {
  grep -E '^(slabinfo|# name|nf_conntrack|skbuff|sock_inode|kmalloc-256|dentry)' /proc/slabinfo >"$OUT/slabinfo.txt"
  grep nf_conntrack /proc/slabinfo >"$OUT/slabinfo-grep.txt"
  slabtop -o | sed -E '/^ *[0-9]+ +[0-9]+ +[0-9]+% /{/ (nf_conntrack|dentry|kmalloc-256|skbuff_head_cache|vm_area_struct|inode_cache) *$/!d}' >"$OUT/slabtop-o.txt"
}

main() {
  lab_begin ss:iproute2 netstat:net-tools ethtool:ethtool ping:iputils-ping slabtop:procps lsof:lsof fuser:psmisc
  OUT=${1:-$(mktemp -d)}
  WORK=$(mktemp -d)
  mkdir -p "$OUT"
  build
  record_routes
  serve
  connect
  record_sockets
  record_counters
  record_interfaces
  record_processes
  record_slabs
  rm -rf "$WORK"
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
