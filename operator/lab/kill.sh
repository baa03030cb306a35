#!/usr/bin/env bash
# Kills -9 a program of the node, by its name, wherever it is called from. The node starts it again after half a second.
#   kill.sh NAME...    of containerd etcd kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet netpol forward outside fake-gpu
#   kill.sh            list what runs
set -euo pipefail
. "$(dirname "$0")/env.sh"
node_pid >/dev/null || die 1 "no node runs in $LAB: up.sh first"
exec "$HERE/in.sh" bash -c '
  cd /run/lab
  (($#)) || exec grep -H . *.pid
  for n; do
    [[ -r $n.pid ]] || { echo "kill.sh: no program $n in the node" >&2; exit 1; }
    kill -KILL "$(<"$n.pid")" && echo "killed $n ($(<"$n.pid"))"
  done' kill "$@"
