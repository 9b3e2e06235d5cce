#!/usr/bin/env bash
# Records what curl prints of its way: -w in many forms, -v, and its errors, for servers that answer well, late, or not.
#
#   curl.sh OUTDIR
#
#   client 10.77.1.2 --- server 10.77.1.1: HTTP on 8080, HTTPS on 8443 (a certificate of its own), DNS on 53
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"
OUT=${1:?where to write}
mkdir -p "$OUT"
HERE=$(cd "$(dirname "$0")" && pwd)
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"; lab_end' EXIT

certificate() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$WORK/key" -out "$WORK/cert" -days 3650 \
    -subj /CN=shop.example.com -addext 'subjectAltName=DNS:shop.example.com,DNS:shop.default.svc.cluster.local' 2>/dev/null
}

build() {
  lab_ns client server
  lab_wire client eth0 fd77:1::2/64 10.77.1.2/24 server eth0 fd77:1::1/64 10.77.1.1/24
  lab_in client ip route add 10.9.0.0/16 via 10.77.1.1
  lab_in client ip route add unreachable 10.8.0.0/16
  lab_start server "$LAB_PYTHON" "$HERE/answers.py" 10.77.1.1 --tls "$WORK/cert" "$WORK/key"
  lab_until 10 "the server to listen" lab_in server sh -c 'ss -Hltn "sport = 8443" | grep -q .'
  echo 'nameserver 10.77.1.1' >"$WORK/resolv.conf"
  cat >"$WORK/format" <<'FORMAT'
     time_namelookup:  %{time_namelookup}s\n
        time_connect:  %{time_connect}s\n
     time_appconnect:  %{time_appconnect}s\n
    time_pretransfer:  %{time_pretransfer}s\n
       time_redirect:  %{time_redirect}s\n
  time_starttransfer:  %{time_starttransfer}s\n
                     ----------\n
          time_total:  %{time_total}s\n
FORMAT
}

# shot NAME "COMMAND LINE": what it prints, in a shell of the client whose files are our own. The exit status counts for nothing.
shot() {
  lab_in client sh -c "cd $WORK && mount --bind resolv.conf /etc/resolv.conf && PS4= && $2" >"$OUT/$1.txt" 2>&1 || true
}

forms() {
  cp "$WORK/format" "$OUT/format-file.txt"
  shot decorated 'curl -w @format -o /dev/null -s http://shop.default.svc.cluster.local:8080/'
  shot decorated-tls 'curl -w @format -o /dev/null -s -k https://shop.example.com:8443/slow'
  shot decorated-refused 'curl -w @format -o /dev/null -s http://10.77.1.1:81/'
  shot decorated-head 'curl -I -w @format -s http://10.77.1.1:8080/'
  shot pairs "for i in 1 2 3 4 5; do curl -o /dev/null -s -w 'dns=%{time_namelookup} connect=%{time_connect} tls=%{time_appconnect} ttfb=%{time_starttransfer} total=%{time_total} code=%{http_code}\n' http://10.77.1.1:8080/; done"
  shot words "curl -o /dev/null -s -w 'DNS Lookup: %{time_namelookup}s\nTCP Connect: %{time_connect}s\nTLS Handshake: %{time_appconnect}s\nTTFB: %{time_starttransfer}s\nTotal: %{time_total}s\n' -k https://shop.example.com:8443/"
  shot bare "for i in 1 2 3 4 5 6; do curl -o /dev/null -s -w '%{time_total}\n' http://10.77.1.1:8080/; done"
  shot columns "for i in 1 2 3 4; do curl -o /dev/null -s -w '%{time_connect} %{time_total}\n' http://10.77.1.1:8080/; done"
  shot codes "for i in 1 2 3; do curl -o /dev/null -s -w '%{http_code} %{time_connect} %{time_total} %{remote_ip}\n' http://10.77.1.1:8080/; done"
  shot csv "echo time_namelookup,time_connect,time_starttransfer,time_total,http_code; for i in 1 2 3; do curl -o /dev/null -s -w '%{time_namelookup},%{time_connect},%{time_starttransfer},%{time_total},%{http_code}\n' http://10.77.1.1:8080/; done"
  shot glued "for i in 1 2 3 4; do curl -o /dev/null -s -w '%{time_connect}' http://10.77.1.1:8080/; done; echo"
  shot json "curl -o /dev/null -s -w '%{json}\n' http://10.77.1.1:8080/"
  shot json-pretty "curl -o /dev/null -s -w '%{json}' http://10.77.1.1:8080/ | $LAB_PYTHON -m json.tool"
  shot json-refused "curl -o /dev/null -s -w '%{json}\n' http://10.77.1.1:81/"
  shot redirect 'curl -L -w @format -o /dev/null -s http://10.77.1.1:8080/redirect'
  shot many "curl -o /dev/null -s -w 'url_effective: %{url_effective}\nremote_ip: %{remote_ip}\nremote_port: %{remote_port}\nlocal_ip: %{local_ip}\nlocal_port: %{local_port}\nhttp_code: %{http_code}\nnum_connects: %{num_connects}\nnum_redirects: %{num_redirects}\nsize_download: %{size_download}\nspeed_download: %{speed_download}\nssl_verify_result: %{ssl_verify_result}\nexitcode: %{exitcode}\nerrormsg: %{errormsg}\ntime_total: %{time_total}\n' http://10.77.1.1:8080/large"
  shot many-stalled "curl -m 1 -o /dev/null -s -w 'exitcode: %{exitcode}\nerrormsg: %{errormsg}\ntime_connect: %{time_connect}\ntime_starttransfer: %{time_starttransfer}\ntime_total: %{time_total}\n' http://10.77.1.1:8080/stall"
  shot mixed-errors "for i in 1 2 3; do curl -o /dev/null -sS -m 1 -w '%{time_connect} %{time_total} %{http_code}\n' http://10.77.1.1:8080/ http://10.77.1.1:8080/stall; done"
  shot meter "curl -o /dev/null -w 'time_connect: %{time_connect}\ntime_total: %{time_total}\n' http://10.77.1.1:8080/large"
  lab_in client bash -c "time curl -o /dev/null -s http://10.77.1.1:8080/slow" >"$OUT/shell-time.txt" 2>&1
}

