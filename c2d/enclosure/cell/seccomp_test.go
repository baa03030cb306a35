package cell

import (
	"encoding/binary"
	"testing"

	"golang.org/x/sys/unix"
)

// decide runs a filter over one system call, as the kernel would.
func decide(t *testing.T, p []unix.SockFilter, arch, nr uint32, args ...uint64) uint32 {
	t.Helper()
	data := make([]byte, 64)
	binary.LittleEndian.PutUint32(data, nr)
	binary.LittleEndian.PutUint32(data[4:], arch)
	for i, a := range args {
		binary.LittleEndian.PutUint64(data[16+8*i:], a)
	}
	var acc uint32
	for pc := 0; pc < len(p); pc++ {
		in := p[pc]
		yes := false
		switch in.Code {
		case unix.BPF_LD | unix.BPF_W | unix.BPF_ABS:
			acc = binary.LittleEndian.Uint32(data[in.K:])
			continue
		case unix.BPF_ALU | unix.BPF_AND | unix.BPF_K:
			acc &= in.K
			continue
		case unix.BPF_RET | unix.BPF_K:
			return in.K
		case unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K:
			yes = acc == in.K
		case unix.BPF_JMP | unix.BPF_JGE | unix.BPF_K:
			yes = acc >= in.K
		case unix.BPF_JMP | unix.BPF_JSET | unix.BPF_K:
			yes = acc&in.K != 0
		default:
			t.Fatalf("instruction %d has code %x", pc, in.Code)
		}
		if yes {
			pc += int(in.Jt)
		} else {
			pc += int(in.Jf)
		}
	}
	t.Fatal("the filter ends without a decision")
	return 0
}

