package contracts_test

import (
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

type pool struct {
	Shares, Remainder, Acc, Paid, Claimed, Treasury, Parked *big.Int
}

type poolsKit struct {
	*chain
	gov, token, pools, contributions contract
	boss, curator, payer, stranger   *account
	treasury                         common.Address
	datasets                         []common.Address
}

func newPools(t *testing.T, bps uint16) *poolsKit {
	k := &poolsKit{boss: person("boss"), curator: person("curator"), payer: person("payer"), stranger: person("stranger"),
		treasury: common.HexToAddress("0x7ea5")}
	alloc := types.GenesisAlloc{}
	for i := range int64(3) {
		d := common.BigToAddress(big64(0xda7a01 + i))
		alloc[d] = nft(k.curator.addr)
		k.datasets = append(k.datasets, d)
	}
	k.chain = newChain(t, alloc, k.boss, k.curator, k.payer, k.stranger)
	k.gov = k.deploy(k.boss, "Governance", k.boss.addr)
	k.token = k.deploy(k.boss, "TestStable", k.boss.addr)
	k.pools = k.deploy(k.boss, "RoyaltyPools", k.gov.addr, k.token.addr, k.treasury, bps)
	k.contributions = k.deploy(k.boss, "Contributions", k.gov.addr, k.pools.addr)
	k.do(k.boss, k.pools, "wire", k.contributions.addr)
	k.do(k.boss, k.token, "mint", k.payer.addr, new(big.Int).Lsh(big64(1), 120))
	k.do(k.payer, k.token, "approve", k.pools.addr, new(big.Int).Lsh(big64(1), 120))
	for _, d := range k.datasets {
		k.do(k.curator, k.contributions, "register", d, common.Hash{1}, "ipfs://manifest")
	}
	return k
}

func (k *poolsKit) join(dataset common.Address, ms []member) *types.Receipt {
	k.t.Helper()
	return k.joinRoot(dataset, treeOf(ms).root(), total(ms), len(ms))
}

func (k *poolsKit) joinRoot(dataset common.Address, root common.Hash, shares int64, members int) *types.Receipt {
	k.t.Helper()
	return k.do(k.curator, k.contributions, "join", dataset, uint32(0), root, big64(shares), uint32(members), common.Hash{2}, "ipfs://list")
}

func (k *poolsKit) pay(dataset common.Address, amount int64) *types.Receipt {
	k.t.Helper()
	return k.do(k.payer, k.pools, "pay", dataset, common.Hash{9}, big64(amount))
}

func (k *poolsKit) pool(dataset common.Address) pool {
	k.t.Helper()
	return convert[pool](k.view(k.pools, "poolOf", dataset)[0])
}

func (k *poolsKit) balance(of common.Address) int64 {
	k.t.Helper()
	return k.number(k.token, "balanceOf", of).Int64()
}

// A payment costs the same to the last unit of gas whether ten, a thousand or a hundred thousand members share it. (One that divides
// without a remainder is cheaper by a storage write; these do not.)
func TestRoyaltiesPayCostsTheSame(t *testing.T) {
	k := newPools(t, 500)
	for i, n := range []int{10, 1_000, 100_000} {
		r := k.join(k.datasets[i], crowd(n, int64(n), one))
		t.Logf("gas %8d  join of %d members", r.GasUsed, n)
		r = k.pay(k.datasets[i], 7_000_001)
		t.Logf("gas %8d  first pay", r.GasUsed)
	}
	gas := map[uint64]bool{}
	for _, d := range k.datasets {
		r := k.pay(d, 7_654_323)
		t.Logf("gas %8d  pay", r.GasUsed)
		gas[r.GasUsed] = true
	}
	if len(gas) != 1 {
		t.Errorf("payments cost different gas: %v", gas)
	}
	ms := crowd(100_000, 100_000, one)
	r := k.do(k.stranger, k.pools, "claim", k.datasets[2], big64(0), ms[4711].addr, big64(1), treeOf(ms).proof(4711))
	t.Logf("gas %8d  first claim among 100,000 members", r.GasUsed)
	net := int64(7_000_001-350_000) + (7_654_323 - 382_716)
	if got := k.balance(ms[4711].addr); got != net/100_000 {
		t.Errorf("claimed %d, want %d", got, net/100_000)
	}
}

func TestRoyaltiesLateJoinerGetsNothingOfEarlierPayments(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	early, late := crowd(2, 1, one), crowd(3, 2, func(int) int64 { return 1000 })
	k.join(d, early)
	k.pay(d, 1_000_001)
	before := k.number(k.pools, "owed", d, big64(0), early[0].addr, big64(1))
	k.join(d, late)
	if got := k.number(k.pools, "owed", d, big64(1), late[0].addr, big64(1000)); got.Sign() != 0 {
		t.Errorf("late joiner is owed %v of an earlier payment", got)
	}
	k.fails("NothingOwed", k.stranger, k.pools, "claim", d, big64(1), late[0].addr, big64(1000), treeOf(late).proof(0))
	if got := k.number(k.pools, "owed", d, big64(0), early[0].addr, big64(1)); got.Cmp(before) != 0 {
		t.Errorf("joining changed what an earlier member is owed from %v to %v", before, got)
	}
	k.pay(d, 3_002)
	// 3,002 and the unit carried from the first payment, over 3,002 shares.
	if got := k.number(k.pools, "owed", d, big64(1), late[0].addr, big64(1000)); got.Int64() != 1_000 {
		t.Errorf("late joiner is owed %v of the later payment, want 1000", got)
	}
}

func TestRoyaltiesClaimRefuses(t *testing.T) {
	k := newPools(t, 0)
	d := k.datasets[0]
	ms := crowd(5, 1, func(i int) int64 { return int64(i) + 1 })
	tr := treeOf(ms)
	k.join(d, ms)
	k.join(k.datasets[1], ms)
	k.pay(d, 15_000_000)
	k.pay(k.datasets[1], 15_000_000)

	inner := common.BytesToHash(tr[1][0][:]) // an inner node is no leaf
	tests := map[string]struct {
		want  string
		who   common.Address
		parts int64
		proof [][32]byte
	}{
		"more parts":       {"BadProof", ms[1].addr, 20, tr.proof(1)},
		"another's proof":  {"BadProof", ms[1].addr, 2, tr.proof(2)},
		"stranger":         {"BadProof", k.stranger.addr, 2, tr.proof(1)},
		"no proof":         {"BadProof", ms[1].addr, 2, nil},
		"inner node":       {"BadProof", common.BytesToAddress(inner[:]), 2, tr.proof(1)[1:]},
		"proof too long":   {"BadProof", ms[1].addr, 2, append(tr.proof(1), inner)},
		"proof for member": {"", ms[1].addr, 2, tr.proof(1)},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			(&chain{t, k.sim, k.abis}).fails(tt.want, k.stranger, k.pools, "claim", d, big64(0), tt.who, big64(tt.parts), tt.proof)
		})
	}

	r := k.do(k.stranger, k.pools, "claim", d, big64(0), ms[1].addr, big64(2), tr.proof(1))
	if got := k.event(r, k.pools, "Claimed"); got["amount"].(*big.Int).Int64() != 2_000_000 || got["member"] != ms[1].addr {
		t.Errorf("event %v", got)
	}
	if got := k.balance(ms[1].addr); got != 2_000_000 {
		t.Errorf("member has %d, want 2000000", got)
	}
	if got := k.balance(k.stranger.addr); got != 0 {
		t.Errorf("who triggered the claim has %d", got)
	}
	k.fails("NothingOwed", k.stranger, k.pools, "claim", d, big64(0), ms[1].addr, big64(2), tr.proof(1))
	k.pay(d, 15)
	r = k.do(k.stranger, k.pools, "claim", d, big64(0), ms[1].addr, big64(2), tr.proof(1))
	t.Logf("gas %8d  later claim among five", r.GasUsed)
	if got := k.balance(ms[1].addr); got != 2_000_002 {
		t.Errorf("member has %d, want 2000002", got)
	}
}

