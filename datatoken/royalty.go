package datatoken

import (
	"errors"
	"fmt"
	"math/big"
)

// accBits is the number of binary places of a pool's accumulator: it counts 2^-32 units per part.
const accBits = 32

// maxShares is the most parts a pool has.
const maxShares = 1<<56 - 1

// ErrLeak reports a royalty pool whose books do not balance to the unit.
var ErrLeak = errors.New("royalty pool does not balance")

// Royalty is the state of one dataset's royalty pool, as the RoyaltyPools contract keeps it. A payment raises Acc, the units ever due to
// one part; a batch of members remembers Acc as it was when they joined, so a payment is divided among those who were there when it
// was made, at the same cost however many they are. The division that a payment leaves over is Remainder, and is part of the next.
//
// Time is cut into eras of Unlock seconds. What came in during one era is unlocked linearly over the next: Acc1 and Acc2, the values of Acc when
// the era began and when the one before it began, therefore say what is unlocked of any holding, at any number of payments.
//
// Source of the scheme without time: Batog, Boca, Johnson, "Scalable Reward Distribution on the Ethereum Blockchain" (2018).
type Royalty struct {
	Shares     uint64 `json:"shares"`     // all parts of all members who earn
	Acc        Amount `json:"acc"`        // units due to one part since the beginning, times 2^32
	Acc1       Amount `json:"acc1"`       // Acc when the era began
	Acc2       Amount `json:"acc2"`       // Acc when the era before it began
	Era        uint64 `json:"era"`        // number of the era, counted from 1970
	Unlock     uint32 `json:"unlock"`     // seconds of an era; 0 unlocks at once
	CuratorBps uint16 `json:"curatorBps"` // the curator's cut, in basis points
	Remainder  Amount `json:"remainder"`  // units times 2^32 that the last division left over
	Paid       Amount `json:"paid"`       // everything ever paid in
	Claimed    Amount `json:"claimed"`    // what members took out
	Treasury   Amount `json:"treasury"`   // the treasury's cuts, taken out or not
	Curator    Amount `json:"curator"`    // the curator's cuts, taken out or not
	Parked     Amount `json:"parked"`     // paid while the dataset had no members; goes out with the next payment
}

// At returns the pool as it is at a moment, in unix seconds: eras pass without anything being written.
func (r Royalty) At(now uint64) Royalty {
	if r.Unlock == 0 {
		return r
	}
	switch era := now / uint64(r.Unlock); {
	case era == r.Era:
	case era == r.Era+1:
		r.Acc1, r.Acc2, r.Era = r.Acc, r.Acc1, era
	default:
		r.Acc1, r.Acc2, r.Era = r.Acc, r.Acc, era
	}
	return r
}

// Split divides a payment between those who take a cut, in basis points rounded down, and the members.
func Split(payment Amount, treasuryBps, curatorBps uint16) (treasury, curator, members Amount, err error) {
	if int(treasuryBps)+int(curatorBps) > 10_000 {
		return treasury, curator, members, fmt.Errorf("split payment: %d and %d basis points: %w", treasuryBps, curatorBps, ErrSyntax)
	}
	cut := func(bps uint16) Amount {
		t := payment.Big()
		return amount(t.Mul(t, big.NewInt(int64(bps))).Quo(t, big.NewInt(10_000)))
	}
	treasury, curator = cut(treasuryBps), cut(curatorBps)
	members, err = payment.Sub(treasury.Add(curator))
	return treasury, curator, members, err
}

// Join adds parts to the pool. It returns the accumulator that the new parts count from.
func (r Royalty) Join(parts uint64) (Royalty, Amount, error) {
	if parts > maxShares || r.Shares+parts > maxShares {
		return r, Amount{}, fmt.Errorf("join %d parts to %d: more than 2^56: %w", parts, r.Shares, ErrSyntax)
	}
	r.Shares += parts
	return r, r.Acc, nil
}

