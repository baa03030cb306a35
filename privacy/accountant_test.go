package privacy

import "testing"

// What a plan is charged at an order is the exact divergence rounded up to a ledger unit. "exact" values are published inputs evaluated by a 60-digit
// binomial sum.
func TestLossAgainstReferences(t *testing.T) {
	const (
		dpAccounting = "google/differential-privacy, dp_accounting, rdp_privacy_accountant_test.py, exact"
		privateKube  = "columbia/PrivateKube, sample_run.yaml (batch 160, n 25748), q and σ to 6 decimals, exact"
		plain        = "Mironov 1702.07476, Prop. 7"
		response     = "Mironov 1702.07476, Prop. 5"
	)
	for name, tt := range map[string]struct {
		plan  Plan
		order uint32
		want  float64 // nats
		src   string
	}{
		"q .01 σ 2.5":   {gaussian(50, 2_500_000, 10_000), 5, 0.0021807565623078807, dpAccounting},
		"q .001 σ 1":    {gaussian(1, One, 1000), 2, 1.71828035221452e-06, dpAccounting},
		"privatekube 4": {gaussian(2400, 4_282_418, 6214), 4, 0.010394553, privateKube},
		"almost all":    {gaussian(1, 3*One, One-1), 8, 8.0 / 18, plain},
		"all":           {gaussian(9, 3*One, One), 8, 4, plain},
		"response":      {Plan{Pure: []Pure{{Name: "a", Epsilon: One}}}, 2, 0.735325664056, response}, // ln((e² + 1/e)/(1+e))
	} {
		t.Run(name, func(t *testing.T) {
			lanes := mustLoss(t, tt.plan).Lanes()
			for i, order := range Orders {
				if got := float64(lanes[i]); order == tt.order && (got < tt.want*UnitsPerNat-1e-3 || got > tt.want*UnitsPerNat+1.001) {
					t.Errorf("charged %v units for %v nats (%s)", got, tt.want, tt.src)
				}
			}
		})
	}
}
