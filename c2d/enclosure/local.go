package enclosure

import (
	"context"
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
	if l.Wall != cell.NamespacesOnly {
		if o.Scratch, err = scratch(); err != nil {
			ours.Close()
			return nil, fmt.Errorf("start a cell: %w", err)
		}
	}
	p, err := os.StartProcess(l.Path, cell.Arguments(o),
		&os.ProcAttr{Dir: "/", Env: []string{}, Files: []*os.File{null, null, null, theirs}, Sys: &syscall.SysProcAttr{Setsid: true}})
	if err != nil {
		ours.Close()
		os.Remove(o.Scratch)
		return nil, fmt.Errorf("start a cell: %w", err)
	}
	return &child{File: ours, process: p, scratch: o.Scratch}, nil
}

// scratch makes a directory in memory, or, where there is none, a temporary one.
func scratch() (string, error) {
	if d, err := os.MkdirTemp("/dev/shm", "stint-"); err == nil {
		return d, nil
	}
	d, err := os.MkdirTemp("", "stint-")
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(d)
}

// child is a stream to a cell whose end is the cell's end.
type child struct {
	*os.File
	process *os.Process
	scratch string
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
