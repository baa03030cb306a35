package release

import (
	"fmt"
	"slices"
)

// NewRows counts rows, whatever is in them.
func NewRows(b Bound) (*Tally[int64, Estimate], error) {
	t, err := rowsOf().tally(b)
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	return t, nil
}

// NewCounts counts the rows that have each value of domain; the answer is in its order. Values outside the domain count nowhere,
// though they use up the contributor's rows.
//
// A row adds one to one count. A count may come out negative: left so, sums of counts are unbiased.
func NewCounts(domain []string, b Bound) (*Tally[[]byte, []Estimate], error) {
	if err := b.check(1); err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	if len(domain) == 0 || len(domain) > MaxDomain {
		return nil, fmt.Errorf("count: %d categories, want 1..%d", len(domain), MaxDomain)
	}
	index := make(map[string]int, len(domain))
	for i, v := range domain {
		if _, ok := index[v]; ok {
			return nil, fmt.Errorf("count: category %q is there twice", v)
		}
		index[v] = i
	}
	return &Tally[[]byte, []Estimate]{
		bound: b, sums: make([]int64, len(domain)), l1: b.weight(1), read: each,
		add: func(sums []int64, v []byte) {
			if i, ok := index[string(v)]; ok {
				sums[i]++
			}
		},
	}, nil
}

// MaxBins bounds the bins of a histogram.
const MaxBins = 1 << 10

// NewHistogram counts the rows of an integer column in each of the bins [edges[i], edges[i+1]). Values are brought into the range
// first; those outside all bins count nowhere, though they use up the contributor's rows. Edges ascend from r.Min or more to r.Max+1
// or less.
//
// A row adds one to one count.
func NewHistogram(edges []int64, r Range, b Bound) (*Tally[int64, []Estimate], error) {
	if err := r.check(); err != nil {
		return nil, fmt.Errorf("histogram: %w", err)
	}
	if err := b.check(1); err != nil {
		return nil, fmt.Errorf("histogram: %w", err)
	}
	if len(edges) < 2 || len(edges) > MaxBins+1 {
		return nil, fmt.Errorf("histogram: %d edges, want 2..%d", len(edges), MaxBins+1)
	}
	for i, e := range edges {
		if e < r.Min || e > r.Max+1 || i > 0 && e <= edges[i-1] {
			return nil, fmt.Errorf("histogram: edge %d does not ascend within %d..%d", e, r.Min, r.Max+1)
		}
	}
	edges = slices.Clone(edges)
	return &Tally[int64, []Estimate]{
		bound: b, sums: make([]int64, len(edges)-1), l1: b.weight(1), read: each,
		add: func(sums []int64, v int64) {
			i, at := slices.BinarySearch(edges, r.clamp(v))
			if !at {
				i-- // v is above the edge before it
			}
			if i >= 0 && i < len(sums) {
				sums[i]++
			}
		},
	}, nil
}

// each reads every noisy sum as an answer of its own.
func each(noisy []int64, scale float64) []Estimate {
	out := make([]Estimate, len(noisy))
	for i, s := range noisy {
		out[i] = around(s, scale)
	}
	return out
}
