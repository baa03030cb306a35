package accountant

import (
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"testing"
)

// slowly is the transform by its definition, with roots from exact angles and a sum of doubled precision.
func slowly(x []float64, k int) complex128 {
	re, im := new(big.Float).SetPrec(120), new(big.Float).SetPrec(120)
	for j, v := range x {
		sin, cos := math.Sincos(-2 * math.Pi * float64(j*k%len(x)) / float64(len(x)))
		re.Add(re, new(big.Float).Mul(big.NewFloat(v), big.NewFloat(cos)))
		im.Add(im, new(big.Float).Mul(big.NewFloat(v), big.NewFloat(sin)))
	}
	a, _ := re.Float64()
	b, _ := im.Float64()
	return complex(a, b)
}

func square(z complex128) float64 { return real(z)*real(z) + imag(z)*imag(z) }

func TestForwardIsTheFourierTransform(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := 8; n <= 1024; n *= 2 {
		x := make([]float64, n)
		for i := range x {
			x[i] = r.NormFloat64()
		}
		f := newFourier(n)
		off, all := 0.0, 0.0
		for p, got := range f.forward(x) {
			if p == 0 {
				a, b := slowly(x, 0), slowly(x, n/2)
				off += (real(got)-real(a))*(real(got)-real(a)) + (imag(got)-real(b))*(imag(got)-real(b))
				all += real(a)*real(a) + real(b)*real(b)
				continue
			}
			want := slowly(x, int(bits.Reverse64(uint64(p))>>(64-bits.Len(uint(n/2))+1)))
			off += 2 * square(got-want)
			all += 2 * square(want)
		}
		if got := math.Sqrt(off / all); got > f.allOff()/4 { // what is compared with has errors of its own
			t.Errorf("%d numbers: off by %g, bound %g", n, got, f.allOff())
		}
	}
}

func TestInverseUndoesForward(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for n := 8; n <= 1<<17; n *= 2 {
		x := make([]float64, n)
		off, all := 0.0, 0.0
		for i := range x {
			x[i] = r.Float64()
		}
		f := newFourier(n)
		for i, y := range f.inverse(f.forward(x)) {
			off += (y - x[i]) * (y - x[i])
			all += x[i] * x[i]
		}
		if got := math.Sqrt(off / all); got > 2*f.allOff() {
			t.Errorf("%d numbers: off by %g, bound %g", n, got, 2*f.allOff())
		}
	}
}

func TestProductOfSpectraIsCircularConvolution(t *testing.T) {
	const n = 64
	f := newFourier(n)
	x, y, want := make([]float64, n), make([]float64, n), make([]float64, n)
	r := rand.New(rand.NewPCG(5, 6))
	for i := range x {
		x[i], y[i] = r.Float64(), r.Float64()
	}
	for i := range x {
		for j := range y {
			want[(i+j)%n] += x[i] * y[j]
		}
	}
	a, b := f.forward(x), f.forward(y)
	a[0] = complex(real(a[0])*real(b[0]), imag(a[0])*imag(b[0]))
	for p := 1; p < len(a); p++ {
		a[p] *= b[p]
	}
	for i, got := range f.inverse(a) {
		if math.Abs(got-want[i]) > 1e-12 {
			t.Fatalf("item %d is %v, want %v", i, got, want[i])
		}
	}
}

func TestPower(t *testing.T) {
	for _, n := range []int64{1, 2, 3, 10, 1023, 1024, 1e6} {
		angle := 1e-3
		z := complex(math.Cos(angle), math.Sin(angle))
		want := complex(math.Cos(angle*float64(n)), math.Sin(angle*float64(n)))
		if got := power(z, n); math.Sqrt(square(got-want)) > 4*unit*float64(n) {
			t.Errorf("%v^%d is %v, want %v", z, n, got, want)
		}
	}
}

// TestSpectrumKnowsItsError convolves slowly, with 200 bits, and looks whether what is off stays within the bound, and that is worth something.
func TestSpectrumKnowsItsError(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, count := range []int64{1, 2, 5, 40, 333} {
		const n = 64
		x, y := make([]float64, n), make([]float64, n)
		fill := func(x []float64) { // with 1/2^20ths that sum to 1, so that nothing was rounded before
			for range 1 << 20 {
				x[min(r.IntN(9), r.IntN(9))] += 1.0 / (1 << 20)
			}
		}
		fill(x)
		fill(y)
		big200 := func(v float64) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(v) }
		exact := make([]*big.Float, n)
		for i := range exact {
			exact[i] = big200(y[i])
		}
		for range count {
			next := make([]*big.Float, n)
			for i := range next {
				next[i] = big200(0)
				for j := range 9 {
					next[i].Add(next[i], new(big.Float).Mul(exact[(i-j+n)%n], big200(x[j])))
				}
			}
			exact = next
		}
		s := newSpectrum(n)
		s.multiply(x, count, 0)
		s.multiply(y, 1, 0)
		got, bound := s.inverse()
		off := 0.0
		for i := range got {
			d, _ := new(big.Float).Sub(big200(got[i]), exact[i]).Float64()
			off += d * d
		}
		if off = math.Sqrt(off); off > bound || bound > 1e-13*float64(count+5) {
			t.Errorf("%d times: off by %g, bound %g", count, off, bound)
		}
		t.Logf("%d times: off by %g, bound %g", count, off, bound)
	}
}
