package release

import (
	"fmt"
	"io"
	"math"
	"math/rand/v2"
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

// addGaussian adds to each of sum an independent Gaussian of standard deviation sigma, rounded to an integer. For an integer x,
// x + round(y) = round(x + y): rounding is post-processing of the continuous Gaussian mechanism, whose theorems therefore hold.
// Normals are made in pairs (Box and Muller 1958) and reach 12.8 standard deviations.
func addGaussian(sum []int64, sigma float64, key Key) {
	stream := rand.NewChaCha8(key.seed)
	for i := 0; i < len(sum); i += 2 {
		radius := sigma * math.Sqrt(-2*math.Log(uniform(stream)))
		sin, cos := math.Sincos(float64(stream.Uint64()>>11) * (2 * math.Pi / (1 << 53)))
		sum[i] += int64(math.Round(radius * cos))
		if i+1 < len(sum) {
			sum[i+1] += int64(math.Round(radius * sin))
		}
	}
}

// uniform draws from (0, 1].
func uniform(stream *rand.ChaCha8) float64 {
	r := stream.Uint64()
	if r >= 1<<53 {
		return (float64(r>>11) + 0.5) / (1 << 53)
	}
	return small(r, stream.Uint64())
}

// small is uniform for a draw r below 2^-11, with 53 of 64 bits more: with 53 bits in all, the normals would end at 8.57 standard
// deviations, and an output beyond that tells datasets apart.
func small(r, more uint64) float64 {
	return (float64(r) + (float64(more>>11)+0.5)/(1<<53)) / (1 << 64)
}
