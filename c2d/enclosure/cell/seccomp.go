package cell

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// filter is what a program may ask of the kernel. Everything not named fails with EPERM; clone3, whose flags a filter cannot
// read, fails with ENOSYS so that libraries fall back to clone.
type filter struct {
	arch   uint32
	high   uint32   // first system call number of a foreign table (x32), refused; 0 for none
	allow  []uint32 // whatever the arguments
	clone  uint32   // system calls whose arguments are looked at
	mmap   uint32
	prctl  uint32
	ioctl  uint32
	clone3 uint32
	fork   bool // the program may make processes, not only threads
	own    int  // behind the Landlock wall: the program's process number; 0 elsewhere
}

// shape is what a filter depends on.
type shape struct {
	wall Wall
	fork bool
	abi  int // of Landlock, which scopes signals from version 6 on and cutting files from version 3 on
	own  int
}

const (
	argLow = 16 // offset of the low half of the first argument in struct seccomp_data, little-endian

	newNamespaces = unix.CLONE_NEWNS | unix.CLONE_NEWCGROUP | unix.CLONE_NEWUTS | unix.CLONE_NEWIPC | unix.CLONE_NEWUSER |
		unix.CLONE_NEWPID | unix.CLONE_NEWNET
	sharedAnonymous         = unix.MAP_SHARED | unix.MAP_ANONYMOUS // MAP_SHARED_VALIDATE has the bit of MAP_SHARED
	setVMA                  = 0x53564d41                           // PR_SET_VMA: names memory, for debuggers
	closeOnExec, keepOnExec = 0x5451, 0x5450                       // FIOCLEX, FIONCLEX
)

func filterFor(sh shape) filter {
	f := native
	f.allow = append(append([]uint32{}, everywhere...), f.allow...)
	if sh.fork {
		f.fork = true
		f.allow = append(f.allow, scripting...)
		f.allow = append(f.allow, nativeForks...)
		f.allow = append(f.allow, nativeScripting...)
	}
	if sh.wall == Namespaces {
		f.allow = append(f.allow, namespaced...)
		f.allow = append(f.allow, nativeNamespaced...)
		return f
	}
	f.own = sh.own
	if sh.fork {
		f.allow = append(f.allow, unix.SYS_KILL, unix.SYS_TGKILL, unix.SYS_TKILL, unix.SYS_READLINKAT, unix.SYS_GETPGID, unix.SYS_GETSID)
		f.allow = append(f.allow, nativeReadlink...)
	}
	if sh.abi >= 3 {
		f.allow = append(f.allow, unix.SYS_TRUNCATE)
	}
	return f
}

// assemble turns a filter into classic BPF. Each call is one comparison and one return, so that no jump is long.
func assemble(f filter) []unix.SockFilter {
	eperm, enosys := errnoReturn(unix.EPERM), errnoReturn(unix.ENOSYS)
	p := []unix.SockFilter{
		load(4), equal(f.arch, 1, 0), ret(unix.SECCOMP_RET_KILL_PROCESS),
		load(0),
	}
	if f.high != 0 {
		p = append(p, atLeast(f.high, 0, 1), enosys)
	}
	for _, nr := range f.allow {
		p = append(p, equal(nr, 0, 1), ret(unix.SECCOMP_RET_ALLOW))
	}
	p = append(p, equal(f.clone3, 0, 1), enosys)

	// clone: no new namespace; and no new process unless that is allowed.
	body := []unix.SockFilter{load(argLow), anyBit(newNamespaces, 0, 1), eperm}
	if !f.fork {
		body = append(body, anyBit(unix.CLONE_THREAD, 1, 0), eperm)
	}
	p = append(p, when(f.clone, append(body, ret(unix.SECCOMP_RET_ALLOW)))...)

	// mmap: none of the kinds of memory that RLIMIT_DATA does not count.
	p = append(p, when(f.mmap, []unix.SockFilter{
		load(argLow + 3*8), anyBit(unix.MAP_GROWSDOWN|unix.MAP_HUGETLB, 0, 1), eperm,
		and(sharedAnonymous), equal(sharedAnonymous, 0, 1), eperm,
		ret(unix.SECCOMP_RET_ALLOW),
	})...)

	p = append(p, when(f.prctl, oneOf(0, unix.PR_SET_NAME, unix.PR_GET_NAME, setVMA, unix.PR_GET_NO_NEW_PRIVS, unix.PR_GET_SECCOMP,
		unix.PR_CAPBSET_READ))...)
	p = append(p, when(f.ioctl, oneOf(1, unix.TCGETS, unix.TIOCGWINSZ, closeOnExec, keepOnExec))...)
	if f.own != 0 {
		p = append(p, f.alone()...)
	}
	return append(p, eperm)
}

