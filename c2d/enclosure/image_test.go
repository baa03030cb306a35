package enclosure

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// optioned is cells with any options.
type optioned struct{ cell.Options }

func (o optioned) Dial(context.Context, int) (io.ReadWriteCloser, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	theirs := os.NewFile(uintptr(pair[1]), "cell")
	defer theirs.Close()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return nil, err
	}
	defer null.Close()
	p, err := os.StartProcess(local().Path, cell.Arguments(o.Options), &os.ProcAttr{Env: []string{}, Files: []*os.File{null, null, null, theirs}})
	if err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(pair[0], true); err != nil {
		return nil, err
	}
	return &child{File: os.NewFile(uintptr(pair[0]), "cell"), process: p}, nil
}

// said runs a shell script that is a command of the root file system, and returns what it said.
func said(t *testing.T, cells Cells, script string) string {
	t.Helper()
	l, err := connect(t.Context(), cells, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.end()
	whole := "{ " + script + "\n} > $STINT_UPDATE 2>&1; s=$(wc -c < $STINT_UPDATE); while [ $s -lt 2000 ]; do printf . ; s=$((s+1)); done >> $STINT_UPDATE"
	err = errors.Join(l.load(cell.Command, cell.EncodeCommand([]string{"/bin/sh", "-c", whole, "sh", "two words"})), l.load(cell.Params, []byte("{params}")),
		l.load(cell.Model, []byte("MODEL")))
	if err != nil {
		t.Fatal(err)
	}
	b, err := l.run(cell.Run, cell.Task{Output: 2000, Memory: 64, Limit: 20_000}, []byte("shard\n"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimRight(string(b), ".")
}

// overOptions runs a test over both walls.
func overOptions(t *testing.T, test func(t *testing.T, o cell.Options)) {
	for _, wall := range []cell.Policy{cell.NamespacesOnly, cell.LandlockOnly} {
		t.Run(string(wall), func(t *testing.T) { test(t, cell.Options{CPU: -1, Wall: wall}) })
	}
}

// TestCommand: a program of the root file system that is there finds what every program finds, with its arguments.
func TestCommand(t *testing.T) {
	overOptions(t, func(t *testing.T, o cell.Options) {
		const script = `cat $STINT_MODEL $STINT_PARAMS $STINT_SHARD; echo "$1"; (echo forked); cat /proc/self/status /dev/kmsg /tmp/x || echo hidden; echo x > /made || echo read-only`
		got := said(t, optioned{o}, script)
		for _, want := range []string{"MODEL{params}shard\ntwo words\nforked\n", "\nhidden\n", "\nread-only\n"} {
			if !strings.Contains(got, want) {
				t.Errorf("it said %q, without %q", got, want)
			}
		}
		if strings.Contains(got, "Pid:") {
			t.Errorf("it saw its process: %q", got)
		}
	})
}

// TestHiddenDirectories: what is hidden is not shown, wherever it lies, and what lies beside it is.
func TestHiddenDirectories(t *testing.T) {
	root := t.TempDir()
	for _, d := range []string{root, filepath.Dir(root)} {
		if err := os.Chmod(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"open/file", "key/file", "deep/er/key/file", "deep/er/open/file", "deep/open/file", "file"} {
		p := filepath.Join(root, f)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte("content of "+f+"\n"), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(root, "deep/er/key"), filepath.Join(root, "way")); err != nil {
		t.Fatal(err)
	}
	overOptions(t, func(t *testing.T, o cell.Options) {
		l := optioned{o}
		l.Runtime = append([]string{root}, hostRuntime...)
		l.Hide = []string{filepath.Join(root, "key"), filepath.Join(root, "way")} // by way of a link
		c, err := connect(t.Context(), l, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer c.end()
		script := "#!/bin/sh\ncd " + root + "\nfor f in open/file key/file deep/er/key/file deep/er/open/file deep/open/file file way/file; do cat $f; done > $STINT_UPDATE 2>/dev/null\n" +
			"s=$(wc -c < $STINT_UPDATE); while [ $s -lt 500 ]; do printf .; s=$((s+1)); done >> $STINT_UPDATE\n"
		if err := errors.Join(c.load(cell.Program, []byte(script)), c.load(cell.Params, []byte("{}"))); err != nil {
			t.Fatal(err)
		}
		b, err := c.run(cell.Run, cell.Task{Output: 500, Memory: 64, Limit: 20_000}, []byte("x"))
		if err != nil {
			t.Fatal(err)
		}
		want := "content of open/file\ncontent of deep/er/open/file\ncontent of deep/open/file\ncontent of file\n"
		if got := string(bytes.TrimRight(b, ".")); got != want {
			t.Errorf("it read %q, want %q", got, want)
		}
	})
}

// TestProbeOfAnImage: the wall around a command is proven as it will be: with what it shows.
func TestProbeOfAnImage(t *testing.T) {
	overOptions(t, func(t *testing.T, o cell.Options) {
		l, err := connect(t.Context(), optioned{o}, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer l.end()
		w := &crew{config: Config{Rand: rand.Reader}, load: load{command: []string{"/bin/true"}}}
		if _, err := w.prove(t.Context(), l, 0, nil); err != nil {
			t.Error(err)
		}
	})
}

// TestImageJob: a job with an image fetches no program, and its cells are told the command before they are proven.
func TestImageJob(t *testing.T) {
	image := &c2d.Image{Reference: "registry.example/a/b@sha256:" + strings.Repeat("0", 64), Command: []string{"/bin/sh", "-c", "true"}}
	job := func(cells Cells) (*world, error) {
		w := newWorld(t, cells, "a")
		w.isolate(t, []byte("program"), c2d.Isolate{Dim: 1, Rounds: 1, Sigma: 1, Clip: 1e6, Rate: 1e6, Slot: 500, Memory: 64})
		w.run.Spec.Isolate.Program, w.run.Spec.Isolate.Image = c2d.Isolate{}.Program, image
		_, err := w.start(t.Context())
		return w, err
	}
	if _, err := job(local()); !c2d.IsRefusal(err, c2d.SandboxUnavailable) {
		t.Errorf("on one machine: %v", err)
	}
	loaded := make(chan cell.Kind, 9)
	s := &scripted{program: func(_, _ []byte) []byte { return nil }, loaded: func(k cell.Kind) { loaded <- k }}
	if w, err := job(s); err != nil || len(w.rounds.results) != 1 {
		t.Fatalf("scripted: %v", err)
	}
	if k := <-loaded; k != cell.Command {
		t.Errorf("a cell was loaded with %c", k)
	}
	image.Command[2] = `printf '\000\000\200\077' > $STINT_UPDATE`
	for _, wall := range []cell.Policy{cell.NamespacesOnly, cell.LandlockOnly} {
		w, err := job(newHost(t, wall))
		if err != nil {
			t.Fatal(err)
		}
		near(t, w.rounds.results[0], 1)
	}
}

// TestHostKillsOrphans: a cell that is killed in the middle of a run leaves processes, and its host ends them.
func TestHostKillsOrphans(t *testing.T) {
	h := newHost(t, cell.LandlockOnly)
	l, err := connect(t.Context(), h, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.end()
	script := "for i in 1 2 3; do (setsid sleep 1234567 &) ; done; sleep 1234567"
	if err := errors.Join(l.load(cell.Command, cell.EncodeCommand([]string{"/bin/sh", "-c", script})), l.load(cell.Params, []byte("{}"))); err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() {
		_, err := l.run(cell.Run, cell.Task{Output: 4, Memory: 64, Limit: 3_600_000}, []byte("x"))
		over <- err
	}()
	for deadline := time.Now().Add(10 * time.Second); len(programs()) < 4; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the program did not start")
		}
	}
	killed := 0
	for _, p := range supervisors(h.scratch) {
		killed++
		syscall.Kill(p, syscall.SIGKILL)
	}
	if err := <-over; killed == 0 || !errors.Is(err, errLost) {
		t.Errorf("run: %v, %d cells killed", err, killed)
	}
	gone(t)
}

// supervisors lists the cells whose scratch is this test's.
func supervisors(scratch string) (out []int) {
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, p := range lines {
		b, err := os.ReadFile(p)
		if pid, e := strconv.Atoi(filepath.Base(filepath.Dir(p))); err == nil && e == nil && bytes.HasPrefix(b, []byte("stint-cell-supervisor\x00")) && bytes.Contains(b, []byte(scratch)) {
			out = append(out, pid)
		}
	}
	return out
}
