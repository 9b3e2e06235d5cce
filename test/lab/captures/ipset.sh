#!/usr/bin/env bash
# Records what ipset prints. ipset.sh OUT: writes OUT/*.txt
set -eu
OUT=$(mkdir -p "$1" && cd "$1" && pwd)
# shellcheck source=test/lab/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
lab_begin ipset:ipset

# keep FILE NS COMMAND ...: both streams, as on a terminal.
keep() {
  local file=$OUT/$1.txt
  shift
  lab_in "$@" >"$file" 2>&1 || true
}

# Sets whose type the kernel lacks are left out.
try() { lab_in sets ipset "$@" 2>/dev/null || true; }

lab_ns sets ipvs large
try create banned hash:ip timeout 300 counters comment
try add banned 10.0.0.1 timeout 100 packets 5 bytes 600 comment 'he said hi'
try add banned 10.0.0.2
try create nets hash:net maxelem 1000000 hashsize 2048
try add nets 10.0.0.0/8
try add nets 10.1.0.0/16 nomatch
try create ports bitmap:port range 0-65535
try add ports 30080
try create leases bitmap:ip,mac range 192.168.0.0/24
try add leases 192.168.0.1,12:34:56:78:9A:BC
try create blocks bitmap:ip range 192.168.0.0/16 netmask 24
try add blocks 192.168.3.0
try create six hash:net family inet6
try add six fd00::/64
try create macs hash:mac
try add macs 01:02:03:04:05:06
try create marks hash:ip,mark markmask 0xff
try add marks 1.1.1.1,0x3
try create pairs hash:net,net
try add pairs 1.1.1.0/24,2.2.2.0/24
try create netports hash:net,port
try add netports 1.1.1.0/24,tcp:80
try add netports 1.1.2.0/24,icmp:8/0
try create ipportnet hash:ip,port,net
try add ipportnet 1.1.1.1,tcp:80,2.2.2.0/24
try create devices hash:net,iface
try add devices 1.1.1.0/24,eth0
try add devices 1.2.1.0/24,physdev:eth0
try create together list:set size 8
try add together banned
try create tagged hash:ip skbinfo forceadd
try add tagged 1.1.1.1 skbmark 0x1/0xff skbprio 1:2 skbqueue 3
try create masked hash:ip netmask 24
try add masked 10.3.3.3
try create empty hash:ip
lab_in sets iptables -A INPUT -m set --match-set banned src -j DROP
keep list sets ipset list
keep list-sorted sets ipset list -s
keep terse sets ipset list -t
keep one sets ipset list banned
keep save sets ipset save
keep list-save sets ipset list banned -o save
keep xml sets ipset list -o xml
keep names sets ipset list -n
keep no-such-set sets ipset list KUBE-CLUSTER-IP
keep not-root sets setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all ipset list

# The sets of kube-proxy's IPVS mode (pkg/proxy/ipvs/proxier.go).
{
  for set in KUBE-CLUSTER-IP KUBE-LOAD-BALANCER KUBE-EXTERNAL-IP; do echo "create $set hash:ip,port"; done
  echo 'create KUBE-LOOP-BACK hash:ip,port,ip'
  echo 'create KUBE-LOAD-BALANCER-SOURCE-CIDR hash:ip,port,net'
  echo 'create KUBE-NODE-PORT-TCP bitmap:port range 0-65535'
  echo 'create KUBE-IPVS-IPS hash:ip'
  echo 'create KUBE-6-CLUSTER-IP hash:ip,port family inet6'
  echo 'add KUBE-CLUSTER-IP 10.96.0.1,tcp:443'
  echo 'add KUBE-CLUSTER-IP 10.96.0.10,udp:53'
  echo 'add KUBE-CLUSTER-IP 10.96.44.5,sctp:3868'
  echo 'add KUBE-LOOP-BACK 10.244.1.5,tcp:53,10.244.1.5'
  echo 'add KUBE-LOAD-BALANCER 192.0.2.80,tcp:80'
  echo 'add KUBE-LOAD-BALANCER-SOURCE-CIDR 192.0.2.80,tcp:80,198.51.100.0/24'
  echo 'add KUBE-NODE-PORT-TCP 30080'
  echo 'add KUBE-IPVS-IPS 10.96.0.1'
  echo 'add KUBE-6-CLUSTER-IP fd00:10:96::1,tcp:443'
} | lab_in ipvs ipset restore
keep kube-proxy ipvs ipset list

# A set that is full: the next member is refused.
{
  echo 'create block hash:ip maxelem 300 counters'
  for i in $(seq 1 250); do echo "add block 198.18.0.$i packets $((i % 5)) bytes $((i % 5 * 60))"; done
  for i in $(seq 1 50); do echo "add block 198.18.1.$i"; done
} | lab_in large ipset restore
keep full large ipset list block
keep full-add large ipset add block 198.18.7.7
