package accountant

import (
	"errors"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"testing"
)

// exactDelta is the δ(ε) of one direction without any grid: the integral that aim describes, by the trapezoid rule, over laws sampled so densely
// that this is exact to about 1e-10 of δ. Nothing of it is a bound, and it shares only the laws' losses and densities with what it tests.
func exactDelta(d direction, eps float64) float64 {
	if largest, _ := d.extent(); eps >= largest {
		return 0
	}
	type dense struct {
		points []point
		count  float64
	}
	var all []dense
	for _, r := range d {
		points := append([]point(nil), r.points...)
		for _, c := range r.lines {
			n := max(400, 2*math.Ceil(8*(c.high-c.low)/c.scale)) // Simpson's rule
			for i := 0.0; i <= n; i++ {
				width := (c.high - c.low) / n * (2 + 2*math.Mod(i, 2)) / 3
				if i == 0 || i == n {
					width /= 2
				}
				loss, density := c.at(c.low + (c.high-c.low)/n*i)
				if density *= c.weight * width; density > 0 {
					points = append(points, point{loss, density})
				}
			}
		}
		all = append(all, dense{points, float64(r.count)})
	}
	moment := func(z complex128) complex128 { // Σ count·ln E[exp(zL)], by E[exp(zL)-1]
		sum := complex(0, 0)
		for _, r := range all {
			re, im := 0.0, 0.0
			for _, p := range r.points {
				grown := math.Expm1(real(z) * p.loss)
				sin, cos := math.Sincos(imag(z) * p.loss / 2)
				re += p.mass * (grown*(cos*cos-sin*sin) - 2*sin*sin)
				im += p.mass * (grown + 1) * 2 * sin * cos
			}
			sum += complex(r.count/2*math.Log1p(2*re+re*re+im*im), r.count*math.Atan2(im, 1+re))
		}
		return sum
	}
	tilt := d.aim(1e9, func(a aim) bool { return a.eps < eps }).tilt
	_, _, variance := d.moment(tilt)
	step := min(0.2/math.Sqrt(variance), tilt/8) // nothing is left 2π/step from ε
	sum := 0.0
	for i := range 1 << 15 {
		z := complex(tilt, float64(i)*step)
		f := cmplx.Exp(moment(z)-z*complex(eps, 0)) / (z * (z + 1))
		if sum += real(f); i == 0 {
			sum /= 2
		}
		if cmplx.Abs(f) <= max(1e-12*sum, 1e-290) {
			return sum * step / math.Pi
		}
	}
	panic("the losses are not spread enough for this")
}

