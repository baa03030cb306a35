package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

type pool struct {
	Acc, Shares, Remainder *big.Int
	Era                    uint32
	Acc1, Acc2             *big.Int
	Unlock                 uint32
	Treasury, Curator      *big.Int
	Batches                uint32
	CuratorBps             uint16
	Parks                  bool
	Parked                 *big.Int
}

// batch is one that joined: what the contract keeps a digest of, and the members behind it.
type batch struct {
	dataset common.Address
	id      int64
	said    saidBatch
	ms      []member
	tr      tree
}

type saidBatch struct {
	Root   [32]byte
	Shares uint64
	Acc    *big.Int
}

// seat is what a call about the batch's member i says.
func (b *batch) seat(i int) []any {
	return []any{b.dataset, big64(b.id), b.said, b.ms[i].addr, b.ms[i].parts, b.tr.proof(i)}
}

type poolsKit struct {
	*chain
	gov, token, pools, contributions contract
	boss, curator, payer, stranger   *account
	treasury                         common.Address
	datasets                         []common.Address
}

const payoutDelay = 3 * 24 * 3600

// newPools has three datasets whose royalties unlock at once.
func newPools(t testing.TB, bps uint16) *poolsKit {
	t.Helper()
	k := newPoolsKit(t)
	for i := range int64(3) {
		d := common.BigToAddress(big64(0xda7a01 + i))
		k.nft(d, k.curator.addr)
		k.datasets = append(k.datasets, d)
	}
	k.token = k.deploy(k.boss, "TestStable", k.boss.addr)
	k.deployPools(bps)
	k.do(k.boss, k.token, "mint", k.payer.addr, new(big.Int).Lsh(big64(1), 120))
	k.do(k.payer, k.token, "approve", k.pools.addr, new(big.Int).Lsh(big64(1), 120))
	for _, d := range k.datasets {
		k.do(k.curator, k.contributions, "register", d, common.Hash{1}, "ipfs://manifest")
	}
	return k
}

func newPoolsKit(t testing.TB) *poolsKit {
	t.Helper()
	k := &poolsKit{chain: newChain(t), boss: person("boss"), curator: person("curator"), payer: person("payer"),
		stranger: person("stranger"), treasury: common.HexToAddress("0x7ea5")}
	k.gov = k.deploy(k.boss, "Governance", k.boss.addr)
	return k
}

func (k *poolsKit) deployPools(bps uint16) {
	k.t.Helper()
	k.pools = k.deploy(k.boss, "RoyaltyPools", k.gov.addr, k.token.addr, k.treasury, bps, uint32(payoutDelay))
	k.contributions = k.deploy(k.boss, "Contributions", k.gov.addr, k.pools.addr)
	k.do(k.boss, k.pools, "wire", k.contributions.addr)
}

func (k *poolsKit) setTerms(dataset common.Address, unlock uint32, curatorBps uint16) {
	k.t.Helper()
	k.do(k.curator, k.contributions, "setTerms", dataset, unlock, curatorBps)
}

func (k *poolsKit) join(dataset common.Address, ms []member) *batch {
	k.t.Helper()
	return k.joinAs(dataset, ms, total(ms))
}

// joinAs joins members with a sum of shares that may not be that of their parts.
func (k *poolsKit) joinAs(dataset common.Address, ms []member, shares uint64) *batch {
	k.t.Helper()
	b := &batch{dataset: dataset, ms: ms, tr: treeOf(ms)}
	r := k.do(k.curator, k.contributions, "join", dataset, uint32(0), b.tr.root(), shares, uint32(len(ms)), common.Hash{2}, "ipfs://list")
	ev := k.event(r, k.pools, "BatchJoined")
	b.id, b.said = ev["batch"].(*big.Int).Int64(), saidBatch{b.tr.root(), shares, ev["acc"].(*big.Int)}
	k.t.Logf("gas %8d  join of %d members", r.gas, len(ms))
	return b
}

func (k *poolsKit) pay(dataset common.Address, amount int64) receipt {
	k.t.Helper()
	return k.do(k.payer, k.pools, "pay", dataset, common.Hash{9}, big64(amount))
}

