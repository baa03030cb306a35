# Settings of a lab, for every script here. Each may be set from outside; those of a lab that runs are remembered, so that LAB alone names it.
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
LAB=$(realpath -m -- "${LAB:-$HERE/../../.lab}") # all state: binaries, keys, logs, containerd, etcd

# node_pid: the PID, seen from here, of the node's PID 1; fails if it does not run.
node_pid() {
  local u
  u=$(cat "$LAB/unshare.pid" 2>/dev/null) || return 1
  is "$u" "/node.sh $LAB " && pgrep -P "$u" | head -1 | grep .
}
# is PID TEXT: whether PID's command line holds TEXT. A PID file may be older than the machine.
is() { [[ -r /proc/$1/cmdline ]] && tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF -- "$2"; }
die() { local code=$1; shift; printf '%s: %s\n' "${0##*/}" "$*" >&2; exit "$code"; }
# lock: one script at a time changes a lab. Programs that outlive the script must be started with 9>&-.
lock() { [[ -n ${LAB_LOCKED:-} ]] || { exec 9>"$LAB/lock"; flock 9; export LAB_LOCKED=1; }; }

if node_pid >/dev/null && [[ -r $LAB/settings ]]; then . "$LAB/settings"; fi
: "${K8S_VERSION:=v1.35.4}"     # must agree with kubelab/go.mod
: "${API_PORT:=}"               # on 127.0.0.1, outside and inside the node; empty: the first free one from 6443 on
: "${FAKE_GPUS:=2}"             # devices offered as nvidia.com/gpu; 0: none
: "${NODE:=node1}"
: "${NODE_IP:=10.90.0.1}"       # this and the next three exist only inside the node: labs do not see each other's
: "${POD_CIDR:=10.91.0.0/24}"
: "${SVC_CIDR:=10.92.0.0/24}"
: "${OUTSIDE_IP:=203.0.113.10}" # a pretended internet host, in a namespace of its own
# Pods' cgroups live below a root of this lab's own: two kubelets with one root end each other's pods.
CGROUP=kubelab-$(cksum <<<"$LAB" | cut -d' ' -f1)
BIN=$LAB/bin
PATH=$BIN:$PATH
KUBECONFIG=$LAB/pki/admin.kubeconfig
export HERE LAB BIN PATH KUBECONFIG CGROUP K8S_VERSION API_PORT FAKE_GPUS NODE NODE_IP POD_CIDR SVC_CIDR OUTSIDE_IP