func newPLD(t *testing.T, rel Relation, g Grid, events ...Event) *PLD {
	t.Helper()
	p, err := NewPLD(events, rel, g)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func epsilonOf(t *testing.T, p *PLD, delta float64) float64 {
	t.Helper()
	eps, err := p.Epsilon(delta)
	if err != nil {
		t.Fatal(err)
	}
	return eps
}

func deltaOf(t *testing.T, p *PLD, eps float64) float64 {
	t.Helper()
	delta, err := p.Delta(eps)
	if err != nil {
		t.Fatal(err)
	}
	return delta
}

// smooth are plans of which exactDelta is exact.
var smooth = map[string]struct {
	events []Event
	rel    Relation
	delta  float64
}{
	"typical":                  {[]Event{{Gaussian{2, 0.01}, 10_000}}, AddRemove, 1e-6},
	"small δ":                  {[]Event{{Gaussian{2, 0.01}, 10_000}}, AddRemove, 1e-12},
	"very small δ":             {[]Event{{Gaussian{1.5, 0.05}, 500}}, AddRemove, 1e-19},
	"large δ":                  {[]Event{{Gaussian{2, 0.01}, 10_000}}, AddRemove, 0.3},
	"large ε":                  {[]Event{{Gaussian{1.5, 0.05}, 20_000}}, AddRemove, 1e-6},
	"little noise":             {[]Event{{Gaussian{0.5, 0.1}, 300}}, AddRemove, 1e-5},
	"many rounds":              {[]Event{{Gaussian{5, 0.001}, 1_000_000}}, AddRemove, 1e-7},
	"a few rare losses decide": {[]Event{{Gaussian{0.8, 0.001}, 1000}}, AddRemove, 1e-6},
	"rarer":                    {[]Event{{Gaussian{2, 0.001}, 100}}, AddRemove, 1e-6},
	"replaced":                 {[]Event{{Gaussian{2, 0.01}, 10_000}}, ReplaceOne, 1e-6},
	"blanked":                  {[]Event{{Gaussian{2, 0.01}, 10_000}}, ZeroOut, 1e-6},
	"several":                  {[]Event{{Gaussian{1, 0.01}, 500}, {Gaussian{2, 0.02}, 500}, {Gaussian{20, 1}, 3}, {Laplace{30}, 10}}, AddRemove, 1e-8},
	"mixture":                  {[]Event{{Mixture{2, []float64{0, 1, 2}, []float64{0.9, 0.08, 0.02}}, 100}}, AddRemove, 1e-6},
	"truncated":                {[]Event{{TruncatedPoisson{1.5, 0.05, 1000, 60}, 200}}, AddRemove, 1e-6},
	"Laplace":                  {[]Event{{Laplace{71}, 500}}, AddRemove, 1e-4},
}

func TestEpsilonIsAtMostErrorAboveTheExactOne(t *testing.T) {
	for name, c := range smooth {
		t.Run(name, func(t *testing.T) {
			for _, e := range []float64{1e-2, 1e-3, 1e-4} {
				p := newPLD(t, c.rel, Grid{Error: e}, c.events...)
				eps := epsilonOf(t, p, c.delta)
				at, below := 0.0, 0.0
				for _, d := range p.directions {
					at, below = max(at, exactDelta(d, eps)), max(below, exactDelta(d, max(0, eps-e)))
				}
				if at > c.delta*(1+1e-8) {
					t.Errorf("error %g: δ(%v) is %v, above %v", e, eps, at, c.delta)
				}
				if eps > e && below < c.delta*(1-1e-8) {
					t.Errorf("error %g: δ is below %v already at %v less than %v", e, c.delta, e, eps)
				}
			}
		})
	}
}

func TestDeltaIsAboveTheExactOne(t *testing.T) {
	for name, c := range smooth {
		t.Run(name, func(t *testing.T) {
			const e = 1e-3
			p := newPLD(t, c.rel, Grid{Error: e}, c.events...)
			eps := epsilonOf(t, p, c.delta)
			for _, eps := range []float64{0, eps / 2, eps, eps * 1.2} {
				got, at, below := deltaOf(t, p, eps), 0.0, 1.0
				for _, d := range p.directions {
					at = max(at, exactDelta(d, eps))
				}
				if eps > e {
					below = 0
					for _, d := range p.directions {
						below = max(below, exactDelta(d, eps-e))
					}
				}
				if got < at*(1-1e-8) || got > below*(1+1e-8)+2e-26 {
					t.Errorf("δ(%v) is %v, want between the exact %v and %v of an ε smaller by %v", eps, got, at, below, e)
				}
			}
		})
	}
}

// ask asks the laws of a plan even where it has a closed form.
func ask(t *testing.T, m Mechanism, count int64, delta float64, g Grid) float64 {
	t.Helper()
	ways, err := laws(m, AddRemove, 12.5)
	if err != nil {
		t.Fatal(err)
	}
	sample, err := ways[0].sample()
	if err != nil {
		t.Fatal(err)
	}
	p := &PLD{grid: g, directions: []direction{{{ways[0], count, sample}}}}
	return epsilonOf(t, p, delta)
}

func TestGaussianIsNotBelowItsClosedForm(t *testing.T) {
	for _, sigma := range []float64{0.3, 1, 4, 30} {
		for _, count := range []int64{1, 7, 500} {
			for _, delta := range []float64{1e-3, 1e-6, 1e-10, 1e-15} {
				want, err := GaussianEpsilon(sigma, count, delta)
				if err != nil {
					t.Fatal(err)
				}
				got := ask(t, Gaussian{sigma, 1}, count, delta, Grid{1e-3, 1 << 22})
				if got < want*(1-1e-10) || got > want+1e-3 {
					t.Errorf("σ %v, %d times, δ %v: got %v, exactly it is %v", sigma, count, delta, got, want)
				}
				if closed := epsilonOf(t, newPLD(t, AddRemove, Grid{}, Event{Gaussian{sigma, 1}, count}), delta); closed != want {
					t.Errorf("σ %v, %d times, δ %v: got %v, want %v", sigma, count, delta, closed, want)
				}
			}
		}
	}
}

// TestAnyWindowGivesABound: what is planned matters for the size of an answer, and never for its safety.
func TestAnyWindowGivesABound(t *testing.T) {
	const fine = 1e-5
	for name, c := range smooth {
		r := rand.New(rand.NewPCG(11, 12))
		if name == "many rounds" || name == "large ε" {
			continue
		}
		for way, d := range newPLD(t, c.rel, Grid{}, c.events...).directions {
			eps := epsilonOf(t, &PLD{grid: Grid{fine, 1 << 22}, directions: []direction{d}}, c.delta)
			if eps == 0 {
				continue
			}
			a := d.aim(1e6, func(a aim) bool { return a.eps < eps })
			answers := 0
			for range 20 {
				low, high := eps-a.deviation*12*r.Float64(), eps+a.deviation*12*r.Float64()
				n := 1 << (8 + r.IntN(7))
				w := window{tilt: a.tilt * math.Exp(r.Float64()*3-2), step: (high - low) / float64(n), cells: n, slope: r.Float64() * 20, most: 30}
				w.low, w.above = int(math.Floor(low/w.step)), w.tilt*(1+r.Float64())
				x, err := d.compose(w)
				if err != nil {
					continue
				}
				if a, err := x.epsilon(c.delta); err == nil {
					answers++
					if a.value < eps-fine {
						t.Errorf("%s, direction %d: %+v gives ε %v, and it is %v", name, way, w, a.value, eps)
					}
				}
				if got := x.delta(max(low, eps-fine)).value; got < c.delta {
					t.Errorf("%s, direction %d: %+v gives δ(%v) of %v, and it is more than %v", name, way, w, eps-fine, got, c.delta)
				}
			}
			t.Logf("%s, direction %d: %d answers", name, way, answers)
		}
	}
}

// TestTooFewCellsAreNotUnsafe has the plan of which 19.09 was reported by an accountant whose grid had wrapped around.
func TestTooFewCellsAreNotUnsafe(t *testing.T) {
	const exact = 19.51503128
	for n := minCells; n <= 1<<20; n *= 2 {
		p := newPLD(t, AddRemove, Grid{Error: 1e-6, Cells: n}, Event{Gaussian{0.8, 0.05}, 1000})
		eps, err := p.Epsilon(1e-6)
		if err != nil && !errors.Is(err, ErrDomain) {
			t.Fatal(err)
		}
		if err == nil && eps < exact {
			t.Errorf("%d cells: ε %v, below %v", n, eps, exact)
		}
		t.Logf("%d cells: %v %v", n, eps, err)
	}
}

// TestGridDominates compares the δ(ε) of one run on grids with the closed form.
func TestGridDominates(t *testing.T) {
	tail := func(x float64) float64 { return math.Erfc(x/math.Sqrt2) / 2 }
	for _, sigma := range []float64{0.4, 1, 5} {
		for _, q := range []float64{1e-3, 0.05, 0.5} {
			for _, step := range []float64{1e-4, 3e-3, 0.1} {
				ways, err := laws(Gaussian{sigma, q}, AddRemove, 10)
				if err != nil {
					t.Fatal(err)
				}
				for way, l := range ways {
					type cell struct{ loss, mass float64 }
					var cells []cell
					p, r := 0.0, 0.0
					if err := l.onGrid(step, func(float64) (float64, float64) { return 5, 0.05 }, func(i int, mass float64) {
						loss := float64(i) * step
						cells = append(cells, cell{loss, mass})
						p += mass
						r += mass * math.Exp(-loss)
					}); err != nil {
						t.Fatal(err)
					}
					if math.Abs(p-1) > 1e-12 || math.Abs(r-1) > 1e-9 {
						t.Errorf("σ %v, q %v, step %v: the probabilities add up to %v and %v", sigma, q, step, p, r)
					}
					for eps := -0.02; eps < 6; eps += 0.0137 {
						got := l.lost()
						for _, c := range cells {
							if c.loss > eps {
								got += c.mass * -math.Expm1(eps-c.loss)
							}
						}
						// P is the mixture in the first direction; the other's loss is minus that.
						e := eps
						if way == 1 {
							e = -eps
						}
						x := math.Inf(-1)
						if math.Expm1(e)+q > 0 {
							x = sigma*sigma*math.Log1p(math.Expm1(e)/q) + 0.5
						}
						want := (1-q)*tail(x/sigma) + q*tail((x-1)/sigma) - math.Exp(eps)*tail(x/sigma)
						if way == 1 {
							want = tail(-x/sigma) - math.Exp(eps)*((1-q)*tail(-x/sigma)+q*tail((1-x)/sigma))
						}
						if got < want-1e-13 {
							t.Errorf("σ %v, q %v, step %v, direction %d: δ(%v) is %v on the grid, exactly %v", sigma, q, step, way, eps, got, want)
						}
					}
				}
			}
		}
	}
}

func TestOneRunOfASample(t *testing.T) {
	tail := func(x float64) float64 { return math.Erfc(x/math.Sqrt2) / 2 }
	for _, sigma := range []float64{0.35, 1, 6} {
		for _, q := range []float64{1e-3, 0.02, 0.4} {
			for _, delta := range []float64{1e-3, 1e-5, 1e-9} {
				exact := func(eps float64) float64 { // removal is the larger of the two here
					x := sigma*sigma*math.Log1p(math.Expm1(eps)/q) + 0.5
					return (1-q)*tail(x/sigma) + q*tail((x-1)/sigma) - math.Exp(eps)*tail(x/sigma)
				}
				for _, e := range []float64{1e-2, 1e-4} {
					eps := epsilonOf(t, newPLD(t, AddRemove, Grid{Error: e}, Event{Gaussian{sigma, q}, 1}), delta)
					if got := exact(eps); got > delta*(1+1e-9) {
						t.Errorf("σ %v, q %v: δ(%v) is %v, above %v", sigma, q, eps, got, delta)
					}
					if eps > e && exact(eps-e) < delta*(1-1e-9) {
						t.Errorf("σ %v, q %v: δ is below %v already at %v less than %v", sigma, q, delta, e, eps)
					}
				}
			}
		}
	}
}

func TestOneLaplace(t *testing.T) {
	for _, scale := range []float64{0.3, 1, 20} {
		p := newPLD(t, AddRemove, Grid{}, Event{Laplace{scale}, 1})
		for _, part := range []float64{0, 0.3, 0.99} {
			eps := part / scale
			want := -math.Expm1((eps - 1/scale) / 2) // Balle, Barthe, Gaboardi 1807.01647, Theorem 3
			if got := deltaOf(t, p, eps); got < want-1e-12 || got > want+1e-3 {
				t.Errorf("scale %v: δ(%v) is %v, want %v", scale, eps, got, want)
			}
		}
		if got := deltaOf(t, p, 1/scale); got > 1e-20 {
			t.Errorf("scale %v: δ is %v at the pure ε", scale, got)
		}
		if got := epsilonOf(t, p, 1e-12); got < 1/scale-1e-11 || got > 1/scale+1e-3 {
			t.Errorf("scale %v: ε is %v", scale, got)
		}
	}
}

// TestPureEpsilonIsBinomial: the loss of n runs of an ε-DP mechanism is ε times a binomial walk (Kairouz, Oh, Viswanath 1311.0776, Theorem 3.3).
func TestPureEpsilonIsBinomial(t *testing.T) {
	for _, eps := range []float64{0.01, 0.3, 2} {
		for _, n := range []int64{1, 2, 17, 200} {
			p := newPLD(t, ReplaceOne, Grid{}, Event{Approximate{Epsilon: eps}, n})
			for total := 0.0; total < float64(n)*eps*1.1; total += float64(n) * eps / 7.3 {
				want := 0.0
				for k := int64(0); k <= n; k++ {
					loss := float64(2*k-n) * eps
					c, _ := math.Lgamma(float64(n) + 1)
					a, _ := math.Lgamma(float64(k) + 1)
					b, _ := math.Lgamma(float64(n-k) + 1)
					if loss > total {
						want += math.Exp(c-a-b+float64(k)*eps-float64(n)*math.Log1p(math.Exp(eps))) * -math.Expm1(total-loss)
					}
				}
				if got := deltaOf(t, p, total); got < want*(1-1e-9) || got > want*(1+1e-6)+1e-18 {
					t.Errorf("%d times ε %v: δ(%v) is %v, want %v", n, eps, total, got, want)
				}
			}
		}
	}
}

func TestResponse(t *testing.T) {
	m := Response{P: 0.5, Buckets: 4} // the truth with 5/8, any lie with 1/8
	for _, c := range []struct {
		rel  Relation
		want float64
	}{{ReplaceOne, math.Log(5)}, {ZeroOut, math.Log(2.5)}} {
		if got := epsilonOf(t, newPLD(t, c.rel, Grid{}, Event{m, 1}), 1e-15); math.Abs(got-c.want) > 1e-3 {
			t.Errorf("%v: ε is %v, want %v", c.rel, got, c.want)
		}
	}
	if got := deltaOf(t, newPLD(t, ReplaceOne, Grid{}, Event{m, 1}), 0); math.Abs(got-0.5) > 1e-9 {
		t.Errorf("δ(0) is %v, want 1/2", got)
	}
	if got := epsilonOf(t, newPLD(t, ReplaceOne, Grid{}, Event{Response{1, 3}, 5}), 1e-9); got != 0 {
		t.Errorf("ε of noise alone is %v", got)
	}
}

func TestApproximateDeltaIsLost(t *testing.T) {
	p := newPLD(t, AddRemove, Grid{}, Event{Approximate{0.5, 1e-7}, 10})
	lost := -math.Expm1(10 * math.Log1p(-1e-7))
	if got := epsilonOf(t, p, lost*0.999); !math.IsInf(got, 1) {
		t.Errorf("ε is %v at a δ that is certain to be lost", got)
	}
	if got := epsilonOf(t, p, lost*1.001); got < 4.5 || got > 5+1e-3 {
		t.Errorf("ε is %v at a δ just above", got)
	}
	if got := deltaOf(t, p, 6); math.Abs(got/lost-1) > 1e-9 {
		t.Errorf("δ is %v above all losses, want %v", got, lost)
	}
}

func TestSpecialCasesAgree(t *testing.T) {
	gauss := Gaussian{1.2, 0.03}
	for name, c := range map[string]struct{ one, other []Event }{
		"mixture of one shift":        {[]Event{{gauss, 200}}, []Event{{Mixture{1.2, []float64{0, 1}, []float64{0.97, 0.03}}, 200}}},
		"shift and noise scaled":      {[]Event{{gauss, 200}}, []Event{{Mixture{3.6, []float64{3, 0}, []float64{0.03, 0.97}}, 200}}},
		"batch that is never full":    {[]Event{{gauss, 200}}, []Event{{TruncatedPoisson{1.2, 0.03, 50, 50}, 200}}},
		"tree as Gaussians":           {[]Event{{gauss, 9}, {Tree{4, 7}, 2}}, []Event{{gauss, 9}, {Gaussian{4, 1}, 6}}},
		"counts added up":             {[]Event{{gauss, 200}}, []Event{{gauss, 150}, {gauss, 50}}},
		"order of events":             {[]Event{{gauss, 20}, {Laplace{9}, 4}}, []Event{{Laplace{9}, 4}, {gauss, 20}}},
		"Gaussian that adds nothing":  {[]Event{{gauss, 200}}, []Event{{gauss, 200}, {Gaussian{1e9, 1}, 1}}},
		"mechanism that says nothing": {[]Event{{gauss, 200}}, []Event{{gauss, 200}, {Mixture{1, []float64{0}, []float64{1}}, 10}, {Approximate{}, 3}}},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := newPLD(t, AddRemove, Grid{Error: 1e-4}, c.one...), newPLD(t, AddRemove, Grid{Error: 1e-4}, c.other...)
			if x, y := epsilonOf(t, a, 1e-7), epsilonOf(t, b, 1e-7); math.Abs(x-y) > 1e-4 {
				t.Errorf("ε is %v and %v", x, y)
			}
			if x, y := deltaOf(t, a, 0.7), deltaOf(t, b, 0.7); math.Abs(x/y-1) > 1e-3 {
				t.Errorf("δ is %v and %v", x, y)
			}
		})
	}
}

