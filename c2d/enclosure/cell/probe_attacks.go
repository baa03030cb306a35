package cell

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// inheritedDescriptors looks for descriptors that the program was not meant to get.
func inheritedDescriptors(scene) string {
	for fd := 3; fd < 1024; fd++ {
		var st unix.Stat_t
		if unix.Fstat(fd, &st) != nil {
			continue
		}
		// The runtime's own poll and event descriptors are anonymous: no type at all.
		if st.Mode&unix.S_IFMT != 0 {
			return fmt.Sprintf("descriptor %d is open, mode %o", fd, st.Mode)
		}
	}
	for fd := range 3 {
		var st unix.Stat_t
		if err := unix.Fstat(fd, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFCHR || st.Rdev != unix.Mkdev(1, 3) {
			return fmt.Sprintf("descriptor %d is not /dev/null", fd)
		}
	}
	return ""
}

func environment(scene) string {
	for _, v := range syscall.Environ() {
		if !strings.HasPrefix(v, "STINT_") {
			return "environment has " + v
		}
	}
	if len(syscall.Environ()) != 5 {
		return fmt.Sprintf("environment has %d variables", len(syscall.Environ()))
	}
	return ""
}

func identity(s scene) string {
	if s.Wall == Landlock { // the host's name is public, and the user nobody special
		if unix.Getuid() == 0 || unix.Getuid() != unix.Geteuid() || unix.Getgid() != unix.Getegid() {
			return fmt.Sprintf("user %d (%d), group %d (%d)", unix.Getuid(), unix.Geteuid(), unix.Getgid(), unix.Getegid())
		}
		return ""
	}
	var u unix.Utsname
	if err := unix.Uname(&u); err != nil {
		return err.Error()
	}
	if name := unix.ByteSliceToString(u.Nodename[:]); name != hostName {
		return "host name is " + name
	}
	if unix.Getuid() != insider || unix.Geteuid() != insider || unix.Getgid() != insider {
		return fmt.Sprintf("user %d, group %d", unix.Getuid(), unix.Getgid())
	}
	return ""
}

func capabilities(s scene) string {
	hdr := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var d [2]unix.CapUserData
	err := unix.Capget(&hdr, &d[0])
	if s.Wall == Landlock { // the cell has seen that there are none; asking would also tell of other processes
		if !errors.Is(err, unix.EPERM) {
			return fmt.Sprintf("asking for capabilities: %v", err)
		}
		return ""
	}
	if err != nil {
		return err.Error()
	}
	if d != [2]unix.CapUserData{} {
		return fmt.Sprintf("capabilities %x", d)
	}
	for c := range 64 {
		if v, err := unix.PrctlRetInt(unix.PR_CAPBSET_READ, uintptr(c), 0, 0, 0); err == nil && v != 0 {
			return fmt.Sprintf("capability %d is in the bounding set", c)
		}
	}
	return ""
}

func filterOn(scene) string {
	if v, err := unix.PrctlRetInt(unix.PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); err != nil || v != 1 {
		return "no_new_privs is off"
	}
	if v, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0); err != nil || v != 2 {
		return "no seccomp filter"
	}
	return ""
}

func processes(s scene) string {
	if unix.Getppid() != 0 {
		return fmt.Sprintf("process %d of parent %d", unix.Getpid(), unix.Getppid())
	}
	tid := 0
	for pid := 1; pid < 4096; pid++ {
		err := unix.Kill(pid, 0)
		switch {
		case pid == unix.Getpid() || errors.Is(err, unix.ESRCH) || s.Wall == Landlock && errors.Is(err, unix.EPERM):
			continue
		case unix.Tgkill(unix.Getpid(), pid, 0) == nil: // threads of this process answer to their numbers; they are not other processes
			tid++
			continue
		}
		return fmt.Sprintf("process %d exists", pid)
	}
	if tid > 64 {
		return fmt.Sprintf("%d threads", tid)
	}
	return ""
}

// processNumbers looks at its own number, which an earlier run must not have moved. Where the numbers are a whole machine's, there is no
// such promise.
func processNumbers(s scene) string {
	pid := unix.Getpid()
	switch {
	case s.Wall == Namespaces && pid == 1, s.Wall == Landlock && s.Numbers[0] == 0, s.Wall == Landlock && (numbers{s.Numbers[0], s.Numbers[1]}).right(pid):
		return ""
	}
	return fmt.Sprintf("process number %d, stride and residue %v", pid, s.Numbers)
}

