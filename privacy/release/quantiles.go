package release

import (
	"fmt"
	"math"
	"slices"

	"github.com/stintdao/stint/privacy"
)

// MaxBuckets is how finely Quantiles divides a range; a range of no more values than this is not divided at all.
const MaxBuckets = 1 << 12

// NewQuantiles gives the values of an integer column at ranks, which are in millionths, strictly between 0 and 1. A range of more than
// MaxBuckets values is cut into buckets of equal width, whose middle is returned.
//
// All ranks are read off one tree of noisy counts, in which a row is counted once on each of at most 3 levels (after the quantile trees
// of google/differential-privacy, with integer noise).
func NewQuantiles(r Range, ranks []privacy.Micros, b Bound) (*Tally[int64, []Estimate], error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("quantiles: %w", err)
	}
	for _, rank := range ranks {
		if rank <= 0 || rank >= privacy.One {
			return nil, fmt.Errorf("quantiles: rank of %d millionths is not strictly between 0 and 1", rank)
		}
	}
	ranks = slices.Clone(ranks)
	values := r.Max - r.Min + 1
	width := (values + MaxBuckets - 1) / MaxBuckets
	t := newTree(int((values + width - 1) / width))
	reach := int64(len(t.levels))
	if err := b.check(reach); err != nil {
		return nil, fmt.Errorf("quantiles: %w", err)
	}
	return &Tally[int64, []Estimate]{
		bound: b, sums: t.counts, l1: b.weight(reach),
		add: func(_ []int64, v int64) { t.add(int((r.clamp(v) - r.Min) / width)) },
		read: func(_ []int64, scale float64) []Estimate {
			below := t.prefixes()
			out := make([]Estimate, len(ranks))
			for i, rank := range ranks {
				p := float64(rank) / 1e6
				at, low, high := crossing(below, p, func(i int) float64 { return t.doubt(i, p) * scale })
				out[i] = Estimate{
					Value: min(r.Min+int64(at)*width+(width-1)/2, r.Max),
					Low:   r.Min + int64(low)*width,
					High:  min(r.Min+int64(high)*width+width-1, r.Max),
				}
			}
			return out
		},
	}, nil
}

// tree counts values in buckets at several levels: every node but those of the first level is one of fan children of a node of
// the level above. The last level has one node per bucket.
type tree struct {
	fan    int
	counts []int64   // of all levels
	levels [][]int64 // parts of counts
}

// newTree returns an empty tree with at most 16 children a node, as even as can be.
func newTree(buckets int) *tree {
	height, most := 1, 16
	for ; most < buckets; most *= 16 {
		height++
	}
	power := func(fan int) int { return int(math.Pow(float64(fan), float64(height))) }
	t := &tree{fan: 1, levels: make([][]int64, height)}
	for power(t.fan) < buckets {
		t.fan++
	}
	sizes, all := make([]int, height), 0
	for i := height - 1; i >= 0; i-- {
		sizes[i] = buckets
		all += buckets
		buckets = (buckets + t.fan - 1) / t.fan
	}
	t.counts = make([]int64, all)
	rest := t.counts
	for i, n := range sizes {
		t.levels[i], rest = rest[:n], rest[n:]
	}
	return t
}

func (t *tree) add(bucket int) {
	for i := len(t.levels) - 1; i >= 0; i-- {
		t.levels[i][bucket]++
		bucket /= t.fan
	}
}

// prefixes returns the estimated number of values up to and including each bucket: the least-squares fit to all noisy counts
// together (Hay, Rastogi, Miklau, Suciu 2010), which is unbiased and never worse than any one way to add them up.
func (t *tree) prefixes() []float64 {
	type fit struct{ value, variance float64 }
	fits := make([][]fit, len(t.levels))
	children := func(level, node int) []fit {
		next := fits[level+1]
		return next[node*t.fan : min((node+1)*t.fan, len(next))]
	}
	for l := len(t.levels) - 1; l >= 0; l-- { // each node from itself and what is below it
		fits[l] = make([]fit, len(t.levels[l]))
		for i, count := range t.levels[l] {
			fits[l][i] = fit{float64(count), 1}
			if l == len(t.levels)-1 {
				continue
			}
			var sum fit
			for _, c := range children(l, i) {
				sum.value += c.value
				sum.variance += c.variance
			}
			fits[l][i] = fit{(float64(count)*sum.variance + sum.value) / (1 + sum.variance), sum.variance / (1 + sum.variance)}
		}
	}
	for l := range len(t.levels) - 1 { // what a node knows better than its children is shared among them
		for i, node := range fits[l] {
			var sum fit
			for _, c := range children(l, i) {
				sum.value += c.value
				sum.variance += c.variance
			}
			for j := range children(l, i) {
				c := &children(l, i)[j]
				c.value += (node.value - sum.value) * c.variance / sum.variance
			}
		}
	}
	last := fits[len(fits)-1]
	out := make([]float64, len(last))
	total := 0.0
	for i, f := range last {
		total += f.value
		out[i] = total
	}
	return out
}

// doubt is a number of noise scales that (values up to a bucket) - p·(all values), estimated, is within of the truth on either
// side with probability 97.5 %. One way to estimate it adds up the siblings on the way down to the bucket, with weight 1-p up to
// it and -p beyond; the least-squares fit does no worse. A Laplace variable of scale 1 has variance 2, and a sum of a few of them
// needs 3/√2 standard deviations.
func (t *tree) doubt(bucket int, p float64) float64 {
	squares := 0.0
	for l := len(t.levels) - 1; l >= 0; l-- {
		first := bucket - bucket%t.fan
		siblings := min(len(t.levels[l])-first, t.fan)
		upTo := bucket - first
		if l == len(t.levels)-1 {
			upTo++ // the bucket itself; above, its children stand for it
		} else {
			siblings--
		}
		squares += float64(upTo)*(1-p)*(1-p) + float64(siblings-upTo)*p*p
		bucket /= t.fan
	}
	return 3 * math.Sqrt(squares)
}

// crossing finds the bucket where the estimated number of values passes p of all, and the first and last bucket where it may.
// The counts need not rise; the bucket is where they would pass if made to rise by least squares: where the sum of what is
// missing before is smallest.
func crossing(below []float64, p float64, doubt func(bucket int) float64) (at, low, high int) {
	last := len(below) - 1
	low, high = last, 0
	sum, least := 0.0, 0.0
	for i, n := range below {
		missing := n - p*below[last]
		if missing >= -doubt(i) {
			low = min(low, i)
		}
		if missing < doubt(i) {
			high = min(i+1, last)
		}
		if sum += missing; sum < least {
			least, at = sum, min(i+1, last)
		}
	}
	return min(max(at, low), max(low, high)), low, max(low, high)
}
