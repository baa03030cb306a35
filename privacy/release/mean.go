package release

import (
	"fmt"
	"iter"
	"math"
)

// MaxAbs bounds the ends of a Range.
const MaxAbs = 1 << 40

// Range is the public domain of an integer column: values outside are moved to its nearer end.
type Range struct{ Min, Max int64 }

func (r Range) check() error {
	if r.Min > r.Max || r.Min < -MaxAbs || r.Max > MaxAbs {
		return fmt.Errorf("range %d..%d is empty or beyond 2^40", r.Min, r.Max)
	}
	return nil
}

// clamp brings v into the range.
func (r Range) clamp(v int64) int64 { return min(max(v, r.Min), r.Max) }

// Mean returns the mean of an integer column in millionths. rows yields the values of one contributor at a time, each
// contributor once.
//
// It is ε-DP per contributor, ε being b.Epsilon: what gets noise is the pair Σ(v-Min) and Σ(Max-v). A row adds v-Min to the one
// and Max-v to the other, together exactly Max-Min, so that b.Rows·(Max-Min) bounds what a contributor changes in L1 norm; from
// the pair follow sum and count without splitting ε between them. Errors are about parameters and the number of contributors
// only. With almost no rows the answer is any value of the range, and its interval says so.
func Mean(rows iter.Seq[[]int64], r Range, b Bound) (Estimate, error) {
	if err := r.check(); err != nil {
		return Estimate{}, fmt.Errorf("mean: %w", err)
	}
	width := r.Max - r.Min
	if err := b.check(uint64(width)); err != nil {
		return Estimate{}, fmt.Errorf("mean: %w", err)
	}
	if width == 0 {
		return Estimate{r.Min * 1e6, r.Min * 1e6, r.Min * 1e6}, nil
	}
	sums := make([]int64, 2)
	err := clip(rows, b, func(v int64) {
		v = r.clamp(v)
		sums[0] += v - r.Min
		sums[1] += r.Max - v
	})
	if err != nil {
		return Estimate{}, fmt.Errorf("mean: %w", err)
	}
	l1 := int64(b.Rows) * width
	if err := blur(sums, l1, b); err != nil {
		return Estimate{}, fmt.Errorf("mean: %w", err)
	}
	return ratio(sums, margin(b.scale(l1)), r), nil
}

// ratio turns the noisy pair into a mean. The true share p of the first solves above = p·(above+below) without noise; with noise
// the two sides differ by (1-p)·noise - p·noise', which is within half with probability 95 % for every p (it is widest at 0 and
// 1). Solving for p gives the interval (Fieller 1954).
func ratio(sums []int64, half int64, r Range) Estimate {
	above, total := sums[0], sums[0]+sums[1]
	lowest, highest := r.Min*1e6, r.Max*1e6
	if total <= 0 {
		return Estimate{Value: lowest + (highest-lowest)/2, Low: lowest, High: highest}
	}
	at := func(part int64, round func(float64) float64) int64 {
		share := min(max(float64(part)/float64(total), 0), 1)
		return min(max(lowest+int64(round(share*float64(highest-lowest))), lowest), highest)
	}
	return Estimate{Value: at(above, math.Round), Low: at(above-half, math.Floor), High: at(above+half, math.Ceil)}
}