func rootDirectory(s scene) string {
	if s.Wall == Landlock {
		for _, dir := range []string{"/", "/..", ".", s.Dir, s.Dir + "/..", s.paths().out, s.Dir + "/shard"} {
			if _, err := os.ReadDir(dir); !errors.Is(err, unix.EACCES) {
				return fmt.Sprintf("listing %s: %v", dir, err)
			}
		}
		return ""
	}
	for _, dir := range []string{"/", "/..", "/stint/../.."} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err.Error()
		}
		for _, e := range entries {
			switch e.Name() {
			case "stint", "tmp", "dev":
			default:
				if !s.Fork {
					return dir + " holds " + e.Name()
				}
			}
		}
	}
	return ""
}

func hostFiles(s scene) string {
	for _, p := range []string{"/etc/passwd", "/etc/hostname", "/proc", "/proc/self/status", "/proc/1/root", "/sys", "/sys/kernel", "/home", "/root",
		"/var", "/run", "/dev/shm", "/dev/mem", "/dev/kmsg", "/dev/pts", "/dev/ptmx", "/dev/tty", "/dev/fuse", "/dev/net/tun",
		"/var/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/secrets", "/proc/self/mem", "/proc/1/environ", "/proc/meminfo"} {
		if seen(s, p) {
			continue
		}
		if s.Wall == Landlock { // names are no secret, contents are
			if fd, err := unix.Open(p, unix.O_RDONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0); err == nil {
				unix.Close(fd)
				return p + " can be opened"
			}
			continue
		}
		var st unix.Stat_t
		if unix.Lstat(p, &st) == nil {
			return p + " exists"
		}
	}
	return ""
}

// seen reports whether a path is, or holds, or lies in, what the program is meant to see of a host or an image.
func seen(s scene, path string) bool {
	for _, d := range s.Show {
		if within(path, d) || within(d, path) {
			return true
		}
	}
	return false
}

func writeOutside(s scene) string {
	at := s.paths()
	for _, p := range []string{"/x", "/stint/x", "/stint/shard/x", "/dev/x", pathProgram, at.shard, at.params, at.model} {
		fd, err := unix.Open(p, unix.O_WRONLY|unix.O_CREAT|unix.O_CLOEXEC, 0o600)
		if err == nil {
			unix.Close(fd)
			return p + " can be written"
		}
		if unix.Unlink(p) == nil || unix.Truncate(p, 0) == nil {
			return p + " can be changed"
		}
	}
	for _, p := range []string{"/x", "/stint/x", "/dev/x"} {
		if unix.Mkdir(p, 0o700) == nil {
			return p + " can be made"
		}
	}
	return ""
}

// createFiles makes files where files can be made, which with no namespaces is nowhere: inode numbers would count them.
func createFiles(s scene) string {
	at := s.paths()
	for _, d := range []string{at.out, s.Dir, s.Dir + "/shard", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/", "."} {
		if s.Wall == Namespaces && (d == at.out || d == "/tmp") {
			continue // gone with the run, and counted by nobody
		}
		p := d + "/made"
		if fd, err := unix.Open(p, unix.O_WRONLY|unix.O_CREAT|unix.O_CLOEXEC, 0o600); err == nil {
			unix.Close(fd)
			return p + " can be made"
		}
		if fd, err := unix.Open(d, unix.O_WRONLY|unix.O_TMPFILE|unix.O_CLOEXEC, 0o600); err == nil {
			unix.Close(fd)
			return "an unnamed file can be made in " + d
		}
		if unix.Mkdir(p, 0o700) == nil || unix.Link(at.update, p) == nil || unix.Symlink("x", p) == nil {
			return p + " can be made"
		}
	}
	return ""
}

// changeModes changes what stays with a file when its contents are forgotten.
func changeModes(s scene) string {
	at, now := s.paths(), []unix.Timespec{{Nsec: unix.UTIME_NOW}, {Nsec: unix.UTIME_NOW}}
	for _, p := range []string{at.shard, at.params, at.model, at.update, s.Dir, "/dev", "/dev/null"} {
		if s.Wall == Namespaces && p == at.update {
			continue // made by the program itself, if at all
		}
		if unix.Chmod(p, 0o700) == nil || unix.UtimesNanoAt(unix.AT_FDCWD, p, now, 0) == nil || unix.Setxattr(p, "user.x", []byte("x"), 0) == nil {
			return p + " can be marked"
		}
	}
	return ""
}

