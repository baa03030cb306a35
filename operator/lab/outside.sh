#!/usr/bin/env bash
# Prints how many packets the pretended internet has received from pods since the node started: more later than earlier means that something
# got out. What they were is in $LAB/log/outside.log, one line each.
set -euo pipefail
. "$(dirname "$0")/env.sh"
"$HERE/in.sh" ip netns exec outside nft list counter inet outside pods | sed -n 's/.*packets \([0-9]*\).*/\1/p' | grep .
