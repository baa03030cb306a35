package accountant

import (
	"fmt"
	"math"
)

// PLD is the distribution of the privacy loss of a plan that is declared in advance. It is safe for concurrent use.
//
// What it returns are upper bounds. Each run is replaced by a pair of distributions on a grid that dominates it (see Grid); the pairs are composed by
// Fourier transforms of the distributions under P tilted by exp(λ·loss) (as in 2106.02848 without the tilt; Esscher 1932), with λ chosen for the question.
// Everything else that is not exact is added to δ: probability further than about 11 standard deviations (in all, 1e-26), what Chernoff's bound leaves
// above the window, what wraps around (by itself: it only adds), and proven bounds on the rounding of transforms and powers. So a δ down to 1e-20 is as
// exact as others, and none is below about 1e-26. An ε too small to be certain is ErrDomain. Upward error: see Grid.
//
// A plan of Gaussians without sampling is answered by its closed form.
type PLD struct {
	grid       Grid
	directions []direction
	mu         float64 // of plans that are exactly Gaussian; they have no directions
}

// NewPLD refuses events that describe nothing (*ParameterError), or that under the relation no pair is known for (ErrUnsupported).
func NewPLD(events []Event, rel Relation, g Grid) (*PLD, error) {
	if g.Error == 0 {
		g.Error = 1e-3
	}
	if g.Cells == 0 {
		g.Cells = 1 << 22
	}
	if err := g.check(); err != nil {
		return nil, err
	}
	if err := check(events); err != nil {
		return nil, err
	}
	if rel > ReplaceOne {
		return nil, fmt.Errorf("privacy loss under %v: %w", rel, ErrUnsupported)
	}
	events, mu := merge(events)
	if len(events) == 0 {
		return &PLD{grid: g, mu: mu}, nil
	}
	if mu > 0 {
		events = append(events, Event{Gaussian{1 / mu, 1}, 1})
	}
	total := 0.0
	for _, e := range events {
		total += float64(e.Count)
	}
	reach := math.Sqrt(2 * (math.Log(total) + 60)) // T·e^(-reach²/2) = e^-60
	p := &PLD{grid: g, directions: make([]direction, 2)}
	oneWay := true
	for _, e := range events {
		ways, err := laws(e.Mechanism, rel, reach)
		if err != nil {
			return nil, err
		}
		oneWay = oneWay && len(ways) == 1
		for i := range p.directions {
			l := ways[i%len(ways)]
			sample, err := l.sample()
			if err != nil {
				return nil, err
			}
			p.directions[i] = append(p.directions[i], rounds{l, e.Count, sample})
		}
	}
	if oneWay {
		p.directions = p.directions[:1]
	}
	return p, nil
}

// merge counts equal mechanisms together, and takes out those that are exactly Gaussian, of which only √Σ Count/σ² matters (1905.02383, Corollary 3.3).
func merge(events []Event) (rest []Event, mu float64) {
	place := make(map[string]int)
	for _, e := range events {
		if m, err := Mu([]Event{e}); err == nil {
			mu = math.Hypot(mu, m)
			continue
		}
		name := fmt.Sprintf("%#v", e.Mechanism)
		if i, known := place[name]; known {
			rest[i].Count += e.Count
			continue
		}
		place[name] = len(rest)
		rest = append(rest, e)
	}
	return rest, mu
}

// Epsilon is an ε that the plan has for a δ in (0, 1); +Inf if what is certain to be lost is no less than δ.
func (p *PLD) Epsilon(delta float64) (float64, error) {
	if err := want(delta > 0 && delta < 1, "δ", "is %v, want in (0, 1)", delta); err != nil {
		return 0, err
	}
	if p.directions == nil {
		return MuEpsilon(p.mu, delta)
	}
	most, ln := 0.0, math.Log(delta)
	for _, d := range p.directions {
		a := d.aim(max(1, -ln/p.grid.Error), func(a aim) bool { return a.lnDelta > ln })
		if a.eps < 0 {
			a = d.aim(50/p.grid.Error, func(a aim) bool { return a.eps < 0 })
		}
		eps, err := d.ask(a, p.grid, func(c composed) (answer, error) { return c.epsilon(delta) })
		if err != nil {
			return 0, err
		}
		most = max(most, eps)
	}
	return most, nil
}

