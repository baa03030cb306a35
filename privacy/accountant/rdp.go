package accountant

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
)

// RDP is the Rényi divergence of an order above 1 (+Inf is the largest loss) that the events can reach on neighbouring data, in nats; divergences of
// one order add up, also when each mechanism is chosen after the answers before (Mironov 1702.07476, Prop. 1). It is +Inf where no bound exists, as for
// an Approximate with δ above 0.
//
// Closed forms and sums of positive terms are as exact as float64; what needs an integral is exact to about 1e-12 relative, by a trapezoid rule whose
// error is bounded beforehand. Where that would take too long, for noise multipliers below about 0.003 at orders below about 1.001 and for orders above
// about 1e8, an upper bound takes its place.
func RDP(events []Event, rel Relation, order float64) (float64, error) {
	c, err := NewCurve(events, rel, []float64{order})
	if err != nil {
		return 0, err
	}
	if c.Approx > 0 {
		return math.Inf(1), nil
	}
	return c.Values[0], nil
}

// Curve is a bound on the Rényi divergence at several orders, in nats, that holds except for a probability.
type Curve struct {
	Orders, Values []float64
	// Approx is the δ of δ-approximate Rényi divergence (Bun, Steinke 1605.02065, Section 8): what the mechanisms' own δ add up to. It is part of any
	// δ that the curve is converted to.
	Approx float64
}

// NewCurve adds up the divergences of the events at each of the orders.
func NewCurve(events []Event, rel Relation, orders []float64) (Curve, error) {
	if err := check(events); err != nil {
		return Curve{}, err
	}
	if err := checkOrders(orders); err != nil {
		return Curve{}, err
	}
	c := Curve{Orders: slices.Clone(orders), Values: make([]float64, len(orders))}
	for _, e := range events {
		if a, ok := e.Mechanism.(Approximate); ok {
			c.Approx = min(1, c.Approx+float64(e.Count)*a.Delta)
		}
		for i, order := range orders {
			d, err := divergence(e.Mechanism, rel, order)
			if err != nil {
				return Curve{}, err
			}
			c.Values[i] += float64(e.Count) * d
		}
	}
	return c, nil
}

func checkOrders(orders []float64) error {
	for _, order := range orders {
		if !(order > 1) {
			return &ParameterError{"order", fmt.Sprintf("is %v, want above 1", order)}
		}
	}
	return want(len(orders) > 0, "orders", "are missing")
}

// LogA is ln E[((1-q) + q·exp((2x-1)/2σ²))^α] over x of N(0, σ²): the ln of the moment that the divergence of the Poisson-subsampled Gaussian under
// AddRemove is 1/(α-1) of (Mironov, Talwar, Zhang 1908.10530, Section 3.3). α is above 1.
func LogA(q, sigma, order float64) (float64, error) {
	if err := (Gaussian{sigma, q}).Check(); err != nil {
		return 0, err
	}
	if err := checkOrders([]float64{order}); err != nil {
		return 0, err
	}
	return sampledMoment(q, sigma, order), nil
}

