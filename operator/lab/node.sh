#!/usr/bin/env bash
# PID 1 of the node. Started by up.sh in new namespaces; never run by hand. All it does to mounts, addresses and firewall rules ends with it.
set -eu
. "$(dirname "$0")/env.sh"

mounts() { # private to this node
  mount --make-rshared / # kubelet and containerd share mounts with each other
  mount -t tmpfs -o mode=755 tmpfs /run; mkdir -p /run/{lock,netns,containerd,lab}
  mount -t tmpfs -o mode=755 tmpfs /var/log; mkdir -p /var/log/{pods,containers}
  mkdir -p /var/lib/kubelet "$LAB/kubelet/seccomp/stint" # the first is the only directory made outside $LAB
  mount --bind "$LAB/kubelet" /var/lib/kubelet
  cp "$HERE/seccomp/namespaces.json" "$LAB/kubelet/seccomp/stint/"
  # The kubelet sets these sysctls, which are the machine's and not a namespace's.
  # Show it files that hold already what it wants, so that it changes nothing.
  mkdir -p /run/sysctl
  local kv f c
  for kv in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    f=/proc/sys/${kv%=*}; [[ -e $f ]] || continue
    c=/run/sysctl/$(tr / . <<<"${kv%=*}"); echo "${kv#*=}" >"$c"; mount --bind "$c" "$f"
  done
}

