// Compiles src/*.sol to out/<Contract>.json {abi, bin}, and the attackers of the tests from testdata/src to testdata. The output depends on the sources and on the pinned packages only.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const here = path.dirname(fileURLToPath(import.meta.url));
const at = (...p) => path.join(here, ...p);

const sources = {};
for (const dir of ["src", "testdata/src"]) {
  for (const f of fs.readdirSync(at(dir)).sort()) {
    if (f.endsWith(".sol")) sources[`${dir}/${f}`] = { content: fs.readFileSync(at(dir, f), "utf8") };
  }
}

const input = {
  language: "Solidity",
  sources,
  settings: {
    evmVersion: "osaka",
    optimizer: { enabled: true, runs: 20_000 },
    metadata: { bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};

const find = (name) => {
  const file = at("node_modules", name);
  if (!fs.existsSync(file)) return { error: `${name} not found` };
  return { contents: fs.readFileSync(file, "utf8") };
};

const output = JSON.parse(solc.compile(JSON.stringify(input), { import: find }));
let failed = false;
for (const e of output.errors ?? []) {
  // A warning in our own sources fails the build as an error does.
  if (e.severity !== "error" && !(e.sourceLocation?.file in sources)) continue;
  failed = true;
  console.error(e.formattedMessage);
}
if (failed) process.exit(1);

const LIMIT = 24576; // EIP-170
for (const dir of ["out", "testdata"]) {
  fs.mkdirSync(at(dir), { recursive: true });
  for (const f of fs.readdirSync(at(dir))) if (f.endsWith(".json")) fs.rmSync(at(dir, f));
}
for (const file of Object.keys(sources)) {
  const name = path.basename(file, ".sol"); // what a file holds besides its namesake is not deployed by itself
  const c = output.contracts[file]?.[name];
  const size = (c?.evm.deployedBytecode.object.length ?? 0) / 2;
  if (size === 0 || name === "Lanes") continue; // abstract, interfaces, a library that is compiled into its users
  if (size > LIMIT) throw new Error(`${name}: ${size} bytes of code, the limit is ${LIMIT}`);
  const dir = file.startsWith("src/") ? "out" : "testdata";
  fs.writeFileSync(at(dir, `${name}.json`), JSON.stringify({ abi: c.abi, bin: c.evm.bytecode.object }, null, 2) + "\n");
  console.log(`${name.padEnd(16)} ${String(size).padStart(6)} bytes`);
}