func TestMoreIsWorse(t *testing.T) {
	eps := func(rel Relation, e float64, events ...Event) float64 {
		return epsilonOf(t, newPLD(t, rel, Grid{Error: e}, events...), 1e-7)
	}
	rising := func(what string, xs ...float64) {
		t.Helper()
		for i := 1; i < len(xs); i++ {
			if xs[i] < xs[i-1]-1e-4 { // each is within that of the exact one
				t.Errorf("%s: %v", what, xs)
			}
		}
	}
	var byQ, byT, bySigma []float64
	for i := range 8 {
		x := math.Pow(1.7, float64(i))
		byQ = append(byQ, eps(AddRemove, 1e-4, Event{Gaussian{1.1, 0.005 * x}, 100}))
		byT = append(byT, eps(AddRemove, 1e-4, Event{Gaussian{1.1, 0.02}, int64(50 * x)}))
		bySigma = append(bySigma, eps(AddRemove, 1e-4, Event{Gaussian{6 / x, 0.02}, 100}))
	}
	rising("q", byQ...)
	rising("rounds", byT...)
	rising("1/σ", bySigma...)
	g := Event{Gaussian{1.1, 0.02}, 400}
	rising("grid", eps(AddRemove, 1e-6, g), eps(AddRemove, 1e-4, g), eps(AddRemove, 1e-3, g), eps(AddRemove, 1e-2, g), eps(AddRemove, 0.1, g))
	rising("relation", eps(AddRemove, 1e-4, g), eps(ReplaceOne, 1e-4, g))
	rising("another event", eps(AddRemove, 1e-4, g), eps(AddRemove, 1e-4, g, Event{Laplace{20}, 1}))
	batch := func(n int64) Event { return Event{TruncatedPoisson{1.1, 0.02, 1000, n}, 400} }
	rising("batch", eps(AddRemove, 1e-4, g), eps(AddRemove, 1e-4, batch(40)), eps(AddRemove, 1e-4, batch(20)))
}

