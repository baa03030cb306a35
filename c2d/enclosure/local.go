package enclosure

import (
	"context"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"

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
	p, err := os.StartProcess(l.Path, cell.Arguments(cell.Options{Lane: lane, CPU: processor(lane), Runtime: l.HostRuntime}),
		&os.ProcAttr{Dir: "/", Env: []string{}, Files: []*os.File{null, null, null, theirs}, Sys: &syscall.SysProcAttr{Setsid: true}})
	if err != nil {
		ours.Close()
		return nil, fmt.Errorf("start a cell: %w", err)
	}
	return &child{File: ours, process: p}, nil
}

// child is a stream to a cell whose end is the cell's end.
type child struct {
	*os.File
	process *os.Process
	once    sync.Once
}

// Close kills the cell and returns when it, and with it every program it ran, is gone.
func (c *child) Close() error {
	c.once.Do(func() {
		c.process.Kill()
		c.process.Wait()
	})
	return c.File.Close()
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
