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
func inheritedDescriptors(bool) string {
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

func environment(bool) string {
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

func identity(bool) string {
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

func capabilities(bool) string {
	hdr := unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}
	var d [2]unix.CapUserData
	if err := unix.Capget(&hdr, &d[0]); err != nil {
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

func filterOn(bool) string {
	if v, err := unix.PrctlRetInt(unix.PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0); err != nil || v != 1 {
		return "no_new_privs is off"
	}
	if v, err := unix.PrctlRetInt(unix.PR_GET_SECCOMP, 0, 0, 0, 0); err != nil || v != 2 {
		return "no seccomp filter"
	}
	return ""
}

func processes(bool) string {
	if unix.Getpid() != 1 || unix.Getppid() != 0 {
		return fmt.Sprintf("process %d of parent %d", unix.Getpid(), unix.Getppid())
	}
	var pid, tid = 2, 0
	for ; pid < 4096; pid++ {
		if err := unix.Kill(pid, 0); err == nil || !errors.Is(err, unix.ESRCH) {
			// Threads of this process answer to their numbers; they are not other processes.
			if unix.Tgkill(1, pid, 0) == nil {
				tid++
				continue
			}
			return fmt.Sprintf("process %d exists", pid)
		}
	}
	if tid > 64 {
		return fmt.Sprintf("%d threads", tid)
	}
	return ""
}

func rootDirectory(hostRuntime bool) string {
	for _, dir := range []string{"/", "/..", "/stint/../.."} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return err.Error()
		}
		for _, e := range entries {
			switch e.Name() {
			case "stint", "tmp", "dev":
			default:
				if !hostRuntime {
					return dir + " holds " + e.Name()
				}
			}
		}
	}
	return ""
}

func hostFiles(bool) string {
	for _, p := range []string{"/etc/passwd", "/etc/hostname", "/proc", "/proc/self/status", "/proc/1/root", "/sys", "/sys/kernel", "/home", "/root",
		"/var", "/run", "/dev/shm", "/dev/mem", "/dev/kmsg", "/dev/pts", "/dev/ptmx", "/dev/tty", "/dev/fuse", "/dev/net/tun",
		"/var/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/secrets"} {
		var st unix.Stat_t
		if unix.Lstat(p, &st) == nil {
			return p + " exists"
		}
	}
	return ""
}

func writeOutside(bool) string {
	for _, p := range []string{"/x", "/stint/x", "/stint/shard/x", "/dev/x", pathProgram, pathShard, pathParams, pathModel} {
		fd, err := unix.Open(p, unix.O_WRONLY|unix.O_CREAT|unix.O_CLOEXEC, 0o600)
		if err == nil {
			unix.Close(fd)
			return p + " can be written"
		}
		if unix.Chmod(p, 0o700) == nil || unix.Unlink(p) == nil || unix.Truncate(p, 0) == nil {
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

// executeWritten writes a program and tries to become it. Success would end the probe, and with it the proof.
func executeWritten(bool) string {
	for _, p := range []string{"/tmp/x", pathOut + "/x"} {
		if err := os.WriteFile(p, []byte("#!/stint/program\n"), 0o700); err != nil {
			return "cannot write " + p
		}
		if err := unix.Exec(p, []string{p}, nil); !errors.Is(err, unix.EACCES) {
			return fmt.Sprintf("executing %s: %v", p, err)
		}
		if err := os.Remove(p); err != nil {
			return err.Error()
		}
	}
	return ""
}

// landlocked does the one thing that nothing but the Landlock domain forbids: moving a file from one directory to another.
func landlocked(bool) string {
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
func leftovers(bool) string {
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

func resourceLimits(bool) string {
	for what, most := range map[int]uint64{unix.RLIMIT_CORE: 0, unix.RLIMIT_NOFILE: 64, unix.RLIMIT_NPROC: 64, unix.RLIMIT_DATA: 1 << 36, unix.RLIMIT_AS: 1 << 37,
		unix.RLIMIT_MEMLOCK: 0, unix.RLIMIT_FSIZE: 1 << 40} {
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
func newProcesses(hostRuntime bool) string {
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
	if hostRuntime {
		return ""
	}
	if errno != unix.EPERM || perr != unix.EPERM {
		return fmt.Sprintf("a process: %v; a pipe: %v", errno, perr)
	}
	return ""
}

// uncountedMemory asks for the kinds of memory that the limit does not count.
func uncountedMemory(bool) string {
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
	if _, err := unix.Open("/dev/zero", unix.O_RDONLY|unix.O_CLOEXEC, 0); err == nil {
		return "/dev/zero can be mapped"
	}
	const huge = 1 << 40
	if _, _, errno := syscall.RawSyscall6(unix.SYS_MMAP, 0, huge, unix.PROT_READ, unix.MAP_PRIVATE|unix.MAP_ANONYMOUS, ^uintptr(0), 0); errno != unix.ENOMEM {
		return fmt.Sprintf("mmap of %d bytes: %v", huge, errno)
	}
	return ""
}
