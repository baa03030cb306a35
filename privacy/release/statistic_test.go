package release

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/stintdao/stint/privacy"
)

// The library's noise cannot be seeded, so these tests draw anew each time; each states how often a sound release fails it.

// people makes n contributors with rows values each.
func people[V any](n, rows int, value func() V) [][]V {
	out := make([][]V, n)
	for i := range out {
		for range rows {
			out[i] = append(out[i], value())
		}
	}
	return out
}

func nobody[V any]() iter.Seq[[]V] { return slices.Values([][]V(nil)) }

func TestCounts(t *testing.T) {
	domain := []string{"a", "b", "c"}
	rows := [][]string{}
	for range 1000 {
		rows = append(rows, []string{"a", "a", "b", "elsewhere", "c"}) // the fifth row does not count
	}
	rows = append(rows, slices.Repeat([]string{"c"}, 100_000)) // nor do all but four of these
	rows = append(rows, nil)
	got, err := Counts(slices.Values(rows), domain, Bound{Rows: 4, Epsilon: one})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int64{2000, 1000, 4} {
		// Noise of scale 4 beyond 120 has probability e^-30.
		if e := got[i]; math.Abs(float64(e.Value-want)) > 120 || e.High-e.Value != 12 || e.Value-e.Low != 12 {
			t.Errorf("%s: got %+v, want %d ± 12", domain[i], e, want)
		}
	}
}

// TestCountsNoiseScale draws 20,000 counts of nothing. The noise is Laplace of scale Rows/ε, variance twice its square; the
// standard error of a Laplace variance is √(5/n), and 5 of them fail a sound release with probability 6e-7. Anything that
// mistakes sensitivity or ε by more than 4 % fails.
func TestCountsNoiseScale(t *testing.T) {
	const n = 20_000
	domain := make([]string, n)
	for i := range domain {
		domain[i] = strconv.Itoa(i)
	}
	got, err := Counts(nobody[string](), domain, Bound{Rows: 100, Epsilon: one / 2})
	if err != nil {
		t.Fatal(err)
	}
	sum, squares, covered := 0.0, 0.0, 0.0
	for _, e := range got {
		x := float64(e.Value) / 200
		sum += x
		squares += x * x
		if e.Low <= 0 && 0 <= e.High {
			covered++
		}
	}
	if mean := sum / n; math.Abs(mean) > 5*math.Sqrt(2.0/n) {
		t.Errorf("mean of noise %v", mean)
	}
	if variance := squares / n; math.Abs(variance/2-1) > 5*math.Sqrt(5.0/n) {
		t.Errorf("variance of noise %v, want 2", variance)
	}
	if share := covered / n; math.Abs(share-0.95) > 5*math.Sqrt(0.95*0.05/n) {
		t.Errorf("95 %% interval covers %v", share)
	}
}

// TestCountsPrivacy compares how often each answer comes with one contributor and with that contributor's data gone. No ratio may
// exceed e^ε; that of an answer seen 1,000 times or more is off by 6 standard errors, 0.37 in its logarithm, with probability below
// 1e-8. Half the noise shows e^2ε.
func TestCountsPrivacy(t *testing.T) {
	worst := func(eps privacy.Micros) float64 {
		const n = 20_000
		count := [2]map[int64]float64{{}, {}}
		for i, data := range [][][]string{{{"a"}}, {{}}} {
			for range n {
				got, err := Counts(slices.Values(data), []string{"a"}, Bound{Rows: 1, Epsilon: eps})
				if err != nil {
					t.Fatal(err)
				}
				count[i][got[0].Value]++
			}
		}
		worst := 0.0
		for i := range 2 {
			for v, k := range count[i] {
				if k >= 1000 {
					worst = max(worst, math.Log(k/max(count[1-i][v], 1)))
				}
			}
		}
		return worst
	}
	if got := worst(one); got > 1.37 || got < 0.7 {
		t.Errorf("largest log ratio %v, want 1", got)
	}
	if got := worst(2 * one); got < 1.5 {
		t.Errorf("half the noise went unnoticed: %v", got)
	}
}

