package accountant

import "math"

// part is one Gaussian of a mixture: its weight, and its mean in standard deviations.
type part struct{ w, lnw, mu float64 }

func newPart(w, mu float64) part { return part{w, math.Log(w), mu} }

var still = []part{{w: 1}}

// pair is two mixtures of Gaussians of variance 1 with means of 0 or more in p and of 0 or less in q.
type pair struct{ p, q []part }

func removal(q, sigma float64) pair {
	return pair{[]part{{1 - q, math.Log1p(-q), 0}, newPart(q, 1/sigma)}, still}
}

// pair is of a unit that is there, and one that is not. The weights are within 1e-9 of summing to 1.
func (m Mixture) pair() pair {
	total := 0.0
	for _, w := range m.Weights {
		total += w
	}
	with := pair{q: still}
	for i, w := range m.Weights {
		if w > 0 {
			with.p = append(with.p, newPart(w/total, m.Shifts[i]/m.Sigma))
		}
	}
	return with
}

// reversed is the pair the other way round, as the mirror image that has its means where a pair has them.
func (p pair) reversed() pair { return pair{mirrored(p.q), mirrored(p.p)} }

func mirrored(parts []part) []part {
	out := make([]part, len(parts))
	for i, p := range parts {
		out[i] = part{p.w, p.lnw, -p.mu}
	}
	return out
}

// replacement is the pair of the subsampled Gaussian when a contribution is turned around (Koskela, Jälkö, Honkela 1906.03049, Section 5.2). It is its
// own mirror image, so both directions are one.
func replacement(q, sigma float64) pair {
	zero := part{1 - q, math.Log1p(-q), 0}
	return pair{[]part{zero, newPart(q, 1/sigma)}, []part{zero, newPart(q, -1/sigma)}}
}

// Of the trapezoid rule: its relative error is about e^-accuracy, what lies beyond reach standard deviations is below e^(-reach²/2), and it takes at
// most maxNodes nodes.
const (
	accuracy = 44.0
	reach    = 9.0
	maxNodes = 1 << 18
)

// moment is ln E_Q[(P/Q)^α].
//
// It is the integral over t of φ(t)·b·g(a/b), with φ the standard Gaussian density, a and b the densities of P and Q over φ, and
// g(r) = r^α - 1 - α(r-1). The trapezoid rule of step h is off by a factor of about e^(-2πy/h) when the integrand is analytic in the strip |Im t| ≤ y, times
// how much it grows there (Trefethen, Weideman, "The Exponentially Convergent Trapezoidal Rule", 2014, Theorem 5.1). φ grows by e^(y²/2). A sum of
// positive terms whose phases spread over an angle θ < π is at most the sum of their moduli, and at least cos(θ/2) of it; so a has no zero while y times
// the spread of its means is below π, and b^(1-α) grows by cos(θ/2)^(1-α) < e^(0.1405(α-1)θ²) for θ ≤ π/2.
func (p pair) moment(a float64) float64 {
	b := a - 1
	if spreadless(p.p) && spreadless(p.q) && p.p[0].mu == 0 && p.q[0].mu == 0 {
		return 0
	}
	if math.IsInf(a, 1) {
		return a
	}
	bound := p.bound(a)
	if math.IsInf(bound, 1) {
		return bound
	}
	if floor := p.floor(a); bound-floor <= 1e-12*floor {
		return bound
	}
	pLow, pHigh := means(p.p)
	qLow, qHigh := means(p.q)
	growth := 1 + 0.281*b*(qHigh-qLow)*(qHigh-qLow)
	y := min(math.Pi/(pHigh-pLow), math.Pi/2/(qHigh-qLow), math.Sqrt(2*accuracy/growth))
	h := 2 * math.Pi * y / (accuracy + growth*y*y/2)

	// ln(φ·a^α·b^(1-α)) has the slope -t + α·(mean of P's parts, weighted at t) - (α-1)·(mean of Q's): it rises up to 0, and falls from where t is at
	// least that, because the last only nears 0 as t grows.
	low, high := qLow-reach, a*pHigh
	if qLow < 0 {
		top := high - b*qLow
		for range 40 {
			if mid := (high + top) / 2; mid < a*pHigh-b*tilted(p.q, mid) {
				high = mid
			} else {
				top = mid
			}
		}
		high = top
	}
	nodes := math.Ceil((high + reach - low) / h)
	if !(nodes < 1<<50) || reach/h > maxNodes {
		return bound
	}
	s := excess{order: a}
	for i, visited := nodes, 0; i >= 0; i, visited = i-1, visited+1 {
		if visited == maxNodes {
			return bound
		}
		t := low + i*h
		v, l, lnq := p.at(t)
		lnq -= t * t / 2
		s.add(lnq, v, l)
		// φ·b·g(r) is at most φ·b·r^α or φ·b·α, and the ln of either rises by at most t - qLow per step of 1 to the left. Leave out what cannot
		// reach e^-accuracy of the sum so far, over all nodes.
		if gap := s.ln() - accuracy - math.Log(nodes) - lnq - max(a*l, math.Log(a)); gap > 0 {
			if t <= qLow {
				break
			}
			i -= math.Floor(gap / (t - qLow) / h)
		}
	}
	return s.log1p(math.Log(h) - math.Log(2*math.Pi)/2)
}

