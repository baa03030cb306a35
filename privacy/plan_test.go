package privacy

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func gaussian(rounds uint32, sigma, q Micros) Plan {
	return Plan{Gaussian: &Gaussian{Rounds: rounds, Sigma: sigma, Sampling: q}}
}

func TestPlanCheckRefuses(t *testing.T) {
	many := make([]Pure, MaxPure+1)
	for i := range many {
		many[i] = Pure{Name: fmt.Sprint(i), Epsilon: One}
	}
	tests := map[string]struct {
		plan  Plan
		field string
	}{
		"nothing":            {Plan{}, "plan"},
		"both":               {Plan{Gaussian: &Gaussian{Rounds: 1, Sigma: One, Sampling: One}, Pure: []Pure{{Name: "a", Epsilon: One}}}, "plan"},
		"no rounds":          {gaussian(0, One, One), "gaussian.rounds"},
		"too many rounds":    {gaussian(MaxRounds+1, One, One), "gaussian.rounds"},
		"no noise":           {gaussian(1, 0, One), "gaussian.sigma"},
		"negative noise":     {gaussian(1, -One, One), "gaussian.sigma"},
		"absurd noise":       {gaussian(1, MaxSigma+1, One), "gaussian.sigma"},
		"no sampling":        {gaussian(1, One, 0), "gaussian.sampling"},
		"negative sampling":  {gaussian(1, One, -1), "gaussian.sampling"},
		"sampling above one": {gaussian(1, One, One+1), "gaussian.sampling"},
		"too many releases":  {Plan{Pure: many}, "pure"},
		"no name":            {Plan{Pure: []Pure{{Name: "a", Epsilon: One}, {Name: "", Epsilon: One}}}, "pure[1].name"},
		"long name":          {Plan{Pure: []Pure{{Name: strings.Repeat("x", MaxName+1), Epsilon: One}}}, "pure[0].name"},
		"same name":          {Plan{Pure: []Pure{{Name: "a", Epsilon: One}, {Name: "a", Epsilon: One}}}, "pure[1].name"},
		"no epsilon":         {Plan{Pure: []Pure{{Name: "a", Epsilon: 0}}}, "pure[0].epsilon"},
		"negative epsilon":   {Plan{Pure: []Pure{{Name: "a", Epsilon: -1}}}, "pure[0].epsilon"},
		"absurd epsilon":     {Plan{Pure: []Pure{{Name: "a", Epsilon: MaxEpsilon + 1}}}, "pure[0].epsilon"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			for what, err := range map[string]error{"Check": tt.plan.Check(), "Loss": second(tt.plan.Loss())} {
				var wrong *PlanError
				if !errors.As(err, &wrong) || wrong.Field != tt.field {
					t.Errorf("%s: got %v, want a plan error for %s", what, err, tt.field)
				}
			}
		})
	}
}

func second[A any](_ A, err error) error { return err }

