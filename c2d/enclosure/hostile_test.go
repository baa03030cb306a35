package enclosure

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stintdao/stint/c2d"
)

// canary is in every shard of a hostile run. It must be found nowhere.
const canary = "canary-5b1f"

// slots are how long a program may take, one after the other: on a busy machine even an honest program can be late, which is
// zeros, and says nothing. A test that sees them tries again with more time.
var slots = []uint32{250, 1000, 5000}

// attacked runs the hostile program over shards on one lane, and returns the sum of the clipped updates. An honest update is
// (1, 1), and is not clipped.
func attacked(t *testing.T, cells Cells, slot uint32, shards ...string) [2]float64 {
	t.Helper()
	var told []string
	for _, s := range shards {
		told = append(told, s+"\n"+canary+"\n")
	}
	w := newWorld(t, cells, told...)
	w.isolate(t, built(t, "hostile"), c2d.Isolate{Dim: 2, Rounds: 1, Sigma: 1, Clip: 2e6, Rate: 1e6, Slot: slot, Memory: 64})
	w.Lanes = 1
	if _, err := w.start(t.Context()); err != nil {
		t.Fatal(err)
	}
	f := make([]float32, 2)
	decode(f, w.rounds.results[0])
	n := float64(len(shards))
	return [2]float64{float64(f[0]) * n, float64(f[1]) * n}
}

// alone fails unless of all the shards, the last of which is honest, only that one counted.
func alone(t *testing.T, cells Cells, shards ...string) {
	t.Helper()
	var got [2]float64
	for _, slot := range slots {
		got = attacked(t, cells, slot, shards...)
		if math.Hypot(got[0]-1, got[1]-1) < 1e-4 {
			return
		}
		if math.Hypot(got[0], got[1]) > 1e-4 {
			break // something else than an honest program that was late
		}
	}
	t.Errorf("sum %v, want that of the honest program, (1, 1)", got)
}

// TestHostile: every attack of the hostile program, twice in a row so that the second could find what the first left, and then
// an honest run. The sum is what the honest one gave: what an attack found or did would have been in it as ones.
func TestHostile(t *testing.T) {
	overWalls(t, func(t *testing.T, cells Local) { hostileTest(t, cells) })
}

func hostileTest(t *testing.T, cells Cells) {
	for _, attack := range []string{
		"read-others", "leave-files", "leave-daemon", "leave-memory", "leave-marks", "attack-the-cell", "run-for-ever", "fork-bomb", "allocate", "page-tables", "fill-disk",
		"too-long", "too-short", "not-a-number", "symlink", "pipe", "directory", "unreadable", "print",
	} {
		t.Run(attack, func(t *testing.T) {
			left := traces(t)
			alone(t, cells, "attack "+attack, "attack "+attack, "attack behave")
			gone(t)
			if now := traces(t); now != left {
				t.Errorf("left behind:\n%s\nbefore:\n%s", now, left)
			}
		})
	}
}

// traces is what a program could have left on the host where everybody looks: files and mounts.
func traces(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, p := range []string{"/left", "/tmp/left", "/dev/shm/left", "/dev/left", "/var/tmp/left", "/stint"} {
		if _, err := os.Lstat(p); err == nil {
			b.WriteString(p + "\n")
		}
	}
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(mounts)) {
		if strings.Contains(line, "tmpfs stint") {
			b.WriteString(line)
		}
	}
	shm, _ := os.ReadFile("/proc/sysvipc/shm")
	b.Write(shm)
	return b.String()
}

// TestHostileWithProcesses: the same where a host runtime lets programs fork: nothing survives, nothing slows the next one.
func TestHostileWithProcesses(t *testing.T) {
	overWalls(t, func(t *testing.T, cells Local) { hostileWithProcesses(t, hosting(cells)) })
}

func hostileWithProcesses(t *testing.T, cells Local) {
	for _, attack := range []string{"fork-bomb", "run-for-ever"} {
		t.Run(attack, func(t *testing.T) {
			alone(t, cells, "attack "+attack, "attack behave")
			gone(t)
		})
	}
	t.Run("leave-daemon", func(t *testing.T) {
		attacked(t, cells, slots[0], "attack leave-daemon", "attack leave-daemon")
		gone(t)
	})
}

// TestHostileNetwork: listeners of every kind on the host, whose addresses the program is told, hear nothing.
func TestHostileNetwork(t *testing.T) {
	overWalls(t, func(t *testing.T, cells Local) { hostileNetwork(t, cells) })
}

