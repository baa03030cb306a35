package cell

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// inside is the name under which a cell starts its own second life.
const inside = "stint-cell-inside"

// insider is the user and group a program sees itself as.
const insider = 1000

// What the inside says to the supervisor over the control socket, in this order. The socket is closed by becoming the program.
const (
	sayOut   = 'o' // carries the output directory
	sayArmed = 'a' // the wall is complete; the next instruction is the program
	sayFault = 'e' // what could not be done
)

const (
	fdControl = 3 + iota
	fdProgram
	fdParams
	fdShard
	fdModel
)

// What the program finds.
const (
	pathProgram = "/stint/program"
	pathModel   = "/stint/model"
	pathShard   = "/stint/shard/data"
	pathParams  = "/stint/params.json"
	pathOut     = "/stint/out"
	updateName  = "update"
	hostName    = "stint"
	tmpSize     = 16 << 20
	outSlack    = 64 << 10
)

// Inside is the second life of the binary: it must be called first thing in main, on the main goroutine, and returns only if this process is
// not one. It never returns otherwise.
func Inside() {
	if len(os.Args) == 0 || os.Args[0] != inside {
		return
	}
	runtime.LockOSThread()
	s, err := parse(os.Args)
	if err == nil {
		err = s.become()
	}
	unix.Send(fdControl, append([]byte{sayFault}, err.Error()[:min(len(err.Error()), 400)]...), unix.MSG_NOSIGNAL)
	os.Exit(1)
}

type setup struct {
	output  int64
	memory  int64 // MiB
	cpu     int
	probe   bool
	model   bool // there is one
	runtime []string
}

func parse(args []string) (setup, error) {
	if len(args) != 7 {
		return setup{}, fmt.Errorf("started with %d arguments", len(args))
	}
	var s setup
	var e1, e2, e3, e4, e5 error
	s.output, e1 = strconv.ParseInt(args[1], 10, 64)
	s.memory, e2 = strconv.ParseInt(args[2], 10, 64)
	s.cpu, e3 = strconv.Atoi(args[3])
	s.probe, e4 = strconv.ParseBool(args[4])
	if args[6] != "" {
		s.runtime = strings.Split(args[6], ":")
	}
	s.model, e5 = strconv.ParseBool(args[5])
	return s, errors.Join(e1, e2, e3, e4, e5)
}

// become builds the wall from the outside in and turns this process into the program. It returns only on failure.
func (s setup) become() error {
	// Also what this process was never meant to have: a careless parent may leave descriptors open.
	if err := unix.CloseRange(fdControl, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC); err != nil {
		return forbidden("close descriptors", err)
	}
	if s.cpu >= 0 {
		var set unix.CPUSet
		set.Set(s.cpu)
		unix.SchedSetaffinity(0, &set) // best effort: the processor may have been taken from this node
	}
	unix.Umask(0o077)
	if err := unix.Sethostname([]byte(hostName)); err != nil {
		return forbidden("name the sandbox", err)
	}
	if err := unix.Setdomainname([]byte(hostName)); err != nil {
		return forbidden("name the sandbox", err)
	}
	if err := s.root(); err != nil {
		return err
	}
	if err := s.limits(); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return forbidden("set no_new_privs", err)
	}
	if err := restrict(len(s.runtime) > 0); err != nil {
		return err
	}
	if err := dropCapabilities(); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return forbidden("tie the program's life to the cell's", err)
	}
	argv, env, err := s.invocation()
	if err != nil {
		return err
	}
	path, err := unix.BytePtrFromString(pathProgram)
	if err != nil {
		return err
	}
	filter := assemble(filterFor(len(s.runtime) > 0))
	armed := [1]byte{sayArmed}
	if err := install(filter); err != nil {
		return forbidden("install the seccomp filter", err)
	}
	// From here on only what the filter allows. The conductor reads the armed byte as: the wall is complete.
	if _, err := unix.Write(fdControl, armed[:]); err != nil {
		return err
	}
	exec(path, argv, env)
	// The program is not one that this kernel can run. That is the program's failure, and looks like every other.
	os.Exit(1)
	return nil
}

