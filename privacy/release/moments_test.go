package release

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stintdao/stint/privacy"
)

// truths are the exact answers over the rows that count.
func truths(rows [][]int64, r Range, b Bound) (n, sum, variance float64) {
	squares := 0.0
	for _, p := range rows {
		for _, v := range p[:min(len(p), int(b.Rows))] {
			n++
			sum += float64(r.clamp(v))
		}
	}
	for _, p := range rows {
		for _, v := range p[:min(len(p), int(b.Rows))] {
			d := float64(r.clamp(v)) - sum/n
			squares += d * d
		}
	}
	return n, sum, squares / n
}

// TestMoments compares intervals with the truth. A 95 % interval that holds it in fewer than 89 % of 300 trials is 4.8 standard errors
// off: a sound release fails a case with probability 1e-6.
func TestMoments(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	const trials = 300
	tests := map[string]struct {
		rows    [][]int64
		r       Range
		epsilon privacy.Micros
	}{
		"hours":          {people(400, 80, func() int64 { return int64(40 + 12*r.NormFloat64()) }), Range{1, 99}, one},
		"negative":       {people(400, 80, func() int64 { return -40 - int64(r.IntN(10)) }), Range{-50, 0}, one},
		"at both ends":   {people(400, 80, func() int64 { return math.MaxInt64 * int64(2*r.IntN(2)-1) }), Range{-7, 12}, one},
		"at the bottom":  {people(400, 80, func() int64 { return math.MinInt64 }), Range{-7, 12}, one},
		"gains":          {people(400, 80, func() int64 { return int64(max(0, r.NormFloat64()*20_000)) }), Range{0, 99_999}, one},
		"in steps of 32": {people(400, 80, func() int64 { return int64(r.IntN(1_000_000)) }), Range{0, 3_999_999}, one / 10},
		"uneven":         {append(people(400, 3, func() int64 { return int64(r.IntN(30)) }), people(5, 5000, func() int64 { return 99 })...), Range{0, 99}, one},
		"few":            {people(3, 2, func() int64 { return 50 }), Range{0, 99}, one},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := Bound{Rows: 100, Epsilon: tt.epsilon}
			n, sum, variance := truths(tt.rows, tt.r, b)
			for what, s := range map[string]struct {
				start func() (*Tally[int64, Estimate], error)
				truth float64
			}{
				"rows":     {func() (*Tally[int64, Estimate], error) { return NewRows(b) }, n},
				"sum":      {func() (*Tally[int64, Estimate], error) { return NewSum(tt.r, b) }, sum},
				"variance": {func() (*Tally[int64, Estimate], error) { return NewVariance(tt.r, b) }, variance * 1e6},
			} {
				covered := 0
				for range trials {
					tally, err := s.start()
					e, err := answer(tally, err, slices.Values(tt.rows))
					if err != nil {
						t.Fatal(err)
					}
					if e.Low > e.Value || e.Value > e.High {
						t.Fatalf("%s: not an interval: %+v", what, e)
					}
					if float64(e.Low)-1 <= s.truth && s.truth <= float64(e.High)+1 {
						covered++
					}
					// 30 scales of noise: e^-30. The variance moves by no more than 1.5 widths squared of them over the rows, and by half a step.
					width := float64(tt.r.Max - tt.r.Min)
					far := map[string]float64{
						"rows": 1, "sum": float64(max(tt.r.Max, -tt.r.Min)), "variance": 1.5e6 * width * width / n,
					}[what] * 30 * 100 / (float64(tt.epsilon) / 1e6)
					if off := math.Abs(float64(e.Value) - s.truth); off > far+1e6*width {
						t.Errorf("%s: got %+v, want %v", what, e, s.truth)
					}
				}
				if covered < trials*89/100 {
					t.Errorf("%s: 95 %% interval holds the truth %d times of %d", what, covered, trials)
				}
			}
		})
	}
}

