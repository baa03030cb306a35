#!/usr/bin/env bash
# Builds a lab's programs into $LAB/bin, each only when its sources, its flags or the Go toolchain changed. Needs no root.
#   build.sh kubelab     Kubernetes, etcd and the lab's own helpers
#   build.sh helm        helm, for the chart's tests
#   build.sh kube-score  kube-score, for what it says of the chart and of runs
set -euo pipefail
. "$(dirname "$0")/env.sh"
command -v go >/dev/null || die 6 "no go program in PATH: install Go 1.26 or later"
export CGO_ENABLED=0 GOFLAGS="-trimpath -buildvcs=false" GOWORK=off # as the Makefile has it, to share its build cache
mkdir -p "$BIN"
lock

# fresh NAME DIR FLAGS: whether $BIN/NAME was built from what is there now; if not, leaves the stamp to record in $stamp.
fresh() {
  stamp=$({ go version; echo "$3"; cd "$2"; find . -name '*.go' -o -name 'go.*' | LC_ALL=C sort | xargs sha256sum; } | sha256sum)
  [[ -x $BIN/$1 && $(cat "$BIN/.$1.stamp" 2>/dev/null) == "$stamp" ]]
}

case ${1:-} in
kubelab)
  flags="-s -w"
  minor=${K8S_VERSION#v1.}
  for p in k8s.io/component-base/version k8s.io/client-go/pkg/version; do # else every program calls itself v0.0.0
    flags+=" -X $p.gitVersion=$K8S_VERSION -X $p.gitMajor=1 -X $p.gitMinor=${minor%%.*} -X $p.gitTreeState=clean -X $p.gitCommit=none -X $p.buildDate=1970-01-01T00:00:00Z"
  done
  fresh kubelab "$HERE/kubelab" "$flags" && exit 0
  echo "go build kubelab (Kubernetes $K8S_VERSION): minutes the first time" >&2
  cd "$HERE/kubelab"
  go build -ldflags "-s -w" -o "$BIN/" ./pause ./probe ./outside
  go build -ldflags "$flags" -o "$BIN/kubelab.new" .
  mv "$BIN/kubelab.new" "$BIN/kubelab" # a running lab keeps the old one
  for p in etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do ln -sf kubelab "$BIN/$p"; done
  echo "$stamp" >"$BIN/.kubelab.stamp"
  ;;
helm)
  fresh helm "$HERE/tools" "-s -w" && exit 0
  echo "go build helm: a minute or two the first time" >&2
  cd "$HERE/tools"
  version=$(go list -m -f '{{.Version}}' helm.sh/helm/v3)
  go build -ldflags "-s -w -X helm.sh/helm/v3/internal/version.version=$version" -o "$BIN/helm.new" helm.sh/helm/v3/cmd/helm
  mv "$BIN/helm.new" "$BIN/helm"
  echo "$stamp" >"$BIN/.helm.stamp"
  ;;
kube-score)
  fresh kube-score "$HERE/tools/score" "-s -w" && exit 0
  echo "go build kube-score: half a minute the first time" >&2
  cd "$HERE/tools/score"
  version=$(go list -m -f '{{.Version}}' github.com/zegl/kube-score)
  go build -ldflags "-s -w -X main.version=$version" -o "$BIN/kube-score.new" github.com/zegl/kube-score/cmd/kube-score
  mv "$BIN/kube-score.new" "$BIN/kube-score"
  echo "$stamp" >"$BIN/.kube-score.stamp"
  ;;
*) die 2 "usage: build.sh kubelab|helm|kube-score" ;;
esac
