// A publisher and a buyer who know nothing but Ocean Protocol's own client library: what they do here must work with stint's contracts as it
// does anywhere else. Each command prints one JSON document and exits 0, or prints why not on standard error and exits 1.
//
//   node market.mjs publish --rpc URL --addresses FILE --key FILE --name N --service S --price P --uri U
//   node market.mjs anyone  --rpc URL --addresses FILE --key FILE --datatoken A
//   node market.mjs order   --rpc URL --addresses FILE --key FILE --datatoken A --fee JSON [--consumer A] [--index I]
//   node market.mjs asset   --rpc URL --addresses FILE --key FILE --datatoken A --fee JSON [--consumer A]
//   node market.mjs start   --rpc URL --addresses FILE --key FILE --datatoken A --fee JSON [--consumer A] [--index I]
//   node market.mjs collect --rpc URL --addresses FILE --key FILE --datatoken A
//
// --fee is the providerFee that an Ocean provider answers with when an order is initialized; --addresses is what stint wrote.
import fs from "node:fs";
import { parseArgs } from "node:util";
import { ethers } from "ethers";
import {
  Datatoken, FixedRateExchange, LoggerInstance, LogLevel, NftFactory, ZERO_ADDRESS,
  approve, decimals, getEventFromTx, orderAsset,
} from "@oceanprotocol/lib";

const enterprise = 2; // the template that buys and orders in one call

// publish makes data NFT, datatoken and exchange in one transaction, as a publisher's market does, and has the price paid to the royalties
// of the dataset: its inbox is the one thing of stint's that an Ocean publisher has to know.
async function publish({ market, name, service, price, uri }) {
  const { signer, me, at, datatokens } = market;
  const units = await decimals(signer, at.currency);
  const created = await market.done(new NftFactory(at.factory, signer).createNftWithDatatokenWithFixedRate(
    { name, symbol: "OCEAN-NFT", templateIndex: 1, tokenURI: uri, transferable: true, owner: me },
    {
      templateIndex: enterprise, name: service, symbol: "OCEAN-DT", cap: "100000", minter: me, paymentCollector: me,
      mpFeeAddress: ZERO_ADDRESS, feeToken: ZERO_ADDRESS, feeAmount: "0",
    },
    {
      fixedRateAddress: at.fixedRate, baseTokenAddress: at.currency, owner: me, marketFeeCollector: me, marketFee: "0",
      baseTokenDecimals: Number(units), datatokenDecimals: 18, fixedRate: price, withMint: true,
    },
  ));
  const [nft, datatoken, exchange] = ["NFTCreated", "TokenCreated", "NewFixedRate"].map((name) => getEventFromTx(created, name));

  const escrow = new ethers.Contract(at.jobEscrow, ["function openInbox(address dataset) returns (address inbox)"], signer);
  const inbox = await escrow.openInbox.staticCall(nft.args[0]);
  const opened = await market.done(escrow.openInbox(nft.args[0]));
  const collector = await market.done(datatokens.setPaymentCollector(datatoken.args[0], me, inbox));
  return {
    owner: me, nft: nft.args[0], datatoken: datatoken.args[0], exchange: exchange.args[0],
    template: Number(await datatokens.getId(datatoken.args[0])), collector: await datatokens.getPaymentCollector(datatoken.args[0]), inbox,
    created: where(created), opened: where(opened), directed: where(collector),
  };
}

// anyone lets everybody swap on the exchange of a datatoken of template 2, which sells to its datatoken alone when it is new: only then can
// one be bought before it is ordered with.
async function anyone({ market, datatoken }) {
  const exchange = await market.exchange(datatoken);
  return { exchange: exchange.id, allowed: where(await market.done(exchange.setAllowedSwapper(exchange.id, ZERO_ADDRESS))) };
}

// order buys and orders in one call.
async function order({ market, datatoken, fee, consumer, index }) {
  const { signer, at, datatokens } = market;
  const exchange = await market.exchange(datatoken);
  const price = await exchange.price();
  await market.approve(datatoken, price, fee); // the datatoken takes both from the buyer
  const paid = await market.done(datatokens.buyFromFreAndOrder(
    datatoken,
    { consumer, serviceIndex: index, _providerFee: fee, _consumeMarketFee: noFee },
    {
      exchangeContract: at.fixedRate, exchangeId: exchange.id, maxBaseTokenAmount: price, baseTokenAddress: at.currency,
      baseTokenDecimals: Number(await decimals(signer, at.currency)), swapMarketFee: "0", marketFeeAddress: ZERO_ADDRESS,
    },
  ));
  return { exchange: exchange.id, price, ...started(paid) };
}

// asset orders as a buyer's market does, which has the description of an asset and leaves all the rest to the library.
async function asset({ market, datatoken, fee, consumer }) {
  const { signer, at, datatokens } = market;
  const nftAddress = await datatokens.getNFTAddress(datatoken);
  const described = {
    "@context": ["https://w3id.org/did/v1"], id: `did:op:${"0".repeat(64)}`, version: "4.7.0", chainId: at.chainId, nftAddress,
    metadata: {}, datatokens: [{ address: datatoken, serviceId: "0" }], services: [{ id: "0", type: "compute", datatokenAddress: datatoken }],
  };
  const config = { fixedRateExchangeAddress: at.fixedRate, dispenserAddress: at.dispenser };
  return started(await market.done(orderAsset(described, signer, config, datatokens, undefined, consumer, undefined, fee)));
}

