#!/bin/sh
# Runs slither (PyPI: slither-analyzer) over src. It wants a forge project whose root holds foundry.toml, so it gets one, outside the tree.
# Use: slither.sh [slither's arguments]. Exits with slither's status: 255 when it found anything.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cp -r "$here/../src" "$tmp/src"
mkdir "$tmp/foundry"
cp "$here/solc.js" "$tmp/foundry/"
ln -s "$here/../node_modules" "$tmp/node_modules"
sed 's|^test = .*|test = "none"|' "$here/foundry.toml" >"$tmp/foundry.toml"
cd "$tmp"
for dir in "$here"/node_modules/@foundry-rs/forge-*/bin; do PATH=$dir:$PATH; done
unset FOUNDRY_CONFIG
forge build --build-info >/dev/null
${SLITHER:-slither} . --ignore-compile --compile-force-framework foundry --foundry-out-directory foundry/out --filter-paths node_modules "$@"
