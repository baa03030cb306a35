package privacy

import (
	"errors"
	"fmt"
	"math"
)

// Budget is the state of one privacy block's filter, in ledger units at each of Orders: the caps, what is held (reserved plus
// committed) and what of it is committed. It is the exact arithmetic of the PrivacyLedger contract. The zero value is a closed
// block that admits nothing but a zero loss. A Budget is a value; its methods return the budget that follows.
//
// Filter: Rogers, Roth, Ullman, Vadhan (1605.08294); a Rényi filter of one fixed order loses no constant (Feldman, Zrnic
// 2008.11193). A claim is admitted when any one order has room, so δ is split over the orders when the caps are made (see Caps).
//
// A held or committed lane that would pass 2^32-1 stays at 2^32-1 for ever: an order that overflowed never comes back.
// Every cap is below MaxLane, so neither such an order nor a saturated Loss is ever within it.
type Budget struct {
	Caps      [NumOrders]uint32 `json:"caps"`
	Held      [NumOrders]uint32 `json:"held"`
	Committed [NumOrders]uint32 `json:"committed"`
}

// ErrCommit reports a commit that does not fit what was reserved.
var ErrCommit = errors.New("commit does not fit the reservation")

// MaxJobs is what JobsLeft says when nothing limits the number.
const MaxJobs = math.MaxInt32

// stuck is a lane of a Budget that overflowed.
const stuck = math.MaxUint32

// Admits reports whether the block has room for l: at some order, what is held plus l is within the cap.
func (b Budget) Admits(l Loss) bool {
	for i, v := range l.lane {
		if saturate(b.Held[i], v) <= b.Caps[i] {
			return true
		}
	}
	return false
}

// Reserve holds l if the block admits it; otherwise it returns b as it was, and false.
func (b Budget) Reserve(l Loss) (Budget, bool) {
	if !b.Admits(l) {
		return b, false
	}
	for i, v := range l.lane {
		b.Held[i] = saturate(b.Held[i], v)
	}
	return b, true
}

// Commit turns spent into loss for ever and frees the rest of reserved, which an earlier Reserve held. It returns ErrCommit, and b
// as it was, when spent exceeds reserved at some order or reserved was never held. A lane that overflowed frees nothing.
func (b Budget) Commit(reserved, spent Loss) (Budget, error) {
	next := b
	for i, v := range spent.lane {
		if v > reserved.lane[i] {
			return b, fmt.Errorf("order %d: spent %d of %d: %w", Orders[i], v, reserved.lane[i], ErrCommit)
		}
		next.Committed[i] = saturate(b.Committed[i], v)
		if b.Held[i] == stuck {
			continue
		}
		rest := reserved.lane[i] - v
		if rest > b.Held[i] {
			return b, fmt.Errorf("order %d: free %d of %d held: %w", Orders[i], rest, b.Held[i], ErrCommit)
		}
		next.Held[i] = b.Held[i] - rest
	}
	return next, nil
}

// EpsilonCommitted is the ε of what is committed at the given δ, as Loss.Epsilon, for display: Infinite when no ε bounds it.
func (b Budget) EpsilonCommitted(d Delta) Micros { return epsilon(b.Committed, d) }

// EpsilonHeld is the ε of what is reserved and committed at the given δ, as Loss.Epsilon, for display: Infinite when no ε bounds
// it. A block opened with Caps(eps, d, …) never shows more than eps.
func (b Budget) EpsilonHeld(d Delta) Micros { return epsilon(b.Held, d) }

// JobsLeft is how many jobs of loss l the block would admit one after another: the number at the order with the most room, or
// MaxJobs when there is no limit.
func (b Budget) JobsLeft(l Loss) int {
	most := uint32(0)
	for i, v := range l.lane {
		if b.Held[i] > b.Caps[i] {
			continue
		}
		if v == 0 {
			return MaxJobs
		}
		most = max(most, (b.Caps[i]-b.Held[i])/v)
	}
	return int(min(most, MaxJobs))
}

func epsilon(lanes [NumOrders]uint32, d Delta) Micros {
	var l Loss
	for i, v := range lanes {
		l.lane[i] = min(v, MaxLane)
	}
	eps, ok := l.Epsilon(d)
	if !ok {
		return Infinite
	}
	return eps
}

// saturate adds two lanes and stays at the largest uint32.
func saturate(a, b uint32) uint32 { return uint32(min(uint64(a)+uint64(b), stuck)) }
