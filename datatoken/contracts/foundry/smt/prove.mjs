// Proves, for all inputs, what tests only try. It needs z3 (Debian: z3, PyPI: z3-solver) on the path, or Z3=/path/to/z3.
//
//   1. src/Lanes.sol is read and translated, operator by operator, to bit-vectors of 256 bits; z3 shows that each function does to each of the eight
//      lanes what its comment says, and nothing to the others.
//   2. The SMTChecker of solc shows that the books of a lane (Lane.sol) and of an order's money (Money.sol) hold after any sequence of calls,
//      by induction, and that no sum in them overflows. These two are models, kept by hand beside the contracts; its engine for unbounded runs (CHC)
//      does not finish on them, so that each step is given to the bounded one (BMC), which takes the state before it as arbitrary.
//
// With --self-test every claim is also tried against a source with a fault in it: a proof that cannot fail proves nothing.
import fs from "node:fs";
import path from "node:path";
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const solc = createRequire(import.meta.url)("../../node_modules/solc");
const z3 = process.env.Z3 ?? "z3";
const selfTest = process.argv.includes("--self-test");

const ask = (query, seconds) => {
  const r = spawnSync(z3, ["-in", `-T:${seconds}`], { input: query, encoding: "utf8", maxBuffer: 1 << 28 });
  if (r.error) throw new Error(`z3 cannot be run: ${r.error.message}`);
  return r.stdout;
};

// --- Lanes ---

// Solidity's operators on uint256, loosest first, and their bit-vector words. "==" yields a boolean.
const levels = [["&&"], ["=="], ["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*"]];
const words = { "&&": "and", "==": "=", "|": "bvor", "^": "bvxor", "&": "bvand", "<<": "bvshl", ">>": "bvlshr", "+": "bvadd", "-": "bvsub", "*": "bvmul" };

const constant = (n) => `#x${n.toString(16).padStart(64, "0")}`;

function translate(text, names) {
  const tokens = text.match(/0x[0-9a-f]+|\d+|\w+|&&|==|!=|<<|>>|[-+*&|^~(),]/g);
  let at = 0;
  const expect = (t) => { if (tokens[at++] !== t) throw new Error(`want ${t} in: ${text}`); };
  const unary = () => {
    const t = tokens[at++];
    if (t === "~") return `(bvnot ${unary()})`;
    if (t === "(") { const e = binary(0); expect(")"); return e; }
    if (/^(0x|\d)/.test(t)) return constant(BigInt(t));
    if (tokens[at] === "(") {
      const args = [];
      do { at++; args.push(binary(0)); } while (tokens[at] === ",");
      expect(")");
      return `(${t} ${args.join(" ")})`;
    }
    if (!(t in names)) throw new Error(`unknown name ${t} in: ${text}`);
    return names[t];
  };
  const binary = (level) => {
    if (level === levels.length) return unary();
    let left = binary(level + 1);
    for (;;) {
      const op = tokens[at];
      if (op === "!=" && level === 1) { at++; left = `(not (= ${left} ${binary(level + 1)}))`; continue; }
      if (!levels[level].includes(op)) return left;
      at++;
      left = `(${words[op]} ${left} ${binary(level + 1)})`;
    }
  };
  const e = binary(0);
  if (at !== tokens.length) throw new Error(`cannot read: ${text}`);
  return e;
}

// define turns the library into define-funs.
function define(source) {
  source = source.replace(/\/\/.*$/gm, "");
  const names = {};
  const out = [];
  for (const [, name, value] of source.matchAll(/uint256 private constant (\w+) = ([^;]+);/g)) names[name] = translate(value, names);
  for (const [, name, params, result, body] of source.matchAll(/function (\w+)\(([^)]*)\) internal pure returns \((\w+)\) \{([\s\S]*?)\n    \}/g)) {
    const local = { ...names };
    const args = params.split(",").map((p) => p.trim().split(" ")[1]);
    for (const a of args) local[a] = a;
    const statements = body.replace(/unchecked \{|\}/g, "").split(";").map((s) => s.trim()).filter(Boolean);
    let term;
    for (const s of statements) {
      const set = s.match(/^uint256 (\w+) = ([\s\S]+)$/);
      if (set) { local[set[1]] = translate(set[2], local); continue; }
      const ret = s.match(/^return ([\s\S]+)$/);
      if (!ret) throw new Error(`cannot read statement: ${s}`);
      term = translate(ret[1], local);
    }
    out.push(`(define-fun ${name} (${args.map((a) => `(${a} (_ BitVec 256))`).join(" ")}) ${result === "bool" ? "Bool" : "(_ BitVec 256)"} ${term})`);
  }
  // A function stands after those it calls.
  const calls = (def, name) => def.includes(`(${name} `);
  const called = (def) => out.filter((d) => d !== def && calls(def, d.split(" ")[1]));
  const sorted = [];
  const visit = (def) => { if (!sorted.includes(def)) { called(def).forEach(visit); sorted.push(def); } };
  out.forEach(visit);
  return sorted;
}

const lane = (w, i) => `((_ extract ${32 * i + 31} ${32 * i}) ${w})`;
const n32 = (n) => `#x${n.toString(16).padStart(8, "0")}`;
const each = (f) => `(and ${[0, 1, 2, 3, 4, 5, 6, 7].map(f).join(" ")})`;
const below = (w, n) => each((i) => `(bvult ${lane(w, i)} ${n32(n)})`);
const K = 1 << 24;

