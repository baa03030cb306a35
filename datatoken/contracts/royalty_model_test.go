package contracts_test

import (
	"math/big"

	"github.com/ethereum/go-ethereum/common"
)

const bits = 32

var scale = new(big.Int).Lsh(big64(1), bits) // S of the contract

// poolModel is what a pool should hold, told from its whole history: every credit is remembered with its second, and no era is kept.
type poolModel struct {
	unlock, curatorBps        int64
	shares, acc, remainder    *big.Int
	most                      *big.Int // shares that there ever were
	exact                     *big.Rat // payment per part, rounded nowhere
	credits                   []credit
	parked, treasury, curator int64
	seats                     []*seat
}

// credit is what was shared out at once: acc rose from the last credit's to this one's.
type credit struct {
	at  uint64
	acc *big.Int
}

// seat is a member in a batch.
type seat struct {
	b            *batch
	i            int
	state        byte // 0, 'e' ended, 's' slashed
	parts        *big.Int
	since, until *big.Int // acc; until is nil while it earns
	exactSince   *big.Rat
	exactUntil   *big.Rat
	forfeited    int64
	kept, drawn  int64
}

func newPoolModel(unlock, curatorBps int64) *poolModel {
	return &poolModel{unlock: unlock, curatorBps: curatorBps, shares: new(big.Int), acc: new(big.Int), remainder: new(big.Int), most: new(big.Int), exact: new(big.Rat)}
}

func (m *poolModel) join(b *batch) {
	for i, mb := range b.ms {
		parts := new(big.Int).SetUint64(mb.parts)
		m.seats = append(m.seats, &seat{b: b, i: i, parts: parts, since: new(big.Int).Set(m.acc), exactSince: new(big.Rat).Set(m.exact)})
		m.shares.Add(m.shares, parts)
	}
	if m.shares.Cmp(m.most) > 0 {
		m.most.Set(m.shares)
	}
}

func (m *poolModel) pay(at uint64, amount, treasuryBps int64) {
	toTreasury, toCurator := amount*treasuryBps/10_000, amount*m.curatorBps/10_000
	m.treasury += toTreasury
	m.curator += toCurator
	m.credit(at, amount-toTreasury-toCurator)
}

func (m *poolModel) credit(at uint64, amount int64) {
	m.parked += amount
	if m.shares.Sign() == 0 || m.parked == 0 {
		return
	}
	m.exact = new(big.Rat).Add(m.exact, new(big.Rat).SetFrac(big64(m.parked), m.shares))
	num := new(big.Int).Mul(big64(m.parked), scale)
	num.Add(num, m.remainder)
	per := new(big.Int)
	per.DivMod(num, m.shares, m.remainder)
	m.acc = new(big.Int).Add(m.acc, per)
	m.credits = append(m.credits, credit{at, m.acc})
	m.parked = 0
}

func (m *poolModel) end(at uint64, s *seat, slash bool) {
	if s.state == 0 {
		m.shares.Sub(m.shares, s.parts)
		s.until, s.exactUntil = m.acc, m.exact
	}
	if !slash {
		s.state = 'e'
		return
	}
	s.kept, _ = m.unlocked(at, s)
	s.forfeited = m.entitled(s) - s.kept
	s.state = 's'
	if s.forfeited != 0 {
		m.credit(at, s.forfeited)
	}
}

// entitled is all that the seat has earned, in whole units, locked or not.
func (m *poolModel) entitled(s *seat) int64 {
	until := s.until
	if until == nil {
		until = m.acc
	}
	n := new(big.Int).Sub(until, s.since)
	return n.Mul(n, s.parts).Rsh(n, bits).Int64()
}

// unlocked is what of it is unlocked at that second, drawn or not: in units, and before the second rounding. Each credit unlocks linearly over
// the era after its own.
func (m *poolModel) unlocked(at uint64, s *seat) (units int64, exact *big.Rat) {
	if s.state == 's' {
		return s.kept, new(big.Rat).SetInt64(s.kept)
	}
	sum, last, unlock := new(big.Int), new(big.Int), uint64(max(m.unlock, 1))
	for _, c := range m.credits {
		by := new(big.Int).Sub(c.acc, last)
		last = c.acc
		if c.acc.Cmp(s.since) <= 0 {
			continue
		}
		if s.until != nil && c.acc.Cmp(s.until) > 0 {
			break
		}
		begins := (c.at/unlock + 1) * unlock
		passed := unlock
		switch {
		case m.unlock == 0:
		case at < begins:
			passed = 0
		case at < begins+unlock:
			passed = at - begins
		}
		sum.Add(sum, by.Mul(by, new(big.Int).SetUint64(passed)))
	}
	exact = new(big.Rat).SetFrac(new(big.Int).Mul(sum, s.parts), new(big.Int).Mul(scale, new(big.Int).SetUint64(unlock)))
	sum.Div(sum, new(big.Int).SetUint64(unlock)).Mul(sum, s.parts)
	return sum.Rsh(sum, bits).Int64(), exact
}

// earned is what all seats have ever earned, less what those slashed have lost, in units/S.
func (m *poolModel) earned() *big.Int {
	sum := new(big.Int)
	for _, s := range m.seats {
		until := s.until
		if until == nil {
			until = m.acc
		}
		n := new(big.Int).Sub(until, s.since)
		sum.Add(sum, n.Mul(n, s.parts))
		sum.Sub(sum, new(big.Int).Mul(big64(s.forfeited), scale))
	}
	return sum
}

// check holds the seat on the chain against the model, at this second.
func (k *poolsKit) check(m *poolModel, s *seat) {
	k.t.Helper()
	want, exact := m.unlocked(k.time, s)
	free, locked := k.owed(s.b, s.i)
	wantLocked := m.entitled(s) - want
	if s.state == 's' {
		wantLocked = 0
	}
	if free+s.drawn != want || locked != wantLocked {
		k.t.Fatalf("second %d: member %d of batch %d: %d unlocked, %d drawn, %d locked; want %d unlocked or drawn and %d locked",
			k.time, s.i, s.b.id, free, s.drawn, locked, want, wantLocked)
	}
	// Rounding takes less than 1/S of a unit per part, and then less than a unit. It gives nothing.
	rounded := new(big.Rat).Sub(exact, new(big.Rat).SetInt64(want))
	if least := new(big.Rat).Add(big.NewRat(1, 1), new(big.Rat).SetFrac(s.parts, scale)); rounded.Sign() < 0 || rounded.Cmp(least) >= 0 {
		k.t.Fatalf("second %d: %d unlocked, in exact numbers %s", k.time, want, exact.FloatString(6))
	}
	if s.state == 's' || m.most.BitLen() > 26 {
		return
	}
	// What payments have given to whom is what rational numbers say, less a unit, give or take what remainders carried over changes of shares:
	// each is below shares/S, which is nothing unless a dataset has billions of them.
	until := s.exactUntil
	if until == nil {
		until = m.exact
	}
	due := new(big.Rat).Sub(until, s.exactSince)
	due.Mul(due, new(big.Rat).SetInt(s.parts)).Sub(due, new(big.Rat).SetInt64(m.entitled(s)))
	if due.Cmp(big.NewRat(11, 10)) >= 0 || due.Cmp(big.NewRat(-1, 10)) <= 0 {
		k.t.Fatalf("second %d: member %d of batch %d is short of %s units", k.time, s.i, s.b.id, due.FloatString(6))
	}
}

func (s *seat) addr() common.Address { return s.b.ms[s.i].addr }