// TestVarianceWithoutNoise: with noise of a scale near 0 the estimate is the variance of the levels, and the interval holds that of the values.
func TestVarianceWithoutNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for range 2000 {
		span := Range{Min: int64(r.IntN(2000)) - 1000}
		span.Max = span.Min + 1 + int64(r.IntN(300))
		step := 1 + int64(r.IntN(4))
		m := varianceOf(span, step)
		var values []int64
		sums := make([]int64, 3)
		for range 1 + r.IntN(40) {
			values = append(values, span.Min+int64(r.IntN(int(span.Max-span.Min)+1)))
			m.add(sums, values[len(values)-1])
		}
		_, _, want := truths([][]int64{values}, span, Bound{Rows: 100})
		e := m.read(sums, 1e-9)
		if float64(e.Low)-1 > want*1e6 || want*1e6 > float64(e.High)+1 {
			t.Fatalf("%v of %d..%d in steps of %d: %+v, want %v", values, span.Min, span.Max, step, e, want)
		}
		half := float64(step / 2)
		if d := math.Sqrt(float64(e.Value)/1e6) - math.Sqrt(want); math.Abs(d) > half+1e-3 {
			t.Fatalf("%v of %d..%d in steps of %d: deviation off by %v", values, span.Min, span.Max, step, d)
		}
	}
}

// TestSpreadIsTheBoxs: no sums in the box have a variance outside of what spread says.
func TestSpreadIsTheBoxs(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 3000 {
		scale := math.Exp(r.Float64() * 8)
		var s [3]int64
		for i := range s {
			s[i] = int64(r.NormFloat64()*scale*4 + r.ExpFloat64()*scale*10*float64(r.IntN(2)))
		}
		value, low, high := spread(s[:], scale)
		if !(0 <= low && low <= value && value <= high && high <= 0.25) {
			t.Fatalf("%v at scale %v: %v in %v..%v", s, scale, value, low, high)
		}
		half := math.Ceil(4.08 * scale)
		for range 300 {
			var x [3]float64
			n := 0.0
			for i := range x {
				x[i] = max(float64(s[i])+half*(2*r.Float64()-1), 0)
				if r.IntN(3) == 0 {
					x[i] = max(float64(s[i])+half*float64(2*r.IntN(2)-1), 0)
				}
				n += x[i]
			}
			f := (x[0]*x[2] - x[1]*x[1]/4) / (n * n)
			if n > 0 && f >= 0 && (f < low-1e-9 || f > high+1e-9) {
				t.Fatalf("%v at scale %v: %v has %v, outside of %v..%v", s, scale, x, f, low, high)
			}
		}
	}
}

// TestNothingIsKnownOfNothing: over no rows, every variance is possible, and the interval says so unless noise pretends to be rows.
func TestNothingIsKnownOfNothing(t *testing.T) {
	sayNothing(t, "variance", 2500e6, func() (Estimate, error) {
		s, err := NewVariance(Range{0, 100}, Bound{Rows: 100, Epsilon: one})
		return answer(s, err, nobody[int64]())
	})
}

func TestHistogram(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	rows := people(400, 80, func() int64 { return int64(r.IntN(140)) - 20 })
	edges := []int64{0, 1, 18, 65, 100}
	span := Range{-5, 99}
	want := make([]int64, len(edges)-1)
	for _, p := range rows {
		for _, v := range p[:50] {
			for i := range want {
				if v := span.clamp(v); edges[i] <= v && v < edges[i+1] {
					want[i]++
				}
			}
		}
	}
	s, err := NewHistogram(edges, span, Bound{Rows: 50, Epsilon: one})
	got, err := answer(s, err, slices.Values(rows))
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range got { // noise of scale 50 beyond 1,500 has probability e^-30
		if math.Abs(float64(e.Value-want[i])) > 1500 || e.High-e.Value != 150 || e.Value-e.Low != 150 {
			t.Errorf("bin %d: got %+v, want %d ± 150", i, e, want[i])
		}
	}
}

