package release

import (
	"errors"
	"fmt"
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

// answer has a tally add up all rows.
func answer[V, A any](t *Tally[V, A], err error, rows iter.Seq[[]V]) (A, error) {
	var none A
	if err != nil {
		return none, err
	}
	if err := feed(t, rows); err != nil {
		return none, err
	}
	return t.Release()
}

func feed[V, A any](t *Tally[V, A], rows iter.Seq[[]V]) error {
	for values := range rows {
		if err := t.Next(); err != nil {
			return err
		}
		for _, v := range values {
			t.Add(v)
		}
	}
	return nil
}

func counts(rows iter.Seq[[]string], domain []string, b Bound) ([]Estimate, error) {
	t, err := NewCounts(domain, b)
	return answer(t, err, func(yield func([][]byte) bool) {
		for values := range rows {
			var list [][]byte
			for _, v := range values {
				list = append(list, []byte(v))
			}
			if !yield(list) {
				return
			}
		}
	})
}

func mean(rows iter.Seq[[]int64], r Range, b Bound) (Estimate, error) {
	t, err := NewMean(r, b)
	return answer(t, err, rows)
}

func quantiles(rows iter.Seq[[]int64], r Range, ranks []privacy.Micros, b Bound) ([]Estimate, error) {
	t, err := NewQuantiles(r, ranks, b)
	return answer(t, err, rows)
}

func TestCounts(t *testing.T) {
	domain := []string{"a", "b", "c"}
	rows := [][]string{}
	for range 1000 {
		rows = append(rows, []string{"a", "a", "b", "elsewhere", "c"}) // the fifth row does not count
	}
	rows = append(rows, slices.Repeat([]string{"c"}, 100_000)) // nor do all but four of these
	rows = append(rows, nil)
	got, err := counts(slices.Values(rows), domain, Bound{Rows: 4, Epsilon: one})
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
	got, err := counts(nobody[string](), domain, Bound{Rows: 100, Epsilon: one / 2})
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
				got, err := counts(slices.Values(data), []string{"a"}, Bound{Rows: 1, Epsilon: eps})
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
				e, err := mean(slices.Values(tt.rows), tt.r, b)
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
	sayNothing(t, "mean", 100e6, func() (Estimate, error) { return mean(nobody[int64](), Range{0, 100}, Bound{Rows: 100, Epsilon: one}) })
}

// sayNothing asks 100 times about nobody. An interval is narrower than 0 to all there can be only when the noise of one of the sums exceeds 3 scales:
// with probability below 5 %; 80 of 100 is almost 7 standard errors away.
func sayNothing(t *testing.T, what string, all int64, ask func() (Estimate, error)) {
	t.Helper()
	wide := 0
	for range 100 {
		e, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		if e.Low == 0 && e.High == all {
			wide++
		}
	}
	if wide < 80 {
		t.Errorf("the %s of nothing is known in %d of 100 cases", what, 100-wide)
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
				got, err := quantiles(slices.Values(rows), tt.r, ranks, Bound{Rows: 80, Epsilon: 2 * one})
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
	select1 := Selection{Each: 1, Delta: 1e9}
	refused := func(_ any, err error) error { return err }
	for name, err := range map[string]error{
		"count no rows":         refused(NewRows(Bound{0, one})),
		"count no ε":            refused(NewCounts([]string{"a"}, Bound{1, 0})),
		"count negative ε":      refused(NewCounts([]string{"a"}, Bound{1, -one})),
		"count absurd ε":        refused(NewCounts([]string{"a"}, Bound{1, privacy.MaxEpsilon + 1})),
		"count only noise":      refused(NewCounts([]string{"a"}, Bound{math.MaxUint32, 1})),
		"count no domain":       refused(NewCounts(nil, good)),
		"count wide domain":     refused(NewCounts(make([]string, MaxDomain+1), good)),
		"count twice":           refused(NewCounts([]string{"a", "a"}, good)),
		"histogram no edges":    refused(NewHistogram(nil, Range{0, 9}, good)),
		"histogram one edge":    refused(NewHistogram([]int64{0}, Range{0, 9}, good)),
		"histogram below":       refused(NewHistogram([]int64{-1, 3}, Range{0, 9}, good)),
		"histogram above":       refused(NewHistogram([]int64{0, 11}, Range{0, 9}, good)),
		"histogram not rising":  refused(NewHistogram([]int64{0, 3, 3}, Range{0, 9}, good)),
		"histogram many edges":  refused(NewHistogram(rising(MaxBins+2), Range{0, MaxAbs}, good)),
		"histogram range":       refused(NewHistogram([]int64{0, 1}, Range{1, 0}, good)),
		"histogram no rows":     refused(NewHistogram([]int64{0, 3}, Range{0, 9}, Bound{0, one})),
		"sum range":             refused(NewSum(Range{1, 0}, good)),
		"sum far below":         refused(NewSum(Range{math.MinInt64, 0}, good)),
		"sum only noise":        refused(NewSum(Range{0, MaxAbs}, good)),
		"mean empty range":      refused(NewMean(Range{1, 0}, good)),
		"mean far below":        refused(NewMean(Range{math.MinInt64, 0}, good)),
		"mean far above":        refused(NewMean(Range{0, math.MaxInt64}, good)),
		"mean everything":       refused(NewMean(Range{-MaxAbs, MaxAbs}, good)),
		"mean only noise":       refused(NewMean(Range{0, MaxAbs}, good)),
		"mean no rows":          refused(NewMean(Range{0, 1}, Bound{0, one})),
		"mean that wraps":       refused(NewMean(Range{0, 1 << 33}, Bound{1 << 31, one})),
		"mean that wraps small": refused(NewMean(Range{0, 6_442_450_945}, Bound{2_863_311_531, one})),
		"variance range":        refused(NewVariance(Range{1, 0}, good)),
		"variance wide":         refused(NewVariance(Range{0, MaxSpread + 1}, good)),
		"variance only noise":   refused(NewVariance(Range{0, 1000}, Bound{1 << 29, one})),
		"quantiles range":       refused(NewQuantiles(Range{1, 0}, []privacy.Micros{one / 2}, good)),
		"quantiles rank 0":      refused(NewQuantiles(Range{0, 9}, []privacy.Micros{0}, good)),
		"quantiles rank 1":      refused(NewQuantiles(Range{0, 9}, []privacy.Micros{one}, good)),
		"quantiles no ε":        refused(NewQuantiles(Range{0, 9}, []privacy.Micros{one / 2}, Bound{1, 0})),
		"quantiles only noise":  refused(NewQuantiles(Range{0, 9}, []privacy.Micros{one / 2}, Bound{math.MaxUint32, 1})),
		"groups of nobody":      refused(NewGroupCounts(Selection{0, 1e9}, good)),
		"groups too many":       refused(NewGroupCounts(Selection{MaxGroupsEach + 1, 1e9}, good)),
		"groups no δ":           refused(NewGroupCounts(Selection{1, 0}, good)),
		"groups no rows":        refused(NewGroupCounts(select1, Bound{0, one})),
		"groups no ε":           refused(NewGroupCounts(select1, Bound{1, 0})),
		"groups half an ε":      refused(NewGroupCounts(select1, Bound{1, 1})),
		"groups absurd ε":       refused(NewGroupCounts(select1, Bound{1, privacy.MaxEpsilon + 1})),
		"groups only noise":     refused(NewGroupCounts(select1, Bound{1 << 30, 1000})),
		"group sums range":      refused(NewGroupSums(Range{1, 0}, select1, good)),
		"group means range":     refused(NewGroupMeans(Range{1, 0}, select1, good)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for name, err := range map[string]error{
		"widest quantiles": refused(NewQuantiles(Range{-MaxAbs, MaxAbs}, []privacy.Micros{one / 2}, good)),
		"widest mean":      refused(NewMean(Range{-MaxAbs / 20, MaxAbs / 20}, good)),
		"widest variance":  refused(NewVariance(Range{0, MaxSpread}, Bound{1 << 28, one})),
		"widest histogram": refused(NewHistogram(rising(MaxBins+1), Range{0, MaxBins}, good)),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func rising(n int) []int64 {
	out := make([]int64, n)
	for i := range out {
		out[i] = int64(i)
	}
	return out
}

func TestStatisticsReleaseOnce(t *testing.T) {
	tally, err := NewRows(Bound{1, one})
	if err != nil {
		t.Fatal(err)
	}
	groups, err := NewGroupCounts(Selection{1, 1e9}, Bound{1, one})
	if err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]struct {
		next    func() error
		release func() error
	}{
		"tally":  {tally.Next, func() error { _, err := tally.Release(); return err }},
		"groups": {groups.Next, func() error { _, err := groups.Release(); return err }},
	} {
		tally.Add(1) // before the first contributor: of no account
		groups.Add([]byte("a"), 1)
		if err := s.next(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.release(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		tally.Add(1)
		groups.Add([]byte("a"), 1)
		if err := s.next(); !errors.Is(err, ErrReleased) {
			t.Errorf("%s: next after release: %v", name, err)
		}
		if err := s.release(); !errors.Is(err, ErrReleased) {
			t.Errorf("%s: second release: %v", name, err)
		}
	}
}

func TestStatisticsRefuseTooManyContributors(t *testing.T) {
	s, err := NewMean(Range{0, 1}, Bound{1, one})
	if err != nil {
		t.Fatal(err)
	}
	for range MaxContributors {
		if err := s.Next(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Next(); !errors.Is(err, ErrContributors) {
		t.Errorf("got %v", err)
	}
}

func TestStatisticsHideTheirSums(t *testing.T) {
	s, err := NewSum(Range{0, 1000}, Bound{1, one})
	if err != nil {
		t.Fatal(err)
	}
	g, err := NewGroupCounts(Selection{1, 1e9}, Bound{1, one})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.Next(), g.Next()); err != nil {
		t.Fatal(err)
	}
	s.Add(777)
	g.Add([]byte("secret"), 1)
	for _, v := range []any{s, *s, g, *g} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
			if shown := fmt.Sprintf(verb, v); shown != "[statistic]" && shown != "[groups]" {
				t.Errorf("%s shows %s", verb, shown)
			}
		}
	}
}

func BenchmarkStatistics(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 3))
	ages := people(400, 80, func() int64 { return int64(17 + r.IntN(74)) })
	span, bound := Range{17, 90}, Bound{Rows: 100, Epsilon: one}
	for name, start := range map[string]func() (*Tally[int64, Estimate], error){
		"rows":     func() (*Tally[int64, Estimate], error) { return NewRows(bound) },
		"sum":      func() (*Tally[int64, Estimate], error) { return NewSum(span, bound) },
		"mean":     func() (*Tally[int64, Estimate], error) { return NewMean(span, bound) },
		"variance": func() (*Tally[int64, Estimate], error) { return NewVariance(span, bound) },
	} {
		b.Run(name, func(b *testing.B) { benchmark(b, start, ages) })
	}
	b.Run("histogram", func(b *testing.B) {
		benchmark(b, func() (*Tally[int64, []Estimate], error) { return NewHistogram([]int64{17, 30, 50, 91}, span, bound) }, ages)
	})
	b.Run("quantiles", func(b *testing.B) {
		benchmark(b, func() (*Tally[int64, []Estimate], error) { return NewQuantiles(span, []privacy.Micros{one / 2}, bound) }, ages)
	})
	schools, domain := people(400, 80, func() []byte { return strconv.AppendInt(nil, int64(r.IntN(16)), 10) }), []string{}
	for i := range 16 {
		domain = append(domain, strconv.Itoa(i))
	}
	b.Run("counts", func(b *testing.B) {
		benchmark(b, func() (*Tally[[]byte, []Estimate], error) { return NewCounts(domain, bound) }, schools)
	})
	b.Run("groups", func(b *testing.B) {
		for b.Loop() {
			g, err := NewGroupMeans(span, Selection{4, 1e11}, bound)
			if err != nil {
				b.Fatal(err)
			}
			for i, values := range ages {
				if err := g.Next(); err != nil {
					b.Fatal(err)
				}
				for k, v := range values {
					g.Add(schools[i][k], v)
				}
			}
			if _, err := g.Release(); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/32_000, "ns/row")
	})
}

func benchmark[V, A any](b *testing.B, start func() (*Tally[V, A], error), rows [][]V) {
	for b.Loop() {
		s, err := start()
		if _, err := answer(s, err, slices.Values(rows)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)*len(rows[0])), "ns/row")
}
