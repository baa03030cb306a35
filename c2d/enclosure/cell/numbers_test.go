package cell

import (
	"runtime"
	"testing"
)

// TestAdvance: after it, the next process number is the right one, but for those that others take meanwhile.
func TestAdvance(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for _, fork := range []bool{false, true} {
		n, err := newNumbers(fork)
		if err != nil {
			t.Fatal(err)
		}
		hit := false
		for range 100 {
			n.advance()
			if pid := spend(oneThread); pid > 0 && n.right(int(pid)) {
				hit = true
				break
			}
		}
		if !hit {
			t.Errorf("%+v was never hit", n)
		}
		if n.budget() <= 0 || n.residue < 0 || n.residue >= n.stride {
			t.Errorf("%+v, budget %d", n, n.budget())
		}
	}
}

// BenchmarkAdvance is what a cell does between two runs so that process numbers say nothing.
func BenchmarkAdvance(b *testing.B) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	for name, n := range map[string]numbers{"threads": {strideThreads, 1}, "processes": {strideProcesses, 1}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				n.advance()
			}
		})
	}
}
