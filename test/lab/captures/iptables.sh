#!/usr/bin/env bash
# Records what iptables and ip6tables print of the same rules, in every form, with both back ends.
#
#   iptables.sh [OUTDIR]
#
# The rules stand in iptables/*.rules: `kube` is what kube-proxy, Docker, flannel and Calico write on a node, with
# counters of a busy one; `extensions` has every match and target that the readers understand. The rules are loaded
# into one network namespace, one back end at a time, and recorded as OUTDIR/FORM.RULES.FAMILY.BACKEND[.TABLE].txt:
#
#   save save-c                       iptables-save, with -c
#   typed                             rules as people type them, and what iptables -S prints of each: TYPED <tab> PRINTED
#   S S-v                             iptables -S [-v] of one table
#   L nL nvL nvxL vL                  iptables -L, -nL, -nvL, -nvxL --line-numbers, -vL of one table
#
# Names are resolved by a hosts file of our own: no name server is asked.
set -eu

# shellcheck source=test/lab/lib.sh
. "$(dirname "$0")/../lib.sh"
RULES=$(cd "$(dirname "$0")" && pwd)/iptables

tables_of() { sed -n 's/^\*//p' "$1"; }

# The sets and counters that rules of ours name must be there before them.
objects() {
  lab_in ipt ipset create blocked hash:ip,port timeout 0
  lab_in ipt ipset create allowed hash:net
  lab_in ipt ipset create cali40all-hosts-net hash:net
  lab_in ipt nfacct add web
}

# A new namespace for each back end: the legacy tables, once made, would make the nft tools warn of them for ever.
fresh() {
  lab_sweep
  lab_ns ipt
  objects
}

# Whoever prints names asks /etc/hosts alone; ip-netns(8) puts these files over those in /etc.
names() {
  NAMES=/etc/netns/${LAB_PREFIX}ipt
  mkdir -p "$NAMES"
  printf '%s\n' '127.0.0.1 localhost' '::1 localhost' '10.96.0.10 kube-dns.kube-system.svc' \
    '10.244.1.2 shop-0.shop' 'fd00:10:96::a kube-dns.kube-system.svc' '10.10.0.0 lan' >"$NAMES/hosts"
  echo 'hosts: files' >"$NAMES/nsswitch.conf"
  trap 'forget_names; lab_end' EXIT
}

forget_names() {
  local status=$?
  rm -rf "$NAMES"
  rmdir --ignore-fail-on-non-empty "${NAMES%/*}"
  return "$status"
}

# capture FORM.WHAT COMMAND ...: stdout of the command.
capture() {
  local file=$OUT/$1.txt
  shift
  lab_in ipt "$@" >"$file" 2>/dev/null
}

# forms TOOL BACKEND RULES FAMILY
forms() {
  local tool=$1-$2 what=$3.$4.$2 table
  lab_in ipt "$tool-restore" -c <"$RULES/$3.$4.rules"
  capture "save.$what" "$tool-save"
  capture "save-c.$what" "$tool-save" -c
  for table in $(tables_of "$RULES/$3.$4.rules"); do
    capture "S.$what.$table" "$tool" -t "$table" -S
    capture "nvxL.$what.$table" "$tool" -t "$table" -nvxL --line-numbers
    [ "$2" = legacy ] || continue           # the two back ends print these alike
    capture "S-v.$what.$table" "$tool" -t "$table" -S -v
    capture "L.$what.$table" "$tool" -t "$table" -L
    capture "vL.$what.$table" "$tool" -t "$table" -vL
    capture "nL.$what.$table" "$tool" -t "$table" -nL
    capture "nvL.$what.$table" "$tool" -t "$table" -nvL
  done
}

