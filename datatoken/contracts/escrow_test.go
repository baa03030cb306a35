package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

func TestEscrowOrderAndSettle(t *testing.T) {
	k := newEscrow(t)
	tm, q := k.terms(1)
	tm.MaxPrice = big64(price + 777) // what is not spent comes back
	var r receipt
	k.moves(purse{Trainer: -price - compute, Escrow: price + compute}, func() { r = k.do(k.trainer, k.escrow, "order", tm, q) })
	t.Logf("gas %8d  order, first", r.gas)
	ev := k.event(r, k.escrow, "Ordered")
	j := k.ordered(r)
	if want := crypto.Keccak256Hash(encode("uint256,address,address,bytes32,bytes32",
		big64(chainID), k.escrow.addr, k.trainer.addr, tm.Spec, tm.Salt)); j.id != want || k.view(k.escrow, "jobOf", k.trainer.addr, tm.Spec, tm.Salt)[0] != [32]byte(want) {
		t.Errorf("job %x, want %x", j.id, want)
	}
	if ev["price"].(*big.Int).Int64() != price || ev["compute"].(*big.Int).Int64() != compute || ev["spec"] != tm.Spec ||
		ev["trainer"] != k.trainer.addr || ev["provider"] != k.provider.addr || ev["datatoken"] != k.datatoken.addr || ev["deadline"] != tm.Deadline {
		t.Errorf("event %v", ev)
	}
	// Ocean's own readers see an order of the trainer.
	if oe := k.event(r, k.datatoken, "OrderStarted"); oe["consumer"] != k.trainer.addr || oe["amount"].(*big.Int).Cmp(ether(1)) != 0 {
		t.Errorf("Ocean's event %v", oe)
	}
	if got := k.number(k.token, "allowance", k.escrow.addr, k.datatoken.addr); got.Sign() != 0 {
		t.Errorf("the datatoken may still spend %v", got)
	}
	if got := k.state(j.id); got != open {
		t.Errorf("state %d", got)
	}

	settle := settleArgs(j, none, compute)
	k.fails("NotCommitted", k.provider, k.escrow, "settle", settle...)
	c0, c1 := all(1).words()
	k.do(k.provider, k.ledger, "reserve", k.dataset.addr, []uint32{0}, j.id, c0, c1)
	k.fails("NotCommitted", k.provider, k.escrow, "settle", settle...)
	k.do(k.provider, k.ledger, "commit", k.dataset.addr, j.id, []uint32{0}, c0, c1, c0, c1)
	for _, who := range []*account{k.stranger, k.trainer, k.curator, k.boss} {
		k.fails("NotProvider", who, k.escrow, "settle", settle...)
	}
	wrong := *j
	wrong.o.Price = big64(price + 1)
	k.fails("NotOpen", k.provider, k.escrow, "settle", settleArgs(&wrong, none, 0)...)
	wrong = *j
	wrong.o.Trainer = k.provider.addr // the rest would be the provider's own
	k.fails("NotOpen", k.provider, k.escrow, "settle", settleArgs(&wrong, none, 0)...)

	k.moves(purse{Provider: compute, Escrow: -price - compute, Pools: price}, func() { r = k.settle(j, k.voucher(j, compute), 0) })
	t.Logf("gas %8d  settle with a voucher, first", r.gas)
	if ev := k.event(r, k.pools, "Paid"); ev["job"] != [32]byte(j.id) || ev["amount"].(*big.Int).Int64() != price || ev["dataset"] != k.dataset.addr {
		t.Errorf("royalties %v", ev)
	}
	if ev := k.event(r, k.escrow, "Settled"); ev["royalty"].(*big.Int).Int64() != price || ev["receipt"] != [32]byte{3} || ev["until"] != uint64(0) {
		t.Errorf("event %v", ev)
	}
	if got := k.state(j.id); got != paid {
		t.Errorf("state %d", got)
	}

	// The same words again are the same order, which there is once; another salt is another job.
	tm, q = k.terms(1)
	k.fails("AlreadyOrdered", k.trainer, k.escrow, "order", tm, q)
	tm.Salt[31]++
	r = k.do(k.trainer, k.escrow, "order", tm, q)
	t.Logf("gas %8d  order, later", r.gas)
	again := k.ordered(r)
	if again.id == j.id {
		t.Error("two orders have one job id")
	}
	k.fails("AlreadyOrdered", k.trainer, k.escrow, "order", tm, q)
	k.fails("NotCommitted", k.provider, k.escrow, "settle", settleArgs(again, none, 0)...)
	k.charge(again.id)
	r = k.settle(again, k.voucher(again, compute), 0)
	t.Logf("gas %8d  settle with a voucher, later", r.gas)
	k.do(k.boss, k.token, "mint", k.stranger.addr, big64(price+compute))
	k.do(k.stranger, k.token, "approve", k.escrow.addr, big64(price+compute))
	k.do(k.stranger, k.escrow, "order", tm, q) // another trainer's job of the same spec and salt
}

