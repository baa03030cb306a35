package accountant

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func TestMuDeltaAgainst50Digits(t *testing.T) {
	tests := []struct{ mu, eps, want float64 }{
		{1e-06, 0, 3.9894228040141604e-7}, {1e-06, 5e-13, 3.9894203040156564e-7}, {1e-06, 1e-06, 8.3315512245425392e-8},
		{1e-06, 6e-06, 1.5635744866871999e-16}, {1e-06, 1.9999999999999998e-05, 1.3700261949228809e-96}, {1e-06, 3.7e-05, 1.54522777696147e-307},
		{0.001, 0, 0.00039894226377883829}, {0.001, 5e-07, 0.00039869241331971941}, {0.001, 0.001, 8.3357132125208494e-5},
		{0.001, 0.006, 1.568267361641528e-13}, {0.001, 0.02, 1.3837811770864424e-93}, {0.001, 0.037, 1.5740512394510446e-304},
		{0.1, 0, 0.039877611676744925}, {0.1, 0.005000000000000001, 0.037521214712464391}, {0.1, 0.1, 0.0087517681458095945},
		{0.1, 0.6000000000000001, 2.1080856707522069e-11}, {0.1, 2.0, 3.7194507268047236e-91}, {0.1, 3.7, 9.8149294999932562e-302},
		{0.7, 0, 0.27366130235123813}, {0.7, 0.24499999999999997, 0.19086208089890697}, {0.7, 0.7, 0.079612903416022619},
		{0.7, 4.199999999999999, 8.4311057725488054e-10}, {0.7, 14.0, 9.8949625405910727e-88}, {0.7, 25.9, 4.2818769366672264e-296},
		{0.999, 0, 0.38257281322410062}, {0.999, 0.4990005, 0.23828428201409378}, {0.999, 0.999, 0.12676631420978899},
		{0.999, 5.994, 2.7773903603458034e-9}, {0.999, 19.98, 2.6362096403011851e-86}, {0.999, 36.963, 1.4483178792855186e-293},
		{1, 0, 0.38292492254802621}, {1, 0.5, 0.23842170813487663}, {1, 1.0, 0.12693673750664395},
		{1, 6, 2.7878597637636822e-9}, {1, 20, 2.6647067053654977e-86}, {1, 37, 1.4764695344425281e-293},
		{1.5, 0, 0.5467452952462636}, {1.5, 1.125, 0.29421933302260531}, {1.5, 1.5, 0.22176098883354915},
		{1.5, 9.0, 1.6149519975336805e-8}, {1.5, 30.0, 5.0779496967754539e-84}, {1.5, 55.5, 1.9714231658129536e-289},
		{3, 0, 0.86638559746228387}, {3, 4.5, 0.37848605164443783}, {3, 3.0, 0.56673799909249836},
		{3, 18, 1.3025346370911167e-6}, {3, 60, 1.4338597021611082e-77}, {3, 111, 1.9124007826697484e-277},
		{10, 0, 0.99999942669685624}, {10, 50.0, 0.460493305898614}, {10, 10.0, 0.99994659771914988},
		{10, 60, 0.13683538039646127}, {10, 200, 1.4622051775690748e-51}, {10, 370, 1.29641886032699e-225},
		{100, 0, 1.0}, {100, 5000.0, 0.49601097601864319}, {100, 100.0, 1.0},
		{100, 600, 1.0}, {100, 2000, 1.0}, {100, 3700, 1.0},
	}
	for _, tt := range tests {
		got, err := MuDelta(tt.mu, tt.eps)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got/tt.want-1) > 2e-13 { // the exponential of -a²/2, with a up to 37
			t.Errorf("μ %v ε %v: got %.17g, want %.17g", tt.mu, tt.eps, got, tt.want)
		}
	}
}

