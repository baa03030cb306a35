package contracts_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// Random payments, batches, claims and cuts on two datasets; after each step every unit is accounted for, exactly.
func TestRoyaltiesConserveEveryUnit(t *testing.T) {
	const steps = 400
	k := newPools(t, 333)
	rng := rand.New(rand.NewPCG(3, 4))
	scale := new(big.Int).Lsh(big64(1), 64)

	type batch struct {
		ms      []member
		tr      tree
		exact   []*big.Rat // what each member has earned, in rational numbers
		claimed []int64
	}
	type data struct {
		batches                        []*batch
		shares, paid, cut, parked, out int64
	}
	model := map[common.Address]*data{k.datasets[0]: {}, k.datasets[1]: {}}
	bps, withdrawn, seen := int64(333), int64(0), map[string]int{}

	check := func(step string) {
		t.Helper()
		treasuryOwed, held := -withdrawn, int64(0)
		for d, m := range model {
			p := k.pool(d)
			if p.Paid.Int64() != m.paid || p.Claimed.Int64() != m.out || p.Treasury.Int64() != m.cut || p.Parked.Int64() != m.parked {
				t.Fatalf("%s: pool %+v, model %+v", step, p, *m)
			}
			treasuryOwed += m.cut
			held += m.paid - m.out

			// In units/S nothing is lost: all parts times what their share has earned, and the remainder, are the money shared out.
			earned := new(big.Int).Set(p.Remainder)
			owed := new(big.Int)
			for i, b := range m.batches {
				acc := k.view(k.pools, "batchOf", d, big64(int64(i)))[3].(*big.Int)
				per := new(big.Int).Sub(p.Acc, acc)
				for j, mb := range b.ms {
					mine := new(big.Int).Mul(big64(mb.parts), per)
					earned.Add(earned, mine)
					want := new(big.Int).Sub(mine.Rsh(mine, 64), big64(b.claimed[j]))
					owed.Add(owed, want)
					// Never more than the exact entitlement, and less by under a unit, but for what remainders still carry.
					short := new(big.Rat).Sub(b.exact[j], new(big.Rat).SetInt(new(big.Int).Add(want, big64(b.claimed[j]))))
					if short.Cmp(big.NewRat(1, 1)) >= 0 || short.Cmp(big.NewRat(-1, 1)) <= 0 {
						t.Fatalf("%s: member %d of batch %d is short of %s units", step, j, i, short.FloatString(6))
					}
				}
			}
			shared := m.paid - m.cut - m.parked
			if want := new(big.Int).Mul(big64(shared), scale); earned.Cmp(want) != 0 {
				t.Fatalf("%s: earned and remainder %v, shared out %v", step, earned, want)
			}
			dust := shared - m.out - owed.Int64()
			if dust < 0 || dust > int64(len(m.batches)*8+1) {
				t.Fatalf("%s: dust %d", step, dust)
			}
		}
		if got := k.number(k.pools, "treasuryOwed").Int64(); got != treasuryOwed {
			t.Fatalf("%s: treasury is owed %d, want %d", step, got, treasuryOwed)
		}
		if got := k.balance(k.pools.addr); got != held-withdrawn {
			t.Fatalf("%s: contract holds %d, want %d", step, got, held-withdrawn)
		}
	}

	for i := range steps {
		d := k.datasets[rng.IntN(2)]
		m := model[d]
		var name string
		switch n := rng.IntN(100); {
		case n < 40:
			name = "pay"
			amount := []int64{1, 7, 1_000 + rng.Int64N(1_000), rng.Int64N(1_000_000_000_000) + 1}[rng.IntN(4)]
			k.pay(d, amount)
			cut := amount * bps / 10_000
			m.paid, m.cut = m.paid+amount, m.cut+cut
			if m.shares == 0 {
				m.parked += amount - cut
				break
			}
			net := amount - cut + m.parked
			m.parked = 0
			for _, b := range m.batches {
				for j, mb := range b.ms {
					part := new(big.Rat).SetFrac(new(big.Int).Mul(big64(net), big64(mb.parts)), big64(m.shares))
					b.exact[j].Add(b.exact[j], part)
				}
			}
		case n < 50:
			name = "join"
			ms := crowd(1+rng.IntN(8), int64(i+100), func(int) int64 { return 1 + rng.Int64N(1<<rng.IntN(40)) })
			b := &batch{ms, treeOf(ms), make([]*big.Rat, len(ms)), make([]int64, len(ms))}
			for j := range b.exact {
				b.exact[j] = new(big.Rat)
			}
			k.join(d, ms)
			m.batches = append(m.batches, b)
			m.shares += total(ms)
		case n < 95:
			name = "claim"
			if len(m.batches) == 0 {
				continue
			}
			bi := rng.IntN(len(m.batches))
			b := m.batches[bi]
			j := rng.IntN(len(b.ms))
			owed := k.number(k.pools, "owed", d, big64(int64(bi)), b.ms[j].addr, big64(b.ms[j].parts)).Int64()
			args := []any{d, big64(int64(bi)), b.ms[j].addr, big64(b.ms[j].parts), b.tr.proof(j)}
			if owed == 0 {
				k.fails("NothingOwed", k.stranger, k.pools, "claim", args...)
				continue
			}
			k.do(k.stranger, k.pools, "claim", args...)
			b.claimed[j] += owed
			m.out += owed
			if got := k.balance(b.ms[j].addr); got != b.claimed[j] {
				t.Fatalf("member has %d, want %d", got, b.claimed[j])
			}
		case n < 98:
			name = "cut"
			bps = rng.Int64N(2_001)
			k.do(k.boss, k.pools, "setTreasury", k.treasury, uint16(bps))
		default:
			name = "withdraw"
			if k.number(k.pools, "treasuryOwed").Sign() == 0 {
				continue
			}
			k.do(k.stranger, k.pools, "withdrawTreasury")
			withdrawn = k.balance(k.treasury)
		}
		seen[name]++
		check(fmt.Sprintf("step %d, %s", i, name))
	}
	t.Logf("steps %v", seen)
	for _, name := range []string{"pay", "join", "claim", "cut", "withdraw"} {
		if seen[name] < 3 {
			t.Errorf("%s was tried %d times: the run tried too little", name, seen[name])
		}
	}
}