func (k *poolsKit) pool(dataset common.Address) pool {
	k.t.Helper()
	return convert[pool](k.view(k.pools, "poolOf", dataset)[0])
}

// owed is what member i of the batch can claim at this second, and what is still locked.
func (k *poolsKit) owed(b *batch, i int) (unlocked, locked int64) {
	k.t.Helper()
	out := k.view(k.pools, "owed", b.seat(i)[:5]...)
	return out[0].(*big.Int).Int64(), out[1].(*big.Int).Int64()
}

func (k *poolsKit) claim(b *batch, i int) receipt {
	k.t.Helper()
	return k.do(k.stranger, k.pools, "claim", b.seat(i)...)
}

func (k *poolsKit) balance(of common.Address) int64 {
	k.t.Helper()
	return k.number(k.token, "balanceOf", of).Int64()
}

// A payment costs the same to the last unit of gas whether ten, a thousand or a hundred thousand members share it. (One that divides
// without a remainder is cheaper by a storage write; these do not.)
func TestRoyaltiesPayCostsTheSame(t *testing.T) {
	k := newPools(t, 500)
	var last *batch
	for i, n := range []int{10, 1_000, 100_000} {
		k.setTerms(k.datasets[i], 3600, 100)
		last = k.join(k.datasets[i], crowd(n, int64(n), one))
		r := k.pay(k.datasets[i], 7_000_001)
		t.Logf("gas %8d  first pay", r.gas)
	}
	k.time = (k.time/3600 + 1) * 3600 // all in one era
	for _, when := range []string{"first pay of an era", "pay"} {
		gas := map[uint64]bool{}
		for _, d := range k.datasets {
			r := k.pay(d, 7_654_323)
			t.Logf("gas %8d  %s", r.gas, when)
			gas[r.calls] = true
		}
		if len(gas) != 1 {
			t.Errorf("payments cost different gas: %v", gas)
		}
	}
	k.wait(7200)
	r := k.claim(last, 4711)
	t.Logf("gas %8d  first claim among 100,000 members", r.gas)
	net := int64(7_000_001-350_000-70_000) + 2*(7_654_323-382_716-76_543)
	if got := k.balance(last.ms[4711].addr); got != net/100_000 {
		t.Errorf("claimed %d, want %d", got, net/100_000)
	}
}

func TestRoyaltiesLateJoinerGetsNothingOfEarlierPayments(t *testing.T) {
	for _, unlock := range []uint32{0, 1000} {
		k := newPools(t, 0)
		d := k.datasets[0]
		k.setTerms(d, unlock, 0)
		early := k.join(d, crowd(2, 1, one))
		k.pay(d, 1_000_001)
		k.time = (k.time/1000 + 1) * 1000 // what was paid has just begun to unlock, if it does not at once
		late := k.join(d, crowd(3, 2, func(int) uint64 { return 1000 }))
		k.wait(1000)
		if free, locked := k.owed(late, 0); free != 0 || locked != 0 {
			t.Errorf("unlock %d: late joiner is owed %d and %d of an earlier payment", unlock, free, locked)
		}
		k.fails("NothingOwed", k.stranger, k.pools, "claim", late.seat(0)...)
		if free, locked := k.owed(early, 0); free != 500_000 || locked != 0 {
			t.Errorf("unlock %d: joining changed what an earlier member is owed to %d and %d", unlock, free, locked)
		}
		k.pay(d, 3_002)
		k.wait(2000)
		// 3,002 and the unit carried from the first payment, over 3,002 shares.
		if free, _ := k.owed(late, 0); free != 1_000 {
			t.Errorf("unlock %d: late joiner is owed %d of the later payment, want 1000", unlock, free)
		}
	}
}