func TestMean(t *testing.T) {
	hours := func(r *rand.Rand) func() int64 {
		return func() int64 { return int64(40 + 12*r.NormFloat64()) }
	}
	r := rand.New(rand.NewPCG(1, 1))
	tests := map[string]struct {
		rows [][]int64
		r    Range
	}{
		"hours":         {people(400, 80, hours(r)), Range{1, 99}},
		"negative":      {people(400, 80, func() int64 { return -40 - int64(r.IntN(10)) }), Range{-50, 0}},
		"at the bottom": {people(400, 80, func() int64 { return math.MinInt64 }), Range{-7, 12}},
		"at the top":    {people(400, 80, func() int64 { return math.MaxInt64 }), Range{-7, 12}},
		"uneven":        {append(people(400, 3, hours(r)), people(5, 5000, hours(r))...), Range{1, 99}},
		"one value":     {people(10, 5, hours(r)), Range{40, 40}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := Bound{Rows: 100, Epsilon: one}
			sum, n := 0.0, 0.0
			for _, p := range tt.rows {
				for _, v := range p[:min(len(p), 100)] {
					sum += float64(tt.r.clamp(v))
					n++
				}
			}
			truth := sum / n * 1e6
			const trials = 300
			covered := 0
			for range trials {
				e, err := Mean(slices.Values(tt.rows), tt.r, b)
				if err != nil {
					t.Fatal(err)
				}
				if e.Low > e.Value || e.Value > e.High || e.Low < tt.r.Min*1e6 || e.High > tt.r.Max*1e6 {
					t.Fatalf("not an interval within the range: %+v", e)
				}
				if float64(e.Low)-1 <= truth && truth <= float64(e.High)+1 {
					covered++
				}
				// 30 scales of noise over the number of rows: e^-30.
				if off := math.Abs(float64(e.Value) - truth); off > 30e6*100*float64(tt.r.Max-tt.r.Min)/n+1 {
					t.Errorf("got %+v, want %v", e, truth)
				}
			}
			// 95 % or more; 89 % of 300 is 4.8 standard errors below: 1e-6.
			if covered < trials*89/100 {
				t.Errorf("95 %% interval holds the mean %d times of %d", covered, trials)
			}
		})
	}
}

func TestMeanOfNothingSaysSo(t *testing.T) {
	wide := 0
	for range 100 {
		e, err := Mean(nobody[int64](), Range{0, 100}, Bound{Rows: 100, Epsilon: one})
		if err != nil {
			t.Fatal(err)
		}
		if e.Low == 0 && e.High == 100e6 {
			wide++
		}
	}
	// The interval is narrower only when the noise of one of the sums exceeds 3 scales: with probability below 5 %; 80 of 100 is
	// almost 7 standard errors away.
	if wide < 80 {
		t.Errorf("the mean of nothing is known in %d of 100 cases", 100-wide)
	}
}

func TestQuantiles(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	tests := map[string]struct {
		value func() int64
		r     Range
		close int64 // how far an answer may be: three times the farthest of 1,000 trials, and noise has exponential tails
	}{
		"ages":        {func() int64 { return int64(17 + min(73, 20*r.ExpFloat64())) }, Range{17, 90}, 15},
		"two values":  {func() int64 { return int64(min(r.IntN(4), 1)) }, Range{0, 1}, 0},
		"many values": {func() int64 { return int64(r.NormFloat64()*1e5 + 5e5) }, Range{0, 1_000_000}, 130_000},
		"below zero":  {func() int64 { return -int64(r.IntN(1000)) }, Range{-1000, -1}, 130},
		"one value":   {func() int64 { return 7 }, Range{7, 7}, 0},
		"outliers":    {func() int64 { return math.MaxInt64 * int64(r.IntN(2)) }, Range{-5, 5}, 0},
	}
	ranks := []privacy.Micros{100_000, 230_000, 600_000, 900_000}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rows := people(400, 80, tt.value)
			var sorted []int64
			for _, p := range rows {
				for _, v := range p {
					sorted = append(sorted, tt.r.clamp(v))
				}
			}
			slices.Sort(sorted)
			const trials = 100
			covered := make([]int, len(ranks))
			for range trials {
				got, err := Quantiles(slices.Values(rows), tt.r, ranks, Bound{Rows: 80, Epsilon: 2 * one})
				if err != nil {
					t.Fatal(err)
				}
				for i, e := range got {
					truth := sorted[(int64(ranks[i])*int64(len(sorted))-1)/1e6]
					if e.Low > e.Value || e.Value > e.High || e.Low < tt.r.Min || e.High > tt.r.Max {
						t.Fatalf("not an interval within the range: %+v", e)
					}
					if i > 0 && got[i-1].Value > e.Value {
						t.Errorf("quantiles out of order: %+v", got)
					}
					if e.Low <= truth && truth <= e.High {
						covered[i]++
					}
					if off := max(e.Value-truth, truth-e.Value); off > tt.close {
						t.Errorf("rank %d: got %+v, want %d", ranks[i], e, truth)
					}
				}
			}
			for i, n := range covered {
				if n < 85 { // 95 % or more; 4.6 standard errors below: 2e-6
					t.Errorf("rank %d: 95 %% interval holds the quantile %d times of %d", ranks[i], n, trials)
				}
			}
		})
	}
}

