package datatoken

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"testing"
)

// history plays a random life of a pool: members join, leave and are slashed, payments come, members claim, time passes. It returns the pool, its
// stakes and the moment.
func history(t *testing.T, r *rand.Rand) (Royalty, []Stake, uint64) {
	t.Helper()
	var (
		pool   = Royalty{Unlock: []uint32{0, 100, 7 * 86400}[r.IntN(3)], CuratorBps: uint16(r.IntN(2_001))}
		stakes []Stake
		bps    = uint16(r.IntN(2_001))
		now    = 1_700_000_000 + r.Uint64N(1_000_000)
	)
	pool = pool.At(now)
	for range 80 {
		now += r.Uint64N(1 + uint64(pool.Unlock)*[]uint64{1, 10, 100}[r.IntN(3)]/40)
		switch r.IntN(5) {
		case 0:
			s := Stake{Parts: 1 + r.Uint64N(1<<r.IntN(40))}
			var err error
			if pool, s.Since, err = pool.Join(s.Parts); err != nil {
				t.Fatal(err)
			}
			stakes = append(stakes, s)
		case 1, 2:
			var err error
			if pool, err = pool.Pay(Units(r.Uint64N(1<<r.IntN(60))), bps, now); err != nil {
				t.Fatal(err)
			}
		case 3:
			if len(stakes) == 0 {
				continue
			}
			s := &stakes[r.IntN(len(stakes))]
			due, _ := pool.Due(*s, now)
			s.Claimed, pool.Claimed = s.Claimed.Add(due), pool.Claimed.Add(due)
		case 4:
			if len(stakes) == 0 {
				continue
			}
			s := &stakes[r.IntN(len(stakes))]
			if s.Slashed {
				continue
			}
			var err error
			if r.IntN(2) == 0 && !s.Left {
				pool, *s, err = pool.Leave(*s)
			} else {
				pool, *s, err = pool.Slash(*s, now)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	return pool, stakes, now
}

// most is all parts there ever were.
func most(stakes []Stake) (n uint64) {
	for _, s := range stakes {
		n += s.Parts
	}
	return n
}

// TestConservation: whatever happens, every unit paid is with the treasury or the curator, claimed, owed, locked, parked or dust, and dust is less than a
// unit for each member and, for the division, one for every 2^32 parts.
func TestConservation(t *testing.T) {
	for seed := range uint64(300) {
		pool, stakes, now := history(t, rand.New(rand.NewPCG(seed, 1)))
		b, err := pool.Balance(stakes, now)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if b.Dust.Cmp(Units(uint64(len(stakes)+1)+most(stakes)>>accBits)) > 0 {
			t.Fatalf("seed %d: %s units of dust for %d members", seed, b.Dust, len(stakes))
		}
	}
}

// TestNoDilution: who joins after a payment has no part in it, and takes none from those who were there.
func TestNoDilution(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 2))
		pool, stakes, now := history(t, r)
		all := func(s Stake) Amount {
			owed, locked := pool.Due(s, now)
			return owed.Add(locked)
		}
		before := make([]Amount, len(stakes))
		for i, s := range stakes {
			before[i] = all(s)
		}
		pool, since, err := pool.Join(1 << 50)
		if err != nil {
			t.Fatal(err)
		}
		if got := all(Stake{Parts: 1 << 50, Since: since}); !got.IsZero() {
			t.Fatalf("seed %d: a late member is owed %s", seed, got)
		}
		for i, s := range stakes {
			if got := all(s); got != before[i] {
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
		pool, err := pool.Pay(Units(pay), 0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range parts {
			exact := new(big.Rat).SetFrac(new(big.Int).Mul(new(big.Int).SetUint64(pay), new(big.Int).SetUint64(p)), new(big.Int).SetUint64(pool.Shares))
			owed, _ := pool.Due(Stake{Parts: p}, 0)
			diff := exact.Sub(exact, new(big.Rat).SetInt(owed.Big()))
			// One unit for rounding down, and parts·2^-32 for the accumulator's.
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
		pool, err := pool.Pay(Units(1000), 500, 0)
		if err != nil {
			t.Fatal(err)
		}
		stakes[0].Claimed, pool.Claimed = Units(100), Units(100)
		return pool, stakes
	}
	if p, s := sound(); true {
		if _, err := p.Balance(s, 0); err != nil {
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
			if b, err := p.Balance(s, 0); !errors.Is(err, ErrLeak) {
				t.Errorf("balanced: %+v (%v)", b, err)
			}
		})
	}
}

func TestParked(t *testing.T) {
	pool, err := Royalty{}.Pay(Units(1000), 1000, 0)
	if err != nil || pool.Parked != Units(900) || pool.Treasury != Units(100) {
		t.Fatalf("%+v (%v)", pool, err)
	}
	pool, since, _ := pool.Join(10)
	if pool, err = pool.Pay(Units(100), 1000, 0); err != nil {
		t.Fatal(err)
	}
	if got, _ := pool.Due(Stake{Parts: 10, Since: since}, 0); got != Units(990) || !pool.Parked.IsZero() {
		t.Errorf("the first member is owed %s, parked %s", got, pool.Parked)
	}
	if _, err := pool.Pay(Units(1), 10_001, 0); !errors.Is(err, ErrSyntax) {
		t.Errorf("more than everything to the treasury: %v", err)
	}
}

// TestUnlock: what came in during one era is locked to its end, then unlocked second by second over the next, to the unit.
func TestUnlock(t *testing.T) {
	const era = 1000
	pool := Royalty{Unlock: era}.At(5 * era)
	pool, since, _ := pool.Join(1)
	pool, err := pool.Pay(Units(7_000), 0, 5*era+300)
	if err != nil {
		t.Fatal(err)
	}
	one := Stake{Parts: 1, Since: since}
	for now := uint64(5*era + 300); now <= 8*era; now += 7 {
		want := Units(0)
		switch {
		case now >= 7*era:
			want = Units(7_000)
		case now >= 6*era:
			want = Units(7 * (now - 6*era))
		}
		if got, locked := pool.Due(one, now); got != want || got.Add(locked) != Units(7_000) {
			t.Fatalf("at %d: %s and %s locked, want %s", now, got, locked, want)
		}
	}
	// Halfway through, whoever is slashed keeps half; the others have the other half, an era later.
	other := Stake{Parts: 4}
	if pool, other.Since, err = pool.Join(4); err != nil {
		t.Fatal(err)
	}
	pool, one, err = pool.Slash(one, 6*era+500)
	if err != nil {
		t.Fatal(err)
	}
	if got, locked := pool.Due(one, 6*era+500); got != Units(3_500) || !locked.IsZero() {
		t.Errorf("the slashed one has %s and %s locked", got, locked)
	}
	if got, _ := pool.Due(other, 7*era+500); got != Units(1_750) {
		t.Errorf("the others have %s of it", got)
	}
	if b, err := pool.Balance([]Stake{one, other}, 9*era); err != nil || b.Owed != Units(7_000) {
		t.Errorf("balance %+v (%v)", b, err)
	}
}

// TestUnlockNeverFalls: as time passes nobody's unlocked part falls, nor exceeds what was earned.
func TestUnlockNeverFalls(t *testing.T) {
	for seed := range uint64(100) {
		pool, stakes, now := history(t, rand.New(rand.NewPCG(seed, 4)))
		for _, s := range stakes {
			last := Amount{}
			for at := now; at < now+3*uint64(pool.Unlock)+2; at += 1 + uint64(pool.Unlock)/7 {
				got, locked := pool.Due(s, at)
				if got.Cmp(last) < 0 {
					t.Fatalf("seed %d: from %s to %s", seed, last, got)
				}
				last = got
				if at >= now+2*uint64(pool.Unlock) && !locked.IsZero() {
					t.Fatalf("seed %d: %s still locked after two eras", seed, locked)
				}
			}
		}
	}
}
