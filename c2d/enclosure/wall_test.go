package enclosure

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sys/unix"

	"github.com/stintdao/stint/c2d"
	"github.com/stintdao/stint/c2d/enclosure/cell"
)

// hostRuntime are the directories a script needs on an ordinary distribution.
var hostRuntime = []string{"/bin", "/lib", "/lib64", "/usr"}

// TestAsAnOrdinaryUser runs every test of this package again as nobody, with no rights and no groups.
func TestAsAnOrdinaryUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("this is it")
	}
	if testing.Short() {
		t.Skip("short")
	}
	d, err := os.MkdirTemp("", "ordinary")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(d) })
	self, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{os.WriteFile(d+"/test", self, 0o755), os.Chmod(d, 0o755), os.Mkdir(d+"/tmp", 0o700), os.Chown(d+"/tmp", 65534, 65534)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(d+"/test", "-test.v", "-test.timeout=5m")
	c.Dir = d + "/tmp"
	c.Env = []string{"STINT_TEST_BINARIES=" + binaries, "TMPDIR=" + d + "/tmp", "HOME=/nonexistent", "PATH=/usr/bin:/bin"}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
	out, err := c.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestProbe")) {
		t.Errorf("as nobody: %v\n%s", err, out)
	}
}

// TestProbe: on a machine where these tests can run at all, the wall is closed, with and without a host runtime.
func TestProbe(t *testing.T) {
	overWalls(t, func(t *testing.T, cells Local) {
		for name, cells := range map[string]Local{"static": cells, "host runtime": hosting(cells)} {
			t.Run(name, func(t *testing.T) {
				r, err := Probe(t.Context(), cells, rand.Reader)
				if err != nil {
					t.Fatal(err)
				}
				if len(r.Checks) < 90 || r.Landlock < 1 || r.Wall != cell.Wall(cells.Wall) {
					t.Errorf("report: Landlock %d, %d checks, wall %s", r.Landlock, len(r.Checks), r.Wall)
				}
			})
		}
	})
}

// TestNoSandboxNoRun: where neither wall can be built the refusal says so and names ways out, and no key is asked for.
func TestNoSandboxNoRun(t *testing.T) {
	for name, cells := range map[string]Cells{
		"no namespaces, and nothing else allowed": forbidding{wall: cell.NamespacesOnly},
		"no namespaces, no Landlock":              forbidding{noLandlock: true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, cells, "a")
			w.isolate(t, built(t, "trivial"), plan(1))
			_, err := w.start(t.Context())
			if !c2d.IsRefusal(err, c2d.SandboxUnavailable) {
				t.Fatalf("run: %v, want %s", err, c2d.SandboxUnavailable)
			}
			for _, say := range []string{"namespaces", "as root", "sysctl", "AppArmor", "Landlock"} {
				if !strings.Contains(err.Error(), say) {
					t.Errorf("%q does not mention %q", err, say)
				}
			}
			if w.keys.asked != 0 || len(w.rounds.begins) != 0 {
				t.Error("a key was asked for, or a round began")
			}
		})
	}
}

// TestWithoutNamespaces: where namespaces are forbidden the other wall is built, proven, and holds.
func TestWithoutNamespaces(t *testing.T) {
	r, err := Probe(t.Context(), forbidding{}, rand.Reader)
	if err != nil || r.Wall != cell.Landlock {
		t.Fatalf("probe: %v, wall %s", err, r.Wall)
	}
	alone(t, forbidding{}, "attack read-others", "attack behave")
}

// forbidding is cells on a machine that lets nobody make a user namespace: they live in one whose own limit is zero, as a user without
// rights.
type forbidding struct {
	wall       cell.Policy
	noLandlock bool
}

// forbidden is a variable in whose presence this test binary becomes another program, on a machine with no rights.
const forbidden = "STINT_TEST_FORBID"

// becomeForbidden, in a user namespace of its own, lets one more be made, and no other after it; in that one it runs a program as
// nobody special, with descriptor 3, and, if told so, without Landlock.
func becomeForbidden(what string, args []string) int {
	runtime.LockOSThread()
	if err := unix.Mount("proc", "/proc", "proc", 0, ""); err != nil {
		panic(err)
	}
	if what == "pod" {
		panic(becomePod(args))
	}
	if err := os.WriteFile("/proc/sys/user/max_user_namespaces", []byte("1"), 0); err != nil {
		panic(err)
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		panic(err)
	}
	if what == "landlock" {
		p := []unix.SockFilter{
			{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0},
			{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_LANDLOCK_CREATE_RULESET, Jf: 1},
			{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(unix.ENOSYS)},
			{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
		}
		prog := unix.SockFprog{Len: uint16(len(p)), Filter: &p[0]}
		if _, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, 0, uintptr(unsafe.Pointer(&prog))); errno != 0 {
			panic(errno)
		}
	}
	conductor := os.NewFile(3, "conductor")
	c := exec.Command(args[0])
	c.Args, c.Env, c.ExtraFiles = args[1:], []string{}, []*os.File{conductor}
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: 0, Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 1000, HostID: 0, Size: 1}},
	}
	if err := c.Start(); err != nil {
		panic(err)
	}
	conductor.Close()
	c.Wait()
	return 0
}

