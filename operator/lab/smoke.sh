#!/usr/bin/env bash
# Proves that the cluster does what the tests rely on: pods, logs, exec, Jobs,
# emptyDir, Secret, PersistentVolume, Service, DNS-less dialling, GPU requests,
# NetworkPolicy that really blocks, and what the lab adds: a counted internet,
# late policies, audit, a seccomp profile, images by digest, kills.
# Prints "N passed, N failed".
set -uo pipefail
. "$(dirname "$0")/env.sh"
node_pid >/dev/null || die 1 "no node runs in $LAB: up.sh first"
pass=0 fail=0
ok() { if "${@:2}" >"$LAB/log/smoke.out" 2>&1; then pass=$((pass + 1)); echo "ok   $1"; else fail=$((fail + 1)); echo "FAIL $1"; sed 's/^/     /' "$LAB/log/smoke.out"; fi; }
not() { ! "$@"; }
in_node() { "$HERE/in.sh" "$@"; }
K() { kubectl -n smoke "$@"; }
kubectl delete ns smoke --ignore-not-found --wait >/dev/null 2>&1
kubectl delete pv smoke-pv --ignore-not-found >/dev/null 2>&1
kubectl create ns smoke >/dev/null
until K get sa default >/dev/null 2>&1; do sleep 0.1; done
K apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {key: topsecret}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: smoke-pv}
spec: {capacity: {storage: 1Gi}, accessModes: [ReadWriteOnce], storageClassName: smoke, hostPath: {path: $LAB/kubelet/smoke-pv, type: DirectoryOrCreate}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: pvc}
spec: {accessModes: [ReadWriteOnce], storageClassName: smoke, resources: {requests: {storage: 1Gi}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: job}
spec:
  backoffLimit: 0
  template:
    spec:
      restartPolicy: Never
      automountServiceAccountToken: false
      initContainers:
      - {name: w, image: "lab.local/probe:1", args: [write, /scratch/f, from-init], volumeMounts: [{name: scratch, mountPath: /scratch}]}
      - {name: p, image: "lab.local/probe:1", args: [write, /pv/f, on-volume], securityContext: {runAsUser: 0}, volumeMounts: [{name: pv, mountPath: /pv}]}
      containers:
      - name: c
        image: lab.local/probe:1
        args: [cat, /scratch/f, /sec/key, /pv/f]
        securityContext: {runAsNonRoot: true, readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}
        resources: {requests: {cpu: 50m, memory: 32Mi}, limits: {cpu: 500m, memory: 64Mi}}
        volumeMounts: [{name: scratch, mountPath: /scratch}, {name: sec, mountPath: /sec, readOnly: true}, {name: pv, mountPath: /pv, readOnly: true}]
      volumes:
      - {name: scratch, emptyDir: {}}
      - {name: sec, secret: {secretName: s}}
      - {name: pv, persistentVolumeClaim: {claimName: pvc}}
---
apiVersion: v1
kind: Pod
metadata: {name: srv, labels: {app: srv}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - {name: c, image: "lab.local/probe:1", args: [serve, ":8080"], ports: [{containerPort: 8080, name: web}], readinessProbe: {tcpSocket: {port: 8080}, periodSeconds: 1}}
---
apiVersion: v1
kind: Service
metadata: {name: srv}
spec: {selector: {app: srv}, ports: [{port: 80, targetPort: web}]}
---
apiVersion: v1
kind: Pod
metadata: {name: cli, labels: {app: cli}}
spec:
  terminationGracePeriodSeconds: 0
  containers:
  - {name: c, image: "lab.local/probe:1", args: [sleep, "3600"]}
EOF
ok "Job completes" K wait --for=condition=complete job/job --timeout=90s
log=$(K logs job/job -c c)
ok "emptyDir, Secret, PersistentVolume" test "$log" = "/scratch/f: from-init
/sec/key: topsecret
/pv/f: on-volume"
ok "pods Ready" K wait --for=condition=Ready pod/srv pod/cli --timeout=60s
dial() { K exec cli -- /probe dial "$1" 2; }
srv=$(K get pod srv -o 'jsonpath={.status.podIP}'); svc=$(K get svc srv -o 'jsonpath={.spec.clusterIP}')
api=$(kubectl get svc kubernetes -n default -o 'jsonpath={.spec.clusterIP}')
wait_dial() { for _ in 1 2 3 4 5 6 7 8 9 10; do dial "$1" && return; sleep 0.3; done; return 1; }
ok "without policy: pod to pod" wait_dial "$srv:8080"
ok "without policy: pod to service" wait_dial "$svc:80"
ok "without policy: pod to the pretended internet" wait_dial "$OUTSIDE_IP:80"
K apply -f - >/dev/null <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {matchLabels: {app: cli}}, policyTypes: [Egress]}
EOF
sleep 1
ok "default-deny egress blocks pod to pod" not dial "$srv:8080"
ok "default-deny egress blocks pod to service" not dial "$svc:80"
ok "default-deny egress blocks the pretended internet" not dial "$OUTSIDE_IP:80"
ok "default-deny egress blocks the apiserver" not dial "$NODE_IP:$API_PORT"
ok "default-deny egress blocks the apiserver's service" not dial "$api:443"
K apply -f - >/dev/null <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: allow}
spec:
  podSelector: {matchLabels: {app: cli}}
  policyTypes: [Egress]
  egress: [{to: [{podSelector: {matchLabels: {app: srv}}}], ports: [{port: web}]}]