// A batch whose leaves promise more than its shares can take no more than its shares, however it claims.
func TestRoyaltiesOverPromisingRoot(t *testing.T) {
	k := newPools(t, 0)
	d, honest := k.datasets[0], k.datasets[1]
	k.join(honest, crowd(1, 9, one))
	k.pay(honest, 1_000_000) // money of others, in the same contract

	liars := crowd(3, 1, func(i int) int64 { return []int64{60, 60, 40}[i] })
	k.joinRoot(d, treeOf(liars).root(), 100, 3)
	k.pay(d, 1_000)
	tr := treeOf(liars)
	k.do(k.stranger, k.pools, "claim", d, big64(0), liars[0].addr, big64(60), tr.proof(0))
	k.fails("OverPromised", k.stranger, k.pools, "claim", d, big64(0), liars[1].addr, big64(60), tr.proof(1))
	k.do(k.stranger, k.pools, "claim", d, big64(0), liars[2].addr, big64(40), tr.proof(2))

	// One member with two leaves: the small one must not open the door for the large one.
	twice := []member{{liars[0].addr, 1}, {liars[0].addr, 900_000}}
	tw := treeOf(twice)
	k.joinRoot(d, tw.root(), 100, 2)
	k.pay(d, 1_000)
	k.do(k.stranger, k.pools, "claim", d, big64(1), liars[0].addr, big64(1), tw.proof(0))
	k.fails("OverPromised", k.stranger, k.pools, "claim", d, big64(1), liars[0].addr, big64(900_000), tw.proof(1))
	if p := k.pool(honest); p.Paid.Int64() != 1_000_000 || k.balance(k.pools.addr) < 1_000_000 {
		t.Errorf("honest pool %+v, contract holds %d", p, k.balance(k.pools.addr))
	}
}

