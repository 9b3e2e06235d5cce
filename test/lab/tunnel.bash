# shellcheck shell=bash
# Two nodes that are joined by a VXLAN tunnel as flannel makes it. Sourced after lib.sh.

# tunnel [OPTION]: fresh namespaces `node` (10.244.1.0) and `far` (10.244.2.0, with a Pod's address 10.244.2.2 of its own), so that every
# counter and flow is of its own phase. OPTION goes to `ip link add … type vxlan`: udpcsum, noudpcsum.
tunnel() {
  lab_stop_programs
  lab_sweep
  lab_ns node far
  lab_wire node ens192 fd77:1::1/64 10.77.1.1/24 far ens192 fd77:1::2/64 10.77.1.2/24
  tunnel_end node 10.77.1.1 10.244.1.0 02:00:00:00:00:01 "$@"
  tunnel_end far 10.77.1.2 10.244.2.0 02:00:00:00:00:02 "$@"
  tunnel_peer node 10.244.2.0 02:00:00:00:00:02 10.77.1.2 10.244.2.0/24
  tunnel_peer far 10.244.1.0 02:00:00:00:00:01 10.77.1.1 10.244.1.0/24
  lab_in far ip addr add 10.244.2.2/32 dev lo
}

# tunnel_end NAMESPACE NODE-ADDRESS TUNNEL-ADDRESS MAC [OPTION]: no learning, no IPv6 that chatters.
tunnel_end() {
  lab_in "$1" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
  lab_in "$1" ip link add flannel.1 address "$4" type vxlan id 1 local "$2" dev ens192 dstport 8472 nolearning ${5:+"$5"}
  lab_in "$1" ip addr add "$3/32" dev flannel.1
  lab_in "$1" ip link set flannel.1 mtu 1450 up
}

# tunnel_peer NAMESPACE TUNNEL-ADDRESS MAC NODE-ADDRESS PODS: addresses and neighbours by hand.
tunnel_peer() {
  lab_in "$1" ip route add "$5" via "$2" dev flannel.1 onlink
  lab_in "$1" ip neigh add "$2" lladdr "$3" dev flannel.1 nud permanent
  lab_in "$1" bridge fdb append "$3" dev flannel.1 dst "$4" self permanent
}
