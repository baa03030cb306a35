package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/differential-privacy/go/v3/noise"
	"github.com/stintdao/stint/privacy"
)

// seeded is a key for tests. With fixed keys a test here gives the same result every time; the stated probabilities are those of
// failing with a key drawn at random.
func seeded(n byte) Key { return Key{[32]byte{n, 's', 't', 'i', 'n', 't'}} }

// samplers are the released paths: every test of noise goes through all of them, and through Release itself.
var samplers = map[string]Sampler{"rounded": RoundedGaussian, "discrete": DiscreteGaussian}

// noiseOf is what Release adds to n zeros, in units of a clip norm of 1, times steps: the integers.
func noiseOf(t testing.TB, n int, sigma privacy.Micros, key Key, options ...Option) []float64 {
	t.Helper()
	out, err := newVector(t, n, one, sigma).Release(key, options...)
	if err != nil {
		t.Fatal(err)
	}
	for i := range out {
		if out[i] *= steps; out[i] != math.Trunc(out[i]) {
			t.Fatalf("noise of %v is no integer", out[i])
		}
	}
	return out
}

// gaussianFault says how a sample differs from a Gaussian of standard deviation sigma and mean 0, or nothing. For a true one it
// finds fault with probability below 2e-6: mean and variance are allowed 5 standard errors (6e-7 each), and the
// Kolmogorov-Smirnov distance 3.2/√n (3e-9). The sample's integers must be fine against sigma. It sorts the sample.
func gaussianFault(sample []float64, sigma float64) string {
	n := float64(len(sample))
	sum, squares := 0.0, 0.0
	for _, x := range sample {
		z := x / sigma
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
		want := normalBelow(x / sigma)
		distance = max(distance, math.Abs(want-float64(i)/n), math.Abs(want-float64(i+1)/n))
	}
	if distance > 3.2/math.Sqrt(n) {
		return fmt.Sprintf("Kolmogorov-Smirnov distance %v", distance)
	}
	return ""
}