// alone is the part of the filter that keeps a program to itself where it shares process numbers, a user and open files' kernel
// objects with others: signals, limits and questions about processes go to itself only, its parent has no number, and of fcntl
// there is what no other process can notice.
func (f filter) alone() []unix.SockFilter {
	own := uint32(f.own)
	var p []unix.SockFilter
	for _, nr := range []uint32{unix.SYS_KILL, unix.SYS_TGKILL} { // where these are allowed, that was decided before
		p = append(p, when(nr, oneOf(0, own))...)
	}
	for _, nr := range []uint32{unix.SYS_PRLIMIT64, unix.SYS_SCHED_GETAFFINITY, unix.SYS_SCHED_GETPARAM, unix.SYS_SCHED_GETSCHEDULER, unix.SYS_GETPGID, unix.SYS_GETSID} {
		p = append(p, when(nr, oneOf(0, 0, own))...)
	}
	p = append(p, when(unix.SYS_FCNTL, oneOf(1, unix.F_DUPFD, unix.F_DUPFD_CLOEXEC, unix.F_GETFD, unix.F_SETFD, unix.F_GETFL, unix.F_SETFL))...)
	// Numbers below zero are the processor time of other processes.
	for _, nr := range []uint32{unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES, unix.SYS_CLOCK_NANOSLEEP} {
		p = append(p, when(nr, []unix.SockFilter{load(argLow), atLeast(1<<31, 0, 1), errnoReturn(unix.EPERM), ret(unix.SECCOMP_RET_ALLOW)})...)
	}
	p = append(p, when(unix.SYS_GETPPID, []unix.SockFilter{errnoReturn(0)})...)
	return append(p, when(unix.SYS_EXECVEAT, oneOf(4, unix.AT_EMPTY_PATH))...)
}

// when runs body, which must end in a return on every path, for one system call.
func when(nr uint32, body []unix.SockFilter) []unix.SockFilter {
	return append([]unix.SockFilter{equal(nr, 0, uint8(len(body)))}, body...)
}

// oneOf allows a call if an argument is in a list.
func oneOf(arg uint32, values ...uint32) []unix.SockFilter {
	p := []unix.SockFilter{load(argLow + arg*8)}
	for _, v := range values {
		p = append(p, equal(v, 0, 1), ret(unix.SECCOMP_RET_ALLOW))
	}
	return append(p, errnoReturn(unix.EPERM))
}

func load(offset uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: offset}
}

func equal(k uint32, yes, no uint8) unix.SockFilter { return jump(unix.BPF_JEQ, k, yes, no) }

func atLeast(k uint32, yes, no uint8) unix.SockFilter { return jump(unix.BPF_JGE, k, yes, no) }

func anyBit(k uint32, yes, no uint8) unix.SockFilter { return jump(unix.BPF_JSET, k, yes, no) }

func jump(op uint16, k uint32, yes, no uint8) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_JMP | op | unix.BPF_K, Jt: yes, Jf: no, K: k}
}

func and(k uint32) unix.SockFilter {
	return unix.SockFilter{Code: unix.BPF_ALU | unix.BPF_AND | unix.BPF_K, K: k}
}

func ret(k uint32) unix.SockFilter { return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: k} }

func errnoReturn(e unix.Errno) unix.SockFilter { return ret(unix.SECCOMP_RET_ERRNO | uint32(e)) }

// install puts the filter on the calling thread. It cannot be taken off, and survives becoming the program.
func install(p []unix.SockFilter) error {
	prog := unix.SockFprog{Len: uint16(len(p)), Filter: &p[0]}
	_, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&prog)))
	if errno != 0 {
		return errno
	}
	return nil
}

