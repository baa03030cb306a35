package release

import (
	"errors"
	"fmt"
	"io"
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

// Errors of a statistic. They say something of the caller, never of a value.
var (
	ErrReleased     = errors.New("statistic was already released")
	ErrContributors = errors.New("more than 4194304 contributors")
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

// around is a noisy sum with its interval.
func around(noisy int64, scale float64) Estimate {
	return Estimate{Value: noisy, Low: noisy - margin(scale), High: noisy + margin(scale)}
}

// Tally adds up the values V of one statistic, one contributor after the other, and releases the answer A, once. The sums without
// noise cannot be had from it. It is not safe for concurrent use.
//
// The answer is ε-DP per contributor, ε being the bound's: whatever the values, one contributor changes the sums by at most l1 in L1
// norm, all of them together, and each gets integer Laplace noise of scale l1/ε. What is read from noisy sums is post-processing.
// Errors are about parameters, the number of contributors and the caller, never about values.
type Tally[V, A any] struct {
	crowd
	bound Bound
	sums  []int64
	l1    int64
	add   func(sums []int64, v V)
	read  func(noisy []int64, scale float64) A // scale: of the noise on each sum
}

// Next says that the values that follow are another contributor's. Each contributor comes once.
func (t *Tally[V, A]) Next() error { return t.next(t.bound.Rows) }

// Add adds the value of one row of the contributor. Values beyond the bound's rows count nowhere, and nor does one before Next.
func (t *Tally[V, A]) Add(v V) {
	if t.take() {
		t.add(t.sums, v)
	}
}

// Release draws the noise and returns the answer. After it the tally is empty, and Next and Release return ErrReleased.
func (t *Tally[V, A]) Release() (A, error) {
	var none A
	if t.used {
		return none, fmt.Errorf("release statistic: %w", ErrReleased)
	}
	t.close()
	noisy := t.sums
	t.sums = nil
	if err := blur(noisy, t.l1, t.bound.Epsilon); err != nil {
		return none, err
	}
	return t.read(noisy, scale(t.l1, t.bound.Epsilon)), nil
}

// Format hides the sums without noise from every verb of fmt.
func (Tally[V, A]) Format(s fmt.State, _ rune) { io.WriteString(s, "[statistic]") }

// crowd counts contributors, and the rows that the one at hand has left.
type crowd struct {
	seen int
	left uint32
	used bool
}

func (c *crowd) next(rows uint32) error {
	switch {
	case c.used:
		return fmt.Errorf("add contributor: %w", ErrReleased)
	case c.seen == MaxContributors:
		return fmt.Errorf("add contributor: %w", ErrContributors)
	}
	c.seen++
	c.left = rows
	return nil
}

func (c *crowd) take() bool {
	if c.left == 0 {
		return false
	}
	c.left--
	return true
}

func (c *crowd) close() { c.used, c.left = true, 0 }

// check refuses a bound under which noise would drown every answer, or overflow. reach is what one row can change at most.
func (b Bound) check(reach int64) error {
	switch {
	case b.Rows == 0:
		return fmt.Errorf("no rows of a contributor count")
	case b.Epsilon <= 0 || b.Epsilon > privacy.MaxEpsilon:
		return fmt.Errorf("ε of %d millionths is outside 1..%d", b.Epsilon, privacy.MaxEpsilon)
	case reach < 0 || reach > MaxScale/int64(b.Rows) || float64(b.weight(reach))*1e6 > MaxScale*float64(b.Epsilon):
		return fmt.Errorf("%d rows of weight %d at ε of %d millionths: noise beyond 2^40", b.Rows, reach, b.Epsilon)
	}
	return nil
}

// weight is what one contributor can change at most, for a bound that check passes.
func (b Bound) weight(reach int64) int64 { return int64(b.Rows) * reach }

// blur adds integer Laplace noise to every one of a list of sums that one contributor changes by at most l1 in L1 norm, all of
// them together. The list is then ε-DP. The library's scale is (lInf·l0)/ε for every coordinate, so l1 goes in as lInf with an
// l0 of 1; its noise is geometric on a grid of a power of two that divides 1 (MaxScale sees to that) and enlarged by one grid
// step, which also covers that ε is passed as a float64. Sums that nobody can change need none.
func blur(sums []int64, l1 int64, epsilon privacy.Micros) error {
	if l1 == 0 {
		return nil
	}
	for i, s := range sums {
		noisy, err := noise.Laplace().AddNoiseInt64(s, 1, l1, float64(epsilon)/1e6, 0)
		if err != nil {
			return fmt.Errorf("draw noise: %w", err)
		}
		sums[i] = noisy
	}
	return nil
}

// scale is the scale of the noise that blur draws, its grid step included: noise of k or more on one side, k ≥ 1, has probability
// ½·exp(-(k-½)/scale) up to a relative 2^-40 (grid multiples of which round to k), and no more.
func scale(l1 int64, epsilon privacy.Micros) float64 {
	nats := float64(epsilon) / 1e6
	grid := math.Exp2(math.Ceil(math.Log2(float64(l1) / nats / (1 << 40))))
	return (float64(l1) + 2*grid) / nats // twice: the logarithm may be wrong about which power of two comes next
}

// margin is what Laplace noise of a scale stays within with probability 95 %.
func margin(scale float64) int64 { return int64(math.Ceil(scale * math.Log(20))) }
