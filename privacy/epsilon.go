package privacy

import (
	"fmt"
	"math"
	"slices"
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
	best := math.Inf(1)
	for i, order := range Orders {
		if l.lane[i] == 0 { // no divergence at one order is no divergence at all
			return 0, true
		}
		if l.lane[i] >= MaxLane {
			continue
		}
		best = min(best, float64(l.lane[i])/UnitsPerNat+conversion(order, float64(d)/1e12))
	}
	if math.IsInf(best, 1) {
		return 0, false
	}
	return Micros(math.Ceil(max(best, 0)*1e6 + 1e-3)), true // a thousandth of a unit covers the float64 error
}

// conversion is what Prop. 12 adds to the divergence of order α to get ε: ln((α-1)/α) - (ln δ + ln α)/(α-1), in nats.
func conversion(order uint32, delta float64) float64 {
	a := float64(order)
	return math.Log1p(-1/a) - (math.Log(delta)+math.Log(a))/(a-1)
}

// Caps are the caps of a block whose total loss is to stay within (eps, d), in ledger units rounded down. A claim is admitted
// when any order has room, so the promise is a union over the orders and δ is split: 0.9 of it on the preferred order, the rest
// shared equally by the others. The weights, like the caps, are fixed when the block is opened. An order whose δ share alone
// costs more than eps gets cap 0.
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
		nats := float64(eps)/1e6 - conversion(order, weight*float64(d)/1e12)
		caps[i] = uint32(max(0, math.Floor(nats*UnitsPerNat-1e-6)))
	}
	if caps == [NumOrders]uint32{} {
		return caps, fmt.Errorf("make caps: ε of %d millionths leaves no room at any order with δ of %de-12", eps, d)
	}
	return caps, nil
}
