package accountant

import (
	"errors"
	"fmt"
	"math"
)

// Relation says which datasets are neighbours.
type Relation uint8

// Relations. ZeroOut is the platform's: who contributes is public, what is not.
const (
	AddRemove  Relation = iota // one unit is there or not; the larger of the two directions
	ZeroOut                    // one unit's data is replaced by nothing, which everybody can tell from data
	ReplaceOne                 // one unit's data is replaced by other data
)

func (r Relation) String() string {
	switch r {
	case AddRemove:
		return "add_remove"
	case ZeroOut:
		return "zero_out"
	case ReplaceOne:
		return "replace_one"
	}
	return fmt.Sprintf("relation %d", uint8(r))
}

// Mechanism is one of the types of this package that say so.
type Mechanism interface {
	// Check returns a *ParameterError for parameters that describe no mechanism.
	Check() error
}

// Gaussian adds a Gaussian to a sum of contributions of L2 norm at most 1, of units sampled independently with probability Q (Poisson sampling).
//
// Under AddRemove and ZeroOut a unit moves the sum by at most 1. Under ReplaceOne two contributions of norm 1 that point apart move it by 2 when Q < 1
// (the pair is a mixture on either side: Koskela, Jälkö, Honkela 1906.03049, Section 5.2), while for Q = 1 Sigma is already stated against that difference.
type Gaussian struct {
	Sigma float64 // standard deviation over sensitivity
	Q     float64 // sampling probability; 1 is everybody
}

// Laplace adds a Laplace variable to each coordinate of a sum of L1 sensitivity 1.
type Laplace struct {
	Scale float64 // over sensitivity; it is 1/Scale-DP
}

// Response is k-ary randomized response: with probability P the answer is drawn uniformly from Buckets values, and otherwise it is true.
type Response struct {
	P       float64
	Buckets int
}

// Approximate is any mechanism of which only (ε, δ) is known; with Delta 0 pure ε-DP.
type Approximate struct{ Epsilon, Delta float64 }

// Tree is one pass of tree aggregation (Kairouz et al. 2103.00039) over Steps steps, of which each unit takes part in one.
type Tree struct {
	Sigma float64 // of each node's noise, over sensitivity
	Steps int64
}

// TruncatedPoisson is Gaussian over a Poisson sample of at most Batch units: a larger sample is cut to Batch of its units, chosen at random
// (Ganesh 2411.04205; Feldman, Shenfeld 2508.15089).
type TruncatedPoisson struct {
	Sigma float64
	Q     float64
	Size  int64 // units in the dataset
	Batch int64
}

// Mixture is a Gaussian of noise Sigma whose mean one unit moves by Shifts[i] with probability Weights[i], as when several records of one unit are
// sampled independently. Shifts are at least 0; weights sum to 1.
type Mixture struct {
	Sigma           float64
	Shifts, Weights []float64
}

// Event is Count runs of a mechanism, of which each may depend on the answers before.
type Event struct {
	Mechanism Mechanism
	Count     int64
}

// Errors of this package.
var (
	// ErrUnsupported reports a mechanism that the accountant or relation asked for has no proven bound for.
	ErrUnsupported = errors.New("no proven bound is known")
	// ErrDomain reports a computation whose numeric domain would not hold the answer. Nothing is assumed instead.
	ErrDomain = errors.New("outside the numeric domain")
)

// ParameterError says which parameter is wrong, and why.
type ParameterError struct {
	Name   string // such as "sampling probability"
	Reason string
}

func (e *ParameterError) Error() string { return e.Name + " " + e.Reason }

// MaxCount bounds how often one event is repeated.
const MaxCount = 1 << 40

func want(ok bool, name, format string, args ...any) error {
	if ok {
		return nil
	}
	return &ParameterError{name, fmt.Sprintf(format, args...)}
}

// positive is false for NaN and infinities, too.
func positive(x float64) bool { return x > 0 && !math.IsInf(x, 0) }

func probability(q float64) bool { return q > 0 && q <= 1 }

// Check implements Mechanism.
func (m Gaussian) Check() error {
	return errors.Join(want(positive(m.Sigma), "noise multiplier", "is %v, want above 0", m.Sigma),
		want(probability(m.Q), "sampling probability", "is %v, want in (0, 1]", m.Q))
}

// Check implements Mechanism.
func (m Laplace) Check() error {
	return want(positive(m.Scale), "scale", "is %v, want above 0", m.Scale)
}

// Check implements Mechanism.
func (m Response) Check() error {
	return errors.Join(want(m.P > 0 && m.P <= 1, "noise parameter", "is %v, want in (0, 1]", m.P), want(m.Buckets >= 2, "buckets", "are %d, want 2 or more", m.Buckets))
}

// Check implements Mechanism.
func (m Approximate) Check() error {
	return errors.Join(want(m.Epsilon >= 0 && !math.IsInf(m.Epsilon, 0), "ε", "is %v, want 0 or more", m.Epsilon),
		want(m.Delta >= 0 && m.Delta < 1, "δ", "is %v, want in [0, 1)", m.Delta))
}

// Check implements Mechanism.
func (m Tree) Check() error {
	return errors.Join(want(positive(m.Sigma), "noise multiplier", "is %v, want above 0", m.Sigma), want(m.Steps >= 1 && m.Steps <= MaxCount, "steps", "are %d, want 1 or more", m.Steps))
}

// Check implements Mechanism.
func (m TruncatedPoisson) Check() error {
	return errors.Join(Gaussian{m.Sigma, m.Q}.Check(), want(m.Size >= 1, "dataset size", "is %d, want 1 or more", m.Size),
		want(m.Batch >= 1 && m.Batch <= m.Size, "batch", "is %d, want 1 to %d", m.Batch, m.Size))
}

// Check implements Mechanism.
func (m Mixture) Check() error {
	if err := want(positive(m.Sigma), "noise multiplier", "is %v, want above 0", m.Sigma); err != nil {
		return err
	}
	if err := want(len(m.Shifts) > 0 && len(m.Shifts) == len(m.Weights), "mixture", "has %d shifts and %d weights", len(m.Shifts), len(m.Weights)); err != nil {
		return err
	}
	sum := 0.0
	for i, w := range m.Weights {
		if s := m.Shifts[i]; !(s >= 0) || math.IsInf(s, 0) || !(w >= 0) || w > 1 {
			return &ParameterError{"mixture", fmt.Sprintf("has shift %v with weight %v", s, w)}
		}
		sum += w
	}
	return want(math.Abs(sum-1) <= 1e-9, "mixture", "has weights that sum to %v", sum)
}

// check refuses events that describe nothing.
func check(events []Event) error {
	if len(events) == 0 {
		return &ParameterError{"composition", "is empty"}
	}
	for _, e := range events {
		if e.Mechanism == nil {
			return &ParameterError{"mechanism", "is missing"}
		}
		if err := e.Mechanism.Check(); err != nil {
			return err
		}
		if e.Count < 1 || e.Count > MaxCount {
			return &ParameterError{"count", fmt.Sprintf("is %d, want 1 to %d", e.Count, int64(MaxCount))}
		}
	}
	return nil
}