// Leave takes the parts of a stake out of the pool: it earns nothing from now on.
func (r Royalty) Leave(s Stake) (Royalty, Stake, error) {
	if s.Left || s.Parts > r.Shares {
		return r, s, fmt.Errorf("take %d parts from %d: %w", s.Parts, r.Shares, ErrSyntax)
	}
	r.Shares -= s.Parts
	s.Left, s.Until = true, r.Acc
	return r, s, nil
}

// Slash takes a stake out of the pool at a moment, in unix seconds, and gives what was still locked of it to the others. It reaches a stake that has left, too.
func (r Royalty) Slash(s Stake, now uint64) (Royalty, Stake, error) {
	r = r.At(now)
	kept, locked := r.Due(s, now)
	if s.Slashed {
		return r, s, fmt.Errorf("slash a stake twice: %w", ErrSyntax)
	}
	if !s.Left {
		var err error
		if r, s, err = r.Leave(s); err != nil {
			return r, s, err
		}
	}
	s.Slashed, s.Kept = true, kept.Add(s.Claimed)
	if !locked.IsZero() {
		r = r.credit(locked)
	}
	return r, s, nil
}

// Pay adds a payment to the pool, at a moment in unix seconds, and divides it.
func (r Royalty) Pay(payment Amount, treasuryBps uint16, now uint64) (Royalty, error) {
	treasury, curator, members, err := Split(payment, treasuryBps, r.CuratorBps)
	if err != nil {
		return r, err
	}
	r = r.At(now)
	r.Paid, r.Treasury, r.Curator = r.Paid.Add(payment), r.Treasury.Add(treasury), r.Curator.Add(curator)
	return r.credit(members), nil
}

// credit divides units among the members of this moment.
func (r Royalty) credit(units Amount) Royalty {
	units = units.Add(r.Parked)
	if r.Shares == 0 {
		r.Parked = units
		return r
	}
	r.Parked = Amount{}
	n := units.Big()
	n.Lsh(n, accBits).Add(n, r.Remainder.Big())
	each, left := n.QuoRem(n, new(big.Int).SetUint64(r.Shares), new(big.Int))
	r.Acc, r.Remainder = r.Acc.Add(amount(each)), amount(left)
	return r
}

// Stake is one member's place in a pool, with what it took out so far.
type Stake struct {
	Parts   uint64 `json:"parts"`
	Since   Amount `json:"since"` // Acc when it joined
	Claimed Amount `json:"claimed"`
	Left    bool   `json:"left,omitempty"`    // it earns no more
	Until   Amount `json:"until,omitzero"`    // Acc when it left
	Slashed bool   `json:"slashed,omitempty"` // what was locked when it left went to the others
	Kept    Amount `json:"kept,omitzero"`     // of one that was slashed: what had been unlocked, claimed or not
}

// to is the accumulator up to which a stake earns.
func (r Royalty) to(s Stake) Amount {
	if s.Left {
		return s.Until
	}
	return r.Acc
}

// earned returns what parts earn between two values of the accumulator, as whole units and 2^-32 units.
func earned(parts uint64, from, to Amount) (whole, frac *big.Int) {
	d := to.Big()
	if d.Sub(d, from.Big()).Sign() < 0 {
		return new(big.Int), new(big.Int)
	}
	d.Mul(d, new(big.Int).SetUint64(parts))
	frac = new(big.Int).And(d, mask)
	return d.Rsh(d, accBits), frac
}

var mask = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), accBits), big.NewInt(1))

// Due returns what a stake can claim at a moment, in unix seconds, and what it has earned that is still locked.
func (r Royalty) Due(s Stake, now uint64) (unlocked, locked Amount) {
	all, _ := earned(s.Parts, s.Since, r.to(s))
	free := r.At(now).unlocked(s, now)
	if s.Slashed {
		all, free = s.Kept.Big(), s.Kept.Big()
	}
	had := s.Claimed.Big()
	if free.Cmp(had) < 0 { // no chain of ours gets here; Balance says so
		return Amount{}, Amount{}
	}
	return amount(new(big.Int).Sub(free, had)), amount(all.Sub(all, free))
}