// divergence is one run's, of a mechanism and order that were checked. Of an Approximate it is that of the part without δ.
func divergence(m Mechanism, rel Relation, order float64) (float64, error) {
	unsupported := func() (float64, error) {
		return 0, fmt.Errorf("account for the divergence of %T under %v: %w", m, rel, ErrUnsupported)
	}
	if rel > ReplaceOne {
		return unsupported()
	}
	switch m := m.(type) {
	case Gaussian:
		all := order / 2 / m.Sigma / m.Sigma // Mironov 1702.07476, Prop. 7; by joint convexity no sample loses more
		switch {
		case m.Q == 1:
			return all, nil
		case rel == ReplaceOne:
			return min(4*all, perOrder(replacement(m.Q, m.Sigma).moment(order), order)), nil
		}
		return min(all, perOrder(sampledMoment(m.Q, m.Sigma, order), order)), nil
	case Laplace:
		return laplace(1/m.Scale, order), nil
	case Response:
		switch rel {
		case ReplaceOne:
			return replacedResponse(m, order), nil
		case ZeroOut:
			return blankedResponse(m, order), nil
		}
	case Approximate:
		// Every pair of outputs of an ε-DP mechanism is a post-processing of binary randomized response, and with δ, of one that reveals everything
		// with probability δ (Kairouz, Oh, Viswanath 1311.0776, Theorem 2.1 and its proof).
		e := math.Exp(-m.Epsilon)
		return discrete(order, []atom{
			{-m.Epsilon - math.Log1p(e), math.Expm1(m.Epsilon), m.Epsilon},
			{-math.Log1p(e), math.Expm1(-m.Epsilon), -m.Epsilon},
		}), nil
	case Tree:
		// A unit's step is in one node on each level (Kairouz et al. 2103.00039, Appendix D), whoever else is there.
		return order / 2 / m.Sigma / m.Sigma * float64(bits.Len64(uint64(m.Steps))), nil
	case TruncatedPoisson:
		if rel != ReplaceOne {
			return perOrder(truncatedMoment(m, order), order), nil
		}
	case Mixture:
		if rel != ReplaceOne {
			return perOrder(mixtureMoment(m, order), order), nil
		}
	}
	return unsupported()
}

// perOrder makes a divergence of the ln of a moment.
func perOrder(moment, order float64) float64 {
	if math.IsInf(moment, 1) {
		return moment
	}
	return moment / (order - 1)
}

// laplace is the divergence of Laplace noise of pure ε (Mironov 1702.07476, Prop. 6):
//
//	1/(α-1) · ln(α/(2α-1)·e^((α-1)ε) + (α-1)/(2α-1)·e^(-αε))
//
// The terms of degree 0 and 1 in ε add up to 1, so what is summed for a small ε is the rest, all positive. Over coordinates that share the sensitivity
// it is largest for one that has it all: the ln is convex in ε and 0 at 0.
func laplace(eps, a float64) float64 {
	b := a - 1
	if math.IsInf(a, 1) {
		return eps
	}
	if b*eps > 30 {
		return eps + (math.Log(a/(a+b))+math.Log1p(b/a*math.Exp(-(a+b)*eps)))/b
	}
	return math.Log1p(a/(a+b)*expm1x(b*eps)+b/(a+b)*expm1x(-a*eps)) / b
}

// expm1x is eˣ-1-x, without cancellation.
func expm1x(x float64) float64 {
	if math.Abs(x) > 0.5 {
		return math.Expm1(x) - x
	}
	sum, term := 0.0, x
	for k := 2.0; k < 30; k++ {
		term *= x / k
		sum += term
	}
	return sum
}

// replacedResponse is the divergence between the answers to two different values (Mironov 1702.07476, Prop. 5, for k values).
func replacedResponse(m Response, order float64) float64 {
	k := float64(m.Buckets)
	lie := m.P / k
	truth := 1 - m.P + lie
	l := math.Log1p((1 - m.P) / lie)
	return discrete(order, []atom{{math.Log(lie), (1 - m.P) / lie, l}, {math.Log(truth), -(1 - m.P) / truth, -l}})
}

// blankedResponse is the larger divergence, of the two directions, between the answer to a value and one drawn uniformly, which is what a unit without
// a value gives (the relation REPLACE_SPECIAL of dp_accounting).
func blankedResponse(m Response, order float64) float64 {
	k := float64(m.Buckets)
	lie := m.P / k
	truth := 1 - m.P + lie
	more, less := (k-1)*(1-m.P), m.P-1 // how far truth and lie are off 1/k, over 1/k
	return max(discrete(order, []atom{{-math.Log(k), more, math.Log1p(more)}, {math.Log1p(-1 / k), less, math.Log(m.P)}}),
		discrete(order, []atom{{math.Log(truth), -more / (1 + more), -math.Log1p(more)}, {math.Log((k - 1) * lie), -less / m.P, -math.Log(m.P)}}))
}

// atom is an answer of probability e^lnq under Q, and of 1+v times that under P, with l = ln(1+v). Answers with v = 0 need not be listed.
type atom struct{ lnq, v, l float64 }