func TestRoyaltiesParkedUntilThereAreShares(t *testing.T) {
	k := newPools(t, 1_000)
	d := k.datasets[0]
	k.pay(d, 1_000)
	if p := k.pool(d); p.Parked.Int64() != 900 || p.Treasury.Int64() != 100 || p.Acc.Sign() != 0 {
		t.Errorf("pool %+v", p)
	}
	ms := crowd(1, 1, one)
	k.join(d, ms)
	k.pay(d, 10)
	if got := k.number(k.pools, "owed", d, big64(0), ms[0].addr, big64(1)); got.Int64() != 909 {
		t.Errorf("owed %v, want 909", got)
	}
	k.do(k.stranger, k.pools, "withdrawTreasury")
	if got := k.balance(k.treasury); got != 101 {
		t.Errorf("treasury has %d, want 101", got)
	}
	k.fails("NothingOwed", k.stranger, k.pools, "withdrawTreasury")
}

func TestRoyaltiesRights(t *testing.T) {
	k := newPools(t, 500)
	d := k.datasets[0]
	k.fails("NotAllowed", k.curator, k.pools, "join", d, common.Hash{1}, big64(1))
	k.fails("NotAllowed", k.boss, k.pools, "wire", k.stranger.addr)
	k.fails("AccessManagedUnauthorized", k.stranger, k.pools, "setTreasury", k.stranger.addr, uint16(1))
	k.fails("BadTreasury", k.boss, k.pools, "setTreasury", k.boss.addr, uint16(2_001))
	k.fails("NothingPaid", k.payer, k.pools, "pay", d, common.Hash{}, big64(0))
	k.fails("ERC20InsufficientAllowance", k.stranger, k.pools, "pay", d, common.Hash{}, big64(1))
	k.do(k.boss, k.pools, "setTreasury", k.boss.addr, uint16(0))

	fresh := k.deploy(k.boss, "RoyaltyPools", k.gov.addr, k.token.addr, k.treasury, uint16(0))
	k.fails("NotAllowed", k.stranger, fresh, "wire", k.stranger.addr)
}

func TestRoyaltiesCountWhatArrives(t *testing.T) {
	k := newPools(t, 1_000)
	fee := k.deployFile(k.boss, "testdata/FeeToken.json")
	pools := k.deploy(k.boss, "RoyaltyPools", k.gov.addr, fee.addr, k.treasury, uint16(1_000))
	k.do(k.boss, pools, "wire", k.boss.addr)
	k.do(k.boss, fee, "mint", k.payer.addr, big64(1_000_000))
	k.do(k.payer, fee, "approve", pools.addr, big64(1_000_000))
	ms := crowd(1, 1, one)
	k.do(k.boss, pools, "join", k.datasets[0], treeOf(ms).root(), big64(1))
	k.do(k.payer, pools, "pay", k.datasets[0], common.Hash{}, big64(1_000_000))
	if p := convert[pool](k.view(pools, "poolOf", k.datasets[0])[0]); p.Paid.Int64() != 990_000 || p.Treasury.Int64() != 99_000 {
		t.Errorf("pool %+v, want 990000 paid", p)
	}
	k.do(k.stranger, pools, "claim", k.datasets[0], big64(0), ms[0].addr, big64(1), treeOf(ms).proof(0))
	k.do(k.stranger, pools, "withdrawTreasury")
	if left := k.number(fee, "balanceOf", pools.addr); left.Sign() != 0 {
		t.Errorf("%v units left over", left)
	}
}
