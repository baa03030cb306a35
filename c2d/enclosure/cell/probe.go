package cell

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// probeArgument is the argument under which the binary, run as the program behind the wall, attacks the wall. The next one is the scene.
const probeArgument = "probe"

func isProbe(args []string) bool {
	return len(args) == 3 && args[0] == pathProgram && args[1] == probeArgument
}

// scene is what the attacks know of where they are.
type scene struct {
	Wall    Wall
	Fork    bool     // processes and pipes are allowed
	Show    []string // what of the host or the image is seen
	Numbers [2]int
	Cell    int    // process number of the supervisor: Landlock wall
	Dir     string // scratch directory: Landlock wall
}

func (s setup) scene() string {
	b, err := json.Marshal(scene{Wall: s.Wall, Fork: s.fork(), Show: s.Show, Numbers: s.Numbers, Cell: os.Getppid(), Dir: s.Scratch})
	if err != nil {
		panic(err) // strings and numbers
	}
	return string(b)
}

func (s scene) paths() places {
	if s.Wall == Landlock {
		return placesIn(s.Dir)
	}
	return placesIn("/stint")
}

// VerdictSize is the size of what the probe writes: the update size a Probe task must declare.
const VerdictSize = 16 << 10

// Check is one attack of the probe and how it ended.
type Check struct {
	Name   string
	Closed bool
	Detail string // what was possible; empty when closed
}

// An attack returns "" when the wall held, else what it could do. What it expects may depend on the wall; what it means does not.
type attackFunc struct {
	name string
	try  func(scene) string
}

// Checks returns the names of all attacks, in order. A verdict that lacks one proves nothing.
func Checks() []string {
	var names []string
	for _, a := range attacks() {
		names = append(names, a.name)
	}
	return names
}

// attack runs every attack from behind the wall and writes the verdict as the update: the nonce from the shard, then one line
// each. Raw system calls throughout: the standard library would open descriptors of its own.
func attack(args []string) int {
	var b bytes.Buffer
	var s scene
	if json.Unmarshal([]byte(args[2]), &s) != nil {
		return 1
	}
	nonce, err := os.ReadFile(s.paths().shard)
	size, err2 := strconv.Atoi(sizeFromEnvironment())
	if err != nil || err2 != nil {
		return 1
	}
	b.WriteString(headOf(nonce, s.Wall) + "\n")
	for _, a := range attacks() {
		writeCheck(&b, a.name, a.try(s))
	}
	if b.Len() > size {
		return 1
	}
	b.Write(bytes.Repeat([]byte{'\n'}, size-b.Len()))
	if os.WriteFile(s.paths().update, b.Bytes(), 0o600) != nil {
		return 1
	}
	return 0
}

func sizeFromEnvironment() string {
	size, _ := syscall.Getenv("STINT_SIZE")
	return size
}

// headOf is the first line of a verdict: it is of one nonce, and of one wall.
func headOf(nonce []byte, w Wall) string { return hex.EncodeToString(nonce) + " " + string(w) }

// ParseVerdict reads what the probe wrote for a nonce behind a wall. It returns ErrFrame unless every check, and nothing else, is there.
func ParseVerdict(p, nonce []byte, w Wall) ([]Check, error) {
	return parseChecks(p, VerdictSize, headOf(nonce, w), Checks())
}

func parseChecks(p []byte, size int, head string, names []string) ([]Check, error) {
	lines := strings.Split(strings.TrimRight(string(p), "\n"), "\n")
	if len(p) != size || lines[0] != head || len(lines) != len(names)+1 {
		return nil, fmt.Errorf("read verdict: %w", ErrFrame)
	}
	var out []Check
	for i, l := range lines[1:] {
		f := strings.SplitN(l, "\t", 3)
		switch {
		case len(f) == 2 && f[0] == "closed" && f[1] == names[i]:
			out = append(out, Check{Name: f[1], Closed: true})
		case len(f) == 3 && f[0] == "OPEN" && f[1] == names[i]:
			out = append(out, Check{Name: f[1], Detail: f[2]})
		default:
			return nil, fmt.Errorf("read verdict: line %d: %w", i+2, ErrFrame)
		}
	}
	return out, nil
}

