package cell

import (
	"errors"
	"fmt"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Overhead is how much memory, in MiB, a program may map beyond its task's limit: language runtimes map tables they hardly touch.
const Overhead = 64

// addressSpace is how much a program may reserve beyond its memory.
const addressSpace = 16 << 30

// limits sets the resource limits of the program. Memory is limited as RLIMIT_DATA, which counts what is writable and private;
// the filter refuses the ways around it (shared anonymous memory, memory that grows, huge pages, more processes). RLIMIT_AS is
// far above it, because runtimes reserve address space they never use; it bounds the page tables that a program can make the
// kernel hold by reading where nothing is, to a 512th of it.
func (s setup) limits() error {
	type limit struct {
		what  int
		value uint64
	}
	list := []limit{
		{unix.RLIMIT_DATA, uint64(s.Memory+Overhead) << 20},
		{unix.RLIMIT_AS, uint64(s.Memory)<<20 + addressSpace},
		{unix.RLIMIT_STACK, 8 << 20},
		{unix.RLIMIT_NOFILE, 64},
		{unix.RLIMIT_CORE, 1}, // no core file, and, unlike 0, none for the host's core handler either: see core(5)
		{unix.RLIMIT_MEMLOCK, 0},
		{unix.RLIMIT_MSGQUEUE, 0},
		{unix.RLIMIT_NICE, 0},
		{unix.RLIMIT_RTPRIO, 0},
	}
	if s.Wall == Namespaces {
		list = append(list, limit{unix.RLIMIT_NPROC, 64}, limit{unix.RLIMIT_SIGPENDING, 256}, limit{unix.RLIMIT_FSIZE, max(uint64(s.Output)+outSlack, tmpSize)})
	} else {
		// The kernel counts processes and queued signals for each user of the whole machine, so that a limit would tell of others.
		// The meter bounds processes; of signals none that would count is queued.
		list = append(list, limit{unix.RLIMIT_SIGPENDING, 0}, limit{unix.RLIMIT_FSIZE, uint64(s.Output) + outSlack})
	}
	for _, l := range list {
		v := l.value
		var was unix.Rlimit
		if unix.Getrlimit(l.what, &was) == nil {
			v = min(v, was.Max)
		}
		// Not through the os package's wrappers: those remember RLIMIT_NOFILE and put it back before exec.
		lim := unix.Rlimit{Cur: v, Max: v}
		if _, _, errno := unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, uintptr(l.what), uintptr(unsafe.Pointer(&lim)), 0, 0, 0); errno != 0 {
			return fmt.Errorf("set resource limit %d: %w", l.what, errno)
		}
	}
	return nil
}

// dropCapabilities leaves the program none, and no way to any. Where there is no user namespace the bounding set may stay, which
// means nothing: no_new_privs is on, and the program is nobody special.
func dropCapabilities(w Wall) error {
	for c := uintptr(0); c <= 63; c++ {
		err := unix.Prctl(unix.PR_CAPBSET_DROP, c, 0, 0, 0)
		if errors.Is(err, unix.EINVAL) {
			break // the kernel knows no more
		}
		if err != nil && w == Namespaces {
			return forbidden("drop capabilities", err)
		}
	}
	if err := unix.Prctl(unix.PR_CAP_AMBIENT, unix.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0); err != nil {
		return forbidden("drop ambient capabilities", err)
	}
	// No meaning for user 0, no capabilities kept or raised, all of it locked.
	const bits = 1<<0 | 1<<1 | 1<<2 | 1<<3 | 1<<5 | 1<<6 | 1<<7
	if err := unix.Prctl(unix.PR_SET_SECUREBITS, bits, 0, 0, 0); err != nil && w == Namespaces {
		return forbidden("lock capabilities", err)
	}
	hdr := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var none [2]unix.CapUserData
	if err := unix.Capset(&hdr, &none[0]); err != nil {
		return forbidden("drop capabilities", err)
	}
	var left [2]unix.CapUserData
	if err := unix.Capget(&hdr, &left[0]); err != nil || left != none {
		return forbidden("drop capabilities", fmt.Errorf("%x are left, %v", left, err))
	}
	return nil
}

// exec is execve without the standard library's care for RLIMIT_NOFILE, which would undo the limit.
func exec(path *byte, argv, env []*byte) {
	syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&argv[0])), uintptr(unsafe.Pointer(&env[0])))
}

// execDescriptor is execveat of a descriptor: the program needs no path.
func execDescriptor(fd uintptr, argv, env []*byte) {
	empty := [1]byte{}
	syscall.RawSyscall6(unix.SYS_EXECVEAT, fd, uintptr(unsafe.Pointer(&empty)), uintptr(unsafe.Pointer(&argv[0])), uintptr(unsafe.Pointer(&env[0])), unix.AT_EMPTY_PATH, 0)
}
