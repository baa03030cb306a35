#!/bin/sh
# Runs forge on these contracts: forge.sh test [-vvv --match-test X], forge.sh snapshot, forge.sh coverage, ...
# "snapshot" alone writes .gas-snapshot; "snapshot --check" compares with it.
# It calls the program itself: the wrapper of the npm package ends with status 0 whatever forge says.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/.."
export FOUNDRY_CONFIG="$here/foundry.toml"
for forge in "$here"/node_modules/@foundry-rs/forge-*/bin/forge*; do :; done
[ -x "$forge" ] || { echo "forge is missing: npm ci in $here" >&2; exit 1; }
command=$1
shift
if [ "$command" = snapshot ]; then
	set -- --match-contract GasTest --snap foundry/.gas-snapshot "$@"
fi
exec "$forge" "$command" --root . "$@"
