package contracts_test

import (
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Machine time is paid while the job runs: each voucher says all that is due so far.
func TestEscrowDraw(t *testing.T) {
	k := newEscrow(t)
	j, other := k.order(1), k.order(2)
	n := new(big.Int).Sub(crypto.S256().Params().N, new(big.Int).SetBytes(k.voucher(j, 1_000).Signature[32:64]))
	highS := k.voucher(j, 1_000)
	copy(highS.Signature[32:64], common.BigToHash(n).Bytes())
	highS.Signature[64] ^= 27 ^ 28
	raised := k.voucher(j, 1_000)
	raised.Cumulative = big64(1_001)
	short := k.voucher(j, 1_000)
	short.Signature = short.Signature[:64]
	tests := map[string]struct {
		want string
		from *account
		v    voucher
	}{
		"as it is":          {"", k.provider, k.voucher(j, 1_000)},
		"all of it":         {"", k.provider, k.voucher(j, compute)},
		"more than is held": {"BadVoucher", k.provider, k.voucher(j, compute+1)},
		"nothing":           {"BadVoucher", k.provider, k.voucher(j, 0)},
		"another chain":     {"BadVoucher", k.provider, voucherFor(k.trainer, 1, k.escrow.addr, j.id, 1_000)},
		"another contract":  {"BadVoucher", k.provider, voucherFor(k.trainer, chainID, k.pools.addr, j.id, 1_000)},
		"another job":       {"BadVoucher", k.provider, k.voucher(other, 1_000)},
		"another signer":    {"BadVoucher", k.provider, voucherFor(k.provider, chainID, k.escrow.addr, j.id, 1_000)},
		"raised":            {"BadVoucher", k.provider, raised},
		"high s":            {"BadVoucher", k.provider, highS},
		"cut short":         {"BadVoucher", k.provider, short},
		"no signature":      {"BadVoucher", k.provider, voucher{Cumulative: big64(1_000)}},
		// Whoever could draw could change the order under the provider's next call.
		"by the trainer":  {"NotProvider", k.trainer, k.voucher(j, 1_000)},
		"by a stranger":   {"NotProvider", k.stranger, k.voucher(j, 1_000)},
		"by the operator": {"NotProvider", k.boss, k.voucher(j, 1_000)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { k.in(t).fails(tt.want, tt.from, k.escrow, "draw", j.id, j.o, tt.v) })
	}

	before := *j
	k.moves(purse{Provider: 1_000, Escrow: -1_000}, func() { t.Logf("gas %8d  draw, first", k.draw(j, 1_000).gas) })
	k.moves(purse{Provider: 500, Escrow: -500}, func() { t.Logf("gas %8d  draw, later", k.draw(j, 1_500).gas) })
	for _, cumulative := range []int64{1, 1_000, 1_499, 1_500} {
		k.fails("BadVoucher", k.provider, k.escrow, "draw", j.id, j.o, k.voucher(j, cumulative))
	}
	k.fails("NotOpen", k.provider, k.escrow, "draw", before.id, before.o, k.voucher(j, 2_000)) // as if nothing had been drawn
	k.charge(j.id)
	k.fails("BadVoucher", k.provider, k.escrow, "settle", settleArgs(j, k.voucher(j, 1_500), 0)...)
	k.moves(purse{Trainer: compute - 2_000, Provider: 500, Escrow: -price - compute + 1_500, Pools: price}, func() { k.settle(j, k.voucher(j, 2_000), 0) })
	k.fails("NotOpen", k.provider, k.escrow, "draw", j.id, j.o, k.voucher(j, 2_500))
}

// A trainer whose account is a contract signs by EIP-1271.
func TestEscrowTrainerIsAContract(t *testing.T) {
	k := newEscrow(t)
	owner := person("owner")
	wallet := k.deployFile(owner, "testdata/Wallet.json", owner.addr)
	k.do(k.boss, k.token, "mint", wallet.addr, big64(price+compute))
	k.do(owner, wallet, "exec", k.token.addr, k.pack(k.token, "approve", []any{k.escrow.addr, big64(price + compute)}))
	tm, q := k.terms(1)
	j := k.ordered(k.do(owner, wallet, "exec", k.escrow.addr, k.pack(k.escrow, "order", []any{tm, q})))
	if j.o.Trainer != wallet.addr {
		t.Errorf("trainer %v", j.o.Trainer)
	}
	signed := func(by *account, cumulative int64) voucher {
		return voucherFor(by, chainID, k.escrow.addr, j.id, cumulative)
	}
	k.fails("BadVoucher", k.provider, k.escrow, "draw", j.id, j.o, signed(k.trainer, 1_000))
	r := k.do(k.provider, k.escrow, "draw", j.id, j.o, signed(owner, 1_000))
	t.Logf("gas %8d  draw from a contract", r.gas)
	j.o.Drawn = big64(1_000)
	k.do(owner, wallet, "setSigner", k.trainer.addr)
	k.fails("BadVoucher", k.provider, k.escrow, "draw", j.id, j.o, signed(owner, 2_000))
	k.charge(j.id)
	k.settle(j, signed(k.trainer, 2_000), 3_000)
	k.fails("NotTrainer", owner, k.escrow, "challenge", j.id, j.o)
	k.do(owner, wallet, "exec", k.escrow.addr, k.pack(k.escrow, "challenge", []any{j.id, j.o}))
	if got := k.state(j.id); got != disputed {
		t.Errorf("state %d", got)
	}
}

// What a provider is due at the end: its voucher, and its claim against a bond as large as what the claim adds.
func TestEscrowSettle(t *testing.T) {
	k := newEscrow(t)
	tests := map[string]struct {
		drawn, voucher, claim int64 // voucher 0 is none
		want                  purse
		state                 uint8
		refused               string
	}{
		"neither voucher nor claim":  {0, 0, 0, purse{compute, 0, -price - compute, price}, paid, ""},
		"voucher for all":            {0, compute, 0, purse{0, compute, -price - compute, price}, paid, ""},
		"voucher for some":           {0, 1_000, 0, purse{compute - 1_000, 1_000, -price - compute, price}, paid, ""},
		"drawn before":               {1_000, 0, 0, purse{compute - 1_000, 0, -price - compute + 1_000, price}, paid, ""},
		"drawn before, and voucher":  {1_000, 3_000, 0, purse{compute - 3_000, 2_000, -price - compute + 1_000, price}, paid, ""},
		"claim no more than voucher": {1_000, 3_000, 3_000, purse{compute - 3_000, 2_000, -price - compute + 1_000, price}, paid, ""},
		"claim for all":              {0, 0, compute, purse{0, -compute, -price + compute, price}, claimed, ""},
		"claim above the drawn":      {1_000, 0, 3_000, purse{compute - 3_000, -2_000, -price - compute + 1_000 + 4_000, price}, claimed, ""},
		"claim above the voucher":    {0, 1_000, 3_000, purse{compute - 3_000, 1_000 - 2_000, -price - compute + 4_000, price}, claimed, ""},
		"claim of one unit":          {0, 0, 1, purse{compute - 1, -1, -price - compute + 2, price}, claimed, ""},
		"claim above what is held":   {0, 0, compute + 1, purse{}, open, "BadClaim"},
		"voucher no more than drawn": {1_000, 1_000, 0, purse{Provider: 0}, open, "BadVoucher"},
		"voucher above what is held": {0, compute + 1, 0, purse{}, open, "BadVoucher"},
	}
	n := byte(0)
	for name, tt := range tests {
		n++
		j := k.finished(n)
		t.Run(name, func(t *testing.T) {
			k := *k
			p := *k.poolsKit
			p.chain, k.poolsKit = k.in(t), &p
			if tt.drawn != 0 {
				k.draw(j, tt.drawn)
			}
			v := none
			if tt.voucher != 0 {
				v = k.voucher(j, tt.voucher)
			}
			if tt.refused != "" {
				k.fails(tt.refused, k.provider, k.escrow, "settle", settleArgs(j, v, tt.claim)...)
				return
			}
			k.moves(tt.want, func() { t.Logf("gas %8d  settle", k.settle(j, v, tt.claim).gas) })
			if got := k.state(j.id); got != tt.state {
				t.Errorf("state %d, want %d", got, tt.state)
			}
			if want := map[bool]uint64{true: k.time + challengeWindow}[tt.state == claimed]; j.o.Until != want {
				t.Errorf("window until %d, want %d", j.o.Until, want)
			}
		})
	}
	// Who claims puts its own money beside it, or does not claim.
	j := k.finished(n + 1)
	k.do(k.provider, k.token, "approve", k.escrow.addr, big64(1_000))
	k.fails("ERC20InsufficientAllowance", k.provider, k.escrow, "settle", settleArgs(j, none, 1_001)...)
	k.settle(j, none, 1_000)
}

// A claim ends in one of five ways. The bond always ends up with somebody, and the provider never has more than it claimed.
func TestEscrowClaim(t *testing.T) {
	const drawn, claim = 1_000, 5_000
	bond := int64(claim - drawn)
	k := newEscrow(t)
	n := byte(0)
	begin := func() *job {
		k.t.Helper()
		n++
		j := k.finished(n)
		k.settle(j, k.voucher(j, drawn), claim)
		return j
	}
	end := func(j *job, want purse, due int64, by *account, method string, args ...any) {
		k.t.Helper()
		k.moves(want, func() {
			r := k.do(by, k.escrow, method, append([]any{j.id, j.o}, args...)...)
			ev := k.event(r, k.escrow, "Finalized")
			if ev["compute"].(*big.Int).Int64() != due || ev["toProvider"].(*big.Int).Int64() != want.Provider || ev["toTrainer"].(*big.Int).Int64() != want.Trainer {
				t.Errorf("event %v", ev)
			}
			t.Logf("gas %8d  %s", r.gas, method)
		})
		if got := k.state(j.id); got != paid {
			t.Errorf("state %d", got)
		}
		for _, method := range []string{"challenge", "finalize"} {
			k.fails("NotOpen", k.trainer, k.escrow, method, j.id, j.o)
		}
		k.fails("NotOpen", k.boss, k.escrow, "rule", j.id, j.o, big64(claim))
	}

	// Nobody objects.
	j := begin()
	k.fails("NotNow", k.provider, k.escrow, "finalize", j.id, j.o)
	k.fails("NotOpen", k.boss, k.escrow, "rule", j.id, j.o, big64(claim)) // there is nothing to decide
	early := *j
	early.o.Until = 0
	k.fails("NotOpen", k.provider, k.escrow, "finalize", early.id, early.o)
	k.time = j.o.Until - 2
	k.fails("NotNow", k.provider, k.escrow, "finalize", j.id, j.o)
	k.wait(1)
	k.fails("NotNow", k.trainer, k.escrow, "challenge", j.id, j.o) // too late
	k.time = j.o.Until - 1
	end(j, purse{Provider: 2 * bond, Escrow: -2 * bond}, claim, k.stranger, "finalize")

	// The trainer objects, in the last second.
	object := func() *job {
		k.t.Helper()
		j := begin()
		for _, who := range []*account{k.provider, k.stranger, k.boss} {
			k.fails("NotTrainer", who, k.escrow, "challenge", j.id, j.o)
		}
		k.time = j.o.Until - 2
		t.Logf("gas %8d  challenge", k.challenge(j).gas)
		if got := k.state(j.id); got != disputed || j.o.Until != k.time+rulingWindow {
			t.Errorf("state %d until %d", got, j.o.Until)
		}
		k.fails("NotOpen", k.trainer, k.escrow, "challenge", j.id, j.o)
		k.fails("NotNow", k.provider, k.escrow, "finalize", j.id, j.o)
		for _, who := range []*account{k.provider, k.trainer, k.stranger, k.curator} {
			k.fails("AccessManagedUnauthorized", who, k.escrow, "rule", j.id, j.o, big64(claim))
		}
		return j
	}
	for _, tt := range []struct{ due, toProvider int64 }{
		{claim, 2 * bond}, // all of it
		{claim - 1, bond - 1},
		{drawn + 700, 700},
		{drawn, 0}, // none
	} {
		j := object()
		for _, due := range []int64{0, drawn - 1, claim + 1, compute} {
			k.fails("BadClaim", k.boss, k.escrow, "rule", j.id, j.o, big64(due))
		}
		end(j, purse{Provider: tt.toProvider, Trainer: 2*bond - tt.toProvider, Escrow: -2 * bond}, tt.due, k.boss, "rule", big64(tt.due))
	}

	// Governance does not decide in time: claim and bond go back where they came from.
	j = object()
	k.time = j.o.Until - 1
	k.fails("NotNow", k.boss, k.escrow, "rule", j.id, j.o, big64(claim))
	end(j, purse{Provider: bond, Trainer: bond, Escrow: -2 * bond}, drawn, k.stranger, "finalize")
	if got := k.balance(k.escrow.addr); got != 0 {
		t.Errorf("escrow still holds %d", got)
	}
}

// Each job ends exactly once, whoever tries what afterwards.
func TestEscrowEndsOnce(t *testing.T) {
	k := newEscrow(t)
	settled, won, ruled, lapsed, returned, swept := k.finished(1), k.finished(2), k.finished(3), k.finished(4), k.finished(5), k.finished(6)
	k.settle(settled, k.voucher(settled, 1_000), 0)
	for _, j := range []*job{won, ruled, lapsed} {
		k.settle(j, none, 2_000)
	}
	k.challenge(ruled)
	k.challenge(lapsed)
	k.do(k.boss, k.escrow, "rule", ruled.id, ruled.o, big64(2_000))
	k.do(k.provider, k.escrow, "refund", returned.id, returned.o, common.Hash{})
	k.time = lapsed.o.Until
	k.do(k.stranger, k.escrow, "refund", swept.id, swept.o, common.Hash{})
	for _, j := range []*job{won, lapsed} {
		k.do(k.stranger, k.escrow, "finalize", j.id, j.o)
	}
	if got := k.balance(k.escrow.addr); got != 0 {
		t.Fatalf("escrow holds %d", got)
	}
	k.do(k.boss, k.token, "mint", k.escrow.addr, ether(1)) // something to take
	for _, j := range []*job{settled, won, ruled, lapsed, returned, swept} {
		first, now := j.o, j.o
		first.Drawn, first.Claim, first.Until = new(big.Int), new(big.Int), 0
		past := now
		past.Until = 1
		for _, o := range []order{first, now, past, {Provider: k.provider.addr, Trainer: k.trainer.addr, Price: big64(0), Compute: big64(0), Drawn: big64(0), Claim: big64(0)}} {
			for _, who := range []*account{k.provider, k.trainer, k.stranger, k.boss} {
				calls := map[string][]any{
					"refund": {common.Hash{}}, "settle": {common.Hash{}, none, big64(0)}, "finalize": nil, "challenge": nil,
					"draw": {k.voucher(j, compute)}, "rule": {big64(0)},
				}
				for method, args := range calls {
					if method == "rule" && who != k.boss {
						continue
					}
					if got := k.try(who, k.escrow, method, append([]any{j.id, o}, args...)...); got != "NotOpen" {
						t.Errorf("%s after the end: %q", method, got)
					}
				}
			}
		}
		tm, q := k.terms(byte(1 + slices.Index([]*job{settled, won, ruled, lapsed, returned, swept}, j)))
		k.fails("AlreadyOrdered", k.trainer, k.escrow, "order", tm, q)
	}
}
