#!/usr/bin/env bash
# Brings about programs that wait for the lock of iptables, and records what they and lslocks print.
#
#   xtables-lock-contention.sh [OUTDIR]
#
# The lock is a file, /run/xtables.lock. All of it runs with a /run of its own (a mount namespace and tmpfs), so that no iptables of this
# machine waits, and with processes of its own, so that no other lock is listed. Phases: held, free.
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/lib.sh"

# Commands of the held phase, in the namespaces; what a person at the console would type.
inside() {
  cat <<'SCRIPT'
mount -t tmpfs none /run
mount -t proc proc /proc
unset XTABLES_LOCKFILE
say() { printf 'root@%s:~# %s\n' node-3 "$1"; }
iptables-legacy -S >/dev/null
flock /run/xtables.lock sleep 5 &
sleep 0.3
for i in 1 2; do say 'iptables-legacy -w 1 -A INPUT -j ACCEPT'; iptables-legacy -w 1 -A INPUT -j ACCEPT 2>&1; done >"$1/held.append-w.txt"
iptables-legacy -w 5 -A INPUT -j ACCEPT 2>/dev/null &
sleep 0.3
lslocks -o COMMAND,PID,TYPE,SIZE,MODE,M,START,END,PATH >"$1/held.lslocks.txt"
{ say 'lslocks | grep xtables'; lslocks -o COMMAND,PID,TYPE,SIZE,MODE,M,START,END,PATH | grep xtables; } >"$1/held.lslocks-grep.txt"
kill %1; wait
flock /run/other.lock sleep 2 &
sleep 0.3
{ say lslocks; lslocks; } >"$1/free.lslocks.txt"
wait
SCRIPT
}

main() {
  lab_begin lslocks:util-linux iptables-legacy:iptables
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  { uname -sr | sed "s,-.*,,"; iptables-legacy --version; lslocks --version; } >"$OUT/versions.txt"
  inside >"$OUT/inside.sh"
  timeout 20 unshare --mount --net --pid --fork bash "$OUT/inside.sh" "$OUT" || lab_die "the lock could not be held"
  rm "$OUT/inside.sh"
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
