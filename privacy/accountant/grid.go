package accountant

import (
	"fmt"
	"math"
	"math/bits"
)

// Grid says how finely privacy losses are told apart. The zero Grid aims at an ε that is less than 1e-4 too large.
//
// The step h of a plan of T rounds is chosen for this: to split a loss on its two neighbours is to reveal an answer whose log-odds differ by h between P
// and Q, which is no more than a Gaussian of μ = h·√(π/8) reveals (its trade-off curve lies below: the slope of Φ⁻¹ over that of the log-odds is largest
// at 1/2), and Gaussians compose (Dong, Roth, Su 1905.02383, Theorem 3.2, Corollary 3.3). So what the grid adds, to any δ(ε), is at most what one more
// release of a Gaussian of μ² = T·h²·π/8 would add to the plan; on average it is 0.42 of that. h makes the first order of its effect 3/4 of Error, at most;
// the rest is for what is roughly told or wraps around. A coarser Grid's result is larger, but no less a bound.
type Grid struct {
	Error float64 // aimed at in ε, and in δ times how steeply δ falls with ε; 0 is 1e-4
	Cells int     // at most, a power of two; 0 is 1<<22. A plan that needs more gets a larger step.
}

const (
	minCells = 1 << 8
	maxCells = 1 << 26
)

func (g Grid) check() error {
	if err := want(g.Error >= 1e-12 && g.Error <= 1, "grid error", "is %v, want 1e-12 to 1", g.Error); err != nil {
		return err
	}
	return want(g.Cells >= minCells && g.Cells <= maxCells && bits.OnesCount(uint(g.Cells)) == 1, "grid cells",
		"are %d, want a power of two from %d to %d", g.Cells, minCells, maxCells)
}

// rounds are count runs of a law.
type rounds struct {
	law
	count  int64
	sample []point
}

// direction is what all rounds reveal when the unit is there, or when it is not.
type direction []rounds

// total is the number of rounds.
func (d direction) total() float64 {
	n := 0.0
	for _, r := range d {
		n += float64(r.count)
	}
	return n
}

// moment is about ln E[exp(θL)] of the sum L of all losses, without what is infinite; its derivatives in θ are L's mean and variance when losses are
// weighted by exp(θL).
func (d direction) moment(theta float64) (ln, mean, variance float64) {
	for _, r := range d {
		l, m, v := moment(r.sample, theta)
		n := float64(r.count)
		ln, mean, variance = ln+n*l, mean+n*m, variance+n*v
	}
	return ln, mean, variance
}

func moment(points []point, theta float64) (ln, mean, variance float64) {
	most := math.Inf(-1)
	for _, p := range points {
		most = max(most, theta*p.loss)
	}
	mass, sum, first, second := 0.0, 0.0, 0.0, 0.0
	for _, p := range points {
		w := p.mass * math.Exp(theta*p.loss-most)
		mass += p.mass
		sum += w
		first += w * p.loss
		second += w * p.loss * p.loss
	}
	first /= sum
	return most + math.Log(sum/mass), first, max(0, second/sum-first*first)
}

// aim is a guess at what is asked: an ε, the ln of its δ, and the slope λ of the one in the other. That is the saddle point of the integral
//
//	δ(ε) = 1/(2πi) ∫ E[exp(zL)]·exp(-zε)/(z·(z+1)) dz  over z = λ + iy
//
// (Laplace's transform of (1-e^-x)⁺ is 1/(z·(z+1))), and δ is from the integrand's value and second derivative there (Daniels 1954; Alghamdi et al.
// 2208.09595).
type aim struct{ tilt, eps, lnDelta, deviation, order float64 }

func (d direction) at(tilt float64) aim {
	ln, mean, variance := d.moment(tilt)
	one, other := 1/tilt, 1/(tilt+1)
	eps := mean - one - other
	return aim{tilt, eps, ln - tilt*eps + math.Log(one*other) - math.Log(2*math.Pi*(variance+one*one+other*other))/2, math.Sqrt(variance), tilt + 1}
}

// aim goes by whether an aim is too low; ε rises and δ falls with the slope.
func (d direction) aim(steepest float64, tooLow func(aim) bool) aim {
	low, high := 1e-9, steepest
	for range 50 {
		if mid := math.Sqrt(low * high); tooLow(d.at(mid)) {
			low = mid
		} else {
			high = mid
		}
	}
	return d.at(high)
}

// window is where the sum of the losses is computed: on a circle of cells grid points from low·step on, with mass weighted by exp(tilt·loss). So float64
// noise is relative to about the answer instead of to 1.
type window struct {
	tilt  float64
	step  float64
	exact bool // no loss is between points of the grid
	low   int
	cells int
	above float64 // the tilt of about the least Chernoff bound on what lies above the window
	slope float64 // see rough
	most  float64
}

// rough says how roughly a loss may be told. matter is about the ln of how much the density of the sum at ε goes by that of one loss: it is what the sum
// of the others has at ε - loss, over what it has at ε. That is at most what it has in its middle; on the way there it rises as fast as at ε, or, out
// where single losses are what matters, faster. widest keeps E[exp(above·L)] within a few percent: exp(above·x) counts little below x = -50/above, and changes
// little over 1/2 of 1/above.
func (w window) rough(loss float64) (matter, widest float64) {
	return min(w.slope*loss, w.most), min(0.05, max(0.5/w.above, -50/w.above-loss))
}

