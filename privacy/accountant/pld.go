package accountant

import (
	"fmt"
	"math"
)

// PLD is the distribution of the privacy loss of a plan that is declared in advance. It is safe for concurrent use.
//
// What it returns are upper bounds, up to float64 rounding of closed forms. Each run is replaced by a pair of distributions on a grid that dominates it (see
// Grid); pairs are composed by Fourier transform of the losses' distributions under P, tilted by exp(λ·loss) with a λ for the question (Esscher 1932;
// without the tilt: Koskela, Jälkö, Honkela 1906.03049; Gopi, Lee, Wutschitz 2106.02848). What is not exact is added to δ: what lies more
// than about 12 standard deviations out (1e-26 in all), Chernoff's bound on what is above the window, and proven bounds on the rounding of transforms
// and powers. What wraps around only adds by itself.
//
// Rounding is about 1e-13·T of δ, which is nothing for most plans: δ down to 1e-20 is as exact as others. Where a few rare losses decide, as with a small
// noise multiplier and sampling probability, no λ suits both them and the rest, and it can be 1e-13·T by itself. Where that is as large as δ the error is
// ErrDomain.
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
		g.Error = 1e-4
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
		switch largest, lost := d.extent(); {
		case lost >= delta:
			return math.Inf(1), nil
		case largest <= most:
			continue
		}
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
		if largest, lost := d.extent(); largest <= eps {
			most = max(most, lost)
			continue
		}
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

// extent is the largest sum of losses that are not lost, and the probability that one is.
func (d direction) extent() (largest, lost float64) {
	ln := 0.0
	for _, r := range d {
		_, high := r.span()
		largest += float64(r.count) * high
		ln += float64(r.count) * math.Log1p(-r.lost())
	}
	return largest, -math.Expm1(ln)
}

// answer is one of a window.
type answer struct {
	value        float64
	inside       bool // the window has it; otherwise a lower window would give less
	eps, lnDelta float64
	order        float64 // what the loss's density at ε is over -dδ/dε
}

// ask asks a window at an aim, and another if what it says was aimed at too badly: first on a coarse grid, if g is a fine one. What it returns is the least
// bound of those.
func (d direction) ask(a aim, g Grid, question func(composed) (answer, error)) (float64, error) {
	best, below := math.Inf(1), a.deviation/8
	err := g.Error
	if err < 1e-4 {
		err = 1e-3
	}
	for try := range 10 {
		w, x, failed := d.askOnce(a, below, Grid{err, g.Cells}, question)
		if failed != nil {
			if !math.IsInf(best, 1) {
				break
			}
			return 0, failed
		}
		best = min(best, x.value)
		if !x.inside {
			below = max(4*below, float64(w.cells)*w.step/2)
			continue
		}
		off := a.order*math.Abs(x.eps-a.eps) + math.Abs(x.lnDelta-a.lnDelta)
		if order := min(x.order, 50/g.Error); order > 1 && !w.exact {
			off += max(0, math.Log(order/a.order))
			a.order = max(order, a.order/4) // next to a loss of which many are, it says little about them
		}
		if !math.IsInf(x.eps+x.lnDelta, 0) {
			a.eps, a.lnDelta = x.eps, x.lnDelta
		}
		if off > 0.5 && try < 4 {
			continue
		}
		if err == g.Error {
			break
		}
		err = g.Error
	}
	return best, nil
}

func (d direction) askOnce(a aim, below float64, g Grid, question func(composed) (answer, error)) (window, answer, error) {
	w, err := d.window(a, below, g)
	if err != nil {
		return w, answer{}, err
	}
	c, err := d.compose(w)
	if err != nil {
		return w, answer{}, err
	}
	x, err := question(c)
	return w, x, err
}

// composed is the law of the sum of all losses: at the i-th point of the window, mass[i]·exp(lnMoment - tilt·loss).
type composed struct {
	window
	mass     []float64
	lnMoment float64 // ln E[exp(tilt·L)]
	lost     float64 // the probability of one that is lost, or of a sum above the window
	noise    float64 // how far mass can be off, in the Euclidean norm
	slack    float64 // 1 and the relative rounding error of any sum of the masses
}