func (s setup) invocation() (argv, env []*byte, err error) {
	args := []string{pathProgram}
	if s.probe && len(s.runtime) > 0 {
		args = append(args, probeHost)
	}
	if s.probe && len(s.runtime) == 0 {
		args = append(args, probeStatic)
	}
	vars := []string{
		"STINT_SHARD=" + pathShard, "STINT_PARAMS=" + pathParams, "STINT_MODEL=" + pathModel,
		"STINT_UPDATE=" + pathOut + "/" + updateName, "STINT_SIZE=" + strconv.FormatInt(s.output, 10),
	}
	if argv, err = syscall.SlicePtrFromStrings(args); err != nil {
		return nil, nil, err
	}
	env, err = syscall.SlicePtrFromStrings(vars)
	return argv, env, err
}

// root builds the file system in memory and makes it the only one.
func (s setup) root() error {
	if err := unix.Mount("", "/", "", unix.MS_REC|unix.MS_PRIVATE, ""); err != nil {
		return forbidden("make mounts private", err)
	}
	at, err := s.mountRoot()
	if err != nil {
		return err
	}
	if err := unix.Chdir(at); err != nil {
		return fmt.Errorf("enter the new root: %w", err)
	}
	if err := s.furnish(); err != nil {
		return err
	}
	if err := s.sendOut(); err != nil {
		return err
	}
	// Stack the new root on the old one and drop the old one: nothing of the host is reachable any more.
	if err := unix.PivotRoot(".", "."); err != nil {
		return forbidden("pivot the root", err)
	}
	if err := unix.Unmount(".", unix.MNT_DETACH); err != nil {
		return forbidden("drop the old root", err)
	}
	if err := unix.Chdir("/"); err != nil {
		return fmt.Errorf("enter the root: %w", err)
	}
	const readOnly = unix.MS_REMOUNT | unix.MS_BIND | unix.MS_RDONLY | unix.MS_NOSUID | unix.MS_NODEV
	if err := unix.Mount("", "/", "", readOnly, ""); err != nil {
		return forbidden("make the root read-only", err)
	}
	return nil
}

// mountRoot mounts the memory file system that becomes the root, somewhere: the directory matters to nobody.
func (s setup) mountRoot() (string, error) {
	size := int64(4 << 20)
	for _, f := range s.handed() {
		var st unix.Stat_t
		if err := unix.Fstat(f.fd, &st); err != nil {
			return "", fmt.Errorf("read %s: %w", f.path, err)
		}
		size += st.Size + 4096
	}
	opts := "mode=755,nr_inodes=256,size=" + strconv.FormatInt(size, 10)
	var last error
	for _, at := range []string{"/tmp", "/dev", "/proc", "/sys", "/usr"} {
		if last = unix.Mount("stint", at, "tmpfs", unix.MS_NOSUID|unix.MS_NODEV, opts); last == nil {
			return at, nil
		}
	}
	return "", forbidden("mount a memory file system", last)
}

type handed struct {
	fd   int
	path string
	mode uint32
}

// handed lists the memory files that the supervisor handed over, and where the program finds them.
func (s setup) handed() []handed {
	list := []handed{{fdProgram, pathProgram, 0o500}, {fdParams, pathParams, 0o400}, {fdShard, pathShard, 0o400}}
	if s.model {
		list = append(list, handed{fdModel, pathModel, 0o400})
	}
	return list
}

