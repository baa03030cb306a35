package release

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

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
// cannot be had from it. It is not safe for concurrent use.
type Vector struct {
	sum     []int64
	scratch []int32
	clip    float64 // C
	sigma   float64 // σ
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
	return &Vector{
		sum:     make([]int64, dim),
		scratch: make([]int32, dim),
		clip:    float64(clip) / 1e6,
		sigma:   float64(sigma) / 1e6,
	}, nil
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
	if !quantise(v.scratch, update, v.clip) {
		return nil
	}
	for i, q := range v.scratch {
		v.sum[i] += int64(q)
	}
	return nil
}

// Release adds the noise and returns the noisy sum in the units of the updates. It can be called once: after it, the vector is
// empty and every method returns ErrUsed. The noise is a function of key: store what Release returned, and never release the
// same updates again with another key.
func (v *Vector) Release(key Key) ([]float64, error) {
	if v.used {
		return nil, fmt.Errorf("release vector: %w", ErrUsed)
	}
	v.used = true
	addGaussian(v.sum, v.sigma*steps, key)
	out := make([]float64, len(v.sum))
	for i, s := range v.sum {
		out[i] = float64(s) * (v.clip / steps)
	}
	clear(v.scratch)
	v.sum, v.scratch = nil, nil
	return out, nil
}

// quantise writes the clipped update to dst in units of clip/steps, and reports whether it is one. When it returns true, the L2
// norm of dst is at most steps.
func quantise(dst []int32, update []byte, clip float64) bool {
	if len(update) != 4*len(dst) {
		return false
	}
	squares := 0.0 // of finite float32s they cannot overflow
	for i := range dst {
		x := coordinate(update, i)
		squares += x * x
	}
	if math.IsNaN(squares) || math.IsInf(squares, 0) {
		return false
	}
	scale := steps / max(clip, math.Sqrt(squares))
	// The float norm may be wrong by a relative 2^-27 for the longest of vectors. Should the integers come out too long, a
	// scale smaller by 2^-20 makes up for it.
	return fill(dst, update, scale) || fill(dst, update, scale*(1-0x1p-20))
}

// fill writes the update times scale to dst, truncated toward zero, and reports whether its L2 norm is at most steps.
func fill(dst []int32, update []byte, scale float64) bool {
	const limit = uint64(steps) * steps
	squares := uint64(0)
	for i := range dst {
		x := coordinate(update, i) * scale
		if !(math.Abs(x) <= steps) {
			return false
		}
		q := int64(x)
		squares += uint64(q * q) // at most 2^60 on top of at most 2^60
		if squares > limit {
			return false
		}
		dst[i] = int32(q)
	}
	return true
}

func coordinate(update []byte, i int) float64 {
	return float64(math.Float32frombits(binary.LittleEndian.Uint32(update[4*i:])))
}