# A SYN is lost on its way, now and then two.
losses() {
  lab_in server iptables -t raw -A PREROUTING -p tcp --syn --dport 8080 -m statistic --mode nth --every 3 --packet 0 -j DROP
  shot lost-syns "for i in 1 2 3 4 5 6; do curl -o /dev/null -s -w '%{time_connect}\n' http://10.77.1.1:8080/; done"
  shot lost-syn-decorated 'curl -w @format -o /dev/null -s http://10.77.1.1:8080/; curl -w @format -o /dev/null -s http://10.77.1.1:8080/; curl -w @format -o /dev/null -s http://10.77.1.1:8080/'
  lab_in server iptables -t raw -F
  shot slow-name "curl -w @format -o /dev/null -s http://slow.example.com:8080/"
  shot lost-answer "curl -w @format -o /dev/null -s http://dropaaaa.example.com:8080/"
}

verbose() {
  shot verbose 'curl -v -o /dev/null -s http://shop.default.svc.cluster.local:8080/'
  shot verbose-time 'curl -v --trace-time -o /dev/null -s http://shop.default.svc.cluster.local:8080/'
  shot verbose-tls 'curl -v --trace-time -k -o /dev/null -s https://shop.example.com:8443/'
  shot verbose-certificate 'curl -v -o /dev/null -s https://shop.example.com:8443/'
  shot verbose-six 'curl -v -o /dev/null -s "http://[fd77:1::1]:8080/"'
  shot verbose-refused 'curl -v --trace-time -s http://10.77.1.1:81/'
  shot verbose-both-refused 'curl -v http://shop.default.svc.cluster.local:81/'
  shot verbose-timeout 'curl -v --trace-time --connect-timeout 2 http://10.9.9.9:8080/'
  shot verbose-stall 'curl -v -m 1 http://10.77.1.1:8080/stall'
  shot verbose-reset 'curl -v -s http://10.77.1.1:8080/reset'
  shot verbose-empty 'curl -v -s http://10.77.1.1:8080/empty'
  shot verbose-cut 'curl -v -s -o /dev/null http://10.77.1.1:8080/cut'
  shot verbose-redirect 'curl -v -L -s -o /dev/null http://10.77.1.1:8080/redirect'
  shot verbose-reused 'curl -v -s -o /dev/null http://10.77.1.1:8080/ -o /dev/null http://10.77.1.1:8080/'
  shot verbose-unknown 'curl -v http://nx.example.com/'
  shot verbose-meter 'curl -v -o /dev/null http://10.77.1.1:8080/large'
  shot include 'curl -i -s http://10.77.1.1:8080/'
  shot head 'curl -I -s http://10.77.1.1:8080/'
  shot trace-ascii 'curl -s -o /dev/null --trace-time --trace-ascii - http://10.77.1.1:8080/'
}

errors() {
  shot error-refused 'curl http://10.77.1.1:81/'
  shot error-timeout 'curl --connect-timeout 1 -sS http://10.9.9.9/'
  shot error-stall 'curl -m 1 -sS http://10.77.1.1:8080/stall'
  shot error-unknown 'curl -sS http://nx.example.com/'
  shot error-fail 'curl -sS http://fail.example.com/'
  shot error-route 'curl -sS http://10.8.0.1/'
  shot error-reset 'curl -sS http://10.77.1.1:8080/reset'
  shot error-empty 'curl -sS http://10.77.1.1:8080/empty'
  shot error-cut 'curl -sS -o /dev/null http://10.77.1.1:8080/cut'
  shot error-certificate 'curl -sS https://shop.example.com:8443/'
  echo 'nameserver 10.9.9.9' >"$WORK/resolv.conf"         # goes to the server, which forwards nothing
  shot error-name-timeout 'curl --connect-timeout 2 -sS http://shop.example.com/'
}

lab_begin curl:curl openssl:openssl
certificate
build
for topic in forms losses verbose errors; do "$topic"; done
