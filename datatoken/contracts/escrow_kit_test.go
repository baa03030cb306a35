package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
	"github.com/stintdao/stint/datatoken/contracts"
)

type terms struct {
	Dataset, Datatoken common.Address
	ExchangeId         [32]byte
	MaxPrice, Compute  *big.Int
	Provider           common.Address
	Spec, Salt         [32]byte
	Deadline           uint64
}

type quote struct {
	ValidUntil *big.Int
	V          uint8
	R, S       [32]byte
}

type order struct {
	Trainer, Provider, Dataset common.Address
	Price, Compute             *big.Int
	Deadline                   uint64
	Drawn, Claim               *big.Int
	Until                      uint64
}

type voucher struct {
	Cumulative *big.Int
	Signature  []byte
}

// job is an order as the chain has it now.
type job struct {
	id common.Hash
	o  order
}

// quoteOf is the provider's signature that Ocean's datatoken wants: a provider fee of nothing.
func quoteOf(provider *account, spec common.Hash, validUntil uint64) quote {
	until := common.BigToHash(new(big.Int).SetUint64(validUntil))
	digest := crypto.Keccak256(spec[:], provider.addr[:], make([]byte, 20), make([]byte, 32), until[:])
	v, r, s := provider.sign(crypto.Keccak256([]byte("\x19Ethereum Signed Message:\n32"), digest))
	return quote{until.Big(), v, r, s}
}

func (a *account) sign(digest []byte) (v uint8, r, s [32]byte) {
	sig, err := crypto.Sign(digest, a.key)
	if err != nil {
		panic(err)
	}
	return sig[64] + 27, [32]byte(sig[:32]), [32]byte(sig[32:64])
}

// signTyped signs by EIP-712: the digest of a type and its fields, which all are elementary.
func (a *account) signTyped(domain common.Hash, typ, fields string, vals ...any) (v uint8, r, s [32]byte) {
	body := crypto.Keccak256(encode("bytes32,"+fields, append([]any{crypto.Keccak256Hash([]byte(typ))}, vals...)...))
	return a.sign(crypto.Keccak256([]byte("\x19\x01"), domain[:], body))
}

// voucherFor is the word of a key to an escrow on a chain.
func voucherFor(by *account, chain int64, escrow common.Address, job common.Hash, cumulative int64) voucher {
	domain := crypto.Keccak256Hash(encode("bytes32,bytes32,bytes32,uint256,address",
		crypto.Keccak256Hash([]byte("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")),
		crypto.Keccak256Hash([]byte("stint")), crypto.Keccak256Hash([]byte("1")), big64(chain), escrow))
	v, r, s := by.signTyped(domain, "Voucher(bytes32 job,uint96 cumulative)", "bytes32,uint256", job, big64(cumulative))
	return voucher{big64(cumulative), append(append(r[:], s[:]...), v)}
}

// none is the voucher of a provider that has none.
var none = voucher{Cumulative: new(big.Int)}

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
	price           = int64(25_000_000) // 25 TUSD
	compute         = int64(3_000_000)
	challengeWindow = 24 * 3600
	rulingWindow    = 14 * 24 * 3600
)

// newEscrow deploys Ocean and our contracts, and publishes a dataset with a datatoken for 25 TUSD.
func newEscrow(t *testing.T) *escrowKit {
	t.Helper()
	k := newPoolsKit(t)
	k.token = k.deploy(k.boss, "TestStable", k.boss.addr)
	return publish(k)
}