func TestRoyaltiesClaimRefuses(t *testing.T) {
	k := newPools(t, 0)
	ms := crowd(5, 1, func(i int) uint64 { return uint64(i) + 1 })
	k.join(k.datasets[0], crowd(1, 8, one))
	k.pay(k.datasets[0], 1_000)
	b, other := k.join(k.datasets[0], ms), k.join(k.datasets[1], ms)
	k.pay(k.datasets[0], 16_000_000)
	k.pay(k.datasets[1], 15_000_000)

	inner := b.tr[1][0] // an inner node is no leaf
	edit := func(f func(args []any)) []any {
		args := b.seat(1)
		f(args)
		return args
	}
	said := func(f func(s *saidBatch)) []any {
		s := b.said
		f(&s)
		return edit(func(a []any) { a[2] = s })
	}
	tests := map[string]struct {
		want string
		args []any
	}{
		"more parts":      {"BadProof", edit(func(a []any) { a[4] = uint64(20) })},
		"no parts":        {"BadProof", edit(func(a []any) { a[4] = uint64(0) })},
		"another's proof": {"BadProof", edit(func(a []any) { a[5] = b.tr.proof(2) })},
		"stranger":        {"BadProof", edit(func(a []any) { a[3] = k.stranger.addr })},
		"no proof":        {"BadProof", edit(func(a []any) { a[5] = [][32]byte(nil) })},
		"inner node":      {"BadProof", edit(func(a []any) { a[3], a[5] = common.BytesToAddress(inner[:]), b.tr.proof(1)[1:] })},
		"proof too long":  {"BadProof", edit(func(a []any) { a[5] = append(b.tr.proof(1), inner) })},
		"earlier batch":   {"BadProof", said(func(s *saidBatch) { s.Acc = new(big.Int).Sub(s.Acc, big64(1)) })},
		"another root":    {"BadProof", said(func(s *saidBatch) { s.Root = [32]byte{1} })},
		"more shares":     {"BadProof", said(func(s *saidBatch) { s.Shares++ })},
		"no such batch":   {"BadProof", edit(func(a []any) { a[1] = big64(2) })},
		"another batch":   {"BadProof", edit(func(a []any) { a[1] = big64(0) })},
		"another dataset": {"BadProof", edit(func(a []any) { a[0] = k.datasets[2] })},
		"as it is":        {"", b.seat(1)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { k.in(t).fails(tt.want, k.stranger, k.pools, "claim", tt.args...) })
	}

	r := k.claim(b, 1)
	t.Logf("gas %8d  first claim among five", r.gas)
	if got := k.event(r, k.pools, "Claimed"); got["amount"].(*big.Int).Int64() != 2_000_000 || got["member"] != ms[1].addr || got["to"] != ms[1].addr {
		t.Errorf("event %v", got)
	}
	if got := k.balance(ms[1].addr); got != 2_000_000 {
		t.Errorf("member has %d, want 2000000", got)
	}
	if got := k.balance(k.stranger.addr); got != 0 {
		t.Errorf("who triggered the claim has %d", got)
	}
	k.fails("NothingOwed", k.stranger, k.pools, "claim", b.seat(1)...)
	k.pay(k.datasets[0], 16)
	k.fails("BadProof", k.stranger, k.pools, "claim", edit(func(a []any) { a[4] = uint64(3) })...) // proven once, fixed for ever
	r = k.do(k.stranger, k.pools, "claim", edit(func(a []any) { a[5] = [][32]byte(nil) })...)      // and needs no proof again
	t.Logf("gas %8d  later claim", r.gas)
	if got := k.balance(ms[1].addr); got != 2_000_002 {
		t.Errorf("member has %d, want 2000002", got)
	}
	k.claim(other, 1)
}

// A batch whose leaves promise more than its shares can take no more than its shares, however it claims.
func TestRoyaltiesOverPromisingRoot(t *testing.T) {
	k := newPools(t, 0)
	d, honest := k.datasets[0], k.datasets[1]
	k.join(honest, crowd(1, 9, one))
	k.pay(honest, 1_000_000) // money of others, in the same contract

	b := k.joinAs(d, crowd(3, 1, func(i int) uint64 { return []uint64{60, 60, 40}[i] }), 100)
	k.pay(d, 1_000)
	k.claim(b, 0)
	k.fails("OverPromised", k.stranger, k.pools, "claim", b.seat(1)...)
	k.fails("OverPromised", k.curator, k.contributions, "withdraw", b.seat(1)...)
	k.do(k.curator, k.contributions, "withdraw", b.seat(0)...) // that it left makes no room for others
	k.fails("OverPromised", k.stranger, k.pools, "claim", b.seat(1)...)
	k.claim(b, 2)

	// One member with two leaves: the small one must not open the door for the large one.
	twice := k.joinAs(d, []member{{b.ms[0].addr, 1}, {b.ms[0].addr, 900_000}}, 100)
	k.pay(d, 1_000)
	k.claim(twice, 0)
	k.fails("BadProof", k.stranger, k.pools, "claim", twice.seat(1)...)
	huge := k.joinAs(d, []member{{k.stranger.addr, 1<<64 - 1}, {k.payer.addr, 1}}, 100)
	k.pay(d, 1_000)
	k.fails("OverPromised", k.stranger, k.pools, "claim", huge.seat(0)...)
	if got := k.balance(k.pools.addr); got < 1_000_000 {
		t.Errorf("contract holds %d: it paid with the money of others", got)
	}
}

