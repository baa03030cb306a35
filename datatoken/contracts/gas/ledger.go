package main

import (
	"fmt"
	"math/big"
)

// budget measures a job's two words to the ledger, both in one block.
func (w *world) budget() {
	for b := uint32(2); b <= 4; b++ {
		c0, c1 := curve(3_000_000)
		w.do(w.curator, w.ledger, "open", w.dataset.addr, b, c0, c1)
	}
	job := 1000
	measure := func(label string, blocks []uint32, part int64) {
		job++
		v0, v1 := curve(70_001)
		c0, c1 := curve(70_001 * part / 100)
		var reserve, commit uint64
		w.oneBlock(func() {
			reserve = w.do(w.provider, w.ledger, "reserve", w.dataset.addr, blocks, word("job", job), v0, v1).GasUsed
			if part == 100 {
				commit = w.do(w.provider, w.ledger, "commitAll", w.dataset.addr, word("job", job), blocks, v0, v1).GasUsed
			} else {
				commit = w.do(w.provider, w.ledger, "commit", w.dataset.addr, word("job", job), blocks, v0, v1, c0, c1).GasUsed
			}
		})
		w.note(budgeting, label+": reserve", reserve)
		w.note(budgeting, label+": commit", commit)
		w.note(budgeting, label+": both, in one block", reserve+commit)
	}
	measure("one privacy block, all of it spent", []uint32{1}, 100)
	measure("one privacy block, a part spent", []uint32{1}, 60)
	measure("four privacy blocks, all of it spent", []uint32{1, 2, 3, 4}, 100)
	measure("four privacy blocks, a part spent", []uint32{1, 2, 3, 4}, 60)
	c0, c1 := curve(2_900_000)
	w.note(budgeting, "lower the caps of a privacy block", w.do(w.curator, w.ledger, "lower", w.dataset.addr, uint32(4), c0, c1).GasUsed)
	c0, c1 = curve(3_100_000)
	w.note(budgeting, "raise the caps of a privacy block", w.do(w.boss, w.ledger, "raise", w.dataset.addr, uint32(4), c0, c1).GasUsed)
}

// charge puts the loss of a job on the ledger.
func (w *world) charge(job [32]byte) {
	v0, v1 := curve(1_001)
	w.do(w.provider, w.ledger, "reserve", w.dataset.addr, []uint32{1}, job, v0, v1)
	w.do(w.provider, w.ledger, "commitAll", w.dataset.addr, job, []uint32{1}, v0, v1)
}

func thousands(v int) string {
	s := fmt.Sprint(v)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func ratio(a, b uint64) string {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b)).FloatString(2)
}
