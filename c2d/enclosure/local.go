package enclosure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// Local makes cells as child processes of this one, over socket pairs.
type Local struct {
	// Path is the stint-cell binary.
	Path string
	// HostRuntime lists absolute host directories that programs may read and execute from, so that scripts run, for example
	// /usr, /bin, /lib and /lib64. Programs may then fork, and see the version of what is in them. Empty for static programs only.
	HostRuntime []string
	// Wall is which walls a cell may build: namespaces, or Landlock alone where those are refused, if it is not set.
	Wall cell.Policy
}

// MaxLanes is how many shards may run at the same moment behind a wall on this machine: one, where there are no namespaces, because
// then programs of different lanes would see each other move the machine's counter of process numbers.
func (l Local) MaxLanes(w cell.Wall) int {
	if w == cell.Landlock {
		return 1
	}
	return MaxLanes
}

// Dial starts a cell. Its programs are pinned to one processor: lane l to the l-th that this process may use, modulo their number.
func (l Local) Dial(_ context.Context, lane int) (io.ReadWriteCloser, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, fmt.Errorf("start a cell: %w", err)
	}
	theirs := os.NewFile(uintptr(pair[1]), "cell")
	defer theirs.Close()
	if err := unix.SetNonblock(pair[0], true); err != nil {
		unix.Close(pair[0])
		return nil, fmt.Errorf("start a cell: %w", err)
	}
	ours := os.NewFile(uintptr(pair[0]), "cell")
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		ours.Close()
		return nil, fmt.Errorf("start a cell: %w", err)
	}
	defer null.Close()
	o := cell.Options{Lane: lane, CPU: processor(lane), Runtime: l.HostRuntime, Wall: l.Wall}
	var lock *os.File
	if l.Wall != cell.NamespacesOnly {
		if o.Scratch, lock, err = scratch(); err != nil {
			ours.Close()
			return nil, fmt.Errorf("start a cell: %w", err)
		}
	}
	p, err := os.StartProcess(l.Path, cell.Arguments(o),
		&os.ProcAttr{Dir: "/", Env: []string{}, Files: []*os.File{null, null, null, theirs}, Sys: &syscall.SysProcAttr{Setsid: true}})
	if err != nil {
		ours.Close()
		if lock != nil {
			os.Remove(o.Scratch)
			lock.Close()
		}
		return nil, fmt.Errorf("start a cell: %w", err)
	}
	return &child{File: ours, process: p, scratch: o.Scratch, lock: lock}, nil
}

// leftover is what the names of scratch directories begin with. Each is locked by who made it for as long as that one lives, so that what is not
// locked is nobody's any more, whatever process numbers mean here.
const leftover = "stint-lane-"

// scratch makes a locked directory in memory, or, where there is none, a temporary one, and removes those of nodes that were killed.
func scratch() (string, *os.File, error) {
	d, lock, err := scratchIn("/dev/shm")
	if err == nil {
		return d, lock, nil
	}
	at, err := filepath.EvalSymlinks(os.TempDir())
	if err != nil {
		return "", nil, err
	}
	return scratchIn(at)
}

func scratchIn(dir string) (string, *os.File, error) {
	sweep(dir)
	for {
		d, err := os.MkdirTemp(dir, leftover)
		if err != nil {
			return "", nil, err
		}
		lock, err := lockOf(d)
		if err == nil {
			return d, lock, nil
		}
		os.Remove(d)
		if !errors.Is(err, errTaken) { // by another node's sweep, which saw it before it was locked
			return "", nil, err
		}
	}
}

var errTaken = errors.New("the directory is somebody's")

// lockOf locks a directory that is still there, until the file is closed.
func lockOf(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_DIRECTORY|unix.O_NOFOLLOW, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errTaken
	}
	if err != nil {
		return nil, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		err = errTaken
	}
	var is, was unix.Stat_t
	if err == nil && (unix.Fstat(int(f.Fd()), &is) != nil || unix.Lstat(path, &was) != nil || is.Ino != was.Ino || is.Dev != was.Dev) {
		err = errTaken
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// sweep removes the scratch directories of a node, or of its programs' users, that nobody has locked.
func sweep(dir string) {
	found, _ := filepath.Glob(filepath.Join(dir, leftover+"*"))
	for _, d := range found {
		var st unix.Stat_t
		if unix.Lstat(d, &st) != nil || !cell.Owns(int(st.Uid)) {
			continue
		}
		if lock, err := lockOf(d); err == nil {
			os.RemoveAll(d)
			lock.Close()
		}
	}
}

// child is a stream to a cell whose end is the cell's end.
type child struct {
	*os.File
	process *os.Process
	scratch string
	lock    *os.File // of the scratch; nil if there is none
	once    sync.Once
	err     error
}

// patience is how long a cell may take to end what it runs and itself before it is killed.
const patience = 5 * time.Second

// Close hangs up and returns when the cell, and with it every program it ran, is gone.
func (c *child) Close() error {
	c.once.Do(func() {
		c.err = c.File.Close()
		late := time.AfterFunc(patience, func() { c.process.Kill() })
		c.process.Wait()
		late.Stop()
		if c.scratch != "" {
			os.RemoveAll(c.scratch)
			c.lock.Close()
		}
	})
	return c.err
}

// processors lists the processors this process may use.
func processors() []int {
	var set unix.CPUSet
	if err := unix.SchedGetaffinity(0, &set); err != nil {
		return nil
	}
	var out []int
	for i := range len(set) * 64 {
		if set.IsSet(i) {
			out = append(out, i)
		}
	}
	return out
}

func processor(lane int) int {
	all := processors()
	if len(all) == 0 {
		return -1
	}
	return all[lane%len(all)]
}