// step is how large the grid's step may be for 3/4 of an error in ε, when the loss's density at ε is order times -dδ/dε: adding a Gaussian release of μ² = v moves
// ε by v/2 times that, to first order in v. Near a saddle point it is about the slope and 1.
func (d direction) step(order, err float64) float64 {
	return math.Sqrt(2 * err / (order * d.total() * math.Pi / 8))
}

// window has what is from a little below the aim on, and what can make the answer too large by a twentieth of the grid's error. All that is outside wraps around:
//
//   - from above, tilted mass e^-out adds at most e^-out·e^(K-tilt·ε) to δ(ε), where K is the moment at tilt;
//   - from below, mass at a loss reappears a window's width further up with e^-(tilt·width) of its weight, or is too little by itself.
//
// A smaller tilt than the saddle point's often makes the window smaller; noise limits that.
func (d direction) window(a aim, below float64, g Grid) (window, error) {
	rounds, step := d.total(), d.step(a.order, g.Error)
	low, high := math.Inf(1), math.Inf(-1)
	for _, r := range d {
		a, b := r.span()
		low, high = min(low, a), max(high, b)
	}
	lattice := d.onLattice(high)
	if lattice {
		step = high
	} else {
		step = max(step, (high-low)/float64(4*g.Cells))
	}
	_, _, variance := d.moment(0)
	middle := 4 - a.lnDelta - math.Log(a.order*(a.order-1)*math.Sqrt(2*math.Pi*variance))
	lnSlack := math.Log(min(1e-3, g.Error*(a.order-1)/20))
	for range 64 {
		added := 0.0 // to ln E[exp(θL)] by the grid, over θ·(θ+1)
		if !lattice {
			added = rounds * step * step * math.Pi / 16
		}
		ln := func(t float64) float64 {
			l, _, _ := d.moment(t)
			return l + added*t*(t+1)
		}
		_, leftmost := least(a.tilt/1000, a.tilt*1000, func(s float64) float64 { return (ln(-s) - lnSlack - a.lnDelta) / s })
		best := window{step: step, exact: lattice, slope: max(a.order-1, middle/a.eps), most: max(0, middle)}
		width, bottom := math.Inf(1), 0.0
		steepest := a.tilt
		if !lattice {
			steepest = min(steepest, 2/step)
		}
		for tilt := steepest; tilt > steepest/30; tilt *= 0.7 {
			here := ln(tilt)
			excess := here - tilt*a.eps - a.lnDelta
			if tilt < steepest && excess+math.Log(rounds*512*unit) > lnSlack {
				break
			}
			out := max(0, excess) - lnSlack
			more, top := least(a.tilt/1000, a.tilt*1000, func(s float64) float64 { return (ln(tilt+s) - here + out) / s })
			top = max(top, a.eps) + 2*step
			under := min(a.eps-below, max(-leftmost, top+(lnSlack+a.lnDelta)/tilt)) - step
			if top-under < width {
				width, bottom, best.tilt, best.above = top-under, under, tilt, tilt+more
			}
		}
		wide := width / step
		if !(wide < 1<<52) {
			break
		}
		if wide <= float64(g.Cells-2) {
			best.cells = max(minCells, 1<<bits.Len(uint(wide)+1))
			if finer := width / float64(best.cells-2); !lattice && (high-low)/finer < float64(4*g.Cells) {
				best.step = finer
			}
			best.low = int(math.Floor(bottom / best.step))
			return best, nil
		}
		lattice = false
		step = max(step*1.05, width/float64(g.Cells-2))
	}
	return window{}, fmt.Errorf("privacy loss of %g rounds on %d grid points: %w", rounds, g.Cells, ErrDomain)
}

// onLattice says whether all losses are 0 or ± one value, so that this is the step at which the grid adds nothing.
func (d direction) onLattice(loss float64) bool {
	for _, r := range d {
		for _, p := range r.points {
			if p.loss != 0 && math.Abs(p.loss) != loss {
				return false
			}
		}
		if len(r.lines) > 0 {
			return false
		}
	}
	return loss > 0
}

// least finds a minimum of f and where it is, on a logarithmic scale.
func least(low, high float64, f func(float64) float64) (x, y float64) {
	const coarse = 32
	ratio := math.Pow(high/low, 1.0/coarse)
	x, y = low, f(low)
	for i := 1.0; i <= coarse; i++ {
		at := low * math.Pow(ratio, i)
		if v := f(at); v < y {
			x, y = at, v
		}
	}
	golden := (math.Sqrt(5) - 1) / 2
	a, b := x/ratio, x*ratio
	c, d := b/math.Pow(b/a, golden), a*math.Pow(b/a, golden)
	fc, fd := f(c), f(d)
	for range 12 {
		if fc < fd {
			b, d, fd = d, c, fc
			c = b / math.Pow(b/a, golden)
			fc = f(c)
		} else {
			a, c, fc = c, d, fd
			d = a * math.Pow(b/a, golden)
			fd = f(d)
		}
	}
	for _, p := range [2][2]float64{{c, fc}, {d, fd}} {
		if p[1] < y {
			x, y = p[0], p[1]
		}
	}
	return x, y
}