// Delta is a δ that the plan has for an ε of 0 or more.
func (p *PLD) Delta(eps float64) (float64, error) {
	if err := want(eps >= 0 && !math.IsInf(eps, 0), "ε", "is %v, want 0 or more", eps); err != nil {
		return 0, err
	}
	if p.directions == nil {
		return MuDelta(p.mu, eps)
	}
	most := 0.0
	for _, d := range p.directions {
		a := d.aim(50/p.grid.Error, func(a aim) bool { return a.eps < eps })
		a.eps = eps
		delta, err := d.ask(a, p.grid, func(c composed) (answer, error) { return c.delta(eps), nil })
		if err != nil {
			return 0, err
		}
		most = max(most, delta)
	}
	return min(1, most), nil
}

// answer is one of a window.
type answer struct {
	value        float64
	inside       bool // the window has it; otherwise a lower window would give less
	eps, lnDelta float64
	order        float64 // what the loss's density at ε is over -dδ/dε
}

// ask asks a window at an aim, and another if what it says was aimed at too badly: first on a coarse grid, if g is a fine one.
func (d direction) ask(a aim, g Grid, question func(composed) (answer, error)) (float64, error) {
	best := math.Inf(1)
	for _, e := range []float64{max(scout, g.Error), g.Error} {
		below := a.deviation / 8
		for range 5 {
			w, err := d.window(a, below, Grid{e, g.Cells})
			if err != nil {
				return 0, err
			}
			c, err := d.compose(w)
			if err != nil {
				return 0, err
			}
			x, err := question(c)
			if err != nil {
				return 0, err
			}
			best = min(best, x.value) // each is a bound
			if !x.inside {
				below = max(4*below, 16*w.step)
				continue
			}
			off := w.tilt*math.Abs(x.eps-a.eps) + math.Abs(x.lnDelta-a.lnDelta)
			if x.order > 1 && !math.IsInf(x.order, 0) && !w.exact {
				off += math.Abs(math.Log(x.order / a.order))
				a.order = x.order
			}
			if !(off > 0.5) {
				break
			}
			if !math.IsInf(x.eps+x.lnDelta, 0) {
				a.eps, a.lnDelta = x.eps, x.lnDelta
			}
		}
		if e == g.Error {
			break
		}
	}
	return best, nil
}

// scout is the error of a coarse grid.
const scout = 1e-3

// composed is the law of the sum of all losses: at the i-th point of the window, mass[i]·exp(lnMoment - tilt·loss).
type composed struct {
	window
	mass     []float64
	lnMoment float64 // ln E[exp(tilt·L)]
	infinite float64 // the probability of an infinite loss
	above    float64 // and of one above the window
	noise    float64 // how far mass can be off, in the Euclidean norm
	slack    float64 // 1 and the relative rounding error of any sum of the masses
}

func (d direction) compose(w window) (composed, error) {
	n := w.cells
	s := newSpectrum(n)
	lnMoment, lnAbove, lnFinite, total := 0.0, 0.0, 0.0, d.total()
	circle := make([]float64, n)
	for _, r := range d {
		count := float64(r.count)
		about, _, _ := moment(r.sample, w.tilt)
		aboutAbove, _, _ := moment(r.sample, w.above)
		var sum, sumAbove, sumLoss kahan
		clear(circle)
		infinite, err := r.onGrid(w.step, min(0.05, 0.5/w.above), w.matter, func(i int, m float64) {
			loss := float64(i) * w.step
			sumAbove.add(m * math.Exp(w.above*loss-aboutAbove))
			m *= math.Exp(w.tilt*loss - about)
			sum.add(m)
			sumLoss.add(m * math.Abs(loss))
			circle[i&(n-1)] += m
		})
		if err != nil {
			return composed{}, err
		}
		for i := range circle {
			circle[i] /= sum.value
		}
		// The relative error of the masses (densities, quadrature), and of the exponential on the average.
		off := 64*unit + 4*unit*(w.tilt*sumLoss.value/sum.value+math.Abs(about))
		s.multiply(circle, r.count, off)
		lnMoment += count * (about + math.Log(sum.value))
		lnAbove += count * (aboutAbove + math.Log(sumAbove.value))
		lnFinite += count * math.Log1p(-infinite)
	}
	circle, noise := s.inverse()
	mass := make([]float64, n)
	for i := range mass {
		mass[i] = max(0, circle[(w.low+i)&(n-1)])
	}
	end := float64(w.low+n) * w.step
	c := composed{
		window: w, mass: mass, lnMoment: lnMoment, noise: noise,
		infinite: -math.Expm1(lnFinite), above: 2 * math.Exp(lnAbove-w.above*end),
		slack: 1 + unit*(float64(n)+8*total+4*(math.Abs(lnMoment)+w.tilt*max(math.Abs(end), math.Abs(float64(w.low)*w.step)))),
	}
	if x := c.lnMoment + c.infinite + c.above + c.noise + c.slack; math.IsNaN(x) || math.IsInf(x, 0) {
		return composed{}, fmt.Errorf("privacy loss of %g rounds: %w", total, ErrDomain)
	}
	return c, nil
}

