package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/stintdao/stint/datatoken/contracts"
)

type terms struct {
	Dataset, Datatoken common.Address
	ExchangeId         [32]byte
	MaxPrice, Compute  *big.Int
	Provider           common.Address
	Spec               [32]byte
	Deadline           uint64
}

type quote struct {
	ValidUntil *big.Int
	V          uint8
	R, S       [32]byte
}

// quoteOf is the provider's signature that Ocean's datatoken wants: a provider fee of nothing.
func quoteOf(provider *account, spec common.Hash, validUntil uint64) quote {
	until := common.BigToHash(new(big.Int).SetUint64(validUntil))
	digest := crypto.Keccak256(spec[:], provider.addr[:], make([]byte, 20), make([]byte, 32), until[:])
	sig, err := crypto.Sign(crypto.Keccak256([]byte("\x19Ethereum Signed Message:\n32"), digest), provider.key)
	if err != nil {
		panic(err)
	}
	return quote{until.Big(), sig[64] + 27, [32]byte(sig[:32]), [32]byte(sig[32:64])}
}

// createNft, createErc20 and createRate are the arguments of Ocean's factory.
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

type escrowKit struct {
	*poolsKit
	ledger, escrow, router, exchange, factory contract
	trainer, provider                         *account
	dataset, datatoken, inbox                 contract
	exchangeID                                common.Hash
}

type providerFee struct {
	ProviderFeeAddress, ProviderFeeToken common.Address
	ProviderFeeAmount                    *big.Int
	V                                    uint8
	R, S                                 [32]byte
	ValidUntil                           *big.Int
	ProviderData                         []byte
}

type marketFee struct {
	Address common.Address `abi:"consumeMarketFeeAddress"`
	Token   common.Address `abi:"consumeMarketFeeToken"`
	Amount  *big.Int       `abi:"consumeMarketFeeAmount"`
}

type orderParams struct {
	Consumer         common.Address
	ServiceIndex     *big.Int
	ProviderFee      providerFee `abi:"_providerFee"`
	ConsumeMarketFee marketFee   `abi:"_consumeMarketFee"`
}

type freParams struct {
	ExchangeContract   common.Address
	ExchangeId         [32]byte
	MaxBaseTokenAmount *big.Int
	SwapMarketFee      *big.Int
	MarketFeeAddress   common.Address
}

const (
	price   = int64(25_000_000) // 25 TUSD
	compute = int64(3_000_000)
)