func TestEscrowRefund(t *testing.T) {
	k := newEscrow(t)
	had := k.balance(k.trainer.addr)
	first, second := k.order(1), k.order(2)
	refund := func(j *job, receipt byte) []any { return []any{j.id, j.o, common.Hash{receipt}} }
	for _, who := range []*account{k.stranger, k.trainer, k.curator, k.boss} {
		k.fails("NotProvider", who, k.escrow, "refund", refund(first, 0)...)
	}
	lying := *first
	lying.o.Trainer = k.provider.addr
	k.fails("NotOpen", k.provider, k.escrow, "refund", refund(&lying, 0)...)
	r := k.do(k.provider, k.escrow, "refund", refund(first, 4)...)
	t.Logf("gas %8d  refund", r.gas)
	if ev := k.event(r, k.escrow, "Refunded"); ev["amount"].(*big.Int).Int64() != price+compute || ev["receipt"] != [32]byte{4} {
		t.Errorf("event %v", ev)
	}
	k.fails("NotOpen", k.provider, k.escrow, "refund", refund(first, 0)...)
	k.charge(first.id)
	k.fails("NotOpen", k.provider, k.escrow, "settle", settleArgs(first, none, 0)...)
	tm, q := k.terms(1)
	k.fails("AlreadyOrdered", k.trainer, k.escrow, "order", tm, q)

	k.time = second.o.Deadline - 2
	k.fails("NotProvider", k.stranger, k.escrow, "refund", refund(second, 0)...) // the last second before
	k.wait(1)
	r = k.do(k.stranger, k.escrow, "refund", refund(second, 9)...)
	if ev := k.event(r, k.escrow, "Refunded"); ev["receipt"] != [32]byte{} {
		t.Error("a stranger's receipt was recorded")
	}
	if got := k.balance(k.trainer.addr); got != had {
		t.Errorf("trainer has %d after refunds, want %d", got, had)
	}
	if got := k.balance(k.escrow.addr); got != 0 {
		t.Errorf("escrow still holds %d", got)
	}
	k.fails("NotOpen", k.stranger, k.escrow, "refund", common.Hash{77}, second.o, common.Hash{})

	// What was drawn stays drawn; what was not comes back. Settling late is possible as long as nobody has refunded.
	third, late := k.finished(3), k.finished(4)
	k.draw(third, 1_000_000)
	k.wait(4000)
	k.moves(purse{Trainer: price + compute - 1_000_000, Escrow: -price - compute + 1_000_000}, func() {
		k.do(k.trainer, k.escrow, "refund", refund(third, 0)...)
	})
	k.fails("NotOpen", k.provider, k.escrow, "settle", settleArgs(third, none, 0)...)
	k.settle(late, none, 0)
	k.fails("NotOpen", k.trainer, k.escrow, "refund", refund(late, 0)...)
}