// change is how far the exact sums of a tally move, in L1 norm, when the data of a contributor is replaced by nothing.
func change[V, A any](t *testing.T, start func() (*Tally[V, A], error), crowd [][]V, who int) (moved, bound int64) {
	t.Helper()
	with, err := start()
	if err != nil {
		t.Fatal(err)
	}
	without, err := start()
	if err != nil {
		t.Fatal(err)
	}
	fewer := slices.Clone(crowd)
	fewer[who] = nil
	if err := feed(with, slices.Values(crowd)); err != nil {
		t.Fatal(err)
	}
	if err := feed(without, slices.Values(fewer)); err != nil {
		t.Fatal(err)
	}
	for i := range with.sums {
		moved += max(with.sums[i]-without.sums[i], without.sums[i]-with.sums[i])
	}
	return moved, with.l1
}

// TestNeighbours: whatever a contributor's rows, the exact sums of neighbouring datasets differ by no more than the noise is made for;
// and the bound is no larger than it has to be: some contributor reaches it.
func TestNeighbours(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 300 {
		span := Range{Min: int64(r.IntN(4000)) - 2000}
		span.Max = span.Min + int64(r.IntN(4000))
		b := Bound{Rows: 1 + r.Uint32N(20), Epsilon: one}
		anything := func() int64 {
			switch r.IntN(4) {
			case 0:
				return int64(r.Uint64())
			case 1:
				return []int64{math.MinInt64, span.Min - 1, span.Min, span.Max, span.Max + 1, math.MaxInt64}[r.IntN(6)]
			}
			return span.Min + int64(r.IntN(int(span.Max-span.Min)+1))
		}
		crowd := people(5, 2+r.IntN(30), anything)
		who := r.IntN(5)
		farthest := span.Min
		if max(span.Max, -span.Max) > max(span.Min, -span.Min) {
			farthest = span.Max
		}
		full := slices.Clone(crowd)
		full[who] = slices.Repeat([]int64{farthest}, 30)
		edges := []int64{span.Min, span.Max + 1}
		for name, start := range map[string]func() (*Tally[int64, Estimate], error){
			"rows":     func() (*Tally[int64, Estimate], error) { return NewRows(b) },
			"sum":      func() (*Tally[int64, Estimate], error) { return NewSum(span, b) },
			"mean":     func() (*Tally[int64, Estimate], error) { return NewMean(span, b) },
			"variance": func() (*Tally[int64, Estimate], error) { return NewVariance(span, b) },
		} {
			if moved, bound := change(t, start, crowd, who); moved > bound {
				t.Fatalf("%s: a contributor moves the sums by %d, want %d at most", name, moved, bound)
			}
			if moved, bound := change(t, start, full, who); moved != bound {
				t.Fatalf("%s: a full contributor moves the sums by %d, want %d", name, moved, bound)
			}
		}
		for name, start := range map[string]func() (*Tally[int64, []Estimate], error){
			"histogram": func() (*Tally[int64, []Estimate], error) { return NewHistogram(edges, span, b) },
			"quantiles": func() (*Tally[int64, []Estimate], error) {
				return NewQuantiles(span, []privacy.Micros{one / 2}, b)
			},
		} {
			if moved, bound := change(t, start, crowd, who); moved > bound {
				t.Fatalf("%s: a contributor moves the sums by %d, want %d at most", name, moved, bound)
			}
			if moved, bound := change(t, start, full, who); moved != bound {
				t.Fatalf("%s: a full contributor moves the sums by %d, want %d", name, moved, bound)
			}
		}
		words := people(5, 2+r.IntN(30), func() []byte { return []byte{"abcde"[r.IntN(5)]} })
		counts := func() (*Tally[[]byte, []Estimate], error) { return NewCounts([]string{"a", "b", "c"}, b) }
		if moved, bound := change(t, counts, words, who); moved > bound {
			t.Fatalf("counts: a contributor moves the sums by %d, want %d at most", moved, bound)
		}
		words[who] = slices.Repeat([][]byte{[]byte("b")}, 30)
		if moved, bound := change(t, counts, words, who); moved != bound {
			t.Fatalf("counts: a full contributor moves the sums by %d, want %d", moved, bound)
		}
	}
}

