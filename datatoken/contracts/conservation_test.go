package contracts_test

import (
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// Random payments, batches, exits, slashes, claims, cuts and changes of address on two datasets, at random times; after each step every unit
// is accounted for, exactly, and in the end everybody has been paid. STINT_RUNS sets the number of runs.
func TestRoyaltiesConserveEveryUnit(t *testing.T) {
	runs, steps := 6, 600
	if s := os.Getenv("STINT_RUNS"); s != "" {
		var err error
		if runs, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]int{}
	for run := range runs {
		t.Run(fmt.Sprint(run), func(t *testing.T) { conserve(t, uint64(run), steps, seen) })
	}
	t.Logf("steps %v", seen)
	for _, name := range []string{"pay", "join", "claim", "withdraw", "slash", "cuts", "treasury", "curator", "sale", "terms", "propose", "accept"} {
		if seen[name] < 3*runs {
			t.Errorf("%s was done %d times: the runs tried too little", name, seen[name])
		}
	}
}

func conserve(t *testing.T, seed uint64, steps int, seen map[string]int) {
	k, rng := newPools(t, 333), rand.New(rand.NewPCG(3, seed))
	type change struct {
		to common.Address
		at uint64
	}
	var (
		models   = map[common.Address]*poolModel{}
		datasets = k.datasets[:2]
		unlocks  = []uint32{1 + uint32(rng.IntN(100_000)), uint32(rng.IntN(2)) * 600}
		wide     = 17
		bps      = int64(333)
		treasury = k.treasury
		curators = map[common.Address]*account{}
		changes  = map[common.Address]change{}
		payouts  = map[common.Address]common.Address{}
		paid     = map[common.Address]int64{}
		in       int64
	)
	if seed%3 == 2 {
		wide = 45 // as many shares as a batch can have
	}
	for i, d := range datasets {
		k.setTerms(d, unlocks[i], 500)
		models[d], curators[d] = newPoolModel(int64(unlocks[i]), 500), k.curator
	}

	check := func(step string) {
		t.Helper()
		held := new(big.Int) // in units/S: all that anybody can ever take out, and what divisions have left over
		for d, m := range models {
			p := k.pool(d)
			if p.Treasury.Int64() != m.treasury || p.Curator.Int64() != m.curator || p.Parked.Int64() != m.parked || p.Acc.Cmp(m.acc) != 0 ||
				p.Remainder.Cmp(m.remainder) != 0 || p.Shares.Cmp(m.shares) != 0 {
				t.Fatalf("%s: pool %+v, model %+v", step, p, *m)
			}
			held.Add(held, new(big.Int).Mul(big64(m.treasury+m.curator+m.parked), scale))
			held.Add(held, m.remainder)
			held.Add(held, m.earned())
			for _, s := range m.seats {
				held.Sub(held, new(big.Int).Mul(big64(s.drawn), scale))
			}
			for range min(2, len(m.seats)) {
				k.check(m, m.seats[rng.IntN(len(m.seats))])
			}
		}
		got := k.balance(k.pools.addr)
		if want := new(big.Int).Mul(big64(got), scale); held.Cmp(want) != 0 {
			t.Fatalf("%s: the contract holds %d units/S, accounted for are %d", step, want, held)
		}
		out := int64(0)
		for _, n := range paid {
			out += n
		}
		if got != in-out {
			t.Fatalf("%s: the contract holds %d, %d came in and %d went out", step, got, in, out)
		}
	}
	receive := func(step string, who common.Address, amount int64) {
		t.Helper()
		paid[who] += amount
		if got := k.balance(who); got != paid[who] {
			t.Fatalf("%s: %v has %d, want %d", step, who, got, paid[who])
		}
	}
	claim := func(step string, m *poolModel, s *seat) {
		t.Helper()
		k.time++
		due, _ := m.unlocked(k.time, s)
		k.time--
		if due == s.drawn {
			k.fails("NothingOwed", k.stranger, k.pools, "claim", s.b.seat(s.i)...)
			return
		}
		k.claim(s.b, s.i)
		to := s.addr()
		if p, ok := payouts[to]; ok {
			to = p
		}
		receive(step, to, due-s.drawn)
		s.drawn = due
	}

	for i := range steps {
		d := datasets[rng.IntN(2)]
		m := models[d]
		k.curator = curators[d]
		unlock := m.unlock
		k.wait(rng.Int64N([]int64{1, 10, unlock/5 + 1, 3*unlock + 1}[rng.IntN(4)]))
		var s *seat
		var who *account
		if len(m.seats) > 0 {
			s = m.seats[rng.IntN(len(m.seats))]
			who = &account{addr: s.addr()}
		}
		n := rng.IntN(100)
		if s == nil && n >= 40 {
			n %= 40
		}
		name := ""
		switch {
		case n < 32:
			name = "pay"
			amount := []int64{1, 7, 1_000 + rng.Int64N(1_000), rng.Int64N(1_000_000_000_000) + 1}[rng.IntN(4)]
			k.pay(d, amount)
			m.pay(k.time, amount, bps)
			in += amount
		case n < 40:
			name = "join"
			m.join(k.join(d, crowd(1+rng.IntN(8), rng.Int64N(12), func(int) uint64 { return 1 + rng.Uint64N(1<<rng.IntN(wide)) })))
		case n < 63:
			name = "claim"
			claim(name, m, s)
		case n < 70:
			name = "withdraw"
			by := who
			if rng.IntN(2) == 0 {
				by = curators[d]
			}
			if s.state != 0 {
				k.fails("AlreadyEnded", by, k.contributions, "withdraw", s.b.seat(s.i)...)
				continue
			}
			k.do(by, k.contributions, "withdraw", s.b.seat(s.i)...)
			m.end(k.time, s, false)
		case n < 75:
			name = "slash"
			if s.state == 's' {
				k.fails("AlreadyEnded", k.boss, k.contributions, "slash", s.b.seat(s.i)...)
				continue
			}
			k.do(k.boss, k.contributions, "slash", s.b.seat(s.i)...)
			m.end(k.time, s, true)
		case n < 78:
			name = "cuts"
			bps, treasury = rng.Int64N(2_001), common.BytesToAddress([]byte{0x7e, byte(rng.IntN(3))})
			k.do(k.boss, k.pools, "setTreasury", treasury, uint16(bps))
		case n < 82:
			name = "treasury"
			if m.treasury == 0 {
				k.fails("NothingOwed", k.stranger, k.pools, "withdrawTreasury", d)
				continue
			}
			k.do(k.stranger, k.pools, "withdrawTreasury", d)
			receive(name, treasury, m.treasury)
			m.treasury = 0
		case n < 86:
			name = "curator"
			if m.curator == 0 {
				k.fails("NothingOwed", k.stranger, k.pools, "withdrawCurator", d)
				continue
			}
			k.do(k.stranger, k.pools, "withdrawCurator", d)
			receive(name, curators[d].addr, m.curator)
			m.curator = 0
		case n < 87:
			name = "sale"
			curators[d] = person(fmt.Sprint("curator ", rng.IntN(3)))
			k.nft(d, curators[d].addr)
		case n < 90:
			name = "terms"
			m.curatorBps = rng.Int64N(m.curatorBps + 1)
			k.do(curators[d], k.contributions, "setTerms", d, uint32(unlock), uint16(m.curatorBps))
		case n < 95:
			name = "propose"
			c := change{common.BytesToAddress([]byte{0xaa, byte(rng.IntN(5))}), k.time + 1 + payoutDelay}
			k.do(who, k.pools, "proposePayout", c.to)
			changes[who.addr] = c
		default:
			name = "accept"
			c, ok := changes[who.addr]
			if !ok {
				continue
			}
			by := &account{addr: c.to}
			if k.time+1 < c.at {
				k.fails("NotReady", by, k.pools, "acceptPayout", who.addr)
				k.time = c.at - 1
			}
			k.do(by, k.pools, "acceptPayout", who.addr)
			payouts[who.addr] = c.to
			delete(changes, who.addr)
		}
		seen[name]++
		check(fmt.Sprintf("step %d, %s", i, name))
	}

	// Two periods later nothing is locked, and all of it is really there.
	k.wait(2 * int64(max(unlocks[0], unlocks[1])))
	for d, m := range models {
		for _, s := range m.seats {
			k.check(m, s)
			claim("end", m, s)
		}
		if m.treasury != 0 {
			k.do(k.stranger, k.pools, "withdrawTreasury", d)
			receive("end", treasury, m.treasury)
			m.treasury = 0
		}
		if m.curator != 0 {
			k.do(k.stranger, k.pools, "withdrawCurator", d)
			receive("end", curators[d].addr, m.curator)
			m.curator = 0
		}
	}
	check("end")
	seats, rest := 0, new(big.Int)
	for m := range maps.Values(models) {
		seats += len(m.seats)
		rest.Add(rest, m.remainder).Add(rest, new(big.Int).Mul(big64(m.parked), scale))
	}
	left := k.balance(k.pools.addr) - rest.Rsh(rest, bits).Int64()
	t.Logf("%d came in; %d units are left of %d seats, beside remainders", in, left, seats)
	if left < 0 || left > int64(seats)+2 {
		t.Errorf("%d units are left of %d, with %d seats", left, in, seats)
	}
}