func mustLoss(t testing.TB, p Plan) Loss {
	t.Helper()
	l, err := p.Loss()
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestPlainGaussianIsExact(t *testing.T) {
	// α·T/(2σ²): 5 rounds at σ = 1 are 2.5α nats, without a unit of rounding.
	got := mustLoss(t, gaussian(5, One, One)).Lanes()
	for i, order := range Orders {
		if want := 25_000 * order; got[i] != want {
			t.Errorf("order %d: got %d, want %d", order, got[i], want)
		}
	}
	// σ = 3: α/18 nats, rounded up.
	for i, v := range mustLoss(t, gaussian(1, 3*One, One)).Lanes() {
		if want := (Orders[i]*UnitsPerNat + 17) / 18; v != want {
			t.Errorf("order %d: got %d, want %d", Orders[i], v, want)
		}
	}
}

func TestLossSaturatesInsteadOfWrapping(t *testing.T) {
	for name, p := range map[string]Plan{
		"no noise to speak of": gaussian(MaxRounds, 1, One),
		"the same, sampled":    gaussian(MaxRounds, 1, One/2),
	} {
		l := mustLoss(t, p)
		for i, v := range l.Lanes() {
			if v != MaxLane {
				t.Errorf("%s: order %d: got %d, want saturation", name, Orders[i], v)
			}
		}
		if eps, ok := l.Epsilon(One6); ok {
			t.Errorf("%s: got a finite ε of %d", name, eps)
		}
		if _, ok := (Budget{Caps: mustCaps(t, MaxEpsilon, One6)}).Reserve(l); ok {
			t.Errorf("%s: admitted", name)
		}
	}
}

func TestNoPlanIsFree(t *testing.T) {
	for name, p := range map[string]Plan{
		"faintest gaussian": gaussian(1, MaxSigma, 1),
		"faintest release":  {Pure: []Pure{{Name: "a", Epsilon: 1}}},
	} {
		for i, v := range mustLoss(t, p).Lanes() {
			if v == 0 {
				t.Errorf("%s: order %d costs nothing", name, Orders[i])
			}
		}
	}
}

func TestLossIsMonotone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		g := Gaussian{Rounds: 2 + r.Uint32N(2000), Sigma: One/2 + Micros(r.Int64N(int64(20*One))), Sampling: 1 + Micros(r.Int64N(int64(One)))}
		base := mustLoss(t, Plan{Gaussian: &g})
		more := map[string]Gaussian{
			"rounds":     {Rounds: g.Rounds + 1, Sigma: g.Sigma, Sampling: g.Sampling},
			"less noise": {Rounds: g.Rounds, Sigma: g.Sigma - One/100, Sampling: g.Sampling},
			"sampling":   {Rounds: g.Rounds, Sigma: g.Sigma, Sampling: min(g.Sampling+One/100, One)},
		}
		for what, m := range more {
			if l := mustLoss(t, Plan{Gaussian: &m}); !base.AtMost(l) {
				t.Fatalf("%+v costs more than with more %s: %v > %v", g, what, base, l)
			}
		}
		lanes := base.Lanes() // a Rényi divergence never falls with the order
		for i := 1; i < NumOrders; i++ {
			if lanes[i] < lanes[i-1] {
				t.Fatalf("%+v: order %d below order %d: %v", g, Orders[i], Orders[i-1], lanes)
			}
		}
	}
}

func TestLossAfter(t *testing.T) {
	for name, p := range map[string]Plan{
		"plain":   gaussian(40, 11*One, One),
		"sampled": gaussian(40, One, One/50),
		"pure":    {Pure: []Pure{{Name: "a", Epsilon: One / 2}, {Name: "b", Epsilon: One / 4}}},
	} {
		t.Run(name, func(t *testing.T) {
			last := Loss{}
			for step := 0; step <= p.Steps(); step++ {
				l, err := p.LossAfter(step)
				if err != nil {
					t.Fatal(err)
				}
				if step == 0 && !l.IsZero() || !last.AtMost(l) {
					t.Fatalf("after %d steps: %v, before that %v", step, l, last)
				}
				last = l
			}
			if last != mustLoss(t, p) {
				t.Errorf("after all steps %v, the plan says %v", last, mustLoss(t, p))
			}
			for _, step := range []int{-1, p.Steps() + 1} {
				if l, err := p.LossAfter(step); err == nil {
					t.Errorf("after %d of %d steps: got %v, want an error", step, p.Steps(), l)
				}
			}
		})
	}
}

// An ε-DP release is never charged more than by the bounds everybody knows, min(ε, αε²/2) (Mironov 1702.07476, Prop. 10 and
// Bun, Steinke 1605.02065, Prop. 3.3), and at the highest order nearly ε.
func TestPureReleaseIsTighterThanZCDP(t *testing.T) {
	for _, eps := range []Micros{1000, One / 10, One / 2, One, 3 * One, 50 * One} {
		l := mustLoss(t, Plan{Pure: []Pure{{Name: "a", Epsilon: eps}}}).Lanes()
		nats := float64(eps) / 1e6
		for i, order := range Orders {
			if bound := min(nats, float64(order)*nats*nats/2); float64(l[i]) > bound*UnitsPerNat+2 {
				t.Errorf("ε %v order %d: charged %d, bound %v", nats, order, l[i], bound*UnitsPerNat)
			}
		}
		if low := nats - 0.01; float64(l[NumOrders-1]) < low*UnitsPerNat && nats > 1 {
			t.Errorf("ε %v: charged only %d at order 128", nats, l[NumOrders-1])
		}
	}
}