// Fees that Ocean takes of a swap are inside maxPrice, and are not part of what the escrow holds.
func TestEscrowOceanFees(t *testing.T) {
	k := newEscrow(t)
	k.do(k.boss, k.router, "removeApprovedToken", k.token.addr)
	had := k.balance(k.trainer.addr)
	tm, q := k.terms(1)
	k.fails("FixedRateExchange: Too many base tokens", k.trainer, k.escrow, "order", tm, q)
	tm.MaxPrice = big64(price * 2)
	j := k.ordered(k.do(k.trainer, k.escrow, "order", tm, q))
	fee := had - k.balance(k.trainer.addr) - price - compute
	if fee <= 0 || fee > price/100 || j.o.Price.Int64() != price || k.balance(k.escrow.addr) != price+compute {
		t.Errorf("fee %d, order %+v, escrow holds %d", fee, j.o, k.balance(k.escrow.addr))
	}
	k.do(k.provider, k.escrow, "refund", j.id, j.o, common.Hash{})
	if got := had - k.balance(k.trainer.addr); got != fee {
		t.Errorf("refund left %d missing, want the fee %d", got, fee)
	}
}

// A price that rises after the trainer looked costs it nothing; one that falls comes back.
func TestEscrowPriceChanges(t *testing.T) {
	k := newEscrow(t)
	tm, q := k.terms(1)
	k.do(k.curator, k.exchange, "setRate", k.exchangeID, new(big.Int).Add(ether(25), big64(1e12))) // by one unit
	k.fails("FixedRateExchange: Too many base tokens", k.trainer, k.escrow, "order", tm, q)
	k.do(k.curator, k.exchange, "setRate", k.exchangeID, ether(20))
	k.moves(purse{Trainer: -20_000_000 - compute, Escrow: 20_000_000 + compute}, func() { k.do(k.trainer, k.escrow, "order", tm, q) })
	// For less than one unit the dataset gets nothing: that is no order.
	k.do(k.curator, k.exchange, "setRate", k.exchangeID, big64(1e10))
	tm, q = k.terms(2)
	k.fails("NothingPaid", k.trainer, k.escrow, "order", tm, q)
}

func TestEscrowOrderWithPermit(t *testing.T) {
	k := newEscrow(t)
	k.do(k.trainer, k.token, "approve", k.escrow.addr, big64(0))
	domain := k.view(k.token, "DOMAIN_SEPARATOR")[0].([32]byte)
	sum, until := big64(price+compute), new(big.Int).SetUint64(k.time+600)
	permit := func(nonce int64) (v uint8, r, s [32]byte) {
		return k.trainer.signTyped(domain, "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
			"address,address,uint256,uint256,uint256", k.trainer.addr, k.escrow.addr, sum, big64(nonce), until)
	}
	tm, q := k.terms(1)
	v, r, s := permit(0)
	k.fails("ERC20InsufficientAllowance", k.trainer, k.escrow, "orderWithPermit", tm, q, until, 55-v, r, s)
	k.fails("ERC20InsufficientAllowance", k.stranger, k.escrow, "orderWithPermit", tm, q, until, v, r, s)
	// Someone sees the permit and sends it first: the order still works.
	k.do(k.stranger, k.token, "permit", k.trainer.addr, k.escrow.addr, sum, until, v, r, s)
	rc := k.do(k.trainer, k.escrow, "orderWithPermit", tm, q, until, v, r, s)
	t.Logf("gas %8d  orderWithPermit, the permit was sent before", rc.gas)
	k.ordered(rc)
	if got := k.number(k.token, "allowance", k.trainer.addr, k.escrow.addr); got.Sign() != 0 {
		t.Errorf("%v may still be spent", got)
	}
	tm, q = k.terms(2)
	v, r, s = permit(1)
	k.moves(purse{Trainer: -price - compute, Escrow: price + compute}, func() {
		rc = k.do(k.trainer, k.escrow, "orderWithPermit", tm, q, until, v, r, s)
	})
	t.Logf("gas %8d  orderWithPermit", rc.gas)
	tm, q = k.terms(3)
	k.fails("ERC20InsufficientAllowance", k.trainer, k.escrow, "orderWithPermit", tm, q, until, v, r, s) // once used
}

