// Fetches the artifacts of the peer that is no dependency of this build, Superfluid, out of its npm package into .peers/superfluid. The package
// alone is taken, without what it depends on, and only if it is the one that was measured before. Nothing of it is checked in (AGPL-3.0 or MIT).
import crypto from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const name = "@superfluid-finance/ethereum-contracts@1.15.2";
const sha512 = "pvNZvjR72VNdVsUyk0AEsyU8nhk3ClFI9IDfpDVgHaeupugUzrtrsWAwr8s9iAbNgC7uS4e3/kz1Afd+aK5H7Q==";
const files = ["libs/SlotsBitmapLibrary.sol", "agreements/gdav1", "superfluid", "utils"];

const to = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../.peers/superfluid");
const tmp = fs.mkdtempSync(path.join(os.tmpdir(), "peers-"));
try {
  execFileSync("npm", ["pack", name, "--silent", "--pack-destination", tmp], { stdio: ["ignore", "ignore", "inherit"] });
  const [tgz] = fs.readdirSync(tmp);
  const got = crypto.createHash("sha512").update(fs.readFileSync(path.join(tmp, tgz))).digest("base64");
  if (got !== sha512) throw new Error(`${name}: sha512 is ${got}, want ${sha512}`);
  execFileSync("tar", ["-xzf", tgz, "package/build/hardhat", "package/dev-scripts"], { cwd: tmp });
  fs.rmSync(to, { recursive: true, force: true });
  fs.mkdirSync(to, { recursive: true });
  fs.copyFileSync(path.join(tmp, "package/dev-scripts/artifacts/ERC1820Registry.json"), path.join(to, "ERC1820Registry.json"));
  for (const f of files) fs.cpSync(path.join(tmp, "package/build/hardhat/contracts", f), path.join(to, f), { recursive: true });
} finally {
  fs.rmSync(tmp, { recursive: true, force: true });
}
console.log(`${name} in .peers/superfluid`);
