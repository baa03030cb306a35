package release

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"math/rand/v2"
	"runtime"

	"github.com/stintdao/stint/privacy"
)

const (
	// steps is how many integer units the clip norm has: the resolution of a Vector.
	steps = 1 << 30
	// MaxDim bounds the length of a Vector.
	MaxDim = 1 << 26
	// MaxUpdates bounds the updates of one Vector: 2^31 updates of 2^30 units and the noise (at most 2^20·2^30 units times 14)
	// stay below 2^62.
	MaxUpdates = 1 << 31
)

// Errors of a Vector. They say something of the caller, never of an update.
var (
	ErrUsed = errors.New("vector was already released")
	ErrFull = errors.New("vector holds as many updates as it can")
)

// Vector sums contributors' updates and releases the noisy sum, once. It is the Gaussian mechanism: one round of privacy.Gaussian
// with noise multiplier sigma, per contributor, provided that each contributor is added at most once. The sum without noise
// cannot be had from it. It takes 8 bytes per coordinate, and as many for what Release returns. It is not safe for concurrent use.
type Vector struct {
	sum     []int64
	clip    float64        // C
	sigma   privacy.Micros // σ
	updates int
	used    bool
}

// NewVector returns an empty sum of vectors of dim float32 coordinates, each clipped to the L2 norm clip, to be released with
// Gaussian noise of standard deviation sigma·clip on every coordinate.
func NewVector(dim int, clip, sigma privacy.Micros) (*Vector, error) {
	if dim < 1 || dim > MaxDim {
		return nil, fmt.Errorf("new vector: length %d is outside 1..%d", dim, MaxDim)
	}
	if clip < 1 {
		return nil, fmt.Errorf("new vector: clip norm of %d millionths is not positive", clip)
	}
	if sigma < 1 || sigma > privacy.MaxSigma {
		return nil, fmt.Errorf("new vector: noise multiplier of %d millionths is outside 1..%d", sigma, privacy.MaxSigma)
	}
	return &Vector{sum: make([]int64, dim), clip: float64(clip) / 1e6, sigma: sigma}, nil
}

// Format hides the sum without noise from every verb of fmt.
func (Vector) Format(s fmt.State, _ rune) { io.WriteString(s, "[vector]") }

// Add clips one contributor's update and adds it. An update is 4·dim bytes, little-endian float32; anything else, or a NaN or an
// infinity in it, counts as zeros and nobody can tell. An error is about the caller: ErrUsed after Release, or ErrFull.
//
// Clipping is exact: the update is scaled to the norm clip in float64, brought to 2^-30 of it by truncation toward zero, and its
// integer norm is checked, so that one contributor moves the sum by at most clip in L2 norm, without a float's doubt.
func (v *Vector) Add(update []byte) error {
	if v.used {
		return fmt.Errorf("add update: %w", ErrUsed)
	}
	if v.updates == MaxUpdates {
		return fmt.Errorf("add update: %w", ErrFull)
	}
	v.updates++
	if len(update) != 4*len(v.sum) {
		return nil
	}
	squares := squares(update)
	if math.IsNaN(squares) || math.IsInf(squares, 0) {
		return nil
	}
	accumulateWithin(v.sum, update, steps/max(v.clip, math.Sqrt(squares)))
	return nil
}

// accumulateWithin adds the update times scale, truncated toward zero, and no more than steps in L2 norm. The float norm behind scale
// may be wrong by a relative 2^-27 for the longest of vectors. Should the integers come out too long, they are taken back,
// exactly, and a scale smaller by 2^-20 makes up for it; if it did not, nothing would be added.
func accumulateWithin(sum []int64, update []byte, scale float64) {
	for _, scale := range [...]float64{scale, scale * (1 - 0x1p-20)} {
		if accumulate(sum, update, scale) {
			return
		}
		accumulate(sum, update, -scale)
	}
}

