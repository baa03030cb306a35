package accountant

import (
	"math"
	"slices"
)

// Conversion is a rule that makes an (ε, δ) of a Rényi divergence.
type Conversion uint8

// Conversions. Any order's ε is a bound for one plan that is declared in advance, so the smallest is.
const (
	// Improved is ε = ρ + ln((α-1)/α) - (ln δ + ln α)/(α-1) (Canonne, Kamath, Steinke 2004.00010, Prop. 12; Balle et al. 1905.09982, Theorem 21), and
	// 0 when δ is at least √(1-e^-ρ), which the total variation does not exceed (Bretagnolle, Huber; ρ is at least the Kullback-Leibler divergence).
	Improved Conversion = iota
	// Classic is ε = ρ - ln δ/(α-1) (Mironov 1702.07476, Prop. 3). It is for comparison with older figures.
	Classic
)

// minOrder: at orders below it the Improved rule loses its digits and gives nothing.
const minOrder = 1.01

// Orders are the default: all of OrdersOpacus and OrdersDPAccounting, and some near 1 and above 64 for a very large or small ε.
var Orders = slices.Concat([]float64{1.01, 1.025, 1.05}, tenths, integers(11, 64), []float64{80, 96, 128, 192, 256, 384, 512, 768, 1024, 2048, 4096})

// Orders that others use by default, to compare with.
var (
	OrdersOpacus       = slices.Concat(tenths, integers(12, 63))
	OrdersDPAccounting = slices.Concat(tenths, integers(11, 63), []float64{128, 256, 512, 1024})
	OrdersTFP          = slices.Concat([]float64{1.25, 1.5, 1.75, 2, 2.25, 2.5, 3, 3.5, 4, 4.5}, integers(5, 63), []float64{128, 256, 512})
	OrdersPrivateKube  = []float64{1.5, 1.75, 2, 2.5, 3, 4, 5, 6, 8, 16, 32, 64}
)

// tenths are 1.1 to 10.9.
var tenths = func() (list []float64) {
	for i := range 99 {
		list = append(list, 1+float64(i+1)/10)
	}
	return list
}()

func integers(first, last int) (list []float64) {
	for ; first <= last; first++ {
		list = append(list, float64(first))
	}
	return list
}

func (c Curve) check() error {
	if err := checkOrders(c.Orders); err != nil {
		return err
	}
	if err := want(len(c.Values) == len(c.Orders), "divergences", "are %d for %d orders", len(c.Values), len(c.Orders)); err != nil {
		return err
	}
	for _, v := range c.Values {
		if !(v >= 0) {
			return want(false, "divergence", "is %v, want 0 or more", v)
		}
	}
	return want(c.Approx >= 0 && c.Approx <= 1, "approximation δ", "is %v, want 0 to 1", c.Approx)
}

// Epsilon is the smallest ε, over the orders of at least 1.01, for which the curve is (ε, δ)-DP, and the order that gives it. Without any it is +Inf, of
// order 0: when the curve's own Approx is above δ, for one.
func (c Curve) Epsilon(delta float64, conv Conversion) (eps, order float64, err error) {
	if err := c.check(); err != nil {
		return 0, 0, err
	}
	if err := want(delta >= 0 && delta < 1, "δ", "is %v, want in [0, 1)", delta); err != nil {
		return 0, 0, err
	}
	if err := want(conv <= Classic, "conversion", "%d is not known", conv); err != nil {
		return 0, 0, err
	}
	eps = math.Inf(1)
	if delta -= c.Approx; delta < 0 {
		return eps, 0, nil
	}
	for i, a := range c.Orders {
		if e := conv.epsilon(a, c.Values[i], delta); e < eps {
			eps, order = e, a
		}
	}
	return eps, order, nil
}

// epsilon is the rule at one order α, of divergence rdp.
func (c Conversion) epsilon(a, rdp, delta float64) float64 {
	switch {
	case a < minOrder:
		return math.Inf(1)
	case math.IsInf(a, 1):
		return rdp
	case c == Classic:
		return max(0, rdp-math.Log(delta)/(a-1))
	case delta*delta >= -math.Expm1(-rdp):
		return 0
	}
	return max(0, rdp+math.Log1p(-1/a)-(math.Log(delta)+math.Log(a))/(a-1))
}