func attacks() []attackFunc {
	return append(append([]attackFunc{
		{"descriptors", inheritedDescriptors},
		{"environment", environment},
		{"identity", identity},
		{"capabilities", capabilities},
		{"filter", filterOn},
		{"processes", processes},
		{"process numbers", processNumbers},
		{"root directory", rootDirectory},
		{"host files", hostFiles},
		{"write outside", writeOutside},
		{"create files", createFiles},
		{"change modes and times", changeModes},
		{"execute what was written", executeWritten},
		{"Landlock", landlocked},
		{"leftovers", leftovers},
		{"limits", resourceLimits},
		{"new processes", newProcesses},
		{"uncounted memory", uncountedMemory},
		{"shared memory files", sharedMemory},
		{"memory of the cell", memoryOfTheCell},
		{"signal to the cell", signalToTheCell},
		{"limits of the cell", limitsOfTheCell},
		{"processor time of the cell", timeOfTheCell},
		{"signals of files to the cell", ownerOfFiles},
	}, refusals()...), nativeAttacks()...)
}

// refused is an attack that is one system call, which must fail with want before the kernel looks at its arguments.
func refused(name string, want syscall.Errno, nr uintptr, args ...uintptr) attackFunc {
	return attackFunc{name, func(scene) string {
		var a [6]uintptr
		copy(a[:], args)
		r, _, errno := syscall.RawSyscall6(nr, a[0], a[1], a[2], a[3], a[4], a[5])
		if errno == want {
			return ""
		}
		return fmt.Sprintf("system call %d returned %d, %v", nr, r, errno)
	}}
}

