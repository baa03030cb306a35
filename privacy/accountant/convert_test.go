package accountant

import (
	"errors"
	"math"
	"slices"
	"testing"
)

func TestOrderLists(t *testing.T) {
	tests := map[string]struct {
		list        []float64
		length      int
		first, last float64
	}{
		"default":        {Orders, 167, 1.01, 4096},
		"opacus":         {OrdersOpacus, 99 + 52, 1.1, 63},
		"dp_accounting":  {OrdersDPAccounting, 99 + 53 + 4, 1.1, 1024},
		"tensorflow":     {OrdersTFP, 10 + 59 + 3, 1.25, 512},
		"privatekube 12": {OrdersPrivateKube, 12, 1.5, 64},
	}
	for name, tt := range tests {
		if len(tt.list) != tt.length || tt.list[0] != tt.first || tt.list[len(tt.list)-1] != tt.last || !slices.IsSorted(tt.list) {
			t.Errorf("%s: %d orders %v", name, len(tt.list), tt.list)
		}
	}
	for _, list := range [][]float64{OrdersOpacus, OrdersDPAccounting} {
		for _, order := range list {
			if !slices.Contains(Orders, order) {
				t.Errorf("the default lacks %v", order)
			}
		}
	}
	if !slices.Contains(OrdersOpacus, 10.9) || !slices.Contains(OrdersOpacus, 3.3) || slices.Contains(OrdersOpacus, 11) {
		t.Errorf("opacus: %v", OrdersOpacus)
	}
}

func TestConversions(t *testing.T) {
	inf := math.Inf(1)
	tests := map[string]struct {
		c          Curve
		delta      float64
		conv       Conversion
		eps, order float64
	}{
		"improved":              {Curve{[]float64{8}, []float64{1}, 0}, 1e-6, Improved, 1 + math.Log(7.0/8) - (math.Log(1e-6)+math.Log(8))/7, 8},
		"classic":               {Curve{[]float64{8}, []float64{1}, 0}, 1e-6, Classic, 1 - math.Log(1e-6)/7, 8},
		"the best of two":       {Curve{[]float64{2, 16}, []float64{0.1, 0.8}, 0}, 1e-5, Classic, 0.8 - math.Log(1e-5)/15, 16},
		"own δ":                 {Curve{[]float64{8}, []float64{1}, 5e-7}, 1e-6, Classic, 1 - math.Log(5e-7)/7, 8},
		"own δ above":           {Curve{[]float64{8}, []float64{1}, 1e-5}, 1e-6, Improved, inf, 0},
		"own δ uses all":        {Curve{[]float64{8, inf}, []float64{1, 3}, 1e-6}, 1e-6, Improved, 3, inf},
		"pure at any δ":         {Curve{[]float64{inf}, []float64{0.5}, 0}, 0, Improved, 0.5, inf},
		"no δ":                  {Curve{[]float64{8}, []float64{1}, 0}, 0, Improved, inf, 0},
		"no loss":               {Curve{[]float64{8}, []float64{0}, 0}, 0, Improved, 0, 8},
		"infinite loss":         {Curve{[]float64{8}, []float64{inf}, 0}, 1e-6, Improved, inf, 0},
		"order too near to 1":   {Curve{[]float64{1.009}, []float64{1}, 0}, 1e-6, Improved, inf, 0},
		"δ covers it all":       {Curve{[]float64{2}, []float64{0.0099}, 0}, 0.1, Improved, 0, 2},
		"δ does not quite":      {Curve{[]float64{1.5}, []float64{0.0101}, 0}, 0.1, Improved, 0.0101 + math.Log(1.0/3) - 2*math.Log(0.15), 1.5},
		"classic is never less": {Curve{[]float64{2}, []float64{0.0099}, 0}, 0.1, Classic, 0.0099 - math.Log(0.1), 2},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			eps, order, err := tt.c.Epsilon(tt.delta, tt.conv)
			if err != nil || order != tt.order || eps != tt.eps && math.Abs(eps-tt.eps) > 1e-14*tt.eps {
				t.Errorf("got %v at order %v, %v; want %v at %v", eps, order, err, tt.eps, tt.order)
			}
		})
	}
}

