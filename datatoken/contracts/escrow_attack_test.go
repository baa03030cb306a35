package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

func TestEscrowOrderRefuses(t *testing.T) {
	k := newEscrow(t)
	zero := common.Address{}
	// A second dataset of the same curator, with a datatoken of template 1, which swallows calls it does not know.
	r := k.do(k.curator, k.factory, "createNftWithErc20WithFixedRate",
		createNft{"Other", "OTHER", big64(1), "", true, k.curator.addr},
		createErc20{big64(1), []string{"Plain", "PLN"}, []common.Address{k.curator.addr, zero, zero, zero}, []*big.Int{ether(1_000), big64(0)}, nil},
		createRate{k.exchange.addr, []common.Address{k.token.addr, k.curator.addr, zero, zero},
			[]*big.Int{big64(6), big64(18), ether(1), big64(0), big64(1)}})
	other := k.event(r, k.factory, "NFTCreated")["newTokenAddress"].(common.Address)
	plain := contract{k.event(r, k.factory, "TokenCreated")["newTokenAddress"].(common.Address), k.datatoken.abi}
	plainExchange := k.event(r, k.exchange, "ExchangeCreated")["exchangeId"].([32]byte)
	k.do(k.curator, k.escrow, "openInbox", other)
	k.do(k.curator, plain, "setPaymentCollector", k.view(k.escrow, "inboxOf", other)[0])
	// A second exchange of the datatoken, for worthless money.
	junk := k.deploy(k.boss, "TestStable", k.curator.addr)
	r = k.do(k.curator, k.datatoken, "createFixedRate", k.exchange.addr, []common.Address{junk.addr, k.curator.addr, zero, zero},
		[]*big.Int{big64(6), big64(18), ether(1), big64(0), big64(0)})
	junkExchange := k.event(r, k.exchange, "ExchangeCreated")["exchangeId"].([32]byte)
	fake := k.deployFile(k.boss, "testdata/Hostile.json", k.token.addr, k.stranger.addr)

	tests := map[string]struct {
		want string
		edit func(*terms, *quote)
	}{
		"as it should be":         {"", func(*terms, *quote) {}},
		"price above maxPrice":    {"FixedRateExchange: Too many base tokens", func(t *terms, q *quote) { t.MaxPrice = big64(price - 1) }},
		"datatoken of another":    {"ForeignDatatoken", func(t *terms, q *quote) { t.Datatoken = plain.addr }},
		"dataset of another":      {"ForeignDatatoken", func(t *terms, q *quote) { t.Dataset = other }},
		"invented datatoken":      {"ForeignDatatoken", func(t *terms, q *quote) { t.Datatoken = fake.addr }},
		"template 1":              {"ForeignDatatoken", func(t *terms, q *quote) { t.Dataset, t.Datatoken, t.ExchangeId = other, plain.addr, plainExchange }},
		"exchange of another":     {"WrongExchange", func(t *terms, q *quote) { t.ExchangeId = plainExchange }},
		"exchange for junk":       {"WrongExchange", func(t *terms, q *quote) { t.ExchangeId = junkExchange }},
		"deadline passed":         {"BadDeadline", func(t *terms, q *quote) { t.Deadline = k.now() }},
		"no provider":             {"NotProvider", func(t *terms, q *quote) { t.Provider = zero }},
		"quote expired":           {"QuoteExpired", func(t *terms, q *quote) { *q = quoteOf(k.provider, t.Spec, k.now()-1) }},
		"quote for another spec":  {"Invalid provider fee", func(t *terms, q *quote) { *q = quoteOf(k.provider, common.Hash{99}, k.now()+600) }},
		"quote of another":        {"Invalid provider fee", func(t *terms, q *quote) { *q = quoteOf(k.stranger, t.Spec, k.now()+600) }},
		"quote extended":          {"Invalid provider fee", func(t *terms, q *quote) { q.ValidUntil = new(big.Int).Add(q.ValidUntil, big64(1)) }},
		"more than the allowance": {"ERC20InsufficientAllowance", func(t *terms, q *quote) { t.Compute = big64(1_000_000_000) }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tm, q := k.terms(1)
			tt.edit(&tm, &q)
			(&chain{t, k.sim, k.abis}).fails(tt.want, k.trainer, k.escrow, "order", tm, q)
		})
	}

	tm, q := k.terms(1)
	k.do(k.curator, k.datatoken, "setPaymentCollector", k.curator.addr)
	k.fails("WrongCollector", k.trainer, k.escrow, "order", tm, q)
	k.do(k.curator, k.datatoken, "setPaymentCollector", k.inbox.addr)
	k.fails("AccessManagedUnauthorized", k.curator, k.escrow, "setPaused", true)
	job := k.order(1)
	k.do(k.boss, k.escrow, "setPaused", true)
	k.fails("OrdersPaused", k.trainer, k.escrow, "order", tm, q)
	k.do(k.provider, k.escrow, "refund", job, common.Hash{})
}

// A dataset, datatoken and exchange that lie about everything can waste their own trainer's maxPrice, and nobody else's money.
func TestEscrowHostileDataset(t *testing.T) {
	k := newEscrow(t)
	fake := k.deployFile(k.boss, "testdata/Hostile.json", k.token.addr, k.stranger.addr)
	escrow := k.deploy(k.boss, "JobEscrow", k.gov.addr, k.token.addr, k.pools.addr, k.ledger.addr, fake.addr)
	k.do(k.trainer, k.token, "approve", escrow.addr, big64(1_000_000_000))
	order := func() []any {
		tm, q := k.terms(1)
		tm.Dataset, tm.Datatoken = fake.addr, fake.addr
		return []any{tm, q}
	}
	const (
		honest = iota
		greedy
		thief
		reenter
		flush
	)
	set := func(mode int, victim common.Hash) { k.do(k.boss, fake, "set", escrow.addr, uint8(mode), victim) }

	set(honest, common.Hash{})
	victim := common.Hash(k.event(k.do(k.trainer, escrow, "order", order()...), escrow, "Ordered")["job"].([32]byte))
	held := k.balance(escrow.addr)

	set(greedy, common.Hash{})
	k.fails("ERC20InsufficientAllowance", k.trainer, escrow, "order", order()...)
	set(reenter, victim)
	k.wait(7200) // the victim's refund is anyone's now, but not in the middle of an order
	k.fails("ReentrancyGuardReentrantCall", k.trainer, escrow, "order", order()...)
	set(flush, common.Hash{})
	k.do(k.boss, k.token, "mint", k.view(escrow, "inboxOf", fake.addr)[0], big64(5))
	if got := k.try(k.trainer, escrow, "order", order()...); got == "" {
		t.Error("an order that emptied the inbox went through")
	}

	set(thief, common.Hash{})
	r := k.do(k.trainer, escrow, "order", order()...)
	stolen := common.Hash(k.event(r, escrow, "Ordered")["job"].([32]byte))
	if got := k.balance(escrow.addr) - held; got != compute {
		t.Errorf("the order added %d to the escrow, want its compute %d", got, compute)
	}
	k.do(k.provider, escrow, "refund", stolen, common.Hash{})
	k.do(k.stranger, escrow, "refund", victim, common.Hash{})
	if got := k.balance(escrow.addr); got != 0 {
		t.Errorf("escrow holds %d after both refunds", got)
	}

	// It says it belongs to somebody else's dataset, to have a job there for nothing: the NFT does not know it.
	k.do(k.boss, fake, "pretend", k.dataset.addr)
	tm, q := k.terms(1)
	tm.Datatoken = fake.addr
	k.fails("ForeignDatatoken", k.trainer, escrow, "order", tm, q)
}
