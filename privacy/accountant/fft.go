package accountant

import (
	"math"
	"math/bits"
	"math/cmplx"
)

// unit is the relative error of one float64 operation.
const unit = 1.0 / (1 << 53)

// fourier transforms n real numbers, n a power of two and at least 8, as n/2 complex ones.
//
// Frequencies come out, and go in, in bit-reversed order: slot p has frequency φ(p)·n/2, where φ(p) is p's binary digits mirrored at the binary point (van
// der Corput). Then all butterflies of a block share their root, the roots of a short transform are a prefix of those of a long one, and nothing is ever
// permuted. Slot 0 has the two real coefficients, of frequencies 0 and n/2, as real and imaginary part; the rest of the spectrum is its mirror image.
type fourier struct {
	n     int
	roots []complex128 // exp(-iπφ(p)) of p = 0, 2, 4, …
}

func newFourier(n int) fourier {
	f := fourier{n, make([]complex128, max(1, n/4))}
	for p := range f.roots {
		sin, cos := math.Sincos(-math.Pi / 2 * math.Ldexp(float64(bits.Reverse64(uint64(p))>>11), -53))
		f.roots[p] = complex(cos, sin)
	}
	return f
}

// root is exp(-iπφ(p)).
func (f fourier) root(p int) complex128 {
	w := f.roots[p>>1]
	if p&1 == 1 {
		return complex(imag(w), -real(w)) // -i·w
	}
	return w
}

// allOff bounds the relative error of a transform in the Euclidean norm. It is 6.7 units a level by Higham, "Accuracy and Stability of Numerical
// Algorithms", 2nd ed., Theorem 24.2, when roots are off by a unit. Here they are off by at most 3 units, and a product of two by 8.3, on every other level.
func (f fourier) allOff() float64 { return 8 * unit * math.Log2(float64(f.n)) }

// eachOff bounds the error of any coefficient, over Σ|x|: each is a sum of all x times products of as many rounded factors as there are levels, which the
// last level, for real numbers, adds up twice.
func (f fourier) eachOff() float64 { return 2 * f.allOff() }

// forward transforms x into half as many complex numbers.
func (f fourier) forward(x []float64) []complex128 {
	z := make([]complex128, f.n/2)
	for i := range z {
		z[i] = complex(x[2*i], x[2*i+1])
	}
	size := len(z)
	if bits.TrailingZeros(uint(size))%2 == 1 {
		size /= 2
		low, high := z[:size], z[size:]
		for j, a := range low {
			b := high[j]
			low[j], high[j] = a+b, a-b
		}
	}
	for ; size > 1; size /= 4 { // two levels at a time
		q := size / 4
		for b := 0; b*size < len(z); b++ {
			w1, w2 := f.root(b), f.root(2*b)
			w3 := w1 * w2
			z0, z1, z2, z3 := quarters(z[b*size:], q)
			for j, a := range z0 {
				x2, y1, y3 := z2[j]*w1, z1[j]*w2, z3[j]*w3
				p, m, s, d := a+x2, a-x2, y1+y3, y1-y3
				d = complex(imag(d), -real(d))
				z0[j], z1[j], z2[j], z3[j] = p+s, p-s, m+d, m-d
			}
		}
	}
	// z is the spectrum of even items plus i times that of odd ones; each is the conjugate of itself at the opposite frequency, which is in the mirrored
	// slot of the same power of two.
	z[0] = complex(real(z[0])+imag(z[0]), real(z[0])-imag(z[0]))
	z[1] = cmplx.Conj(z[1])
	for block := 2; block < len(z); block *= 2 {
		for p := block; p < 2*block; p += 2 {
			o := 3*block - 1 - p
			a, b := z[p], cmplx.Conj(z[o])
			even, odd := half(a+b), half(a-b)
			odd = f.roots[p/2] * complex(imag(odd), -real(odd))
			z[p], z[o] = even+odd, cmplx.Conj(even-odd)
		}
	}
	return z
}

