package contracts_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"
)

// claimable is what a claim would bring at this very second.
func (k *poolsKit) claimable(s *seat) int64 {
	k.t.Helper()
	out, revert := k.call(k.stranger.addr, k.pools, "claim", s.b.seat(s.i))
	switch revert {
	case "":
		return new(big.Int).SetBytes(out).Int64()
	case "NothingOwed":
		return 0
	}
	k.t.Fatalf("claim reverts: %s", revert)
	return 0
}

// Every second of a few eras: what came in during one unlocks over the next, neither early nor by more.
func TestUnlockSecondBySecond(t *testing.T) {
	const unlock = 97
	k := newPools(t, 333)
	d := k.datasets[0]
	k.setTerms(d, unlock, 77)
	b := k.join(d, crowd(3, 1, func(i int) uint64 { return []uint64{1, 7, 1 << 40}[i] }))
	m := newPoolModel(unlock, 77)
	m.join(b)
	k.time = (k.time/unlock + 1) * unlock
	start := k.time
	pays := map[uint64]int64{start + 2: 1_000_003, start + 50: 999, start + unlock: 77_777_777, start + unlock + 95: 123, start + 3*unlock - 1: 5_000_000}
	last := make([]int64, len(m.seats))
	for ; k.time < start+6*unlock; k.time++ {
		if amount := pays[k.time]; amount != 0 {
			k.time--
			k.pay(d, amount)
			m.pay(k.time, amount, 333)
		}
		for i, s := range m.seats {
			k.check(m, s)
			got := k.claimable(s)
			if want, _ := m.unlocked(k.time, s); got != want || got < last[i] || got > m.entitled(s) {
				t.Fatalf("second %d: member %d can claim %d, want %d; a second before %d; earned %d", k.time-start, i, got, want, last[i], m.entitled(s))
			}
			last[i] = got
		}
		if k.time == start+unlock-1 && last[2] != 0 {
			t.Errorf("%d was unlocked in the era in which it came", last[2])
		}
	}
	for i, s := range m.seats {
		if last[i] != m.entitled(s) {
			t.Errorf("in the end member %d can claim %d of %d", i, last[i], m.entitled(s))
		}
	}
}

// Random payments, joins, exits and claims at random times, at short and at long periods.
func TestUnlockFollowsTheModel(t *testing.T) {
	for _, unlock := range []int64{0, 1, 7, 3600, 90 * 24 * 3600, 366 * 24 * 3600} {
		t.Run(fmt.Sprint(unlock), func(t *testing.T) {
			k, rng := newPools(t, 0), rand.New(rand.NewPCG(7, uint64(unlock)))
			d := k.datasets[0]
			k.setTerms(d, uint32(unlock), 0)
			m := newPoolModel(unlock, 0)
			wide := 20
			if unlock == 7 || unlock == 3600 {
				wide = 46
			}
			for n := range 120 {
				k.wait(rng.Int64N([]int64{1, 2, unlock/3 + 1, 3*unlock + 1}[rng.IntN(4)]))
				var s *seat
				if len(m.seats) > 0 {
					s = m.seats[rng.IntN(len(m.seats))]
				}
				switch op := rng.IntN(10); {
				case op < 4:
					amount := []int64{1, 1_000 + rng.Int64N(1_000), rng.Int64N(1_000_000_000_000) + 1}[rng.IntN(3)]
					k.pay(d, amount)
					m.pay(k.time, amount, 0)
				case op < 6 && len(m.seats) < 40:
					m.join(k.join(d, crowd(1+rng.IntN(5), int64(n), func(int) uint64 { return 1 + rng.Uint64N(1<<rng.IntN(wide)) })))
				case op < 7 && s != nil && s.state == 0:
					k.do(k.curator, k.contributions, "withdraw", s.b.seat(s.i)...)
					m.end(k.time, s, false)
				case op < 8 && s != nil && s.state != 's' && rng.IntN(2) == 0:
					k.do(k.boss, k.contributions, "slash", s.b.seat(s.i)...)
					m.end(k.time, s, true)
				case s != nil:
					if k.time++; k.claimable(s) == 0 {
						break
					}
					k.time--
					k.claim(s.b, s.i)
					s.drawn, _ = m.unlocked(k.time, s)
				}
				for range min(8, len(m.seats)) {
					k.check(m, m.seats[rng.IntN(len(m.seats))])
				}
			}
			k.wait(2 * unlock)
			for _, s := range m.seats {
				k.check(m, s)
				if _, locked := k.owed(s.b, s.i); locked != 0 {
					t.Errorf("two periods after the last payment %d is locked", locked)
				}
			}
		})
	}
}