// executeWritten writes a program and tries to become it. Success would end the probe, and with it the proof.
func executeWritten(s scene) string {
	paths := []string{"/tmp/x", pathOut + "/x"}
	if s.Wall == Landlock {
		paths = []string{s.paths().update}
	}
	for _, p := range paths {
		if err := os.WriteFile(p, []byte("#!/stint/program\n"), 0o700); err != nil {
			return "cannot write " + p
		}
		if err := unix.Exec(p, []string{p}, nil); !errors.Is(err, unix.EACCES) {
			return fmt.Sprintf("executing %s: %v", p, err)
		}
		if s.Wall == Landlock {
			if err := os.WriteFile(p, nil, 0o600); err != nil {
				return err.Error()
			}
			continue
		}
		if err := os.Remove(p); err != nil {
			return err.Error()
		}
	}
	return ""
}

// landlocked does the one thing that nothing but the Landlock domain forbids: moving a file from one directory to another; or,
// where all is Landlock's doing, opening a directory of its own user.
func landlocked(s scene) string {
	if s.Wall == Landlock {
		if _, err := unix.Open(s.paths().out, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0); !errors.Is(err, unix.EACCES) {
			return fmt.Sprintf("opening an own directory: %v", err)
		}
		return ""
	}
	for _, d := range []string{"/tmp/a", "/tmp/b"} {
		if err := unix.Mkdir(d, 0o700); err != nil {
			return err.Error()
		}
		defer unix.Rmdir(d)
	}
	if err := os.WriteFile("/tmp/a/x", nil, 0o600); err != nil {
		return err.Error()
	}
	defer unix.Unlink("/tmp/a/x")
	if err := unix.Rename("/tmp/a/x", "/tmp/b/x"); !errors.Is(err, unix.EXDEV) {
		return fmt.Sprintf("moving a file: %v", err)
	}
	return ""
}

// leftovers looks for traces of an earlier run, and leaves some for the next one.
func leftovers(s scene) string {
	if s.Wall == Landlock {
		p := s.paths().update
		if b, err := os.ReadFile(p); err != nil || len(b) > 0 {
			return fmt.Sprintf("%s holds %d bytes, %v", p, len(b), err)
		}
		if err := os.WriteFile(p, []byte("left"), 0o600); err != nil {
			return err.Error()
		}
		return ""
	}
	for _, d := range []string{"/tmp", pathOut} {
		entries, err := os.ReadDir(d)
		if err != nil {
			return err.Error()
		}
		if len(entries) > 0 {
			return d + " holds " + entries[0].Name()
		}
		if err := os.WriteFile(d+"/left", []byte("left"), 0o600); err != nil {
			return err.Error()
		}
	}
	return ""
}

func resourceLimits(s scene) string {
	most := map[int]uint64{unix.RLIMIT_CORE: 1, unix.RLIMIT_NOFILE: 64, unix.RLIMIT_DATA: 1 << 36, unix.RLIMIT_AS: 1 << 37,
		unix.RLIMIT_MEMLOCK: 0, unix.RLIMIT_FSIZE: 1 << 40, unix.RLIMIT_NPROC: 64, unix.RLIMIT_SIGPENDING: 256}
	if s.Wall == Landlock {
		most[unix.RLIMIT_SIGPENDING] = 0
		delete(most, unix.RLIMIT_NPROC) // counts for the whole machine; the meter bounds processes instead
	}
	for what, most := range most {
		var l unix.Rlimit
		if err := unix.Getrlimit(what, &l); err != nil || l.Max > most {
			return fmt.Sprintf("limit %d is %d", what, l.Max)
		}
		l.Max++
		if unix.Setrlimit(what, &l) == nil {
			return fmt.Sprintf("limit %d can be raised", what)
		}
	}
	return ""
}

// newProcesses leaves a process behind where processes are allowed; the kernel kills it with this one, or the next probe sees
// it. Where they are not, it must not get that far.
func newProcesses(s scene) string {
	pid, _, errno := syscall.RawSyscall6(unix.SYS_CLONE, uintptr(unix.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		var forever [2]int64
		forever[0] = 1 << 30
		for {
			syscall.RawSyscall(unix.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&forever)), 0, 0)
		}
	}
	var p [2]int32
	_, _, perr := syscall.RawSyscall(unix.SYS_PIPE2, uintptr(unsafe.Pointer(&p)), 0, 0)
	if s.Fork {
		return ""
	}
	if errno != unix.EPERM || perr != unix.EPERM {
		return fmt.Sprintf("a process: %v; a pipe: %v", errno, perr)
	}
	return ""
}