func TestPLDRefuses(t *testing.T) {
	good := []Event{{Gaussian{1, 0.1}, 10}}
	for name, c := range map[string]struct {
		events []Event
		rel    Relation
		g      Grid
		want   string
	}{
		"no events":         {nil, AddRemove, Grid{}, "composition"},
		"no mechanism":      {[]Event{{nil, 1}}, AddRemove, Grid{}, "mechanism"},
		"no rounds":         {[]Event{{Gaussian{1, 0.1}, 0}}, AddRemove, Grid{}, "count"},
		"q above 1":         {[]Event{{Gaussian{1, 1.1}, 1}}, AddRemove, Grid{}, "sampling probability"},
		"no noise":          {[]Event{{Gaussian{0, 0.1}, 1}}, AddRemove, Grid{}, "noise multiplier"},
		"NaN noise":         {[]Event{{Gaussian{math.NaN(), 0.1}, 1}}, AddRemove, Grid{}, "noise multiplier"},
		"negative error":    {good, AddRemove, Grid{Error: -1}, "grid error"},
		"NaN error":         {good, AddRemove, Grid{Error: math.NaN()}, "grid error"},
		"cells":             {good, AddRemove, Grid{Cells: 1000}, "grid cells"},
		"no cells":          {good, AddRemove, Grid{Cells: -256}, "grid cells"},
		"relation":          {good, 9, Grid{}, ""},
		"response added":    {[]Event{{Response{0.5, 2}, 1}}, AddRemove, Grid{}, ""},
		"mixture replaced":  {[]Event{{Mixture{1, []float64{0, 1}, []float64{0.5, 0.5}}, 1}}, ReplaceOne, Grid{}, ""},
		"truncated, swaped": {[]Event{{TruncatedPoisson{1, 0.1, 9, 3}, 1}}, ReplaceOne, Grid{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewPLD(c.events, c.rel, c.g)
			var parameter *ParameterError
			switch {
			case c.want == "" && !errors.Is(err, ErrUnsupported):
				t.Errorf("got %v, want ErrUnsupported", err)
			case c.want != "" && (!errors.As(err, &parameter) || parameter.Name != c.want):
				t.Errorf("got %v, want a ParameterError about %q", err, c.want)
			}
		})
	}
	for _, events := range [][]Event{good, {{Gaussian{1, 1}, 1}}} {
		p := newPLD(t, AddRemove, Grid{}, events...)
		for _, bad := range []float64{-1, 0, 1, 2, math.NaN(), math.Inf(1)} {
			if got, err := p.Epsilon(bad); err == nil {
				t.Errorf("ε(%v) is %v", bad, got)
			}
		}
		for _, bad := range []float64{-1, math.NaN(), math.Inf(-1), math.Inf(1)} {
			if got, err := p.Delta(bad); err == nil {
				t.Errorf("δ(%v) is %v", bad, got)
			}
		}
	}
}

