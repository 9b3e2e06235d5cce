#!/usr/bin/env bash
# Records what ipvsadm prints. ipvsadm.sh OUT: writes OUT/*.txt. A kernel without IPVS gives its complaint only; the other
# captures of this topic are written from the sources.
set -eu
OUT=$(mkdir -p "$1" && cd "$1" && pwd)
# shellcheck source=test/lab/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
lab_begin ipvsadm:ipvsadm

lab_ns ipvs
lab_in ipvs ipvsadm -Ln >"$OUT/no-ipvs.txt" 2>&1 && lab_die 'this kernel has IPVS: record the true listings.'
true