// unlocked is what a stake may have claimed in all, in the era of now.
func (r Royalty) unlocked(s Stake, now uint64) *big.Int {
	to := r.to(s)
	if r.Unlock == 0 {
		whole, _ := earned(s.Parts, s.Since, to)
		return whole
	}
	from, per := s.Since, new(big.Int)
	if until := least(to, r.Acc2); until.Cmp(from) > 0 { // came in before the last era: all of it
		per.Sub(until.Big(), from.Big())
		from = until
	}
	if until := least(to, r.Acc1); until.Cmp(from) > 0 { // came in during the last era: as much of it as has passed of this one
		part := new(big.Int).Sub(until.Big(), from.Big())
		part.Mul(part, new(big.Int).SetUint64(now%uint64(r.Unlock))).Quo(part, new(big.Int).SetUint64(uint64(r.Unlock)))
		per.Add(per, part)
	}
	return per.Mul(per, new(big.Int).SetUint64(s.Parts)).Rsh(per, accBits)
}

func least(a, b Amount) Amount {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

// Books is a royalty pool's balance sheet: Paid is Treasury + Curator + Claimed + Owed + Locked + Parked + Dust to the unit.
type Books struct {
	Royalty
	Members int    `json:"members"`
	Owed    Amount `json:"owed"`   // can be claimed now, over all members
	Locked  Amount `json:"locked"` // earned and not yet unlocked, over all members
	Dust    Amount `json:"dust"`   // too little to give anybody a unit: less than one for each member, and one for every 2^32 parts
}

// Balance checks the pool against all its members' stakes at a moment, in unix seconds, and returns its balance sheet. Dust is not what is missing: it is
// counted on its own, out of every member's fraction of a unit and the remainder of the division, and must then make the sum come out.
// ErrLeak says that it does not, or that a stake is missing or claimed too much.
func (r Royalty) Balance(stakes []Stake, now uint64) (Books, error) {
	b := Books{Royalty: r.At(now), Members: len(stakes)}
	parts, claimed, dust := new(big.Int), new(big.Int), r.Remainder.Big()
	for i, s := range stakes {
		whole, frac := earned(s.Parts, s.Since, r.to(s))
		if s.Slashed {
			if s.Kept.Big().Cmp(whole) > 0 {
				return b, fmt.Errorf("stake %d kept %s, more than it earned: %w", i, s.Kept, ErrLeak)
			}
			whole = s.Kept.Big()
		}
		if s.Claimed.Big().Cmp(whole) > 0 {
			return b, fmt.Errorf("stake %d took %s, more than it earned: %w", i, s.Claimed, ErrLeak)
		}
		owed, locked := r.Due(s, now)
		if sum := s.Claimed.Add(owed).Add(locked); sum != amount(whole) {
			return b, fmt.Errorf("stake %d took %s, more than was unlocked: %w", i, s.Claimed, ErrLeak)
		}
		if !s.Left {
			parts.Add(parts, new(big.Int).SetUint64(s.Parts))
		}
		claimed.Add(claimed, s.Claimed.Big())
		b.Owed, b.Locked = b.Owed.Add(owed), b.Locked.Add(locked)
		dust.Add(dust, frac)
	}
	if parts.Cmp(new(big.Int).SetUint64(r.Shares)) != 0 {
		return b, fmt.Errorf("stakes have %s parts of %d: %w", parts, r.Shares, ErrLeak)
	}
	if claimed.Cmp(r.Claimed.Big()) != 0 {
		return b, fmt.Errorf("stakes claimed %s, the pool gave %s: %w", claimed, r.Claimed, ErrLeak)
	}
	if new(big.Int).And(dust, mask).Sign() != 0 {
		return b, fmt.Errorf("fractions do not add up to whole units: %w", ErrLeak)
	}
	b.Dust = amount(dust.Rsh(dust, accBits))
	sum := r.Treasury.Add(r.Curator).Add(r.Claimed).Add(b.Owed).Add(b.Locked).Add(r.Parked).Add(b.Dust)
	if sum != r.Paid {
		return b, fmt.Errorf("paid %s, accounted for %s: %w", r.Paid, sum, ErrLeak)
	}
	return b, nil
}
