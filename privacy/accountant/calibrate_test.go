package accountant

import (
	"errors"
	"fmt"
	"math"
	"testing"
)

func TestSigmaIsSafeAndNear(t *testing.T) {
	rdp := func(q float64, count int64) func(float64) (float64, error) {
		return func(sigma float64) (float64, error) {
			c, err := NewCurve([]Event{{Gaussian{sigma, q}, count}}, AddRemove, Orders)
			if err != nil {
				return 0, err
			}
			eps, _, err := c.Epsilon(1e-6, Improved)
			return eps, err
		}
	}
	tests := map[string]func(float64) (float64, error){
		"sampled":  rdp(0.01, 1000),
		"plain":    rdp(1, 5),
		"exact":    func(sigma float64) (float64, error) { return GaussianEpsilon(sigma, 20, 1e-6) },
		"Laplace":  func(scale float64) (float64, error) { return 3 / scale, nil },
		"a step":   func(sigma float64) (float64, error) { return 1e9 * math.Floor(math.Exp(-sigma)+0.9), nil },
		"steps":    func(sigma float64) (float64, error) { return math.Ceil(1000/sigma) / 100, nil },
		"infinite": func(sigma float64) (float64, error) { return 1 / math.Max(sigma-0.7, 0), nil },
		"domain": func(sigma float64) (float64, error) {
			if sigma < 3.3 {
				return 0, fmt.Errorf("too wide: %w", ErrDomain)
			}
			return 1 / sigma, nil
		},
	}
	for name, epsilon := range tests {
		for _, target := range []float64{0.05, 1, 30} {
			t.Run(fmt.Sprint(name, " ", target), func(t *testing.T) {
				asked := 0
				sigma, err := Sigma(target, func(s float64) (float64, error) { asked++; return epsilon(s) })
				if err != nil {
					t.Fatal(err)
				}
				if e, err := epsilon(sigma); err != nil || e > target {
					t.Errorf("σ %v has ε %v, %v", sigma, e, err)
				}
				if e, err := epsilon(sigma * (1 - 2e-6)); err == nil && e <= target {
					t.Errorf("σ %v is not the smallest", sigma)
				}
				if asked > 90 {
					t.Errorf("asked %d times", asked)
				}
			})
		}
	}
}

func TestSigmaAtTheEnds(t *testing.T) {
	broken := errors.New("broken")
	if _, err := Sigma(1, func(float64) (float64, error) { return 2, nil }); !errors.Is(err, ErrDomain) {
		t.Errorf("without any: %v", err)
	}
	if _, err := Sigma(1, func(float64) (float64, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("broken: %v", err)
	}
	if _, err := Sigma(1, func(float64) (float64, error) { return math.NaN(), nil }); !errors.Is(err, ErrDomain) {
		t.Errorf("NaN: %v", err)
	}
	if s, err := Sigma(1, func(float64) (float64, error) { return 0.5, nil }); err != nil || s != minSigma {
		t.Errorf("any will do: %v, %v", s, err)
	}
	var wrong *ParameterError
	for _, target := range []float64{0, -1, math.NaN()} {
		if _, err := Sigma(target, func(float64) (float64, error) { return 0, nil }); !errors.As(err, &wrong) {
			t.Errorf("target %v: %v", target, err)
		}
	}
}

func TestRounds(t *testing.T) {
	broken := errors.New("broken")
	for _, most := range []int64{0, 1, 2, 3, 7, 8, 1000, 123_456_789, MaxCount - 1, MaxCount} {
		got, err := Rounds(float64(most), func(n int64) (float64, error) {
			if n > MaxCount || n < 1 {
				t.Fatalf("asked for %d", n)
			}
			return float64(n), nil
		})
		if err != nil || got != most {
			t.Errorf("got %d, %v, want %d", got, err, most)
		}
	}
	eps := func(n int64) (float64, error) { return GaussianEpsilon(11, n, 1e-6) }
	n, err := Rounds(8, eps)
	if err != nil {
		t.Fatal(err)
	}
	within, _ := eps(n)
	beyond, _ := eps(n + 1)
	if within > 8 || beyond <= 8 {
		t.Errorf("%d rounds have ε %v, one more %v", n, within, beyond)
	}
	if n, err := Rounds(1, func(n int64) (float64, error) { return 0, map[bool]error{true: ErrDomain}[n > 5] }); err != nil || n != 5 {
		t.Errorf("up to the domain's end: %d, %v", n, err)
	}
	if _, err := Rounds(1, func(int64) (float64, error) { return 0, broken }); !errors.Is(err, broken) {
		t.Errorf("broken: %v", err)
	}
	var wrong *ParameterError
	if _, err := Rounds(math.NaN(), eps); !errors.As(err, &wrong) {
		t.Errorf("target NaN: %v", err)
	}
}