func TestRoyaltiesParkedUntilThereAreShares(t *testing.T) {
	k := newPools(t, 1_000)
	d := k.datasets[0]
	k.setTerms(d, 0, 500)
	k.pay(d, 1_000)
	if p := k.pool(d); p.Parked.Int64() != 850 || p.Treasury.Int64() != 100 || p.Curator.Int64() != 50 || p.Acc.Sign() != 0 {
		t.Errorf("pool %+v", p)
	}
	b := k.join(d, crowd(1, 1, one))
	k.pay(d, 20)
	if free, _ := k.owed(b, 0); free != 850+17 {
		t.Errorf("owed %v, want 867", free)
	}
	// The last member leaves: money waits for the next again.
	k.do(k.curator, k.contributions, "withdraw", b.seat(0)...)
	k.pay(d, 100)
	next := k.join(d, crowd(1, 2, one))
	k.pay(d, 100)
	if free, _ := k.owed(next, 0); free != 170 {
		t.Errorf("next member is owed %d, want 170", free)
	}
	if free, _ := k.owed(b, 0); free != 867 {
		t.Errorf("who left is owed %d, want 867", free)
	}
	k.do(k.stranger, k.pools, "withdrawTreasury", d)
	k.do(k.stranger, k.pools, "withdrawCurator", d)
	if got := k.balance(k.treasury); got != 122 {
		t.Errorf("treasury has %d, want 122", got)
	}
	if got := k.balance(k.curator.addr); got != 61 {
		t.Errorf("curator has %d, want 61", got)
	}
	k.fails("NothingOwed", k.stranger, k.pools, "withdrawTreasury", d)
	k.fails("NothingOwed", k.stranger, k.pools, "withdrawCurator", d)
}

func TestRoyaltiesRights(t *testing.T) {
	k := newPools(t, 500)
	d := k.datasets[0]
	b := k.join(d, crowd(2, 1, one))
	k.fails("NotAllowed", k.curator, k.pools, "join", d, common.Hash{1}, uint64(1))
	k.fails("NotAllowed", k.curator, k.pools, "setTerms", d, uint32(0), uint16(0))
	k.fails("NotAllowed", k.curator, k.pools, "end", append(b.seat(0), false)...)
	k.fails("NotAllowed", k.boss, k.pools, "end", append(b.seat(0), true)...)
	k.fails("NotAllowed", k.boss, k.pools, "wire", k.stranger.addr)
	k.fails("AccessManagedUnauthorized", k.stranger, k.pools, "setTreasury", k.stranger.addr, uint16(1))
	k.fails("BadTreasury", k.boss, k.pools, "setTreasury", k.boss.addr, uint16(2_001))
	k.fails("BadTreasury", k.boss, k.pools, "setTreasury", common.Address{}, uint16(1))
	k.fails("NothingPaid", k.payer, k.pools, "pay", d, common.Hash{}, big64(0))
	k.fails("ERC20InsufficientAllowance", k.stranger, k.pools, "pay", d, common.Hash{}, big64(1))
	k.do(k.boss, k.pools, "setTreasury", k.boss.addr, uint16(0))

	fresh := k.deploy(k.boss, "RoyaltyPools", k.gov.addr, k.token.addr, k.treasury, uint16(0), uint32(0))
	k.fails("NotAllowed", k.stranger, fresh, "wire", k.stranger.addr)
}

