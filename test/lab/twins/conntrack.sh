#!/usr/bin/env bash
# Fills a connection-tracking table and prints it in every form, while every form of `conntrack -E` listens.
#
#   conntrack.sh DIR
#
# DIR/entries holds the options of one `conntrack -I` a line, DIR/updates those of `conntrack -U`. Runs in a network, mount and
# process namespace of its own, that its caller made: nothing of it is left afterwards. Status 77: cannot run here.
set -eu
export LC_ALL=C TZ=UTC PATH="$PATH:/usr/sbin:/sbin"

DIR=$1
LAB=$(cd "$(dirname "$0")/.." && pwd)
PYTHON=python3
if [ -x /usr/bin/python3 ]; then PYTHON=/usr/bin/python3; fi

skip() {
  echo "cannot run here, because $*" >&2
  exit 77
}

# A rule that asks for labels, and an /etc of its own with their names, before the first entry: so they are kept.
prepare() {
  command -v conntrack >/dev/null || skip "conntrack is missing."
  modprobe -q nf_conntrack 2>/dev/null || true
  [ -r /proc/net/nf_conntrack ] || skip "this kernel shows no connection tracking (/proc/net/nf_conntrack)."
  mkdir -p "$DIR/etc/xtables"
  cp -a /etc/protocols /etc/alternatives "$DIR/etc/"
  printf '1 red\n2 green\n63 deep-blue\n' >"$DIR/etc/xtables/connlabel.conf"
  mount --make-rprivate /
  mount --bind "$DIR/etc" /etc
  ip link set lo up
  ip route add local 10.96.0.0/16 dev lo
  ip route add 10.244.9.9 dev lo
  iptables -A FORWARD -m connlabel --label deep-blue 2>/dev/null || skip "iptables does not work here."
  iptables -t nat -A OUTPUT -d 10.96.0.80 -p tcp --dport 80 -j DNAT --to-destination 127.0.0.1:8080
  iptables -t nat -A OUTPUT -d 10.96.0.10 -p udp --dport 53 -j DNAT --to-destination 127.0.0.1:53
  ip6tables -A OUTPUT -m conntrack --ctstate INVALID
  for name in tcp_timeout_close icmp_timeout icmpv6_timeout udp_timeout; do
    sysctl -qw "net.netfilter.nf_conntrack_$name=90"
  done
  sysctl -qw net.netfilter.nf_conntrack_acct=1 net.netfilter.nf_conntrack_timestamp=1
}

LISTENING=()
listen() {
  local name=$1
  shift
  conntrack -b 8388608 -E "$@" >"$DIR/events.$name" 2>"$DIR/events.$name.err" &
  LISTENING+=($!)
}

listen_in_every_form() {
  listen plain
  listen timestamp -o timestamp
  listen extended -o extended
  listen id -o id
  listen ktimestamp -o ktimestamp
  listen labels -o labels,id
  listen xml -o xml
  listen save -o save
  sleep 0.5
}

# Some options the kernel refuses together; what counts is what is in the table.
run_all() {
  local options
  while IFS= read -r options; do
    # shellcheck disable=SC2086
    conntrack $options >/dev/null 2>&1 || true
  done <"$1"
}

traffic() {
  "$PYTHON" "$LAB/traffic.py" serve --seconds 30 </dev/null >/dev/null 2>&1 &
  SERVER=$!
  sleep 0.4
  "$PYTHON" "$LAB/traffic.py" mix --seconds 20 --to 10.96.0.80:80 --to6 '[::1]:8080' --pod 127.0.0.1:8080 \
    --dns 10.96.0.10:53 --dead 10.244.9.9:53 </dev/null >/dev/null 2>&1 &
  MIX=$!
  sleep 4.5
}

list() {
  conntrack -L "${@:2}" >"$DIR/list.$1" 2>/dev/null
}

list_in_every_form() {
  list plain
  list extended -o extended
  list id -o id
  list ktimestamp -o ktimestamp
  list labels -o labels
  list all -o extended,id,ktimestamp,labels,timestamp
  list save -o save
  list xml -o xml
  list xml-all -o xml,ktimestamp,labels
  conntrack -L >"$DIR/list.both" 2>&1
  cat /proc/net/nf_conntrack >"$DIR/list.proc"
}

# Little by little: a listener that is slower than the kernel loses events.
empty() {
  local host
  for host in {1..30}; do
    conntrack -D -s "192.0.2.$host" >/dev/null 2>&1 || true
    conntrack -D -s "198.51.100.$host" >/dev/null 2>&1 || true
    conntrack -D -s "10.77.1.$host" >/dev/null 2>&1 || true
    sleep 0.02
  done
  conntrack -D -f ipv6 -p tcp >/dev/null 2>&1 || true
  sleep 0.2
  conntrack -F >/dev/null 2>&1
  sleep 0.5
}

prepare
listen_in_every_form
run_all "$DIR/entries"
run_all "$DIR/updates"
traffic
list_in_every_form
conntrack -D -p udp >"$DIR/deleted" 2>&1 || true
kill "$MIX" "$SERVER" 2>/dev/null || true
empty
kill -INT "${LISTENING[@]}" 2>/dev/null || true
wait "${LISTENING[@]}" 2>/dev/null || true