// publish does so for the kit's token.
func publish(p *poolsKit) *escrowKit {
	p.t.Helper()
	k := &escrowKit{poolsKit: p, trainer: person("trainer"), provider: person("provider")}
	zero := common.Address{}
	ocean := func(name string, args ...any) contract {
		return k.deployFile(k.boss, "../deploy/ocean/"+name+".json", args...)
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
	k.do(k.boss, k.router, "addApprovedToken", k.token.addr)
	k.do(k.boss, k.router, "updateOPCFee", big64(0), big64(1e15), big64(0), big64(0)) // no fee of swaps in approved currencies

	k.deployPools(500)
	k.ledger = k.deploy(k.boss, "PrivacyLedger", k.gov.addr)
	k.escrow = k.newEscrowOn(k.exchange.addr)

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
	k.t.Logf("gas %8d  openInbox", r.gas)
	artifact, _, err := contracts.Artifact("RoyaltyInbox")
	if err != nil {
		k.t.Fatal(err)
	}
	k.inbox = contract{k.view(k.escrow, "inboxOf", k.dataset.addr)[0].(common.Address), k.parse(artifact)}
	k.do(k.curator, k.datatoken, "setPaymentCollector", k.inbox.addr)

	k.do(k.curator, k.contributions, "register", k.dataset.addr, common.Hash{1}, "")
	k.do(k.curator, k.ledger, "open", capArgs(k.dataset.addr, 0, all(1_000_000))...)
	k.do(k.curator, k.ledger, "setOperator", k.dataset.addr, k.provider.addr, true)
	for _, who := range []*account{k.trainer, k.provider} {
		k.do(k.boss, k.token, "mint", who.addr, big64(1_000_000_000))
		k.do(who, k.token, "approve", k.escrow.addr, big64(1_000_000_000))
	}
	return k
}

func (k *escrowKit) newEscrowOn(exchange common.Address) contract {
	k.t.Helper()
	return k.deploy(k.boss, "JobEscrow", k.gov.addr, k.token.addr, k.pools.addr, k.ledger.addr, exchange, uint32(challengeWindow), uint32(rulingWindow))
}

func ether(n int64) *big.Int { return new(big.Int).Mul(big64(n), big64(1e18)) }

// terms of a job of that spec and salt which the provider takes; due in an hour.
func (k *escrowKit) terms(n byte) (terms, quote) {
	t := terms{k.dataset.addr, k.datatoken.addr, k.exchangeID, big64(price), big64(compute), k.provider.addr, common.Hash{n}, common.Hash{n}, k.time + 3600}
	return t, quoteOf(k.provider, t.Spec, k.time+600)
}

// ordered is the job that came of the order in r.
func (k *escrowKit) ordered(r receipt) *job {
	k.t.Helper()
	ev := k.event(r, k.escrow, "Ordered")
	return &job{ev["job"].([32]byte), order{ev["trainer"].(common.Address), ev["provider"].(common.Address), ev["dataset"].(common.Address),
		ev["price"].(*big.Int), ev["compute"].(*big.Int), ev["deadline"].(uint64), new(big.Int), new(big.Int), 0}}
}

func (k *escrowKit) order(n byte) *job {
	k.t.Helper()
	t, q := k.terms(n)
	return k.ordered(k.do(k.trainer, k.escrow, "order", t, q))
}

// charge puts the job's privacy loss on the ledger.
func (k *escrowKit) charge(job common.Hash) {
	k.t.Helper()
	c0, c1 := all(1).words()
	k.do(k.provider, k.ledger, "reserve", k.dataset.addr, []uint32{0}, job, c0, c1)
	k.do(k.provider, k.ledger, "commit", k.dataset.addr, job, []uint32{0}, c0, c1, c0, c1)
}

// finished is an order whose job has been charged.
func (k *escrowKit) finished(n byte) *job {
	k.t.Helper()
	j := k.order(n)
	k.charge(j.id)
	return j
}

func (k *escrowKit) voucher(j *job, cumulative int64) voucher {
	return voucherFor(k.trainer, chainID, k.escrow.addr, j.id, cumulative)
}

func settleArgs(j *job, v voucher, claim int64) []any {
	return []any{j.id, j.o, common.Hash{3}, v, big64(claim)}
}

func (k *escrowKit) settle(j *job, v voucher, claim int64) receipt {
	k.t.Helper()
	r := k.do(k.provider, k.escrow, "settle", settleArgs(j, v, claim)...)
	ev := k.event(r, k.escrow, "Settled")
	j.o.Drawn, j.o.Claim, j.o.Until = ev["compute"].(*big.Int), ev["claim"].(*big.Int), ev["until"].(uint64)
	return r
}

func (k *escrowKit) draw(j *job, cumulative int64) receipt {
	k.t.Helper()
	r := k.do(k.provider, k.escrow, "draw", j.id, j.o, k.voucher(j, cumulative))
	j.o.Drawn = k.event(r, k.escrow, "Drawn")["cumulative"].(*big.Int)
	return r
}

func (k *escrowKit) challenge(j *job) receipt {
	k.t.Helper()
	r := k.do(k.trainer, k.escrow, "challenge", j.id, j.o)
	j.o.Until = k.event(r, k.escrow, "Challenged")["until"].(uint64)
	return r
}

// The states of an order.
const (
	open = iota + 1
	claimed
	disputed
	paid
	refunded
)

func (k *escrowKit) state(id common.Hash) uint8 {
	k.t.Helper()
	return k.view(k.escrow, "stateOf", id)[0].(uint8)
}

// purse is who has how much.
type purse struct{ Trainer, Provider, Escrow, Pools int64 }

func (k *escrowKit) purse() purse {
	k.t.Helper()
	return purse{k.balance(k.trainer.addr), k.balance(k.provider.addr), k.balance(k.escrow.addr), k.balance(k.pools.addr)}
}

// moves requires that f moves exactly that much.
func (k *escrowKit) moves(want purse, f func()) {
	k.t.Helper()
	a := k.purse()
	f()
	b := k.purse()
	got := purse{b.Trainer - a.Trainer, b.Provider - a.Provider, b.Escrow - a.Escrow, b.Pools - a.Pools}
	if diff := cmp.Diff(want, got); diff != "" {
		k.t.Errorf("money moved (-want +got):\n%s", diff)
	}
}
