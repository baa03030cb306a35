#!/usr/bin/env node
// What forge takes for a native solc: the same solc-js that builds the artifacts (../package.json), so that forge tests what is deployed and
// needs no network. Output is written whole and at once; through a pipe it would be cut at 64 KiB.
const fs = require("node:fs");
const solc = require("../node_modules/solc");

const args = process.argv.slice(2);
if (args.includes("--version")) {
  console.log("solc, the solidity compiler commandline interface\nVersion: " + solc.version().replace(".Emscripten.clang", ".Linux.g++"));
} else if (args.includes("--standard-json")) {
  const out = Buffer.from(solc.compile(fs.readFileSync(0, "utf8")));
  for (let at = 0; at < out.length; ) {
    try {
      at += fs.writeSync(1, out, at);
    } catch (e) {
      if (e.code !== "EAGAIN") throw e;
    }
  }
} else {
  console.error("only --version and --standard-json are understood, not " + args.join(" "));
  process.exit(1);
}
