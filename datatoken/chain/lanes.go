package chain

import (
	"math"
	"math/big"
)

// Lanes is a privacy loss, or a cap, as the ledger keeps it: 16 numbers, one for each of its orders, in its units.
type Lanes = [16]uint32

// pack puts lane i at bits 32·(i mod 8) of word i/8, as the PrivacyLedger does.
func pack(l Lanes) (w0, w1 *big.Int) {
	word := func(l []uint32) *big.Int {
		w := new(big.Int)
		for i := len(l) - 1; i >= 0; i-- {
			w.Lsh(w, 32).Or(w, new(big.Int).SetUint64(uint64(l[i])))
		}
		return w
	}
	return word(l[:8]), word(l[8:])
}

// unpack is the inverse of pack.
func unpack(w0, w1 *big.Int) (l Lanes) {
	for i := range l {
		w := w0
		if i >= 8 {
			w = w1
		}
		l[i] = uint32(new(big.Int).Rsh(w, uint(32*(i%8))).Uint64())
	}
	return l
}

// bias is what the ledger adds to what is left of a cap, so that less than nothing is a number too; a lane at zero has run out of numbers.
const bias = 1 << 31

// held is what is taken of caps of which that much is left, as the ledger keeps it.
func held(caps, free Lanes) (h Lanes) {
	for i, f := range free {
		if h[i] = caps[i] + bias - f; f == 0 {
			h[i] = math.MaxUint32
		}
	}
	return h
}

// add adds b to a; a lane that runs out of numbers stays at the largest.
func add(a *Lanes, b Lanes) {
	for i := range a {
		if a[i] += b[i]; a[i] < b[i] {
			a[i] = math.MaxUint32
		}
	}
}

// within reports whether no lane of a is above that of b.
func within(a, b Lanes) bool {
	for i := range a {
		if a[i] > b[i] {
			return false
		}
	}
	return true
}