// newEscrow deploys Ocean and our contracts, and publishes a dataset with a datatoken for 25 TUSD.
func newEscrow(t *testing.T) *escrowKit {
	k := &escrowKit{poolsKit: &poolsKit{boss: person("boss"), curator: person("curator"), payer: person("payer"),
		stranger: person("stranger"), treasury: common.HexToAddress("0x7ea5")}, trainer: person("trainer"), provider: person("provider")}
	k.chain = newChain(t, nil, k.boss, k.curator, k.payer, k.stranger, k.trainer, k.provider)
	zero := common.Address{}

	ocean := func(name string, args ...any) contract {
		return k.deployFile(k.boss, "../devchain/ocean/"+name+".json", args...)
	}
	currency := ocean("OceanToken", k.boss.addr)
	community := ocean("OPFCommunityFeeCollector", k.boss.addr, k.boss.addr)
	bpool := ocean("BPool")
	k.router = ocean("FactoryRouter", k.boss.addr, currency.addr, bpool.addr, community.addr, []common.Address{})
	k.exchange = ocean("FixedRateExchange", k.router.addr)
	template1, template2 := ocean("ERC20Template"), ocean("ERC20TemplateEnterprise")
	nftTemplate := ocean("ERC721Template")
	k.factory = ocean("ERC721Factory", nftTemplate.addr, template1.addr, k.router.addr)
	k.do(k.boss, k.factory, "addTokenTemplate", template2.addr)
	k.do(k.boss, k.router, "addFactory", k.factory.addr)
	k.do(k.boss, k.router, "addFixedRateContract", k.exchange.addr)

	k.gov = k.deploy(k.boss, "Governance", k.boss.addr)
	k.token = k.deploy(k.boss, "TestStable", k.boss.addr)
	k.do(k.boss, k.router, "addApprovedToken", k.token.addr)
	k.do(k.boss, k.router, "updateOPCFee", big64(0), big64(1e15), big64(0), big64(0)) // no fee of swaps in approved currencies
	k.pools = k.deploy(k.boss, "RoyaltyPools", k.gov.addr, k.token.addr, k.treasury, uint16(500))
	k.contributions = k.deploy(k.boss, "Contributions", k.gov.addr, k.pools.addr)
	k.do(k.boss, k.pools, "wire", k.contributions.addr)
	k.ledger = k.deploy(k.boss, "PrivacyLedger", k.gov.addr)
	k.escrow = k.deploy(k.boss, "JobEscrow", k.gov.addr, k.token.addr, k.pools.addr, k.ledger.addr, k.exchange.addr)

	r := k.do(k.curator, k.factory, "createNftWithErc20WithFixedRate",
		createNft{"Data", "DATA", big64(1), "", true, k.curator.addr},
		createErc20{big64(2), []string{"Query", "QRY"}, []common.Address{k.curator.addr, zero, zero, zero},
			[]*big.Int{ether(1_000_000), big64(0)}, nil},
		createRate{k.exchange.addr, []common.Address{k.token.addr, k.curator.addr, zero, zero},
			[]*big.Int{big64(6), big64(18), ether(25), big64(0), big64(1)}})
	k.dataset = contract{k.event(r, k.factory, "NFTCreated")["newTokenAddress"].(common.Address), nftTemplate.abi}
	k.datatoken = contract{k.event(r, k.factory, "TokenCreated")["newTokenAddress"].(common.Address), template2.abi}
	k.exchangeID = k.event(r, k.exchange, "ExchangeCreated")["exchangeId"].([32]byte)

	r = k.do(k.stranger, k.escrow, "openInbox", k.dataset.addr)
	t.Logf("gas %8d  openInbox", r.GasUsed)
	artifact, _, err := contracts.Artifact("RoyaltyInbox")
	if err != nil {
		t.Fatal(err)
	}
	k.inbox = contract{k.view(k.escrow, "inboxOf", k.dataset.addr)[0].(common.Address), k.parse(artifact)}
	k.do(k.curator, k.datatoken, "setPaymentCollector", k.inbox.addr)

	k.do(k.curator, k.contributions, "register", k.dataset.addr, common.Hash{1}, "")
	c0, c1 := all(1000).words()
	k.do(k.curator, k.ledger, "open", k.dataset.addr, uint32(0), c0, c1)
	k.do(k.curator, k.ledger, "setOperator", k.dataset.addr, k.provider.addr, true)
	k.do(k.boss, k.token, "mint", k.trainer.addr, big64(1_000_000_000))
	k.do(k.trainer, k.token, "approve", k.escrow.addr, big64(1_000_000_000))
	return k
}

func ether(n int64) *big.Int { return new(big.Int).Mul(big64(n), big64(1e18)) }

func (k *escrowKit) now() uint64 {
	k.t.Helper()
	h, err := k.sim.Client().HeaderByNumber(k.t.Context(), nil)
	if err != nil {
		k.t.Fatal(err)
	}
	return h.Time
}

// terms of a job of that spec which the provider takes; due in an hour.
func (k *escrowKit) terms(spec byte) (terms, quote) {
	k.t.Helper()
	now := k.now()
	t := terms{k.dataset.addr, k.datatoken.addr, k.exchangeID, big64(price), big64(compute), k.provider.addr, common.Hash{spec}, now + 3600}
	return t, quoteOf(k.provider, t.Spec, now+600)
}

func (k *escrowKit) order(spec byte) common.Hash {
	k.t.Helper()
	t, q := k.terms(spec)
	return k.event(k.do(k.trainer, k.escrow, "order", t, q), k.escrow, "Ordered")["job"].([32]byte)
}

// charge puts the job's privacy loss on the ledger.
func (k *escrowKit) charge(job common.Hash) {
	k.t.Helper()
	c0, c1 := all(1).words()
	k.do(k.provider, k.ledger, "reserve", k.dataset.addr, []uint32{0}, job, c0, c1)
	k.do(k.provider, k.ledger, "commit", k.dataset.addr, job, []uint32{0}, c0, c1)
}

type orderView struct {
	Trainer  common.Address
	Deadline uint64
	State    uint8
	Dataset  common.Address
	Price    *big.Int
	Provider common.Address
	Compute  *big.Int
}

func (k *escrowKit) orderOf(job common.Hash) orderView {
	k.t.Helper()
	return convert[orderView](k.view(k.escrow, "orderOf", job)[0])
}
