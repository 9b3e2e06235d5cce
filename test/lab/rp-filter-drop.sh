#!/usr/bin/env bash
# Packets that come in by another uplink than the way back to their source, and strict reverse path filtering.
#
#   rp-filter-drop.sh [OUTDIR]
#
#   client 203.0.113.7 --- router2 10.77.2.2 --- ens224 node ens192 --- router1 10.77.1.2 (default route)
#
# Both settings (rp_filter, log_martians) belong to the network namespace. Phases:
#
#   strict     conf.all.rp_filter = 1: what the client sends is dropped, counted and logged
#   loose      2: nothing is dropped; the counter of the phase before stands still
#   off        0: nothing is dropped
#   rule       0, and a rule of the form that Calico writes drops it
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"

build() {
  lab_ns client router1 router2 node
  lab_wire node ens192 fd77:1::1/64 10.77.1.1/24 router1 eth0 fd77:1::2/64 10.77.1.2/24
  lab_wire node ens224 fd77:2::1/64 10.77.2.1/24 router2 eth0 fd77:2::2/64 10.77.2.2/24
  lab_wire router2 eth1 fd77:9::1/64 203.0.113.1/24 client eth0 fd77:9::2/64 203.0.113.7/24
  lab_in router2 sysctl -qw net.ipv4.ip_forward=1
  lab_in client ip route add default via 203.0.113.1
  lab_in node ip route add default via 10.77.1.2
}

# knock N: N packets of the client to the node's other address.
knock() { lab_in client ping -q -c "$1" -i 0.05 -W 0.1 10.77.2.1 >/dev/null || true; }

filter() { lab_in node sysctl -qw net.ipv4.conf.all.rp_filter="$1" net.ipv4.conf.all.log_martians=1; }

record_phase() {
  record sysctl out -- typed node "sysctl -a 2>/dev/null | grep -F .rp_filter"
  record nstat out -- lab_in node nstat -az TcpExtIPReversePathFilter
  {
    typed node 'date; nstat -az TcpExtIPReversePathFilter'
    knock 8
    typed node 'date; nstat -az TcpExtIPReversePathFilter'
  } >"$OUT/$PHASE.nstat-twice.txt"
}

strict() {
  PHASE=strict
  filter 1
  lab_mark_log "$PHASE"
  knock 8
  record dmesg out -- lab_log
  { typed node 'sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.ens192.rp_filter net.ipv4.conf.ens224.rp_filter'
    printf 'root@%s:~# dmesg | tail\n' "$LAB_HOST"; lab_log; } >"$OUT/$PHASE.sysctl-and-dmesg.txt"
  record_phase
  record netstat-s out -- lab_in node sh -c 'netstat -s | grep -i reverse'
}

# The text of Calico's rule, with its mark (felix/rules/static.go); the mark is set on what comes in by ens224.
rule() {
  PHASE=rule
  filter 0
  lab_in node iptables -t raw -N cali-PREROUTING
  lab_in node iptables -t raw -A PREROUTING -j cali-PREROUTING
  lab_in node iptables -t raw -A cali-PREROUTING -i ens224 -j MARK --set-xmark 0x40000/0x40000
  lab_in node iptables -t raw -A cali-PREROUTING -m mark --mark 0x40000/0x40000 -m rpfilter --validmark --invert -j DROP
  {
    typed node 'date; iptables -t raw -nvL cali-PREROUTING'
    knock 8
    typed node 'date; iptables -t raw -nvL cali-PREROUTING'
  } >"$OUT/$PHASE.nvL-twice.txt"
  {
    typed node 'date; iptables-save -c -t raw'
    knock 8
    typed node 'date; iptables-save -c -t raw'
  } >"$OUT/$PHASE.save-c-twice.txt"
  record nvL out -- typed node 'iptables -t raw -nvL'
  record_phase
}

main() {
  lab_begin ss:iproute2 nstat:iproute2 netstat:net-tools ping:iputils-ping
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { uname -sr | sed "s,-.*,,"; ss -V; iptables --version; } >"$OUT/versions.txt"
  build
  strict
  PHASE=loose
  filter 2
  record_phase
  PHASE=off
  filter 0
  record_phase
  rule
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
