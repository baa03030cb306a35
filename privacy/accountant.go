package privacy

import (
	"fmt"
	"math"
	"math/big"

	"github.com/stintdao/stint/privacy/accountant"
)

// The accountant's results are float64. slack lifts one above what it can be wrong by, so that a lane is never below the exact value.
const (
	slackRel = 1e-9
	slackAbs = 1e-9 // in ledger units
)

// lane turns nats into ledger units, rounded up, saturating. What is not a number saturates.
func lane(nats float64) uint32 {
	units := nats * UnitsPerNat
	if !(units < MaxLane-1) {
		return MaxLane
	}
	return uint32(math.Ceil(units*(1+slackRel) + slackAbs))
}

// orders are Orders in the accountant's terms.
var orders = func() (out []float64) {
	for _, o := range Orders {
		out = append(out, float64(o))
	}
	return out
}()

// divergences are the Rényi divergences of events under zero-out adjacency, at each of Orders, in nats.
func divergences(events ...accountant.Event) ([]float64, error) {
	c, err := accountant.NewCurve(events, accountant.ZeroOut, orders)
	if err != nil {
		return nil, fmt.Errorf("account for plan: %w", err)
	}
	return c.Values, nil
}

// lossOf is what divergences come to on the ledger.
func lossOf(events []accountant.Event) (l Loss, err error) {
	all, err := divergences(events...)
	if err != nil {
		return Loss{}, err
	}
	for i, nats := range all {
		l.lane[i] = lane(nats)
	}
	return l, nil
}

// plainLoss is rounds·α/(2σ²) at each of Orders, the divergence of the plain Gaussian mechanism (Mironov 1702.07476, Prop. 7), computed exactly and
// rounded up to ledger units.
func plainLoss(sigma Micros, rounds int) (l Loss) {
	den := big.NewInt(int64(sigma))
	den.Mul(den, den).Lsh(den, 1)
	for i, order := range Orders {
		num := big.NewInt(int64(rounds) * int64(order) * UnitsPerNat)
		num.Mul(num, big.NewInt(int64(One)*int64(One)))
		num.Add(num, den).Sub(num, big.NewInt(1)).Quo(num, den)
		l.lane[i] = MaxLane
		if num.IsUint64() {
			l.lane[i] = uint32(min(num.Uint64(), MaxLane))
		}
	}
	return l
}
