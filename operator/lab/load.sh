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
  for f; do ctr -n k8s.io images import "$f"; done
  ctr -n k8s.io images ls | while read -r ref _ digest _; do
    [[ $digest == sha256:* && $ref == *:* && $ref != *@* && $ref != sha256:* ]] || continue
    ctr -n k8s.io images tag --force "$ref" "${ref%:*}@$digest" >/dev/null
  done' load "${files[@]}"
