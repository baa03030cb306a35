package cell

import (
	"encoding/binary"
	"fmt"

	"golang.org/x/sys/unix"
)

// numbers keeps process numbers from carrying anything from one run to the next where there is no PID namespace: numbers are one
// counter, which a program moves by making threads and reads by asking for its own. Every run starts at the same residue modulo
// stride, drawn when the cell starts, and no run may take more numbers than fit between two of those.
type numbers struct{ stride, residue int }

// Strides: of programs that can make threads only, and of those that can make processes.
const (
	strideThreads   = 128
	strideProcesses = 512
	// numbersInside is how many of them the cell's own second life may take before it is the program.
	numbersInside = 32
)

func stride(fork bool) int {
	if fork {
		return strideProcesses
	}
	return strideThreads
}

func newNumbers(fork bool) (numbers, error) {
	n := numbers{stride: stride(fork)}
	var b [8]byte
	if _, err := unix.Getrandom(b[:], 0); err != nil {
		return numbers{}, fmt.Errorf("draw a number: %w", err)
	}
	n.residue = int(binary.LittleEndian.Uint64(b[:]) % uint64(n.stride))
	return n, nil
}

// budget is how many threads and processes one run may make, in all.
func (n numbers) budget() int { return n.stride - numbersInside }

func (n numbers) right(pid int) bool { return pid%n.stride == n.residue }

// advance takes numbers until the next one is right, by threads that end at once. It gives up after a few rounds: where others
// take numbers too, they are what a program would see.
func (n numbers) advance() {
	var all, was unix.Sigset_t
	for i := range all.Val {
		all.Val[i] = ^all.Val[i]
	}
	// A signal must not find a thread that the Go runtime does not know.
	if unix.PthreadSigmask(unix.SIG_SETMASK, &all, &was) != nil {
		return
	}
	defer unix.PthreadSigmask(unix.SIG_SETMASK, &was, nil)
	for range 4 * n.stride {
		if pid := spend(oneThread); pid > 0 && n.right(int(pid)+1) {
			return
		}
	}
}

// oneThread is a thread like any other, but that its maker waits until it has ended, so that they do not pile up.
const oneThread = unix.CLONE_VM | unix.CLONE_FS | unix.CLONE_FILES | unix.CLONE_SIGHAND | unix.CLONE_THREAD | unix.CLONE_SYSVSEM | unix.CLONE_VFORK

// spend makes a thread that ends at once, without touching memory, and returns its number, or a negative errno.
func spend(flags uintptr) int64
