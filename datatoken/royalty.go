package datatoken

import (
	"errors"
	"fmt"
	"math/big"
)

// accBits is the number of binary places of a pool's accumulator: it counts 2^-64 units per part.
const accBits = 64

// ErrLeak reports a royalty pool whose books do not balance to the unit.
var ErrLeak = errors.New("royalty pool does not balance")

// Royalty is the state of one dataset's royalty pool, as the RoyaltyPools contract keeps it. A payment raises Acc, the units ever due to
// one part; a batch of members remembers Acc as it was when they joined, so a payment is divided among those who were there when it
// was made, at the same cost however many they are. The division that a payment leaves over is Remainder, and is part of the next.
//
// Source of the scheme: Batog, Boca, Johnson, "Scalable Reward Distribution on the Ethereum Blockchain" (2018).
type Royalty struct {
	Shares    uint64 `json:"shares"`    // all parts of all members
	Acc       Amount `json:"acc"`       // units due to one part since the beginning, times 2^64
	Remainder Amount `json:"remainder"` // units times 2^64 that the last division left over; less than Shares
	Paid      Amount `json:"paid"`      // everything ever paid in
	Claimed   Amount `json:"claimed"`   // what members took out
	Treasury  Amount `json:"treasury"`  // what went to the treasury
	Parked    Amount `json:"parked"`    // paid while the dataset had no members; goes out with the next payment
}

// Split divides a payment between the treasury, whose part in basis points is rounded down, and the members.
func Split(payment Amount, treasuryBps uint16) (treasury, members Amount, err error) {
	if treasuryBps > 10_000 {
		return Amount{}, Amount{}, fmt.Errorf("split payment: %d basis points: %w", treasuryBps, ErrSyntax)
	}
	t := payment.Big()
	t.Mul(t, big.NewInt(int64(treasuryBps))).Quo(t, big.NewInt(10_000))
	treasury = amount(t)
	members, err = payment.Sub(treasury)
	return treasury, members, err
}

// Join adds parts to the pool. It returns the accumulator that the new parts count from.
func (r Royalty) Join(parts uint64) (Royalty, Amount, error) {
	if r.Shares+parts < r.Shares {
		return r, Amount{}, fmt.Errorf("join %d parts to %d: too many: %w", parts, r.Shares, ErrSyntax)
	}
	r.Shares += parts
	return r, r.Acc, nil
}

// Pay adds a payment to the pool and divides it.
func (r Royalty) Pay(payment Amount, treasuryBps uint16) (Royalty, error) {
	treasury, members, err := Split(payment, treasuryBps)
	if err != nil {
		return r, err
	}
	r.Paid, r.Treasury = r.Paid.Add(payment), r.Treasury.Add(treasury)
	members = members.Add(r.Parked)
	if r.Shares == 0 {
		r.Parked = members
		return r, nil
	}
	r.Parked = Amount{}
	n := members.Big()
	n.Lsh(n, accBits).Add(n, r.Remainder.Big())
	each, left := n.QuoRem(n, new(big.Int).SetUint64(r.Shares), new(big.Int))
	r.Acc, r.Remainder = r.Acc.Add(amount(each)), amount(left)
	return r, nil
}

// Entitled is what parts that count from an accumulator have earned since, claimed or not: floor(parts·(Acc−since)/2^64). It is zero
// when since is ahead of Acc.
func (r Royalty) Entitled(parts uint64, since Amount) Amount {
	whole, _ := r.entitled(parts, since)
	return amount(whole)
}

// entitled returns what parts have earned as whole units and 2^-64 units.
func (r Royalty) entitled(parts uint64, since Amount) (whole, frac *big.Int) {
	d := r.Acc.Big()
	d.Sub(d, since.Big())
	if d.Sign() < 0 {
		return new(big.Int), new(big.Int)
	}
	d.Mul(d, new(big.Int).SetUint64(parts))
	frac = new(big.Int).And(d, mask)
	return d.Rsh(d, accBits), frac
}

var mask = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), accBits), big.NewInt(1))

// Stake is one member's place in a pool, with what it took out so far.
type Stake struct {
	Parts   uint64 `json:"parts"`
	Since   Amount `json:"since"`
	Claimed Amount `json:"claimed"`
}

// Books is a royalty pool's balance sheet: Paid is Treasury + Claimed + Owed + Parked + Dust to the unit.
type Books struct {
	Royalty
	Members int    `json:"members"`
	Owed    Amount `json:"owed"` // entitled and not yet claimed, over all members
	Dust    Amount `json:"dust"` // too little to give anybody a unit: less than one unit for each member, and one
}

// Balance checks the pool against all its members' stakes and returns its balance sheet. Dust is not what is missing: it is counted on its own,
// out of every member's fraction of a unit and the remainder of the division, and must then make the sum come out. ErrLeak says
// that it does not, or that a stake is missing or claimed too much.
func (r Royalty) Balance(stakes []Stake) (Books, error) {
	b := Books{Royalty: r, Members: len(stakes)}
	var parts, claimed, owed, dust = new(big.Int), new(big.Int), new(big.Int), r.Remainder.Big()
	for i, s := range stakes {
		whole, frac := r.entitled(s.Parts, s.Since)
		whole.Sub(whole, s.Claimed.Big())
		if whole.Sign() < 0 {
			return b, fmt.Errorf("stake %d took %s, more than it earned: %w", i, s.Claimed, ErrLeak)
		}
		parts.Add(parts, new(big.Int).SetUint64(s.Parts))
		claimed.Add(claimed, s.Claimed.Big())
		owed.Add(owed, whole)
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
	b.Owed, b.Dust = amount(owed), amount(dust.Rsh(dust, accBits))
	sum := r.Treasury.Add(r.Claimed).Add(b.Owed).Add(r.Parked).Add(b.Dust)
	if sum != r.Paid {
		return b, fmt.Errorf("paid %s, accounted for %s: %w", r.Paid, sum, ErrLeak)
	}
	return b, nil
}