// uncountedMemory asks for the kinds of memory that the limit does not count.
func uncountedMemory(s scene) string {
	const rw, size = unix.PROT_READ | unix.PROT_WRITE, 4096
	for _, flags := range []uintptr{
		unix.MAP_SHARED | unix.MAP_ANONYMOUS, unix.MAP_SHARED_VALIDATE | unix.MAP_ANONYMOUS,
		unix.MAP_PRIVATE | unix.MAP_ANONYMOUS | unix.MAP_GROWSDOWN, unix.MAP_PRIVATE | unix.MAP_ANONYMOUS | unix.MAP_HUGETLB,
	} {
		_, _, errno := syscall.RawSyscall6(unix.SYS_MMAP, 0, size, rw, flags, ^uintptr(0), 0)
		if errno != unix.EPERM {
			return fmt.Sprintf("mmap with flags %x: %v", flags, errno)
		}
	}
	if s.Wall == Landlock { // with namespaces the file system it is on has a size of its own
		fd, err := unix.Open(s.paths().update, unix.O_WRONLY|unix.O_CLOEXEC, 0)
		if err != nil {
			return err.Error()
		}
		defer unix.Close(fd)
		if err := unix.Fallocate(fd, unix.FALLOC_FL_KEEP_SIZE, 0, 1<<30); !errors.Is(err, unix.EPERM) {
			return fmt.Sprintf("a gibibyte behind the end of the update: %v", err)
		}
	}
	if _, err := unix.Open("/dev/zero", unix.O_RDONLY|unix.O_CLOEXEC, 0); err == nil {
		return "/dev/zero can be mapped"
	}
	const huge = 1 << 40
	if _, _, errno := syscall.RawSyscall6(unix.SYS_MMAP, 0, huge, unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS, ^uintptr(0), 0); errno != unix.ENOMEM {
		return fmt.Sprintf("mmap of %d bytes: %v", huge, errno)
	}
	return ""
}

func sharedMemory(scene) string {
	for _, p := range []string{"/dev/shm", "/dev/shm/left", "/dev/hugepages", "/dev/mqueue"} {
		if fd, err := unix.Open(p, unix.O_RDONLY|unix.O_CLOEXEC, 0); err == nil {
			unix.Close(fd)
			return p + " can be opened"
		}
	}
	return ""
}

// The cell has no number where process numbers are the program's own: any number will do there.
func (s scene) cell() int {
	if s.Cell == 0 {
		return 1 << 20
	}
	return s.Cell
}

func memoryOfTheCell(s scene) string {
	for _, f := range []string{"mem", "environ", "maps", "fd", "root", "cwd", "task", "stat", "status"} {
		p := fmt.Sprintf("/proc/%d/%s", s.cell(), f)
		if fd, err := unix.Open(p, unix.O_RDONLY|unix.O_CLOEXEC, 0); err == nil {
			unix.Close(fd)
			return p + " can be opened"
		}
	}
	return ""
}

func signalToTheCell(s scene) string {
	for _, pid := range []int{s.cell(), -s.cell()} {
		if unix.Kill(pid, unix.SIGCONT) == nil {
			return "it can be signalled"
		}
	}
	if unix.Tgkill(s.cell(), s.cell(), unix.SIGCONT) == nil {
		return "its thread can be signalled"
	}
	if _, _, errno := syscall.RawSyscall(unix.SYS_TKILL, uintptr(s.cell()), uintptr(unix.SIGCONT), 0); errno == 0 {
		return "its thread can be signalled by number"
	}
	return ""
}

func limitsOfTheCell(s scene) string {
	var l unix.Rlimit
	if unix.Prlimit(s.cell(), unix.RLIMIT_NOFILE, nil, &l) == nil {
		return "they can be read"
	}
	var set unix.CPUSet
	if unix.SchedGetaffinity(s.cell(), &set) == nil {
		return "its processors can be read"
	}
	if _, err := unix.Getpgid(s.cell()); err == nil && !s.Fork {
		return "its group can be read"
	}
	return ""
}

func timeOfTheCell(s scene) string {
	var t unix.Timespec
	if unix.ClockGettime(int32(^s.cell())<<3|2, &t) == nil {
		return "it can be read"
	}
	return ""
}

// ownerOfFiles has the kernel signal the cell, or hold up others, by way of an open file.
func ownerOfFiles(s scene) string {
	fd, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err.Error()
	}
	defer unix.Close(fd)
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_SETOWN, s.cell()); err == nil {
		return "F_SETOWN works"
	}
	if s.Wall == Namespaces {
		return "" // nobody else has these files
	}
	for _, c := range []int{unix.F_SETSIG, unix.F_SETLEASE, unix.F_NOTIFY, unix.F_SETLK, unix.F_GETLK, unix.F_OFD_SETLK, unix.F_SETPIPE_SZ, unix.F_ADD_SEALS} {
		if _, err := unix.FcntlInt(uintptr(fd), c, 0); !errors.Is(err, unix.EPERM) {
			return fmt.Sprintf("fcntl %d: %v", c, err)
		}
	}
	return ""
}
