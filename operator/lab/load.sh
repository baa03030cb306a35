#!/usr/bin/env bash
# Loads image archives (OCI or Docker) into the node's containerd, where pods find them without a registry, by tag and by digest.
#   load.sh FILE.tar...
# An import records an image under its tag alone. The kubelet looks up NAME@sha256:... by exactly that name, so each is tagged that way too.
set -euo pipefail
. "$(dirname "$0")/env.sh"
(($#)) || die 2 "usage: load.sh FILE.tar..."
files=()
for f; do [[ -r $f ]] || die 1 "cannot read $f"; files+=("$(realpath -- "$f")"); done
exec "$HERE/in.sh" bash -c '
  set -euo pipefail
  images() { ctr -n k8s.io images "$@"; }
  for f; do images import "$f"; done
  have=$(images ls)
  while read -r ref _ digest _; do
    [[ $digest == sha256:* && $ref == *:* && $ref != *@* && $ref != sha256:* ]] || continue
    grep -qF "${ref%:*}@$digest " <<<"$have" || images tag "$ref" "${ref%:*}@$digest" >/dev/null
  done <<<"$have"
  # What serves the kubelet learns of it by an event, and labels what it has learned. A pod that came first would back off for 10 s.
  for _ in {1..100}; do
    images ls | awk "NR > 1" | grep -qv io.cri-containerd.image=managed || exit 0
    sleep 0.1
  done
  echo "load.sh: containerd does not show the images to the kubelet" >&2; exit 1' load "${files[@]}"
