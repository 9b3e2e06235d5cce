#!/usr/bin/env bash
# Runs public/collect.sh on a node made for it, in every way that a person could, and records what it printed.
#
#   node.sh OUTDIR
#
#   client 10.77.1.2 eth0 --- ens192 10.77.1.1 node-3 (flannel.1: VXLAN)
#
# OUTDIR: NAME.txt with what a run printed, NAME.status with how it ended, before.txt and after.txt with everything that a
# run must leave as it was.
set -eu

LAB_LANES=1                                      # names of namespaces are recorded
# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"

COLLECT=$LAB_DIR/../../public/collect.sh
OUT=$1
NODE=${LAB_PREFIX}node

build() {
  lab_ns client node
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node ens192 fd77:1::1/64 10.77.1.1/24
  ip -n "$NODE" link add flannel.1 type vxlan id 1 local 10.77.1.1 dev ens192 dstport 8472 nolearning
  ip -n "$NODE" link set flannel.1 mtu 1450 up
  ip -n "$NODE" addr add 10.244.1.0/32 dev flannel.1
  ip -n "$NODE" route add 10.244.2.0/24 via 10.244.2.0 dev flannel.1 onlink
  ip -n "$NODE" neigh add 10.244.2.0 lladdr 4e:0f:00:00:02:01 dev flannel.1 nud permanent
  ip -n "$NODE" rule add fwmark 0x4000/0x4000 lookup 100 priority 100
  lab_in node ipset create office hash:net
  lab_in node ipset add office 198.18.5.0/24
  lab_in node iptables-restore <"$LAB_DIR/collect/node.v4.rules"
  lab_in node ip6tables-restore <"$LAB_DIR/collect/node.v6.rules"
  lab_in node nft -f - <<'NFT'
table inet guard {
  chain input {
    type filter hook input priority 10; policy accept;
    ip saddr 10.77.9.0/24 counter drop comment "the printers of Maple Street"
  }
}
NFT
}

connect() {
  lab_traffic node serve --tcp 8080
  lab_until 10 "the server" lab_in node sh -c 'ss -Hltn "sport = 8080" | grep -q .'
  lab_traffic client hold --to 10.77.1.1:8080 --count 20 --seconds 110
  # shellcheck disable=SC2016  # meant for the inner shell
  lab_until 10 "the connections" lab_in node sh -c '[ "$(conntrack -C)" -ge 20 ]'
  lab_until 10 "the addresses" lab_in node sh -c '! ip addr | grep -q tentative'
}

# Everything that could be changed, without what time alone changes.
state() {
  lab_in node sh -c '
    iptables-save; ip6tables-save; nft -s list ruleset; ipset list
    cat /proc/net/ip_tables_names /proc/net/ip6_tables_names /proc/modules
    sysctl -a --pattern "^net"; ip addr; ip route show table all; ip rule; ethtool -k flannel.1
    conntrack -L | sed "s/^\([a-z]*  *[0-9]*\) [0-9]* /\1 /" | sort' 2>/dev/null |
    grep -vE '^# |nf_conntrack_count|valid_lft|fs-nr|entries have been' || true
}

# collect NAME COMMAND ...: as it stands after `curl |`: the script comes on standard input.
collect() {
  local name=$1 status=0
  shift
  unshare --uts sh -c 'hostname node-3.example.net; exec "$@"' - \
    timeout 100 ip netns exec "$NODE" "$@" <"$COLLECT" >"$OUT/$name.txt" 2>"$OUT/$name.stderr" || status=$?
  echo "$status" >"$OUT/$name.status"
}

# A directory with links to the programs that every system has, and no others.
plain_tools() {
  local tool
  mkdir "$1"
  for tool in sh awk grep cat head tail sleep date id uname tr od env; do
    ln -s "$(command -v "$tool")" "$1/$tool"
  done
}

record_shells() {
  local options='-s -- --pause 2 --no-kubectl'
  # shellcheck disable=SC2086
  {
    collect dash dash $options
    if command -v busybox >/dev/null; then
      mkdir "$OUT/bin"
      for tool in awk grep head tail timeout nice dmesg sleep; do ln -s "$(command -v busybox)" "$OUT/bin/$tool"; done
      collect busybox env PATH="$OUT/bin:$PATH" busybox sh $options
    fi
    collect bash bash --posix $options
    collect redacted dash $options --redact
    collect nobody setpriv --reuid 65534 --regid 65534 --clear-groups dash $options
    plain_tools "$OUT/tools"
    collect bare unshare --mount sh -c "mount -t tmpfs none /usr/sbin && mount -t tmpfs none /usr/local/sbin &&
      PATH=$OUT/tools exec $(command -v dash) $options"
  }
}

# The same text with pseudonyms, by each awk that is there.
record_pseudonyms() {
  local awk tools
  for awk in mawk gawk original-awk busybox; do
    command -v "$awk" >/dev/null || continue
    tools=$OUT/$awk.tools
    mkdir "$tools"
    ln -s "$(command -v "$awk")" "$tools/awk"
    PATH="$tools:$PATH" dash "$COLLECT" --redact-stdin <"$OUT/dash.txt" >"$OUT/$awk.pseudonyms"
  done
}

# More rules than the limit has room for.
record_huge() {
  { echo '*filter'
    awk 'BEGIN { for (i = 0; i < 20000; i++) printf "-A INPUT -s 10.9.%d.%d/32 -p tcp -m tcp --dport %d -j DROP\n", i / 256, i % 256, i % 60000 + 1 }'
    echo COMMIT; } | lab_in node iptables-restore -n
  collect huge dash -s -- --pause 0 --no-kubectl --limit 1
  collect huge-redacted dash -s -- --pause 0 --no-kubectl --limit 1 --redact
}

lab_begin dash:dash ethtool:ethtool ipset:ipset nft:nftables ss:iproute2
mkdir -p "$OUT"
build
connect
state >"$OUT/before.txt"
record_shells
state >"$OUT/after.txt"
record_pseudonyms
record_huge
