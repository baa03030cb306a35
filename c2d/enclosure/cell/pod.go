package cell

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Host is what runs in a pod: it starts a cell for every connection of a conductor that has the key, and ends it, and everything
// that came of it, when the connection ends.
type Host struct {
	Key     []byte  // shared with the conductor for this one run
	Options Options // of every cell; Scratch is the directory in which each gets its own

	mu     sync.Mutex
	living map[int]bool // cells, which are not orphans
	used   [hostPlaces]bool
	config *tls.Config
}

// What one host serves at most. A lane has a live cell and its reserve; for a moment, one that is being ended.
const (
	hostPlaces = 8
	maxCells   = 4
	maxGreeted = 32 // connections that have not shown the key yet
	handshake  = 5 * time.Second
	lastWords  = 5 * time.Second // for a cell to end by itself
)

// Serve accepts connections until the context ends, then ends every cell, and returns nil when nothing of them is left.
func (h *Host) Serve(ctx context.Context, l net.Listener) (err error) {
	if h.config, err = hostTLS(h.Key); err != nil {
		return err
	}
	if err := unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); err != nil {
		return fmt.Errorf("become the parent of orphans: %w", err)
	}
	if err := unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0); err != nil {
		return fmt.Errorf("close the host's own memory: %w", err)
	}
	if err := h.prepare(); err != nil {
		return err
	}
	h.living = map[int]bool{}
	ctx, stop := context.WithCancel(ctx)
	var served sync.WaitGroup
	defer served.Wait()
	defer stop()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	served.Go(func() { h.bury(ctx) })
	greeted, cells := make(chan struct{}, maxGreeted), make(chan struct{}, maxCells)
	for {
		conn, err := l.Accept()
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return fmt.Errorf("accept a conductor: %w", err)
		}
		select {
		case greeted <- struct{}{}:
		default:
			conn.Close()
			continue
		}
		served.Go(func() {
			secure, err := h.greet(ctx, conn)
			<-greeted
			if err != nil {
				return
			}
			defer secure.Close()
			select {
			case cells <- struct{}{}:
				defer func() { <-cells }()
				h.serve(ctx, secure)
			default:
			}
		})
	}
}

// greet lets in who has the key, and nobody who takes long to show it.
func (h *Host) greet(ctx context.Context, conn net.Conn) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, handshake)
	defer cancel()
	secure := tls.Server(conn, h.config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, err
	}
	return secure, nil
}

// prepare makes every place before any program runs, so that no inode number depends on how many cells there were.
func (h *Host) prepare() error {
	if fi, err := os.Stat(h.Options.Scratch); err != nil || !fi.IsDir() || !filepath.IsAbs(h.Options.Scratch) {
		return fmt.Errorf("scratch %q is not an absolute directory", h.Options.Scratch)
	}
	for i := range hostPlaces {
		t := &thin{dir: h.place(i)}
		t.user, t.other = programUser(h.Options.Lane)
		err := t.furnish()
		t.close()
		if err != nil {
			return fmt.Errorf("make a place for a cell: %w", err)
		}
	}
	return nil
}

func (h *Host) place(i int) string { return filepath.Join(h.Options.Scratch, strconv.Itoa(i)) }

// take takes a free place, any of them with the same probability: which one a program finds itself in tells nothing of how many cells
// there were before.
func (h *Host) take() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, i := range rand.Perm(hostPlaces) {
		if !h.used[i] {
			h.used[i] = true
			return i
		}
	}
	return -1 // there are more places than cells
}

func (h *Host) leave(i int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.used[i] = false
}

// serve runs one cell for one conductor.
func (h *Host) serve(ctx context.Context, conductor net.Conn) error {
	place := h.take()
	if place < 0 {
		return errors.New("no place is free")
	}
	defer h.leave(place)
	ours, pid, err := h.start(place)
	if err != nil {
		return err
	}
	hangUp := sync.OnceFunc(func() {
		conductor.Close()
		ours.Close()
	})
	defer context.AfterFunc(ctx, hangUp)()
	var copied sync.WaitGroup
	copied.Go(func() { io.Copy(ours, conductor); hangUp() })
	copied.Go(func() { io.Copy(conductor, ours); hangUp() })
	copied.Wait()
	h.end(pid)
	t := &thin{dir: h.place(place)}
	t.user, t.other = programUser(h.Options.Lane)
	err = t.furnish() // which wipes what a cell that was killed could not
	t.close()
	return err
}

func (h *Host) start(place int) (*os.File, *os.Process, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("start a cell: %w", err)
	}
	theirs := os.NewFile(uintptr(pair[1]), "cell")
	defer theirs.Close()
	if err := unix.SetNonblock(pair[0], true); err != nil {
		unix.Close(pair[0])
		return nil, nil, fmt.Errorf("start a cell: %w", err)
	}
	ours := os.NewFile(uintptr(pair[0]), "cell")
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		ours.Close()
		return nil, nil, fmt.Errorf("start a cell: %w", err)
	}
	defer null.Close()
	o := h.Options
	o.Scratch = h.place(place)
	o.Hide = append(append([]string{}, o.Hide...), h.Options.Scratch)
	h.mu.Lock() // a process that is not yet known to be a cell looks like an orphan
	defer h.mu.Unlock()
	p, err := os.StartProcess("/proc/self/exe", Arguments(o), &os.ProcAttr{
		Dir: "/", Env: harmlessOf(syscall.Environ()), Files: []*os.File{null, null, null, theirs}, Sys: &syscall.SysProcAttr{Setsid: true},
	})
	if err != nil {
		ours.Close()
		return nil, nil, fmt.Errorf("start a cell: %w", err)
	}
	h.living[p.Pid] = true
	return ours, p, nil
}

// harmlessOf is the part of an environment that everything in a pod may know. A cluster adds addresses, and an image what it likes.
func harmlessOf(environ []string) []string {
	out := []string{}
	for _, v := range environ {
		if isHarmless(v) {
			out = append(out, v)
		}
	}
	return out
}

func isHarmless(variable string) bool {
	for _, p := range []string{"PATH=", "HOSTNAME=", "HOME=", "STINT_"} {
		if strings.HasPrefix(variable, p) {
			return true
		}
	}
	return false
}

// end returns when the cell, to which nobody speaks any more, and all it left are gone.
func (h *Host) end(p *os.Process) {
	late := time.AfterFunc(lastWords, func() { p.Kill() })
	p.Wait()
	late.Stop()
	h.mu.Lock()
	delete(h.living, p.Pid)
	h.mu.Unlock()
	h.sweep()
}

// bury reaps orphans when they die, as the first process of a container must.
func (h *Host) bury(ctx context.Context) {
	died := make(chan os.Signal, 1)
	signal.Notify(died, unix.SIGCHLD)
	defer signal.Stop(died)
	for {
		select {
		case <-died:
			h.sweep()
		case <-ctx.Done():
			return
		}
	}
}

// sweep kills and reaps every child that is no cell, until there is none: what they leave behind becomes this process's child.
func (h *Host) sweep() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for again := true; again; {
		again = false
		for _, pid := range children() {
			if h.living[pid] {
				continue
			}
			again = true
			unix.Kill(pid, unix.SIGKILL)
			unix.Wait4(pid, nil, unix.WALL, nil)
		}
	}
}