# typed_and_printed TOOL FAMILY: what the tool makes of each rule of iptables/typed.FAMILY.txt.
typed_and_printed() {
  local table rule
  lab_in ipt "$1" -N ELSEWHERE
  while read -r table rule; do
    printf '%s\t' "$rule"
    # The rule is cut into words by a shell, as for the person who types it.
    lab_in ipt sh -c "$1 -t $table -N TYPED && $1 -t $table -A TYPED $rule" || lab_die "$1 does not take: $rule"
    lab_in ipt "$1" -t "$table" -S TYPED 1 | sed 's/^-A TYPED *//'
    lab_in ipt sh -c "$1 -t $table -F TYPED; $1 -t $table -X TYPED"
  done <"$RULES/typed.$2.txt" >"$OUT/typed.$2.txt"
}

# What an operator would paste: warnings of the other back end in the midst, one chain, one rule, nothing at all.
odd() {
  PHASE=odd
  fresh
  lab_in ipt iptables-legacy-restore -c <"$RULES/kube.v4.rules"
  lab_in ipt iptables-nft-restore -c <"$RULES/kube.v4.rules"
  scroll S-with-warning 'iptables-nft -S FORWARD'
  scroll nvL-with-warning 'iptables-nft -nvL FORWARD'
  scroll nvL-chain-rule 'iptables-legacy -t nat -nvL KUBE-SVC-XGLOHA7QRQ3V22RZ 2'
  scroll no-chain 'iptables-legacy -nL NOWHERE'
  scroll S-both 'iptables-legacy -S FORWARD; iptables-legacy -t nat -S DOCKER; ip6tables-legacy -S'
  scroll wc 'iptables-nft -t nat -L -n | wc'
  scroll wc-l 'iptables-legacy -t nat -S | wc -l'
  copies -A
  scroll S-counted 'iptables-nft -S | sort | uniq -cd | sort -rn'
  scroll save-counted 'iptables-nft-save | sort | uniq -c | sort -rn | head -n 12'
  copies -D
  scroll version 'iptables-nft --version; ip6tables-legacy --version'
  scroll version-V 'iptables-legacy -V'
  record save-with-warning both -- lab_in ipt iptables-nft-save -t filter
  record S-chain both -- lab_in ipt iptables-legacy -t nat -S KUBE-SVC-XGLOHA7QRQ3V22RZ
  record S-v-chain-rule both -- lab_in ipt iptables-legacy -t nat -v -S KUBE-SVC-XGLOHA7QRQ3V22RZ 2
  record save-grep both -- lab_in ipt sh -c 'iptables-legacy-save | grep KUBE-MARK-MASQ'
  record save-twice both -- lab_in ipt sh -c 'iptables-legacy-save -t nat; sleep 3; iptables-legacy-save -t nat'
  record not-root both -- lab_in ipt setpriv --reuid=65534 --regid=65534 --clear-groups iptables-legacy -S
  record not-root-nft both -- lab_in ipt setpriv --reuid=65534 --regid=65534 --clear-groups iptables-nft-save
  record save-torn-by-warning both -- lab_in ipt iptables-nft-save
  lab_in ipt nft add rule ip filter FORWARD numgen random mod 2 == 0 counter drop
  scroll incompatible 'iptables-nft -S'
  record save-incompatible out -- lab_in ipt iptables-nft-save
}

# Seven equal rules: appended, or deleted again.
copies() {
  local i
  for i in 1 2 3 4 5 6 7; do
    lab_in ipt iptables-nft "$1" FORWARD -s 10.244.0.0/16 -m comment --comment 'pod traffic' -j ACCEPT
  done
}

# A prompt, the command, and what a terminal shows of it.
scroll() {
  typed ipt "$2" >"$OUT/$PHASE.$1.txt"
}

main() {
  lab_begin ipset:ipset nfacct:nfacct nft:nftables
  OUT=${1:-$(mktemp -d)}
  mkdir -p "$OUT"
  names
  local backend rules
  for backend in legacy nft; do
    for rules in kube extensions; do
      fresh
      forms iptables $backend $rules v4
      forms ip6tables $backend $rules v6
    done
  done
  fresh
  typed_and_printed iptables-legacy v4
  typed_and_printed ip6tables-legacy v6
  odd
  lab_say "recorded $(find "$OUT" -name '*.txt' | wc -l) files into $OUT in $SECONDS s"
}

main "$@"
