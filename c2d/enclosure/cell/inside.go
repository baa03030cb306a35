package cell

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

// inside is the name under which a cell starts its own second life.
const inside = "stint-cell-inside"

// insider is the user and group a program sees itself as.
const insider = 1000

// What the inside says to the supervisor over the control socket, in this order. The socket is closed by becoming the program.
const (
	sayOut   = 'o' // carries the output directory: namespaces wall
	sayMeter = 'm' // carries the meter: Landlock wall
	sayArmed = 'a' // the wall is complete; the next instruction is the program
	sayFault = 'e' // what could not be done
)

const (
	fdControl = 3 + iota
	fdProgram
	fdParams // from here on behind the namespaces wall only
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

// setup is what the supervisor tells the inside to build.
type setup struct {
	Wall    Wall
	Output  int64
	Memory  int64 // MiB
	CPU     int
	Model   bool     // there is one
	Show    []string // paths of the host or the image to read and execute from; empty for a static program
	Command []string // a program of the image; empty for one that was handed over
	Probe   bool
	Numbers [2]int // stride and residue of process numbers: Landlock wall
	Scratch string // Landlock wall
	Script  bool   // the program is read by an interpreter, through its descriptor: Landlock wall
}

// fork reports whether the program may make processes: whoever sees an interpreter must.
func (s setup) fork() bool { return len(s.Show) > 0 }

// paths are where the program finds things.
func (s setup) paths() places {
	if s.Wall == Landlock {
		return placesIn(s.Scratch)
	}
	return placesIn("/stint")
}

type places struct{ params, model, shard, out, update string }

func placesIn(dir string) places {
	return places{params: dir + "/params.json", model: dir + "/model", shard: dir + "/shard/data", out: dir + "/out", update: dir + "/out/" + updateName}
}

func parse(args []string) (setup, error) {
	var s setup
	if len(args) != 2 {
		return s, fmt.Errorf("started with %d arguments", len(args))
	}
	err := json.Unmarshal([]byte(args[1]), &s)
	return s, err
}

// become builds the wall from the outside in and turns this process into the program. It returns only on failure.
func (s setup) become() error {
	// Also what this process was never meant to have: a careless parent may leave descriptors open.
	if err := unix.CloseRange(fdControl, math.MaxInt32, unix.CLOSE_RANGE_CLOEXEC); err != nil {
		return forbidden("close descriptors", err)
	}
	if s.CPU >= 0 {
		var set unix.CPUSet
		set.Set(s.CPU)
		unix.SchedSetaffinity(0, &set) // best effort: the processor may have been taken from this node
	}
	unix.Umask(0o077)
	grants := s.grants()
	if s.Wall == Namespaces {
		if err := s.namespace(); err != nil {
			return err
		}
		grants = s.namespaceGrants()
	} else if err := unix.Chdir(s.Scratch); err != nil {
		return forbidden("enter the scratch directory", err)
	}
	if err := s.limits(); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return forbidden("set no_new_privs", err)
	}
	if err := restrict(grants); err != nil {
		return err
	}
	if err := dropCapabilities(s.Wall); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return forbidden("tie the program's life to the cell's", err)
	}
	path, argv, env, err := s.invocation()
	if err != nil {
		return err
	}
	filter := assemble(filterFor(shape{wall: s.Wall, fork: s.fork(), abi: landlockABI(), own: unix.Getpid()}))
	if s.Wall == Landlock {
		if s.Script {
			if _, err := unix.FcntlInt(fdProgram, unix.F_SETFD, 0); err != nil {
				return err
			}
		}
		if err := handOverMeter(); err != nil {
			return err
		}
	}
	armed := [1]byte{sayArmed}
	if err := install(filter); err != nil {
		return forbidden("install the seccomp filter", err)
	}
	// From here on only what the filter allows. The conductor reads the armed byte as: the wall is complete.
	if _, err := unix.Write(fdControl, armed[:]); err != nil {
		return err
	}
	if s.Wall == Landlock && s.handsProgram() {
		execDescriptor(fdProgram, argv, env)
	} else {
		exec(path, argv, env)
	}
	// The program is not one that this kernel can run. That is the program's failure, and looks like every other.
	os.Exit(1)
	return nil
}

