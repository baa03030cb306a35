package datatoken

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
)

// history plays a random life of a pool: members join, payments come, members claim. It returns the pool and its stakes.
func history(t *testing.T, r *rand.Rand) (Royalty, []Stake, uint16) {
	t.Helper()
	var (
		pool   Royalty
		stakes []Stake
		bps    = uint16(r.IntN(10_001))
	)
	for range 60 {
		switch r.IntN(3) {
		case 0:
			s := Stake{Parts: 1 + r.Uint64N(1<<r.IntN(40))}
			var err error
			if pool, s.Since, err = pool.Join(s.Parts); err != nil {
				t.Fatal(err)
			}
			stakes = append(stakes, s)
		case 1:
			var err error
			if pool, err = pool.Pay(Units(r.Uint64N(1<<r.IntN(60))), bps); err != nil {
				t.Fatal(err)
			}
		case 2:
			if len(stakes) == 0 {
				continue
			}
			s := &stakes[r.IntN(len(stakes))]
			due, err := pool.Entitled(s.Parts, s.Since).Sub(s.Claimed)
			if err != nil {
				t.Fatal(err)
			}
			s.Claimed, pool.Claimed = s.Claimed.Add(due), pool.Claimed.Add(due)
		}
	}
	return pool, stakes, bps
}

// TestConservation: whatever happens, every unit paid is with the treasury, claimed, owed, parked or dust, and dust is less than a
// unit for each member and one for the division.
func TestConservation(t *testing.T) {
	for seed := range uint64(300) {
		pool, stakes, _ := history(t, rand.New(rand.NewPCG(seed, 1)))
		b, err := pool.Balance(stakes)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if b.Dust.Cmp(Units(uint64(len(stakes)+1))) > 0 {
			t.Fatalf("seed %d: %s units of dust for %d members", seed, b.Dust, len(stakes))
		}
	}
}

// TestNoDilution: who joins after a payment has no part in it, and takes none from those who were there.
func TestNoDilution(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		pool, stakes, _ := history(t, r)
		before := make([]Amount, len(stakes))
		for i, s := range stakes {
			before[i] = pool.Entitled(s.Parts, s.Since)
		}
		pool, since, err := pool.Join(1 << 50)
		if err != nil {
			t.Fatal(err)
		}
		if got := pool.Entitled(1<<50, since); !got.IsZero() {
			t.Fatalf("seed %d: a late member is owed %s", seed, got)
		}
		for i, s := range stakes {
			if got := pool.Entitled(s.Parts, s.Since); got != before[i] {
				t.Fatalf("seed %d: member %d had %s, now %s", seed, i, before[i], got)
			}
		}
	}
}

// TestFair: one payment reaches a member as its exact fraction, short of one unit at most.
func TestFair(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 3))
		var pool Royalty
		parts := make([]uint64, 1+r.IntN(20))
		for i := range parts {
			parts[i] = 1 + r.Uint64N(1<<20)
			pool, _, _ = pool.Join(parts[i])
		}
		pay := r.Uint64N(1 << 50)
		pool, err := pool.Pay(Units(pay), 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			exact := new(big.Rat).SetFrac(new(big.Int).Mul(new(big.Int).SetUint64(pay), new(big.Int).SetUint64(p)), new(big.Int).SetUint64(pool.Shares))
			diff := exact.Sub(exact, new(big.Rat).SetInt(pool.Entitled(p, Amount{}).Big()))
			// One unit for rounding down, and parts·2^-64 for the accumulator's.
			if diff.Sign() < 0 || diff.Cmp(big.NewRat(1_000_001, 1_000_000)) >= 0 {
				t.Fatalf("seed %d: %d of %d parts of %d: off by %s units", seed, p, pool.Shares, pay, diff.FloatString(6))
			}
		}
	}
}

func TestBalanceFindsLeaks(t *testing.T) {
	sound := func() (Royalty, []Stake) {
		var pool Royalty
		stakes := []Stake{{Parts: 3}, {Parts: 4}}
		for _, s := range stakes {
			pool, _, _ = pool.Join(s.Parts)
		}
		pool, err := pool.Pay(Units(1000), 500)
		if err != nil {
			t.Fatal(err)
		}
		stakes[0].Claimed, pool.Claimed = Units(100), Units(100)
		return pool, stakes
	}
	if p, s := sound(); true {
		if _, err := p.Balance(s); err != nil {
			t.Fatal(err)
		}
	}
	for name, harm := range map[string]func(*Royalty, *[]Stake){
		"unit lost":           func(p *Royalty, s *[]Stake) { p.Paid = p.Paid.Add(Units(1)) },
		"treasury took more":  func(p *Royalty, s *[]Stake) { p.Treasury = p.Treasury.Add(Units(1)) },
		"member missing":      func(p *Royalty, s *[]Stake) { *s = (*s)[:1] },
		"member twice":        func(p *Royalty, s *[]Stake) { *s = append(*s, (*s)[0]) },
		"claimed in secret":   func(p *Royalty, s *[]Stake) { (*s)[1].Claimed = Units(1) },
		"claimed too much":    func(p *Royalty, s *[]Stake) { (*s)[1].Claimed = Units(900); p.Claimed = Units(1000) },
		"accumulator moved":   func(p *Royalty, s *[]Stake) { p.Acc = p.Acc.Add(Units(1)) },
		"remainder forgotten": func(p *Royalty, s *[]Stake) { p.Remainder = Amount{} },
		"counted from before": func(p *Royalty, s *[]Stake) { (*s)[1].Since = Units(1 << 40) },
	} {
		t.Run(name, func(t *testing.T) {
			p, s := sound()
			harm(&p, &s)
			if b, err := p.Balance(s); !errors.Is(err, ErrLeak) {
				t.Errorf("balanced: %+v (%v)", b, err)
			}
		})
	}
}

func TestParked(t *testing.T) {
	pool, err := Royalty{}.Pay(Units(1000), 1000)
	if err != nil || pool.Parked != Units(900) || pool.Treasury != Units(100) {
		t.Fatalf("%+v (%v)", pool, err)
	}
	pool, since, _ := pool.Join(10)
	if pool, err = pool.Pay(Units(100), 1000); err != nil {
		t.Fatal(err)
	}
	if got := pool.Entitled(10, since); got != Units(990) || !pool.Parked.IsZero() {
		t.Errorf("the first member is owed %s, parked %s", got, pool.Parked)
	}
	if _, err := pool.Pay(Units(1), 10_001); !errors.Is(err, ErrSyntax) {
		t.Errorf("more than everything to the treasury: %v", err)
	}
}
