package release

import (
	"math/bits"
	"math/rand/v2"

	"github.com/stintdao/stint/privacy"
)

// discrete is the discrete Gaussian of parameter σ = p/q in integer units: the probability of x is proportional to
// e^(−x²/2σ²) (Canonne, Kamath, Steinke 2004.00010, Definition 1). It is sampled without a float and without an approximation,
// from uniform 64-bit integers: their Algorithms 1 to 3. Where they draw from Bernoulli(e^−γ) for a long fraction γ, γ is taken
// apart into a sum of short ones, and e^−(γ+γ') is the chance of two independent events; likewise γ/k for a product.
// The values it draws beyond 2^11·σ would overflow a sum; that one of them comes has probability e^-2048.
type discrete struct{ p, q uint64 }

// newDiscrete has the parameter sigma·steps, exactly: sigma/10^6 · 2^30 = sigma·2^24/5^6, in lowest terms. p is below 2^64.
func newDiscrete(sigma privacy.Micros) discrete {
	p, q := uint64(sigma), uint64(5*5*5*5*5*5)
	a, b := p, q
	for b != 0 {
		a, b = b, a%b
	}
	return discrete{p / a << 24, q / a}
}

func (g discrete) add(sum []int64, stream *rand.ChaCha8) {
	random := source{stream}
	for i := range sum {
		sum[i] += g.draw(random)
	}
}

// draw is Algorithm 3. Its proposal is a discrete Laplace of scale t; any t > 0 gives the same distribution, and t = σ short
// arithmetic: a proposal y is accepted with probability e^−γ, γ = (|y| − σ²/t)²/2σ² = (|y|·q/p − 1)²/2.
// With |y|·q/p − 1 = ±(w + f/p) for integers w and f < p, γ = w·w·1/2 + w·f/p + (f/p)²/2.
func (g discrete) draw(random source) int64 {
	for {
		high, low, y, negative := g.laplace(random) // |y|·q
		var less uint64
		if high == 0 && low < g.p {
			low = g.p - low
		} else {
			low, less = bits.Sub64(low, g.p, 0)
			high -= less
		}
		w, f := bits.Div64(high, low, g.p)
		if !random.accept(w, f, g.p) {
			continue
		}
		if negative {
			return -int64(y)
		}
		return int64(y)
	}
}

// accept is true with probability e^−γ for γ = (w + f/p)²/2.
func (r source) accept(w, f, p uint64) bool {
	for range w * w {
		if !r.exp(1, 2) {
			return false
		}
	}
	for range w {
		if !r.exp(f, p) {
			return false
		}
	}
	k := uint64(1) // Algorithm 1 for γ = f/p · f/p · 1/2
	for r.below(2*k) == 0 && r.below(p) < f && r.below(p) < f {
		k++
	}
	return k%2 == 1
}

// laplace is Algorithm 2 for the scale p/q: it draws y with probability proportional to e^(−|y|·q/p), and returns |y|·q in 128
// bits too.
func (g discrete) laplace(random source) (high, low, y uint64, negative bool) {
	for {
		u := random.below(g.p)
		if !random.exp(u, g.p) {
			continue
		}
		v := uint64(0)
		for random.exp(1, 1) {
			v++
		}
		high, low := bits.Mul64(v, g.p)
		low, carry := bits.Add64(low, u, 0)
		y, rest := bits.Div64(high+carry, low, g.q)
		negative := random.below(2) == 1
		if negative && y == 0 {
			continue
		}
		low, less := bits.Sub64(low, rest, 0)
		return high + carry - less, low, y, negative
	}
}

// source draws small exact events from uniform bits.
type source struct{ *rand.ChaCha8 }

// exp is true with probability e^(−a/b), for a ≤ b (Algorithm 1).
func (r source) exp(a, b uint64) bool {
	k := uint64(1)
	for r.below(k) == 0 && r.below(b) < a {
		k++
	}
	return k%2 == 1
}

// below draws a uniform integer in [0, n), n ≥ 1, exactly (Lemire 1805.10941).
func (r source) below(n uint64) uint64 {
	if n == 1 {
		return 0
	}
	high, low := bits.Mul64(r.Uint64(), n)
	if low < n {
		for least := -n % n; low < least; {
			high, low = bits.Mul64(r.Uint64(), n)
		}
	}
	return high
}