func spreadless(parts []part) bool { low, high := means(parts); return low == high }

func means(parts []part) (low, high float64) {
	low, high = parts[0].mu, parts[0].mu
	for _, p := range parts {
		low, high = min(low, p.mu), max(high, p.mu)
	}
	return low, high
}

// tilted is the mean of the parts' means, weighted by their densities at t.
func tilted(parts []part, t float64) float64 {
	_, ln := density(parts, t)
	sum := 0.0
	for _, p := range parts {
		sum += p.mu * math.Exp(p.lnw+p.mu*(t-p.mu/2)-ln)
	}
	return sum
}

// at is, at t, the likelihood ratio r = a/b as r-1 and ln r, and ln b.
func (p pair) at(t float64) (v, l, lnq float64) {
	va, la := density(p.p, t)
	if len(p.q) == 1 && p.q[0].mu == 0 {
		return va, la, 0
	}
	vb, lb := density(p.q, t)
	if l = la - lb; math.Abs(l) < 1 && va > -0.5 && vb > -0.5 {
		v = (va - vb) / (1 + vb)
		return v, math.Log1p(v), lb
	}
	return math.Expm1(l), l, lb
}

// density is a mixture's density over the standard Gaussian's at t, less 1, and its ln.
func density(parts []part, t float64) (v, ln float64) {
	top := 0.0
	for _, p := range parts {
		if p.mu == 0 {
			continue
		}
		u := p.mu * (t - p.mu/2)
		if u > 30 {
			v += math.Exp(u+p.lnw) - p.w
		} else {
			v += p.w * math.Expm1(u)
		}
		top = max(top, u+p.lnw)
	}
	if v > -0.5 && top < 700 {
		return v, math.Log1p(v)
	}
	ln = math.Inf(-1)
	for _, p := range parts {
		ln = lnSum(ln, p.lnw+p.mu*(t-p.mu/2))
	}
	return v, ln
}

// lnSum is ln(eˣ+eʸ).
func lnSum(x, y float64) float64 {
	if x < y {
		x, y = y, x
	}
	if math.IsInf(x, 0) {
		return x
	}
	return x + math.Log1p(math.Exp(y-x))
}

// bound is an upper bound on moment: a's α-norm is at most that of its parts together (Minkowski), and b is at least the weight of its part at 0; or,
// when P is a single Gaussian, the moments' mixture by convexity in Q.
func (p pair) bound(a float64) float64 {
	b := a - 1
	norm, unmoved, mixed := math.Inf(-1), 0.0, math.Inf(-1)
	for _, x := range p.p {
		norm = lnSum(norm, x.lnw+b*x.mu*x.mu/2)
	}
	for _, x := range p.q {
		if x.mu == 0 {
			unmoved += x.w
		}
		mixed = lnSum(mixed, x.lnw+a*b*x.mu*x.mu/2)
	}
	bound := a*norm - b*math.Log(unmoved)
	if len(p.p) == 1 && p.p[0].mu == 0 {
		bound = min(bound, mixed)
	}
	return max(0, bound)
}

// floor is a lower bound on moment: that of one of P's parts alone, on the side where Q has little.
func (p pair) floor(a float64) float64 {
	b := a - 1
	most, little := 0.0, 0.0
	for _, x := range p.q {
		little += x.w * math.Exp(-x.mu*x.mu/2)
	}
	for _, x := range p.p {
		most = max(most, a*x.lnw+a*b*x.mu*x.mu/2-b*math.Log(little)+math.Log1p(-math.Erfc(a*x.mu/math.Sqrt2)/2))
	}
	return most
}