func (d direction) compose(w window) (composed, error) {
	n := w.cells
	s := newSpectrum(n)
	lnMoment, lnAbove, total := 0.0, 0.0, d.total()
	circle := make([]float64, n)
	for _, r := range d {
		count := float64(r.count)
		about, _, _ := moment(r.sample, w.tilt)
		aboutAbove, _, _ := moment(r.sample, w.above)
		var sum, sumAbove, sumLoss kahan
		clear(circle)
		err := r.onGrid(w.step, w.rough, func(i int, m float64) {
			if m == 0 {
				return
			}
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
	}
	circle, noise := s.inverse()
	mass := make([]float64, n)
	for i := range mass {
		mass[i] = max(0, circle[(w.low+i)&(n-1)])
	}
	end := float64(w.low+n) * w.step
	_, lost := d.extent()
	c := composed{
		window: w, mass: mass, lnMoment: lnMoment, noise: noise,
		lost:  lost + 2*math.Exp(lnAbove-w.above*end),
		slack: 1 + unit*(float64(n)+8*total+4*(math.Abs(lnMoment)+w.tilt*max(math.Abs(end), math.Abs(float64(w.low)*w.step)))),
	}
	if x := c.lnMoment + c.lost + c.noise + c.slack; math.IsNaN(x) || math.IsInf(x, 0) {
		return composed{}, fmt.Errorf("privacy loss of %g rounds: %w", total, ErrDomain)
	}
	return c, nil
}

// weight is what mass at a loss counts.
func (c composed) weight(loss float64) float64 { return math.Exp(c.lnMoment - c.tilt*loss) }

// density is the loss's around the i-th point, which may be one of few that have any mass.
func (c composed) density(i int) float64 {
	reach := int(min(0.25/(c.slope*c.step), float64(c.cells)))
	low, high := max(0, i-reach), min(c.cells-1, i+reach)
	sum := 0.0
	for j := low; j <= high; j++ {
		sum += c.mass[j] * c.weight(float64(c.low+j)*c.step)
	}
	return sum / float64(high-low+1) / c.step
}

// beyond gives the two parts of what is to be added to any δ(ε): what is lost, and, to be multiplied by the weight of the lowest loss above ε, rounding.
// That is by the Cauchy-Schwarz inequality, with weights that are exp(-tilt·(loss'-loss)) of this one further up.
func (c composed) beyond() (lost, rounding float64) {
	return c.lost, c.noise * c.slack * min(math.Sqrt(float64(c.cells)), 1/math.Sqrt(-math.Expm1(-2*c.tilt*c.step)))
}

// delta is Σ (1-e^(ε-loss))⁺ and what is beyond.
func (c composed) delta(eps float64) answer {
	sum, slope, weight := 0.0, 0.0, 0.0
	i := c.cells - 1
	for ; i >= 0; i-- {
		loss := float64(c.low+i) * c.step
		if loss <= eps {
			break
		}
		weight = c.weight(loss)
		slope += c.mass[i] * weight * math.Exp(eps-loss)
		sum += c.mass[i] * weight * -math.Expm1(eps-loss)
	}
	lost, rounding := c.beyond()
	delta := sum*c.slack + lost + rounding*weight
	if !(delta <= 1) { // also where weights are beyond float64
		delta = 1
	}
	return answer{delta, true, eps, math.Log(delta), c.density(max(0, i)) / slope}
}

// epsilon goes down from the window's upper end until δ is reached, and says whether it was. With a = Σ mass above a point of the grid and
// d = Σ mass·(1-e^(point-loss)) there, δ(point+t) = d·e^t - a·(e^t-1) for t of 0 to a step, and d at the point below is d·e^-step + a·(1-e^-step): no
// difference is ever taken.
func (c composed) epsilon(delta float64) (answer, error) {
	lost, rounding := c.beyond()
	keep, drop := math.Exp(-c.step), -math.Expm1(-c.step)
	a, d := 0.0, 0.0
	for i := c.cells - 1; i > 0; i-- {
		above, below := float64(c.low+i)*c.step, float64(c.low+i-1)*c.step
		weight := c.weight(above)
		a += c.mass[i] * weight
		d = d*keep + a*drop
		extra := lost + rounding*weight
		if left := (delta - extra) / c.slack; !(d <= left) { // also where weights are beyond float64
			if !(left > 0) && i == c.cells-1 {
				return answer{}, fmt.Errorf("privacy loss at δ %g: %w", delta, ErrDomain)
			}
			eps := above // at which δ was not reached
			if x := below + math.Log1p((d-left)/(a-d)); left > 0 && x < above {
				eps = x
			}
			return answer{max(0, eps), true, eps, math.Log(delta), c.density(i) / (a - d)}, nil
		}
		if below <= 0 {
			return answer{0, true, 0, math.Log(d + extra), 0}, nil
		}
	}
	return answer{float64(c.low) * c.step, false, 0, 0, 0}, nil
}

// kahan is a sum that rounding leaves off by about two units.
type kahan struct{ value, rest float64 }

func (k *kahan) add(x float64) {
	y := x - k.rest
	t := k.value + y
	k.rest = (t - k.value) - y
	k.value = t
}
