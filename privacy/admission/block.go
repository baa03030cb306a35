package admission

import (
	"errors"
	"fmt"
	"math"
	"math/bits"

	"github.com/stintdao/stint/privacy"
)

// Unlock says how a block's caps become available to claims (PrivateKube 2106.15335). The zero value is all of them at once. At most one field is
// set.
type Unlock struct {
	Claims uint64 `json:"claims,omitempty"` // DPF-N: every claim that arrives for the block unlocks one part in so many
	Period uint64 `json:"period,omitempty"` // DPF-T: the caps unlock evenly over so many ticks of the caller's clock
}

// MaxUnlock bounds both fields of an Unlock: in milliseconds, more than eight years.
const MaxUnlock = 1 << 38

// ErrUnlock reports an Unlock with both fields set, or one that is out of range.
var ErrUnlock = errors.New("bad unlock rule")

func (u Unlock) check() error {
	switch {
	case u.Claims > 0 && u.Period > 0:
		return fmt.Errorf("by claims and over time: %w", ErrUnlock)
	case max(u.Claims, u.Period) > MaxUnlock:
		return fmt.Errorf("%d parts, at most %d: %w", max(u.Claims, u.Period), uint64(MaxUnlock), ErrUnlock)
	}
	return nil
}

// Block is one block as admission sees it: what the ledger says of it, and how far it is unlocked. It is a value that can be kept and given back.
type Block struct {
	Budget   privacy.Budget `json:"budget"`
	Unlock   Unlock         `json:"unlock"`
	Arrivals uint64         `json:"arrivals"` // claims that arrived for it, if it unlocks by claims: at most Unlock.Claims of them are counted
	Opened   int64          `json:"opened"`   // tick from which it unlocks over time
}

// Unlocked is the block's budget with only those caps that are unlocked at tick now: cap·Arrivals/Claims or cap·(now - Opened)/Period, rounded down, and the
// whole cap in the end.
func (b Block) Unlocked(now int64) privacy.Budget {
	level, parts := b.level(now)
	for i, c := range b.Budget.Caps {
		hi, lo := bits.Mul64(uint64(c), level)
		part, _ := bits.Div64(hi, lo, parts) // at most c, as level is at most parts
		b.Budget.Caps[i] = uint32(part)
	}
	return b.Budget
}

// level is how many of how many parts are unlocked.
func (b *Block) level(now int64) (level, parts uint64) {
	switch {
	case b.Unlock.Claims > 0:
		return min(b.Arrivals, b.Unlock.Claims), b.Unlock.Claims
	case b.Unlock.Period > 0 && now <= b.Opened:
		return 0, b.Unlock.Period
	case b.Unlock.Period > 0:
		return min(uint64(now)-uint64(b.Opened), b.Unlock.Period), b.Unlock.Period // right also where the difference exceeds an int64
	}
	return 1, 1
}

// asleep is the wake of a claim that no unlocking helps.
const asleep = math.MaxUint64

// wake is the level from which the block, as it is held now, admits l, or asleep. With need = held + l,
//
//	need ≤ ⌊cap·level/parts⌋  ⇔  level ≥ ⌈need·parts/cap⌉,
//
// and any order will do.
func (b *Block) wake(l privacy.Loss) uint64 {
	_, parts := b.level(0)
	least := uint64(asleep)
	for i, v := range l.Lanes() {
		need, limit := uint64(b.Budget.Held[i])+uint64(v), uint64(b.Budget.Caps[i])
		switch {
		case need > limit:
		case need == 0:
			return 0
		default:
			least = min(least, (need*parts+limit-1)/limit) // need < 2^24 and parts ≤ 2^38: no overflow
		}
	}
	return least
}

// never reports whether the block cannot admit l even if all that is reserved but not committed came back.
func (b *Block) never(l privacy.Loss) bool {
	return !privacy.Budget{Caps: b.Budget.Caps, Held: b.Budget.Committed}.Admits(l)
}

// room is what is left of the unlocked caps at each order; less than zero where an order is overdrawn.
func (b *Block) room(now int64) (room [privacy.NumOrders]int64) {
	u := b.Unlocked(now)
	for i, c := range u.Caps {
		room[i] = int64(c) - int64(u.Held[i])
	}
	return room
}

// share is the part of a fresh block that l takes, in units of 2^-32, rounded down: the largest loss/cap of the orders at which l fits a fresh block alone.
//
// PrivateKube takes the largest of all orders with a cap. The two are the same for claims that fit at every order, which is what its fairness is proven for. But
// the high orders of a subsampled Gaussian can be without bound, and would make every such claim the largest of all.
func (b *Block) share(l privacy.Loss) (most uint64) {
	for i, v := range l.Lanes() {
		if c := b.Budget.Caps[i]; v <= c && c > 0 {
			most = max(most, uint64(v)<<32/uint64(c))
		}
	}
	return most
}
