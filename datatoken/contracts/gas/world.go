package main

import (
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// world is a chain with Ocean's contracts and ours, and one dataset that sells a datatoken for 25 units of a currency of six decimals.
type world struct {
	*chain
	*sheet
	ocean package_

	boss, curator, payer, trainer, provider, stranger *account

	gov, token, pools, contributions, ledger, escrow contract
	factory, router, exchange                        contract
	dataset, datatoken                               contract
	exchangeID                                       common.Hash
}

const (
	unit     = 1_000_000
	price    = 25 * unit
	compute  = 3 * unit
	uri      = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi"
	unlock   = 30 * 24 * 3600
	curator_ = 500 // the curator's cut in 1/10000
)

func n(v int64) *big.Int { return big.NewInt(v) }

func ether(v int64) *big.Int { return new(big.Int).Mul(n(v), n(1e18)) }

// word is a digest as good as any: of full length, as the real ones are.
func word(of string, i int) (h [32]byte) { return crypto.Keccak256Hash([]byte(fmt.Sprint(of, i))) }

func newWorld(c *chain, s *sheet, ocean package_) *world {
	w := &world{chain: c, sheet: s, ocean: ocean}
	w.boss, w.curator, w.payer = c.person("boss"), c.person("curator"), c.person("payer")
	w.trainer, w.provider, w.stranger = c.person("trainer"), c.person("provider"), c.person("stranger")
	w.deployOcean()
	w.deployOurs()
	w.publish()
	for _, p := range []*account{w.payer, w.trainer, w.provider} {
		w.do(w.boss, w.token, "mint", p.addr, n(1e15))
	}
	forever := new(big.Int).Sub(new(big.Int).Lsh(n(1), 256), n(1))
	w.do(w.payer, w.token, "approve", w.pools.addr, forever)
	w.do(w.trainer, w.token, "approve", w.escrow.addr, forever)
	w.do(w.provider, w.token, "approve", w.escrow.addr, forever)
	return w
}

// theirs deploys a contract of Ocean's.
func (w *world) theirs(path string, args ...any) contract {
	a, err := w.ocean.link(path, nil)
	if err != nil {
		w.fail(err)
		return contract{}
	}
	c, _ := w.deploy(w.boss, a, args...)
	return c
}

// own deploys a contract of ours and notes what that costs.
func (w *world) own(name string, args ...any) contract {
	a, err := ours(name)
	if err != nil {
		w.fail(err)
		return contract{}
	}
	c, gas := w.deploy(w.boss, a, args...)
	w.note(deploying, name, gas)
	return c
}

func (w *world) deployOcean() {
	a, err := ours("TestStable")
	if err != nil {
		w.fail(err)
	}
	w.token, _ = w.deploy(w.boss, a, w.boss.addr)
	fees := w.theirs("communityFee/OPFCommunityFeeCollector", w.boss.addr, w.boss.addr)
	pool := w.theirs("pools/balancer/BPool")
	w.router = w.theirs("pools/FactoryRouter", w.boss.addr, w.token.addr, pool.addr, fees.addr, []common.Address{})
	w.exchange = w.theirs("pools/fixedRate/FixedRateExchange", w.router.addr)
	nft := w.theirs("templates/ERC721Template")
	first := w.theirs("templates/ERC20Template")
	second := w.theirs("templates/ERC20TemplateEnterprise")
	w.factory = w.theirs("ERC721Factory", nft.addr, first.addr, w.router.addr)
	w.do(w.boss, w.factory, "addTokenTemplate", second.addr)
	w.do(w.boss, w.router, "addFactory", w.factory.addr)
	w.do(w.boss, w.router, "updateOPCFee", n(0), n(0), n(0), n(0))
	w.do(w.boss, w.router, "addFixedRateContract", w.exchange.addr)
	w.dataset.abi, w.datatoken.abi = nft.abi, second.abi
}

func (w *world) deployOurs() {
	w.gov = w.own("Governance", w.boss.addr)
	w.ledger = w.own("PrivacyLedger", w.gov.addr)
	w.pools = w.own("RoyaltyPools", w.gov.addr, w.token.addr, common.HexToAddress("0x7ea5e7ea5e7ea5e7ea5e7ea5e7ea5e7ea5e7ea5e"), uint16(500), uint32(3*24*3600))
	w.contributions = w.own("Contributions", w.gov.addr, w.pools.addr)
	w.do(w.boss, w.pools, "wire", w.contributions.addr)
	w.escrow = w.own("JobEscrow", w.gov.addr, w.token.addr, w.pools.addr, w.ledger.addr, w.exchange.addr, uint32(24*3600), uint32(14*24*3600))
	w.own("Algorithms", w.gov.addr)
}

type createNft struct {
	Name, Symbol  string
	TemplateIndex *big.Int
	TokenURI      string
	Transferable  bool
	Owner         common.Address
}

type createErc20 struct {
	TemplateIndex *big.Int
	Strings       []string
	Addresses     []common.Address
	Uints         []*big.Int
	Bytess        [][]byte
}

type createRate struct {
	FixedPriceAddress common.Address
	Addresses         []common.Address
	Uints             []*big.Int
}

// publish makes the dataset: the NFT with its datatoken and price, which are Ocean's, and what ours need of it.
func (w *world) publish() {
	zero := common.Address{}
	r := w.do(w.curator, w.factory, "createNftWithErc20WithFixedRate",
		createNft{"Retina scans", "RETINA", n(1), uri, true, w.curator.addr},
		createErc20{n(2), []string{"Query", "QRY"}, []common.Address{w.curator.addr, zero, zero, zero}, []*big.Int{ether(1_000_000), n(0)}, nil},
		createRate{w.exchange.addr, []common.Address{w.token.addr, w.curator.addr, zero, zero}, []*big.Int{n(6), n(18), ether(25), n(0), n(1)}})
	w.note(publishing, "data NFT, datatoken and price: Ocean's own transaction", r.GasUsed)
	w.dataset.addr = field[common.Address](w.event(r, w.factory, "NFTCreated"), "newTokenAddress")
	w.datatoken.addr = field[common.Address](w.event(r, w.factory, "TokenCreated"), "newTokenAddress")
	w.exchangeID = field[[32]byte](w.event(r, w.exchange, "ExchangeCreated"), "exchangeId")

	r = w.do(w.curator, w.contributions, "register", w.dataset.addr, word("manifest", 0), uri)
	w.note(publishing, "register", r.GasUsed)
	r = w.do(w.curator, w.contributions, "setTerms", w.dataset.addr, uint32(unlock), uint16(curator_))
	w.note(publishing, "set terms: unlock period and curator's cut", r.GasUsed)
	c0, c1 := curve(3_000_000)
	r = w.do(w.curator, w.ledger, "open", w.dataset.addr, uint32(1), c0, c1)
	w.note(publishing, "open a privacy block", r.GasUsed)
	r = w.do(w.curator, w.ledger, "setOperator", w.dataset.addr, w.provider.addr, true)
	w.note(publishing, "admit an operator", r.GasUsed)
	r = w.do(w.curator, w.escrow, "openInbox", w.dataset.addr)
	w.note(publishing, "open the royalty inbox", r.GasUsed)
	inbox := field[common.Address](w.event(r, w.escrow, "InboxOpened"), "inbox")
	r = w.do(w.curator, w.datatoken, "setPaymentCollector", inbox)
	w.note(publishing, "point the datatoken to the inbox: Ocean's own transaction", r.GasUsed)
}

// curve is a loss or cap with no zero byte that a real one would not have: its lanes grow with the order.
func curve(first int64) (c0, c1 *big.Int) {
	c0, c1 = new(big.Int), new(big.Int)
	for i := range int64(16) {
		to := c0
		if i >= 8 {
			to = c1
		}
		to.Or(to, new(big.Int).Lsh(n(first+first*i/16+i), uint(32*(i%8))))
	}
	return c0, c1
}
