#!/bin/sh
# Generates the Go bindings of every artifact in out/, one package per contract: contracts with a getter of the same name would
# declare the same type twice in one package. Run after build.mjs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
to=$here/../chain/internal/bindings
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

cd "$here"
CGO_ENABLED=0 go build -modfile="$here/../../go.tools.mod" -o "$tmp/abigen" github.com/ethereum/go-ethereum/cmd/abigen
rm -rf "$to"
for artifact in out/*.json; do
	name=$(basename "$artifact" .json)
	[ "$name" != Governance ] || continue # nothing in Go calls it yet
	pkg=$(printf %s "$name" | tr '[:upper:]' '[:lower:]')
	mkdir -p "$to/$pkg"
	node -e '
		const fs = require("node:fs"), [, artifact, out] = process.argv
		const { abi, bin } = JSON.parse(fs.readFileSync(artifact, "utf8"))
		fs.writeFileSync(out + ".abi", JSON.stringify(abi))
		fs.writeFileSync(out + ".bin", bin)
	' "$artifact" "$tmp/$name"
	"$tmp/abigen" --v2 --abi "$tmp/$name.abi" --bin "$tmp/$name.bin" --pkg "$pkg" --type "$name" --out "$to/$pkg/$pkg.go"
done
