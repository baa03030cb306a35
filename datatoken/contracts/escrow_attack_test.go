package contracts_test

import (
	"math/big"
	"math/rand/v2"
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
	stingy := k.newEscrowOn(zero) // trusts no exchange that there is
	k.do(k.trainer, k.token, "approve", stingy.addr, big64(1_000_000_000))

	const anything = "anything" // Ocean refuses, in words of its own
	tests := map[string]struct {
		want string
		edit func(*terms, *quote)
	}{
		"as it should be":         {"", func(*terms, *quote) {}},
		"price above maxPrice":    {"FixedRateExchange: Too many base tokens", func(t *terms, q *quote) { t.MaxPrice = big64(price - 1) }},
		"datatoken of another":    {"ForeignDatatoken", func(t *terms, q *quote) { t.Datatoken = plain.addr }},
		"dataset of another":      {"ForeignDatatoken", func(t *terms, q *quote) { t.Dataset = other }},
		"invented datatoken":      {"ForeignDatatoken", func(t *terms, q *quote) { t.Datatoken = fake.addr }},
		"invented dataset":        {"NothingPaid", func(t *terms, q *quote) { t.Dataset = fake.addr }},
		"no dataset":              {anything, func(t *terms, q *quote) { t.Dataset = k.stranger.addr }},
		"template 1":              {"NothingPaid", func(t *terms, q *quote) { t.Dataset, t.Datatoken, t.ExchangeId = other, plain.addr, plainExchange }},
		"exchange of another":     {anything, func(t *terms, q *quote) { t.ExchangeId = plainExchange }},
		"exchange for junk":       {anything, func(t *terms, q *quote) { t.ExchangeId = junkExchange }},
		"no exchange":             {anything, func(t *terms, q *quote) { t.ExchangeId = [32]byte{1} }},
		"deadline is now":         {"BadDeadline", func(t *terms, q *quote) { t.Deadline = k.time + 1 }},
		"deadline passed":         {"BadDeadline", func(t *terms, q *quote) { t.Deadline = k.time }},
		"no provider":             {"NotProvider", func(t *terms, q *quote) { t.Provider = zero }},
		"quote expired":           {"QuoteExpired", func(t *terms, q *quote) { *q = quoteOf(k.provider, t.Spec, k.time) }},
		"quote for another spec":  {"Invalid provider fee", func(t *terms, q *quote) { *q = quoteOf(k.provider, common.Hash{99}, k.time+600) }},
		"quote of another":        {"Invalid provider fee", func(t *terms, q *quote) { *q = quoteOf(k.stranger, t.Spec, k.time+600) }},
		"quote for another":       {"Invalid provider fee", func(t *terms, q *quote) { t.Provider = k.stranger.addr }},
		"quote extended":          {"Invalid provider fee", func(t *terms, q *quote) { q.ValidUntil = new(big.Int).Add(q.ValidUntil, big64(1)) }},
		"more than the allowance": {"ERC20InsufficientAllowance", func(t *terms, q *quote) { t.Compute = big64(1_000_000_000) }},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tm, q := k.terms(1)
			tt.edit(&tm, &q)
			got := k.in(t).try(k.trainer, k.escrow, "order", tm, q)
			if tt.want == anything {
				t.Logf("refused with %q", got)
			}
			if got != tt.want && (tt.want != anything || got == "") {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	tm, q := k.terms(1)
	if got := k.try(k.trainer, stingy, "order", tm, q); got == "" {
		t.Error("an order at an exchange that is not the escrow's went through")
	}
	// The curator has the money sent to itself: the dataset gets nothing, and nobody orders.
	k.do(k.curator, k.datatoken, "setPaymentCollector", k.curator.addr)
	k.fails("NothingPaid", k.trainer, k.escrow, "order", tm, q)
}

// A dataset and datatoken that lie about everything can waste their own trainer's maxPrice, and nobody else's money.
func TestEscrowHostileDataset(t *testing.T) {
	k := newEscrow(t)
	fake := k.deployFile(k.boss, "testdata/Hostile.json", k.token.addr, k.stranger.addr)
	args := func(n byte) []any {
		tm, q := k.terms(n)
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
	set := func(mode int, call []byte) {
		k.t.Helper()
		k.do(k.boss, fake, "set", k.escrow.addr, uint8(mode), call)
	}
	set(honest, nil)
	// It says it sells the dataset's data, and would pay for it: the NFT does not know it.
	k.do(k.boss, fake, "pretend", k.dataset.addr)
	tm, q := k.terms(9)
	tm.Datatoken = fake.addr
	k.fails("ForeignDatatoken", k.trainer, k.escrow, "order", tm, q)
	k.do(k.boss, fake, "pretend", fake.addr)

	// From here on its own NFT vouches for it, and it is the trainer's own choice.
	victim := k.ordered(k.do(k.trainer, k.escrow, "order", args(1)...))
	if victim.o.Price.Int64() != price || k.balance(k.escrow.addr) != price+compute {
		t.Errorf("order %+v", victim.o)
	}
	set(greedy, nil)
	k.fails("ERC20InsufficientAllowance", k.trainer, k.escrow, "order", args(2)...)
	set(thief, nil)
	k.fails("NothingPaid", k.trainer, k.escrow, "order", args(2)...)
	k.wait(7200) // the victim's refund is anyone's now, but not in the middle of an order
	for method, more := range map[string][]any{"refund": {common.Hash{}}, "draw": {k.voucher(victim, 1)}, "settle": {common.Hash{}, none, big64(0)},
		"finalize": nil} {
		set(reenter, k.pack(k.escrow, method, append([]any{victim.id, victim.o}, more...)))
		k.fails("ReentrancyGuardReentrantCall", k.trainer, k.escrow, "order", args(2)...)
	}
	set(reenter, k.pack(k.escrow, "withdraw", []any{k.trainer.addr}))
	k.fails("ReentrancyGuardReentrantCall", k.trainer, k.escrow, "order", args(2)...)
	set(reenter, k.pack(k.escrow, "order", args(3)))
	k.fails("ReentrancyGuardReentrantCall", k.trainer, k.escrow, "order", args(2)...)
	set(flush, nil)
	k.do(k.boss, k.token, "mint", k.view(k.escrow, "inboxOf", fake.addr)[0], big64(5))
	if got := k.try(k.trainer, k.escrow, "order", args(2)...); got == "" {
		t.Error("an order that emptied the inbox went through")
	}

	set(honest, nil)
	k.moves(purse{Trainer: price + compute, Escrow: -price - compute}, func() {
		k.do(k.stranger, k.escrow, "refund", victim.id, victim.o, common.Hash{})
	})
}

// newFussy publishes the dataset for a token that can ban its holders.
func newFussy(t *testing.T) *escrowKit {
	t.Helper()
	k := newPoolsKit(t)
	k.token = k.deployFile(k.boss, "testdata/FussyToken.json")
	return publish(k)
}

// A currency may ban anybody, by a revert or by a quiet no. It stops nobody else's payment: what cannot be sent is kept.
func TestEscrowBannedAccounts(t *testing.T) {
	for _, quiet := range []bool{false, true} {
		k := newFussy(t)
		k.do(k.boss, k.token, "setQuiet", quiet)
		ban := func(who common.Address, on bool) { k.do(k.boss, k.token, "ban", who, on) }
		settled, returned, lost, drawn, waiting := k.finished(1), k.finished(2), k.finished(3), k.finished(4), k.finished(5)
		k.settle(lost, none, 2_000)
		k.challenge(lost)
		k.settle(waiting, none, 2_000)

		// The trainer: provider and royalties have theirs all the same.
		ban(k.trainer.addr, true)
		k.moves(purse{Provider: 1_000, Escrow: -price - 1_000, Pools: price}, func() {
			r := k.settle(settled, k.voucher(settled, 1_000), 0)
			if ev := k.event(r, k.escrow, "Kept"); ev["account"] != k.trainer.addr || ev["amount"].(*big.Int).Int64() != compute-1_000 {
				t.Errorf("event %v", ev)
			}
			t.Logf("gas %8d  settle, the trainer is banned", r.gas)
		})
		k.moves(purse{}, func() { k.do(k.provider, k.escrow, "refund", returned.id, returned.o, common.Hash{}) })
		k.moves(purse{}, func() { k.do(k.boss, k.escrow, "rule", lost.id, lost.o, big64(0)) })
		want := compute - 1_000 + price + compute + 2*2_000
		if got := k.number(k.escrow, "owedTo", k.trainer.addr).Int64(); got != want {
			t.Errorf("kept for the trainer: %d, want %d", got, want)
		}
		if got := k.try(k.stranger, k.escrow, "withdraw", k.trainer.addr); got == "" {
			t.Error("withdrawn for a banned account")
		}

		// The provider: it settles without a bond, and what it draws waits for it.
		ban(k.provider.addr, true)
		k.moves(purse{}, func() { k.draw(drawn, 500) })
		if got := k.try(k.provider, k.escrow, "settle", settleArgs(drawn, none, 1_000)...); got == "" {
			t.Error("a bond came from a banned account")
		}
		k.time = waiting.o.Until
		k.do(k.stranger, k.escrow, "finalize", waiting.id, waiting.o)
		if got := k.number(k.escrow, "owedTo", k.provider.addr).Int64(); got != 500+2*2_000 {
			t.Errorf("kept for the provider: %d", got)
		}
		k.do(k.provider, k.escrow, "settle", settleArgs(drawn, none, 0)...)

		// Anyone fetches it for them later, once.
		ban(k.trainer.addr, false)
		ban(k.provider.addr, false)
		want += compute - 500
		k.moves(purse{Trainer: want, Escrow: -want}, func() { k.do(k.stranger, k.escrow, "withdraw", k.trainer.addr) })
		k.moves(purse{}, func() { k.do(k.stranger, k.escrow, "withdraw", k.trainer.addr) })
		k.moves(purse{Provider: 4_500, Escrow: -4_500}, func() { k.do(k.provider, k.escrow, "withdraw", k.provider.addr) })
		if got := k.balance(k.escrow.addr); got != 0 {
			t.Errorf("escrow still holds %d", got)
		}
	}
}

// A banned member, treasury or curator is not paid; the others are.
func TestRoyaltiesBannedAccounts(t *testing.T) {
	k := newFussy(t)
	d := k.dataset.addr
	k.setTerms(d, 0, 500)
	b := k.join(d, crowd(2, 1, one))
	k.do(k.boss, k.token, "ban", b.ms[0].addr, true)
	k.do(k.boss, k.token, "ban", k.treasury, true)
	k.do(k.boss, k.token, "ban", k.curator.addr, true)
	j := k.finished(1)
	k.settle(j, none, 0)
	k.claim(b, 1)
	if got := k.balance(b.ms[1].addr); got != price*9/20 {
		t.Errorf("member has %d", got)
	}
	k.fails("Banned", k.stranger, k.pools, "claim", b.seat(0)...)
	k.fails("Banned", k.stranger, k.pools, "withdrawTreasury", d)
	k.fails("Banned", k.stranger, k.pools, "withdrawCurator", d)
	k.do(k.boss, k.token, "setQuiet", true)
	k.fails("SafeERC20FailedOperation", k.stranger, k.pools, "claim", b.seat(0)...)
	k.do(k.boss, k.token, "ban", b.ms[0].addr, false)
	k.claim(b, 0)
	k.do(k.boss, k.pools, "setTreasury", k.boss.addr, uint16(0))
	k.do(k.stranger, k.pools, "withdrawTreasury", d)
}

// The escrow works in exact amounts only.
func TestEscrowFeeOnTransferToken(t *testing.T) {
	k := newEscrow(t)
	k.token = k.deployFile(k.boss, "testdata/FeeToken.json")
	k.deployPools(0)
	escrow := k.newEscrowOn(k.exchange.addr)
	k.do(k.boss, k.token, "mint", k.trainer.addr, big64(1_000_000_000))
	k.do(k.trainer, k.token, "approve", escrow.addr, big64(1_000_000_000))
	tm, q := k.terms(1)
	k.fails("ShortTransfer", k.trainer, escrow, "order", tm, q)
}

// Random calls on many orders at once, by whoever may and whoever may not, with a currency that bans people now and then: the escrow always
// holds exactly what it owes, and in the end nothing.
func TestEscrowHoldsWhatItOwes(t *testing.T) {
	const steps = 2000
	k, rng := newFussy(t), rand.New(rand.NewPCG(11, 12))
	k.do(k.boss, k.token, "mint", k.trainer.addr, big64(1e15))
	k.do(k.trainer, k.token, "approve", k.escrow.addr, big64(1e15))
	k.do(k.provider, k.token, "approve", k.escrow.addr, big64(1e15))
	var jobs []*job
	state := map[common.Hash]int{}
	banned := false
	seen := map[string][2]int{}
	owes := func() (sum int64) {
		for _, j := range jobs {
			switch state[j.id] {
			case open:
				sum += j.o.Price.Int64() + j.o.Compute.Int64() - j.o.Drawn.Int64()
			case claimed, disputed:
				sum += 2 * (j.o.Claim.Int64() - j.o.Drawn.Int64())
			}
		}
		for _, who := range []*account{k.trainer, k.provider} {
			sum += k.number(k.escrow, "owedTo", who.addr).Int64()
		}
		return sum
	}
	people := []*account{k.provider, k.provider, k.provider, k.trainer, k.stranger, k.boss}
	for i := range steps {
		k.wait(rng.Int64N([]int64{1, 60, 600, 3600, 3600, challengeWindow / 2, challengeWindow, rulingWindow / 2}[rng.IntN(1+rng.IntN(8))]))
		k.do(k.boss, k.token, "setQuiet", rng.IntN(2) == 0)
		if op := rng.IntN(10); len(jobs) == 0 || op == 0 && !banned {
			tm, q := k.terms(byte(i))
			tm.Salt = common.BigToHash(big64(int64(i)))
			tm.Compute = big64(rng.Int64N(compute))
			tm.Deadline += uint64(rng.IntN(100_000))
			j := k.ordered(k.do(k.trainer, k.escrow, "order", tm, q))
			jobs, state[j.id] = append(jobs, j), open
			if rng.IntN(4) != 0 {
				k.charge(j.id)
			}
			continue
		} else if op == 1 && (banned || rng.IntN(3) == 0) {
			banned = !banned
			k.do(k.boss, k.token, "ban", []*account{k.trainer, k.provider}[i%2].addr, banned)
			if !banned {
				k.do(k.boss, k.token, "ban", k.trainer.addr, false)
				k.do(k.boss, k.token, "ban", k.provider.addr, false)
			}
			continue
		}
		j, by := jobs[len(jobs)-1-rng.IntN(min(len(jobs), 8))], people[rng.IntN(len(people))]
		o := j.o
		if rng.IntN(10) == 0 {
			o.Compute = new(big.Int).Add(o.Compute, big64(1))
		}
		some := func() int64 { return rng.Int64N(j.o.Compute.Int64() + 2) }
		method := []string{"draw", "settle", "refund", "challenge", "finalize", "rule", "withdraw"}[rng.IntN(7)]
		if rng.IntN(2) == 0 { // what somebody would do next
			switch state[j.id] {
			case open:
				method, by = "settle", k.provider
			case claimed:
				method, by = []string{"challenge", "finalize"}[rng.IntN(2)], k.trainer
			case disputed:
				method, by = []string{"rule", "finalize"}[rng.IntN(2)], k.boss
			}
		}
		args := []any{j.id, o}
		switch method {
		case "draw":
			args = append(args, k.voucher(j, some()))
		case "settle":
			v := none
			if rng.IntN(3) == 0 {
				v = k.voucher(j, some())
			}
			args = append(args, common.Hash{}, v, big64(some()))
		case "refund":
			args = append(args, common.Hash{})
		case "rule":
			due := some()
			if over := j.o.Claim.Int64() - j.o.Drawn.Int64(); over > 0 && rng.IntN(3) != 0 {
				due = j.o.Drawn.Int64() + rng.Int64N(over+1)
			}
			args = append(args, big64(due))
		case "withdraw":
			args = []any{[]*account{k.trainer, k.provider}[rng.IntN(2)].addr}
		}
		k.wait(1)
		r, revert := k.send(by.addr, &k.escrow.addr, k.pack(k.escrow, method, args))
		done := seen[method]
		if revert != "" {
			done[1]++
		} else {
			done[0]++
			for _, l := range r.logs {
				name, ev := k.decode(k.escrow, l)
				switch name {
				case "Drawn":
					j.o.Drawn = ev["cumulative"].(*big.Int)
				case "Settled":
					j.o.Drawn, j.o.Claim, j.o.Until = ev["compute"].(*big.Int), ev["claim"].(*big.Int), ev["until"].(uint64)
					state[j.id] = claimed
					if j.o.Until == 0 {
						state[j.id] = paid
					}
				case "Challenged":
					j.o.Until, state[j.id] = ev["until"].(uint64), disputed
				case "Finalized":
					state[j.id] = paid
				case "Refunded":
					state[j.id] = refunded
				}
			}
		}
		seen[method] = done
		if int(k.state(j.id)) != state[j.id] {
			t.Fatalf("step %d, %s: state %d, want %d", i, method, k.state(j.id), state[j.id])
		}
		if held, want := k.balance(k.escrow.addr), owes(); held != want {
			t.Fatalf("step %d, %s: the escrow holds %d and owes %d", i, method, held, want)
		}
	}
	t.Logf("accepted, refused: %v", seen)
	for method, done := range seen {
		if done[0] < 10 || done[1] < 10 && method != "withdraw" {
			t.Errorf("%s: %d accepted, %d refused: the run tried too little", method, done[0], done[1])
		}
	}
	for _, who := range []*account{k.trainer, k.provider} {
		k.do(k.boss, k.token, "ban", who.addr, false)
		k.do(k.stranger, k.escrow, "withdraw", who.addr)
	}
	k.wait(rulingWindow + 200_000)
	for _, j := range jobs {
		switch state[j.id] {
		case open:
			k.do(k.stranger, k.escrow, "refund", j.id, j.o, common.Hash{})
		case claimed, disputed:
			k.do(k.stranger, k.escrow, "finalize", j.id, j.o)
		}
	}
	if got := k.balance(k.escrow.addr); got != 0 {
		t.Errorf("escrow still holds %d", got)
	}
}

// A thousand small orders and datasets of others make nothing dearer: what an order, a job's ends and a claim cost does not depend on them.
func TestCostsDoNotDependOnOthers(t *testing.T) {
	k := newEscrow(t)
	d := k.dataset.addr
	k.do(k.boss, k.token, "mint", k.trainer.addr, big64(1e15))
	k.do(k.trainer, k.token, "approve", k.escrow.addr, big64(1e15))
	k.do(k.boss, k.token, "mint", k.payer.addr, big64(1e15))
	k.do(k.payer, k.token, "approve", k.pools.addr, big64(1e15))
	b := k.join(d, crowd(3, 1, one)) // thirds leave a remainder
	n := byte(2)
	k.order(1) // stays open, so that the escrow is never empty
	measure := func() map[string]uint64 {
		k.t.Helper()
		gas := map[string]uint64{}
		tm, q := k.terms(n)
		r := k.do(k.trainer, k.escrow, "order", tm, q)
		settled := k.ordered(r)
		gas["order"] = r.calls
		returned := k.order(n + 1)
		n += 2
		k.charge(settled.id)
		gas["settle"] = k.settle(settled, k.voucher(settled, 1_000), 2_000).calls
		gas["challenge"] = k.challenge(settled).calls
		gas["rule"] = k.do(k.boss, k.escrow, "rule", settled.id, settled.o, big64(1_500)).calls
		gas["refund"] = k.do(k.provider, k.escrow, "refund", returned.id, returned.o, common.Hash{1}).calls
		gas["claim"] = k.claim(b, 0).calls
		gas["pay"] = k.do(k.payer, k.pools, "pay", d, common.Hash{1}, big64(1_000_003)).calls
		return gas
	}
	measure() // slots that are written for the first time cost more
	few := measure()
	for i := range 200 {
		tm, q := k.terms(0)
		tm.Salt = common.BigToHash(big64(int64(i) + 1_000_000))
		k.ordered(k.do(k.trainer, k.escrow, "order", tm, q))
		other := common.BigToAddress(big64(0xbad000 + int64(i)))
		k.nft(other, k.curator.addr)
		k.do(k.curator, k.contributions, "register", other, common.Hash{1}, "")
		dust := k.join(other, []member{b.ms[0], {k.stranger.addr, 1}})
		k.do(k.payer, k.pools, "pay", other, common.Hash{}, big64(1))
		k.fails("NothingOwed", k.stranger, k.pools, "claim", dust.seat(0)...)
		k.join(d, crowd(1, int64(i)+10, one))
	}
	many := measure()
	for what, gas := range few {
		t.Logf("gas %8d  %s, without its data", gas, what)
		if many[what] != gas {
			t.Errorf("%s costs %d gas among few and %d among many", what, gas, many[what])
		}
	}
}