func TestFilter(t *testing.T) {
	const (
		allow  = unix.SECCOMP_RET_ALLOW
		eperm  = unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)
		enosys = unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)
		thread = unix.CLONE_VM | unix.CLONE_FS | unix.CLONE_FILES | unix.CLONE_SIGHAND | unix.CLONE_THREAD
		shared = unix.MAP_SHARED | unix.MAP_ANONYMOUS
		zero   = unix.SECCOMP_RET_ERRNO
		self   = 4711
		lower  = unix.MAP_PRIVATE | unix.MAP_ANONYMOUS
	)
	for name, tc := range map[string]struct {
		nr             uint32
		args           []uint64
		static, script uint32 // behind namespaces
		thin, thinFork uint32 // behind Landlock alone; 0 for the same
	}{
		"read":                       {unix.SYS_READ, nil, allow, allow, 0, 0},
		"socket":                     {unix.SYS_SOCKET, nil, eperm, eperm, 0, 0},
		"socketpair":                 {unix.SYS_SOCKETPAIR, nil, eperm, eperm, 0, 0},
		"pipe":                       {unix.SYS_PIPE2, nil, eperm, allow, 0, 0},
		"thread":                     {unix.SYS_CLONE, []uint64{thread}, allow, allow, 0, 0},
		"process":                    {unix.SYS_CLONE, []uint64{uint64(unix.SIGCHLD)}, eperm, allow, 0, 0},
		"process in a new user ns":   {unix.SYS_CLONE, []uint64{unix.CLONE_NEWUSER | uint64(unix.SIGCHLD)}, eperm, eperm, 0, 0},
		"thread in a new net ns":     {unix.SYS_CLONE, []uint64{thread | unix.CLONE_NEWNET}, eperm, eperm, 0, 0},
		"thread in a new mount ns":   {unix.SYS_CLONE, []uint64{thread | unix.CLONE_NEWNS}, eperm, eperm, 0, 0},
		"clone3":                     {unix.SYS_CLONE3, nil, enosys, enosys, 0, 0},
		"private memory":             {unix.SYS_MMAP, []uint64{0, 4096, 3, lower}, allow, allow, 0, 0},
		"shared anonymous memory":    {unix.SYS_MMAP, []uint64{0, 4096, 3, shared}, eperm, eperm, 0, 0},
		"validated shared memory":    {unix.SYS_MMAP, []uint64{0, 4096, 3, shared | unix.MAP_SHARED_VALIDATE}, eperm, eperm, 0, 0},
		"shared file":                {unix.SYS_MMAP, []uint64{0, 4096, 3, unix.MAP_SHARED, 3}, allow, allow, 0, 0},
		"memory that grows":          {unix.SYS_MMAP, []uint64{0, 4096, 3, lower | unix.MAP_GROWSDOWN}, eperm, eperm, 0, 0},
		"huge pages":                 {unix.SYS_MMAP, []uint64{0, 4096, 3, lower | unix.MAP_HUGETLB}, eperm, eperm, 0, 0},
		"naming a thread":            {unix.SYS_PRCTL, []uint64{unix.PR_SET_NAME}, allow, allow, 0, 0},
		"outliving the cell":         {unix.SYS_PRCTL, []uint64{unix.PR_SET_PDEATHSIG}, eperm, eperm, 0, 0},
		"dumpable":                   {unix.SYS_PRCTL, []uint64{unix.PR_SET_DUMPABLE}, eperm, eperm, 0, 0},
		"is it a terminal":           {unix.SYS_IOCTL, []uint64{1, unix.TCGETS}, allow, allow, 0, 0},
		"typing into a terminal":     {unix.SYS_IOCTL, []uint64{0, unix.TIOCSTI}, eperm, eperm, 0, 0},
		"killing itself":             {unix.SYS_KILL, []uint64{self}, allow, allow, 0, 0},
		"killing another":            {unix.SYS_KILL, []uint64{self + 1}, allow, allow, eperm, 0},
		"killing everybody":          {unix.SYS_KILL, []uint64{1<<64 - 1}, allow, allow, eperm, 0},
		"killing its group":          {unix.SYS_KILL, []uint64{0}, allow, allow, eperm, 0},
		"preempting a thread":        {unix.SYS_TGKILL, []uint64{self, self + 3, 23}, allow, allow, 0, 0},
		"another's thread":           {unix.SYS_TGKILL, []uint64{self + 1, self + 1, 23}, allow, allow, eperm, 0},
		"a thread by its number":     {unix.SYS_TKILL, []uint64{self + 1}, allow, allow, eperm, 0},
		"own limits":                 {unix.SYS_PRLIMIT64, []uint64{0}, allow, allow, 0, 0},
		"own limits by number":       {unix.SYS_PRLIMIT64, []uint64{self}, allow, allow, 0, 0},
		"another's limits":           {unix.SYS_PRLIMIT64, []uint64{self - 1}, allow, allow, eperm, eperm},
		"another's processors":       {unix.SYS_SCHED_GETAFFINITY, []uint64{self - 1}, allow, allow, eperm, eperm},
		"own processors":             {unix.SYS_SCHED_GETAFFINITY, []uint64{0}, allow, allow, 0, 0},
		"the time":                   {unix.SYS_CLOCK_GETTIME, []uint64{unix.CLOCK_MONOTONIC}, allow, allow, 0, 0},
		"another's processor time":   {unix.SYS_CLOCK_GETTIME, []uint64{1<<64 - 8*self - 6}, allow, allow, eperm, eperm},
		"copying a descriptor":       {unix.SYS_FCNTL, []uint64{1, unix.F_DUPFD_CLOEXEC}, allow, allow, 0, 0},
		"owner of a descriptor":      {unix.SYS_FCNTL, []uint64{1, unix.F_SETOWN}, allow, allow, eperm, eperm},
		"lease":                      {unix.SYS_FCNTL, []uint64{1, unix.F_SETLEASE}, allow, allow, eperm, eperm},
		"lock":                       {unix.SYS_FCNTL, []uint64{1, unix.F_SETLK}, allow, allow, eperm, eperm},
		"memory behind a file":       {unix.SYS_FALLOCATE, nil, allow, allow, eperm, eperm},
		"flock":                      {unix.SYS_FLOCK, nil, allow, allow, eperm, eperm},
		"mode of a file":             {unix.SYS_FCHMODAT, nil, allow, allow, eperm, eperm},
		"times of a file":            {unix.SYS_UTIMENSAT, nil, allow, allow, eperm, eperm},
		"peak memory":                {unix.SYS_GETRUSAGE, nil, eperm, eperm, 0, 0},
		"free space":                 {unix.SYS_STATFS, nil, allow, allow, eperm, eperm},
		"timer":                      {unix.SYS_TIMER_CREATE, nil, allow, allow, eperm, eperm},
		"parent":                     {unix.SYS_GETPPID, nil, allow, allow, zero, zero},
		"following a link":           {unix.SYS_READLINKAT, nil, allow, allow, eperm, 0},
		"becoming a descriptor":      {unix.SYS_EXECVEAT, []uint64{3, 0, 0, 0, unix.AT_EMPTY_PATH}, eperm, eperm, allow, allow},
		"becoming a path":            {unix.SYS_EXECVEAT, []uint64{3, 0, 0, 0, 0}, eperm, eperm, 0, 0},
		"a call of the year to come": {999, nil, eperm, eperm, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.thin == 0 {
				tc.thin = tc.static
			}
			if tc.thinFork == 0 {
				tc.thinFork = tc.script
			}
			for host, want := range map[shape]uint32{
				{wall: Namespaces}: tc.static, {wall: Namespaces, fork: true}: tc.script,
				{wall: Landlock, abi: 7, own: self}: tc.thin, {wall: Landlock, fork: true, abi: 7, own: self}: tc.thinFork,
			} {
				p := assemble(filterFor(host))
				if got := decide(t, p, native.arch, tc.nr, tc.args...); got != want {
					t.Errorf("%+v: %x, want %x", host, got, want)
				}
				if got := decide(t, p, native.arch^1, tc.nr, tc.args...); got != unix.SECCOMP_RET_KILL_PROCESS {
					t.Errorf("from another architecture: %x, want death", got)
				}
				if native.high == 0 {
					continue
				}
				if got := decide(t, p, native.arch, native.high|tc.nr, tc.args...); got != enosys {
					t.Errorf("from the other table: %x, want %x", got, enosys)
				}
			}
		})
	}
}

// TestFilterFits: no jump is longer than its byte, and the kernel takes a filter of this length.
func TestFilterFits(t *testing.T) {
	for _, p := range [][]unix.SockFilter{
		assemble(filterFor(shape{wall: Namespaces})), assemble(filterFor(shape{wall: Namespaces, fork: true})),
		assemble(filterFor(shape{wall: Landlock, own: 9})), assemble(filterFor(shape{wall: Landlock, fork: true, abi: 7, own: 9})), meterFilter(),
	} {
		if len(p) > unix.BPF_MAXINSNS {
			t.Errorf("%d instructions, at most %d", len(p), unix.BPF_MAXINSNS)
		}
		for i, in := range p {
			if in.Code&7 == unix.BPF_JMP && i+1+max(int(in.Jt), int(in.Jf)) >= len(p) {
				t.Errorf("instruction %d jumps out", i)
			}
		}
	}
}