func refusals() []attackFunc {
	const no, in = unix.EPERM, unix.AF_INET
	return []attackFunc{
		refused("TCP over IPv4", no, unix.SYS_SOCKET, in, unix.SOCK_STREAM),
		refused("UDP over IPv4", no, unix.SYS_SOCKET, in, unix.SOCK_DGRAM),
		refused("raw IPv4", no, unix.SYS_SOCKET, in, unix.SOCK_RAW, unix.IPPROTO_ICMP),
		refused("TCP over IPv6", no, unix.SYS_SOCKET, unix.AF_INET6, unix.SOCK_STREAM),
		refused("Unix socket", no, unix.SYS_SOCKET, unix.AF_UNIX, unix.SOCK_STREAM),
		refused("netlink", no, unix.SYS_SOCKET, unix.AF_NETLINK, unix.SOCK_RAW),
		refused("packet socket", no, unix.SYS_SOCKET, unix.AF_PACKET, unix.SOCK_RAW),
		refused("vsock", no, unix.SYS_SOCKET, unix.AF_VSOCK, unix.SOCK_STREAM),
		refused("socket pair", no, unix.SYS_SOCKETPAIR, unix.AF_UNIX, unix.SOCK_STREAM),
		refused("mount", no, unix.SYS_MOUNT),
		refused("umount", no, unix.SYS_UMOUNT2),
		refused("fsopen", no, unix.SYS_FSOPEN),
		refused("open_tree", no, unix.SYS_OPEN_TREE),
		refused("move_mount", no, unix.SYS_MOVE_MOUNT),
		refused("pivot_root", no, unix.SYS_PIVOT_ROOT),
		refused("chroot", no, unix.SYS_CHROOT),
		refused("unshare", no, unix.SYS_UNSHARE, unix.CLONE_NEWUSER),
		refused("setns", no, unix.SYS_SETNS),
		refused("clone into a new user namespace", no, unix.SYS_CLONE, unix.CLONE_NEWUSER|uintptr(unix.SIGCHLD)),
		refused("clone3", unix.ENOSYS, unix.SYS_CLONE3),
		refused("ptrace", no, unix.SYS_PTRACE),
		refused("process_vm_readv", no, unix.SYS_PROCESS_VM_READV),
		refused("process_vm_writev", no, unix.SYS_PROCESS_VM_WRITEV),
		refused("pidfd_open", no, unix.SYS_PIDFD_OPEN, 1),
		refused("pidfd_getfd", no, unix.SYS_PIDFD_GETFD),
		refused("kcmp", no, unix.SYS_KCMP),
		refused("keyctl", no, unix.SYS_KEYCTL),
		refused("add_key", no, unix.SYS_ADD_KEY),
		refused("request_key", no, unix.SYS_REQUEST_KEY),
		refused("bpf", no, unix.SYS_BPF),
		refused("perf_event_open", no, unix.SYS_PERF_EVENT_OPEN),
		refused("io_uring_setup", no, unix.SYS_IO_URING_SETUP),
		refused("userfaultfd", no, unix.SYS_USERFAULTFD),
		refused("memfd_create", no, unix.SYS_MEMFD_CREATE),
		refused("memfd_secret", no, unix.SYS_MEMFD_SECRET),
		refused("shmget", no, unix.SYS_SHMGET, 1, 4096, 0o1600),
		refused("semget", no, unix.SYS_SEMGET),
		refused("msgget", no, unix.SYS_MSGGET),
		refused("mq_open", no, unix.SYS_MQ_OPEN),
		refused("inotify_init1", no, unix.SYS_INOTIFY_INIT1),
		refused("fanotify_init", no, unix.SYS_FANOTIFY_INIT),
		refused("name_to_handle_at", no, unix.SYS_NAME_TO_HANDLE_AT),
		refused("open_by_handle_at", no, unix.SYS_OPEN_BY_HANDLE_AT),
		refused("mknodat", no, unix.SYS_MKNODAT),
		refused("symlinkat", no, unix.SYS_SYMLINKAT),
		refused("linkat", no, unix.SYS_LINKAT),
		refused("setxattr", no, unix.SYS_SETXATTR),
		refused("sysinfo", no, unix.SYS_SYSINFO),
		refused("peak memory of what started it", no, unix.SYS_GETRUSAGE),
		refused("syslog", no, unix.SYS_SYSLOG, 10),
		refused("sched_setaffinity", no, unix.SYS_SCHED_SETAFFINITY),
		refused("sched_setattr", no, unix.SYS_SCHED_SETATTR),
		refused("setpriority", no, unix.SYS_SETPRIORITY),
		refused("personality", no, unix.SYS_PERSONALITY, 0xffffffff),
		refused("mlockall", no, unix.SYS_MLOCKALL),
		refused("vmsplice", no, unix.SYS_VMSPLICE),
		refused("setuid", no, unix.SYS_SETUID, 0),
		refused("setgroups", no, unix.SYS_SETGROUPS),
		refused("capset", no, unix.SYS_CAPSET),
		refused("sethostname", no, unix.SYS_SETHOSTNAME),
		refused("clock_settime", no, unix.SYS_CLOCK_SETTIME),
		refused("init_module", no, unix.SYS_INIT_MODULE),
		refused("finit_module", no, unix.SYS_FINIT_MODULE),
		refused("kexec_load", no, unix.SYS_KEXEC_LOAD),
		refused("reboot", no, unix.SYS_REBOOT),
		refused("swapon", no, unix.SYS_SWAPON),
		refused("acct", no, unix.SYS_ACCT),
		refused("quotactl", no, unix.SYS_QUOTACTL),
		refused("seccomp", no, unix.SYS_SECCOMP),
		refused("outliving the cell", no, unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, 0),
		refused("terminal input", no, unix.SYS_IOCTL, 0, unix.TIOCSTI),
	}
}
