package release

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stintdao/stint/privacy"
)

const one = privacy.One

func floats(x ...float32) []byte {
	var b []byte
	for _, v := range x {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

func newVector(t testing.TB, dim int, clip, sigma privacy.Micros) *Vector {
	t.Helper()
	v, err := NewVector(dim, clip, sigma)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// released adds the updates and releases with noise of a millionth of the clip norm, so that the sum shows.
func released(t testing.TB, dim int, clip privacy.Micros, updates ...[]byte) []float64 {
	t.Helper()
	v := newVector(t, dim, clip, 1)
	for _, u := range updates {
		if err := v.Add(u); err != nil {
			t.Fatal(err)
		}
	}
	out, err := v.Release(seeded(1))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestVectorSumsClippedUpdates(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	tests := map[string]struct {
		updates [][]byte
		want    []float64
	}{
		"nothing":        {nil, []float64{0, 0}},
		"short":          {[][]byte{floats(0.3, -0.4)}, []float64{0.3, -0.4}},
		"exactly long":   {[][]byte{floats(2, 0)}, []float64{2, 0}},
		"too long":       {[][]byte{floats(30, -40)}, []float64{1.2, -1.6}},
		"huge":           {[][]byte{floats(math.MaxFloat32, math.MaxFloat32)}, []float64{math.Sqrt2, math.Sqrt2}},
		"tiny":           {[][]byte{floats(math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32)}, []float64{0, 0}},
		"sum":            {[][]byte{floats(1, 0), floats(1, 1), floats(0, 100)}, []float64{2, 3}},
		"nan is zero":    {[][]byte{floats(1, nan), floats(0, 1)}, []float64{0, 1}},
		"inf is zero":    {[][]byte{floats(1, inf), floats(-inf, 1), floats(0, 1)}, []float64{0, 1}},
		"nil is zero":    {[][]byte{nil, {}, floats(0, 1)}, []float64{0, 1}},
		"length is zero": {[][]byte{floats(1), floats(1, 1, 1), floats(1, 1)[:7], floats(0, 1)}, []float64{0, 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got := released(t, 2, 2*one, tt.updates...)
			for i := range got {
				if math.Abs(got[i]-tt.want[i]) > 5e-5 { // 25 standard deviations
					t.Errorf("got %v, want %v", got, tt.want)
				}
			}
		})
	}
}

// checkClipped fails unless quantise keeps its promise: a norm of at most steps, no coordinate longer than the clipped update's,
// and nothing lost but by truncation.
func checkClipped(t *testing.T, update []byte, clip float64) {
	t.Helper()
	dst := make([]int32, len(update)/4)
	if !quantise(dst, update, clip) {
		for i := range dst {
			if x := coordinate(update, i); math.IsNaN(x) || math.IsInf(x, 0) {
				return
			}
		}
		if len(update)%4 == 0 {
			t.Fatalf("finite update refused: %x", update)
		}
		return
	}
	norm, squares := new(big.Int), 0.0
	for i, q := range dst {
		norm.Add(norm, new(big.Int).Mul(big.NewInt(int64(q)), big.NewInt(int64(q))))
		squares += coordinate(update, i) * coordinate(update, i)
	}
	if limit := new(big.Int).Lsh(big.NewInt(1), 60); norm.Cmp(limit) > 0 {
		t.Fatalf("integer norm² %v exceeds %v", norm, limit)
	}
	scale := steps / max(clip, math.Sqrt(squares))
	for i, q := range dst {
		x := coordinate(update, i) * scale
		if math.Abs(float64(q)) > math.Abs(x)*(1+1e-12) || math.Abs(x-float64(q)) > 1+math.Abs(x)*0x1p-19 {
			t.Fatalf("coordinate %d: %v became %d", i, x, q)
		}
	}
}

func TestClipNeverExceedsNorm(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 3000 {
		dim, size := 1+r.IntN(200), math.Exp2(float64(r.IntN(250)-149))
		x := make([]float32, dim)
		for i := range x {
			x[i] = float32(r.NormFloat64() * size)
		}
		if r.IntN(3) == 0 { // all equal: rounding errors of the norm do not cancel
			for i := range x {
				x[i] = float32(size)
			}
		}
		checkClipped(t, floats(x...), math.Exp2(float64(r.IntN(40)-20)))
	}
}

func FuzzVectorAdd(f *testing.F) {
	nan, inf := float32(math.NaN()), float32(math.Inf(-1))
	for _, seed := range [][]byte{
		nil, {1}, floats(0), floats(1), floats(3, 4), floats(nan, 1), floats(inf, 1), floats(math.MaxFloat32, 1e-45),
		floats(1, 1, 1, 1, 1, 1, 1), floats(0.99999994, 1e-20), floats(float32(math.Copysign(0, -1)), math.SmallestNonzeroFloat32),
	} {
		f.Add(seed, int64(one))
		f.Add(seed, int64(1))
		f.Add(seed, int64(1)<<62)
	}
	f.Fuzz(func(t *testing.T, update []byte, clip int64) {
		if clip < 1 || len(update) > 1<<16 {
			return
		}
		checkClipped(t, update, float64(clip)/1e6)
		dim := max(len(update)/4, 1)
		v := newVector(t, dim, privacy.Micros(clip), 1)
		if err := v.Add(update); err != nil {
			t.Fatal(err)
		}
		norm := new(big.Int)
		for _, s := range v.sum {
			norm.Add(norm, new(big.Int).Mul(big.NewInt(s), big.NewInt(s)))
		}
		if norm.Cmp(new(big.Int).Lsh(big.NewInt(1), 60)) > 0 {
			t.Fatalf("one update moved the sum by more than the clip norm: %v", norm)
		}
	})
}

func TestVectorReleasesOnce(t *testing.T) {
	v := newVector(t, 3, one, one)
	if err := v.Add(floats(1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	if shown := fmt.Sprintf("%v%+v%#v%d", v, *v, v, v); shown != "[vector][vector][vector][vector]" {
		t.Errorf("shows the sum without noise: %s", shown)
	}
	if _, err := v.Release(seeded(1)); err != nil {
		t.Fatal(err)
	}
	if out, err := v.Release(seeded(2)); !errors.Is(err, ErrUsed) || out != nil {
		t.Errorf("second release: %v, %v", out, err)
	}
	if err := v.Add(floats(1, 0, 0)); !errors.Is(err, ErrUsed) {
		t.Errorf("add after release: %v", err)
	}
}

func TestVectorIsFullBeforeItOverflows(t *testing.T) {
	v := newVector(t, 1, one, privacy.MaxSigma)
	v.updates = MaxUpdates - 1
	v.sum[0] = (MaxUpdates - 1) * steps // what so many hostile updates make
	if err := v.Add(floats(9)); err != nil {
		t.Fatal(err)
	}
	if err := v.Add(floats(9)); !errors.Is(err, ErrFull) {
		t.Errorf("got %v", err)
	}
	if out, err := v.Release(seeded(1)); err != nil || out[0] < 0 {
		t.Errorf("overflowed: %v, %v", out, err)
	}
}

func TestNewVectorRefuses(t *testing.T) {
	for name, tt := range map[string]struct {
		dim         int
		clip, sigma privacy.Micros
	}{
		"no length":      {0, one, one},
		"negative":       {-1, one, one},
		"too long":       {MaxDim + 1, one, one},
		"no clip":        {1, 0, one},
		"negative clip":  {1, -1, one},
		"no noise":       {1, one, 0},
		"negative noise": {1, one, -1},
		"absurd noise":   {1, one, privacy.MaxSigma + 1},
	} {
		if _, err := NewVector(tt.dim, tt.clip, tt.sigma); err == nil {
			t.Errorf("%s: got a vector", name)
		}
	}
}

// TestHostileUpdateMovesReleaseByTheClipNorm is the strongest distinguisher there is: a program that answers with C·e1 when it sees
// one contributor and with zeros otherwise. What separates the two outputs, in standard deviations, is the μ of Gaussian
// differential privacy (Dong, Roth, Su 1905.02383), 1/σ; the estimate must be at most that and, so that the test has power, not
// far below. With half the noise it must be twice that. Bounds of 5 standard errors: 1e-6.
func TestHostileUpdateMovesReleaseByTheClipNorm(t *testing.T) {
	const n = 20_000
	const sigma = 2 * one
	mu := func(used privacy.Micros) float64 {
		var with, without, squares float64
		for i := range n {
			for _, seen := range []bool{true, false} {
				v := newVector(t, 2, 3*one, used)
				update := floats(0, 0)
				if seen {
					update = floats(math.MaxFloat32, 0)
				}
				if err := v.Add(update); err != nil {
					t.Fatal(err)
				}
				var key Key
				binary.LittleEndian.PutUint64(key.seed[:], uint64(i))
				copy(key.seed[8:], fmt.Sprint(seen, used))
				out, err := v.Release(key)
				if err != nil {
					t.Fatal(err)
				}
				if seen {
					with += out[0]
					continue
				}
				without += out[0]
				squares += out[0] * out[0]
			}
		}
		return (with - without) / n / math.Sqrt(squares/n)
	}
	const exact, doubt = 0.5, 5 * 0.0102 // √(2/n) for the means, 0.5/√(2n) for the deviation
	if got := mu(sigma); got > exact+doubt || got < 0.9*exact-doubt {
		t.Errorf("μ of %v, want %v", got, exact)
	}
	if got := mu(sigma / 2); got <= exact+doubt {
		t.Errorf("half the noise went unnoticed: μ of %v", got)
	}
}

func BenchmarkVectorAdd(b *testing.B) {
	const dim = 1 << 16
	r := rand.New(rand.NewPCG(1, 1))
	x := make([]float32, dim)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	update := floats(x...)
	v := newVector(b, dim, one, one)
	for b.Loop() {
		if err := v.Add(update); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/dim, "ns/coordinate")
}
