package enclosure

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// host is a stint-cell host on this machine.
type host struct {
	Remote
	at      string
	scratch string
	key     string // its file
	process *os.Process
	over    chan error
}

func newHost(t *testing.T, wall cell.Policy) *host {
	t.Helper()
	w := string(wall)
	if w == "" {
		w = "auto"
	}
	return startHost(t, w, func(*exec.Cmd, string, string) {})
}

// startHost starts a host with a fresh key and scratch directory, after change had a look at how.
func startHost(t *testing.T, wall string, change func(c *exec.Cmd, key, scratch string)) *host {
	t.Helper()
	h := &host{over: make(chan error, 1)}
	h.Key = make([]byte, cell.KeySize)
	rand.Read(h.Key)
	h.Address = func(context.Context, int) (string, error) { return h.at, nil }
	d, err := os.MkdirTemp("", "key")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(d) })
	h.key = filepath.Join(d, "key")
	if err := errors.Join(os.Chmod(d, 0o755), os.WriteFile(h.key, []byte(hex.EncodeToString(h.Key)+"\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	if h.scratch, err = os.MkdirTemp("/dev/shm", "hosted-"); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(h.scratch, 0o755); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(local().Path, "host", "--listen", "127.0.0.1:0", "--key", h.key, "--scratch", h.scratch, "--wall", wall)
	c.Env, c.Stderr = []string{"HOME=/"}, os.Stderr
	change(c, h.key, h.scratch)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	h.process = c.Process
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	h.at = strings.TrimSpace(strings.TrimPrefix(line, "listening on "))
	go func() { h.over <- c.Wait() }()
	t.Cleanup(func() {
		h.process.Signal(syscall.SIGTERM)
		select {
		case err := <-h.over:
			if err != nil {
				t.Errorf("the host ended with %v", err)
			}
		case <-time.After(20 * time.Second):
			t.Error("the host does not end")
			h.process.Kill()
		}
		h.empty(t)
		os.RemoveAll(h.scratch)
	})
	return h
}

// empty fails if a host's scratch holds a byte.
func (h *host) empty(t *testing.T) {
	t.Helper()
	filepath.WalkDir(h.scratch, func(p string, d os.DirEntry, err error) error {
		if fi, e := d.Info(); err == nil && e == nil && d.Type().IsRegular() && fi.Size() > 0 {
			t.Errorf("%s holds %d bytes", p, fi.Size())
		}
		return nil
	})
}

// TestRemote is the wire between conductor and host: the probe and the hostile suite, and a whole run, as over a socket pair.
func TestRemote(t *testing.T) {
	for _, wall := range []cell.Policy{cell.NamespacesOnly, cell.LandlockOnly} {
		t.Run(string(wall), func(t *testing.T) {
			h := newHost(t, wall)
			r, err := Probe(t.Context(), h, rand.Reader)
			if err != nil || r.Wall != cell.Wall(wall) {
				t.Fatalf("probe: %v, wall %s", err, r.Wall)
			}
			hostileTest(t, h)
		})
	}
}

func inodes(t *testing.T, dir string) (out []uint64) {
	t.Helper()
	filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if fi, e := d.Info(); err == nil && e == nil {
			out = append(out, fi.Sys().(*syscall.Stat_t).Ino)
		}
		return nil
	})
	slices.Sort(out)
	return out
}

// TestHostKeepsPlaces: however many cells there were, and however they ended, no inode of the scratch is new.
func TestHostKeepsPlaces(t *testing.T) {
	h := newHost(t, cell.LandlockOnly)
	alone(t, h, "attack behave") // whatever is made at the start was made
	before := inodes(t, h.scratch)
	for range 5 {
		alone(t, h, "attack leave-files", "attack behave")
	}
	if now := inodes(t, h.scratch); !slices.Equal(before, now) {
		t.Errorf("inodes %v became %v", before, now)
	}
}

