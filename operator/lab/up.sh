#!/usr/bin/env bash
# Brings up a real one-node Kubernetes cluster: etcd, kube-apiserver, kube-controller-manager, kube-scheduler, kubelet, containerd, runc,
# kube-proxy, and NetworkPolicy enforced by nftables. Does nothing if it is up. Prints the lines to export.
#
#   up.sh            bring up, wait until Ready:  eval "$(operator/lab/up.sh)"
#   up.sh --build    only install packages and build: $LAB/bin then serves as KUBEBUILDER_ASSETS
#   up.sh --helm     build $LAB/bin/helm too
#
# Everything runs in PID, mount, network, UTS and IPC namespaces of its own: the machine's addresses, routes, firewall rules and mounts stay
# as they are, and down.sh ends it all by killing one PID. Needs Linux, root, Go, and Debian's packages where a program is missing.
#
# Exit codes: 1 it did not come up, 2 usage, 3 not root or no namespaces, 4 a program is missing and cannot be installed, 5 API_PORT is
# taken, 6 no Go.
set -euo pipefail
. "$(dirname "$0")/env.sh"
t0=$SECONDS
say() { printf '[%3ds] %s\n' $((SECONDS - t0)) "$*" >&2; }

build_only='' helm=''
for a; do
  case $a in
  --build) build_only=1 ;;
  --helm) helm=1 ;;
  *) die 2 "unknown option $a; usage: up.sh [--build] [--helm]" ;;
  esac
done
[[ $(id -u) == 0 ]] || die 3 "a node needs root: run it as root, for example with sudo -E"
unshare --fork --pid --mount --net --uts --ipc true 2>/dev/null || die 3 "this machine lets root make no namespaces: in a container, run it privileged"

# 1. Packages: only when a program is missing.
need=()
for p in containerd:containerd ctr:containerd runc:runc iptables:iptables nft:nftables conntrack:conntrack ip:iproute2 nsenter:util-linux flock:util-linux \
  pgrep:procps ethtool:ethtool mount:mount; do
  command -v "${p%:*}" >/dev/null || [[ " ${need[*]} " == *" ${p#*:} "* ]] || need+=("${p#*:}")
done
cni_dir() { for d in "${CNI_BIN:-}" /usr/lib/cni /usr/libexec/cni /opt/cni/bin; do [[ -x $d/ptp ]] && echo "$d" && return; done; return 1; }
cni_dir >/dev/null || need+=(containernetworking-plugins)
mkdir -p "$BIN" "$LAB/log"
if ((${#need[@]})); then
  command -v apt-get >/dev/null || die 4 "missing ${need[*]}, and no apt-get to install them: install them by hand"
  say "apt-get install ${need[*]}"
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${need[@]}"; } >"$LAB/log/apt.log" 2>&1 9>&- ||
    { tail -5 "$LAB/log/apt.log" >&2; die 4 "apt-get could not install ${need[*]}: see $LAB/log/apt.log"; }
fi
CNI_BIN=$(cni_dir) || die 4 "no CNI plugin ptp in /usr/lib/cni, /usr/libexec/cni or /opt/cni/bin: set CNI_BIN"
export CNI_BIN

# 2. Programs.
"$HERE/build.sh" kubelab
[[ -z $helm ]] || "$HERE/build.sh" helm
say "built"
[[ -z $build_only ]] || exit 0

settings() { for v in API_PORT FAKE_GPUS NODE NODE_IP POD_CIDR SVC_CIDR OUTSIDE_IP; do echo ": \"\${$v:=${!v}}\""; done; }
exports() { printf 'export LAB=%q KUBECONFIG=%q PATH=%q:$PATH\n' "$LAB" "$KUBECONFIG" "$BIN"; }
lock
if node_pid >/dev/null && kubectl get --raw /readyz >/dev/null 2>&1; then
  [[ $(settings) == "$(cat "$LAB/settings")" ]] || die 1 "it is up with other settings ($LAB/settings): down.sh first"
  say "already up"; exports; exit 0
fi
"$HERE/down.sh" --keep # what a broken or half-started run left behind

# 3. The door: a port here, a socket to the node. First of all, because only taking a port shows that it is free.
door() {
  : >"$LAB/log/forward-out.log"
  setsid bash -c 'echo $$ >"$LAB/forward.pid"; exec kubelab forward -listen "tcp:127.0.0.1:$0" -to "unix:$LAB/api.sock"' "$1" \
    >>"$LAB/log/forward-out.log" 2>&1 </dev/null 9>&- &
  local p=$!
  until grep -q ^listening "$LAB/log/forward-out.log"; do kill -0 "$p" 2>/dev/null || return 1; sleep 0.05; done
}
if [[ -n $API_PORT ]]; then
  door "$API_PORT" || die 5 "port $API_PORT on 127.0.0.1 is taken: set API_PORT to a free one, or leave it out"
else
  for API_PORT in {6443..6542}; do door "$API_PORT" && break; done
  grep -q ^listening "$LAB/log/forward-out.log" || die 5 "no free port from 6443 to 6542 on 127.0.0.1: set API_PORT"
fi
settings >"$LAB/settings"

# 4. Keys and kubeconfigs, made once, and images from our own static binaries.
mkdir -p "$LAB"/{pki,images,etc/cni}
kubelab certs -dir "$LAB/pki" -node "$NODE" -server "https://127.0.0.1:$API_PORT" \
  -sans "127.0.0.1,localhost,$NODE_IP,${SVC_CIDR%.*}.1,kubernetes,kubernetes.default,kubernetes.default.svc,kubernetes.default.svc.cluster.local"
for i in pause probe; do kubelab image -name "lab.local/$i:1" -o "$LAB/images/$i.tar" -entrypoint "/$i" "$BIN/$i:/$i" >/dev/null; done

# 5. The node. Its PID is on disk before it exists, so that a kill of this script at any moment leaves nothing that down.sh cannot find.
say "start node"
setsid bash -c 'echo $$ >"$LAB/unshare.pid"; exec unshare --fork --kill-child=KILL --pid --mount --net --uts --ipc --mount-proc --propagation private \
  bash "$HERE/node.sh" "$LAB" node' >"$LAB/log/node.log" 2>&1 </dev/null 9>&- &

# 6. Wait.
wait_for() { # WHAT SECONDS COMMAND...
  local what=$1 end=$((SECONDS + $2)); shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || die 1 "no $what in time: see $LAB/log"
    sleep 0.2
    node_pid >/dev/null || { sleep 0.5; node_pid >/dev/null; } || { tail -20 "$LAB/log/node.log" >&2; die 1 "the node died: see $LAB/log"; }
  done
  say "$what"
}
node_ready() { kubectl get node "$NODE" -o 'jsonpath={.status.conditions[?(@.type=="Ready")].status}' | grep -qx True; }
gpu_ready() { [[ $(kubectl get node "$NODE" -o 'jsonpath={.status.allocatable.nvidia\.com/gpu}') == "$FAKE_GPUS" ]]; }
wait_for "apiserver ready" 90 kubectl get --raw /readyz
wait_for "images imported" 60 test -e "$LAB/images.ok"
wait_for "node Ready" 90 node_ready
wait_for "default service account" 60 kubectl get sa default -n default
((FAKE_GPUS == 0)) || wait_for "$FAKE_GPUS fake GPUs" 60 gpu_ready
exports