// inverse undoes forward, and destroys z.
func (f fourier) inverse(z []complex128) []float64 {
	z[0] = complex((real(z[0])+imag(z[0]))/2, (real(z[0])-imag(z[0]))/2)
	z[1] = cmplx.Conj(z[1])
	for block := 2; block < len(z); block *= 2 {
		for p := block; p < 2*block; p += 2 {
			o := 3*block - 1 - p
			a, b := z[p], cmplx.Conj(z[o])
			even, odd := half(a+b), cmplx.Conj(f.roots[p/2])*half(a-b)
			odd = complex(-imag(odd), real(odd))
			z[p], z[o] = even+odd, cmplx.Conj(even-odd)
		}
	}
	size := 4
	for ; size <= len(z); size *= 4 {
		q := size / 4
		for b := 0; b*size < len(z); b++ {
			w1, w2 := cmplx.Conj(f.root(b)), cmplx.Conj(f.root(2*b))
			w3 := w1 * w2
			z0, z1, z2, z3 := quarters(z[b*size:], q)
			for j, c0 := range z0 {
				c1, c2, c3 := z1[j], z2[j], z3[j]
				p, s, m, d := c0+c1, c0-c1, c2+c3, c2-c3
				d = complex(-imag(d), real(d))
				z0[j], z1[j], z2[j], z3[j] = p+m, (s+d)*w2, (p-m)*w1, (s-d)*w3
			}
		}
	}
	if size == 2*len(z) {
		low, high := z[:len(z)/2], z[len(z)/2:]
		for j, a := range low {
			b := high[j]
			low[j], high[j] = a+b, a-b
		}
	}
	x := make([]float64, f.n)
	scale := 1 / float64(len(z))
	for i, c := range z {
		x[2*i], x[2*i+1] = real(c)*scale, imag(c)*scale
	}
	return x
}

func half(z complex128) complex128 { return complex(real(z)/2, imag(z)/2) }

func quarters(z []complex128, q int) (z0, z1, z2, z3 []complex128) {
	return z[:q:q], z[q : 2*q : 2*q], z[2*q : 3*q : 3*q], z[3*q : 4*q : 4*q]
}

// spectrum is that of a convolution of distributions on a circle, with a bound on how far rounding has taken it.
type spectrum struct {
	fourier
	product []complex128
	// Of each coefficient, that of frequency n/2 in the last place: an upper bound on the ln of its modulus, and on its error relative to that.
	modulus, rounding []float64
}

// negligible is the ln of coefficients that are taken to be 0; that is their error.
const negligible = -50

func newSpectrum(n int) spectrum {
	s := spectrum{newFourier(n), make([]complex128, n/2), make([]float64, n/2+1), make([]float64, n/2+1)}
	for p := range s.product {
		s.product[p] = 1
	}
	s.product[0] = complex(1, 1)
	return s
}

// multiply convolves with count times x, which sums to 1 and is off by a part of at most off.
func (s spectrum) multiply(x []float64, count int64, off float64) {
	n := float64(count)
	off += s.eachOff()
	tiny := math.Exp(negligible/n) - off
	raise := func(z complex128, modulus, rounding *float64) complex128 {
		r := math.Sqrt(real(z)*real(z) + imag(z)*imag(z))
		if r <= tiny || *modulus <= negligible {
			*modulus = negligible // no exact factor is above 1
			return 0
		}
		*modulus += n * math.Log(r+off)
		*rounding += n * (off/r + 3*unit)
		return power(z, count)
	}
	last := len(s.product)
	for p, z := range s.forward(x) {
		if p == 0 {
			a, b := raise(complex(real(z), 0), &s.modulus[0], &s.rounding[0]), raise(complex(imag(z), 0), &s.modulus[last], &s.rounding[last])
			s.product[0] = complex(real(s.product[0])*real(a), imag(s.product[0])*real(b))
			continue
		}
		s.product[p] *= raise(z, &s.modulus[p], &s.rounding[p])
	}
}

// inverse is the convolution and how far it is off, in the Euclidean norm. s is of no use afterwards.
func (s spectrum) inverse() (x []float64, off float64) {
	errors, all := 0.0, 0.0 // squares, over all n frequencies
	for p, z := range s.product {
		e, twice := s.error(p), 2.0
		if p == 0 {
			e, twice = math.Hypot(e, s.error(len(s.product))), 1
		}
		errors += twice * e * e
		all += twice * (real(z)*real(z) + imag(z)*imag(z))
	}
	return s.fourier.inverse(s.product), 1.01 * (math.Sqrt(errors) + s.allOff()*math.Sqrt(all)) / math.Sqrt(float64(s.n))
}

// error is (r+off)^count - r^count for moduli r that were computed.
func (s spectrum) error(p int) float64 {
	if s.modulus[p] <= negligible {
		return 2e-22
	}
	return -math.Exp(s.modulus[p]) * math.Expm1(-s.rounding[p])
}

// power is z^n for n of 1 or more, by squaring: off by at most 2.3n units (√5 a product: Brent, Percival, Zimmermann, "Error bounds on complex
// floating-point multiplication", 2007).
func power(z complex128, n int64) complex128 {
	for ; n&1 == 0; n >>= 1 {
		z *= z
	}
	y := z
	for n >>= 1; n > 0; n >>= 1 {
		z *= z
		if n&1 == 1 {
			y *= z
		}
	}
	return y
}
