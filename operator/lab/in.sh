#!/usr/bin/env bash
# Runs a command in the node, with the lab's programs and kubeconfig: the way to pod and service addresses.
#   in.sh CMD...          in the node's PID, mount, network, UTS and IPC namespaces
#   in.sh --net CMD...    only in its network; CMD keeps this PID, so that signals reach it
set -euo pipefail
. "$(dirname "$0")/env.sh"
spaces=(--pid --mount --net --uts --ipc)
[[ ${1:-} != --net ]] || { spaces=(--net); shift; }
(($#)) || die 2 "usage: in.sh [--net] CMD..."
pid=$(node_pid) || die 1 "no node runs in $LAB: up.sh first"
exec nsenter -t "$pid" "${spaces[@]}" bash -c 'cd "$0" && exec "$@"' "$PWD" "$@"