// An authorisation pays for one job, by the trainer's own hand, and for nothing else.
func TestEscrowOrderWithAuthorization(t *testing.T) {
	k := newEscrow(t)
	k.do(k.trainer, k.token, "approve", k.escrow.addr, big64(0))
	domain := k.view(k.token, "DOMAIN_SEPARATOR")[0].([32]byte)
	tm, _ := k.terms(1)
	nonce := k.view(k.escrow, "jobOf", k.trainer.addr, tm.Spec, tm.Salt)[0].([32]byte)
	clear(nonce[24:])
	sum, until := big64(price+compute), new(big.Int).SetUint64(k.time+600)
	authorize := func(nonce [32]byte) []any {
		v, r, s := k.trainer.signTyped(domain,
			"ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)",
			"address,address,uint256,uint256,uint256,bytes32", k.trainer.addr, k.escrow.addr, sum, big64(0), until, nonce)
		return []any{until, v, r, s}
	}
	with := func(edit func(t *terms), auth []any) []any {
		t := tm
		edit(&t)
		return append([]any{t, quoteOf(k.provider, t.Spec, k.time+600)}, auth...)
	}
	good := authorize(nonce)
	whole := k.view(k.escrow, "jobOf", k.trainer.addr, tm.Spec, tm.Salt)[0].([32]byte)
	tests := map[string]struct {
		want string
		from *account
		args []any
	}{
		"as it is":          {"", k.trainer, with(func(*terms) {}, good)},
		"by a stranger":     {"ERC3009InvalidSignature", k.stranger, with(func(*terms) {}, good)},
		"for another salt":  {"ERC3009InvalidSignature", k.trainer, with(func(t *terms) { t.Salt[0]++ }, good)},
		"for another spec":  {"ERC3009InvalidSignature", k.trainer, with(func(t *terms) { t.Spec[0]++ }, good)},
		"for more":          {"ERC3009InvalidSignature", k.trainer, with(func(t *terms) { t.Compute = big64(compute + 1) }, good)},
		"of the whole job":  {"ERC3009InvalidSignature", k.trainer, with(func(*terms) {}, authorize(whole))},
		"of another moment": {"ERC3009InvalidSignature", k.trainer, with(func(*terms) {}, append([]any{new(big.Int).Add(until, big64(1))}, good[1:]...))},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { k.in(t).fails(tt.want, tt.from, k.escrow, "orderWithAuthorization", tt.args...) })
	}
	// Nobody can spend it in front of the order.
	direct := append([]any{k.trainer.addr, k.escrow.addr, sum, big64(0), until, nonce}, good[1:]...)
	k.fails("ERC20InvalidReceiver", k.stranger, k.token, "receiveWithAuthorization", direct...)
	k.fails("ERC3009InvalidSignature", k.stranger, k.token, "transferWithAuthorization", direct...)

	var r receipt
	k.moves(purse{Trainer: -price - compute, Escrow: price + compute}, func() {
		r = k.do(k.trainer, k.escrow, "orderWithAuthorization", with(func(*terms) {}, good)...)
	})
	t.Logf("gas %8d  orderWithAuthorization", r.gas)
	j := k.ordered(r)
	k.fails("ERC3009UsedAuthorization", k.trainer, k.escrow, "orderWithAuthorization", with(func(*terms) {}, good)...)
	k.charge(j.id)
	k.settle(j, none, 0)
	k.fails("ERC3009UsedAuthorization", k.trainer, k.escrow, "orderWithAuthorization", with(func(*terms) {}, good)...)

	tm, q := k.terms(2)
	until = new(big.Int).SetUint64(k.time)
	nonce = k.view(k.escrow, "jobOf", k.trainer.addr, tm.Spec, tm.Salt)[0].([32]byte)
	clear(nonce[24:])
	k.fails("ERC3009InvalidAuthorizationTime", k.trainer, k.escrow, "orderWithAuthorization", append([]any{tm, q}, authorize(nonce)...)...)
}

// The trainer's program sends its order a hundred times into one block: it has one job and has paid once.
func TestEscrowHundredCopiesOfAnOrder(t *testing.T) {
	k := newEscrow(t)
	tm, q := k.terms(1)
	k.wait(1)
	done := map[string]int{}
	k.moves(purse{Trainer: -price - compute, Escrow: price + compute}, func() {
		for range 100 {
			_, revert := k.send(k.trainer.addr, &k.escrow.addr, k.pack(k.escrow, "order", []any{tm, q}))
			done[revert]++
		}
	})
	if done[""] != 1 || done["AlreadyOrdered"] != 99 {
		t.Errorf("orders came to %v", done)
	}
}

