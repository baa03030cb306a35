package chain

import "math/big"

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
