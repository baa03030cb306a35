package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/differential-privacy/go/v3/noise"
)

// seeded is a key for tests. With fixed keys a test here gives the same result every time; the stated probabilities are those of
// failing with a key drawn at random.
func seeded(n byte) Key { return Key{[32]byte{n, 's', 't', 'i', 'n', 't'}} }

func draws(n int, sigma float64, key Key) []int64 {
	out := make([]int64, n)
	addGaussian(out, sigma, key)
	return out
}

// gaussianFault says how a sample differs from a Gaussian of standard deviation sigma and mean 0, or nothing. For a true one it
// finds fault with probability below 2e-6: mean and variance are allowed 5 standard errors (6e-7 each), and the
// Kolmogorov-Smirnov distance 3.2/√n (3e-9). The sample's integers must be fine against sigma.
func gaussianFault(sample []int64, sigma float64) string {
	n := float64(len(sample))
	sum, squares := 0.0, 0.0
	for _, x := range sample {
		z := float64(x) / sigma
		sum += z
		squares += z * z
	}
	if mean := sum / n; math.Abs(mean) > 5/math.Sqrt(n) {
		return fmt.Sprintf("mean %v", mean)
	}
	if variance := squares / n; math.Abs(variance-1) > 5*math.Sqrt(2/n) {
		return fmt.Sprintf("variance %v", variance)
	}
	slices.Sort(sample)
	distance := 0.0
	for i, x := range sample {
		want := 0.5 * math.Erfc(-float64(x)/sigma/math.Sqrt2)
		distance = max(distance, math.Abs(want-float64(i)/n), math.Abs(want-float64(i+1)/n))
	}
	if distance > 3.2/math.Sqrt(n) {
		return fmt.Sprintf("Kolmogorov-Smirnov distance %v", distance)
	}
	return ""
}

func TestNoiseIsGaussian(t *testing.T) {
	const n, sigma = 1_000_000, 3.7 * steps
	if fault := gaussianFault(draws(n, sigma, seeded(1)), sigma); fault != "" {
		t.Error(fault)
	}
	if fault := gaussianFault(draws(n, 0.98*sigma, seeded(2)), sigma); fault == "" {
		t.Error("2 % less noise than promised went unnoticed")
	}
}

func TestNoiseOfNeighboursIsIndependent(t *testing.T) {
	const n, sigma = 1_000_000, float64(steps)
	sample := draws(n, sigma, seeded(3))
	for _, lag := range []int{1, 2} {
		sum := 0.0
		for i := range n - lag {
			sum += float64(sample[i]) / sigma * float64(sample[i+lag]) / sigma
		}
		// A product of independent normals has variance 1: 5 standard errors, 6e-7.
		if c := sum / float64(n-lag); math.Abs(c) > 5/math.Sqrt(n) {
			t.Errorf("correlation %v at distance %d", c, lag)
		}
	}
}

func TestNoiseStreamIsTheKeys(t *testing.T) {
	for _, n := range []int{1, 2, 1001} {
		a, same, other := draws(n, steps, seeded(1)), draws(n, steps, seeded(1)), draws(n, steps, seeded(2))
		if !slices.Equal(a, same) {
			t.Errorf("%d draws: same key, different noise", n)
		}
		for i := range a {
			if a[i] == other[i] { // at σ = 2^30 about 1e-10 each
				t.Errorf("%d draws: coordinate %d is the same under different keys", n, i)
			}
		}
	}
}

func TestNoiseTail(t *testing.T) {
	radius := func(u float64) float64 { return math.Sqrt(-2 * math.Log(u)) }
	if r := radius(small(0, 0)); r < 12.5 || math.IsInf(r, 0) || math.IsNaN(r) {
		t.Errorf("noise ends at %v standard deviations", r)
	}
	last := 0.0
	for bit := range 53 {
		r := uint64(1) << bit
		if bit == 0 {
			r = 0
		}
		u := small(r, 1<<63)
		if u <= last {
			t.Errorf("not rising at draw 2^%d", bit)
		}
		last = u
	}
	// Where the two ways to make a uniform meet, they agree.
	if below, above := small(1<<53-1, math.MaxUint64), (float64(uint64(1<<53)>>11)+0.5)/(1<<53); below >= above || above-below > 0x1p-52 {
		t.Errorf("seam between %v and %v", below, above)
	}
}

// TestPrecisionAttack looks at the lowest bit of what is released (Haney et al. 2207.13793): "negative and odd" must be as likely
// as "negative and even" whatever the true value. The attack tells the float Gaussian of the library apart with certainty, which
// shows that it works. Each of our comparisons fails for a sound sampler with probability 6e-7.
func TestPrecisionAttack(t *testing.T) {
	const n = 400_000
	for i, truth := range []int64{0, 1, steps, steps + 1, 5 * steps} {
		sample := make([]int64, n)
		for j := range sample {
			sample[j] = truth
		}
		addGaussian(sample, 4.2266*steps, seeded(byte(10+i)))
		negative, odd := 0.0, 0.0
		for _, x := range sample {
			if x < 0 {
				negative++
				odd += float64(x & 1)
			}
		}
		if math.Abs(odd-negative/2) > 2.5*math.Sqrt(negative) {
			t.Errorf("true value %d: %v of %v negative outputs are odd", truth, odd, negative)
		}
	}
	var odd [2]int
	granularity := math.Exp2(math.Ceil(math.Log2(2 * noise.SigmaForGaussian(1, 1, 1, 1e-6) / (1 << 57))))
	for truth := range odd {
		for range 5000 {
			y, err := noise.Gaussian().AddNoiseFloat64(float64(truth), 1, 1, 1, 1e-6)
			if err != nil {
				t.Fatal(err)
			}
			if k := y / granularity; y < 0 && k > -(1<<53) && math.Mod(k, 2) != 0 {
				odd[truth]++
			}
		}
	}
	if odd[0] < 100 || odd[1] > 0 { // expected 234 and 0; fewer than 100 with probability below 1e-15
		t.Errorf("the attack has no power: %v odd outputs of the library's float Gaussian", odd)
	}
}

func TestKey(t *testing.T) {
	k, err := NewKey(strings.NewReader(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(map[string]any{"key": k})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Repeat("[redacted]", 6)
	if shown := fmt.Sprintf("%v%+v%#v%x%d%s", k, k, k, k, k, k); shown != want {
		t.Errorf("shows itself: %s", shown)
	}
	if string(text) != `{"key":"[redacted]"}` {
		t.Errorf("encodes itself: %s", text)
	}
	if _, err := NewKey(bytes.NewReader(make([]byte, 31))); err == nil {
		t.Error("made a key of 31 bytes")
	}
	broken := errors.New("broken")
	if _, err := NewKey(failing{broken}); !errors.Is(err, broken) {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (r failing) Read([]byte) (int, error) { return 0, r.err }

func BenchmarkNoise(b *testing.B) {
	b.Run("ours", func(b *testing.B) {
		const dim = 1 << 16
		sum := make([]int64, dim)
		for b.Loop() {
			addGaussian(sum, steps, seeded(1))
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/dim, "ns/coordinate")
	})
	b.Run("library", func(b *testing.B) {
		for b.Loop() {
			if _, err := noise.Gaussian().AddNoiseInt64(0, 1, steps, 1, 1e-6); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N), "ns/coordinate")
	})
}