// A plain Ocean order pays the royalties of its dataset through the inbox, and cannot be mixed with an escrowed one.
func TestEscrowInbox(t *testing.T) {
	k := newEscrow(t)
	k.do(k.boss, k.token, "mint", k.inbox.addr, big64(1_000_000))
	if j := k.order(1); j.o.Price.Int64() != price {
		t.Errorf("price %v: the order took what was not its own", j.o.Price)
	}
	if got := k.balance(k.inbox.addr); got != 1_000_000 {
		t.Errorf("inbox holds %d", got)
	}
	k.fails("NotEscrow", k.curator, k.inbox, "take", big64(1))
	r := k.do(k.stranger, k.inbox, "flush")
	t.Logf("gas %8d  flush", r.gas)
	if ev := k.event(r, k.pools, "Paid"); ev["dataset"] != k.dataset.addr || ev["job"] != [32]byte{} || ev["amount"].(*big.Int).Int64() != 1_000_000 {
		t.Errorf("royalties %v", ev)
	}
	k.fails("NothingPaid", k.stranger, k.inbox, "flush")
	if got := k.view(k.inbox, "dataset")[0]; got != k.dataset.addr {
		t.Errorf("inbox of %v", got)
	}
	r = k.do(k.stranger, k.escrow, "openInbox", k.dataset.addr)
	if len(r.logs) != 0 {
		t.Error("an open inbox was opened again")
	}

	// The plain way: buyFromFreAndOrder by the trainer itself.
	k.do(k.trainer, k.token, "approve", k.datatoken.addr, big64(price))
	spec := common.Hash{5}
	q := quoteOf(k.provider, spec, k.time+600)
	fee := providerFee{k.provider.addr, common.Address{}, big64(0), q.V, q.R, q.S, q.ValidUntil, spec[:]}
	r = k.do(k.trainer, k.datatoken, "buyFromFreAndOrder",
		orderParams{Consumer: k.trainer.addr, ServiceIndex: big64(0), ProviderFee: fee, ConsumeMarketFee: marketFee{Amount: big64(0)}},
		freParams{k.exchange.addr, k.exchangeID, big64(price), big64(0), common.Address{}})
	t.Logf("gas %8d  Ocean's buyFromFreAndOrder alone", r.gas)
	if got := k.balance(k.inbox.addr); got != price {
		t.Errorf("inbox holds %d, want %d", got, price)
	}
	// An order of a dataset whose inbox nobody has opened opens it.
	other := k.newEscrowOn(k.exchange.addr)
	k.do(k.trainer, k.token, "approve", other.addr, big64(price+compute))
	k.do(k.curator, k.datatoken, "setPaymentCollector", k.view(other, "inboxOf", k.dataset.addr)[0])
	tm, qt := k.terms(6)
	r = k.do(k.trainer, other, "order", tm, qt)
	t.Logf("gas %8d  order that opens the inbox", r.gas)
	k.event(r, other, "InboxOpened")
}

