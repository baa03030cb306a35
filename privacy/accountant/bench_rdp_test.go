package accountant

import (
	"fmt"
	"testing"
)

// BenchmarkRDPEpsilon is ε of a declared plan at the default orders. The goal is 5 ms at 150 orders.
func BenchmarkRDPEpsilon(b *testing.B) {
	for _, rel := range []Relation{AddRemove, ReplaceOne} {
		for _, sigma := range []float64{0.1, 0.5, 1, 2, 20} {
			b.Run(fmt.Sprintf("%v/σ=%v", rel, sigma), func(b *testing.B) {
				for b.Loop() {
					c, err := NewCurve([]Event{{Gaussian{sigma, 0.01}, 10_000}}, rel, Orders)
					if err != nil {
						b.Fatal(err)
					}
					if _, _, err := c.Epsilon(1e-6, Improved); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(len(Orders)), "orders")
				b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/op")
			})
		}
	}
}

// BenchmarkCalibrateRDP is the noise for ε 3.
func BenchmarkCalibrateRDP(b *testing.B) {
	asked := 0
	for b.Loop() {
		asked = 0
		if _, err := Sigma(3, func(sigma float64) (float64, error) {
			asked++
			c, err := NewCurve([]Event{{Gaussian{sigma, 0.01}, 10_000}}, AddRemove, Orders)
			if err != nil {
				return 0, err
			}
			eps, _, err := c.Epsilon(1e-6, Improved)
			return eps, err
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(asked), "evaluations")
}

func BenchmarkGaussianEpsilon(b *testing.B) {
	for b.Loop() {
		if _, err := GaussianEpsilon(1, 5, 1e-6); err != nil {
			b.Fatal(err)
		}
	}
}