// weight is what mass at a loss counts.
func (c composed) weight(loss float64) float64 { return math.Exp(c.lnMoment - c.tilt*loss) }

// beyond gives the two parts of what is to be added to δ(ε) for any ε of at least a loss: what is lost, and, to be multiplied by the loss's weight, rounding.
// That is by the Cauchy-Schwarz inequality, with weights that are exp(-tilt·(loss'-loss)) of this one further up.
func (c composed) beyond() (lost, rounding float64) {
	return c.infinite + c.above, c.noise * c.slack * min(math.Sqrt(float64(c.cells)), 1/math.Sqrt(-math.Expm1(-2*c.tilt*c.step)))
}

// delta is Σ (1-e^(ε-loss))⁺ and what is beyond.
func (c composed) delta(eps float64) answer {
	sum, slope, at := 0.0, 0.0, 0.0
	for i := c.cells - 1; i >= 0; i-- {
		loss := float64(c.low+i) * c.step
		mass := c.mass[i] * c.weight(loss)
		if loss <= eps {
			at = mass
			break
		}
		q := math.Exp(eps - loss)
		slope += mass * q
		sum += mass * -math.Expm1(eps-loss)
	}
	lost, rounding := c.beyond()
	delta := sum*c.slack + lost + rounding*c.weight(eps)
	return answer{delta, true, eps, math.Log(delta), at / c.step / slope}
}

// epsilon goes down from the window's upper end until δ is reached, and says whether it was. With a = Σ mass above a point of the grid and
// d = Σ mass·(1-e^(point-loss)) there, δ(point+t) = d·e^t - a·(e^t-1) for t of 0 to a step, and d at the point below is d·e^-step + a·(1-e^-step): no
// difference is ever taken.
func (c composed) epsilon(delta float64) (answer, error) {
	if c.infinite >= delta {
		return answer{math.Inf(1), true, 0, 0, 0}, nil
	}
	lost, rounding := c.beyond()
	a, d := 0.0, 0.0
	last := c.cells - 1
	loss := float64(c.low+last) * c.step
	weight := c.weight(loss)
	if lost+rounding*weight > delta {
		return answer{}, fmt.Errorf("privacy loss at δ %g: %w", delta, ErrDomain)
	}
	keep, drop := math.Exp(-c.step), -math.Expm1(-c.step)
	for i := last; i > 0; i-- {
		mass := c.mass[i] * weight
		a += mass
		d = d*keep + a*drop
		loss = float64(c.low+i-1) * c.step
		weight = c.weight(loss)
		order := mass / c.step / (a - d)
		extra := lost + rounding*weight
		if d*c.slack+extra > delta {
			t := c.step
			if left := (delta - extra) / c.slack; left > 0 {
				t = min(t, math.Log1p((d-left)/(a-d)))
			}
			return answer{max(0, loss+t), true, loss + t, math.Log(delta), order}, nil
		}
		if loss <= 0 {
			return answer{0, true, 0, math.Log(d + extra), order}, nil
		}
	}
	return answer{loss, false, 0, 0, 0}, nil
}

// kahan is a sum that rounding leaves off by about two units.
type kahan struct{ value, rest float64 }

func (k *kahan) add(x float64) {
	y := x - k.rest
	t := k.value + y
	k.rest = (t - k.value) - y
	k.value = t
}