// What must hold for all a, b (256 bits): the name, what is assumed, what follows.
const claims = [
  ["narrow", "true", `(= (narrow a) ${below("a", K)})`],
  ["capped", "true", `(= (capped a) ${below("a", K - 1)})`],
  ["within", `(and ${below("a", K)} ${below("b", K)})`, `(= (within a b) ${each((i) => `(bvule ${lane("a", i)} ${lane("b", i)})`)})`],
  ["whole", below("a", K), each((i) => `(= ${lane("(whole a)", i)} (bvadd ${lane("a", i)} #x80000000))`)],
  ["holds", "true", `(= (holds a) (not ${each((i) => `(bvult ${lane("a", i)} #x80000000)`)}))`],
  ["take", below("b", K), each((i) => `(= ${lane("(take a b)", i)} (ite (bvuge ${lane("a", i)} ${lane("b", i)}) (bvsub ${lane("a", i)} ${lane("b", i)}) #x00000000))`)],
  ["give", `(and ${below("b", K)} ${each((i) => `(bvule ${lane("a", i)} #xfeffffff)`)})`,
    each((i) => `(= ${lane("(give a b)", i)} (ite (= ${lane("a", i)} #x00000000) #x00000000 (bvadd ${lane("a", i)} ${lane("b", i)})))`)],
];

const holdsForAll = (defs, [, given, then]) => {
  const answer = ask(`(set-logic QF_BV)\n(declare-const a (_ BitVec 256))\n(declare-const b (_ BitVec 256))\n${defs.join("\n")}\n(assert ${given})\n(assert (not ${then}))\n(check-sat)\n`, 300).trim();
  if (answer !== "unsat" && answer !== "sat") throw new Error(`z3 says: ${answer}`);
  return answer === "unsat";
};

// --- books ---

const prove = (name, content) => {
  const input = {
    language: "Solidity",
    sources: { [`${name}.sol`]: { content } },
    settings: {
      modelChecker: {
        engine: "bmc", solvers: ["smtlib2"], contracts: { [`${name}.sol`]: [name] }, showUnproved: true, showProvedSafe: true, timeout: 0,
        targets: ["assert", "overflow", "underflow", "divByZero"],
      },
    },
  };
  let queries = 0;
  const smtSolver = { name: "z3" };
  const out = JSON.parse(solc.compile(JSON.stringify(input), {
    import: () => ({ error: "no imports" }),
    smtSolver: (query) => { queries++; return { contents: ask(query, 120) }; },
  }));
  const said = (out.errors ?? []).filter((e) => !/engine of the SMTChecker is deprecated/.test(e.message));
  return { queries, said };
};

let failed = false;
const report = (ok, text) => {
  console.log(`${ok ? "ok    " : "FAILED"} ${text}`);
  failed ||= !ok;
};

const source = fs.readFileSync(path.join(here, "../../src/Lanes.sol"), "utf8");
const defs = define(source);
for (const claim of claims) {
  const from = Date.now();
  report(holdsForAll(defs, claim), `Lanes.${claim[0]}, all words, ${((Date.now() - from) / 1000).toFixed(1)} s`);
}

for (const name of ["Lane", "Money"]) {
  const from = Date.now();
  const { queries, said } = prove(name, fs.readFileSync(path.join(here, `${name}.sol`), "utf8"));
  const bad = said.filter((e) => !/check is safe/.test(e.message));
  for (const e of bad) console.log(e.formattedMessage);
  report(bad.length === 0 && queries > 0, `${name}.sol, any sequence of calls: ${said.length - bad.length} proofs in ${queries} queries, ${((Date.now() - from) / 1000).toFixed(1)} s`);
}

// Each fault must break the proof named beside it.
const faults = {
  take: ["uint256 d = (free | TOP) - v;", "uint256 d = free - v;"],
  give: ["return (free + v) & ((there >> 31) * 0xffffffff);", "return free + v;"],
  within: ["((b | TOP) - a)", "(b - a)"],
};
const broken = {
  Lane: [["c <= v && v < LOSSES", "v < LOSSES"], ["require(f >= TOP ||", "require(f >= TOP - 1 ||"], ["free += v - c", "free += v"]],
  Money: [["(2 * bond, 0)", "(bond, 0)"], ["compute - claim : 0", "compute - drawn : 0"], ["uint256(price) + compute - drawn;", "uint256(price) + compute;"]],
};
if (selfTest) {
  for (const [name, [good, bad]] of Object.entries(faults)) {
    if (!source.includes(good)) throw new Error(`no such text: ${good}`);
    report(!holdsForAll(define(source.replace(good, bad)), claims.find((c) => c[0] === name)), `a fault in Lanes.${name} is found`);
  }
  for (const [name, pairs] of Object.entries(broken)) {
    const text = fs.readFileSync(path.join(here, `${name}.sol`), "utf8");
    for (const [good, bad] of pairs) {
      if (!text.includes(good)) throw new Error(`no such text: ${good}`);
      const { said } = prove(name, text.replace(good, bad));
      report(said.some((e) => /happens here|might happen/.test(e.message)), `${name}.sol with ${bad} is refused`);
    }
  }
}
process.exit(failed ? 1 : 0);
