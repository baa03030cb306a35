package privacy

import (
	"math"
	"testing"
)

// Where the reference numbers come from. "exact" values are the published inputs evaluated by a 60-digit binomial sum.
const (
	srcDPAccounting = "google/differential-privacy, dp_accounting, rdp_privacy_accountant_test.py, exact"
	srcPrivateKube  = "columbia/PrivateKube, sample_run.yaml (batch 160, n 25748), exact"
	srcGaussian     = "Mironov 1702.07476, Prop. 7"
	srcResponse     = "Mironov 1702.07476, Prop. 5"
)

func TestRenyiDivergenceAgainstReferences(t *testing.T) {
	subsampled := func(q, sigma float64) func(uint32) float64 {
		return func(order uint32) float64 { return sampledRDP(order, q, sigma) }
	}
	response := func(eps float64) func(uint32) float64 {
		return func(order uint32) float64 { return responseRDP(order, eps) }
	}
	tests := map[string]struct {
		rdp   func(uint32) float64
		order uint32
		times float64
		want  float64
		src   string
	}{
		"q .01 σ 2.5 order 5":    {subsampled(0.01, 2.5), 5, 50, 0.0021807565623078807, srcDPAccounting},
		"q .01 σ 2.5 order 50":   {subsampled(0.01, 2.5), 50, 50, 0.02384603753870617, srcDPAccounting},
		"q .001 σ 1 order 2":     {subsampled(0.001, 1), 2, 1, 1.71828035221452e-06, srcDPAccounting},
		"privatekube order 3":    {subsampled(0.006214074879602299, 4.282418212890625), 3, 2400, 0.007793354138670621, srcPrivateKube},
		"privatekube order 4":    {subsampled(0.006214074879602299, 4.282418212890625), 4, 2400, 0.010394804874169026, srcPrivateKube},
		"privatekube order 5":    {subsampled(0.006214074879602299, 4.282418212890625), 5, 2400, 0.012998092993589328, srcPrivateKube},
		"privatekube order 64":   {subsampled(0.006214074879602299, 4.282418212890625), 64, 2400, 0.16994223810846146, srcPrivateKube},
		"almost q 1 is Gaussian": {subsampled(1-1e-13, 3), 8, 1, 8.0 / 18, srcGaussian},
		"response ε 1 order 2":   {response(1), 2, 1, math.Log(math.Pow(math.E, 2)/(1+math.E) + math.Exp(-1)/(1+math.E)), srcResponse},
		"response ε ln3 order 2": {response(math.Log(3)), 2, 1, math.Log(0.75*0.75/0.25 + 0.25*0.25/0.75), srcResponse},
		"response ε ln3 order 3": {response(math.Log(3)), 3, 1, math.Log(27.0/64*16+1.0/64*16/9) / 2, srcResponse},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := tt.times * tt.rdp(tt.order)
			if math.Abs(got-tt.want) > 1e-9*tt.want {
				t.Errorf("got %.15g, want %.15g (%s)", got, tt.want, tt.src)
			}
			if units := float64(lane(got)); units < tt.want*UnitsPerNat || units > tt.want*UnitsPerNat+1.001 {
				t.Errorf("charged %v units for %v nats", units, tt.want)
			}
		})
	}
}