// start buys a datatoken, and then orders with it.
async function start({ market, datatoken, fee, consumer, index }) {
  const { signer, me, at, datatokens } = market;
  const exchange = await market.exchange(datatoken);
  const price = await exchange.price();
  await market.done(approve(signer, undefined, me, at.currency, at.fixedRate, price, true));
  const bought = await market.done(exchange.buyDatatokens(exchange.id, "1", price));
  await market.approve(datatoken, "0", fee);
  const ordered = await market.done(datatokens.startOrder(datatoken, consumer, index, fee));
  return { exchange: exchange.id, price, bought: where(bought), ...started(ordered) };
}

// collect sends what the exchange holds to the datatoken's payment collector, which anyone may.
async function collect({ market, datatoken }) {
  const exchange = await market.exchange(datatoken);
  const { btBalance } = await exchange.getExchange(exchange.id);
  const collected = await market.done(exchange.collectBasetokens(exchange.id, btBalance));
  return { exchange: exchange.id, collector: await market.datatokens.getPaymentCollector(datatoken), collected: where(collected) };
}

const noFee = { consumeMarketFeeAddress: ZERO_ADDRESS, consumeMarketFeeToken: ZERO_ADDRESS, consumeMarketFeeAmount: "0" };

// Market is one account's view of the contracts, through the library.
class Market {
  constructor(signer, at) {
    [this.signer, this.at, this.me] = [signer, at, signer.address];
    this.datatokens = new Datatoken(signer);
  }

  // done waits for a transaction. The library answers null where sending failed, and has written why to the log.
  async done(sent) {
    const tx = await sent;
    if (!tx) throw new Error("the library could not send a transaction");
    return tx.wait();
  }

  // approve lets a datatoken take a price and a provider's fee, which is in the same currency.
  async approve(datatoken, price, { providerFeeToken, providerFeeAmount }) {
    const units = Number(await decimals(this.signer, this.at.currency));
    let all = ethers.parseUnits(price, units);
    if (providerFeeToken === this.at.currency) all += BigInt(providerFeeAmount);
    if (all > 0n) await this.done(approve(this.signer, undefined, this.me, this.at.currency, datatoken, ethers.formatUnits(all, units), true));
  }

  // exchange finds where a datatoken is sold, as a buyer does who has its address alone.
  async exchange(datatoken) {
    const [rate, ...more] = await this.datatokens.getFixedRates(datatoken);
    if (!rate || more.length > 0) throw new Error(`${datatoken} has ${more.length + (rate ? 1 : 0)} exchanges`);
    const exchange = new FixedRateExchange(rate.contractAddress, this.signer);
    exchange.id = rate.id;
    exchange.price = async () => (await exchange.calcBaseInGivenDatatokensOut(rate.id, "1")).baseTokenAmount;
    return exchange;
  }
}

function where(receipt) {
  return { tx: receipt.hash, block: receipt.blockNumber };
}

// started is what Ocean's events say of an order, and where they say it.
function started(receipt) {
  const [order, fee] = ["OrderStarted", "ProviderFee"].map((name) => getEventFromTx(receipt, name));
  return {
    ordered: { ...where(receipt), logIndex: order.logIndex, feeLogIndex: fee.logIndex },
    consumer: order.args.consumer, payer: order.args.payer, amount: String(order.args.amount), index: Number(order.args.serviceIndex),
    provider: fee.args.providerFeeAddress, providerData: fee.args.providerData,
  };
}

async function main() {
  const { values: { rpc, addresses, key, ...rest }, positionals: [command] } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries(
      ["rpc", "addresses", "key", "name", "service", "price", "uri", "datatoken", "fee", "consumer", "index"].map((o) => [o, { type: "string" }]),
    ),
  });
  const run = { publish, anyone, order, asset, start, collect }[command];
  if (!run) throw new Error(`no such command: ${command}`);
  const at = JSON.parse(fs.readFileSync(addresses, "utf8"));
  const provider = new ethers.JsonRpcProvider(rpc, at.chainId, { staticNetwork: true, cacheTimeout: -1, pollingInterval: 50 });
  try {
    const signer = new ethers.Wallet("0x" + fs.readFileSync(key, "utf8").trim(), provider);
    const market = new Market(signer, at);
    return await run({
      market, ...rest, fee: rest.fee && JSON.parse(rest.fee), consumer: rest.consumer ?? market.me, index: Number(rest.index ?? 0),
    });
  } finally {
    provider.destroy();
  }
}

console.log = console.error; // the library's log goes there too; standard output has the answer alone
LoggerInstance.setLevel(LogLevel.Error);
try {
  process.stdout.write(JSON.stringify(await main(), null, 2) + "\n");
} catch (e) {
  console.error(e.shortMessage ?? e.message);
  process.exitCode = 1;
}