// A contributor changes the tree of Quantiles by one count a level for each row that counts, and no more.
func TestTreeSensitivity(t *testing.T) {
	for _, buckets := range []int{1, 2, 15, 16, 17, 74, 256, 257, 1000, MaxBuckets} {
		tr := newTree(buckets)
		if len(tr.levels) > 3 || len(tr.levels[len(tr.levels)-1]) != buckets || tr.fan > 16 {
			t.Fatalf("%d buckets: %d levels of fan %d", buckets, len(tr.levels), tr.fan)
		}
		if top := len(tr.levels[0]); top > tr.fan {
			t.Fatalf("%d buckets: %d nodes at the top, fan %d", buckets, top, tr.fan)
		}
		for b := range buckets {
			tr.add(b)
		}
		for l, level := range tr.levels {
			sum := int64(0)
			for _, n := range level {
				sum += n
			}
			if sum != int64(buckets) {
				t.Errorf("%d buckets: level %d counts %d", buckets, l, sum)
			}
		}
		for i, n := range tr.prefixes() { // without noise the fit is exact
			if math.Abs(n-float64(i+1)) > 1e-6 {
				t.Fatalf("%d buckets: %v values up to bucket %d", buckets, n, i)
			}
		}
	}
}

func TestStatisticsRefuse(t *testing.T) {
	good := Bound{Rows: 10, Epsilon: one}
	counts := func(domain []string, b Bound) error {
		_, err := Counts(nobody[string](), domain, b)
		return err
	}
	mean := func(r Range, b Bound) error {
		_, err := Mean(nobody[int64](), r, b)
		return err
	}
	quantiles := func(r Range, rank privacy.Micros, b Bound) error {
		_, err := Quantiles(nobody[int64](), r, []privacy.Micros{rank}, b)
		return err
	}
	for name, err := range map[string]error{
		"count no rows":        counts([]string{"a"}, Bound{0, one}),
		"count no ε":           counts([]string{"a"}, Bound{1, 0}),
		"count negative ε":     counts([]string{"a"}, Bound{1, -one}),
		"count absurd ε":       counts([]string{"a"}, Bound{1, privacy.MaxEpsilon + 1}),
		"count only noise":     counts([]string{"a"}, Bound{math.MaxUint32, 1}),
		"count no domain":      counts(nil, good),
		"count wide domain":    counts(make([]string, MaxDomain+1), good),
		"count twice":          counts([]string{"a", "a"}, good),
		"mean empty range":     mean(Range{1, 0}, good),
		"mean far below":       mean(Range{math.MinInt64, 0}, good),
		"mean far above":       mean(Range{0, math.MaxInt64}, good),
		"mean everything":      mean(Range{-MaxAbs, MaxAbs}, good),
		"mean only noise":      mean(Range{0, MaxAbs}, good),
		"mean no rows":         mean(Range{0, 1}, Bound{0, one}),
		"quantiles range":      quantiles(Range{1, 0}, one/2, good),
		"quantiles rank 0":     quantiles(Range{0, 9}, 0, good),
		"quantiles rank 1":     quantiles(Range{0, 9}, one, good),
		"quantiles no ε":       quantiles(Range{0, 9}, one/2, Bound{1, 0}),
		"quantiles only noise": quantiles(Range{0, 9}, one/2, Bound{math.MaxUint32, 1}),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, err := range map[string]error{
		"widest quantiles": quantiles(Range{-MaxAbs, MaxAbs}, one/2, good),
		"widest mean":      mean(Range{-MaxAbs / 20, MaxAbs / 20}, good),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestStatisticsRefuseTooManyContributors(t *testing.T) {
	crowd := func(yield func([]int64) bool) {
		for range MaxContributors + 1 {
			if !yield(nil) {
				return
			}
		}
	}
	if e, err := Mean(crowd, Range{0, 1}, Bound{1, one}); err == nil {
		t.Errorf("got %+v", e)
	}
}

func BenchmarkStatistics(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	ages := people(400, 80, func() int64 { return int64(17 + r.IntN(74)) })
	schools := people(400, 80, func() string { return strconv.Itoa(r.IntN(16)) })
	domain := make([]string, 16)
	for i := range domain {
		domain[i] = strconv.Itoa(i)
	}
	bound := Bound{Rows: 100, Epsilon: one}
	for name, run := range map[string]func() error{
		"counts": func() error { _, err := Counts(slices.Values(schools), domain, bound); return err },
		"mean":   func() error { _, err := Mean(slices.Values(ages), Range{17, 90}, bound); return err },
		"quantiles": func() error {
			_, err := Quantiles(slices.Values(ages), Range{17, 90}, []privacy.Micros{one / 2}, bound)
			return err
		},
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
