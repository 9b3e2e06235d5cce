#!/usr/bin/env bash
# Records what conntrack prints: events, listings, expectations and counters, in every form.
#
#   conntrack.sh [OUTDIR]
#
#   client 10.77.1.2 --- node --- server (the pod 10.244.1.2)
#
# The node sends 10.96.0.80:80 (TCP) and 10.96.0.10:53 (UDP) to the pod, the first with its own address as the source. Behind
# 10.244.9.9 nobody answers.
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"

HERE=$(cd "$(dirname "$0")" && pwd)

# ------------------------------------------------------------------------------------------------- on the node

# What runs within the node, with a process table and an /etc of its own: the tool prints the names of processes, and reads
# the names of labels.
inside() {
  local etc=$1
  cd "$2"
  mount --bind "$etc" /etc
  sysctl -qw net.netfilter.nf_conntrack_acct=1 net.netfilter.nf_conntrack_timestamp=1
  listen
  make_entries
  traffic
  sleep 1
  list
  # stdbuf: a terminal gets each line at once, so that the count line comes last.
  stdbuf -oL conntrack -D -p udp --dport 53 >delete.plain.txt 2>&1 || true
  stdbuf -oL conntrack -D -p sctp -o xml >delete.xml.txt 2>&1 || true
  stdbuf -oL conntrack -D -p gre -o save >delete.save.txt 2>&1 || true
  sleep 1
  stop_listening
  expectations
  conntrack -S >stats.txt
  conntrack -S expect >stats.expect.txt
  cat /proc/net/stat/nf_conntrack >stats.proc.txt
}

LISTENING=()

# listen_to NAME OPTIONS ...: an SIGINT ends it, as Ctrl-C does.
listen_to() {
  local file=$1
  shift
  conntrack -E "$@" >"$file.txt" 2>"$file.err" &
  LISTENING+=($!)
}

listen() {
  listen_to events.plain
  listen_to events.timestamp -o timestamp
  listen_to events.extended-id -o extended,id
  listen_to events.ktimestamp -o ktimestamp
  listen_to events.all -o timestamp,extended,id,ktimestamp,labels
  listen_to events.mask -e NEW,DESTROY
  listen_to events.tcp -p tcp -o timestamp
  listen_to events.xml -o xml
  listen_to events.xml-timestamp -o xml,timestamp,ktimestamp,labels
  listen_to events.save -o save
  sleep 0.5
}

stop_listening() {
  kill -INT "${LISTENING[@]}"
  wait "${LISTENING[@]}" || true
  LISTENING=()
  # The count line, and no notice on the buffer, which tells of this machine's limits.
  for file in *.err; do
    grep -h 'have been shown' "$file" >>"${file%.err}.txt" || true
    rm "$file"
  done
}

make_entries() {
  local state port=1000
  for state in NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE LISTEN; do
    port=$((port + 1))
    insert -p tcp -s 192.0.2.1 -d 192.0.2.2 --sport $port --dport 80 --state $state -u SEEN_REPLY,ASSURED -m 5
  done
  for state in CLOSED COOKIE_WAIT ESTABLISHED SHUTDOWN_ACK_SENT; do
    port=$((port + 1))
    insert -p sctp -s 192.0.2.1 -d 192.0.2.2 --sport $port --dport 80 --orig-vtag 12 --reply-vtag 13 --state $state -u UNSET
  done
  insert -p tcp -s 192.0.2.1 -d 192.0.2.2 --sport 5 --dport 81 --state ESTABLISHED -u SEEN_REPLY -n 198.51.100.4:99 -g 203.0.113.8:77
  insert -p udp -s fd77::1 -d fd77::2 --sport 1 --dport 80 -u SEEN_REPLY -g fd77::9 -w 5
  insert -p udp -s 192.0.2.3 -d 192.0.2.2 --sport 1 --dport 80 -u SEEN_REPLY --orig-zone 3
  insert -p udp -s 192.0.2.3 -d 192.0.2.2 --sport 1 --dport 80 -u SEEN_REPLY --reply-zone 4
  insert -p udplite -s 192.0.2.3 -d 192.0.2.2 --sport 1 --dport 80
  insert -p dccp -s 192.0.2.3 -d 192.0.2.2 --sport 1 --dport 80 --state RESPOND --role client
  insert -p gre -s 192.0.2.3 -d 192.0.2.2 --srckey 1 --dstkey 80
  insert -p icmp -s 192.0.2.3 -d 192.0.2.2 --icmp-type 8 --icmp-code 0 --icmp-id 77
  insert -p icmpv6 -s fd77::3 -d fd77::2 --icmpv6-type 128 --icmpv6-code 0 --icmpv6-id 77
  insert -p 50 -s 192.0.2.3 -d 192.0.2.2
  stdbuf -oL conntrack -U -p tcp -s 192.0.2.1 -d 192.0.2.2 --sport 1004 --dport 80 -m 7 >update.txt 2>&1
  stdbuf -oL conntrack -G -p tcp -s 192.0.2.1 -d 192.0.2.2 --sport 1004 --dport 80 >get.txt 2>&1
}