func TestTPRAgainst50Digits(t *testing.T) {
	tests := []struct{ mu, fpr, want float64 }{
		{0, 1e-300, 1.0e-300}, {0, 1e-100, 1.0e-100}, {0, 1e-30, 1.0000000000000001e-30},
		{0, 1e-12, 9.9999999999999998e-13}, {0, 0.001, 0.001}, {0, 0.3, 0.29999999999999999},
		{0, 0.5, 0.5}, {0, 0.7, 0.69999999999999996}, {0, 0.999999, 0.99999899999999997},
		{0.1, 1e-300, 4.0544843617420111e-299}, {0.1, 1e-100, 8.3899657699992255e-100}, {0.1, 1e-30, 3.1583004884601871e-30},
		{0.1, 1e-12, 2.0385352441728947e-12}, {0.1, 0.001, 0.0013938267568339031}, {0.1, 0.3, 0.33563687343932933},
		{0.1, 0.5, 0.53982783727702898}, {0.1, 0.7, 0.73381770577307804}, {0.1, 0.999999, 0.99999939326164998},
		{1, 1e-300, 7.657172064783087e-285}, {1, 1e-100, 1.1030891607627951e-91}, {1, 1e-30, 6.3185598589940333e-26},
		{1, 1e-12, 7.9735801046410807e-10}, {1, 0.001, 0.018298468405656598}, {1, 0.3, 0.68282012963599573},
		{1, 0.5, 0.84134474606854295}, {1, 0.7, 0.93629565394283203}, {1, 0.999999, 0.99999999562731928},
		{5, 1e-300, 1.2048304656082641e-225}, {5, 1e-100, 7.615955141547018e-60}, {5, 1e-30, 5.0977113596172036e-11},
		{5, 1e-12, 0.020951418891833168}, {5, 0.001, 0.97191843469350262}, {5, 0.3, 0.99999619013965326},
		{5, 0.5, 0.99999971334842812}, {5, 0.7, 0.99999998346937459}, {5, 0.999999, 1.0},
	}
	for _, tt := range tests {
		got, err := TPR(tt.mu, tt.fpr)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(got/tt.want-1) > 5e-13 {
			t.Errorf("μ %v at false positive rate %v: got %.17g, want %.17g", tt.mu, tt.fpr, got, tt.want)
		}
	}
}

func TestMuEpsilonInvertsDelta(t *testing.T) {
	for _, mu := range []float64{1e-6, 0.01, 0.3, 1, 4, 60, 1e4} {
		last := math.Inf(1)
		for _, delta := range []float64{1e-200, 1e-12, 1e-6, 1e-3, 0.2, 0.9} {
			eps, err := MuEpsilon(mu, delta)
			if err != nil {
				t.Fatal(err)
			}
			if eps > last {
				t.Errorf("μ %v: ε rises to %v at δ %v", mu, eps, delta)
			}
			last = eps
			if d := muDelta(mu, eps); d > delta || eps > 0 && muDelta(mu, eps*(1-1e-12)) <= delta*(1-1e-9) {
				t.Errorf("μ %v δ %v: ε %v has δ %v", mu, delta, eps, d)
			}
		}
	}
}

// TestMuForAgainstPublishedBudgets: μ² of a block, to the four places that are known.
func TestMuForAgainstPublishedBudgets(t *testing.T) {
	for _, tt := range []struct{ eps, delta, square float64 }{{1, 1e-6, 0.0560}, {3, 1e-6, 0.4196}, {8, 1e-6, 2.3456}, {10, 1e-7, 2.9770}} {
		mu, err := MuFor(tt.eps, tt.delta)
		if err != nil {
			t.Fatal(err)
		}
		got := float64(mu) / 1e6
		if math.Abs(got*got-tt.square) > 6e-5 {
			t.Errorf("ε %v: μ² is %v, want %v", tt.eps, got*got, tt.square)
		}
		if muDelta(got, tt.eps) > tt.delta || muDelta(got+1e-6, tt.eps) <= tt.delta {
			t.Errorf("ε %v: %v is not the largest μ", tt.eps, got)
		}
	}
}

func TestMuComposes(t *testing.T) {
	mu, err := Mu([]Event{{Gaussian{2, 1}, 3}, {Gaussian{4, 1}, 4}, {Tree{1, 3}, 1}})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "μ", mu, math.Sqrt(3.0/4+4.0/16+2), 1e-15)
	for name, m := range map[string]Mechanism{"sample": Gaussian{1, 0.5}, "Laplace": Laplace{1}} {
		if _, err := Mu([]Event{{m, 1}}); !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestMuFilter admits at random until it is full: the exact sum of what was admitted never exceeds the budget, and what is refused did not fit.
func TestMuFilter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		mu := r.Int64N(5_000_000)
		f, err := NewMuFilter(mu)
		if err != nil {
			t.Fatal(err)
		}
		var spent float64
		for range 200 {
			sigma, count := 1+r.Int64N(30_000_000), 1+r.Int64N(5)
			cost, err := MuCost(sigma, count)
			if err != nil {
				t.Fatal(err)
			}
			exact := float64(count) * 1e24 / float64(sigma) / float64(sigma)
			if float64(cost) < exact*(1-1e-12) || float64(cost) > exact*(1+1e-12)+1 {
				t.Fatalf("σ %d: cost %d, exactly %v", sigma, cost, exact)
			}
			left := f.Left()
			if ok := f.Admit(cost); ok != (cost <= left) {
				t.Fatalf("cost %d with %d left: %v", cost, left, ok)
			} else if ok {
				spent += exact
			}
		}
		if spent > float64(mu)*float64(mu)*(1+1e-12) {
			t.Errorf("spent %v of %d²", spent, mu)
		}
	}
}

