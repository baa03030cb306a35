package release

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/google/differential-privacy/go/v3/noise"
)

const million = 1_000_000

// perCoordinate reports what one pass over dim coordinates takes.
func perCoordinate(b *testing.B, dim int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(dim), "ns/coordinate")
}

// BenchmarkNoise draws the noise of a vector of ten million coordinates in place (one million, if discrete), and, in the same run, measures what the library takes for
// one coordinate.
func BenchmarkNoise(b *testing.B) {
	workers := []int{1}
	if n := runtime.GOMAXPROCS(0); n > 1 {
		workers = append(workers, n)
	}
	for _, tt := range []struct {
		name    string
		sampler Sampler
		dim     int
	}{{"rounded", RoundedGaussian, 10 * million}, {"discrete", DiscreteGaussian, million}} {
		for _, w := range workers {
			b.Run(fmt.Sprintf("%s/%d workers", tt.name, w), func(b *testing.B) {
				how, sum := draw{tt.sampler, w}, make([]int64, tt.dim)
				for b.Loop() {
					inChunks(tt.dim, w, func(number, from, to int) { how.add(sum[from:to], one, seeded(1).stream(number)) })
				}
				perCoordinate(b, tt.dim)
			})
		}
	}
	b.Run("library/AddNoiseInt64", func(b *testing.B) {
		for b.Loop() {
			if _, err := noise.Gaussian().AddNoiseInt64(0, 1, steps, 1, 1e-6); err != nil {
				b.Fatal(err)
			}
		}
		perCoordinate(b, 1)
	})
	b.Run("library/AddNoiseFloat64", func(b *testing.B) {
		for b.Loop() {
			if _, err := noise.Gaussian().AddNoiseFloat64(0, 1, 1, 1, 1e-6); err != nil {
				b.Fatal(err)
			}
		}
		perCoordinate(b, 1)
	})
	b.Run("stream alone", func(b *testing.B) { // three words make two coordinates of rounded noise
		stream := seeded(1).stream(0)
		for b.Loop() {
			for range 3 * block {
				stream.Uint64()
			}
		}
		perCoordinate(b, 2*block)
	})
}

// BenchmarkRelease is all of it: noise, and the conversion to float64, on all cores.
func BenchmarkRelease(b *testing.B) {
	const dim = 10 * million
	v := newVector(b, dim, one, one)
	sum := v.sum
	b.ReportAllocs()
	for b.Loop() {
		v.used, v.sum = false, sum
		if _, err := v.Release(seeded(1)); err != nil {
			b.Fatal(err)
		}
	}
	perCoordinate(b, dim)
}

// BenchmarkVectorAdd clips, quantises and adds one update, on one core.
func BenchmarkVectorAdd(b *testing.B) {
	for _, dim := range []int{1 << 16, 10 * million} {
		b.Run(fmt.Sprint(dim), func(b *testing.B) {
			r := rand.New(rand.NewPCG(1, 1))
			x := make([]float32, dim)
			for i := range x {
				x[i] = float32(r.NormFloat64())
			}
			update := floats(x...)
			v := newVector(b, dim, one, one)
			b.ReportAllocs()
			for b.Loop() {
				if err := v.Add(update); err != nil {
					b.Fatal(err)
				}
			}
			perCoordinate(b, dim)
		})
	}
}