EOF
sleep 1
ok "an allow rule opens pod to pod" dial "$srv:8080"
ok "an allow rule opens pod to service" dial "$svc:80"
ok "an allow rule leaves the pretended internet shut" not dial "$OUTSIDE_IP:80"
K delete netpol --all >/dev/null
K apply -f - >/dev/null <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: in}
spec: {podSelector: {matchLabels: {app: srv}}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {app: other}}}]}]}
EOF
sleep 1
ok "ingress policy blocks an unlisted pod" not dial "$srv:8080"
K label pod cli app=other --overwrite >/dev/null; sleep 1
ok "ingress policy lets a listed pod in" dial "$srv:8080"
K delete netpol --all >/dev/null
# A pod that dials at once, while a deny policy for it exists, never gets out.
K apply -f - >/dev/null <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {matchLabels: {app: fast}}, policyTypes: [Egress]}
---
apiVersion: v1
kind: Pod
metadata: {name: fast, labels: {app: fast}}
spec:
  restartPolicy: Never
  containers: [{name: c, image: "lab.local/probe:1", args: [dial, "$OUTSIDE_IP:80", "4"]}]
EOF
ok "a new pod under deny fails" K wait --for=jsonpath='{.status.phase}'=Failed pod/fast --timeout=40s
ok "a new pod under deny was BLOCKED from its first packet" grep -q BLOCKED <(K logs fast)
if ((FAKE_GPUS)); then
  K apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Pod
metadata: {name: gpu}
spec:
  restartPolicy: Never
  containers: [{name: c, image: "lab.local/probe:1", args: [env, NVIDIA], resources: {limits: {nvidia.com/gpu: "$FAKE_GPUS"}}}]
---
apiVersion: v1
kind: Pod
metadata: {name: toobig}
spec:
  restartPolicy: Never
  containers: [{name: c, image: "lab.local/probe:1", args: [env, NVIDIA], resources: {limits: {nvidia.com/gpu: "$((FAKE_GPUS + 1))"}}}]
EOF
  ok "GPU pod runs to its end" K wait --for=jsonpath='{.status.phase}'=Succeeded pod/gpu --timeout=40s
  ok "GPU pod was given devices" grep -q FAKE-GPU-0 <(K logs gpu)
  ok "a pod that wants too many GPUs stays Unschedulable" K wait --for=jsonpath='{.status.conditions[0].reason}'=Unschedulable pod/toobig --timeout=20s
