# shellcheck shell=bash
# A client, a node that forwards, and a pod, for the lab scripts about rules. Source lib.sh first.
#
#   client 10.77.1.2 --- ens192 node cali0 --- pod 10.244.1.2 (TCP 8080)
#
# The node's default route leads to the client, so that an address of a Service has a way out before the rules see it.

topology() {
  lab_stop_programs
  lab_sweep
  lab_ns client node pod
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node ens192 fd77:1::1/64 10.77.1.1/24
  lab_wire node cali0 fd77:244::1/64 10.244.1.1/24 pod eth0 fd77:244::2/64 10.244.1.2/24
  lab_in client sysctl -qw net.ipv4.ip_forward=0
  lab_in pod sysctl -qw net.ipv4.ip_forward=0
  lab_in node sysctl -qw net.ipv4.ip_forward=1
  lab_in client ip route add default via 10.77.1.1
  lab_in pod ip route add default via 10.244.1.1
  lab_in node ip route add default via 10.77.1.2
  lab_traffic pod serve --tcp 8080 --udp 5353 --seconds 40
  lab_until 10 "the pod to listen" lab_in pod sh -c 'ss -Hltn "sport = 8080" | grep -q .'
}

in_node() { lab_in node "$@"; }

# scroll NAME "COMMAND LINE" ...: a terminal of the node, each command below its prompt.
scroll() {
  local file=$OUT/$PHASE.$1.txt
  shift
  local line
  for line in "$@"; do typed node "$line"; done >"$file"
}

# lab_versions TOOL ...: what the recordings were made with.
lab_versions() {
  { uname -sr | sed 's,-.*,,'; iptables --version; curl --version | head -1 | cut -d' ' -f1-2; } >"$OUT/versions.txt"
}