func (f forbidding) Dial(_ context.Context, lane int) (io.ReadWriteCloser, error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	args := cell.Arguments(cell.Options{Lane: lane, CPU: -1, Wall: f.wall, Alone: true})
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.Command(self, binaries+"/stint-cell", args[0], args[1])
	c.Env = []string{forbidden + "=" + map[bool]string{false: "rights", true: "landlock"}[f.noLandlock]}
	theirs := os.NewFile(uintptr(pair[1]), "cell")
	defer theirs.Close()
	c.ExtraFiles = []*os.File{theirs}
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWPID | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	if err := unix.SetNonblock(pair[0], true); err != nil {
		return nil, err
	}
	return &child{File: os.NewFile(uintptr(pair[0]), "cell"), process: c.Process}, nil
}

// TestProgramSees runs a script at the end of a real cell: what is there is what was handed over, and nothing remains of it.
func TestProgramSees(t *testing.T) {
	const script = `#!/bin/sh
cd /stint && { cat model params.json shard/data; ls; env | grep STINT | sort; id -u; pwd; } > out/update
echo canary; echo canary >&2
while [ $(wc -c < out/update) -lt 1000 ]; do printf . >> out/update; done
`
	l, err := connect(t.Context(), hosting(walls["namespaces"]()), 3)
	if err != nil {
		t.Fatal(err)
	}
	defer l.end()
	run := func(model string) string {
		t.Helper()
		for k, v := range map[cell.Kind]string{cell.Program: script, cell.Params: "{params}", cell.Model: model} {
			if err := l.load(k, []byte(v)); err != nil {
				t.Fatal(err)
			}
		}
		b, err := l.run(cell.Run, cell.Task{Output: 1000, Memory: 64, Limit: 20_000}, []byte("shard\n"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimRight(string(b), ".")
	}
	want := `{params}shard
model
out
params.json
program
shard
STINT_MODEL=/stint/model
STINT_PARAMS=/stint/params.json
STINT_SHARD=/stint/shard/data
STINT_SIZE=1000
STINT_UPDATE=/stint/out/update
1000
/stint
`
	if d := cmp.Diff("MODEL"+want, run("MODEL")); d != "" {
		t.Errorf("with a model (-want +got):\n%s", d)
	}
	// Without a model there is no file: cat and ls say so by saying nothing.
	if d := cmp.Diff(strings.Replace(want, "model\n", "", 1), run("")); d != "" {
		t.Errorf("without a model (-want +got):\n%s", d)
	}
}

// TestNothingOutlivesTheCell: programs and what they left running die with their cell, even in the middle of a run.
func TestNothingOutlivesTheCell(t *testing.T) {
	overWalls(t, func(t *testing.T, cells Local) { nothingOutlives(t, hosting(cells)) })
}

func nothingOutlives(t *testing.T, cells Local) {
	for name, script := range map[string]string{
		"one process": "#!/bin/sh\nwhile :; do :; done\n",
		"daemons":     "#!/bin/sh\nfor i in 1 2 3; do (setsid sleep 1234567 &) ; done\nsleep 1234567\n",
	} {
		t.Run(name, func(t *testing.T) {
			l, err := connect(t.Context(), cells, 0)
			if err != nil {
				t.Fatal(err)
			}
			for k, v := range map[cell.Kind]string{cell.Program: script, cell.Params: "{}"} {
				if err := l.load(k, []byte(v)); err != nil {
					t.Fatal(err)
				}
			}
			over := make(chan error, 1)
			go func() {
				_, err := l.run(cell.Run, cell.Task{Output: 4, Memory: 64, Limit: 3_600_000}, []byte("x"))
				over <- err
			}()
			for deadline := time.Now().Add(10 * time.Second); len(programs()) == 0; time.Sleep(5 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("the program did not start")
				}
			}
			l.end()
			if err := <-over; !errors.Is(err, errLost) {
				t.Errorf("run: %v, want %v", err, errLost)
			}
			gone(t)
		})
	}
}

// TestScratchIsGone: what a cell was handed is in memory while it lives, and nowhere afterwards.
func TestScratchIsGone(t *testing.T) {
	for _, end := range []string{"closed", "killed"} {
		t.Run(end, func(t *testing.T) {
			conn, err := walls["landlock"]().Dial(t.Context(), 0)
			if err != nil {
				t.Fatal(err)
			}
			c := conn.(*child)
			if h, err := cell.ReadHead(c, 4096); err != nil || h.Kind != cell.Hello {
				t.Fatalf("no greeting: %v", err)
			}
			if files, err := os.ReadDir(c.scratch); err != nil || len(files) == 0 {
				t.Fatalf("%s: %v, %v", c.scratch, files, err)
			}
			if end == "killed" {
				c.process.Kill()
			}
			c.Close()
			if _, err := os.Stat(c.scratch); !os.IsNotExist(err) {
				t.Errorf("%s is still there: %v", c.scratch, err)
			}
		})
	}
}

// programs lists the processes of this machine that are a program of a cell, or one of this test's daemons.
func programs() map[string]bool {
	out := map[string]bool{}
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, p := range lines {
		b, err := os.ReadFile(p)
		if err == nil && (bytes.Contains(b, []byte("/stint/program")) || bytes.Contains(b, []byte("/dev/fd/4")) || bytes.Contains(b, []byte("1234567"))) {
			out[p] = true
		}
	}
	return out
}

// gone fails unless every program that runs now is soon over. Those of other nodes on the machine may be among them; they end
// with their slots.
func gone(t *testing.T) {
	t.Helper()
	left := programs()
	for deadline := time.Now().Add(10 * time.Second); len(left) > 0; time.Sleep(10 * time.Millisecond) {
		now := programs()
		for p := range left {
			if !now[p] {
				delete(left, p)
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("still running: %v", left)
		}
	}
}