fi
# What data leaves by is counted: the pretended internet has every address, answers TCP 80 and UDP 53, and sees each packet from a pod.
K apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Pod
metadata: {name: out, labels: {app: out}}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: c, image: "lab.local/probe:1", args: [sleep, "3600"]}]
EOF
K wait --for=condition=Ready pod/out --timeout=40s >/dev/null
out() { K exec out -- /probe "$@"; }
retry() { for _ in {1..20}; do "$@" && return; sleep 0.3; done; return 1; }
n0=$("$HERE/outside.sh")
ok "any address of the pretended internet answers TCP" retry out dial 8.8.8.8:80
ok "any address of the pretended internet answers DNS" out ask 9.9.9.9:53 leak.example
n1=$("$HERE/outside.sh")
ok "each packet is counted ($n0, then $n1)" test "$n1" -gt "$n0"
ok "each packet is logged" grep -q 'asked leak.example' "$LAB/log/outside.log"
K apply -f - >/dev/null <<EOF
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny}
spec: {podSelector: {}, policyTypes: [Egress]}
EOF
sleep 1
n0=$("$HERE/outside.sh")
ok "under deny no DNS gets out" not out ask 9.9.9.9:53 leak.example
ok "under deny no TCP gets out" not out dial "$OUTSIDE_IP:80" 1
ok "under deny not one packet is counted" test "$("$HERE/outside.sh")" -eq "$n0"

# With a delay the network is fail-open for a new pod, as most are; then the policy holds.
echo 6 >"$LAB/netpol.delay"
K apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Pod
metadata: {name: late}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: c, image: "lab.local/probe:1", args: [sleep, "3600"]}]
EOF
K wait --for=condition=Ready pod/late --timeout=40s >/dev/null
ok "netpol.delay: a new pod is open" K exec late -- /probe dial "$OUTSIDE_IP:80" 1
sleep 6
ok "netpol.delay: an older pod is shut" not K exec late -- /probe dial "$OUTSIDE_IP:80" 1
rm -f "$LAB/netpol.delay"
K delete netpol --all >/dev/null

# Audit: the kubelet's and the tests' own look into pods and secrets.
ok "exec is audited" grep -q '"resource":"pods","namespace":"smoke","name":"late".*"subresource":"exec"' "$LAB/log/audit.log"
ok "secrets are audited" grep -q '"resource":"secrets","namespace":"smoke","name":"s"' "$LAB/log/audit.log"
ok "nothing else is audited" not grep -q '"resource":"nodes"' "$LAB/log/audit.log"

# Seccomp: the profile that cells need builds namespaces without a privilege; the runtime's default does not.
for p in default:RuntimeDefault cell:Localhost; do
  K apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Pod
metadata: {name: ns-${p%:*}}
spec:
  restartPolicy: Never
  securityContext: {runAsNonRoot: true, seccompProfile: {type: ${p#*:}$([[ $p == cell:* ]] && echo ", localhostProfile: stint/namespaces.json")}}
  containers:
  - {name: c, image: "lab.local/probe:1", args: [namespaces], securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}}
EOF
done
ok "RuntimeDefault refuses namespaces" K wait --for=jsonpath='{.status.phase}'=Failed pod/ns-default --timeout=40s
ok "stint/namespaces.json allows them" K wait --for=jsonpath='{.status.phase}'=Succeeded pod/ns-cell --timeout=40s
ok "a cell's root was pivoted" grep -q PIVOTED <(K logs ns-cell)

# An image pinned by digest, with no registry.
digest=$(in_node ctr -n k8s.io images ls | awk '$1 == "lab.local/probe:1" {print $3}')
ok "load.sh" "$HERE/load.sh" "$LAB/images/probe.tar"
K apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Pod
metadata: {name: pinned}
spec:
  restartPolicy: Never
  containers: [{name: c, image: "lab.local/probe@$digest", imagePullPolicy: IfNotPresent, args: [id]}]
EOF
ok "a pod pinned by digest runs" K wait --for=jsonpath='{.status.phase}'=Succeeded pod/pinned --timeout=40s

# Each program may be killed at any time.
ok "kill.sh kills" "$HERE/kill.sh" kubelet containerd kube-controller-manager kube-scheduler netpol kube-apiserver etcd
ok "the apiserver comes back" retry kubectl get --raw /readyz
ok "pods run on" retry out dial "$OUTSIDE_IP:80"
K apply -f - >/dev/null <<EOF
apiVersion: v1
kind: Pod
metadata: {name: after}
spec:
  restartPolicy: Never
  containers: [{name: c, image: "lab.local/probe:1", args: [id]}]
EOF
ok "a pod runs after it all was killed" K wait --for=jsonpath='{.status.phase}'=Succeeded pod/after --timeout=60s

kubectl delete ns smoke --wait=false >/dev/null; kubectl delete pv smoke-pv --wait=false >/dev/null
rm -f "$LAB/log/smoke.out"
echo "$pass passed, $fail failed"
((fail == 0))
