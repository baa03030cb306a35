package release

import (
	"fmt"
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

// measure is a statistic of an integer column that follows from a few sums over its rows.
type measure struct {
	sums  int   // how many
	reach int64 // what one row adds to them at most, in L1 norm
	add   func(sums []int64, v int64)
	read  func(noisy []int64, scale float64) Estimate
}

func (m measure) tally(b Bound) (*Tally[int64, Estimate], error) {
	if err := b.check(m.reach); err != nil {
		return nil, err
	}
	return &Tally[int64, Estimate]{bound: b, sums: make([]int64, m.sums), l1: b.weight(m.reach), add: m.add, read: m.read}, nil
}

// NewSum adds up an integer column. A row adds at most the larger of |Min| and |Max|.
func NewSum(r Range, b Bound) (*Tally[int64, Estimate], error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("sum: %w", err)
	}
	t, err := sumOf(r).tally(b)
	if err != nil {
		return nil, fmt.Errorf("sum: %w", err)
	}
	return t, nil
}

// NewMean gives the mean of an integer column, in millionths.
//
// What gets noise is the pair Σ(v-Min) and Σ(Max-v). A row adds v-Min to the one and Max-v to the other, together exactly Max-Min;
// from the pair follow sum and count without splitting ε between them. With almost no rows the answer is any value of the range,
// and its interval says so.
func NewMean(r Range, b Bound) (*Tally[int64, Estimate], error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("mean: %w", err)
	}
	t, err := meanOf(r).tally(b)
	if err != nil {
		return nil, fmt.Errorf("mean: %w", err)
	}
	return t, nil
}

// MaxSpread bounds Max-Min of a range whose variance is asked: its square in millionths fits 64 bits.
const MaxSpread = 4_000_000

// minLevels is how finely NewVariance has to be able to divide a range that has more values.
const minLevels = 64

// NewVariance gives the variance of an integer column over the rows that count, in millionths of the square of its unit.
//
// With x = v-Min and w = Max-Min, what gets noise are Σ(w-x)², Σ2x(w-x) and Σx². A row adds to the three exactly w² together, for
// they are the terms of (x+(w-x))²; from them follow count, mean and mean square without splitting ε. A wide range is cut into as many
// levels as the noise allows, and x is the nearest level: that moves the standard deviation by half a step at most, which the
// interval includes. With almost no rows the answer is any variance that values of the range can have, and its interval says so.
func NewVariance(r Range, b Bound) (*Tally[int64, Estimate], error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("variance: %w", err)
	}
	width := r.Max - r.Min
	if width > MaxSpread {
		return nil, fmt.Errorf("variance: range %d..%d is wider than %d", r.Min, r.Max, MaxSpread)
	}
	coarse := min(width, minLevels)
	if err := b.check(coarse * coarse); err != nil {
		return nil, fmt.Errorf("variance: %w", err)
	}
	step := int64(1)
	for b.check(square((width+step/2)/step)) != nil {
		step++ // at most width/minLevels times
	}
	t, err := varianceOf(r, step).tally(b)
	if err != nil {
		return nil, fmt.Errorf("variance: %w", err)
	}
	return t, nil
}

func square(n int64) int64 { return n * n }

// rowsOf counts rows, whatever the column holds.
func rowsOf() measure {
	return measure{
		sums: 1, reach: 1,
		add:  func(sums []int64, _ int64) { sums[0]++ },
		read: func(noisy []int64, scale float64) Estimate { return around(noisy[0], scale) },
	}
}

func sumOf(r Range) measure {
	return measure{
		sums: 1, reach: max(r.Min, -r.Min, r.Max, -r.Max),
		add:  func(sums []int64, v int64) { sums[0] += r.clamp(v) },
		read: func(noisy []int64, scale float64) Estimate { return around(noisy[0], scale) },
	}
}

func meanOf(r Range) measure {
	return measure{
		sums: 2, reach: r.Max - r.Min,
		add: func(sums []int64, v int64) {
			v = r.clamp(v)
			sums[0] += v - r.Min
			sums[1] += r.Max - v
		},
		read: func(noisy []int64, scale float64) Estimate { return ratio(noisy, margin(scale), r) },
	}
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

func varianceOf(r Range, step int64) measure {
	width := r.Max - r.Min
	levels := (width + step/2) / step
	return measure{
		sums: 3, reach: square(levels),
		add: func(sums []int64, v int64) {
			x := (r.clamp(v) - r.Min + step/2) / step
			sums[0] += square(levels - x)
			sums[1] += 2 * x * (levels - x)
			sums[2] += square(x)
		},
		read: func(noisy []int64, scale float64) Estimate {
			value, low, high := spread(noisy, scale)
			unit, slack := float64(levels*step), float64(step/2)
			most := square(width) * 250_000 // half of the rows at each end
			at := func(share, slack float64, round func(float64) float64) int64 {
				deviation := max(math.Sqrt(share)*unit+slack, 0)
				return min(int64(round(deviation*deviation*1e6)), most)
			}
			return Estimate{Value: at(value, 0, math.Round), Low: at(low, -slack, math.Floor), High: at(high, slack, math.Ceil)}
		},
	}
}

// spread is the variance of values from 0 to 1 whose sums s of (1-y)², 2y(1-y) and y² are known with noise of a scale, and where it
// is with probability 95 %. Without noise it is (s0·s2 - s1²/4)/(s0+s1+s2)².
//
// All three noises are within 4.08 scales with probability (1-exp(-4.08))³ > 0.95, so that the true sums, which are not negative, are in a
// box. The variance falls in s1, and rises and then falls in s0 and in s2, so that over the box it is least at a corner, and largest
// at a corner or where an edge has its top.
func spread(s []int64, scale float64) (value, low, high float64) {
	at := func(s0, s1, s2 float64) float64 {
		n := s0 + s1 + s2
		if n <= 0 {
			return 0
		}
		return min(max((s0*s2-s1*s1/4)/(n*n), 0), 0.25)
	}
	half := math.Ceil(4.08 * scale)
	var least, most [3]float64
	for i, v := range s {
		least[i], most[i] = max(float64(v)-half, 0), max(float64(v)+half, 0)
	}
	if most[0]+most[1]+most[2] <= 0 {
		return 0, 0, 0.25 // no rows, as far as can be told
	}
	low = 0.25
	for _, s0 := range []float64{least[0], most[0]} {
		for _, s2 := range []float64{least[2], most[2]} {
			low = min(low, at(s0, most[1], s2))
			top := func(other float64) float64 { return other + least[1] + least[1]*least[1]/max(2*other, 1) }
			high = max(high, at(s0, least[1], s2),
				at(s0, least[1], min(max(top(s0), least[2]), most[2])),
				at(min(max(top(s2), least[0]), most[0]), least[1], s2))
		}
	}
	return min(max(at(float64(s[0]), float64(s[1]), float64(s[2])), low), high), low, high
}
