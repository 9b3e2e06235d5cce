# shellcheck shell=bash
# DNS for the lab scripts: a name server in the pod of topology.bash behind the Service address 10.96.0.10, and programs in the
# client that use a resolver file of ours. Source lib.sh and topology.bash first.

DNS_FILES=$(mktemp -d)

# dns_cleanup: for the script's EXIT trap, before lab_end.
dns_cleanup() { rm -rf "$DNS_FILES"; }

# dns_topology [OPTIONS of names.py]: the topology, the name server, and kube-proxy's rules for it.
dns_topology() {
  topology
  dns_server "$@"
  dns_rules 10.244.1.2 | lab_in node iptables-restore
  dns_resolver 10.96.0.10
}

dns_server() {
  lab_start pod "$LAB_PYTHON" "$LAB_DIR/names.py" 10.244.1.2 "$@"
  lab_until 10 "the name server" lab_in pod sh -c 'ss -Hlnu "sport = 53" | grep -q .'
}

# dns_rules ENDPOINT ...: the nat table of kube-proxy for kube-dns over UDP, in iptables-save's words.
dns_rules() {
  local endpoint left=$# hash
  echo '*nat'
  echo ':KUBE-SERVICES - [0:0]'
  echo ':KUBE-SVC-TCOU7JCQXEZGVUNU - [0:0]'
  for endpoint in "$@"; do echo ":KUBE-SEP-$(dns_hash "$endpoint") - [0:0]"; done
  echo '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
  echo '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
  echo '-A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m comment --comment "kube-system/kube-dns:dns cluster IP" -m udp --dport 53 -j KUBE-SVC-TCOU7JCQXEZGVUNU'
  for endpoint in "$@"; do
    hash=$(dns_hash "$endpoint")
    if [ "$left" -gt 1 ]; then
      echo "-A KUBE-SVC-TCOU7JCQXEZGVUNU -m comment --comment \"kube-system/kube-dns:dns -> $endpoint:53\" -m statistic --mode random --probability $(awk -v n="$left" 'BEGIN { printf "%.10f", 1 / n }') -j KUBE-SEP-$hash"
    else
      echo "-A KUBE-SVC-TCOU7JCQXEZGVUNU -m comment --comment \"kube-system/kube-dns:dns -> $endpoint:53\" -j KUBE-SEP-$hash"
    fi
    echo "-A KUBE-SEP-$hash -p udp -m comment --comment \"kube-system/kube-dns:dns\" -m udp -j DNAT --to-destination $endpoint:53"
    left=$((left - 1))
  done
  echo 'COMMIT'
}

# Sixteen letters and digits that look like kube-proxy's hash.
dns_hash() { printf '%s' "$1" | sha256sum | head -c 16 | tr '[:lower:]0189' '[:upper:]2345'; }

# dns_resolver ADDRESS [LINE ...]: the resolver file that the client's programs see.
dns_resolver() {
  printf 'search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver %s\n' "$1" >"$DNS_FILES/resolv.conf"
  shift
  for line in "$@"; do printf '%s\n' "$line" >>"$DNS_FILES/resolv.conf"; done
  printf '127.0.0.1 localhost\n' >"$DNS_FILES/hosts"
}

# in_client COMMAND ...: a program in the client, with our resolver file in place of the machine's.
in_client() {
  timeout 30 ip netns exec "${LAB_PREFIX}client" sh -c '
    mount --bind "$1/resolv.conf" /etc/resolv.conf; mount --bind "$1/hosts" /etc/hosts
    shift; exec "$@"' sh "$DNS_FILES" "$@" </dev/null
}

# timed URL ...: the times of one request each, one line a request.
timed() {
  local url
  for url in "$@"; do
    in_client curl -o /dev/null -s -m 12 -w 'dns=%{time_namelookup} connect=%{time_connect} ttfb=%{time_starttransfer} total=%{time_total} code=%{http_code}\n' "$url" || true
  done
}

# listen FILE FILTER: tcpdump on all of the node's interfaces; stop_listening ends it and leaves what it printed in FILE.
listen() {
  ip netns exec "${LAB_PREFIX}node" tcpdump -nn --immediate-mode -l -i "${3:-any}" "$2" >"$1" 2>&1 8>&- 9>&- &
  LISTENER=$!
  LAB_PIDS+=("$LISTENER")
  lab_until 5 "tcpdump" grep -q '^listening on' "$1"
}

stop_listening() {
  sleep 0.2
  kill -INT "$LISTENER"
  wait "$LISTENER" || true
}
