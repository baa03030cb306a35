// Copies ABI and bytecode of the Ocean Protocol contracts that a deployment of ours needs out of their npm package. The copies are not
// checked in: Ocean's work stays in Ocean's package.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const from = path.join(here, "node_modules/@oceanprotocol/contracts/artifacts/contracts");
const to = path.join(here, "../deploy/ocean");

const files = [
  "ERC721Factory.sol/ERC721Factory.json",
  "templates/ERC721Template.sol/ERC721Template.json",
  "templates/ERC20Template.sol/ERC20Template.json",
  "templates/ERC20TemplateEnterprise.sol/ERC20TemplateEnterprise.json",
  "pools/FactoryRouter.sol/FactoryRouter.json",
  "pools/fixedRate/FixedRateExchange.sol/FixedRateExchange.json",
  "pools/dispenser/Dispenser.sol/Dispenser.json",
  "pools/balancer/BPool.sol/BPool.json",
  "communityFee/OPFCommunityFeeCollector.sol/OPFCommunityFeeCollector.json",
  "utils/OceanToken.sol/OceanToken.json",
];

fs.mkdirSync(to, { recursive: true });
for (const file of files) {
  const { contractName, abi, bytecode } = JSON.parse(fs.readFileSync(path.join(from, file), "utf8"));
  const artifact = { abi, bin: bytecode.replace(/^0x/, "") };
  fs.writeFileSync(path.join(to, `${contractName}.json`), JSON.stringify(artifact) + "\n");
}
console.log(`${files.length} Ocean artifacts`);
