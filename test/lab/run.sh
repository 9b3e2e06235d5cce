#!/usr/bin/env bash
# Runs the lab scripts and holds what the tools print today against the fixtures in test/cases/.
#
#   run.sh [--record] [SLUG ...]     without SLUG: every test/lab/SLUG.sh
#
# Compared is structure, never numbers: see shapes.py. --record writes the fixtures anew instead; look through
# `git diff --stat test/cases` afterwards, and run the tests: expectations may rest on numbers that changed.
#
# Exit status: 0 all agree, 1 something differs or failed, 77 nothing differs but a lab cannot run here.
set -eu

LAB=$(cd "$(dirname "$0")" && pwd)
CASES=$LAB/../cases
RECORD=false
STATUS=0
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

slugs() {
  local script
  for script in "$LAB"/*.sh; do
    case ${script##*/} in
      lib.sh | run.sh) ;;
      *) basename "$script" .sh ;;
    esac
  done
}

# A difference outweighs a lab that could not run.
worsen() { if [ "$STATUS" -ne 1 ]; then STATUS=$1; fi; }

# On another kernel or with other tools a difference is news, not necessarily a fault: say which it was.
compare() {
  local slug=$1 fresh=$2
  if ! cmp -s "$CASES/$slug/versions.txt" "$fresh/versions.txt"; then
    echo "the fixtures are of:" && sed 's/^/  /' "$CASES/$slug/versions.txt"
    echo "here there is:" && sed 's/^/  /' "$fresh/versions.txt"
  fi
  python3 "$LAB/shapes.py" "$CASES/$slug" "$fresh" || worsen 1
}

# Fixtures are published. The one name that could slip in is this machine's (in a line of the kernel log).
names_the_machine() {
  local name
  name=$(uname -n)
  grep -rlwF -e "$name" "$1"
}

store() {
  local slug=$1 fresh=$2 file
  if names_the_machine "$fresh"; then
    echo "the files above hold this machine's name: nothing was stored" && worsen 1 && return 0
  fi
  for file in "$CASES/$slug"/*.*.txt "$CASES/$slug"/*.*.txt.gz; do
    case ${file##*/} in
      written.* | kept.*) continue ;;
      *.dmesg*.txt | *.journal.txt) compgen -G "$fresh/*.dmesg.txt" >/dev/null || continue ;;   # could not be read here
    esac
    rm -f "$file"
  done
  mkdir -p "$CASES/$slug"
  cp "$fresh"/*.txt* "$CASES/$slug/"
  echo "stored $(find "$fresh" -name '*.txt*' | wc -l) recordings in test/cases/$slug"
}

run_lab() {
  local slug=$1 fresh=$WORK/$1 status=0
  echo "== $slug"
  # --foreground: Ctrl-C must reach the lab script, which then cleans up. A run takes half a minute; the rest of the
  # time is for installing packages and for another run to finish.
  timeout --foreground 600 bash "$LAB/$slug.sh" "$fresh" || status=$?
  case $status in
    0) if $RECORD; then store "$slug" "$fresh"; else compare "$slug" "$fresh"; fi ;;
    77) worsen 77 ;;
    *) echo "$slug.sh failed with exit status $status" && worsen 1 ;;
  esac
}

if [ "${1:-}" = --record ]; then
  RECORD=true
  shift
fi
[ $# -gt 0 ] || mapfile -t ALL < <(slugs)
for slug in "${@:-${ALL[@]}}"; do
  [ -f "$LAB/$slug.sh" ] || { echo "there is no lab script $slug.sh" && exit 1; }
  run_lab "$slug"
done
exit "$STATUS"