func TestMuFilterAtTheEnds(t *testing.T) {
	var zero MuFilter
	if zero.Admit(1) {
		t.Error("the zero filter admits")
	}
	f, err := NewMuFilter(MaxMu)
	if err != nil {
		t.Fatal(err)
	}
	if f.Admit(math.MaxUint64) || !f.Admit(MaxMu*MaxMu) || f.Admit(1) || f.Left() != 0 {
		t.Errorf("full filter has %d left", f.Left())
	}
	if c, err := MuCost(1, MaxCount); err != nil || c != math.MaxUint64 {
		t.Errorf("cost does not saturate: %d, %v", c, err)
	}
	if c, err := MuCost(math.MaxInt64, 1); err != nil || c != 1 {
		t.Errorf("a tiny cost is %d, %v", c, err)
	}
}

// TestPosterior: what an attacker believes after the most telling answer of randomized response, and under Gaussian noise after an accusation.
func TestPosterior(t *testing.T) {
	for _, tt := range []struct{ prior, eps, want float64 }{
		{0.01, 1, 0.027}, {0.01, 3, 0.169}, {0.01, 8, 0.968}, {0, 5, 0}, {1, 5, 1}, {0.3, 0, 0.3}, {0.5, 1e6, 1},
	} {
		got, err := Posterior(tt.prior, tt.eps)
		if err != nil || math.Abs(got-tt.want) > 5e-4 {
			t.Errorf("prior %v ε %v: got %v, %v, want %v", tt.prior, tt.eps, got, err, tt.want)
		}
	}
	for _, tt := range []struct{ mu, prior, fpr, want float64 }{
		{0, 0.2, 0.1, 0.2}, {1, 0.5, 0.001, 0.0182984684 / 0.0192984684}, {1, 0, 0.5, 0}, {1, 0.1, 0, 1}, {3, 0.4, 1, 0.4},
	} {
		got, err := Precision(tt.mu, tt.prior, tt.fpr)
		if err != nil || math.Abs(got-tt.want) > 1e-8 {
			t.Errorf("μ %v prior %v rate %v: got %v, %v, want %v", tt.mu, tt.prior, tt.fpr, got, err, tt.want)
		}
	}
	last := 1.0
	for _, fpr := range []float64{1e-300, 1e-9, 1e-3, 0.1, 0.9, 1} {
		got, err := Precision(2, 0.01, fpr)
		if err != nil || got > last {
			t.Errorf("precision rises to %v at rate %v, %v", got, fpr, err)
		}
		last = got
	}
}

func TestGaussianRefuses(t *testing.T) {
	var wrong *ParameterError
	for name, ask := range map[string]func() error{
		"no noise":       func() error { _, err := GaussianDelta(0, 1, 1); return err },
		"no runs":        func() error { _, err := GaussianEpsilon(1, 0, 0.1); return err },
		"negative ε":     func() error { _, err := GaussianDelta(1, 1, -1); return err },
		"δ of 0":         func() error { _, err := GaussianEpsilon(1, 1, 0); return err },
		"μ of NaN":       func() error { _, err := MuDelta(math.NaN(), 1); return err },
		"negative μ":     func() error { _, err := TPR(-1, 0.1); return err },
		"rate above 1":   func() error { _, err := TPR(1, 1.1); return err },
		"filter below 0": func() error { _, err := NewMuFilter(-1); return err },
		"filter above":   func() error { _, err := NewMuFilter(MaxMu + 1); return err },
		"cost of σ 0":    func() error { _, err := MuCost(0, 1); return err },
		"cost of none":   func() error { _, err := MuCost(1, 0); return err },
		"infinite ε":     func() error { _, err := MuFor(math.Inf(1), 0.1); return err },
		"prior above 1":  func() error { _, err := Posterior(2, 1); return err },
		"prior of NaN":   func() error { _, err := Precision(1, math.NaN(), 0.1); return err },
	} {
		if err := ask(); !errors.As(err, &wrong) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzGaussian(f *testing.F) {
	f.Add(1.0, 1.0, 1e-6)
	f.Add(1e-9, 1e-12, 0.5)
	f.Add(300.0, 5e4, 1e-300)
	f.Fuzz(func(t *testing.T, mu, eps, p float64) {
		if d, err := MuDelta(mu, eps); err == nil && !(d >= 0 && d <= 1) {
			t.Errorf("δ of μ %v ε %v is %v", mu, eps, d)
		}
		if r, err := TPR(mu, p); err == nil && !(r >= p*(1-1e-12) && r <= 1) {
			t.Errorf("true positive rate of μ %v at %v is %v", mu, p, r)
		}
		if e, err := MuEpsilon(mu, p); err == nil && !(e >= 0) {
			t.Errorf("ε of μ %v δ %v is %v", mu, p, e)
		}
		if r, err := Precision(mu, p, p); err == nil && !(r >= 0 && r <= 1) {
			t.Errorf("precision of μ %v prior %v is %v", mu, p, r)
		}
	})
}
