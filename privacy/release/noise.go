package release

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/bits"
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// Key seeds the noise of one release. Who knows it can subtract the noise: draw it with NewKey, use it for one release, never
// store it. It prints as "[redacted]".
type Key struct{ seed [32]byte }

// NewKey draws a key from random, which must be the operating system's generator (crypto/rand.Reader) in anything but a test.
func NewKey(random io.Reader) (Key, error) {
	var k Key
	if _, err := io.ReadFull(random, k.seed[:]); err != nil {
		return Key{}, fmt.Errorf("draw noise key: %w", err)
	}
	return k, nil
}

// Format hides the key from every verb of fmt.
func (Key) Format(s fmt.State, _ rune) { io.WriteString(s, "[redacted]") }

// MarshalText hides the key from encoders and loggers.
func (Key) MarshalText() ([]byte, error) { return []byte("[redacted]"), nil }

// chunk is how many coordinates share a stream: the last of a vector may have fewer.
const chunk = 1 << 15

// stream is the ChaCha8 stream of one chunk, keyed with SHA-256(key || number of the chunk). What a key gives depends on the key
// alone and not on how many cores draw it.
func (k Key) stream(number int) *rand.ChaCha8 {
	return rand.NewChaCha8(sha256.Sum256(binary.BigEndian.AppendUint64(k.seed[:], uint64(number))))
}

// inChunks calls do for every chunk of n coordinates, on up to workers cores at a time.
func inChunks(n, workers int, do func(number, from, to int)) {
	var next atomic.Int64
	work := func() {
		for {
			number := int(next.Add(1)) - 1
			from := number * chunk
			if from >= n {
				return
			}
			do(number, from, min(from+chunk, n))
		}
	}
	var others sync.WaitGroup
	for range min(workers, (n+chunk-1)/chunk) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
}

const (
	block  = 128 // pairs of normals made at a time
	dither = 16  // bits of the uniforms that hide a float's error
)

// addRounded adds to each of sum round(y) + a − b: y is an independent Gaussian of standard deviation sigma, and a and b are
// independent uniform integers of w bits, where w is 16, or less for a sigma below 2^25: log2(sigma) − 9 rounded down, at least 0.
//
// It is the Gaussian mechanism, in any dimension: for an integer x, x + round(y) = round(x + y), and rounding and adding a − b
// are post-processing. a − b adds less than 2^-18 of sigma² to the variance and makes the last w bits of every output uniform,
// whatever the input. It is there because y is computed in float64: from exact uniforms, by pairs (Box and Muller 1958), with
// an error of at most 2^-49 of the pair's radius r (docstrings of radii and turn).
//
// What the error costs. Let F be the distribution function of round(y), F' that of what is computed, φ the density of y, and
// t = y/sigma. They differ at most by the chance that y is within the error of a step: |F' − F| ≤ 2·2^-49·(|t|+1)·sigma·φ, which
// is below 2^-44·sigma·φ up to the end of the tail. The probability of an output n is Σ_k (F(k) − F(k−1))·T(n−k), for T that of
// a − b, whose steps |T(j) − T(j−1)| are 2^-2w for 2·2^w values of j and else 0. Summed by parts, the probabilities of n differ
// by at most 2·2^w · 2^-2w · 2^-44·sigma·φ = 2^(-43-w)·sigma·φ, that is by a relative 2^-59·sigma, and without a − b it would
// be 2^-43·sigma. For sigma = 2^30·σ, the noise of a Vector with noise multiplier σ:
//
//   - every probability is that of the exact mechanism to a relative 2^-29·max(σ, 2^-4),
//   - so the Rényi divergence of order α between the two is at most α·d·σ²·2^-59 for d coordinates (σ ≥ 2^-4, and as long as α
//     times the relative error is small): 2^-33·α for ten million coordinates at σ = 2,
//   - the tail ends beyond 13.3 standard deviations; the exact one is longer with probability 2^-128 for a pair.
//
// That holds if ChaCha8's output cannot be told from random. Machines that fuse multiplication and addition may round otherwise.
func addRounded(sum []int64, sigma float64, stream *rand.ChaCha8) {
	mask := ditherMask(sigma)
	var draws [3 * block]uint64
	var radius [block]float64
	for len(sum) > 0 {
		part := sum[:min(2*block, len(sum))]
		sum = sum[len(part):]
		pairs := (len(part) + 1) / 2
		uniform := draws[:3*pairs]
		for i := range uniform {
			uniform[i] = stream.Uint64()
		}
		radii(radius[:pairs], uniform, sigma, stream)
		turn(part, radius[:pairs], uniform[pairs:], uniform[2*pairs:], mask)
	}
}

