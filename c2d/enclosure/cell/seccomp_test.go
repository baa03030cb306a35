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
		lower  = unix.MAP_PRIVATE | unix.MAP_ANONYMOUS
	)
	for name, tc := range map[string]struct {
		nr             uint32
		args           []uint64
		static, script uint32
	}{
		"read":                       {unix.SYS_READ, nil, allow, allow},
		"socket":                     {unix.SYS_SOCKET, nil, eperm, eperm},
		"socketpair":                 {unix.SYS_SOCKETPAIR, nil, eperm, eperm},
		"pipe":                       {unix.SYS_PIPE2, nil, eperm, allow},
		"thread":                     {unix.SYS_CLONE, []uint64{thread}, allow, allow},
		"process":                    {unix.SYS_CLONE, []uint64{uint64(unix.SIGCHLD)}, eperm, allow},
		"process in a new user ns":   {unix.SYS_CLONE, []uint64{unix.CLONE_NEWUSER | uint64(unix.SIGCHLD)}, eperm, eperm},
		"thread in a new net ns":     {unix.SYS_CLONE, []uint64{thread | unix.CLONE_NEWNET}, eperm, eperm},
		"thread in a new mount ns":   {unix.SYS_CLONE, []uint64{thread | unix.CLONE_NEWNS}, eperm, eperm},
		"clone3":                     {unix.SYS_CLONE3, nil, enosys, enosys},
		"private memory":             {unix.SYS_MMAP, []uint64{0, 4096, 3, lower}, allow, allow},
		"shared anonymous memory":    {unix.SYS_MMAP, []uint64{0, 4096, 3, shared}, eperm, eperm},
		"validated shared memory":    {unix.SYS_MMAP, []uint64{0, 4096, 3, shared | unix.MAP_SHARED_VALIDATE}, eperm, eperm},
		"shared file":                {unix.SYS_MMAP, []uint64{0, 4096, 3, unix.MAP_SHARED, 3}, allow, allow},
		"memory that grows":          {unix.SYS_MMAP, []uint64{0, 4096, 3, lower | unix.MAP_GROWSDOWN}, eperm, eperm},
		"huge pages":                 {unix.SYS_MMAP, []uint64{0, 4096, 3, lower | unix.MAP_HUGETLB}, eperm, eperm},
		"naming a thread":            {unix.SYS_PRCTL, []uint64{unix.PR_SET_NAME}, allow, allow},
		"outliving the cell":         {unix.SYS_PRCTL, []uint64{unix.PR_SET_PDEATHSIG}, eperm, eperm},
		"dumpable":                   {unix.SYS_PRCTL, []uint64{unix.PR_SET_DUMPABLE}, eperm, eperm},
		"is it a terminal":           {unix.SYS_IOCTL, []uint64{1, unix.TCGETS}, allow, allow},
		"typing into a terminal":     {unix.SYS_IOCTL, []uint64{0, unix.TIOCSTI}, eperm, eperm},
		"a call of the year to come": {999, nil, eperm, eperm},
	} {
		t.Run(name, func(t *testing.T) {
			for host, want := range map[bool]uint32{false: tc.static, true: tc.script} {
				p := assemble(filterFor(host))
				if got := decide(t, p, native.arch, tc.nr, tc.args...); got != want {
					t.Errorf("host runtime %v: %x, want %x", host, got, want)
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
	for _, host := range []bool{false, true} {
		p := assemble(filterFor(host))
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
