#!/usr/bin/env bash
# Records what dig, nslookup, host, getent and the resolver's file look like, with a name server of our own.
#
#   dns.sh [OUTDIR]
#
#   client 10.77.1.2 --- node 10.77.1.1 (the name server; 10.77.1.9 is a second address of it)
#
# 10.77.1.7 is the node as well, without a name server (refused); 10.77.1.5 answers nothing at all.
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"

HERE=$(cd "$(dirname "$0")" && pwd)
OUT=${1:-$HERE/../../captures/dns}
mkdir -p "$OUT"

lab_begin dig:bind9-dnsutils nslookup:bind9-dnsutils host:bind9-host busybox:busybox

build() {
  lab_ns client node
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 node eth0 fd77:1::1/64 10.77.1.1/24
  local extra
  for extra in 5 7 9; do lab_in node ip addr add 10.77.1.$extra/24 dev eth0; done
  lab_in node iptables -A INPUT -d 10.77.1.5 -j DROP
  lab_start node "$LAB_PYTHON" "$HERE/dns-server.py" 10.77.1.1 10.77.1.9
  lab_until 10 "the name server" lab_in node sh -c 'ss -Hlnu "sport = 53" | grep -q .'
}

FILES=$(mktemp -d)
trap 'status=$?; set +e; rm -r "$FILES"; (exit "$status"); lab_end' EXIT
cat >"$FILES/resolv.conf" <<'CONF'
search shop.svc.cluster.local svc.cluster.local cluster.local
nameserver 10.77.1.1
options ndots:5 timeout:2 attempts:2
CONF
printf '127.0.0.1 localhost\n10.77.1.1 node-3\n' >"$FILES/hosts"

# What a program prints in the client's namespace, with our own resolver file in place of the machine's.
asked() {
  local name=$1
  shift
  timeout 40 ip netns exec "${LAB_PREFIX}client" sh -c '
    mount --bind "$1/resolv.conf" /etc/resolv.conf; mount --bind "$1/hosts" /etc/hosts
    shift; exec "$@"' sh "$FILES" "$@" >"$OUT/$name.txt" 2>&1 </dev/null || true
}

# The same below a prompt, for output that only its command tells from other text.
typed_asked() {
  local name=$1
  asked "$@"
  { printf 'root@%s:~# %s\n' "$LAB_HOST" "${*:2}"; cat "$OUT/$name.txt"; } >"$FILES/typed"
  cat "$FILES/typed" >"$OUT/$name.txt"
}

build
asked resolv-conf.pod cat /etc/resolv.conf
asked dig.answer dig web.shop.svc.cluster.local
asked dig.search dig +search web
asked dig.cname dig @10.77.1.1 www.example.com
asked dig.aaaa dig @10.77.1.1 www.example.com AAAA
asked dig.txt dig @10.77.1.1 example.com TXT
asked dig.empty dig @10.77.1.1 web.shop.svc.cluster.local AAAA
asked dig.nxdomain dig @10.77.1.1 nothing.example.com
asked dig.servfail dig @10.77.1.1 broken.example.com
asked dig.refused dig @10.77.1.1 refused.example.com
asked dig.slow dig @10.77.1.1 slow.example.com
asked dig.timeout dig @10.77.1.5 +time=1 web.shop.svc.cluster.local
asked dig.port-closed dig @10.77.1.7 web.shop.svc.cluster.local
asked dig.truncated dig @10.77.1.1 large.example.com
asked dig.elsewhere dig @10.77.1.1 +time=1 +tries=1 elsewhere.example.com
typed_asked dig.short dig +short www.example.com
typed_asked dig.short-identify dig +short +identify www.example.com
asked dig.noall-answer dig +noall +answer www.example.com
asked dig.two dig web.shop.svc.cluster.local nothing.example.com
asked dig.stats dig +noall +stats @10.77.1.1 web.shop.svc.cluster.local
asked dig.reverse dig -x 10.96.0.80
asked dig.multiline dig +multiline @10.77.1.1 nothing.example.com
asked dig.usec dig -u @10.77.1.1 www.example.com
typed_asked dig.unknown-server dig @no-such-server.invalid www.example.com
asked dig.no-route dig @10.99.0.1 +time=1 +tries=1 www.example.com
asked nslookup.answer nslookup web.shop.svc.cluster.local
asked nslookup.search nslookup web
asked nslookup.cname nslookup www.example.com 10.77.1.1
asked nslookup.nxdomain nslookup nothing.example.com
typed_asked nslookup.servfail nslookup broken.example.com
typed_asked nslookup.timeout nslookup -timeout=1 web.shop.svc.cluster.local 10.77.1.5
typed_asked nslookup.port-closed nslookup web.shop.svc.cluster.local 10.77.1.7
typed_asked nslookup.reverse nslookup 10.96.0.80
asked nslookup.txt nslookup -type=TXT example.com
asked nslookup.empty nslookup -type=AAAA web.shop.svc.cluster.local
asked nslookup.busybox busybox nslookup web.shop.svc.cluster.local
asked nslookup.busybox-nxdomain busybox nslookup nothing.example.com
asked nslookup.busybox-cname busybox nslookup www.example.com
typed_asked nslookup.busybox-timeout busybox nslookup web.shop.svc.cluster.local 10.77.1.5
asked host.answer host www.example.com
asked host.search host web
asked host.nxdomain host nothing.example.com
asked host.servfail host broken.example.com 10.77.1.1
typed_asked host.timeout host -W 1 web.shop.svc.cluster.local 10.77.1.5
typed_asked host.port-closed host web.shop.svc.cluster.local 10.77.1.7
asked host.all host -a web.shop.svc.cluster.local
asked host.verbose host -v -t A www.example.com
asked host.reverse host 10.96.0.80
asked host.empty host -t AAAA web.shop.svc.cluster.local
typed_asked getent.hosts getent hosts web.shop.svc.cluster.local
typed_asked getent.ahosts getent ahosts www.example.com