// namespace furnishes the new namespaces.
func (s setup) namespace() error {
	if err := unix.Sethostname([]byte(hostName)); err != nil {
		return forbidden("name the sandbox", err)
	}
	if err := unix.Setdomainname([]byte(hostName)); err != nil {
		return forbidden("name the sandbox", err)
	}
	return s.root()
}

func (s setup) namespaceGrants() []grant {
	everywhere := uint64(canRead)
	if s.fork() {
		everywhere |= canRun // the writable directories are mounted noexec
	}
	list := []grant{{"/", everywhere}, {pathOut, canRead | canStore}, {"/tmp", canRead | canStore}, {"/dev/null", canWrite | unix.LANDLOCK_ACCESS_FS_READ_FILE}}
	if s.handsProgram() {
		list = append(list, grant{pathProgram, canRun | unix.LANDLOCK_ACCESS_FS_READ_FILE})
	}
	return list
}

// handsProgram reports whether the program is one that was handed over, rather than one of the image.
func (s setup) handsProgram() bool { return s.Probe || len(s.Command) == 0 }

// grants are all that a program may do behind the Landlock wall: it names files, never a directory of the scratch.
func (s setup) grants() []grant {
	const read = unix.LANDLOCK_ACCESS_FS_READ_FILE
	p := s.paths()
	list := []grant{{p.params, read}, {p.shard, read}, {p.update, read | canWrite | truncate}, {"/dev/null", read | canWrite}, {"/dev/urandom", read}}
	if s.Model {
		list = append(list, grant{p.model, read})
	}
	for _, d := range s.Show {
		if fi, err := os.Lstat(d); err == nil && fi.Mode()&fs.ModeSymlink == 0 {
			list = append(list, grant{d, canRead | canRun})
		}
	}
	return list
}

func (s setup) invocation() (path *byte, argv, env []*byte, err error) {
	args := []string{pathProgram}
	if s.Probe {
		args = append(args, probeArgument, s.scene())
	} else if len(s.Command) > 0 {
		args = s.Command
	}
	p := s.paths()
	vars := []string{
		"STINT_SHARD=" + p.shard, "STINT_PARAMS=" + p.params, "STINT_MODEL=" + p.model,
		"STINT_UPDATE=" + p.update, "STINT_SIZE=" + strconv.FormatInt(s.Output, 10),
	}
	if path, err = unix.BytePtrFromString(args[0]); err != nil {
		return nil, nil, nil, err
	}
	if argv, err = syscall.SlicePtrFromStrings(args); err != nil {
		return nil, nil, nil, err
	}
	env, err = syscall.SlicePtrFromStrings(vars)
	return path, argv, env, err
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
	opts := "mode=755,nr_inodes=16384,size=" + strconv.FormatInt(size, 10)
	var last error
	for _, at := range []string{"/tmp", "/proc", "/sys", "/usr"} {
		if slices.ContainsFunc(s.Show, func(d string) bool { return within(d, at) }) {
			continue // it would cover what is to be shown
		}
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
	list := []handed{{fdParams, pathParams, 0o400}, {fdShard, pathShard, 0o400}}
	if s.handsProgram() {
		list = append(list, handed{fdProgram, pathProgram, 0o500})
	}
	if s.Model {
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
	for path, size := range map[string]int64{"stint/out": s.Output + outSlack, "tmp": tmpSize} {
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
	for _, d := range s.Show {
		if err := show(d); err != nil {
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

// show lets a path of the host or the image be seen, read-only, with everything mounted below it.
func show(from string) error {
	fi, err := os.Lstat(from)
	if err != nil {
		return forbidden("show "+from, err)
	}
	path := from[1:]
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("show %s: %w", from, err)
	}
	switch {
	case fi.Mode()&fs.ModeSymlink != 0:
		to, err := os.Readlink(from)
		if err != nil {
			return fmt.Errorf("show %s: %w", from, err)
		}
		return os.Symlink(to, path)
	case fi.IsDir():
		err = os.Mkdir(path, 0o700)
	default:
		err = os.WriteFile(path, nil, 0o600)
	}
	if err != nil {
		return fmt.Errorf("show %s: %w", from, err)
	}
	if err := unix.Mount(from, path, "", unix.MS_BIND|unix.MS_REC, ""); err != nil {
		return forbidden("show "+from, err)
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