// ditherMask is 2^w − 1.
func ditherMask(sigma float64) uint64 {
	_, exponent := math.Frexp(sigma) // log2 rounded down, and 1
	return 1<<min(max(exponent-10, 0), dither) - 1
}

type reciprocal struct{ inverse, log float64 }

// logs has for i = 512..1024, at i − 512: 2^-54/i and −2·ln(i/1024).
var logs = func() (t [513]reciprocal) {
	for i := 512.0; i <= 1024; i++ {
		t[int(i)-512] = reciprocal{0x1p-54 / i, -2 * math.Log(i/1024)}
	}
	return t
}()

// radii makes radius sigma·√(−2·ln u) of each uniform, u being uniform on (0, 1), with a relative error of at most 2^-50: eight
// roundings, once u is what its 64 bits say. That is a grid, finer than 2^-53 of u; next to 1, where the grid is 2^-64, it moves a
// radius by 2^-64/r at most.
//
// The logarithm: u = m·2^(-64-k) with m in [2^63, 2^64), c·2^54 the nearest of 513 points to m, x = m/(c·2^54) − 1, exact but
// for two roundings and |x| ≤ 2^-10, and −2·ln u = 2k·ln 2 − 2·ln(c/1024) − 2·ln(1+x), the last by its Taylor series
// to x^5, which is short of less than 2^-52 of itself. Next to u = 1 the other terms are 0, so that the sum is as exact as they are.
func radii(radius []float64, uniform []uint64, sigma float64, stream *rand.ChaCha8) {
	for i := range radius {
		u := uniform[i]
		k := bits.LeadingZeros64(u)
		m := u << (k & 63)
		if k > 10 {
			m, k = tail(u, stream)
		}
		c := (m>>53 + 1) >> 1
		e := &logs[c-512]
		x := float64(int64(m-c<<54)) * e.inverse // |m − c·2^54| ≤ 2^53; for c = 1024 the difference is negative and wraps to it
		q := x * x
		log1p := q*((1-2./3*x)+q*(1./2-2./5*x)) - 2*x
		radius[i] = sigma * math.Sqrt(float64(k)*(2*math.Ln2)+e.log+log1p)
	}
}

// tail gives a small u, with k leading zeros, 64 bits after them: with 64 in all, the normals would end at 9.4 standard
// deviations, and on the way there come from a coarse grid. Beyond 127 leading zeros there are none.
func tail(u uint64, stream *rand.ChaCha8) (m uint64, k int) {
	if u == 0 {
		u, k = max(stream.Uint64(), 1), 64
	}
	zeros := bits.LeadingZeros64(u)
	return u<<zeros | stream.Uint64()>>(64-zeros), k + zeros
}

type direction struct{ cos, sin float64 }

// circle has the cosine and sine of i/512 of a turn, each within 2^-53. The angle's own rounding error is put right to first order.
var circle = func() (t [512]direction) {
	const rest = 2.4492935982947064e-16 // 2π less its float64
	for i := range t {
		part := float64(i) / 512
		angle := 2 * math.Pi * part
		short := math.FMA(2*math.Pi, part, -angle) + rest*part
		sin, cos := math.Sincos(angle)
		t[i] = direction{cos - short*sin, sin + short*cos}
	}
	return t
}()

// turn adds to each pair of sum its radius times cosine and sine of a uniform angle, rounded, and the differences of two uniforms
// each that mask leaves of the 64 bits of dither. A cosine is within 4·2^-53 of the exact one: the nearest of 512 directions,
// turned by d, |d| ≤ π/512, with the Taylor series of sin d − d and cos d − 1 to d^5 and d^4, short of less than 2^-53.
func turn(sum []int64, radius []float64, angle, dither []uint64, mask uint64) {
	angle, dither = angle[:len(radius)], dither[:len(radius)]
	for i, r := range radius {
		a, s := angle[i], dither[i]
		c := (a + 1<<54) >> 55
		e := &circle[c&511]
		d := float64(int64(a-c<<55)) * (2 * math.Pi / (1 << 64)) // in [-2^54, 2^54), wrapping
		q := d * d
		sin := d + d*q*(q*(1./120)-1./6)
		cos := q * (q*(1./24) - 1./2) // less 1
		x := int64(math.RoundToEven(r*(e.cos+(e.cos*cos-e.sin*sin)))) + int64(s&mask) - int64(s>>16&mask)
		y := int64(math.RoundToEven(r*(e.sin+(e.sin*cos+e.cos*sin)))) + int64(s>>32&mask) - int64(s>>48&mask)
		if len(sum) < 2 {
			sum[0] += x
			return
		}
		sum[0] += x
		sum[1] += y
		sum = sum[2:]
	}
}