// normalBelow is Φ(x).
func normalBelow(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

func TestNoiseIsGaussian(t *testing.T) {
	for name, sampler := range samplers {
		for _, sigma := range []privacy.Micros{privacy.MaxSigma, 1000 * one, 3_700_000, one, 31_250, 10_000} {
			t.Run(fmt.Sprint(name, " σ of ", sigma), func(t *testing.T) {
				sample := noiseOf(t, 300_000, sigma, seeded(1), sampler)
				if fault := gaussianFault(sample, float64(sigma)/1e6*steps); fault != "" {
					t.Error(fault)
				}
			})
		}
	}
}

// TestShortfallOfNoiseIsFound: noise of the right σ gives no alarm with 20 keys, and 2 % less gives one with 5 of 5. It is 4 % of the
// variance, nine standard errors at this length: one key misses it with probability below 1e-4, and alarms falsely with 2e-6.
func TestShortfallOfNoiseIsFound(t *testing.T) {
	const n, sigma = 100_000, 3_700_000
	for name, sampler := range samplers {
		t.Run(name, func(t *testing.T) {
			for i := range byte(20) {
				if fault := gaussianFault(noiseOf(t, n, sigma, seeded(i), sampler), sigma/1e6*steps); fault != "" {
					t.Errorf("key %d: false alarm: %s", i, fault)
				}
			}
			for i := range byte(5) {
				if gaussianFault(noiseOf(t, n, sigma*98/100, seeded(i), sampler), sigma/1e6*steps) == "" {
					t.Errorf("key %d: 2 %% less noise than promised went unnoticed", i)
				}
			}
		})
	}
}

// correlated fails if a and b are: a product of independent normals has variance 1, and 5 standard errors are 6e-7.
func correlated(t *testing.T, a, b []float64, sigma float64, what string) {
	t.Helper()
	sum := 0.0
	for i := range a {
		sum += a[i] / sigma * b[i] / sigma
	}
	if c := sum / math.Sqrt(float64(len(a))); math.Abs(c) > 5 {
		t.Errorf("correlation of %v standard errors: %s", c, what)
	}
}

func TestNoiseIsIndependent(t *testing.T) {
	for name, sampler := range samplers {
		t.Run(name, func(t *testing.T) {
			sample := noiseOf(t, 4*chunk, one, seeded(3), sampler)
			for _, lag := range []int{1, 2, 3, block, 2 * block} {
				correlated(t, sample[lag:], sample[:len(sample)-lag], steps, fmt.Sprint("coordinates at distance ", lag))
			}
			for i := range 4 {
				for j := range i {
					correlated(t, sample[i*chunk:(i+1)*chunk], sample[j*chunk:(j+1)*chunk], steps, fmt.Sprintf("chunks %d and %d of one key", j, i))
				}
			}
			for bit := range 256 {
				if sampler == DiscreteGaussian && bit%32 != 7 { // the streams are the same
					continue
				}
				other := seeded(3)
				other.seed[bit/8] ^= 1 << (bit % 8)
				correlated(t, sample[:4096], noiseOf(t, 4096, one, other, sampler), steps, fmt.Sprintf("keys that differ in bit %d", bit))
			}
		})
	}
}

func TestNoiseIsTheKeys(t *testing.T) {
	for name, sampler := range samplers {
		t.Run(name, func(t *testing.T) {
			for _, n := range []int{1, 2, 3, 2*block - 1, 2*block + 1, chunk - 1, chunk, chunk + 1, 2*chunk + 7} {
				a, other := noiseOf(t, n, one, seeded(1), sampler), noiseOf(t, n, one, seeded(2), sampler)
				for _, workers := range []Workers{1, 2, 3, 8} {
					if !slices.Equal(a, noiseOf(t, n, one, seeded(1), sampler, workers)) {
						t.Errorf("%d draws: same key, different noise with %d workers", n, workers)
					}
				}
				for i := range a {
					if a[i] == other[i] { // at σ = 2^30 about 3e-10 each
						t.Errorf("%d draws: coordinate %d is the same under different keys", n, i)
					}
				}
			}
		})
	}
}

// exact has 160 bits: enough for reference values of what float64 computes.
func exact(x float64) *big.Float { return new(big.Float).SetPrec(160).SetFloat64(x) }

// negativeLog2 is −2·ln(m/2^64·2^−k) for m in [2^63, 2^64], by the series of artanh.
func negativeLog2(m *big.Float, k int) *big.Float {
	artanh := func(x *big.Float) *big.Float {
		sum, square := exact(0), exact(0).Mul(x, x)
		power := exact(0).Set(x)
		for i := 1; i < 90; i += 2 {
			sum.Add(sum, exact(0).Quo(power, exact(float64(i))))
			power.Mul(power, square)
		}
		return sum
	}
	m = exact(0).Quo(m, exact(0x1p64))
	log := artanh(exact(0).Quo(exact(0).Sub(m, exact(1)), exact(0).Add(m, exact(1)))) // half of ln m
	ln2 := artanh(exact(0).Quo(exact(1), exact(3)))                                   // half of ln 2
	log.Sub(log, exact(0).Mul(ln2, exact(float64(k))))
	return log.Mul(log, exact(-4))
}

// turned is the cosine and sine of angle/2^64 of a turn.
func turned(angle uint64) (cos, sin *big.Float) {
	pi, _ := exact(0).SetString("3.14159265358979323846264338327950288419716939937510582097494459")
	x := exact(0).SetUint64(angle)
	x.Quo(x.Mul(x, pi), exact(0x1p63))
	cos, sin = exact(0), exact(0)
	term := exact(1)
	for i := 1; i < 70; i += 2 {
		cos.Add(cos, term)
		term.Quo(term.Mul(term, x), exact(float64(i)))
		sin.Add(sin, term)
		term.Quo(term.Mul(term, x), exact(float64(-i-1)))
	}
	return cos, sin
}

// awkward yields uniform words and those next to where the code changes its mind.
func awkward(n int) []uint64 {
	r := rand.New(rand.NewPCG(1, 1))
	words := []uint64{1 << 53, 1<<53 + 1, 1<<63 - 1, 1 << 63, math.MaxUint64, math.MaxUint64 - 1}
	for len(words) < n {
		w := r.Uint64()
		near := w&^(1<<53-1) + uint64(r.IntN(5)) - 2 // halfway between two points of either table, or on one
		all := uint64(math.MaxUint64) << r.IntN(64)
		words = append(words, w, near, near>>r.IntN(10), ^(w >> r.IntN(64)), all|w>>12)
	}
	return slices.DeleteFunc(words, func(w uint64) bool { return w < 1<<53 })
}

// TestRoundedIsWithinItsError holds radii and turn against 160-bit arithmetic: errors within what their docstrings state, at 4000
// words and at every entry of the tables.
func TestRoundedIsWithinItsError(t *testing.T) {
	words := awkward(4000)
	for i := range uint64(512) {
		words = append(words, i<<55, i<<54|1<<63)
	}
	words = slices.DeleteFunc(words, func(w uint64) bool { return w < 1<<53 })
	worst, radius := 0.0, make([]float64, len(words))
	radii(radius, words, 1, nil)
	for i, u := range words {
		k := bits.LeadingZeros64(u)
		want := negativeLog2(exact(0).SetUint64(u<<k), k)
		want.Sqrt(want)
		short, _ := exact(0).Quo(exact(0).Sub(exact(radius[i]), want), want).Float64()
		worst = max(worst, math.Abs(short))
	}
	if worst > 0x1p-50-2*0x1p-53 { // sigma's two roundings come on top
		t.Errorf("radius wrong by a relative 2^%.2f", math.Log2(worst))
	}
	t.Logf("radius within a relative 2^%.2f", math.Log2(worst))
	const r = 0x1p60 // so that nothing is lost to rounding
	worst = 0
	for _, a := range words {
		sum := make([]int64, 2)
		turn(sum, []float64{r}, []uint64{a}, []uint64{0}, 0)
		cos, sin := turned(a)
		for i, want := range []*big.Float{cos, sin} {
			short, _ := exact(0).Sub(exact(0).SetInt64(sum[i]), exact(0).Mul(want, exact(r))).Float64()
			worst = max(worst, math.Abs(short)/r)
		}
	}
	if worst > 5*0x1p-53 { // 4, and the product's rounding
		t.Errorf("cosine or sine wrong by 2^%.2f", math.Log2(worst))
	}
	t.Logf("cosine and sine within 2^%.2f", math.Log2(worst))
}

func TestNoiseTail(t *testing.T) {
	stream := rand.NewChaCha8(seeded(1).seed)
	for zeros := range 64 {
		u := uint64(1) << 63 >> zeros
		m, k := tail(u, stream)
		if k != zeros || m < 1<<63 {
			t.Errorf("2^-%d became %x with %d zeros", zeros+1, m, k)
		}
		if more, _ := tail(u, stream); zeros > 10 && more == m {
			t.Errorf("2^-%d: nothing drawn below its 64 bits", zeros+1)
		}
	}
	radius, again := make([]float64, 64), make([]float64, 64)
	small := make([]uint64, 64)
	for i := range small {
		small[i] = 3 << 62 >> i
	}
	radii(radius, small, 1, stream)
	radii(again, small, 1, stream)
	for zeros := range small {
		if same := radius[zeros] == again[zeros]; same != (zeros <= 10) && (zeros <= 10 || zeros > 24) || zeros > 0 && radius[zeros] <= radius[zeros-1] {
			t.Errorf("%d leading zeros: radii %v and %v", zeros, radius[zeros], again[zeros])
		}
	}
	m, k := tail(0, stream)
	if m < 1<<63 || k < 64 || k > 127 {
		t.Errorf("0 became %x with %d zeros", m, k)
	}
	deepest, _ := negativeLog2(exact(1<<63), 127).Float64()
	if r := math.Sqrt(deepest); r < 13.3 {
		t.Errorf("noise ends at %v standard deviations", r)
	}
	radius = make([]float64, 2)
	radii(radius, []uint64{0, math.MaxUint64}, 1, stream)
	if radius[0] < 9.4 || radius[0] > 13.4 || radius[1] <= 0 || radius[1] > 0x1p-31 {
		t.Errorf("the ends of the uniforms have radii %v", radius)
	}
}

// TestLastBitsAreUniform: whatever is added up, the last 16 bits of what is released are uniform. 4096 bins for the lowest 12 and
// the highest 12 of them; a fault is found falsely with probability 6e-7 each.
func TestLastBitsAreUniform(t *testing.T) {
	v := newVector(t, 1<<20, one, one)
	for i := range v.sum {
		v.sum[i] = 12345 // an input with no entropy
	}
	out, err := v.Release(seeded(9))
	if err != nil {
		t.Fatal(err)
	}
	for shift, name := range map[uint]string{0: "lowest", 4: "highest"} {
		got, want := make([]float64, 4096), make([]float64, 4096)
		for _, x := range out {
			got[uint64(int64(x*steps))>>shift&4095]++
		}
		for i := range want {
			want[i] = float64(len(out)) / 4096
		}
		if z := chiSquare(got, want); z > 5 {
			t.Errorf("%s of the last 16 bits: %v standard errors from uniform", name, z)
		}
	}
}

// TestDither: what is added to the rounded Gaussian is a difference of uniforms of the right width. Every value of it has its
// frequency, in each of a pair, and the two do not go together: 6e-7 each.
func TestDither(t *testing.T) {
	for sigma, want := range map[float64]uint64{1: 0, 1023: 0, 1024: 1, 1 << 24: 1<<15 - 1, 1<<25 - 1: 1<<15 - 1, 1 << 25: 1<<16 - 1, 1 << 50: 1<<16 - 1} {
		if got := ditherMask(sigma); got != want {
			t.Errorf("mask for a deviation of %v: got %x, want %x", sigma, got, want)
		}
	}
	const n, width = 200_000, 16
	stream := seeded(40).stream(0)
	sum, angle, words := make([]int64, 2*n), make([]uint64, n), make([]uint64, n)
	for i := range words {
		words[i] = stream.Uint64()
	}
	turn(sum, make([]float64, n), angle, words, width-1)
	got, want := [2][]float64{make([]float64, 2*width-1), make([]float64, 2*width-1)}, make([]float64, 2*width-1)
	product := 0.0
	for i := 0; i < 2*n; i += 2 {
		got[0][sum[i]+width-1]++
		got[1][sum[i+1]+width-1]++
		product += float64(sum[i] * sum[i+1])
	}
	for j := range want {
		want[j] = n * (width - math.Abs(float64(j-width+1))) / (width * width)
	}
	for i := range got {
		if z := chiSquare(got[i], want); z > 5 {
			t.Errorf("number %d of a pair: %v standard errors from the difference of two uniforms", i, z)
		}
	}
	if variance := (width*width - 1) / 6.; math.Abs(product) > 5*variance*math.Sqrt(n) {
		t.Errorf("the two of a pair go together: %v standard errors", product/variance/math.Sqrt(n))
	}
}

// chiSquare is Pearson's statistic of counts that were expected to be want, as a standard normal (Wilson and Hilferty 1931).
func chiSquare(got, want []float64) float64 {
	x := 0.0
	for i := range got {
		x += (got[i] - want[i]) * (got[i] - want[i]) / want[i]
	}
	k := float64(len(got) - 1)
	return (math.Cbrt(x/k) - (1 - 2/(9*k))) / math.Sqrt(2/(9*k))
}

// precisionFault looks at the low bits of outputs in units of their granularity (Haney et al. 2207.13793): whatever the true value,
// each of the last 8 bits must be set as often as not, among negative and among positive outputs of up to 53 bits. 32 comparisons
// with 5.5 standard errors each: a sound sampler, fine against its σ, fails with probability 2e-6.
func precisionFault(outputs []float64) string {
	for _, sign := range []float64{-1, 1} {
		n, set := 0.0, [8]float64{}
		for _, x := range outputs {
			if x *= sign; x <= 0 || x >= 1<<53 {
				continue
			}
			n++
			for b := range set {
				set[b] += float64(uint64(x) >> b & 1)
			}
		}
		for b, s := range set {
			if math.Abs(s-n/2) > 5.5*math.Sqrt(n)/2 {
				return fmt.Sprintf("bit %d is set in %v of %v outputs of sign %v", b, s, n, sign)
			}
		}
	}
	return ""
}

// TestPrecisionAttack: what is released says nothing through its low bits, for any path and any true value. The same detector finds the
// library's float Gaussian out.
func TestPrecisionAttack(t *testing.T) {
	const n = 100_000
	for name, sampler := range samplers {
		for i, truth := range []int64{0, 1, 2, steps, steps + 1, 5 * steps} {
			v := newVector(t, n, one, 4_226_600)
			for j := range v.sum {
				v.sum[j] = truth
			}
			out, err := v.Release(seeded(byte(10+i)), sampler)
			if err != nil {
				t.Fatal(err)
			}
			for j := range out {
				out[j] *= steps
			}
			if fault := precisionFault(out); fault != "" {
				t.Errorf("%s, true value %d: %s", name, truth, fault)
			}
		}
	}
	granularity := math.Exp2(math.Ceil(math.Log2(2 * noise.SigmaForGaussian(1, 1, 1, 1e-6) / (1 << 57))))
	outputs := make([]float64, 5000)
	for i := range outputs {
		y, err := noise.Gaussian().AddNoiseFloat64(1, 1, 1, 1, 1e-6)
		if err != nil {
			t.Fatal(err)
		}
		outputs[i] = y / granularity
	}
	if precisionFault(outputs) == "" { // no output in (−1, 0) is odd; some 470 are there, and fewer than 100 with probability below 1e-90
		t.Error("the attack has no power: it does not find the library's float Gaussian")
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