// furnish puts into the new root, which is the working directory, what the program may see.
func (s setup) furnish() error {
	for _, d := range []string{"stint", "stint/shard", "stint/out", "tmp", "dev"} {
		if err := unix.Mkdir(d, 0o700); err != nil {
			return fmt.Errorf("make %s: %w", d, err)
		}
	}
	for _, f := range s.handed() {
		if err := fill(f.fd, "."+f.path, f.mode); err != nil {
			return err
		}
	}
	const scratch = unix.MS_NOSUID | unix.MS_NODEV | unix.MS_NOEXEC
	for path, size := range map[string]int64{"stint/out": s.output + outSlack, "tmp": tmpSize} {
		opts := "mode=700,nr_inodes=1024,size=" + strconv.FormatInt(size, 10)
		if err := unix.Mount("stint", path, "tmpfs", scratch, opts); err != nil {
			return forbidden("mount a memory file system", err)
		}
	}
	// Not /dev/zero: mapped shared, it is memory that no limit counts.
	for _, d := range []string{"null", "urandom"} {
		if err := device(d); err != nil {
			return err
		}
	}
	for _, d := range s.runtime {
		if err := hostDirectory(d); err != nil {
			return err
		}
	}
	return nil
}

// fill copies an inherited memory file into the new root.
func fill(from int, path string, mode uint32) error {
	var st unix.Stat_t
	if err := unix.Fstat(from, &st); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	to, err := unix.Open(path, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, mode)
	if err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	defer unix.Close(to)
	for offset := int64(0); offset < st.Size; {
		n, err := unix.Sendfile(to, from, &offset, int(min(st.Size-offset, 1<<30)))
		if errors.Is(err, unix.EINTR) {
			continue
		}
		if err != nil || n == 0 {
			return fmt.Errorf("copy %s: %w", path, err)
		}
	}
	return nil
}

// device shows one harmless device of the host.
func device(name string) error {
	path := "dev/" + name
	fd, err := unix.Open(path, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, 0o600)
	if err != nil {
		return fmt.Errorf("make %s: %w", path, err)
	}
	unix.Close(fd)
	if err := unix.Mount("/dev/"+name, path, "", unix.MS_BIND, ""); err != nil {
		return forbidden("show /dev/"+name, err)
	}
	return tighten(path, 0)
}

// hostDirectory shows a directory of the host, read-only, with everything mounted below it.
func hostDirectory(dir string) error {
	if !filepath.IsAbs(dir) || filepath.Clean(dir) != dir || dir == "/" {
		return fmt.Errorf("show %q: want an absolute, clean directory", dir)
	}
	fi, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // not every machine has /lib64
	}
	if err != nil {
		return fmt.Errorf("show %s: %w", dir, err)
	}
	path := dir[1:]
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("show %s: %w", dir, err)
	}
	if fi.Mode()&fs.ModeSymlink != 0 {
		to, err := os.Readlink(dir)
		if err != nil {
			return fmt.Errorf("show %s: %w", dir, err)
		}
		return os.Symlink(to, path)
	}
	if err := os.Mkdir(path, 0o700); err != nil {
		return fmt.Errorf("show %s: %w", dir, err)
	}
	if err := unix.Mount(dir, path, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return forbidden("show "+dir, err)
	}
	return tighten(path, unix.MOUNT_ATTR_NODEV)
}

// tighten makes a mount, and all below it, read-only.
func tighten(path string, more uint64) error {
	attr := unix.MountAttr{Attr_set: unix.MOUNT_ATTR_RDONLY | unix.MOUNT_ATTR_NOSUID | more}
	if err := unix.MountSetattr(unix.AT_FDCWD, path, unix.AT_RECURSIVE, &attr); err != nil {
		return forbidden("make "+path+" read-only", err)
	}
	return nil
}

// sendOut gives the supervisor the output directory, which outlives this namespace only in its hands.
func (s setup) sendOut() error {
	fd, err := unix.Open("stint/out", unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("open the output directory: %w", err)
	}
	defer unix.Close(fd)
	if err := unix.Sendmsg(fdControl, []byte{sayOut}, unix.UnixRights(fd), nil, 0); err != nil {
		return fmt.Errorf("hand over the output directory: %w", err)
	}
	return nil
}