// What was done for an order that was made the plain Ocean way is recorded: attempts in their order, and one finish.
func TestEscrowFulfil(t *testing.T) {
	k := newEscrow(t)
	plain := common.Hash{42}
	jobOf := func(provider *account, attempt int64) common.Hash {
		return k.view(k.escrow, "plainJobOf", provider.addr, plain, big64(attempt))[0].([32]byte)
	}
	want := crypto.Keccak256Hash(encode("uint256,address,address,bytes32,uint256,bytes32", big64(chainID), k.escrow.addr, k.provider.addr, plain, big64(2),
		[32]byte{'p', 'l', 'a', 'i', 'n'}))
	if got := jobOf(k.provider, 2); got != want {
		t.Errorf("job %x, want %x", got, want)
	}
	fulfil := func(attempt int64, finished bool) []any {
		return []any{k.dataset.addr, plain, big64(attempt), finished, common.Hash{7}}
	}
	k.fails("NotOpen", k.provider, k.escrow, "fulfil", fulfil(1, false)...) // there was no attempt 0
	k.fails("NotCommitted", k.provider, k.escrow, "fulfil", fulfil(0, true)...)
	r := k.do(k.provider, k.escrow, "fulfil", fulfil(0, false)...)
	t.Logf("gas %8d  fulfil", r.gas)
	k.fails("NotOpen", k.provider, k.escrow, "fulfil", fulfil(0, false)...)
	k.charge(jobOf(k.provider, 0))
	k.fails("NotOpen", k.provider, k.escrow, "fulfil", fulfil(0, true)...) // it has failed
	k.fails("NotOpen", k.provider, k.escrow, "fulfil", fulfil(2, false)...)
	k.fails("NotCommitted", k.provider, k.escrow, "fulfil", fulfil(1, true)...) // what was charged was another attempt
	k.charge(jobOf(k.provider, 1))

	// Another provider speaks for itself: it neither takes the attempt away nor stands on what this one charged.
	k.fails("NotCommitted", k.stranger, k.escrow, "fulfil", fulfil(0, true)...)
	k.fails("NotOpen", k.stranger, k.escrow, "fulfil", fulfil(1, true)...)
	k.do(k.stranger, k.escrow, "fulfil", fulfil(0, false)...)

	r = k.do(k.provider, k.escrow, "fulfil", fulfil(1, true)...)
	if ev := k.event(r, k.escrow, "Fulfilled"); ev["provider"] != k.provider.addr || ev["order"] != [32]byte(plain) || ev["finished"] != true ||
		ev["job"] != [32]byte(jobOf(k.provider, 1)) || ev["receipt"] != [32]byte{7} {
		t.Errorf("event %v", ev)
	}
	for _, finished := range []bool{false, true} {
		k.fails("NotOpen", k.provider, k.escrow, "fulfil", fulfil(1, finished)...)
		k.charge(jobOf(k.provider, 2+map[bool]int64{true: 1}[finished]))
		k.fails("NotOpen", k.provider, k.escrow, "fulfil", fulfil(2, finished)...) // it was finished
	}
	if a, b := k.state(jobOf(k.provider, 0)), k.state(jobOf(k.provider, 1)); a != refunded || b != paid {
		t.Errorf("states %d and %d", a, b)
	}
	// No money stands behind it.
	j := &job{id: jobOf(k.provider, 0), o: order{Trainer: k.trainer.addr, Provider: k.provider.addr, Dataset: k.dataset.addr,
		Price: big64(1), Compute: big64(1), Drawn: big64(0), Claim: big64(0)}}
	k.fails("NotOpen", k.provider, k.escrow, "refund", j.id, j.o, common.Hash{})
	k.fails("NotOpen", k.provider, k.escrow, "settle", settleArgs(j, none, 0)...)
}

// Orders can be stopped for a week, and not again for a month; what is open goes on.
func TestEscrowPause(t *testing.T) {
	const day = 24 * 3600
	k := newEscrow(t)
	first, second := k.finished(1), k.order(2)
	order := func() string {
		k.t.Helper()
		tm, q := k.terms(9)
		return k.try(k.trainer, k.escrow, "order", tm, q)
	}
	for _, who := range []*account{k.curator, k.provider, k.stranger} {
		k.fails("AccessManagedUnauthorized", who, k.escrow, "pause")
	}
	k.do(k.boss, k.escrow, "pause")
	since := k.time
	if got := order(); got != "OrdersPaused" {
		t.Errorf("order: %q", got)
	}
	k.settle(first, none, compute)
	k.do(k.provider, k.escrow, "refund", second.id, second.o, common.Hash{})
	k.fails("PausedRecently", k.boss, k.escrow, "pause")
	k.challenge(first)
	k.do(k.boss, k.escrow, "rule", first.id, first.o, big64(0))
	k.time = since + 7*day - 2
	if got := order(); got != "OrdersPaused" {
		t.Errorf("order in the last second: %q", got)
	}
	k.wait(1)
	if got := order(); got != "" {
		t.Errorf("order a week later: %q", got)
	}
	k.time = since + 30*day - 2
	k.fails("PausedRecently", k.boss, k.escrow, "pause")
	k.wait(1)
	k.do(k.boss, k.escrow, "pause")
	if got := order(); got != "OrdersPaused" {
		t.Errorf("order: %q", got)
	}
}