insert() { conntrack -I "$@" -t 600 >/dev/null 2>&1; }

# From the client's namespace, through the node: one answered request, one that nobody answers, one refused, pings.
traffic() {
  nsenter --net=/run/netns/"$LAB_PREFIX"client "$LAB_PYTHON" "$HERE/conntrack-clients.py"
}

list() {
  conntrack -L -o labels >list.labels.txt 2>/dev/null
  conntrack -L -o extended,id,ktimestamp,labels >list.all.txt 2>/dev/null
  conntrack -L -o save >list.save.txt 2>/dev/null
  conntrack -L -o save >list.save-torn.txt 2>&1
  conntrack -L -o xml >list.xml.txt 2>/dev/null
  conntrack -L -o xml,ktimestamp,labels >list.xml-labels.txt 2>&1
  conntrack -L -p udp >list.udp.txt 2>/dev/null
  cat /proc/net/nf_conntrack >list.proc.txt
}

# The ftp and tftp helpers expect the connection that was agreed on.
expectations() {
  iptables -t raw -A OUTPUT -p tcp --dport 21 -j CT --helper ftp
  ip6tables -t raw -A OUTPUT -p tcp --dport 21 -j CT --helper ftp
  iptables -t raw -A OUTPUT -p udp --dport 69 -j CT --helper tftp
  listen_to expect.events expect
  listen_to expect.events-timestamp expect -o timestamp
  listen_to expect.events-xml expect -o xml
  sleep 0.3
  "$LAB_PYTHON" "$HERE/conntrack-ftp.py" &
  local ftp=$!
  sleep 0.7
  conntrack -L expect >expect.list.txt 2>&1
  conntrack -L expect -o timestamp >expect.list-timestamp.txt 2>/dev/null
  conntrack -L expect -o xml >expect.list-xml.txt 2>/dev/null
  conntrack -C expect >expect.count.txt
  cat /proc/net/nf_conntrack_expect >expect.proc.txt
  conntrack -F expect >/dev/null 2>&1
  conntrack -L expect >expect.none.txt 2>&1
  wait $ftp || true
  stop_listening
}

if [ "${1:-}" = --inside ]; then
  inside "$2" "$3"
  exit
fi

# ------------------------------------------------------------------------------------------------ around the node

OUT=${1:-$HERE/../../captures/conntrack}
mkdir -p "$OUT"
OUT=$(cd "$OUT" && pwd)
lab_begin unshare:util-linux nsenter:util-linux

lab_ns client node server
lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node ens192 fd77:1::1/64 10.77.1.1/24
lab_wire node cali0 fd77:244::1/64 10.244.1.1/24 server eth0 fd77:244::2/64 10.244.1.2/24
lab_in node sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
lab_in client ip route add default via 10.77.1.1
lab_in client ip -6 route add default via fd77:1::1
lab_in server ip route add default via 10.244.1.1
lab_in server ip -6 route add default via fd77:244::1
lab_in node ip route add 10.244.9.0/24 via 10.244.1.2
lab_in server sysctl -qw net.ipv4.ip_forward=0
lab_in node iptables-restore <<'RULES'
*nat
-A PREROUTING -d 10.96.0.80/32 -p tcp --dport 80 -j DNAT --to-destination 10.244.1.2:8080
-A PREROUTING -d 10.96.0.10/32 -p udp --dport 53 -j DNAT --to-destination 10.244.1.2:53
-A POSTROUTING -p tcp -d 10.244.1.2 --dport 8080 -j MASQUERADE --random-fully
COMMIT
RULES
lab_in node ip6tables -A FORWARD -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
lab_traffic server serve --seconds 40
lab_until 10 "the server to listen" lab_in server sh -c 'ss -Hltn "sport = 8080" | grep -q .'

ETC=$(mktemp -d)
mkdir "$ETC/xtables"
printf '1 from-pod\n2 to-service\n' >"$ETC/xtables/connlabel.conf"
cp -a /etc/protocols /etc/alternatives "$ETC/"
mount_etc=$(command -v mount)
# Labels are kept from the first rule on that asks for them.
lab_in node unshare --mount sh -c "'$mount_etc' --bind '$ETC' /etc && iptables -t mangle -A FORWARD -d 10.244.1.2 -m connlabel --label from-pod --set &&
  iptables -t mangle -A FORWARD -p udp -d 10.244.1.2 -m connlabel --label to-service --set"
timeout 60 ip netns exec "${LAB_PREFIX}node" unshare --pid --fork --mount-proc --mount --uts \
  bash "$HERE/conntrack.sh" --inside "$ETC" "$OUT"
rm -rf "$ETC"
