package privacy

import (
	"fmt"
	"math"
	"slices"

	"github.com/stintdao/stint/privacy/accountant"
)

// Certain is the Delta of probability 1.
const Certain Delta = 1_000_000_000_000

// Infinite is the ε of a loss that no ε bounds.
const Infinite Micros = math.MaxInt64

// DefaultOrder is the preferred order of Caps for a block of about ε 8 at δ 1e-6 that is shared by Gaussian jobs of ε 2 to 4:
// of all Orders it admits the most of them. Pure releases bind at higher orders and are little hurt.
const DefaultOrder uint32 = 5

// Epsilon converts the loss to the smallest ε for which it is (ε, δ)-DP by the improved conversion (Canonne, Kamath, Steinke
// 2004.00010, Prop. 12) at the best of Orders, rounded up. It returns false when there is none: every lane is saturated, or d
// is not a probability strictly between 0 and 1. No loss is ε 0.
//
// The figure is for one declared plan, or for a composition whose order was fixed beforehand. What a block promises for all of
// its jobs together, chosen adaptively, is the ε its caps were made from.
func (l Loss) Epsilon(d Delta) (Micros, bool) {
	if d <= 0 || d >= Certain {
		return 0, false
	}
	if l.IsZero() {
		return 0, true
	}
	eps, finite := l.epsilon(float64(d) / 1e12)
	if !finite {
		return 0, false
	}
	return up(eps)
}

// epsilon is Epsilon in nats.
func (l Loss) epsilon(delta float64) (float64, bool) {
	best := math.Inf(1)
	for i, order := range Orders {
		if l.lane[i] == 0 { // no divergence at one order is no divergence at all
			return 0, true
		}
		if l.lane[i] >= MaxLane {
			continue
		}
		best = min(best, float64(l.lane[i])/UnitsPerNat+conversion(order, delta))
	}
	return max(best, 0), !math.IsInf(best, 1)
}

// conversion is what Prop. 12 adds to the divergence of order α to get ε: ln((α-1)/α) - (ln δ + ln α)/(α-1), in nats.
func conversion(order uint32, delta float64) float64 {
	a := float64(order)
	return math.Log1p(-1/a) - (math.Log(delta)+math.Log(a))/(a-1)
}

// Caps are the caps of a block whose total loss is to stay within (eps, d), in ledger units rounded down. A hundredth of δ is kept for private
// selections (see SelectionDelta). A claim is admitted when any order has room, so the promise is a union over the orders and the rest of δ is
// split: 0.9 of it on the preferred order, the rest shared equally by the others. The weights, like the caps, are fixed when the block is opened.
// An order whose δ share alone costs more than eps gets cap 0.
//
// It returns an error when eps or d is out of range, preferred is not one of Orders, or every cap would be 0.
func Caps(eps Micros, d Delta, preferred uint32) ([NumOrders]uint32, error) {
	var caps [NumOrders]uint32
	if eps <= 0 || eps > MaxEpsilon {
		return caps, fmt.Errorf("make caps: ε of %d millionths is outside 1..%d", eps, MaxEpsilon)
	}
	if d <= 0 || d >= Certain {
		return caps, fmt.Errorf("make caps: δ of %de-12 is not strictly between 0 and 1", d)
	}
	if !slices.Contains(Orders[:], preferred) {
		return caps, fmt.Errorf("make caps: %d is not an order of the ledger", preferred)
	}
	for i, order := range Orders {
		weight := 0.1 / (NumOrders - 1)
		if order == preferred {
			weight = 0.9
		}
		nats := float64(eps)/1e6 - conversion(order, weight*(1-selectionShare)*float64(d)/1e12)
		caps[i] = uint32(max(0, math.Floor(nats*UnitsPerNat-1e-6)))
	}
	if caps == [NumOrders]uint32{} {
		return caps, fmt.Errorf("make caps: ε of %d millionths leaves no room at any order with δ of %de-12", eps, d)
	}
	return caps, nil
}

// selectionShare is the part of a block's δ that is kept for private selections.
const selectionShare = 0.01

// Tiny is a probability in units of 1e-24.
type Tiny uint64

// SelectionDelta is the probability with which one private selection of ε eps may fail (name a group that only one contributor has) in a block of
// caps and δ d: a hundredth of d, times the smallest part of a cap that the selection takes at any order, rounded down.
//
// All selections that the block ever admits then fail with probability d/100 at most, however they are chosen: when the last one was admitted, some
// order had room, so that what all of them take at that order is within its cap. So the filter needs no second account for δ (approximate Rényi
// divergences add up like exact ones while the δ do: Whitehouse et al. 2203.05481, Section 3, for zCDP; the argument is the same at one order).
// 0 means that no selection of so small an ε can be made.
func SelectionDelta(eps Micros, caps [NumOrders]uint32, d Delta) (Tiny, error) {
	if eps <= 0 || eps > MaxEpsilon {
		return 0, fmt.Errorf("share δ: ε of %d millionths is outside 1..%d", eps, MaxEpsilon)
	}
	if d <= 0 || d >= Certain {
		return 0, fmt.Errorf("share δ: δ of %de-12 is not strictly between 0 and 1", d)
	}
	all, err := divergences(accountant.Event{Mechanism: accountant.Approximate{Epsilon: float64(eps) / 1e6}, Count: 1})
	if err != nil {
		return 0, fmt.Errorf("share δ: %w", err)
	}
	part := math.Inf(1)
	for i, nats := range all {
		if caps[i] > 0 { // an order of cap 0 never has room for any ε
			part = min(part, nats*UnitsPerNat/float64(caps[i]))
		}
	}
	if math.IsInf(part, 1) {
		return 0, nil // a closed block admits nothing
	}
	return Tiny(min(math.Floor(selectionShare*float64(d)*1e12*min(part, 1)*(1-slackRel)), math.MaxInt64)), nil
}