cgroups() { # one root of our own in every mounted hierarchy (v1), or in the one (v2)
  local h f
  for h in /sys/fs/cgroup /sys/fs/cgroup/*; do
    [[ -e $h/cgroup.procs ]] || continue
    [[ $h == /sys/fs/cgroup || ! -e /sys/fs/cgroup/cgroup.procs ]] || continue # v2: only the top
    mkdir -p "$h/$CGROUP"
    for f in cpuset.cpus cpuset.mems; do # v1 cpuset starts empty
      [[ -e $h/$f && -z $(cat "$h/$CGROUP/$f") ]] && cat "$h/$f" >"$h/$CGROUP/$f" || true
    done
  done
}

network() { # reaches nothing outside this namespace
  local gateway=${OUTSIDE_IP%.*}.1
  ip link set lo up
  ip link add node0 type bridge; ip addr add "$NODE_IP/24" dev node0; ip link set node0 up
  ip route add "$SVC_CIDR" dev node0 # so that node processes may dial service addresses
  echo 1 >/proc/sys/net/ipv4/ip_forward
  # A pretended internet, to prove that egress is blocked, or not: every address that is not of this node leads to one host, which has them
  # all, and counts each packet from a pod before anything can drop it.
  ip netns add outside
  ip link add out0 type veth peer name eth0 netns outside
  ip addr add "$gateway/24" dev out0; ip link set out0 up
  ip -n outside addr add "$OUTSIDE_IP/24" dev eth0
  ip -n outside link set eth0 up; ip -n outside link set lo up
  ip -n outside route add "$POD_CIDR" via "$gateway"
  ip -n outside route add local default dev lo table main
  ip route add default via "$OUTSIDE_IP"
  ip netns exec outside nft -f - <<EOF
table inet outside {
  counter pods { }
  chain arrive {
    type filter hook prerouting priority -300; policy accept;
    ip saddr $POD_CIDR counter name pods
  }
}
EOF
}

configuration() {
  cat >"$LAB/etc/cni/10-kubelab.conflist" <<EOF
{"cniVersion": "1.0.0", "name": "kubelab", "plugins": [
  {"type": "ptp", "mtu": 1500, "ipMasq": false,
   "ipam": {"type": "host-local", "dataDir": "/run/cni-ipam", "ranges": [[{"subnet": "$POD_CIDR"}]], "routes": [{"dst": "0.0.0.0/0"}]}}
]}
EOF
  cat >"$LAB/etc/containerd.toml" <<EOF
version = 2
root = "$LAB/containerd"
state = "/run/containerd"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.internal.v1.opt"]
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "lab.local/pause:1"
  restrict_oom_score_adj = true  # without CAP_SYS_RESOURCE a lower score is refused
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$CNI_BIN"
    conf_dir = "$LAB/etc/cni"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    default_runtime_name = "runc"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
EOF
  # gVisor, where somebody has put runsc and its shim into $BIN (needs containerd 2 there too).
  if [[ -x $BIN/runsc && -x $BIN/containerd-shim-runsc-v1 ]]; then
    printf '[runsc_config]\n  platform = "systrap"\n  ignore-cgroups = "true"\n' >"$LAB/etc/runsc.toml"
    cat >>"$LAB/etc/containerd.toml" <<EOF
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runsc]
      runtime_type = "io.containerd.runsc.v1"
      [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runsc.options]
        TypeUrl = "io.containerd.runsc.v1.options"
        ConfigPath = "$LAB/etc/runsc.toml"
EOF
  fi
  cat >"$LAB/etc/kubelet.yaml" <<EOF
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}, x509: {clientCAFile: $LAB/pki/ca.crt}}
authorization: {mode: Webhook}
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$CGROUP
failCgroupV1: false              # from 1.35 on the kubelet refuses cgroup v1 by default
failSwapOn: false
resolvConf: ""
imageGCHighThresholdPercent: 100 # never remove images: they cannot be pulled again
imageMaximumGCAge: 0s
evictionHard: {memory.available: 200Mi, nodefs.available: 1%, nodefs.inodesFree: 1%, imagefs.available: 1%}
shutdownGracePeriod: 0s
crashLoopBackOff: {maxContainerRestartPeriod: 2s} # tests kill things often
nodeStatusUpdateFrequency: 2s    # quick, because tests wait for it: so are the next five
syncFrequency: 2s
crashLoopBackOff: {maxContainerRestartPeriod: 5s}
kubeAPIQPS: 200
kubeAPIBurst: 400
eventRecordQPS: 0
EOF
  cat >"$LAB/etc/kube-scheduler.yaml" <<EOF
apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
clientConnection: {kubeconfig: $LAB/pki/kube-scheduler.kubeconfig, qps: 200, burst: 400}
leaderElection: {leaderElect: false}
podInitialBackoffSeconds: 1
podMaxBackoffSeconds: 2
EOF
  cat >"$LAB/etc/kube-proxy.yaml" <<EOF
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
clientConnection: {kubeconfig: $LAB/pki/kube-proxy.kubeconfig}
mode: nftables
clusterCIDR: $POD_CIDR
hostnameOverride: $NODE
bindAddress: $NODE_IP
conntrack: {maxPerCore: 0, min: 0, tcpEstablishedTimeout: 0s, tcpCloseWaitTimeout: 0s}
EOF
}

# keep NAME COMMAND...: runs a program for as long as the node lives, and leaves its PID where kill.sh finds it.
keep() {
  local n=$1; shift
  while :; do
    echo "--- start $n"
    "$@" & echo $! >"/run/lab/$n.pid"
    wait $! || echo "--- $n ended: $?"
    sleep 0.5
  done >>"$LAB/log/$n.log" 2>&1 </dev/null &
}

programs() {
  local P=$LAB/pki i
  keep containerd containerd --config "$LAB/etc/containerd.toml"
  keep etcd etcd --name node --data-dir "$LAB/etcd" --unsafe-no-fsync --log-level warn \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-advertise-peer-urls http://127.0.0.1:2380 --initial-cluster node=http://127.0.0.1:2380
  keep kube-apiserver kube-apiserver \
    --etcd-servers=http://127.0.0.1:2379 --advertise-address="$NODE_IP" --bind-address=0.0.0.0 --secure-port="$API_PORT" \
    --tls-cert-file="$P/apiserver.crt" --tls-private-key-file="$P/apiserver.key" --client-ca-file="$P/ca.crt" \
    --kubelet-client-certificate="$P/apiserver-kubelet.crt" --kubelet-client-key="$P/apiserver-kubelet.key" --kubelet-preferred-address-types=InternalIP \
    --service-account-issuer=https://kubernetes.default.svc --service-account-key-file="$P/sa.pub" --service-account-signing-key-file="$P/sa.key" \
    --service-cluster-ip-range="$SVC_CIDR" --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction --allow-privileged --profiling=false \
    --audit-policy-file="$HERE/audit.yaml" --audit-log-path="$LAB/log/audit.log"
  keep kube-controller-manager kube-controller-manager --kubeconfig="$P/kube-controller-manager.kubeconfig" --leader-elect=false \
    --use-service-account-credentials --service-account-private-key-file="$P/sa.key" --root-ca-file="$P/ca.crt" \
    --cluster-signing-cert-file="$P/ca.crt" --cluster-signing-key-file="$P/ca.key" --bind-address=127.0.0.1 --profiling=false \
    --kube-api-qps=200 --kube-api-burst=400
  keep kube-scheduler kube-scheduler --config="$LAB/etc/kube-scheduler.yaml" --bind-address=127.0.0.1
  keep kube-proxy kube-proxy --config="$LAB/etc/kube-proxy.yaml"
  keep netpol kubelab netpol --kubeconfig="$P/admin.kubeconfig" --pod-cidr="$POD_CIDR" --delay-file="$LAB/netpol.delay"
  keep forward kubelab forward -listen "unix:$LAB/api.sock" -to "tcp:127.0.0.1:$API_PORT"
  keep outside ip netns exec outside "$BIN/outside" "$POD_CIDR" "$OUTSIDE_IP"

  until ctr -n k8s.io version >/dev/null 2>&1; do sleep 0.1; done
  for i in "$LAB"/images/*.tar; do ctr -n k8s.io images import "$i"; done
  touch "$LAB/images.ok"

  until kubectl get --raw /readyz >/dev/null 2>&1; do sleep 0.2; done
  keep kubelet kubelet --config="$LAB/etc/kubelet.yaml" --kubeconfig="$P/kubelet.kubeconfig" --hostname-override="$NODE" --node-ip="$NODE_IP" --v=1
  ((FAKE_GPUS == 0)) || keep fake-gpu kubelab fake-gpu -count "$FAKE_GPUS"
}

# Functions, so that bash has read all of this file before anybody edits it.
main() {
  hostname "$NODE"
  mounts; cgroups; network; configuration; programs
  while :; do wait -n || true; sleep 0.2; done # PID 1 reaps what is orphaned, for as long as the node lives
}
main