// The unlock period stands once somebody has joined under it, and the curator's cut only falls from then on.
func TestRoyaltiesTerms(t *testing.T) {
	k := newPools(t, 500)
	d := k.datasets[0]
	terms := func(unlock uint32, bps uint16) []any { return []any{d, unlock, bps} }
	k.fails("NotCurator", k.stranger, k.contributions, "setTerms", terms(0, 0)...)
	k.fails("BadTerms", k.curator, k.contributions, "setTerms", terms(366*24*3600+1, 0)...)
	k.fails("BadTerms", k.curator, k.contributions, "setTerms", terms(0, 2_001)...)
	k.do(k.curator, k.contributions, "setTerms", terms(60, 2_000)...)
	k.do(k.curator, k.contributions, "setTerms", terms(366*24*3600, 10)...)
	k.do(k.curator, k.contributions, "setTerms", terms(3600, 300)...)
	k.pay(d, 10_000)
	b := k.join(d, crowd(1, 1, one))
	k.fails("BadTerms", k.curator, k.contributions, "setTerms", terms(3599, 300)...)
	k.fails("BadTerms", k.curator, k.contributions, "setTerms", terms(0, 300)...)
	k.fails("BadTerms", k.curator, k.contributions, "setTerms", terms(3600, 301)...)
	k.pay(d, 10_000)
	before := k.time
	k.do(k.curator, k.contributions, "setTerms", terms(3600, 299)...)
	k.fails("BadTerms", k.curator, k.contributions, "setTerms", terms(3600, 300)...)
	k.pay(d, 10_000)
	if p := k.pool(d); p.CuratorBps != 299 || p.Curator.Int64() != 300+300+299 || p.Unlock != 3600 || p.Era != uint32(before/3600) {
		t.Errorf("pool %+v", p)
	}
	k.do(k.curator, k.contributions, "withdraw", b.seat(0)...)
	k.fails("BadTerms", k.curator, k.contributions, "setTerms", terms(0, 299)...) // nobody is left, but somebody was there

	// Whoever buys the NFT is the curator, with what has not been withdrawn.
	k.nft(d, k.stranger.addr)
	k.do(k.payer, k.pools, "withdrawCurator", d)
	if got := k.balance(k.stranger.addr); got != 899 {
		t.Errorf("new curator has %d, want 899", got)
	}
	k.fails("NotCurator", k.curator, k.contributions, "setTerms", terms(3600, 0)...)
}

func TestRoyaltiesCountWhatArrives(t *testing.T) {
	k := newPoolsKit(t)
	k.token = k.deployFile(k.boss, "testdata/FeeToken.json")
	k.deployPools(1_000)
	d := common.HexToAddress("0xda7a")
	k.nft(d, k.curator.addr)
	k.do(k.curator, k.contributions, "register", d, common.Hash{1}, "")
	k.do(k.boss, k.token, "mint", k.payer.addr, big64(1_000_000))
	k.do(k.payer, k.token, "approve", k.pools.addr, big64(1_000_000))
	b := k.join(d, crowd(1, 1, one))
	ev := k.event(k.pay(d, 1_000_000), k.pools, "Paid")
	if ev["amount"].(*big.Int).Int64() != 990_000 || ev["treasury"].(*big.Int).Int64() != 99_000 {
		t.Errorf("event %v, want 990000 paid", ev)
	}
	k.claim(b, 0)
	k.do(k.stranger, k.pools, "withdrawTreasury", d)
	if left := k.balance(k.pools.addr); left != 0 {
		t.Errorf("%v units left over", left)
	}
}