func hostileNetwork(t *testing.T, cells Local) {
	var heard atomic.Int64
	shard := "attack network"
	for _, n := range []string{"tcp4", "tcp6"} {
		l, err := net.Listen(n, map[string]string{"tcp4": "127.0.0.1:0", "tcp6": "[::1]:0"}[n])
		if err != nil {
			t.Logf("no %s here: %v", n, err)
			continue
		}
		defer l.Close()
		shard += "\nreach " + l.Addr().String()
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				heard.Add(1)
				c.Close()
			}
		}()
	}
	u, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	shard += "\nreach " + u.LocalAddr().String()
	go func() {
		for {
			if _, _, err := u.ReadFrom(make([]byte, 64)); err != nil {
				return
			}
			heard.Add(1)
		}
	}()
	if x, err := net.Listen("unix", "@stint"); err == nil {
		defer x.Close()
		go func() {
			for {
				c, err := x.Accept()
				if err != nil {
					return
				}
				heard.Add(1)
				c.Close()
			}
		}()
	}
	alone(t, cells, shard, "attack behave") // had it made a socket, it would say so with ones
	if n := heard.Load(); n != 0 {
		t.Errorf("%d connections or datagrams arrived", n)
	}
}

// TestHostileUpdate: the shard itself as an update of enormous numbers weighs no more than the clip norm.
func TestHostileUpdate(t *testing.T) {
	var n float64
	for _, slot := range slots {
		got := attacked(t, local(), slot, "attack write-shard")
		if n = math.Hypot(got[0], got[1]); n > 1e-4 {
			break
		}
	}
	if n > 2+1e-4 || n < 1.9 {
		t.Errorf("an update of norm %v, want it clipped to 2", n)
	}
}

// TestHostileCrash: a program that crashes on a secret bit tells it by its update at most, which is clipped and blurred: the run
// ends well, and has told the same of its progress and waited for the same moments, whatever the bit was.
func TestHostileCrash(t *testing.T) {
	var seen []string
	for bit, want := range []float32{1, 0.5} {
		said := ""
		for _, slot := range slots {
			w := newWorld(t, local(), fmt.Sprintf("attack crash-on-a-bit\n%d", bit), "attack behave\n")
			w.isolate(t, built(t, "hostile"), c2d.Isolate{Dim: 2, Rounds: 1, Sigma: 1, Clip: 2e6, Rate: 1e6, Slot: slot, Memory: 64})
			w.Lanes = 1
			told := ""
			w.Progress = func(p c2d.Progress) { told += fmt.Sprintf("%+v\n", p) }
			out, err := w.start(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			waited := map[time.Duration]bool{}
			start := slices.MinFunc(w.clock.waited, time.Time.Compare)
			for _, at := range w.clock.waited {
				waited[at.Sub(start)/time.Duration(slot)] = true
			}
			said = told + fmt.Sprint(waited, out[0].Name, len(out[0].Bytes))
			f := make([]float32, 2)
			decode(f, w.rounds.results[0])
			if f[0] < want-0.1 {
				continue // an honest program was late
			}
			near(t, w.rounds.results[0], want, want)
			break
		}
		seen = append(seen, said)
	}
	if seen[0] != seen[1] {
		t.Errorf("the bit shows:\n%s\n%s", seen[0], seen[1])
	}
}

// TestWhatIsPrintedIsNowhere runs the loudest attack in a process of its own and looks for the shard in all that it, its cells and
// their programs wrote: standard output and error, and every file of its temporary directory.
func TestWhatIsPrintedIsNowhere(t *testing.T) {
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, "-test.run", "^TestHostile$/^landlock|namespaces$/^(print|read-others|leave-files)$", "-test.v")
	c.Env = append(os.Environ(), "STINT_TEST_BINARIES="+binaries, "TMPDIR="+dir)
	out, err := c.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestHostile/landlock/print")) {
		t.Fatalf("%v\n%s", err, out)
	}
	look := func(where string, b []byte) {
		for _, s := range []string{canary, hex.EncodeToString([]byte(canary))} {
			if bytes.Contains(b, []byte(s)) {
				t.Errorf("the shard's bytes are in %s", where)
			}
		}
	}
	look("the output", out)
	filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			b, _ := os.ReadFile(p)
			look(p, b)
		}
		return nil
	})
}