// squares is the sum of the squares of an update's coordinates. Of finite float32s it cannot overflow, and it is at least each of
// them, rounded: in float64 too, adding what is not negative never makes less.
func squares(update []byte) float64 {
	var a, b, c, d float64
	for ; len(update) >= 16; update = update[16:] {
		w, x, y, z := coordinate(update), coordinate(update[4:]), coordinate(update[8:]), coordinate(update[12:])
		a += w * w
		b += x * x
		c += y * y
		d += z * z
	}
	for ; len(update) >= 4; update = update[4:] {
		x := coordinate(update)
		a += x * x
	}
	return a + b + (c + d)
}

// accumulate adds the update times scale, truncated toward zero, and reports whether the L2 norm of what it added is at most steps.
// No coordinate is longer than steps: scale is at most steps divided by the root of squares, which is at least each coordinate, and
// what five roundings may add to 2^30 is less than 1. With −scale it subtracts what it added with scale.
func accumulate(sum []int64, update []byte, scale float64) bool {
	var high, low, carry uint64 // of the squared norm
	for i := range sum {
		if len(update) < 4 {
			break
		}
		q := int64(coordinate(update) * scale)
		low, carry = bits.Add64(low, uint64(q*q), 0)
		high += carry
		sum[i] += q
		update = update[4:]
	}
	return high == 0 && low <= steps*steps
}

func coordinate(update []byte) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(update)))
}

// Option says how Release draws its noise: a Sampler or a number of Workers.
type Option interface{ apply(*draw) }

// Sampler is a way to draw integer noise. Its zero value is RoundedGaussian.
type Sampler uint8

const (
	// RoundedGaussian is the Gaussian, rounded: post-processing of the continuous mechanism, so that all that is known of it
	// holds, RDP, Gaussian differential privacy and privacy loss distributions. Its distribution is computed, to a relative error
	// that addRounded states, and its time hardly depends on what is drawn.
	RoundedGaussian Sampler = iota
	// DiscreteGaussian is the discrete Gaussian (Canonne, Kamath, Steinke 2004.00010), sampled exactly, in integers. Its zCDP, and
	// so its RDP, is that of the Gaussian of the same sigma (Theorem 14); a multi-dimensional privacy loss distribution or trade-off
	// curve is not known to be. It takes some ten times as long, and HOW long depends on the noise drawn, which who can time it may
	// subtract in part (Jin et al. 2112.05307): release at times that do not depend on it.
	DiscreteGaussian
)

// Workers is how many cores draw the noise, at least 1. Without it, it is all that the Go scheduler uses. The noise of a key is the
// same for any number.
type Workers int

type draw struct {
	sampler Sampler
	workers int
}

func (s Sampler) apply(d *draw) { d.sampler = s }
func (w Workers) apply(d *draw) { d.workers = int(w) }

// Release adds the noise and returns the noisy sum in the units of the updates. It can be called once: after it, the vector is
// empty and every method returns ErrUsed. The noise is a function of key: store what Release returned, and never release the
// same updates again with another key, or with the same key and another Sampler.
func (v *Vector) Release(key Key, options ...Option) ([]float64, error) {
	if v.used {
		return nil, fmt.Errorf("release vector: %w", ErrUsed)
	}
	how := draw{RoundedGaussian, runtime.GOMAXPROCS(0)}
	for _, o := range options {
		o.apply(&how)
	}
	if how.sampler > DiscreteGaussian {
		return nil, fmt.Errorf("release vector: there is no sampler %d", how.sampler)
	}
	if how.workers < 1 {
		return nil, fmt.Errorf("release vector: %d workers, want at least 1", how.workers)
	}
	v.used = true
	out := make([]float64, len(v.sum))
	inChunks(len(out), how.workers, func(number, from, to int) {
		sum := v.sum[from:to]
		how.add(sum, v.sigma, key.stream(number))
		for i, s := range sum {
			out[from+i] = float64(s) * (v.clip / steps)
		}
	})
	v.sum = nil
	return out, nil
}

// add adds noise of standard deviation sigma·steps to the sum.
func (d draw) add(sum []int64, sigma privacy.Micros, stream *rand.ChaCha8) {
	if d.sampler == DiscreteGaussian {
		newDiscrete(sigma).add(sum, stream)
		return
	}
	addRounded(sum, float64(sigma)/1e6*steps, stream)
}