func TestPureReleasesAdd(t *testing.T) {
	one := mustLoss(t, Plan{Pure: []Pure{{Name: "a", Epsilon: One}}})
	two := mustLoss(t, Plan{Pure: []Pure{{Name: "a", Epsilon: One}, {Name: "b", Epsilon: One}}})
	if !two.AtMost(one.Add(one)) {
		t.Errorf("together %v, apart %v", two, one.Add(one))
	}
	for i, v := range two.Lanes() {
		if v+2 < 2*one.Lanes()[i] {
			t.Errorf("order %d: two cost %d, one costs %d", Orders[i], v, one.Lanes()[i])
		}
	}
}

func BenchmarkPlanLoss(b *testing.B) {
	for name, p := range map[string]Plan{
		"plain":   gaussian(50, 11*One, One),
		"sampled": gaussian(10_000, 2*One, One/100),
		"pure":    {Pure: []Pure{{Name: "a", Epsilon: One}, {Name: "b", Epsilon: One}, {Name: "c", Epsilon: One}}},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := p.Loss(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Plans of every mode: what they cost, what is told of them, and that calibration is on the safe side.
func TestPlanOfEveryMode(t *testing.T) {
	batch := Plan{Gaussian: &Gaussian{Rounds: 100, Sigma: 2 * One, Sampling: One / 10, Size: 1000, Batch: 120}}
	free := Plan{Gaussian: &Gaussian{Rounds: 100, Sigma: 2 * One, Sampling: One / 10}}
	if a, b := mustLoss(t, free), mustLoss(t, batch); !a.AtMost(b) || a == b {
		t.Errorf("a batch that is cut costs %v, one that is not %v", b, a)
	}
	open := Plan{Unbounded: true}
	l := mustLoss(t, open)
	if _, finite := open.Epsilon(One6); finite || l.Lanes()[0] != MaxLane || (Budget{Caps: mustCaps(t, 8*One, One6)}).Admits(l) {
		t.Error("what has no bound is admitted")
	}
	if b, ok := open.Belief(One/100, One6); !ok || b != One {
		t.Errorf("of what has no bound somebody is %d sure", b)
	}
	for name, tt := range map[string]struct {
		p    Plan
		want [2]Micros // of ε, from and to
	}{
		"isolate": {gaussian(3, 2_500_000, One), [2]Micros{3_233_000, 3_234_000}}, // analytic Gaussian, μ = √3/2.5
		"one":     {Plan{Pure: []Pure{{Name: "a", Epsilon: One}}}, [2]Micros{One - 10, One}},
		"select":  {Plan{Pure: []Pure{{Name: "a", Epsilon: One, Selects: true}}}, [2]Micros{One - 10, One}},
	} {
		if eps, finite := tt.p.Epsilon(One6); !finite || eps < tt.want[0] || eps > tt.want[1] {
			t.Errorf("%s: ε %d, want %v", name, eps, tt.want)
		}
	}
	for prior, want := range map[Micros][2]Micros{One / 100: {26_700, 26_800}} {
		if b, ok := (Plan{Pure: []Pure{{Name: "a", Epsilon: One}}}).Belief(prior, One6); !ok || b < want[0] || b > want[1] {
			t.Errorf("belief from %d: %d, want %v", prior, b, want)
		}
	}
}

func TestCalibration(t *testing.T) {
	p := gaussian(30, One, One)
	sigma, err := p.SigmaFor(4*One, One6)
	if err != nil {
		t.Fatal(err)
	}
	at := func(rounds uint32, sigma Micros) Micros {
		eps, finite := gaussian(rounds, sigma, One).Epsilon(One6)
		if !finite {
			return Infinite
		}
		return eps
	}
	if at(30, sigma) > 4*One || at(30, sigma-2) <= 4*One {
		t.Errorf("σ %d gives ε %d, a little less noise %d", sigma, at(30, sigma), at(30, sigma-2))
	}
	rounds, err := gaussian(1, 5*One, One).RoundsFor(4*One, One6)
	if err != nil || at(rounds, 5*One) > 4*One || at(rounds+1, 5*One) <= 4*One {
		t.Errorf("%d rounds, %v", rounds, err)
	}
	if n, err := gaussian(1, One/100, One).RoundsFor(One, One6); err != nil || n != 0 {
		t.Errorf("where one round is too much: %d, %v", n, err)
	}
	if _, err := (Plan{Pure: []Pure{{Name: "a", Epsilon: One}}}).SigmaFor(One, One6); err == nil {
		t.Error("statistics have a σ")
	}
	if _, err := gaussian(1_000_000, One, One).SigmaFor(1, 1); err == nil {
		t.Error("no noise is that large")
	}
}