// TestOutOfDomain: what the numbers cannot hold is refused, or the answer is too large.
func TestOutOfDomain(t *testing.T) {
	for _, c := range []struct {
		m       Mechanism
		count   int64
		atLeast float64
	}{
		{Gaussian{1e-6, 0.5}, 1, 1e11},
		{Gaussian{1e-160, 0.5}, 1, 1e300},
		{Gaussian{0.01, 0.5}, MaxCount, 1e12},
		{Gaussian{1, 0.1}, MaxCount, 1e9},
		{Gaussian{1e3, 1e-3}, MaxCount, 1},
		{Gaussian{1e150, 1e-200}, MaxCount, 0},
		{Laplace{1e-12}, 3, 1e12},
		{Laplace{1e12}, MaxCount, 1e-6},
		{Approximate{1e6, 0}, MaxCount, 1e17},
		{Mixture{1, []float64{0, 1e100}, []float64{0.5, 0.5}}, 1, 1e100},
		{Response{1e-300, 2}, 1, 600},
	} {
		rel := AddRemove
		if _, ok := c.m.(Response); ok {
			rel = ReplaceOne
		}
		p, err := NewPLD([]Event{{c.m, c.count}}, rel, Grid{})
		eps := math.Inf(1)
		if err == nil {
			eps, err = p.Epsilon(1e-6)
		}
		if err != nil && !errors.Is(err, ErrDomain) {
			t.Errorf("%+v: %v", c.m, err)
		}
		if err == nil && !(eps >= c.atLeast) {
			t.Errorf("%+v, %d times: ε is %v, want %v or more", c.m, c.count, eps, c.atLeast)
		}
		t.Logf("%+v, %d times: %v %v", c.m, c.count, eps, err)
	}
}