func discrete(order float64, atoms []atom) float64 {
	if math.IsInf(order, 1) {
		most := 0.0
		for _, a := range atoms {
			most = max(most, a.l)
		}
		return most
	}
	s := excess{order: order}
	for _, a := range atoms {
		s.add(a.lnq, a.v, a.l)
	}
	return s.log1p(0) / (order - 1)
}

// excess sums r^α - 1 - α(r-1), weighted, over values of a likelihood ratio r. As the ratio's mean is 1, the sum over everything is E[r^α] - 1; no term
// is negative and nothing cancels, however near to 1 the ratio stays.
type excess struct {
	order      float64
	sum, shift float64 // the sum is sum·e^shift
}

// add takes the ln of a weight, r-1 and ln r.
func (s *excess) add(lnw, v, l float64) {
	if math.IsInf(lnw, -1) {
		return
	}
	a, b := s.order, s.order-1
	var g float64
	switch {
	case a*l > 40: // r^α leads, and may not fit a float
		lnw += a * l
		g = -math.Expm1(-b*l) - b*(math.Exp(-b*l)-math.Exp(-a*l))
	case math.Abs(a*v) < 0.3: // the binomial series
		term := a * v
		for k := 2.0; k < 60 && math.Abs(term) > 1e-17*math.Abs(g); k++ {
			term *= (a - k + 1) / k * v
			g += term
		}
	default:
		g = (1+v)*math.Expm1(b*l) - b*v
	}
	if math.IsInf(lnw, 1) {
		s.shift = lnw
		return
	}
	if lnw > s.shift+600 {
		s.sum *= math.Exp(s.shift - lnw)
		s.shift = lnw
	}
	s.sum += g * math.Exp(lnw-s.shift)
}

// ln is the ln of the sum.
func (s *excess) ln() float64 { return s.shift + math.Log(s.sum) }

// log1p is ln(1 + sum·e^lnscale).
func (s *excess) log1p(lnscale float64) float64 {
	if math.IsInf(s.shift, 1) {
		return s.shift
	}
	sum := s.sum * math.Exp(lnscale)
	if s.shift == 0 {
		return math.Log1p(sum)
	}
	return s.shift + math.Log(sum+math.Exp(-s.shift))
}

// maxSum is the largest integer order that is summed; above it the integral is cheaper.
const maxSum = 4096

// sampledMoment is LogA. The divergence from data with the unit to data without is the larger of the two directions (1908.10530, Theorem 5).
//
// At integer orders it is ln Σₖ C(α,k) (1-q)^(α-k) q^k exp((k²-k)/2σ²) (Section 3.3 there). The binomial weights sum to 1 and the terms of k = 0 and 1
// have exponent 0, so the excess over 1 is summed, all positive.
func sampledMoment(q, sigma, order float64) float64 {
	if q == 1 {
		return order * (order - 1) / 2 / sigma / sigma
	}
	if order != math.Trunc(order) || order > maxSum {
		return removal(q, sigma).moment(order)
	}
	lnq, ln1q := math.Log(q), math.Log1p(-q)
	sum, shift := 0.0, math.Inf(-1)
	binomial := math.Log(order) // ln C(α,k)
	for k := 2.0; k <= order; k++ {
		binomial += math.Log((order - k + 1) / k)
		term := binomial + (order-k)*ln1q + k*lnq + lnExpm1(k*(k-1)/2/sigma/sigma)
		if math.IsInf(term, 1) {
			return term
		}
		if math.IsInf(term, -1) { // the noise is so large that the term is below any float
			continue
		}
		if term > shift {
			sum *= math.Exp(shift - term)
			shift = term
		}
		sum += math.Exp(term - shift)
	}
	return ln1pExp(shift + math.Log(sum))
}

// lnExpm1 is ln(eˣ-1) for x of 0 or more.
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