// everywhere is what any program needs on any processor: its own files, memory, threads, time and randomness.
//
// Not here, on purpose: sockets of any kind; pipes, whose inode numbers come from one counter of the kernel that the next
// contributor's program could read; sysinfo, which shows the memory other programs use; memfd_create, shared memory, semaphores
// and message queues; links; other processors (sched_setaffinity); resource use of the machine; and getrusage, whose peak memory is also that
// of what started the program: of the cell, which has seen the runs before.
var everywhere = []uint32{
	unix.SYS_READ, unix.SYS_WRITE, unix.SYS_READV, unix.SYS_WRITEV, unix.SYS_PREAD64, unix.SYS_PWRITE64, unix.SYS_PREADV, unix.SYS_PWRITEV,
	unix.SYS_OPENAT, unix.SYS_CLOSE, unix.SYS_CLOSE_RANGE, unix.SYS_LSEEK, unix.SYS_FSTAT, unix.SYS_STATX, unix.SYS_FACCESSAT,
	unix.SYS_FACCESSAT2, unix.SYS_GETDENTS64, unix.SYS_GETCWD, unix.SYS_CHDIR, unix.SYS_FCHDIR,
	unix.SYS_FTRUNCATE, unix.SYS_FSYNC, unix.SYS_FDATASYNC, unix.SYS_FADVISE64,
	unix.SYS_UMASK,
	unix.SYS_DUP, unix.SYS_DUP3, unix.SYS_SENDFILE, unix.SYS_COPY_FILE_RANGE,
	unix.SYS_MUNMAP, unix.SYS_MPROTECT, unix.SYS_MREMAP, unix.SYS_MADVISE, unix.SYS_BRK, unix.SYS_MSYNC,
	unix.SYS_FUTEX, unix.SYS_SET_ROBUST_LIST, unix.SYS_SET_TID_ADDRESS, unix.SYS_RSEQ, unix.SYS_MEMBARRIER, unix.SYS_RESTART_SYSCALL,
	unix.SYS_NANOSLEEP, unix.SYS_GETTIMEOFDAY,
	unix.SYS_SETITIMER, unix.SYS_GETITIMER,
	unix.SYS_EPOLL_CREATE1, unix.SYS_EPOLL_CTL, unix.SYS_EPOLL_PWAIT, unix.SYS_EVENTFD2, unix.SYS_PPOLL, unix.SYS_PSELECT6,
	unix.SYS_RT_SIGACTION, unix.SYS_RT_SIGPROCMASK, unix.SYS_RT_SIGRETURN, unix.SYS_RT_SIGSUSPEND, unix.SYS_RT_SIGTIMEDWAIT,
	unix.SYS_RT_SIGPENDING, unix.SYS_SIGALTSTACK,
	unix.SYS_GETPID, unix.SYS_GETTID, unix.SYS_GETUID, unix.SYS_GETEUID, unix.SYS_GETGID, unix.SYS_GETEGID,
	unix.SYS_GETRESUID, unix.SYS_GETRESGID, unix.SYS_GETGROUPS,
	unix.SYS_SCHED_YIELD, unix.SYS_GETCPU,
	unix.SYS_GETRLIMIT, unix.SYS_TIMES, unix.SYS_UNAME, unix.SYS_GETRANDOM,

	unix.SYS_EXECVE, unix.SYS_EXIT, unix.SYS_EXIT_GROUP, unix.SYS_WAIT4, unix.SYS_WAITID,
}

// namespaced is what is harmless only for a program that has a root, a user and process numbers of its own.
//
// Not behind the Landlock wall, on purpose: changing modes and times, which Landlock does not know, of files that the next program can
// look at; locks; memory behind the end of a file, which no limit counts; free space; whose process a number is; POSIX timers, which count for the whole user.
var namespaced = []uint32{
	unix.SYS_READLINKAT, unix.SYS_TRUNCATE, unix.SYS_RENAMEAT2, unix.SYS_UNLINKAT, unix.SYS_MKDIRAT, unix.SYS_FCHMOD, unix.SYS_FCHMODAT,
	unix.SYS_UTIMENSAT, unix.SYS_FLOCK, unix.SYS_FCNTL, unix.SYS_FALLOCATE, unix.SYS_STATFS, unix.SYS_FSTATFS, unix.SYS_CAPGET,
	unix.SYS_TIMER_CREATE, unix.SYS_TIMER_SETTIME, unix.SYS_TIMER_GETTIME, unix.SYS_TIMER_DELETE,
	unix.SYS_KILL, unix.SYS_TKILL, unix.SYS_TGKILL, unix.SYS_GETPPID, unix.SYS_GETPGID, unix.SYS_GETSID,
	unix.SYS_SCHED_GETAFFINITY, unix.SYS_SCHED_GETPARAM, unix.SYS_SCHED_GETSCHEDULER, unix.SYS_PRLIMIT64,
	unix.SYS_CLOCK_NANOSLEEP, unix.SYS_CLOCK_GETTIME, unix.SYS_CLOCK_GETRES,
}

// scripting is what a shell needs besides: processes and the pipes between them.
var scripting = []uint32{
	unix.SYS_PIPE2, unix.SYS_SETPGID, unix.SYS_SETSID,
}
