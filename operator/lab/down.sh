#!/usr/bin/env bash
# Ends a lab by PID and removes its state. Safe to call at any time, also when nothing runs.
#   down.sh           end it, remove all state but the programs
#   down.sh --keep    end it, keep keys, logs and containerd's images too
set -uo pipefail
. "$(dirname "$0")/env.sh"
[[ ${1:-} == "" || ${1:-} == --keep ]] || die 2 "usage: down.sh [--keep]"
[[ -d $LAB ]] || exit 0
[[ $(id -u) == 0 ]] || die 3 "a node needs root, to end it too"
lock
gone() { for _ in {1..300}; do [[ -e /proc/$1 ]] || return 0; sleep 0.05; done; echo "PID $1 does not end" >&2; }
stop() { # PID FILE, TEXT ITS COMMAND LINE MUST HOLD
  local p; p=$(cat "$1" 2>/dev/null) || return 0
  is "$p" "$2" && { kill -KILL "$p"; gone "$p"; }
  rm -f "$1"
}
stop "$LAB/forward.pid" "unix:$LAB/api.sock"
pid1=$(node_pid || true)
stop "$LAB/unshare.pid" "/node.sh $LAB " # its child, the node's PID 1, dies with it, and all the rest with that
[[ -z $pid1 ]] || gone "$pid1"
# Cgroups are the one thing that namespaces do not take with them.
for c in /sys/fs/cgroup/*/"$CGROUP" /sys/fs/cgroup/"$CGROUP"; do
  for _ in {1..20}; do
    [[ -d $c ]] || break
    find "$c" -depth -type d -exec rmdir {} + 2>/dev/null || sleep 0.1
  done
done
rm -rf "$LAB"/{etcd,kubelet,etc,images.ok,api.sock,settings,netpol.delay}
[[ ${1:-} == --keep ]] || rm -rf "$LAB"/{pki,images,containerd,log}
true
