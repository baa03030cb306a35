package privacy

import (
	"math"
	"math/big"
)

// The formulas run in float64. slack lifts a result above what they can be wrong by: the log-space sums below are good to about
// 1e-10 relative, so that a lane is never below the exact value.
const (
	slackRel = 1e-9
	slackAbs = 1e-9 // in ledger units
)

// lane turns nats into ledger units, rounded up, saturating. What is not a number saturates.
func lane(nats float64) uint32 {
	units := nats * UnitsPerNat
	if !(units < MaxLane-1) {
		return MaxLane
	}
	return uint32(math.Ceil(units*(1+slackRel) + slackAbs))
}

// gaussianLoss is the Rényi divergence of rounds of the mechanism, which compose by addition (Mironov 1702.07476, Prop. 1).
func gaussianLoss(g Gaussian, rounds int) (l Loss) {
	for i, order := range Orders {
		if g.Sampling == One {
			l.lane[i] = plainLane(order, g.Sigma, rounds)
			continue
		}
		q, sigma := float64(g.Sampling)/1e6, float64(g.Sigma)/1e6
		l.lane[i] = lane(float64(rounds) * sampledRDP(order, q, sigma))
	}
	return l
}

// plainLane is rounds·α/(2σ²), the divergence of the plain Gaussian mechanism (Mironov 1702.07476, Prop. 7), computed exactly
// and rounded up to ledger units.
func plainLane(order uint32, sigma Micros, rounds int) uint32 {
	num := big.NewInt(int64(rounds) * int64(order) * UnitsPerNat)
	num.Mul(num, big.NewInt(int64(One)*int64(One)))
	den := big.NewInt(int64(sigma))
	den.Mul(den, den).Lsh(den, 1)
	num.Add(num, den).Sub(num, big.NewInt(1)).Quo(num, den)
	if !num.IsUint64() {
		return MaxLane
	}
	return uint32(min(num.Uint64(), MaxLane))
}

// sampledRDP is the Rényi divergence of integer order α of one round of the Poisson-subsampled Gaussian with rate 0 < q < 1
// (Mironov, Talwar, Zhang 1908.10530, Section 3.3), in nats:
//
//	1/(α-1) · ln Σₖ C(α,k) (1-q)^(α-k) q^k exp((k²-k)/2σ²)
//
// It bounds both directions of neighbouring data (Theorem 5 there), and so add, remove and zero-out adjacency. The binomial
// weights sum to 1 and the terms of k = 0 and 1 have exponent 0, so what is summed is the excess over 1, all positive: nothing
// cancels however small q is.
func sampledRDP(order uint32, q, sigma float64) float64 {
	a := int(order)
	lnq, ln1q := math.Log(q), math.Log1p(-q)
	var terms [1 + 128]float64 // ln of each term; the largest order is 128
	top := math.Inf(-1)
	binomial := 0.0 // ln C(α,k)
	for k := 1; k <= a; k++ {
		binomial += math.Log(float64(a-k+1) / float64(k))
		if k == 1 {
			continue
		}
		x := float64(k) * float64(k-1) / (2 * sigma * sigma)
		terms[k] = binomial + float64(a-k)*ln1q + float64(k)*lnq + lnExpm1(x)
		top = max(top, terms[k])
	}
	if math.IsInf(top, 1) {
		return top
	}
	sum := 0.0
	for k := 2; k <= a; k++ {
		sum += math.Exp(terms[k] - top)
	}
	return ln1pExp(top+math.Log(sum)) / float64(a-1)
}

// pureLoss is the loss of pure ε-DP releases answered together. The worst ε-DP mechanism at every order is randomized response:
// every pair of outputs of an ε-DP mechanism is a post-processing of it (Kairouz, Oh, Viswanath 1311.0776, Theorem 2.1 and its
// proof), and its divergence (Mironov 1702.07476, Prop. 5) is therefore the tight bound for all of them.
func pureLoss(list []Pure) (l Loss) {
	for i, order := range Orders {
		sum := 0.0
		for _, r := range list {
			sum += responseRDP(order, float64(r.Epsilon)/1e6)
		}
		l.lane[i] = lane(sum)
	}
	return l
}

// responseRDP is the Rényi divergence of order α of randomized response with parameter ε, in nats:
//
//	1/(α-1) · ln(p^α (1-p)^(1-α) + (1-p)^α p^(1-α)),  p = e^ε/(1+e^ε)
//
// where the sum is 1 + 2·sinh(αε/2)·sinh((α-1)ε/2)/cosh(ε/2), which does not cancel for a small ε.
func responseRDP(order uint32, eps float64) float64 {
	a := float64(order)
	if a*eps > 100 { // the second term of the sum is below e^-100 of the first
		return eps - math.Log1p(math.Exp(-eps))/(a-1)
	}
	excess := 2 * math.Sinh(a*eps/2) * math.Sinh((a-1)*eps/2) / math.Cosh(eps/2)
	return math.Log1p(excess) / (a - 1)
}

// lnExpm1 is ln(eˣ-1) for x > 0.
func lnExpm1(x float64) float64 {
	if x > 40 {
		return x
	}
	return math.Log(math.Expm1(x))
}

// ln1pExp is ln(1+eˣ).
func ln1pExp(x float64) float64 {
	if x > 0 {
		return x + math.Log1p(math.Exp(-x))
	}
	return math.Log1p(math.Exp(x))
}