func TestPLDIsSafeForConcurrentUse(t *testing.T) {
	p := newPLD(t, AddRemove, Grid{}, Event{Gaussian{2, 0.01}, 1000})
	want := epsilonOf(t, p, 1e-6)
	done := make(chan float64)
	for range 4 {
		go func() {
			eps, _ := p.Epsilon(1e-6)
			done <- eps
		}()
	}
	for range 4 {
		if got := <-done; got != want {
			t.Errorf("ε is %v, and %v before", got, want)
		}
	}
}

func FuzzPLD(f *testing.F) {
	f.Add(uint8(0), uint8(0), 2.0, 0.01, int64(1000), 1e-6)
	f.Add(uint8(1), uint8(1), 0.5, 0.3, int64(7), 1e-9)
	f.Add(uint8(2), uint8(0), 30.0, 0.5, int64(40), 1e-4)
	f.Add(uint8(3), uint8(2), 0.1, 0.2, int64(3), 0.3)
	f.Add(uint8(4), uint8(2), 0.2, 1e-9, int64(3), 1e-5)
	f.Add(uint8(5), uint8(1), 1.0, 0.2, int64(30), 1e-5)
	f.Add(uint8(6), uint8(1), 1.0, 0.1, int64(9), 1e-5)
	f.Fuzz(func(t *testing.T, kind, rel uint8, a, b float64, count int64, delta float64) {
		var m Mechanism
		switch kind % 7 {
		case 0:
			m = Gaussian{a, b}
		case 1:
			m = Mixture{a, []float64{0, b, 2}, []float64{0.8, 0.1, 0.1}}
		case 2:
			m = Laplace{a}
		case 3:
			m = Response{b, 2 + int(kind/7)}
		case 4:
			m = Approximate{a, b}
		case 5:
			m = TruncatedPoisson{a, b, 100, 20}
		case 6:
			m = Tree{a, int64(kind)}
		}
		const e = 1e-2
		events := []Event{{m, count}, {Gaussian{3, 0.02}, 5}}
		p, err := NewPLD(events, Relation(rel%3), Grid{Error: e, Cells: 1 << 14})
		if err != nil {
			return
		}
		eps, err := p.Epsilon(delta)
		if err != nil {
			return
		}
		if !(eps >= 0) {
			t.Fatalf("ε is %v", eps)
		}
		if eps > 1e3 {
			return
		}
		back, err := p.Delta(eps)
		if err != nil {
			return
		}
		if !(back >= 0 && back <= 1) {
			t.Fatalf("δ is %v", back)
		}
		if back < 1e-18 || back > 1-1e-9 {
			return
		}
		// back is not below the exact δ(eps), so ε(back) is above eps by no more than the grid's error, if the grid may have the cells for that; where
		// losses are large and few, by a thousandth more.
		fine, err := NewPLD(events, Relation(rel%3), Grid{Error: e, Cells: 1 << 17})
		if err != nil {
			t.Fatal(err)
		}
		if again, err := fine.Epsilon(back); err == nil && again > eps*1.001+2*e {
			t.Fatalf("δ(%v) is %v, of which ε is %v", eps, back, again)
		}
	})
}