func curveOf(t *testing.T, events ...Event) Curve {
	t.Helper()
	c, err := NewCurve(events, AddRemove, Orders)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEpsilonAndDeltaInvertEachOther(t *testing.T) {
	for _, c := range []Curve{
		curveOf(t, Event{Gaussian{1.1, 0.01}, 1000}),
		curveOf(t, Event{Laplace{10}, 30}),
		curveOf(t, Event{Gaussian{0.3, 1}, 2}, Event{Approximate{0.1, 1e-8}, 1}),
	} {
		last := math.Inf(1)
		for _, delta := range []float64{1e-7, 1e-5, 1e-3, 0.1} {
			eps, _, err := c.Epsilon(delta, Improved)
			if err != nil {
				t.Fatal(err)
			}
			if classic, _, _ := c.Epsilon(delta, Classic); eps > classic {
				t.Errorf("improved gives %v, classic %v", eps, classic)
			}
			if eps > last {
				t.Errorf("ε rises to %v with δ %v", eps, delta)
			}
			last = eps
			back, err := c.Delta(eps)
			if err != nil {
				t.Fatal(err)
			}
			if eps > 0 {
				same(t, "δ of ε of δ", back, delta, 1e-9)
			} else if back > delta {
				t.Errorf("δ(0) is %v, above %v", back, delta)
			}
		}
	}
}

func TestDeltaAtTheEnds(t *testing.T) {
	for name, tt := range map[string]struct {
		c         Curve
		eps, want float64
	}{
		"no loss":          {Curve{[]float64{2}, []float64{0}, 0}, 0, 0},
		"own δ":            {Curve{[]float64{2}, []float64{0}, 0.25}, 0, 0.25},
		"infinite loss":    {Curve{[]float64{2}, []float64{math.Inf(1)}, 0.25}, 3, 1},
		"pure":             {Curve{[]float64{math.Inf(1)}, []float64{1}, 0}, 1, 0},
		"not quite pure":   {Curve{[]float64{math.Inf(1)}, []float64{1}, 0}, 0.9, math.Sqrt(1 - math.Exp(-1))},
		"infinite ε":       {Curve{[]float64{2}, []float64{5}, 0}, math.Inf(1), 0},
		"variation counts": {Curve{[]float64{1.001}, []float64{0.01}, 0}, 0, math.Sqrt(1 - math.Exp(-0.01))},
	} {
		if got, err := tt.c.Delta(tt.eps); err != nil || math.Abs(got-tt.want) > 1e-15 {
			t.Errorf("%s: got %v, %v, want %v", name, got, err, tt.want)
		}
	}
}

func TestCurvesRefuse(t *testing.T) {
	good := Curve{[]float64{2}, []float64{1}, 0}
	var wrong *ParameterError
	for name, ask := range map[string]func() error{
		"δ of 1":           func() error { _, _, err := good.Epsilon(1, Improved); return err },
		"δ below 0":        func() error { _, _, err := good.Epsilon(-1e-9, Improved); return err },
		"δ of NaN":         func() error { _, _, err := good.Epsilon(math.NaN(), Improved); return err },
		"conversion":       func() error { _, _, err := good.Epsilon(0.1, 2); return err },
		"no orders":        func() error { _, _, err := Curve{}.Epsilon(0.1, Improved); return err },
		"order 1":          func() error { _, _, err := Curve{[]float64{1}, []float64{1}, 0}.Epsilon(0.1, Improved); return err },
		"missing value":    func() error { _, _, err := Curve{[]float64{2, 3}, []float64{1}, 0}.Epsilon(0.1, Improved); return err },
		"negative value":   func() error { _, err := Curve{[]float64{2}, []float64{-1}, 0}.Delta(1); return err },
		"value of NaN":     func() error { _, err := Curve{[]float64{2}, []float64{math.NaN()}, 0}.Delta(1); return err },
		"own δ above 1":    func() error { _, err := Curve{[]float64{2}, []float64{1}, 1.5}.Delta(1); return err },
		"negative ε":       func() error { _, err := good.Delta(-1); return err },
		"zCDP ρ below 0":   func() error { _, err := EpsilonZCDP(-1, 0.1); return err },
		"zCDP δ of 0":      func() error { _, err := EpsilonZCDP(1, 0); return err },
		"negative count":   func() error { _, err := OptimalComposition(1, 0, -1, 0.1); return err },
		"total δ of 1":     func() error { _, err := OptimalComposition(1, 0, 1, 1); return err },
		"composed δ of 1":  func() error { _, err := OptimalComposition(1, 1, 1, 0.1); return err },
		"composed ε of ∞":  func() error { _, err := OptimalComposition(math.Inf(1), 0, 1, 0.1); return err },
		"composed ε below": func() error { _, err := OptimalComposition(-1, 0, 1, 0.1); return err },
	} {
		if err := ask(); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestZCDPIsTheBestOrder(t *testing.T) {
	for _, rho := range []float64{1e-9, 1e-4, 0.05, 1, 20, 3000} {
		for _, delta := range []float64{1e-12, 1e-6, 0.01, 0.4} {
			got, err := EpsilonZCDP(rho, delta)
			if err != nil {
				t.Fatal(err)
			}
			best := math.Inf(1)
			for x := -4.6; x < 14; x += 0.0005 {
				a := 1 + math.Exp(x)
				best = min(best, Improved.epsilon(a, rho*a, delta))
			}
			if got > best*(1+1e-12) || got < best*(1-1e-6)-1e-9 {
				t.Errorf("ρ %v δ %v: got %v, best of a grid %v", rho, delta, got, best)
			}
			exact, err := MuEpsilon(math.Sqrt(2*rho), delta)
			if err != nil || got < exact {
				t.Errorf("ρ %v δ %v: %v is below the Gaussian's own %v, %v", rho, delta, got, exact, err)
			}
		}
	}
}

func TestOptimalComposition(t *testing.T) {
	inf := math.Inf(1)
	tests := map[string]struct {
		eps, delta float64
		count      int
		total      float64
		want       float64
	}{ // dp_accounting, accountant_test.py, and the theorem by hand
		"basic":              {1, 0, 30, 0, 30},
		"advantage":          {1, 0.001, 30, 0.06, 22},
		"more advantage":     {1, 0.001, 30, 0.1, 20},
		"δ too small":        {1, 0.2, 1, 0.1, inf},
		"δ too small for 30": {1, 0.01, 30, 0.26, inf},
		"quarters":           {0.25, 0, 50, 0.01, 5},
		"one":                {0.7, 0, 1, 0.9, 0.7},
		"two, all of it":     {1, 0, 2, (math.E*math.E-1)/(1+math.E)/(1+math.E) + 1e-9, 0},
		"two, almost":        {1, 0, 2, (math.E*math.E-1)/(1+math.E)/(1+math.E) - 1e-9, 2},
		"nothing":            {0, 0, 10, 0, 0},
		"large ε":            {1000, 0, 50, 0.1, 50_000},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := OptimalComposition(tt.eps, tt.delta, tt.count, tt.total)
			if err != nil || got != tt.want && math.Abs(got-tt.want) > 1e-9 {
				t.Errorf("got %v, %v, want %v", got, err, tt.want)
			}
		})
	}
	many, err := OptimalComposition(0.001, 0, 100_000, 1e-6)
	if err != nil {
		t.Fatal(err)
	}
	limit, err := MuEpsilon(math.Sqrt(100_000)*0.001, 1e-6) // Dong, Roth, Su 1905.02383, Section 3
	if err != nil || math.Abs(many-limit) > 0.003 {
		t.Errorf("many: got %v, their Gaussian limit is %v, %v", many, limit, err)
	}
}
