# shellcheck shell=bash
# Captures for the lab scripts that need one beside what they do. Source lib.sh first.

# capture_begin NS NAME "TCPDUMP COMMAND": begins a capture; the file gets the prompt and the command line first.
capture_begin() {
  local ns=$LAB_PREFIX$1
  CAPTURE_FILE=$OUT/$PHASE.$2.txt
  printf 'root@%s:~# %s\n' "$LAB_HOST" "$3" >"$CAPTURE_FILE"
  # shellcheck disable=SC2086
  ip netns exec "$ns" timeout 20 ${3/tcpdump /tcpdump --immediate-mode -l } </dev/null >>"$CAPTURE_FILE" 2>&1 8>&- 9>&- &
  CAPTURE_PID=$!
  lab_until 5 "the capture" grep -q 'listening on' "$CAPTURE_FILE"
}

# capture_end: the capture ends by itself at Ctrl-C, as it does for a person.
capture_end() {
  sleep 0.2
  pkill -INT -P "$CAPTURE_PID" tcpdump 2>/dev/null || kill -INT "$CAPTURE_PID" 2>/dev/null || true
  wait "$CAPTURE_PID" 2>/dev/null || true
}

# terminal NS NAME "COMMAND LINE" ...: a terminal, each command below its prompt.
terminal() {
  local ns=$1 file=$OUT/$PHASE.$2.txt line
  shift 2
  for line in "$@"; do typed "$ns" "$line"; done >"$file"
}

# capture_versions: what the recordings were made with.
capture_versions() {
  { uname -sr | sed 's,-.*,,'; iptables --version; curl --version | head -1 | cut -d' ' -f1-2; tcpdump --version 2>&1 | head -1; } >"$OUT/versions.txt"
}