// What is too large for the books is refused, and changes nothing.
func TestRoyaltiesLimits(t *testing.T) {
	const tooLarge = "SafeCastOverflowedUintDowncast"
	k := newPools(t, 0)
	d := k.datasets[0]
	join := func(shares uint64) []any {
		return []any{d, uint32(0), common.Hash{1}, shares, uint32(1), common.Hash{2}, ""}
	}
	k.fails(tooLarge, k.curator, k.contributions, "join", join(1<<48)...)
	k.fails(tooLarge, k.curator, k.contributions, "join", join(1<<64-1)...)
	small := k.join(d, crowd(1, 1, one))
	k.fails(tooLarge, k.payer, k.pools, "pay", d, common.Hash{}, new(big.Int).Lsh(big64(1), 96))
	k.fails(tooLarge, k.payer, k.pools, "pay", d, common.Hash{}, new(big.Int).Lsh(big64(1), 80))
	k.pay(d, 1<<62)
	if free, _ := k.owed(small, 0); free != 1<<62 {
		t.Errorf("owed %d", free)
	}
	k.claim(small, 0)
	// In a very large batch a small payment is not lost: it waits in the remainder until there is a whole 1/S of a unit for each part.
	large := k.join(d, crowd(1, 2, func(int) uint64 { return 1<<48 - 1 }))
	k.pay(d, 60_000)
	if free, locked := k.owed(large, 0); free != 0 || locked != 0 {
		t.Errorf("owed %d and %d", free, locked)
	}
	k.pay(d, 60_000)
	if free, _ := k.owed(large, 0); free != 1<<16-1 {
		t.Errorf("owed %d", free)
	}
	k.claim(large, 0)
	for range 255 {
		k.do(k.curator, k.contributions, "join", join(1<<48-1)...)
	}
	if got := k.try(k.curator, k.contributions, "join", join(1<<48-1)...); got == "" {
		t.Error("joined more shares than a pool can have")
	}
	k.pay(d, 1<<40)
	k.do(k.curator, k.contributions, "withdraw", large.seat(0)...)
	k.claim(large, 0)
}

// A change of payout address takes two hands and the delay; until the second the old one is paid.
func TestRoyaltiesPayoutChange(t *testing.T) {
	k := newPools(t, 0)
	owner, old := person("member"), person("old wallet")
	next, wrong := person("new wallet"), person("wrong wallet")
	b := k.join(k.datasets[0], []member{{owner.addr, 1}})
	elsewhere := k.join(k.datasets[1], []member{{owner.addr, 1}})
	paid := func(want *account, sum int64) {
		t.Helper()
		k.pay(k.datasets[0], 10)
		if ev := k.event(k.claim(b, 0), k.pools, "Claimed"); ev["to"] != want.addr || ev["member"] != owner.addr {
			t.Errorf("event %v", ev)
		}
		if got := k.balance(want.addr); got != sum {
			t.Errorf("receiver has %d, want %d", got, sum)
		}
	}
	paid(owner, 10)
	k.fails("NotReady", old, k.pools, "acceptPayout", owner.addr) // nobody proposed it
	k.do(owner, k.pools, "proposePayout", old.addr)
	k.fails("NotReady", old, k.pools, "acceptPayout", owner.addr)
	k.wait(payoutDelay - 2)
	k.fails("NotReady", old, k.pools, "acceptPayout", owner.addr) // one second early
	paid(owner, 20)
	k.fails("NotReady", owner, k.pools, "acceptPayout", owner.addr)
	k.fails("NotReady", k.stranger, k.pools, "acceptPayout", owner.addr)
	r := k.do(old, k.pools, "acceptPayout", owner.addr)
	if ev := k.event(r, k.pools, "PayoutChanged"); ev["member"] != owner.addr || ev["to"] != old.addr {
		t.Errorf("event %v", ev)
	}
	k.fails("NotReady", old, k.pools, "acceptPayout", owner.addr)
	paid(old, 10)
	k.pay(k.datasets[1], 7)
	k.claim(elsewhere, 0)
	paid(old, 27)

	// The member, not its payout address, decides; it can think again, and the delay starts anew.
	k.do(old, k.pools, "proposePayout", k.stranger.addr)
	k.do(owner, k.pools, "proposePayout", wrong.addr)
	k.wait(payoutDelay)
	k.do(owner, k.pools, "proposePayout", next.addr)
	k.fails("NotReady", wrong, k.pools, "acceptPayout", owner.addr)
	k.fails("NotReady", next, k.pools, "acceptPayout", owner.addr)
	k.wait(payoutDelay)
	k.do(owner, k.pools, "proposePayout", common.Address{}) // taken back
	k.wait(payoutDelay)
	for _, who := range []*account{next, wrong, owner} {
		k.fails("NotReady", who, k.pools, "acceptPayout", owner.addr)
	}
	k.do(k.stranger, k.pools, "acceptPayout", old.addr) // old's own royalties, of which there are none
	paid(old, 37)
}