// TestHostLetsNobodyElseIn: who has not the key gets no byte of the protocol, and keeps nobody from being served.
func TestHostLetsNobodyElseIn(t *testing.T) {
	h := newHost(t, cell.NamespacesElseLandlock)
	nothing := func(t *testing.T, c io.Reader) {
		t.Helper()
		// A refused handshake may be answered by an alert. A greeting is longer than any.
		b, _ := io.ReadAll(c)
		if bytes.Contains(b, []byte("namespaces")) || len(b) > 4096 {
			t.Errorf("got %q", b)
		}
	}
	t.Run("another key", func(t *testing.T) {
		other := h.Remote
		other.Key = bytes.Repeat([]byte{1}, cell.KeySize)
		if l, err := connect(t.Context(), other, 0); err == nil {
			l.end()
			t.Fatal("it was let in")
		}
	})
	t.Run("no key", func(t *testing.T) {
		if _, err := (Remote{Address: h.Address}).Dial(t.Context(), 0); err == nil {
			t.Fatal("it was let in")
		}
	})
	t.Run("plain TCP", func(t *testing.T) {
		c, err := net.Dial("tcp", h.at)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		cell.WriteFrame(c, cell.Params, []byte("{}"))
		nothing(t, c)
	})
	t.Run("a slow handshake", func(t *testing.T) {
		var slow []net.Conn
		for range 16 {
			c, err := net.Dial("tcp", h.at)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			slow = append(slow, c)
		}
		l, err := connect(t.Context(), h, 0) // meanwhile
		if err != nil {
			t.Fatal(err)
		}
		l.end()
		start := time.Now()
		for _, c := range slow {
			c.SetReadDeadline(start.Add(10 * time.Second))
			if _, err := c.Read(make([]byte, 1)); errors.Is(err, os.ErrDeadlineExceeded) {
				t.Fatal("a connection without a handshake is still open")
			}
		}
	})
	t.Run("a second conductor", func(t *testing.T) {
		first, err := connect(t.Context(), h, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer first.end()
		if err := errors.Join(first.load(cell.Program, built(t, "trivial")), first.load(cell.Params, []byte("{}"))); err != nil {
			t.Fatal(err)
		}
		second, err := connect(t.Context(), h, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer second.end()
		task := cell.Task{Output: 4, Memory: 64, Limit: 5000}
		if b, err := second.run(cell.Run, task, []byte("x")); !errors.Is(err, cell.ErrWall) {
			t.Errorf("it has a program, which gave %x, %v", b, err)
		}
		if b, err := first.run(cell.Run, task, []byte("x")); err != nil || len(b) != 4 {
			t.Errorf("the first has %x, %v", b, err)
		}
		var more []*link
		for {
			l, err := connect(t.Context(), h, 0)
			if err != nil {
				break
			}
			defer l.end()
			if more = append(more, l); len(more) > 8 {
				t.Fatal("cells without end")
			}
		}
	})
}

// TestHostTerminates: SIGTERM in the middle of a run ends host, cell and program.
func TestHostTerminates(t *testing.T) {
	h := newHost(t, cell.LandlockOnly)
	l, err := connect(t.Context(), h, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.end()
	if err := errors.Join(l.load(cell.Program, built(t, "hostile")), l.load(cell.Params, []byte("{}"))); err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() {
		_, err := l.run(cell.Run, cell.Task{Output: 4, Memory: 64, Limit: 3_600_000}, []byte("attack run-for-ever"))
		over <- err
	}()
	for deadline := time.Now().Add(10 * time.Second); len(programs()) == 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the program did not start")
		}
	}
	h.process.Signal(syscall.SIGTERM)
	if err := <-over; !errors.Is(err, errLost) {
		t.Errorf("run: %v, want %v", err, errLost)
	}
	gone(t)
}

// TestRunOverRemote: a conductor's whole run, two lanes on two hosts.
func TestRunOverRemote(t *testing.T) {
	a, b := newHost(t, ""), newHost(t, "")
	w := newWorld(t, Remote{Key: a.Key, Address: func(_ context.Context, lane int) (string, error) { return []string{a.at, b.at}[lane], nil }}, "x", "y")
	w.isolate(t, built(t, "trivial"), c2d.Isolate{Dim: 1, Rounds: 1, Sigma: 1, Clip: 1e6, Rate: 1e6, Slot: 500, Memory: 64})
	w.Lanes = 2
	if _, err := w.start(t.Context()); err == nil {
		t.Fatal("a host with another key was used")
	}
	w = newWorld(t, a, "x", "y", "z")
	w.isolate(t, built(t, "trivial"), c2d.Isolate{Dim: 1, Rounds: 2, Sigma: 1, Clip: 1e6, Rate: 1e6, Slot: 500, Memory: 64})
	w.Lanes = 1
	if _, err := w.start(t.Context()); err != nil || len(w.rounds.results) != 2 {
		t.Fatalf("run: %v, %d rounds", err, len(w.rounds.results))
	}
}

func TestInstall(t *testing.T) {
	d := t.TempDir()
	for range 2 { // again, over itself
		if out, err := exec.Command(local().Path, "install", d).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	got, err := os.ReadFile(d + "/stint-cell")
	if err != nil || !bytes.Equal(got, built(t, "stint-cell")) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	fi, err := os.Stat(d + "/stint-cell")
	left, _ := os.ReadDir(d)
	if err != nil || fi.Mode() != 0o755 || len(left) != 1 {
		t.Errorf("mode %v, %v, %d files", fi.Mode(), err, len(left))
	}
}
