package release

import (
	"fmt"
	"iter"
)

// Counts returns how many rows have each value of domain, in the order of domain. rows yields the values of one contributor at a
// time, each contributor once; values outside the domain count nowhere, though they use up the contributor's rows.
//
// It is ε-DP per contributor, ε being b.Epsilon, for all counts together: a contributor changes them by at most b.Rows in L1
// norm, and each gets integer Laplace noise of scale b.Rows/ε. A count may come out negative: left so, sums of counts are
// unbiased. Errors are about parameters and the number of contributors only.
func Counts(rows iter.Seq[[]string], domain []string, b Bound) ([]Estimate, error) {
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
	sums := make([]int64, len(domain))
	err := clip(rows, b, func(v string) {
		if i, ok := index[v]; ok {
			sums[i]++
		}
	})
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	if err := blur(sums, int64(b.Rows), b); err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	half := margin(b.scale(int64(b.Rows)))
	out := make([]Estimate, len(sums))
	for i, s := range sums {
		out[i] = Estimate{Value: s, Low: s - half, High: s + half}
	}
	return out, nil
}