// Delta is the smallest δ, over the orders of at least 1.01, for which the curve is (ε, δ)-DP by the Improved rule.
func (c Curve) Delta(eps float64) (float64, error) {
	if err := c.check(); err != nil {
		return 0, err
	}
	if err := want(eps >= 0, "ε", "is %v, want 0 or more", eps); err != nil {
		return 0, err
	}
	delta := 1.0
	for i, a := range c.Orders {
		rdp := c.Values[i]
		delta = min(delta, math.Sqrt(-math.Expm1(-rdp)))
		switch {
		case a < minOrder || math.IsInf(rdp, 1):
		case math.IsInf(a, 1):
			if rdp <= eps {
				delta = 0
			}
		default:
			delta = min(delta, math.Exp((a-1)*(rdp-eps+math.Log1p(-1/a))-math.Log(a)))
		}
	}
	return min(1, delta+c.Approx), nil
}

// EpsilonZCDP is the smallest ε that the Improved rule gives over all orders α of at least 1.01 when the divergence is ρ·α, as of Gaussians without
// sampling, whose ρ = 1/2σ² add up (Bun, Steinke 1605.02065). The best α is where ρ·(α-1)² = -ln(δα): there the rule's derivative is 0.
func EpsilonZCDP(rho, delta float64) (float64, error) {
	if err := want(rho >= 0, "ρ", "is %v, want 0 or more", rho); err != nil {
		return 0, err
	}
	if err := want(delta > 0 && delta < 1, "δ", "is %v, want in (0, 1)", delta); err != nil {
		return 0, err
	}
	if delta*delta >= -math.Expm1(-rho) {
		return 0, nil
	}
	low, high := 0.0, min(1/delta, math.Sqrt(-math.Log(delta)/rho)) // of α-1
	for range 200 {
		if mid := (low + high) / 2; rho*mid*mid+math.Log(delta)+math.Log1p(mid) < 0 {
			low = mid
		} else {
			high = mid
		}
	}
	a := max(minOrder, 1+high)
	return Improved.epsilon(a, rho*a, delta), nil
}

// OptimalComposition is the smallest ε' of those that the optimal composition theorem names, (count-2i)·ε for whole i, for which count mechanisms that are
// each (ε, δ)-DP are together (ε', total)-DP (Kairouz, Oh, Viswanath 1311.0776, Theorem 3.3). It is +Inf when the δ alone add up to more than total.
func OptimalComposition(eps, delta float64, count int, total float64) (float64, error) {
	if err := (Approximate{eps, delta}).Check(); err != nil {
		return 0, err
	}
	if err := want(count >= 1 && count <= 1<<24, "count", "is %d, want 1 to %d", count, 1<<24); err != nil {
		return 0, err
	}
	if err := want(total >= 0 && total < 1, "total δ", "is %v, want in [0, 1)", total); err != nil {
		return 0, err
	}
	k := float64(count)
	holds := func(i int) bool {
		// δᵢ = Σ over l < i of C(k,l)·(e^((k-l)ε) - e^((k-2i+l)ε))/(1+e^ε)^k, all positive
		sum, choose := 0.0, 0.0
		for l := range i {
			x := float64(l)
			sum += math.Exp(choose-x*eps-k*math.Log1p(math.Exp(-eps))) * -math.Expm1(-2*(float64(i)-x)*eps)
			choose += math.Log((k - x) / (x + 1))
		}
		return -math.Expm1(k*math.Log1p(-delta)+math.Log1p(-min(sum, 1))) <= total
	}
	if !holds(0) {
		return math.Inf(1), nil
	}
	low, high := 0, count/2+1 // δᵢ grows with i
	for high-low > 1 {
		if mid := (low + high) / 2; holds(mid) {
			low = mid
		} else {
			high = mid
		}
	}
	return float64(count-2*low) * eps, nil
}
