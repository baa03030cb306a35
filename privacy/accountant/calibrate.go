package accountant

import (
	"errors"
	"fmt"
	"math"
)

// Of the search for a noise multiplier: its range, and how near to the smallest one it ends.
const (
	minSigma  = 1.0 / (1 << 30)
	maxSigma  = 1 << 40
	precision = 1e-6
)

// Sigma is the smallest noise multiplier (or scale) of which epsilon does not exceed target, to 1e-6 relative, rounded up: epsilon was asked about what
// is returned. epsilon must not rise with sigma; where it reports ErrDomain it counts as above the target. It is ErrDomain when no multiplier up to 2^40
// is enough, and at least 2^-30.
func Sigma(target float64, epsilon func(sigma float64) (float64, error)) (float64, error) {
	if err := want(target > 0, "target ε", "is %v, want above 0", target); err != nil {
		return 0, err
	}
	last := error(nil)
	ask := func(sigma float64) (float64, error) {
		e, err := epsilon(sigma)
		if errors.Is(err, ErrDomain) {
			last = err
			return math.Inf(1), nil
		}
		if err == nil && !(e >= 0) {
			err = fmt.Errorf("calibrate: ε of noise multiplier %v is %v: %w", sigma, e, ErrDomain)
		}
		return e, err
	}
	low, high := 1.0, 1.0
	atHigh, err := ask(1)
	if err != nil {
		return 0, err
	}
	atLow := atHigh
	for atHigh > target {
		if low, atLow, high = high, atHigh, high*2; high > maxSigma {
			return 0, errors.Join(fmt.Errorf("calibrate: no noise multiplier gives ε %v: %w", target, ErrDomain), last)
		}
		if atHigh, err = ask(high); err != nil {
			return 0, err
		}
	}
	for atLow <= target {
		if high, atHigh, low = low, atLow, low/2; low < minSigma {
			return high, nil
		}
		if atLow, err = ask(low); err != nil {
			return 0, err
		}
	}
	// ε is near to a power of σ, so two steps of three aim where the line through the ends meets the target on logarithmic scales, and a little beyond it
	// on the side that did not move last; the third halves the interval.
	moved := 0
	for i := 0; high/low-1 > precision; i++ {
		mid := math.Sqrt(low * high)
		if i%3 < 2 && atHigh > 0 && !math.IsInf(atLow, 1) {
			aim := low * math.Pow(high/low, math.Log(atLow/target)/math.Log(atLow/atHigh)) * (1 + float64(moved)*precision/3)
			if aim > low && aim < high {
				mid = aim
			}
		}
		e, err := ask(mid)
		if err != nil {
			return 0, err
		}
		if e > target {
			low, atLow, moved = mid, e, 1
		} else {
			high, atHigh, moved = mid, e, -1
		}
	}
	return high, nil
}

// Rounds is the largest count of which epsilon does not exceed target; 0 when already one does. epsilon must not fall with the count; where it reports
// ErrDomain it counts as above the target.
func Rounds(target float64, epsilon func(count int64) (float64, error)) (int64, error) {
	if err := want(target >= 0, "target ε", "is %v, want 0 or more", target); err != nil {
		return 0, err
	}
	fits := func(count int64) (bool, error) {
		e, err := epsilon(count)
		if errors.Is(err, ErrDomain) {
			return false, nil
		}
		return e <= target, err
	}
	low, high := int64(0), int64(1)
	for {
		ok, err := fits(high)
		if err != nil {
			return 0, err
		}
		if !ok {
			break
		}
		if low = high; low == MaxCount {
			return low, nil
		}
		high *= 2
	}
	for high-low > 1 {
		mid := low + (high-low)/2
		ok, err := fits(mid)
		if err != nil {
			return 0, err
		}
		if ok {
			low = mid
		} else {
			high = mid
		}
	}
	return low, nil
}