// truncatedMoment bounds ln E[r^α] of a Poisson sample that is cut to a batch. While fewer than Batch other units are sampled it is the plain mechanism;
// otherwise the unit, where it is in the batch, takes another's place, which moves the sum by up to 2: no worse than the pair of replacement at twice the
// shift (Ganesh 2411.04205; Feldman, Shenfeld 2508.15089; dp_accounting has the same pair). Which of the two happens does not depend on the unit, and
// E_Q[(P/Q)^α] is jointly convex in P and Q, so the mixture's moment is at most the moments' mixture.
func truncatedMoment(m TruncatedPoisson, order float64) float64 {
	plain := sampledMoment(m.Q, m.Sigma, order)
	full, q := truncation(m)
	if full <= 0 {
		return plain
	}
	swapped := min(order*(order-1)*8/m.Sigma/m.Sigma, replacement(q, m.Sigma/2).moment(order)) // from -2 to 2
	if math.IsInf(max(plain, swapped), 1) {
		return math.Inf(1)
	}
	if max(plain, swapped) < 30 {
		return math.Log1p((1-full)*math.Expm1(plain) + full*math.Expm1(swapped))
	}
	return lnSum(math.Log1p(-full)+plain, math.Log(full)+swapped)
}

// truncation is the probability that the other units alone fill the batch, and that a unit is in the batch, given that they do.
func truncation(m TruncatedPoisson) (full, sampled float64) {
	full = binomialTail(m.Size-1, m.Q, m.Batch)
	if full <= 0 {
		return 0, 0
	}
	n, b := float64(m.Size), float64(m.Batch)
	return full, min(1, binomialTail(m.Size, m.Q, m.Batch+1)/full*b/n)
}

// binomialTail is P[X ≥ k] for X of Binom(n, p), summed from its largest term. Terms are as in Loader, "Fast and Accurate Computation of Binomial
// Probabilities" (2000), because ln n! alone would lose digits at a large n.
func binomialTail(n int64, p float64, k int64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n:
		return 0
	case p == 1:
		return 1
	}
	odds := p / (1 - p)
	mode := min(n, int64(p*float64(n+1)))
	if k <= mode { // the lower tail is short: what is summed has at most about half of the mass
		sum, x := 0.0, k-1
		for term := binomialPoint(n, p, x); x >= 0 && term > sum*1e-18; x-- {
			sum += term
			term *= float64(x) / (float64(n-x+1) * odds)
		}
		return max(0, 1-sum)
	}
	sum, x := 0.0, k
	for term := binomialPoint(n, p, x); x <= n && term > sum*1e-18; x++ {
		sum += term
		term *= float64(n-x) / float64(x+1) * odds
	}
	return min(1, sum)
}

func binomialPoint(n int64, p float64, x int64) float64 {
	if x == 0 {
		return math.Exp(float64(n) * math.Log1p(-p))
	}
	if x == n {
		return math.Exp(float64(n) * math.Log(p))
	}
	N, X, Y := float64(n), float64(x), float64(n-x)
	ln := stirling(N) - stirling(X) - stirling(Y) - deviance(X, N*p) - deviance(Y, N*(1-p))
	return math.Exp(ln) * math.Sqrt(N/X/Y/(2*math.Pi))
}

// stirling is ln n! - ln(√(2πn)·(n/e)ⁿ).
func stirling(n float64) float64 {
	if n < 16 {
		l, _ := math.Lgamma(n + 1)
		return l - (n+0.5)*math.Log(n) + n - math.Log(2*math.Pi)/2
	}
	s := n * n
	return (1.0/12 - (1.0/360-(1.0/1260-(1.0/1680-1.0/1188/s)/s)/s)/s) / n
}

// deviance is x·ln(x/m) + m - x.
func deviance(x, m float64) float64 {
	d := (m - x) / x
	if math.Abs(d) > 0.3 {
		return x*math.Log(x/m) + m - x
	}
	sum, power := 0.0, d // x·(d - ln(1+d))
	for k := 2.0; k < 60; k++ {
		power *= -d
		sum -= power / k
	}
	return x * sum
}

// mixtureMoment is the larger of the two directions.
func mixtureMoment(m Mixture, order float64) float64 {
	with := m.pair()
	remove := with.moment(order)
	if add := with.reversed(); !math.IsInf(order, 1) && add.bound(order) > remove {
		return max(remove, add.moment(order))
	}
	return remove
}
