#!/bin/sh
# Runs slither (PyPI: slither-analyzer 0.11.6) over src and compares what it finds with slither.findings, each line of which is answered in
# ../AUDIT.md. "slither.sh -w" writes that file anew; SLITHER names the program if it is not on the path; SHOW=1 prints the findings in full.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
# It wants a forge project whose root holds foundry.toml, so it gets one, outside the tree.
cp -r "$here/../src" "$tmp/src"
mkdir "$tmp/foundry"
cp "$here/solc.js" "$tmp/foundry/"
ln -s "$here/../node_modules" "$tmp/node_modules"
sed 's|^test = .*|test = "none"|' "$here/foundry.toml" >"$tmp/foundry.toml"
cd "$tmp"
unset FOUNDRY_CONFIG
for forge in "$here"/node_modules/@foundry-rs/forge-*/bin/forge*; do :; done
PATH=$(dirname "$forge"):$PATH # slither asks it for its settings
forge build --build-info >/dev/null
${SLITHER:-slither} . --ignore-compile --compile-force-framework foundry --foundry-out-directory foundry/out --filter-paths node_modules \
	--json found.json >slither.out 2>&1 || true # its status only says that there are findings
[ -s found.json ] || { cat slither.out >&2; exit 1; }
[ -z "${SHOW:-}" ] || cat slither.out
node -e '
	const { success, error, results } = JSON.parse(require("node:fs").readFileSync("found.json", "utf8"))
	if (!success) throw new Error(error)
	const where = (e) => e.type === "variable" && e.type_specific_fields.parent.type === "function" ? e.type_specific_fields.parent : e
	const of = (e) => e.type === "contract" ? e.name : e.type_specific_fields.parent.name + "." + e.name
	const lines = (results.detectors ?? []).map((d) => `${d.impact.toLowerCase()} ${d.check} ${of(where(d.elements[0]))}`)
	console.log(lines.sort().join("\n"))
' >findings
if [ "${1:-}" = -w ]; then
	cp findings "$here/slither.findings"
else
	diff -u "$here/slither.findings" findings
fi
