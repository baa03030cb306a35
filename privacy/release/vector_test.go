package release

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
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

// at is coordinate i of an update.
func at(update []byte, i int) float64 { return coordinate(update[4*i:]) }

// checkClipped fails unless Add keeps its promise: a sum moved by at most steps in L2 norm, no coordinate longer than the clipped
// update's, and nothing lost but by truncation.
func checkClipped(t *testing.T, update []byte, clip privacy.Micros) {
	t.Helper()
	v := newVector(t, max(len(update)/4, 1), clip, 1)
	before := make([]int64, len(v.sum))
	for i := range before {
		before[i] = int64(i%7-3) << (40 + i%20)
	}
	copy(v.sum, before)
	if err := v.Add(update); err != nil {
		t.Fatal(err)
	}
	norm, squares, finite := new(big.Int), 0.0, len(update) == 4*len(v.sum)
	for i := range v.sum {
		v.sum[i] -= before[i]
		norm.Add(norm, new(big.Int).Mul(big.NewInt(v.sum[i]), big.NewInt(v.sum[i])))
		if finite {
			squares += at(update, i) * at(update, i)
		}
	}
	if limit := new(big.Int).Lsh(big.NewInt(1), 60); norm.Cmp(limit) > 0 {
		t.Fatalf("integer norm² %v exceeds %v", norm, limit)
	}
	if !finite || math.IsNaN(squares) || math.IsInf(squares, 0) {
		if norm.Sign() != 0 {
			t.Fatalf("garbage moved the sum by a norm² of %v: %x", norm, update)
		}
		return
	}
	scale := steps / max(float64(clip)/1e6, math.Sqrt(squares))
	for i, q := range v.sum {
		x := at(update, i) * scale
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
		checkClipped(t, floats(x...), privacy.Micros(1)<<r.IntN(63))
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
		checkClipped(t, update, privacy.Micros(clip))
	})
}

// TestAccumulateTakesBack: what is too long is found, in 128 bits, and taken back to the last bit.
func TestAccumulateTakesBack(t *testing.T) {
	long := make([]float32, 1<<12)
	for i := range long {
		long[i] = 1 - 2*float32(i%2)
	}
	for name, tt := range map[string]struct {
		update []byte
		scale  float64
		fits   bool
	}{
		"just fits":           {floats(1), steps, true},
		"a unit too long":     {floats(1), steps + 1, false},
		"too long together":   {floats(0.7072, 0.7072), steps, false},
		"fits together":       {floats(0.7071, 0.7071), steps, true},
		"wraps 64 bits":       {floats(long[:16]...), steps, false}, // 16·2^60 = 2^64
		"wraps and then fits": {floats(long[:17]...), steps, false},
		"wraps many times":    {floats(long...), steps, false},
		"toward zero":         {floats(0.3, -0.3, 1.1, -1.1), 10, true},
	} {
		t.Run(name, func(t *testing.T) {
			sum := make([]int64, len(tt.update)/4)
			for i := range sum {
				sum[i] = int64(i) - 5<<40
			}
			before := slices.Clone(sum)
			if fits := accumulate(sum, tt.update, tt.scale); fits != tt.fits {
				t.Errorf("got %v", fits)
			}
			for i := range sum {
				if want := before[i] + int64(at(tt.update, i)*tt.scale); sum[i] != want {
					t.Errorf("coordinate %d: got %d, want %d", i, sum[i], want)
				}
			}
			accumulate(sum, tt.update, -tt.scale)
			if !slices.Equal(sum, before) {
				t.Error("not taken back")
			}
		})
	}
}

func TestNothingTooLongIsAdded(t *testing.T) {
	less := 1 - 0x1p-20
	for name, tt := range map[string]struct {
		scale float64
		want  int64
	}{
		"fits":                {steps, steps},
		"a little too long":   {steps * (1 + 0x1p-24), int64(math.Trunc(steps * (1 + 0x1p-24) * less))},
		"too long both times": {steps * (1 + 0x1p-19), 0},
		"far too long":        {2 * steps, 0},
	} {
		sum := []int64{-7}
		if accumulateWithin(sum, floats(1), tt.scale); sum[0] != tt.want-7 {
			t.Errorf("%s: added %d, want %d", name, sum[0]+7, tt.want)
		}
	}
}

// TestSumIsFreeOfOrder: integers add up to the same in any order, and the release is the same to the bit.
func TestSumIsFreeOfOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	var updates [][]byte
	for range 50 {
		x := make([]float32, 33)
		for i := range x {
			x[i] = float32(r.NormFloat64() * math.Exp2(float64(r.IntN(60)-30)))
		}
		updates = append(updates, floats(x...))
	}
	want := released(t, 33, one, updates...)
	for range 5 {
		r.Shuffle(len(updates), func(i, j int) { updates[i], updates[j] = updates[j], updates[i] })
		if got := released(t, 33, one, updates...); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	}
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

func TestReleaseRefuses(t *testing.T) {
	v := newVector(t, 3, one, one)
	for name, option := range map[string]Option{"no workers": Workers(0), "negative workers": Workers(-1), "unknown sampler": Sampler(2)} {
		if out, err := v.Release(seeded(1), option); err == nil || out != nil {
			t.Errorf("%s: released %v", name, out)
		}
	}
	if _, err := v.Release(seeded(1), DiscreteGaussian, Workers(3)); err != nil { // what was refused did not use it up
		t.Error(err)
	}
}

// TestReleaseAllocates counts allocations: those of the output, of the chunks' streams and of the goroutines, none per coordinate.
func TestReleaseAllocates(t *testing.T) {
	update := make([]byte, 4*4*chunk)
	for name, sampler := range samplers {
		v := newVector(t, 4*chunk, one, one)
		if n := testing.AllocsPerRun(5, func() { v.Add(update) }); n != 0 {
			t.Errorf("Add makes %v allocations", n)
		}
		sum := v.sum
		n := testing.AllocsPerRun(2, func() {
			v.used, v.sum = false, sum
			if _, err := v.Release(seeded(1), sampler, Workers(2)); err != nil {
				t.Fatal(err)
			}
		})
		if n > 40 {
			t.Errorf("%s: Release makes %v allocations for 4 chunks", name, n)
		}
	}
}