// oddity is how many standard errors the share of odd outputs among the negative ones is off one half.
func oddity(negative, odd float64) float64 {
	return math.Abs(odd-negative/2) / (math.Sqrt(negative) / 2)
}

// TestPrecisionAttackOnStatistics looks at the lowest bit of every noisy sum that an answer is read from, as TestPrecisionAttack does:
// among negative ones, odd must be as likely as even, whatever the true value. The scale of the noise is 1,000 or more, so that a geometric
// distribution's own preference is below a tenth of a standard error. Each comparison fails for a sound release with probability 6e-7.
func TestPrecisionAttackOnStatistics(t *testing.T) {
	const draws = 6000
	b := Bound{Rows: 1000, Epsilon: one}
	span := Range{0, 7}
	var negative, odd float64
	look := func(noisy []int64) {
		for _, x := range noisy {
			if x < 0 {
				negative++
				odd += float64(x & 1)
			}
		}
	}
	note := func(noisy []int64, _ float64) (e Estimate) { look(noisy); return e }
	notes := func(noisy []int64, _ float64) []Estimate { look(noisy); return nil }
	one := func(m measure) func(rows [][]int64) error {
		m.read = note
		return func(rows [][]int64) error {
			s, err := m.tally(b)
			_, err = answer(s, err, slices.Values(rows))
			return err
		}
	}
	grouped := func(m measure) func(rows [][]int64) error {
		m.read = note
		return func(rows [][]int64) error {
			g, err := newGroups(m, Selection{1, 1e9}, b)
			if err != nil {
				return err
			}
			g.threshold = math.MinInt64 // named whatever the noise
			for _, values := range rows {
				if err := g.Next(); err != nil {
					return err
				}
				g.Add([]byte("a"), 0)
				for _, v := range values {
					g.Add([]byte("a"), v)
				}
			}
			_, err = g.Release()
			return err
		}
	}
	list := func(start func() (*Tally[int64, []Estimate], error)) func(rows [][]int64) error {
		return func(rows [][]int64) error {
			s, err := start()
			if err != nil {
				return err
			}
			s.read = notes
			_, err = answer(s, nil, slices.Values(rows))
			return err
		}
	}
	for name, release := range map[string]func(rows [][]int64) error{
		"rows": one(rowsOf()), "sum": one(sumOf(span)), "mean": one(meanOf(span)), "variance": one(varianceOf(span, 1)),
		"groups of rows": grouped(rowsOf()), "groups of sums": grouped(sumOf(span)), "groups of means": grouped(meanOf(span)),
		"counts": func(rows [][]int64) error {
			s, err := NewCounts([]string{"a", "b"}, b)
			if err != nil {
				return err
			}
			s.read = notes
			_, err = answer(s, nil, func(yield func([][]byte) bool) { yield(slices.Repeat([][]byte{[]byte("a")}, len(rows))) })
			return err
		},
		"histogram": list(func() (*Tally[int64, []Estimate], error) { return NewHistogram([]int64{0, 4, 8}, span, b) }),
		"quantiles": list(func() (*Tally[int64, []Estimate], error) {
			return NewQuantiles(span, []privacy.Micros{500_000}, b)
		}),
	} {
		for _, rows := range [][][]int64{nil, {{3}}, {{5, 6, 0}, {1}}} {
			negative, odd = 0, 0
			for looked := 0; negative < draws/2; looked++ {
				if err := release(rows); err != nil {
					t.Fatal(err)
				}
				if looked > draws || len(rows) == 0 && looked > 10 && negative == 0 {
					break // groups of nobody are no groups
				}
			}
			if negative > 0 && oddity(negative, odd) > 5 {
				t.Errorf("%s of %v: %v of %v negative sums are odd", name, rows, odd, negative)
			}
			if negative < draws/4 && !(len(rows) == 0 && negative == 0) {
				t.Errorf("%s of %v: only %v negative sums", name, rows, negative)
			}
		}
	}
}
