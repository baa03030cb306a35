package release

import (
	"fmt"
	"iter"
	"math"

	"github.com/google/differential-privacy/go/v3/noise"
	"github.com/stintdao/stint/privacy"
)

// Limits of a statistic. They depend on parameters and the number of contributors, which are public; within them no sum overflows.
const (
	// MaxContributors bounds how many contributors one statistic adds up.
	MaxContributors = 1 << 22
	// MaxScale bounds the scale of the noise: what one contributor can change, divided by ε.
	MaxScale = 1 << 40
	// MaxDomain bounds the categories of Counts.
	MaxDomain = 1 << 16
)

// Bound is what one contributor may weigh in one statistic.
type Bound struct {
	Rows    uint32         // only the first Rows values of each contributor count; at least 1
	Epsilon privacy.Micros // the release is ε-differentially private per contributor
}

// Estimate is a noisy value with an interval that holds the value without noise with probability 95 % or more.
type Estimate struct {
	Value int64 `json:"value"`
	Low   int64 `json:"low"`
	High  int64 `json:"high"`
}

// scale is the scale of the noise for a statistic that one contributor changes by at most l1 in L1 norm.
func (b Bound) scale(l1 int64) float64 { return float64(l1) * 1e6 / float64(b.Epsilon) }

// check refuses a bound under which noise would drown every answer, or overflow. perRow is what one row can change at most.
func (b Bound) check(perRow uint64) error {
	if b.Rows == 0 {
		return fmt.Errorf("no rows of a contributor count")
	}
	if b.Epsilon <= 0 || b.Epsilon > privacy.MaxEpsilon {
		return fmt.Errorf("ε of %d millionths is outside 1..%d", b.Epsilon, privacy.MaxEpsilon)
	}
	if perRow > MaxScale || uint64(b.Rows)*perRow > MaxScale || b.scale(int64(uint64(b.Rows)*perRow)) > MaxScale {
		return fmt.Errorf("%d rows of weight %d at ε of %d millionths: noise beyond 2^40", b.Rows, perRow, b.Epsilon)
	}
	return nil
}

// clip yields the values of each contributor that count.
func clip[V any](rows iter.Seq[[]V], b Bound, use func(V)) error {
	n := 0
	for values := range rows {
		if n++; n > MaxContributors {
			return fmt.Errorf("more than %d contributors", MaxContributors)
		}
		for _, v := range values[:min(uint64(len(values)), uint64(b.Rows))] {
			use(v)
		}
	}
	return nil
}

// blur adds integer Laplace noise to every one of a list of sums that one contributor changes by at most l1 in L1 norm, all of
// them together. The list is then ε-DP. The library's scale is (lInf·l0)/ε for every coordinate, so l1 goes in as lInf with an
// l0 of 1; its noise is geometric on a grid of a power of two that divides 1 (MaxScale sees to that) and enlarged by one grid
// step, which also covers that ε is passed as a float64.
func blur(sums []int64, l1 int64, b Bound) error {
	for i, s := range sums {
		noisy, err := noise.Laplace().AddNoiseInt64(s, 1, l1, float64(b.Epsilon)/1e6, 0)
		if err != nil {
			return fmt.Errorf("draw noise: %w", err)
		}
		sums[i] = noisy
	}
	return nil
}

// margin is what Laplace noise of the given scale stays within with probability 95 %.
func margin(scale float64) int64 { return int64(math.Ceil(scale * math.Log(20))) }
